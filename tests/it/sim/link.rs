//! How a simulated page's connection fares, and how far it knows the log: the twins of
//! `static/js/sync/{deadlines,reconnector,progress}.js`.

use std::collections::BTreeMap;
use std::sync::Arc;

use lavagna::board::LoggedEdit;

use super::closing::{Meaning, meaning_of, wait_ms};

const QUIET_MS: f64 = 20_000.0;
const ANSWER_MS: f64 = 5_000.0;
const LATE_MS: f64 = 5_000.0;
const OPENING_MS: f64 = 5_000.0;
const PATIENT_OPENING_MS: f64 = 15_000.0;
const PATIENT_EVERY: u32 = 4;
const NOTED_ABSENCE_MS: f64 = 3_000.0;
const STEADY_MS: f64 = 10_000.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    Retry,
    Load,
    Opening,
    Quiet,
    Silent,
    Late,
    Gap,
    Resume,
}

/// Moments by name, in ms. They are fractions, because chance decides some of them.
#[derive(Default)]
pub struct Alarms(BTreeMap<Alarm, f64>);

impl Alarms {
    pub fn next(&self) -> Option<f64> {
        self.0.values().copied().min_by(f64::total_cmp)
    }

    pub fn at(&self, alarm: Alarm) -> Option<f64> {
        self.0.get(&alarm).copied()
    }

    pub fn is_set(&self, alarm: Alarm) -> bool {
        self.0.contains_key(&alarm)
    }

    pub fn set(&mut self, alarm: Alarm, at: f64) {
        self.0.insert(alarm, at);
    }

    pub fn clear(&mut self, alarms: &[Alarm]) {
        self.0.retain(|alarm, _| !alarms.contains(alarm));
    }

    pub fn take(&mut self, alarm: Alarm, now: f64) -> bool {
        let is_due = self.0.get(&alarm).is_some_and(|at| *at <= now);
        if is_due {
            self.0.remove(&alarm);
        }
        is_due
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Connecting,
    Open,
    Greeting,
    Live,
    Stopped,
}

pub struct Link {
    pub phase: Phase,
    pub was_tried: bool,
    attempt: u32,
    broken: u32,
    awaited: u64,
    bye_ms: Option<u64>,
    live_since: f64,
    offline_since: Option<f64>,
}

impl Link {
    pub fn new() -> Self {
        Self {
            phase: Phase::Waiting,
            was_tried: false,
            attempt: 0,
            broken: 0,
            awaited: 0,
            bye_ms: None,
            live_since: 0.0,
            offline_since: None,
        }
    }

    pub fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Greeting | Phase::Live)
    }

    pub fn connecting(&mut self, alarms: &mut Alarms, now: f64) {
        self.phase = Phase::Connecting;
        let is_patient = !self.was_tried || self.attempt.is_multiple_of(PATIENT_EVERY);
        alarms.set(Alarm::Opening, now + if is_patient { PATIENT_OPENING_MS } else { OPENING_MS });
    }

    pub fn opened(&mut self, alarms: &mut Alarms, now: f64) {
        self.phase = Phase::Open;
        alarms.clear(&[Alarm::Opening]);
        self.heard(alarms, now);
    }

    pub fn heard(&self, alarms: &mut Alarms, now: f64) {
        alarms.set(Alarm::Quiet, now + QUIET_MS);
        alarms.clear(&[Alarm::Silent]);
    }

    pub fn is_asked(&self, alarms: &mut Alarms, now: f64) {
        let at = alarms.at(Alarm::Silent).map_or(now + ANSWER_MS, |at| at.min(now + ANSWER_MS));
        alarms.set(Alarm::Silent, at);
    }

    pub fn awaits(&mut self, alarms: &mut Alarms, n: u64, now: f64) {
        if n == self.awaited {
            return;
        }
        self.awaited = n;
        if n == 0 {
            alarms.clear(&[Alarm::Late]);
        } else {
            alarms.set(Alarm::Late, now + LATE_MS);
        }
    }

    pub fn welcomed(&mut self, alarms: &mut Alarms, now: f64) -> bool {
        self.phase = Phase::Live;
        self.was_tried = true;
        self.live_since = now;
        self.awaits(alarms, 0, now);
        now - self.offline_since.take().unwrap_or(now) > NOTED_ABSENCE_MS
    }

    pub fn leaving(&mut self, retry_ms: u64) {
        self.bye_ms = Some(retry_ms);
    }

    pub fn accepted(&mut self) {
        self.broken = 0;
    }

    pub fn closed(&mut self, alarms: &mut Alarms, code: u16, (now, random): (f64, f64)) -> Meaning {
        let meaning = meaning_of(code);
        self.broken = if meaning == Meaning::Broken { self.broken + 1 } else { 0 };
        if meaning == Meaning::Stop || self.broken > 1 {
            self.end(alarms);
            return Meaning::Stop;
        }
        if self.phase == Phase::Live && now - self.live_since > STEADY_MS {
            self.attempt = 0;
        }
        self.phase = Phase::Waiting;
        self.was_tried = true;
        self.offline_since.get_or_insert(now);
        alarms.clear(&[Alarm::Opening, Alarm::Quiet, Alarm::Silent, Alarm::Gap, Alarm::Resume]);
        let wait = match self.bye_ms.take() {
            Some(bye) => random * bye as f64,
            None => {
                self.attempt += 1;
                wait_ms(self.attempt - 1, random)
            }
        };
        alarms.set(Alarm::Retry, now + wait);
        meaning
    }

    pub fn end(&mut self, alarms: &mut Alarms) {
        self.phase = Phase::Stopped;
        *alarms = Alarms::default();
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub seq: u64,
    pub at: u64,
}

pub type Step = (u64, Arc<LoggedEdit>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed,
    Partial,
    Ready,
}

pub struct Progress {
    pub known: Position,
    pub has_board: bool,
    pub applied: u64,
    /// Whether the board of the manifest is shown while its chunks come.
    pub is_open: bool,
    was_open: bool,
    stage: Stage,
    has_skipped: bool,
    held: Vec<Step>,
}

impl Progress {
    pub fn new() -> Self {
        Self {
            known: Position::default(),
            has_board: false,
            applied: 0,
            is_open: false,
            was_open: false,
            stage: Stage::Loading,
            has_skipped: false,
            held: Vec::new(),
        }
    }

    pub fn is_placed(&self) -> bool {
        matches!(self.stage, Stage::Partial | Stage::Ready)
    }

    pub fn is_ready(&self) -> bool {
        self.stage == Stage::Ready
    }

    pub fn is_partial(&self) -> bool {
        self.stage == Stage::Partial
    }

    pub fn begin_loading(&mut self) {
        self.stage = Stage::Loading;
        self.close();
    }

    pub fn fail(&mut self) {
        self.stage = Stage::Failed;
        self.close();
    }

    pub fn place(&mut self, position: Position) {
        self.stage = Stage::Partial;
        self.known = position;
        self.has_skipped = true;
        self.close();
        self.is_open = !self.has_board && !self.was_open;
        if self.is_open {
            self.was_open = true;
            self.applied = position.seq;
        }
    }

    fn close(&mut self) {
        self.is_open = false;
        self.held.clear();
    }

    pub fn take_skipped(&mut self) -> bool {
        std::mem::take(&mut self.has_skipped)
    }

    pub fn complete(&mut self, seq: u64) -> Vec<Step> {
        self.stage = Stage::Ready;
        self.has_board = true;
        if !self.is_open {
            self.applied = seq;
        }
        self.is_open = false;
        std::mem::take(&mut self.held)
    }

    pub fn receive(&mut self, first: u64, edits: &[Arc<LoggedEdit>]) -> Option<Vec<Step>> {
        if first > self.known.seq + 1 {
            return None;
        }
        let mut steps = Vec::new();
        for edit in edits.iter().skip((self.known.seq + 1 - first) as usize) {
            self.known = Position { seq: self.known.seq + 1, at: edit.at };
            steps.push((self.known.seq, edit.clone()));
        }
        if self.is_ready() || self.is_open {
            return Some(steps);
        }
        self.held.extend(steps);
        Some(Vec::new())
    }
}
