//! Edits, drafts and presence by POST (SPEC H1 to H5, H11, H12).

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use super::api::problem;
use super::body::{Body, Memory};
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use crate::hub::{Membership, Room};
use crate::protocol::{
    ClientMessage, Close, CloseCode, Draft, LIVE_POST_BYTES, LivePost, MESSAGE_BYTES, POST_BYTES, Post, Presence,
    Unreadable,
};

/// A body that is read quickly enough to do it in between; others would hold up the connections beside it.
const SMALL: usize = 64 * 1024;

const NOT_LIVE: Close = Close::new(CloseCode::Unreadable, "only draft, presence and ping are said here (SPEC.md, H11)");
const TOO_LONG: Close = Close::new(CloseCode::Unreadable, "a message may have at most 64 KiB");

/// What every post begins with: who may send it, for which room, and a body of at most `limit` bytes.
async fn receive(
    site: &Site,
    board: &str,
    (request, payload): (&HttpRequest, web::Payload),
    limit: usize,
) -> Result<(Arc<Room>, Body), HttpError> {
    if !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let room = site.room(board).await?;
    Ok((room, site.bodies.read(request, payload, limit).await?))
}

/// Reads what a body says, on another thread where that takes long. The body and its memory go there too: whoever sent
/// it may leave meanwhile.
async fn decoded<T: Send + 'static>(
    Body { bytes, memory }: Body,
    decode: impl FnOnce(&[u8]) -> Result<T, HttpError> + Send + 'static,
) -> Result<(T, Memory), HttpError> {
    if bytes.len() <= SMALL {
        return Ok((decode(&bytes)?, memory));
    }
    let decoding = web::block(move || (decode(&bytes), memory));
    let (read, memory) = decoding.await.map_err(|error| HttpError::Internal(error.into()))?;
    Ok((read?, memory))
}

async fn take_edits(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, (request, payload), POST_BYTES).await?;
    // The edits take memory until they are stored.
    let (post, _memory) = decoded(body, |bytes| Ok(Post::decode(bytes)?)).await?;
    // Only the number is kept: whoever ends the stream leaves, though edits of it are still on their way.
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
    take_edits(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

/// A message of a `live` POST.
enum LiveMessage {
    Draft(Draft),
    Presence(Presence),
    Ping,
    Excess,
}

/// A `live` POST: the key of its stream and its messages up to the first that cannot be read.
type ReadLive = (String, Vec<Result<LiveMessage, Close>>);

fn read_message(text: &str) -> Result<LiveMessage, Close> {
    if text.len() > MESSAGE_BYTES {
        return Err(TOO_LONG);
    }
    match ClientMessage::decode(text)? {
        ClientMessage::Draft(draft) => Ok(LiveMessage::Draft(draft)),
        ClientMessage::Presence(presence) => Ok(LiveMessage::Presence(presence)),
        ClientMessage::Ping => Ok(LiveMessage::Ping),
        ClientMessage::Excess => Ok(LiveMessage::Excess),
        ClientMessage::Hello(_) | ClientMessage::Ops(_) => Err(NOT_LIVE),
    }
}

fn read_live(body: &[u8]) -> Result<ReadLive, HttpError> {
    let post = LivePost::decode(body)?;
    let mut messages = Vec::with_capacity(post.messages.len());
    for message in &post.messages {
        messages.push(read_message(message.get()));
        if matches!(messages.last(), Some(Err(_))) {
            break;
        }
    }
    Ok((post.key, messages))
}

fn show(member: &Membership, message: LiveMessage) -> Result<(), Close> {
    match message {
        LiveMessage::Draft(draft) => member.draft(draft),
        LiveMessage::Presence(presence) => member.presence(presence),
        LiveMessage::Ping => member.pong()?,
        LiveMessage::Excess => {}
    }
    Ok(())
}

async fn take_live(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, (request, payload), LIVE_POST_BYTES).await?;
    let ((key, messages), _memory) = decoded(body, read_live).await?;
    let member = site.streams.find(&key, &room)?;
    for message in messages {
        show(&member, message?)?;
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
    take_live(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

impl From<Unreadable> for HttpError {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Body(_) => Self::Unreadable(error),
            Unreadable::TooMany => Self::TooMany(error),
        }
    }
}
