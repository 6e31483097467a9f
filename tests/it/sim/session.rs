//! The client's side of a connection as a state machine: the twin of `static/js/sync/session.js`.
//! The traces in `tests/vectors/traces` hold the two to each other.

use std::sync::Arc;

use lavagna::board::{LoggedEdit, Mode, Role, Tag};
use serde_json::{Value, json};

use super::closing::{Meaning, wait_ms};
use super::incoming::Incoming;
use super::link::{Alarm, Alarms, Link, Phase, Position, Progress, Step};
use super::submissions::{PendingEdit, Refusal, Standing, Submissions, Welcomed};

const GAP_MS: f64 = 1000.0;
const ABNORMAL: u16 = 1006;

pub enum Effect {
    Connect,
    Disconnect,
    Load,
    Send(String),
    Apply(Step),
    Drop(u64),
    Refused(Refusal),
    Doubtful(Vec<PendingEdit>),
    Again(Vec<PendingEdit>),
    OrderLost { gone: Vec<PendingEdit> },
    Sent,
}

pub struct Session {
    pub role: Role,
    /// Stamp of the lesson that it was told last.
    pub stamp: u64,
    mode: Mode,
    pen: Vec<u64>,
    author: u64,
    pub submissions: Submissions,
    pub progress: Progress,
    link: Link,
    alarms: Alarms,
    effects: Vec<Effect>,
    person: String,
    tag: Tag,
    /// Next random decision.
    pub random: f64,
    attempts: (u32, u32),
    doubts_order: bool,
    order_lost: bool,
    head_promised: u64,
}

impl Session {
    pub fn new(person: String, tag: Tag) -> Self {
        Self {
            role: Role::Editor,
            stamp: 0,
            mode: Mode::Free,
            pen: Vec::new(),
            author: 0,
            submissions: Submissions::new(),
            progress: Progress::new(),
            link: Link::new(),
            alarms: Alarms::default(),
            effects: Vec::new(),
            person,
            tag,
            random: 0.5,
            attempts: (0, 0),
            doubts_order: false,
            order_lost: false,
            head_promised: 0,
        }
    }

    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub fn wake_at(&self) -> Option<f64> {
        self.alarms.next()
    }

    pub fn is_live(&self) -> bool {
        self.link.phase == Phase::Live
    }

    pub fn is_stopped(&self) -> bool {
        self.link.phase == Phase::Stopped
    }

    pub fn start(&mut self, now: f64) {
        self.load();
        self.connect(now);
    }

    pub fn submit(&mut self, ops: Vec<Value>, upto: Option<u64>, now: f64) -> u64 {
        let n = self.submissions.add(ops, upto);
        self.await_answers(now);
        n
    }

    /// Whether edits are kept until the lesson allows them again (SPEC R5).
    fn is_held(&self) -> bool {
        self.mode == Mode::Frozen && self.role == Role::Editor && !self.pen.contains(&self.author)
    }

    fn await_answers(&mut self, now: f64) {
        let oldest = if self.is_held() { 0 } else { self.submissions.oldest() };
        self.link.awaits(&mut self.alarms, oldest, now);
    }

    pub fn flush(&mut self) {
        if !self.is_live() || self.alarms.is_set(Alarm::Resume) || self.is_held() {
            return;
        }
        self.effects.extend(self.submissions.take_messages().into_iter().map(Effect::Send));
    }

    pub fn opened(&mut self, now: f64) {
        if self.link.phase != Phase::Connecting {
            return;
        }
        self.link.opened(&mut self.alarms, now);
        self.submissions.opened();
        self.greet();
    }

    pub fn received(&mut self, message: Incoming, now: f64) {
        if !self.link.is_up() {
            return;
        }
        self.link.heard(&mut self.alarms, now);
        self.take(message, now);
        self.await_answers(now);
    }

    fn take(&mut self, message: Incoming, now: f64) {
        match message {
            Incoming::Welcome { head, role, last, mode, author } => {
                if self.link.phase == Phase::Greeting {
                    self.role = role;
                    (self.mode, self.pen) = (mode, Vec::new());
                    self.author = author.unwrap_or(self.author);
                    self.welcome((head, last), now);
                }
            }
            Incoming::Resync => {
                self.doubts_order = self.progress.has_board;
                self.load();
            }
            Incoming::Bye(retry_ms) => self.link.leaving(retry_ms),
            _ if !self.is_live() => {}
            Incoming::Lesson { stamp, mode, pen } => {
                (self.stamp, self.mode, self.pen) = (stamp, mode, pen);
                self.flush();
            }
            Incoming::You { role, author } => {
                self.role = role;
                self.author = author.unwrap_or(self.author);
                self.flush();
            }
            Incoming::Log { seq, edits } => self.log(seq, &edits, now),
            Incoming::Ack { tag, last, seq } if self.is_mine(tag) => {
                self.submissions.acked(last, seq);
                self.settle();
                self.flush();
            }
            Incoming::Nack { tag, n, code, retry } if self.is_mine(tag) => self.nack(n, (&code, retry), now),
            Incoming::Heartbeat(head) => self.heartbeat(head, now),
            Incoming::Ack { .. } | Incoming::Nack { .. } | Incoming::Live => {}
        }
    }

    pub fn closed(&mut self, code: u16, now: f64) {
        if !self.link.is_up() && self.link.phase != Phase::Connecting {
            return;
        }
        let jumped = self.submissions.release_jumped();
        self.refuse(jumped);
        if self.link.closed(&mut self.alarms, code, (now, self.random)) == Meaning::Broken {
            self.submissions.suspect();
        }
    }

    pub fn found_manifest(&mut self, position: Position, now: f64) {
        if self.is_stopped() {
            return;
        }
        let known = self.progress.known;
        let regressed = position.seq < known.seq || (position.seq == known.seq && position.at != known.at);
        self.order_lost |= self.doubts_order && regressed;
        self.doubts_order = false;
        self.progress.place(position);
        self.greet();
        if self.link.phase == Phase::Waiting && !self.alarms.is_set(Alarm::Retry) {
            self.connect(now);
        }
    }

    pub fn found_board(&mut self, seq: u64, now: f64) {
        if self.is_stopped() || !self.progress.is_partial() {
            return;
        }
        self.attempts.0 = 0;
        for step in self.progress.complete(seq) {
            self.apply(step, now);
        }
        self.settle();
        self.flush();
    }

    pub fn failed_to_load(&mut self, now: f64) {
        if self.is_stopped() {
            return;
        }
        self.progress.fail();
        if self.link.is_up() {
            self.link.phase = Phase::Open;
        }
        self.alarms.set(Alarm::Load, now + wait_ms(self.attempts.0, self.random));
        self.attempts.0 += 1;
    }

    pub fn tick(&mut self, now: f64) {
        if self.alarms.take(Alarm::Load, now) {
            self.load();
        }
        if self.alarms.take(Alarm::Resume, now) {
            self.flush();
        }
        if self.alarms.take(Alarm::Opening, now) || self.alarms.take(Alarm::Silent, now) {
            self.effects.push(Effect::Disconnect);
            self.closed(ABNORMAL, now);
        }
        if self.alarms.take(Alarm::Quiet, now) {
            self.ask(now);
        }
        if self.alarms.take(Alarm::Late, now) && self.is_live() {
            self.ask(now);
        }
        if self.alarms.take(Alarm::Gap, now) {
            self.greet_again();
        }
        if self.alarms.take(Alarm::Retry, now) {
            self.connect(now);
        }
    }

    fn welcome(&mut self, (head, last): (u64, u64), now: f64) {
        let was_away = self.link.welcomed(&mut self.alarms, now);
        let has_skipped = self.progress.take_skipped();
        let Welcomed { lost, gone, refused } =
            self.submissions.welcomed(Standing { last, head, has_skipped }, now as u64);
        let found = !lost.is_empty() || !gone.is_empty();
        if !lost.is_empty() {
            self.effects.push(Effect::Again(lost));
        }
        self.refuse(refused);
        if self.order_lost || found {
            self.effects.push(Effect::OrderLost { gone });
        }
        self.order_lost = false;
        if was_away {
            self.submissions.note_return();
        }
        self.settle();
        self.flush();
    }

    fn log(&mut self, seq: u64, edits: &[Arc<LoggedEdit>], now: f64) {
        self.alarms.clear(&[Alarm::Gap]);
        let Some(steps) = self.progress.receive(seq, edits) else { return self.greet_again() };
        for step in steps {
            self.apply(step, now);
        }
        if self.head_promised > self.progress.known.seq {
            self.alarms.set(Alarm::Gap, now + GAP_MS);
        }
        self.settle();
        self.flush();
    }

    fn apply(&mut self, (seq, edit): Step, now: f64) {
        self.progress.applied = seq;
        if edit.tag == self.tag {
            self.author = edit.author.into();
            self.link.accepted();
            self.attempts.1 = 0;
            let jumped = self.submissions.logged(edit.n, now as u64);
            self.effects.extend(jumped.into_iter().map(Effect::Drop));
        }
        self.effects.push(Effect::Apply((seq, edit)));
    }

    fn nack(&mut self, n: u64, (code, retry): (&str, bool), now: f64) {
        if retry {
            self.submissions.asked_for(n);
            if code == "store" && !self.alarms.is_set(Alarm::Resume) {
                self.alarms.set(Alarm::Resume, now + wait_ms(self.attempts.1, self.random));
                self.attempts.1 += 1;
            }
        } else {
            let refused = self.submissions.refused(n, code);
            self.refuse(refused);
            self.settle();
        }
        self.flush();
    }

    fn is_mine(&self, tag: Option<Tag>) -> bool {
        tag.is_none_or(|tag| tag == self.tag)
    }

    fn heartbeat(&mut self, head: u64, now: f64) {
        let jumped = self.submissions.release_jumped();
        self.refuse(jumped);
        self.head_promised = head;
        if head > self.progress.known.seq && !self.alarms.is_set(Alarm::Gap) {
            self.alarms.set(Alarm::Gap, now + GAP_MS);
        }
    }

    fn settle(&mut self) {
        if !self.progress.is_ready() {
            return;
        }
        let reached = self.submissions.reached(self.progress.applied);
        self.effects.extend(reached.jumped.into_iter().map(Effect::Drop));
        if !reached.doubtful.is_empty() {
            self.effects.push(Effect::Doubtful(reached.doubtful));
        }
        self.refuse(reached.refused);
        let count = self.submissions.take_returned();
        if count > 0 {
            self.effects.push(Effect::Sent);
        }
    }

    fn refuse(&mut self, refusals: Vec<Refusal>) {
        self.effects.extend(refusals.into_iter().map(Effect::Refused));
    }

    fn connect(&mut self, now: f64) {
        self.alarms.clear(&[Alarm::Retry]);
        if self.link.was_tried && !self.progress.is_placed() {
            return;
        }
        self.link.connecting(&mut self.alarms, now);
        self.effects.push(Effect::Connect);
    }

    fn ask(&mut self, now: f64) {
        if self.is_live() {
            self.send(json!({ "t": "ping" }));
        }
        self.link.is_asked(&mut self.alarms, now);
    }

    fn load(&mut self) {
        self.alarms.clear(&[Alarm::Load, Alarm::Gap]);
        self.progress.begin_loading();
        if self.link.is_up() {
            self.link.phase = Phase::Open;
        }
        self.effects.push(Effect::Load);
    }

    fn greet(&mut self) {
        if self.link.phase != Phase::Open || !self.progress.is_placed() {
            return;
        }
        self.link.phase = Phase::Greeting;
        let Position { seq, at } = self.progress.known;
        let (person, tag) = (self.person.clone(), self.tag.to_string());
        self.send(json!({ "t": "hello", "person": person, "tag": tag, "name": "", "since": seq, "at": at }));
    }

    fn greet_again(&mut self) {
        self.head_promised = 0;
        self.link.phase = Phase::Open;
        self.greet();
    }

    fn send(&mut self, message: Value) {
        self.effects.push(Effect::Send(message.to_string()));
    }
}
