//! A reader of a board's event stream, and what a script posts.

use std::collections::VecDeque;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::harness::{PATIENCE, Server};
use crate::peer::fresh_hex;

/// One server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `message` when it has no name.
    pub name: String,
    pub id: Option<u64>,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|error| panic!("{error}: {}", self.data))
    }
}

/// An open stream of somebody.
pub struct Events {
    answer: Response,
    buffer: Vec<u8>,
    waiting: VecDeque<Event>,
    pub person: String,
    pub tag: String,
    pub key: String,
}

/// `/api/boards/{board}/{what}` of a server.
pub fn api(server: &Server, board: &str, what: &str) -> String {
    format!("{}/api/boards/{board}/{what}", server.origin())
}

fn parse(block: &str) -> Event {
    let mut event = Event { name: "message".to_string(), id: None, data: String::new() };
    for line in block.lines() {
        let (field, value) = line.split_once(": ").unwrap_or_else(|| panic!("an odd line: {line}"));
        match field {
            "event" => event.name = value.to_string(),
            "id" => event.id = Some(value.parse().expect("a seq")),
            "data" => {
                assert!(event.data.is_empty(), "a message is one line");
                event.data = value.to_string();
            }
            other => panic!("an unknown field {other}"),
        }
    }
    event
}

impl Events {
    /// Opens a stream from the beginning of the board, as somebody new.
    pub async fn open(server: &Server, board: &str) -> Self {
        Self::open_as(server, board, (&fresh_hex(32), &fresh_hex(16)), (0, 0)).await
    }

    /// Opens a stream as a person with a tag, from a place in the log.
    pub async fn open_as(server: &Server, board: &str, (person, tag): (&str, &str), (since, at): (u64, u64)) -> Self {
        let answer = request(server, board, (person, tag), (since, at)).send().await.expect("the server listens");
        assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let (person, tag) = (person.to_string(), tag.to_string());
        let mut events = Self { answer, buffer: Vec::new(), waiting: VecDeque::new(), person, tag, key: String::new() };
        let first = events.next().await.expect("a first event");
        if first.name == "stream" {
            events.key = first.json()["key"].as_str().expect("a key").to_string();
        } else {
            events.waiting.push_back(first);
        }
        events
    }

    /// The next event; `None` at the end of the stream or when it is cut.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let piece = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("the stream says something");
            self.buffer.extend_from_slice(&piece.ok()??);
            while let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                self.waiting.push_back(parse(std::str::from_utf8(&block[..end]).expect("events are UTF-8")));
            }
        }
    }

    /// Reads up to a message of this kind.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the end, but no {kind}"));
            assert_ne!(event.name, "close", "{event:?}, but no {kind}");
            let message = event.json();
            if message["t"] == kind {
                return message;
            }
        }
    }

    /// Reads up to the head that `welcome` names, and what is going on.
    pub async fn caught_up(&mut self) -> Value {
        let welcome = self.until("welcome").await;
        self.until("live").await;
        welcome
    }
}

/// The request for a stream.
pub fn request(server: &Server, board: &str, (person, tag): (&str, &str), (since, at): (u64, u64)) -> RequestBuilder {
    let query = format!("events?since={since}&at={at}&tag={tag}&v=3");
    let request = server.http.get(api(server, board, &query)).header("Lavagna-Person", person);
    request.header("Lavagna-Name", "Zo%C3%AB%20%26%20co")
}

/// A script of one person, with one tag.
pub struct Script {
    pub person: String,
    pub tag: String,
}

impl Script {
    pub fn new() -> Self {
        Self { person: fresh_hex(32), tag: fresh_hex(16) }
    }

    /// The body of a POST.
    pub fn body(&self, first: u64, edits: &[Value]) -> Value {
        json!({"person": self.person, "tag": self.tag, "name": "Script", "first": first, "edits": edits})
    }

    /// Edits that each add a stroke, numbered from `first` on.
    pub fn strokes(&self, first: u64, count: u64) -> Vec<Value> {
        let stroke = |n| json!({"ops": [crate::shapes::add(crate::shapes::ink(&format!("{}.{n}", self.tag), 16 * n as i64, 0))]});
        (first..first + count).map(stroke).collect()
    }

    /// Posts edits; says status and answer.
    pub async fn post(&self, server: &Server, board: &str, first: u64, edits: &[Value]) -> (u16, Value) {
        post(server, board, "ops", self.body(first, edits).to_string()).await
    }

    /// Posts edits that must be taken.
    pub async fn stored(&self, server: &Server, board: &str, first: u64, edits: &[Value]) -> Value {
        let (status, answer) = self.post(server, board, first, edits).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// Posts a body; says status and answer, null when it has none.
pub async fn post(server: &Server, board: &str, what: &str, body: String) -> (u16, Value) {
    let answer = server.http.post(api(server, board, what)).body(body).send().await.expect("the server answers");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("an answer has an end");
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("the API speaks JSON") })
}
