//! Messages of the server (SPEC C4 to C10, L3 to L5, V3).

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

use super::attention::{Call, Followed};
use super::draft::Draft;
use super::frame::Frame;
use super::lesson::{LessonState, You};
use crate::board::{LoggedEdit, Mode, Role, Tag};

/// A connected person as others see them.
#[derive(Clone, Debug, Serialize)]
pub struct PeerCard {
    /// Number of the connection.
    pub peer: u32,
    /// Name; may be empty.
    pub name: String,
    /// Page load, which links drafts to edits.
    pub tag: Tag,
    /// Author number, after the first edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<u32>,
}

/// Answer to `hello`.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC C4")]
pub struct Welcome {
    pub head: u64,
    pub at: u64,
    pub role: Role,
    pub mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<u32>,
    pub peer: u32,
    pub last: u64,
    pub peers: Vec<PeerCard>,
    pub count: usize,
}

/// Confirmation of decided numbers (SPEC L4).
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC L4")]
pub struct Ack {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    pub last: u64,
    pub seq: u64,
}

/// Refusal of an edit (SPEC L5).
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC L5")]
pub struct Nack {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    pub n: u64,
    pub code: &'static str,
    pub retry: bool,
}

/// Heartbeat: sent every 15 s, and as the answer to `ping` (SPEC C8).
#[derive(Debug, Serialize)]
pub struct Heartbeat {
    /// Seq of the last edit that was sent.
    pub head: u64,
}

/// Request to load the snapshot and say hello again (SPEC C6).
#[derive(Debug, Serialize)]
pub struct Resync {}

/// Announcement that the server is shutting down (SPEC C10).
#[derive(Debug, Serialize)]
pub struct Bye {
    /// Clients come back after a random part of this time.
    pub retry_ms: u64,
}

/// Changes of one peer since the last tick.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "SPEC V3")]
pub struct LivePeer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Option<[i32; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<[i32; 4]>,
    /// Its place among the raised hands; 0 when it is lowered (SPEC Q2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<Draft>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// Drafts and presence since the last tick (SPEC V3).
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "SPEC V3")]
pub struct Live {
    #[serde(skip_serializing_if = "is_false")]
    pub all: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub join: Vec<PeerCard>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leave: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    pub peers: BTreeMap<u32, LivePeer>,
}

macro_rules! message {
    ($type:ty, $name:literal) => {
        impl $type {
            /// Encodes the message as a frame.
            pub fn frame(&self) -> Frame {
                #[derive(Serialize)]
                struct Tagged<'a> {
                    t: &'static str,
                    #[serde(flatten)]
                    body: &'a $type,
                }
                let json = serde_json::to_vec(&Tagged { t: $name, body: self });
                Frame::text(&json.expect("messages have only string keys and finite numbers"))
            }
        }
    };
}
message!(Welcome, "welcome");
message!(Ack, "ack");
message!(Nack, "nack");
message!(Heartbeat, "hb");
message!(Resync, "resync");
message!(Bye, "bye");
message!(Live, "live");
message!(LessonState, "lesson");
message!(You, "you");
message!(Call, "call");
message!(Followed, "followed");

/// A logged edit, encoded once as the JSON that everybody gets (SPEC L3).
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Server time of the edit, ms.
    pub at: u64,
    /// `{"author":…,"tag":…,"n":…,"at":…,"ops":[…]}`.
    pub json: Bytes,
}

impl LogEntry {
    /// Encodes an edit whose ops are already JSON text.
    pub fn new(edit: &LoggedEdit, ops: &str) -> Self {
        let LoggedEdit { author, tag, n, at, .. } = edit;
        let json = format!(r#"{{"author":{author},"tag":"{tag}","n":{n},"at":{at},"ops":{ops}}}"#);
        Self { at: *at, json: json.into() }
    }
}

/// Appends the entries as items of a JSON array and returns their number.
fn join<'a>(json: &mut Vec<u8>, entries: impl Iterator<Item = &'a LogEntry>) -> u64 {
    let mut count = 0;
    for entry in entries {
        if count > 0 {
            json.push(b',');
        }
        json.extend_from_slice(&entry.json);
        count += 1;
    }
    count
}

/// Encodes the `log` message of consecutive entries; the first is edit `seq`.
pub fn log_message<'a>(seq: u64, entries: impl Iterator<Item = &'a LogEntry>) -> Frame {
    let mut json = format!(r#"{{"t":"log","seq":{seq},"edits":["#).into_bytes();
    let count = join(&mut json, entries);
    json.extend_from_slice(b"]}");
    Frame::log(&json, seq + count - 1)
}

/// Encodes a page of the log (SPEC H6) without the board's head, which changes: consecutive entries, the first is edit
/// `seq`, each with the same bytes as in a `log` message.
pub fn log_edits<'a>(seq: u64, entries: impl Iterator<Item = &'a LogEntry>) -> Bytes {
    let mut json = format!(r#"{{"seq":{seq},"edits":["#).into_bytes();
    join(&mut json, entries);
    json.push(b']');
    json.into()
}

/// Completes a page of the log with the board's head.
pub fn log_page(edits: &[u8], head: u64) -> Bytes {
    [edits, format!(r#","head":{head}}}"#).as_bytes()].concat().into()
}

/// An edit that cleared a page, as listed (SPEC A13).
#[derive(Serialize)]
#[allow(missing_docs, reason = "the fields are those of the wire")]
pub struct PageClearing<'a> {
    pub page: u32,
    pub tag: Tag,
    pub n: u64,
    pub at: u64,
    pub name: &'a str,
    pub shapes: u64,
}

/// Encodes the list of a page's clearings.
pub fn clears<'a>(clearings: impl Iterator<Item = PageClearing<'a>>) -> Bytes {
    #[derive(Serialize)]
    struct List<'a> {
        clears: Vec<PageClearing<'a>>,
    }
    serde_json::to_vec(&List { clears: clearings.collect() }).expect("it has only string keys").into()
}
