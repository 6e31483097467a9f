//! A headless client of its own: parses what the server says, keeps a mirror, a pending list and the
//! answers, and sends again what was not decided when it comes back (SPEC E8, E9).
//!
//! It never sleeps: it reads until a condition holds, or fails at a deadline with what it was waiting for.

mod join;
mod verbs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use lavagna::board::LoggedEdit;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::PATIENCE;
use crate::mirror::Mirror;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Outcome of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log at this seq.
    Stored(u64),
    /// It was refused with this code.
    Refused(String),
    /// The log or an ack jumped over it: refused, and the nack was lost with the connection.
    Passed,
}

/// A refusal as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nack {
    pub tag: Option<String>,
    pub n: u64,
    pub code: String,
    pub retry: bool,
}

/// The connection ended: close code and reason, if there was a Close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone(pub Option<(u16, String)>);

/// One page load of one person on one board.
pub struct Peer {
    origin: String,
    board: String,
    socket: Option<WebSocketStream<TcpStream>>,
    /// Secret of the person, 32 hex digits.
    pub person: String,
    /// Token of the board's owner, which it says with hello.
    pub token: Option<String>,
    /// The code of a lesson that it shows in `hello`.
    pub code: Option<String>,
    /// Tag of the page load.
    pub tag: String,
    pub name: String,
    pub mirror: Mirror,
    /// The latest welcome.
    pub welcome: Value,
    /// The latest lesson.
    pub lesson: Value,
    /// What it was told of its own role and number last.
    pub you: Value,
    pub followed: Value,
    pub call: Value,
    /// Number the next edit gets.
    pub next: u64,
    /// Edits that are not decided, as JSON.
    pub pending: BTreeMap<u64, String>,
    /// Outcomes of the others.
    pub outcomes: BTreeMap<u64, Outcome>,
    /// Every logged edit that was received: seq, and its JSON text as it came.
    pub log: BTreeMap<u64, String>,
    /// Every (tag, number) of the log with its seq.
    pub stored: BTreeMap<(String, u64), u64>,
    pub acks: Vec<Value>,
    /// Acknowledgements that hold once the mirror is that far: (highest number, seq).
    marks: Vec<(u64, u64)>,
    pub nacks: Vec<Nack>,
    /// Every `live` message, as text.
    pub live: Vec<String>,
    /// Kinds of all messages, in order.
    pub kinds: Vec<String>,
    /// Heads of the heartbeats.
    pub beats: Vec<u64>,
    /// Peers that are here, this one too, by number: names.
    pub peers: BTreeMap<u64, String>,
    pub count: u64,
    /// `retry_ms` of a `bye`.
    pub bye: Option<u64>,
    /// A `live` message told all that there is, so that what it did not tell is not there.
    pub whole: bool,
    /// The server asked for a new start.
    pub resync: bool,
    /// Sizes of `log` messages in bytes, with the number of edits in each.
    pub log_sizes: Vec<(usize, usize)>,
}

/// A random-looking text of `digits` hex digits, different at each call and in each run.
pub fn fresh_hex(digits: usize) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    // The finaliser of SplitMix64 spreads the few bits that differ over all of them.
    let mix = |seed: u64| {
        let seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        seed ^ (seed >> 31)
    };
    let first = mix(now ^ (count << 48) ^ u64::from(std::process::id()));
    let text = format!("{first:016x}{:016x}", mix(first.wrapping_add(count)));
    text[..digits].to_string()
}

impl Peer {
    /// Sends a message; a connection that is ending may refuse it, which the next read tells.
    pub async fn send(&mut self, message: &Value) {
        self.send_text(message.to_string()).await;
    }

    /// Sends a text as one message.
    pub async fn send_text(&mut self, text: String) {
        if let Some(socket) = &mut self.socket {
            // A failure shows at the next read, as a `Gone` with its reason.
            let _told_by_reading = tokio::time::timeout(PATIENCE, socket.send(Message::text(text))).await;
        }
    }

    /// Reads one message and takes it in.
    pub async fn pump(&mut self) -> Result<(), Gone> {
        let Some(socket) = &mut self.socket else { return Err(Gone(None)) };
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                self.take_in(text.as_str()).await;
                Ok(())
            }
            Some(Ok(Message::Close(close))) => {
                let close = close.map(|close| (u16::from(close.code), close.reason.to_string()));
                // The answer to the Close, and the end of the stream.
                while socket.next().await.is_some_and(|rest| rest.is_ok()) {}
                self.socket = None;
                Err(Gone(close))
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(other)) => panic!("the server sent {other:?}"),
            Some(Err(_)) | None => {
                self.socket = None;
                Err(Gone(None))
            }
        }
    }

    /// Reads until `condition` holds.
    pub async fn until(&mut self, what: &str, mut condition: impl FnMut(&Peer) -> bool) {
        let reading = async {
            while !condition(self) {
                self.pump().await.map_err(|gone| format!("{gone:?}"))?;
            }
            Ok(())
        };
        let outcome = tokio::time::timeout(PATIENCE, reading).await.unwrap_or(Err("too late".to_string()));
        if let Err(why) = outcome {
            let Self { mirror, nacks, acks, pending, kinds, .. } = self;
            let recent = &kinds[kinds.len().saturating_sub(12)..];
            panic!(
                "{what}: {why}; head {}, pending {:?}, nacks {nacks:?}, acks {acks:?}, last messages {recent:?}",
                mirror.head,
                pending.keys().collect::<BTreeSet<_>>(),
            );
        }
    }

    /// Reads until the server closes.
    pub async fn closed(&mut self) -> Gone {
        let reading = async {
            loop {
                if let Err(gone) = self.pump().await {
                    return gone;
                }
            }
        };
        tokio::time::timeout(PATIENCE, reading).await.expect("the server closes the connection")
    }

    /// Drops the connection without a word, as a laptop that is shut.
    pub fn vanish(&mut self) {
        self.socket = None;
    }

    async fn take_in(&mut self, text: &str) {
        let kind = kind_of(text);
        self.kinds.push(kind.clone());
        if kind == "log" {
            self.take_log(text);
            return;
        }
        let message: Value = serde_json::from_str(text).expect("the server speaks JSON");
        match kind.as_str() {
            "welcome" => self.take_welcome(message),
            "ack" => self.take_ack(message),
            "nack" => self.take_nack(&message).await,
            "live" => {
                self.take_live(&message);
                self.live.push(text.to_string());
            }
            "hb" => self.beats.push(number(&message["head"])),
            "resync" => self.resync = true,
            "lesson" => self.lesson = message,
            "you" => self.you = message,
            "followed" => self.followed = message,
            "call" => self.call = message,
            "bye" => self.bye = Some(number(&message["retry_ms"])),
            other => panic!("an unknown message {other}: {text}"),
        }
        self.settle_passed();
    }

    fn take_welcome(&mut self, message: Value) {
        self.count = number(&message["count"]);
        self.peers.clear();
        for card in message["peers"].as_array().expect("a list of peers") {
            self.peers.insert(number(&card["peer"]), name_of(card));
        }
        self.peers.insert(number(&message["peer"]), self.name.clone());
        self.welcome = message;
    }

    fn take_log(&mut self, text: &str) {
        #[derive(serde::Deserialize)]
        struct Log<'a> {
            #[serde(rename = "t")]
            _kind: &'a str,
            seq: u64,
            #[serde(borrow)]
            edits: Vec<&'a RawValue>,
        }
        let log: Log<'_> = serde_json::from_str(text).expect("a log message");
        self.log_sizes.push((text.len(), log.edits.len()));
        for (seq, raw) in (log.seq..).zip(log.edits) {
            let edit: LoggedEdit = serde_json::from_str(raw.get()).unwrap_or_else(|error| panic!("{error}: {raw}"));
            if !self.mirror.take(seq, &edit) {
                continue;
            }
            let tag = edit.tag.to_string();
            if tag == self.tag {
                self.pending.remove(&edit.n);
                self.outcomes.insert(edit.n, Outcome::Stored(seq));
                self.pass_below(edit.n);
            }
            let before = self.stored.insert((tag, edit.n), seq);
            assert_eq!(before, None, "edit {} of {} is in the log twice", edit.n, edit.tag);
            self.log.insert(seq, raw.get().to_string());
        }
        self.settle_passed();
    }

    fn take_ack(&mut self, message: Value) {
        if message["tag"].as_str().is_none_or(|tag| tag == self.tag) {
            self.marks.push((number(&message["last"]), number(&message["seq"])));
        }
        self.acks.push(message);
    }

    async fn take_nack(&mut self, message: &Value) {
        let nack = Nack {
            tag: message["tag"].as_str().map(String::from),
            n: number(&message["n"]),
            code: message["code"].as_str().expect("a code").to_string(),
            retry: message["retry"].as_bool().expect("a truth value"),
        };
        let mine = nack.tag.as_ref().is_none_or(|tag| *tag == self.tag);
        if mine && nack.code == "gap" {
            self.send_pending_from(nack.n).await;
        } else if mine && !nack.retry && self.pending.remove(&nack.n).is_some() {
            self.outcomes.insert(nack.n, Outcome::Refused(nack.code.clone()));
        }
        self.nacks.push(nack);
    }

    fn take_live(&mut self, message: &Value) {
        if message["all"] == true {
            self.whole = true;
            self.peers.clear();
            // After another hello this may still be what the one before asked for.
            if let Some(me) = self.welcome["peer"].as_u64() {
                self.peers.insert(me, self.name.clone());
            }
        }
        for card in message["join"].as_array().into_iter().flatten() {
            self.peers.insert(number(&card["peer"]), name_of(card));
        }
        for peer in message["leave"].as_array().into_iter().flatten() {
            self.peers.remove(&number(peer));
        }
        if let Some(count) = message["count"].as_u64() {
            self.count = count;
        }
    }

    /// An edit that is decided and not in the log was refused.
    fn settle_passed(&mut self) {
        let head = self.mirror.head;
        let (reached, waiting) = std::mem::take(&mut self.marks).into_iter().partition(|(_, seq)| *seq <= head);
        self.marks = waiting;
        let reached: Vec<(u64, u64)> = reached;
        if let Some(last) = reached.into_iter().map(|(last, _)| last).max() {
            self.pass_below(last + 1);
        }
    }

    fn pass_below(&mut self, n: u64) {
        let later = self.pending.split_off(&n);
        for passed in std::mem::replace(&mut self.pending, later).into_keys() {
            self.outcomes.insert(passed, Outcome::Passed);
        }
    }
}

/// The kind of a message, which is always its first key: a log is not parsed twice for it.
fn kind_of(text: &str) -> String {
    let kind = text.strip_prefix("{\"t\":\"").and_then(|rest| rest.split('"').next());
    kind.unwrap_or_else(|| panic!("a message without a kind: {text}")).to_string()
}

/// A number of the wire.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn name_of(card: &Value) -> String {
    card["name"].as_str().expect("a name").to_string()
}
