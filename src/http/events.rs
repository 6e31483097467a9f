//! A board's messages as server-sent events, for networks that break WebSocket and for scripts
//! (SPEC H8 to H10). The same peers, outboxes and pulls as for sockets; only the frames leave otherwise.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
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
use crate::hub::{Entry, Membership, Outbox};
use crate::protocol::{Close, CloseCode, Frame, StreamQuery};

/// The person's secret stands in a header, because addresses are written into logs on the way.
const PERSON: HeaderName = HeaderName::from_static("lavagna-person");
/// So does the name, as percent-encoded UTF-8.
const NAME: HeaderName = HeaderName::from_static("lavagna-name");
/// Asks nginx and its like to pass on each event as it comes.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

const START_AGAIN: Close = Close::new(CloseCode::Normal, "read the snapshot and open a new stream");

/// The response's body: frames of an outbox as events, until it is closed.
struct Events {
    /// Parts of an event that are still to go; the message among them is shared with everybody.
    parts: VecDeque<Bytes>,
    /// The last event is among the parts, or out.
    is_over: bool,
    outbox: Arc<Outbox>,
    /// The peer's place in the room, and where its key is known.
    seat: Option<(Arc<Membership>, String)>,
    site: web::Data<Site>,
}

impl Events {
    fn lay_out(&mut self, frame: &Frame) {
        if let Some(message) = frame.message() {
            let before = match frame.head() {
                Some(head) => format!("id: {head}\ndata: ").into(),
                None => Bytes::from_static(b"data: "),
            };
            self.parts.extend([before, message, Bytes::from_static(b"\n\n")]);
        } else if let Some((code, reason)) = frame.close_reason() {
            let event = format!("event: close\ndata: {}\n\n", json!({"code": code, "reason": reason}));
            self.parts.push_back(event.into());
            self.is_over = true;
        }
    }
}

impl MessageBody for Events {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        loop {
            if let Some(part) = self.parts.pop_front() {
                return Poll::Ready(Some(Ok(part)));
            }
            if self.is_over {
                return Poll::Ready(None);
            }
            match self.outbox.poll(context) {
                Poll::Ready(Some(frame)) => self.lay_out(&frame),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl Drop for Events {
    /// The reader is gone, or everything is said: the peer leaves the room (SPEC H10).
    fn drop(&mut self) {
        self.outbox.end();
        if let Some((_, key)) = &self.seat {
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
    let named = request.headers().get(PAGE_ORIGIN).map(|value| value.to_str().unwrap_or_default());
    let is_elsewhere = named.is_some_and(|origin| !is_same(origin, request, &site.config));
    if is_elsewhere || !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let query = web::Query::<StreamQuery>::from_query(query).map_err(|error| HttpError::Query(error.to_string()))?;
    let mut query = query.into_inner();
    if !query.is_readable() {
        site.find_board(board).await?;
        let outbox = site.ready_hub()?.outbox();
        outbox.close(&Close::RELOAD);
        return Ok(stream(Events { parts: VecDeque::new(), is_over: false, outbox, seat: None, site }));
    }
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let person = header(PERSON);
    if let Some(name) = header(NAME) {
        query.name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    }
    let mut fresh = [0; 40];
    getrandom::fill(&mut fresh).map_err(|error| HttpError::Internal(error.into()))?;
    let (secret, tag) = fresh.split_at(32);
    let fresh = (secret.try_into().unwrap_or_default(), tag.try_into().map_or(0, u64::from_le_bytes));
    let hello = query.into_hello(person, fresh)?;
    let room = site.room(board).await?;
    let outbox = site.ready_hub()?.outbox();
    let entry = room.join(&hello, outbox.clone()).await?;
    let mut events = Events { parts: VecDeque::new(), is_over: false, outbox, seat: None, site };
    match entry {
        Entry::Joined(seat) => {
            let seat = Arc::new(seat);
            let key = events.site.streams.open(&seat)?;
            events.parts.push_back(format!("event: stream\ndata: {}\n\n", json!({"key": key})).into());
            events.seat = Some((seat, key));
        }
        Entry::Resync => events.outbox.close(&START_AGAIN),
    }
    Ok(stream(events))
}

fn stream(events: Events) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store, no-transform"))
        .insert_header(UNBUFFERED)
        .force_close()
        .body(events)
}

pub async fn events(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    open(site, &board, request.query_string(), &request).await.unwrap_or_else(problem)
}
