//! The lecture page, and the endpoint that shows it what this server's own frame reader makes of some bytes.

use std::time::Instant;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::api;
use super::error::HttpError;
use super::frames::{FrameReader, Incoming, Limits};
use super::page::{Page, render};
use super::site::Site;
use crate::board::columns::FORM;
use crate::board::limits::LECTURE_BYTES;
use crate::config::Switch;
use crate::hub::lock;
use crate::protocol::Close;

/// The lecture page.
#[derive(Template)]
#[template(path = "learn.html")]
struct Lecture {
    page: Page,
    /// Whether the demo board exists.
    demo: bool,
    /// Form of the data that the server writes (SPEC C15).
    form: u8,
}

/// The reader's verdict on a frame, or on the frames of a message.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Read {
    Text { text: String },
    Binary { bytes: usize },
    Ping { bytes: usize },
    Pong,
    Close { code: Option<u16>, reason: String },
}

/// The close that ends the connection after unreadable bytes.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Refusal {
    code: u16,
    reason: String,
}

/// Reads bytes as the first ones of a connection (SPEC A17).
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Reading {
    messages: Vec<Read>,
    close: Option<Refusal>,
    /// Bytes for which the reader waits to have more.
    rest: usize,
    /// Whether a message has begun whose last fragment is missing.
    open: bool,
}

impl From<Incoming> for Read {
    fn from(incoming: Incoming) -> Self {
        match incoming {
            Incoming::Text(text) => Self::Text { text: text.to_string() },
            Incoming::Binary(bytes) => Self::Binary { bytes: bytes.len() },
            Incoming::Ping(bytes) => Self::Ping { bytes: bytes.len() },
            Incoming::Pong => Self::Pong,
            Incoming::Close(reason) => Self::Close {
                code: reason.as_ref().map(|reason| reason.code.into()),
                reason: reason.and_then(|reason| reason.description).unwrap_or_default(),
            },
        }
    }
}

/// Reads the bytes as those of a board's socket. A Close ends the connection, so nothing after it is read.
fn read(bytes: &[u8]) -> Reading {
    let mut reader = FrameReader::new(Limits::BOARD);
    reader.feed(bytes);
    let mut messages = Vec::new();
    let close = loop {
        match reader.read() {
            Ok(Some(incoming)) => {
                messages.push(Read::from(incoming));
                if let Some(Read::Close { .. }) = messages.last() {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(Close { code, reason }) => break Some(Refusal { code: code as u16, reason: reason.to_string() }),
        }
    };
    let (rest, open) = if close.is_some() { (0, false) } else { (reader.waiting(), reader.is_inside_message()) };
    Reading { messages, close, rest, open }
}

pub async fn page(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    let page = Page::new(&request, &site, "js/learn.js");
    let demo = site.config.demo_board == Switch::On;
    render(&Lecture { page, demo, form: FORM }, HttpResponse::Ok(), "no-cache")
}

async fn read_body(site: &Site, request: &HttpRequest, payload: web::Payload) -> Result<HttpResponse, HttpError> {
    if !lock(&site.lecture_rate).take(1, Instant::now()) {
        return Err(HttpError::TooManyFrames);
    }
    let body = site.bodies.read(request, payload, LECTURE_BYTES).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(read(&body.bytes)))
}

/// `POST /api/learn/frame`
pub async fn frame(site: web::Data<Site>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    read_body(&site, &request, payload).await.unwrap_or_else(api::problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A17] The reading of bytes is what a socket would have made of them.
    #[test]
    fn bytes_are_read_as_a_socket_reads_them() {
        let hello = [0x81, 0x85, 1, 2, 3, 4, b'h' ^ 1, b'e' ^ 2, b'l' ^ 3, b'l' ^ 4, b'o' ^ 1];
        let text = |text: &str| Read::Text { text: text.to_owned() };
        assert_eq!(read(&hello), Reading { messages: vec![text("hello")], close: None, rest: 0, open: false });
        let half = read(&hello[..9]);
        assert_eq!((half.messages.len(), half.close, half.rest), (0, None, 9));
        let twice = [&hello[..], &[0x01, 0x80, 0, 0, 0, 0]].concat();
        assert_eq!(read(&twice), Reading { messages: vec![text("hello")], close: None, rest: 0, open: true });
        let unmasked = read(&[0x81, 1, b'x']).close.unwrap();
        assert_eq!(unmasked.code, 1002);
        let closed = read(&[0x88, 0x82, 0, 0, 0, 0, 3, 232, 0x89, 0x80, 0, 0, 0, 0]);
        assert_eq!(closed.messages, [Read::Close { code: Some(1000), reason: String::new() }]);
    }
}
