//! A page of a browser: its session, its board, and what became of each of its edits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lavagna::board::{Board, Canvas, LoggedEdit, PersonKey, Tag, apply, canonical};
use serde_json::Value;

use super::incoming::Incoming;
use super::link::Position;
use super::server::Snapshot;
use super::session::{Effect, Session};
use super::submissions::{LOST, PendingEdit, RECENT_MS};
use super::trace::Trace;

/// A board is loaded within this time of the welcome before it.
const LOADING_MS: u64 = 60_000;

/// The board as this page has it confirmed.
#[derive(Default)]
pub struct Replica {
    pub board: Board,
    pub seq: u64,
    pub at: u64,
}

impl Replica {
    fn of(snapshot: &Snapshot) -> Self {
        let mut board = Board::default();
        board.set_name(&snapshot.name);
        snapshot.pages.iter().for_each(|page| board.put_page(page.clone()));
        snapshot.shapes.iter().for_each(|shape| board.put(shape.clone()));
        Self { board, seq: snapshot.seq, at: snapshot.at }
    }

    fn take(&mut self, seq: u64, edit: &LoggedEdit) {
        assert_eq!(seq, self.seq + 1, "[G4] a page applied edit {seq} after {}", self.seq);
        apply(&mut self.board, edit, seq);
        (self.seq, self.at) = (seq, edit.at);
    }
}

/// Outcome of an edit, as its page was told.
#[derive(Default)]
pub struct Outcome {
    pub adds: bool,
    /// When its page saw it in the log, ms.
    pub logged: Option<u64>,
    /// When it was taken out of what is pending without being seen in the log, ms.
    pub dropped: Option<u64>,
    pub refused: Option<String>,
    /// Decided in log that a snapshot has skipped: taken as stored.
    pub concluded: bool,
    /// An undo that the server lost; it is not sent again.
    pub gone: bool,
    /// The server lost it, more than two minutes after it was acknowledged.
    pub is_old: bool,
}

pub enum Loading {
    Nothing,
    Manifest,
    Chunks(Arc<Snapshot>),
}

pub struct Page {
    pub tag: Tag,
    pub person: usize,
    pub session: Session,
    pub replica: Replica,
    pub pending: BTreeSet<u64>,
    pub fates: BTreeMap<u64, Outcome>,
    pub loading: Loading,
    /// Wants a line.
    pub wants_line: bool,
    pub line: Option<u64>,
    /// Nothing reaches it before.
    pub away_until: u64,
    /// Shapes that it has made.
    pub shapes: u64,
    /// Shapes it has split, by the number of the edit.
    pub cuts: Vec<(u64, Value)>,
    pub orders_lost: u64,
    pub trace: Option<Trace>,
    /// Leftover queue of a closed page of the person, to be sent once this one is live (SPEC E7).
    pub leftover: Vec<String>,
}

impl Page {
    pub fn new(tag: Tag, person: usize, trace: Option<Trace>) -> Self {
        Self {
            tag,
            person,
            session: Session::new(secret(person), tag),
            replica: Replica::default(),
            pending: BTreeSet::new(),
            fates: BTreeMap::new(),
            loading: Loading::Nothing,
            wants_line: false,
            line: None,
            away_until: 0,
            shapes: 0,
            cuts: Vec::new(),
            orders_lost: 0,
            trace,
            leftover: Vec::new(),
        }
    }

    pub fn canonical(&self) -> String {
        canonical(&self.replica.board)
    }

    /// Whether it shows all of a log and nothing of it waits.
    pub fn is_at_rest(&self, head: u64) -> bool {
        let has_all = self.session.is_live() && self.session.progress.is_ready() && self.replica.seq == head;
        has_all && self.session.submissions.is_settled()
    }

    pub fn submit(&mut self, ops: Vec<Value>, upto: Option<u64>, now: u64) -> u64 {
        let adds = ops.iter().any(|op| op["op"] == "add");
        let n = self.session.submit(ops, upto, now as f64);
        self.fates.insert(n, Outcome { adds, ..Outcome::default() });
        self.pending.insert(n);
        n
    }

    /// Takes over a board that is there, or whose parts come while the log goes on: what comes late is as if it
    /// had been there (SPEC T5), which the client's own tests show.
    fn show(&mut self, snapshot: &Snapshot, parts: bool) {
        if self.session.progress.is_open == parts {
            self.replica = Replica::of(snapshot);
        }
    }

    /// Does what the session wants done. Gives back what is to be sent; a line may be asked for, or
    /// given up (`true`).
    pub fn work(&mut self, now: u64) -> (Vec<String>, bool) {
        let mut sent = Vec::new();
        let mut hangs_up = false;
        loop {
            let effects = self.session.take_effects();
            if effects.is_empty() {
                break;
            }
            for effect in effects {
                match effect {
                    Effect::Connect => self.wants_line = true,
                    Effect::Disconnect => hangs_up = true,
                    Effect::Load => self.loading = Loading::Manifest,
                    Effect::Send(text) => sent.push(text),
                    Effect::OrderLost { gone } => {
                        self.orders_lost += 1;
                        gone.iter().for_each(|edit| self.fate(edit.n).gone = true);
                    }
                    Effect::Sent => {}
                    other => self.change(other, now),
                }
            }
        }
        (sent, hangs_up)
    }

    fn fate(&mut self, n: u64) -> &mut Outcome {
        self.fates.get_mut(&n).expect("a page is told only of its own edits")
    }

    fn change(&mut self, effect: Effect, now: u64) {
        match effect {
            Effect::Apply((seq, edit)) => {
                self.replica.take(seq, &edit);
                if edit.tag == self.tag {
                    self.pending.remove(&edit.n);
                    let fate = self.fate(edit.n);
                    fate.logged = Some(now);
                }
            }
            Effect::Drop(n) => {
                self.pending.remove(&n);
                self.fate(n).dropped = Some(now);
            }
            Effect::Refused(refusal) => self.refuse(&refusal.edit, &refusal.code),
            Effect::Doubtful(edits) => self.conclude(&edits, now),
            Effect::Again(edits) => {
                for edit in edits {
                    assert!(self.pending.insert(edit.n), "edit {} is pending already", edit.n);
                    let fate = self.fate(edit.n);
                    (fate.logged, fate.dropped) = (None, None);
                }
            }
            Effect::Connect
            | Effect::Disconnect
            | Effect::Load
            | Effect::Send(_)
            | Effect::OrderLost { .. }
            | Effect::Sent => unreachable!("done by `work`"),
        }
    }

    /// Edits that a server which lost them need not get again (SPEC C12).
    fn find_old(&mut self, last: u64, now: u64) {
        for (_, fate) in self.fates.range_mut(last + 1..) {
            fate.is_old |= fate.logged.is_some_and(|at| now > at + RECENT_MS);
            // A welcome acknowledged it, some time before the board that followed was there.
            fate.is_old |= fate.dropped.is_some_and(|at| now + LOADING_MS > at + RECENT_MS);
        }
    }

    fn refuse(&mut self, edit: &PendingEdit, code: &str) {
        self.pending.remove(&edit.n);
        let fate = self.fate(edit.n);
        assert!(fate.refused.is_none(), "edit {} is refused twice", edit.n);
        fate.refused = Some(code.into());
    }

    /// As `connection.js` does: what added a shape that is not there was refused.
    fn conclude(&mut self, edits: &[PendingEdit], now: u64) {
        let ops = || edits.iter().flat_map(|edit| &edit.ops);
        let deleted: Vec<&Value> =
            ops().filter(|op| op["op"] == "del" || op["op"] == "split").map(|op| &op["id"]).collect();
        for edit in edits {
            let is_missing = edit.ops.iter().filter(|op| op["op"] == "add").any(|op| {
                let id = &op["shape"]["id"];
                let known = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
                self.replica.board.shape(&known).is_none() && !deleted.contains(&id)
            });
            if is_missing {
                self.session.submissions.is_missing(edit.n);
                self.refuse(edit, LOST);
            } else {
                self.pending.remove(&edit.n);
                let fate = self.fate(edit.n);
                (fate.concluded, fate.dropped) = (true, Some(now));
            }
        }
    }

    /// Tells the session something, and the trace too.
    pub fn tell(&mut self, news: News, now: u64, random: f64) -> (Vec<String>, bool) {
        self.session.random = random;
        let time = now as f64;
        let told = self.trace.as_ref().map(|_| news.as_json());
        match news {
            News::Start => self.session.start(time),
            News::Opened => self.session.opened(time),
            News::Received { message, .. } => {
                if let Incoming::Welcome { last, .. } = message {
                    self.find_old(last, now);
                }
                self.session.received(message, time);
            }
            News::Closed(code) => self.session.closed(code, time),
            News::Manifest(snapshot) => {
                self.session.found_manifest(Position { seq: snapshot.seq, at: snapshot.at }, time);
                self.show(&snapshot, true);
            }
            News::Board(snapshot) => {
                self.show(&snapshot, false);
                self.session.found_board(snapshot.seq, time);
            }
            News::Failed => self.session.failed_to_load(time),
            News::Tick => self.session.tick(time),
            News::Made { .. } => self.session.flush(),
        }
        let did = self.work(now);
        if let Some(mut trace) = self.trace.take() {
            trace.record((told.expect("a trace was told"), now, random), self, &did.0);
            self.trace = Some(trace);
        }
        did
    }
}

/// Events of a page.
pub enum News {
    Start,
    Opened,
    Received {
        message: Incoming,
        text: String,
    },
    Closed(u16),
    Manifest(Arc<Snapshot>),
    Board(Arc<Snapshot>),
    Failed,
    Tick,
    /// It made an edit itself.
    Made {
        ops: Vec<Value>,
        upto: Option<u64>,
    },
}

/// The secret of a person.
pub fn secret(person: usize) -> String {
    format!("{person:032x}")
}

/// Secret by which the server knows the person.
pub fn key(person: usize) -> PersonKey {
    use sha2::{Digest, Sha256};
    PersonKey(Sha256::digest(secret(person)).into())
}
