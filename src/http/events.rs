//! Event streams: a board's messages as server-sent events, for networks that block WebSocket and for scripts
//! (SPEC H8 to H10). Peers, outboxes and pulls are those of sockets; only the encoding differs.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderName};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::api::problem;
use super::error::HttpError;
use super::foreign::PAGE_ORIGIN;
use super::origin::{is_not_foreign, is_same};
use super::site::Site;
use super::visitor::visitor;
use crate::board::columns::FORM;
use crate::board::{PersonKey, Tag};
use crate::hub::{Entry, Membership, Outbox, Parts, Visitor};
use crate::protocol::{Close, CloseCode, Frame, StreamQuery};

const EVENTS: &str = "text/event-stream";
/// Header with the person's secret. It is no part of the address, because proxies log addresses.
const PERSON: HeaderName = HeaderName::from_static("lavagna-person");
/// Header with the name, as percent-encoded UTF-8.
const NAME: HeaderName = HeaderName::from_static("lavagna-name");
/// Tells nginx and similar proxies not to buffer the events.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

const START_AGAIN: Close = Close::new(CloseCode::Normal, "read the snapshot and open a new stream");

/// The response's body: the frames of an outbox as events, until it is closed.
struct Events {
    /// The first event, which names the stream, until it is sent.
    first: Option<Bytes>,
    /// Whether the last event is queued or sent.
    is_over: bool,
    outbox: Arc<Outbox>,
    /// Membership of the room, and the stream's key.
    membership: Option<(Arc<Membership>, String)>,
    site: web::Data<Site>,
}

/// Encodes a frame as an event; the message's bytes are shared by all receivers.
fn encode_event(frame: &Frame) -> Parts {
    if let Some(message) = frame.message() {
        let before = match frame.head() {
            Some(head) => format!("id: {head}\ndata: ").into(),
            None => Bytes::from_static(b"data: "),
        };
        [before, message, Bytes::from_static(b"\n\n")]
    } else if let Some((code, reason)) = frame.close_reason() {
        let event = format!("event: close\ndata: {}\n\n", json!({"code": code, "reason": reason}));
        [event.into(), Bytes::new(), Bytes::new()]
    } else {
        Parts::default()
    }
}

impl MessageBody for Events {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        let Self { outbox, is_over, .. } = &mut *self;
        let next = outbox.poll(context, |frame| {
            *is_over |= frame.close_reason().is_some();
            encode_event(&frame)
        });
        if next.is_pending() && self.is_over { Poll::Ready(None) } else { next.map(|piece| piece.map(Ok)) }
    }
}

impl Drop for Events {
    /// The reader is gone or the stream is complete: the peer leaves the room (SPEC H10).
    fn drop(&mut self) {
        self.outbox.end();
        if let Some((_, key)) = &self.membership {
            self.site.streams.close(key);
        }
    }
}

async fn open(
    site: web::Data<Site>,
    board: &str,
    query: &str,
    request: &HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let is_foreign_page = header(PAGE_ORIGIN).is_some_and(|origin| !is_same(origin, request, &site.config));
    if is_foreign_page || !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let query = web::Query::<StreamQuery>::from_query(query).map_err(|error| HttpError::Query(error.to_string()))?;
    let mut query = query.into_inner();
    if !query.is_readable() {
        site.find_board(board).await?;
        let outbox = site.ready_hub()?.outbox();
        outbox.close(&Close::reload(FORM));
        return Ok(stream(outbox.clone(), Events { first: None, is_over: false, outbox, membership: None, site }));
    }
    if request.method() == Method::HEAD {
        // A HEAD request reads no stream and joins no room.
        site.find_board(board).await?;
        return Ok(HttpResponse::Ok().content_type(EVENTS).finish());
    }
    if let Some(name) = header(NAME) {
        query.name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    }
    let mut hello = query.into_hello(header(PERSON), random_person()?)?;
    let visitor = visitor(request)?;
    (hello.owner, hello.code) = (visitor.owner, visitor.code);
    let room = site.room(board).await?;
    room.receive(&Visitor::of(&hello)).await?;
    let outbox = site.ready_hub()?.outbox();
    let entry = room.join(&hello, outbox.clone()).await?;
    let mut events = Events { first: None, is_over: false, outbox, membership: None, site };
    match entry {
        Entry::Joined(membership) => {
            let membership = Arc::new(membership);
            let key = events.site.streams.open(&membership)?;
            events.first = Some(format!("event: stream\ndata: {}\n\n", json!({"key": key})).into());
            events.membership = Some((membership, key));
        }
        Entry::Resync => events.outbox.close(&START_AGAIN),
    }
    Ok(stream(events.outbox.clone(), events))
}

/// A random person and tag, for a stream that names none.
fn random_person() -> Result<(PersonKey, Tag), HttpError> {
    let internal = |error: getrandom::Error| HttpError::Internal(error.into());
    let mut person = [0; 32];
    getrandom::fill(&mut person).map_err(internal)?;
    Ok((PersonKey(person), Tag(getrandom::u64().map_err(internal)?)))
}

/// The answer with the events as its body. A closed stream ends in time even if nobody reads it.
fn stream(outbox: Arc<Outbox>, events: impl MessageBody + 'static) -> HttpResponse {
    actix_web::rt::spawn(async move {
        outbox.closing().await;
        outbox.flushed().await;
        outbox.end();
    });
    HttpResponse::Ok()
        .content_type(EVENTS)
        .insert_header((CACHE_CONTROL, "no-store, no-transform"))
        .insert_header(UNBUFFERED)
        .force_close()
        .body(events)
}

pub async fn events(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    open(site, &board, request.query_string(), &request).await.unwrap_or_else(problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::FrameKind;

    // [V9] [H10] A closed stream ends soon, although nobody reads its queue.
    #[actix_web::test]
    async fn a_closed_stream_ends_unread() {
        let outbox = Arc::new(Outbox::new(1, Arc::default()));
        let _unread = stream(outbox.clone(), "nobody asks for this");
        outbox.push(FrameKind::Log(1), Frame::text(b"{}"));
        outbox.close(&START_AGAIN);
        outbox.ended().await;
    }

    // [H8] Frames of a socket become events, except pings.
    #[test]
    fn frames_become_events() {
        let event = |frame: Frame| String::from_utf8(encode_event(&frame).concat()).unwrap();
        assert_eq!(event(Frame::text(b"{}")), "data: {}\n\n");
        assert_eq!(event(Frame::log(b"{}", 7)), "id: 7\ndata: {}\n\n");
        assert_eq!(event(Frame::ping()), "");
        assert!(event(Frame::close(&START_AGAIN)).starts_with("event: close\ndata: {\"code\":1000,"));
    }
}
