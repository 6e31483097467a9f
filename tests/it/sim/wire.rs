//! Compares everything the server sends with the disk at that moment (SPEC G1, G3).

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use actix_web::web::Bytes;
use lavagna::hub::Outbox;
use lavagna::protocol::Frame;
use serde_json::Value;

use super::disk::Image;
use super::incoming::Incoming;

/// One message on its way to a page.
pub enum Down {
    Message(Incoming, String),
    Close(u16),
}

/// The next frame that waits for a connection.
pub fn next(outbox: &Outbox, image: &Image) -> Option<Down> {
    let frame = take(outbox)?;
    if let Some((code, _)) = frame.close_reason() {
        return Some(Down::Close(code));
    }
    let message = frame.message().expect("pings are the connection's business");
    let text = std::str::from_utf8(&message).expect("the server sends text");
    Some(Down::Message(checked(text, image), text.to_owned()))
}

/// Takes all pieces of a frame.
fn take(outbox: &Outbox) -> Option<Frame> {
    let mut context = Context::from_waker(Waker::noop());
    let (mut taken, mut left) = (None, 0);
    loop {
        let piece = outbox.poll(&mut context, |frame| {
            left = frame.len();
            taken = Some(frame.clone());
            [frame.into_bytes(), Bytes::new(), Bytes::new()]
        });
        let Poll::Ready(Some(piece)) = piece else { return None };
        left -= piece.len();
        if left == 0 {
            return taken;
        }
    }
}

/// Reads a message, and panics when it promises what the disk does not have.
fn checked(text: &str, image: &Image) -> Incoming {
    if let Some(rest) = text.strip_prefix(r#"{"t":"log","seq":"#) {
        return log(rest, image);
    }
    let message: Value = serde_json::from_str(text).expect("the server sends JSON");
    let number = |key: &str| message[key].as_u64().unwrap_or_else(|| panic!("{key} in {text}"));
    let tag = || message["tag"].as_str().map(|tag| tag.parse().expect("a tag"));
    match message["t"].as_str().expect("a kind") {
        "welcome" => {
            let (head, last) = (number("head"), number("last"));
            assert!(head <= image.head(), "[G1] a welcome promises edit {head} of {}", image.head());
            let role = serde_json::from_value(message["role"].clone()).expect("a role");
            let mode = serde_json::from_value(message["mode"].clone()).expect("a mode");
            Incoming::Welcome { head, role, last, mode, author: message["author"].as_u64() }
        }
        "resync" => Incoming::Resync,
        "bye" => Incoming::Bye(number("retry_ms")),
        "ack" => {
            let seq = number("seq");
            assert!(seq <= image.head(), "[G1] an ack promises edit {seq} of {}", image.head());
            Incoming::Ack { tag: tag(), last: number("last"), seq }
        }
        "nack" => {
            let code = message["code"].as_str().expect("a code").to_owned();
            let retry = message["retry"].as_bool().expect("a retry");
            Incoming::Nack { tag: tag(), n: number("n"), code, retry }
        }
        "hb" => Incoming::Heartbeat(number("head")),
        "lesson" => {
            let mode = serde_json::from_value(message["mode"].clone()).expect("a mode");
            let pen = serde_json::from_value(message["pen"].clone()).expect("authors");
            Incoming::Lesson { stamp: number("stamp"), mode, pen }
        }
        "you" => {
            let role = serde_json::from_value(message["role"].clone()).expect("a role");
            Incoming::You { role, author: message["author"].as_u64() }
        }
        _ => Incoming::Live,
    }
}

/// Byte for byte what the disk holds at these seqs.
fn log(rest: &str, image: &Image) -> Incoming {
    let (seq, mut rest) = rest.split_once(r#","edits":["#).expect("a log has edits");
    let seq: u64 = seq.parse().expect("a seq");
    let mut edits = Vec::new();
    loop {
        let place = seq - 1 + edits.len() as u64;
        let row = image.log.get(place as usize);
        let row = row.unwrap_or_else(|| panic!("[G1] edit {} was shown before it was durable", place + 1));
        rest = rest.strip_prefix(row.text.as_str()).unwrap_or_else(|| {
            panic!("[G3] edit {} was shown as {rest:.200}, but the disk has {}", place + 1, row.text)
        });
        edits.push(Arc::clone(&row.edit));
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => break,
        }
    }
    assert_eq!(rest, "]}", "a log ends after its edits");
    Incoming::Log { seq, edits }
}
