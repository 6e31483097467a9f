//! Edits, drafts and presence by POST (SPEC H1 to H5, H11, H12).

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use super::api::problem;
use super::body::Body;
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use crate::hub::{Membership, Room};
use crate::protocol::{
    ClientMessage, Close, CloseCode, LIVE_POST_BYTES, LivePost, MESSAGE_BYTES, POST_BYTES, Post, Unreadable,
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

async fn take_edits(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, (request, payload), POST_BYTES).await?;
    let post = if body.bytes.len() <= SMALL {
        Post::decode(&body.bytes)
    } else {
        let bytes = body.bytes.clone();
        web::block(move || Post::decode(&bytes)).await.map_err(|error| HttpError::Internal(error.into()))?
    }?;
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

fn show(seat: &Membership, text: &str) -> Result<(), Close> {
    if text.len() > MESSAGE_BYTES {
        return Err(TOO_LONG);
    }
    match ClientMessage::decode(text)? {
        ClientMessage::Draft(draft) => seat.draft(draft),
        ClientMessage::Presence(presence) => seat.presence(&presence),
        ClientMessage::Ping => seat.pong()?,
        ClientMessage::Hello(_) | ClientMessage::Ops(_) => return Err(NOT_LIVE),
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
    let post = LivePost::decode(&body.bytes)?;
    let seat = site.streams.find(&post.key, &room)?;
    for message in &post.messages {
        show(&seat, message.get())?;
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
