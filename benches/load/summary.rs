//! Content of a frame, decoded once for all receivers of the same bytes.

use std::collections::HashMap;
use std::hash::Hasher;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Frames that are remembered; each is received by everybody within a few ticks.
const REMEMBERED: usize = 8_192;

/// Steps between points that were sent together are smaller ([`crate::draw::places`]), times since the start larger.
const MAX_STEP: i64 = 100;

/// The parts of a frame that are measured.
#[derive(Debug, Default)]
pub struct Summary {
    /// When each draft event in it was sent, in units of [`crate::run::STAMP_MICROS`].
    pub events: Vec<u64>,
    /// Logged edits in it: (tag, number).
    pub logged: Vec<(u64, u64)>,
    /// Seq of the last of them, and its time.
    pub head: u64,
    pub at: u64,
    /// Whether it is the answer to hello.
    pub welcome: bool,
    /// Refusals in it.
    pub nack: bool,
}

/// Summaries by the hash of the frame.
#[derive(Default)]
pub struct Summaries {
    known: HashMap<u64, Rc<Summary>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    t: &'a str,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    edits: Vec<Edit<'a>>,
    /// Cards in `welcome`, changes by number in `live`.
    #[serde(borrow)]
    peers: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Edit<'a> {
    tag: &'a str,
    n: u64,
    at: u64,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    drafts: Vec<Draft>,
}

#[derive(Deserialize)]
struct Draft {
    ink: Option<Ink>,
}

#[derive(Deserialize)]
struct Ink {
    points: Vec<i64>,
}

impl Summaries {
    /// The summary of a text frame.
    pub fn of(&mut self, payload: &[u8]) -> Rc<Summary> {
        let mut hasher = std::collections::hash_map::DefaultHasher::new();
        hasher.write(payload);
        let key = hasher.finish();
        if let Some(summary) = self.known.get(&key) {
            return summary.clone();
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let summary = Rc::new(read(payload));
        self.known.insert(key, summary.clone());
        summary
    }
}

fn read(payload: &[u8]) -> Summary {
    let message: Message<'_> =
        serde_json::from_slice(payload).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(payload)));
    let mut summary = Summary { welcome: message.t == "welcome", nack: message.t == "nack", ..Summary::default() };
    summary.head = if message.edits.is_empty() { 0 } else { message.seq + message.edits.len() as u64 - 1 };
    summary.at = message.edits.last().map_or(0, |edit| edit.at);
    let logged = message.edits.iter().map(|edit| (u64::from_str_radix(edit.tag, 16).unwrap_or(0), edit.n));
    summary.logged = logged.collect();
    if let Some(peers) = message.peers.filter(|_| message.t == "live") {
        let changes: HashMap<&str, Change> = serde_json::from_str(peers.get()).expect("changes by peer");
        let drafts = changes.into_values().flat_map(|change| change.drafts);
        let points = drafts.filter_map(|draft| draft.ink).map(|ink| ink.points);
        summary.events = points.flat_map(times).collect();
    }
    summary
}

/// Each event is one point; the first number of the first that were sent together is their time, and larger than any step.
fn times(points: Vec<i64>) -> impl Iterator<Item = u64> {
    points.into_iter().step_by(2).scan(0, |time, x| {
        if x > MAX_STEP {
            *time = x as u64;
        }
        Some(*time)
    })
}
