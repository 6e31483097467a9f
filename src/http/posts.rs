//! Endpoints that take edits, drafts and presence by POST (SPEC H1 to H5, H11, H12).

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use super::api::problem;
use super::body::{Body, BodyMemory};
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use super::visitor::visitor;
use crate::board::limits::{LIVE_POST_BYTES, MESSAGE_BYTES, POST_BYTES};
use crate::hub::{Membership, Room, Visitor};
use crate::protocol::{
    CallMessage, ClientMessage, Close, CloseCode, Draft, LivePost, LowerMessage, Post, Presence, Unreadable,
};

/// A body up to this size is decoded on the worker; a larger one would delay the connections beside it.
const MAX_INLINE_BYTES: usize = 64 * 1024;

const NOT_LIVE: Close = Close::new(CloseCode::Unreadable, "send draft, presence or ping here (SPEC.md, H11)");
const TOO_LONG: Close = Close::new(CloseCode::Unreadable, "a message may have at most 64 KiB");

/// Checks the request's origin, finds the room and reads the body, of at most `limit` bytes.
pub(super) async fn receive(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
    limit: usize,
) -> Result<(Arc<Room>, Body), HttpError> {
    if !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let room = site.room(board).await?;
    Ok((room, site.bodies.read(request, payload, limit).await?))
}

/// Decodes a body, a large one in the blocking pool. That thread owns the body and its memory, because the request may
/// be cancelled meanwhile.
pub(super) async fn decode_body<T: Send + 'static>(
    Body { bytes, memory }: Body,
    decode: impl FnOnce(&[u8]) -> Result<T, HttpError> + Send + 'static,
) -> Result<(T, BodyMemory), HttpError> {
    if bytes.len() <= MAX_INLINE_BYTES {
        return Ok((decode(&bytes)?, memory));
    }
    let decoding = web::block(move || (decode(&bytes), memory));
    let (decoded, memory) = decoding.await.map_err(|error| HttpError::Internal(error.into()))?;
    Ok((decoded?, memory))
}

async fn post_ops(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, request, payload, POST_BYTES).await?;
    // The edits take memory until they are stored.
    let (mut post, _memory) = decode_body(body, |bytes| Ok(Post::decode(bytes)?)).await?;
    let visitor = Visitor { person: Some(post.person), ..visitor(request)? };
    room.receive(&visitor).await?;
    post.owner = visitor.owner;
    // Only the number, because a membership held here would keep the peer in the room after its stream has ended.
    let stream = match &post.key {
        Some(key) => Some(site.streams.find(key, &room)?.number()),
        None => None,
    };
    let answer = room.post(post, stream).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(answer))
}

/// `POST /api/boards/{id}/ops`
pub async fn ops(
    site: web::Data<Site>,
    board: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    post_ops(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

/// A message of a `live` POST.
enum LiveMessage {
    Draft(Draft),
    Presence(Presence),
    Call(CallMessage),
    Lower(LowerMessage),
    Ping,
    OutOfRange,
}

/// A decoded `live` POST: the key of its stream, and its messages up to the first unreadable one.
type DecodedLive = (String, Vec<Result<LiveMessage, Close>>);

fn decode_message(text: &str) -> Result<LiveMessage, Close> {
    if text.len() > MESSAGE_BYTES {
        return Err(TOO_LONG);
    }
    match ClientMessage::decode(text)? {
        ClientMessage::Draft(draft) => Ok(LiveMessage::Draft(draft)),
        ClientMessage::Presence(presence) => Ok(LiveMessage::Presence(presence)),
        ClientMessage::Call(call) => Ok(LiveMessage::Call(call)),
        ClientMessage::Lower(lower) => Ok(LiveMessage::Lower(lower)),
        ClientMessage::Ping => Ok(LiveMessage::Ping),
        ClientMessage::OutOfRange => Ok(LiveMessage::OutOfRange),
        ClientMessage::Hello(_) | ClientMessage::Ops(_) | ClientMessage::Wire(_) => Err(NOT_LIVE),
    }
}

fn decode_live(body: &[u8]) -> Result<DecodedLive, HttpError> {
    let post = LivePost::decode(body)?;
    let mut messages = Vec::with_capacity(post.messages.len());
    for message in &post.messages {
        messages.push(decode_message(message.get()));
        if matches!(messages.last(), Some(Err(_))) {
            break;
        }
    }
    Ok((post.key, messages))
}

fn handle(membership: &Membership, message: LiveMessage) -> Result<(), Close> {
    match message {
        LiveMessage::Draft(draft) => membership.draft(draft),
        LiveMessage::Presence(presence) => membership.presence(presence),
        LiveMessage::Call(call) => membership.call(call),
        LiveMessage::Lower(lower) => membership.lower(lower.peer),
        LiveMessage::Ping => membership.pong()?,
        LiveMessage::OutOfRange => {}
    }
    Ok(())
}

async fn post_live(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, request, payload, LIVE_POST_BYTES).await?;
    let ((key, messages), _memory) = decode_body(body, decode_live).await?;
    let membership = site.streams.find(&key, &room)?;
    for message in messages {
        handle(&membership, message?)?;
    }
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// `POST /api/boards/{id}/live`
pub async fn live(
    site: web::Data<Site>,
    board: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    post_live(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

impl From<Unreadable> for HttpError {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Body(_) => Self::Unreadable(error),
            Unreadable::TooMany => Self::TooMany(error),
        }
    }
}
