//! The edits of a simulated page until they are decided: the twin of `static/js/sync/submissions.js`.

use lavagna::board::Tag;
use serde_json::Value;

const MAX_IN_FLIGHT: usize = 256;
const MAX_BYTES_IN_FLIGHT: usize = 256 * 1024;
const MESSAGE_BYTES: usize = 64 * 1024 - 128;
pub const RECENT_MS: u64 = 120_000;
const MAX_RECENT: usize = 4096;
const NOTHING: &str = r#"{"ops":[]}"#;
pub const LOST: &str = "lost";
const FRAME: &str = "frame";

#[derive(Clone, Debug)]
pub struct PendingEdit {
    pub n: u64,
    pub ops: Vec<Value>,
    pub upto: Option<u64>,
    json: String,
}

pub struct Refusal {
    pub edit: PendingEdit,
    pub code: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Ack,
    Welcome,
    Snapshot,
}

struct Decided {
    last: u64,
    seq: u64,
    by: By,
    at: u64,
}

/// Edits of a tag according to a welcome.
pub struct Standing {
    pub last: u64,
    pub head: u64,
    pub has_skipped: bool,
}

#[derive(Default)]
pub struct Welcomed {
    /// Pending again.
    pub lost: Vec<PendingEdit>,
    /// Were undo and stay out.
    pub gone: Vec<PendingEdit>,
    pub refused: Vec<Refusal>,
}

#[derive(Default)]
pub struct Reached {
    pub jumped: Vec<u64>,
    pub refused: Vec<Refusal>,
    pub doubtful: Vec<PendingEdit>,
}

pub struct Submissions {
    pending: Vec<PendingEdit>,
    given: u64,
    next: u64,
    may_skip: bool,
    decided: Vec<Decided>,
    jumped: Vec<PendingEdit>,
    recent: Vec<(PendingEdit, u64)>,
    suspected: u64,
    returning: usize,
}

impl Submissions {
    pub fn new() -> Self {
        Self {
            pending: Vec::new(),
            given: 0,
            next: 1,
            may_skip: true,
            decided: Vec::new(),
            jumped: Vec::new(),
            recent: Vec::new(),
            suspected: 0,
            returning: 0,
        }
    }

    pub fn oldest(&self) -> u64 {
        self.pending.first().map_or(0, |edit| edit.n)
    }

    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Leftover queue of a closed page, as another page of its person sends it.
    pub fn leftover(&self, tag: Tag) -> Vec<String> {
        let message =
            |edit: &PendingEdit| format!(r#"{{"t":"ops","tag":"{tag}","first":{},"edits":[{}]}}"#, edit.n, edit.json);
        self.pending.iter().map(message).collect()
    }

    /// Whether every edit is either in the log or its refusal was told.
    pub fn is_settled(&self) -> bool {
        self.pending.is_empty() && self.jumped.is_empty()
    }

    pub fn add(&mut self, ops: Vec<Value>, upto: Option<u64>) -> u64 {
        self.given += 1;
        let mut edit = serde_json::Map::new();
        edit.insert("ops".into(), ops.clone().into());
        if let Some(upto) = upto {
            edit.insert("upto".into(), upto.into());
        }
        let json = Value::Object(edit).to_string();
        self.pending.push(PendingEdit { n: self.given, ops, upto, json });
        self.given
    }

    pub fn opened(&mut self) {
        self.may_skip = true;
    }

    pub fn welcomed(&mut self, Standing { last, head, has_skipped }: Standing, now: u64) -> Welcomed {
        self.forget_old(now);
        let (missing, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.recent).into_iter().partition(|(edit, _)| edit.n > last);
        self.recent = kept;
        let (lost, gone): (Vec<_>, Vec<_>) =
            missing.into_iter().map(|(edit, _)| edit).partition(|edit| edit.upto.is_none());
        self.pending.extend(lost.iter().cloned());
        self.pending.sort_by_key(|edit| edit.n);
        self.decided =
            vec![Decided { last, seq: head, by: if has_skipped { By::Snapshot } else { By::Welcome }, at: now }];
        let refused = self.take_suspect(last);
        self.next = self.pending.iter().find(|edit| edit.n > last).map_or(self.given + 1, |edit| edit.n);
        Welcomed { lost, gone, refused }
    }

    pub fn logged(&mut self, n: u64, now: u64) -> Vec<u64> {
        let is_blind = self.decided.iter().any(|decided| decided.by == By::Snapshot);
        let jumped = if is_blind { Vec::new() } else { self.jump(|edit| edit.n < n) };
        if let Some(at) = self.pending.iter().position(|edit| edit.n == n) {
            self.recent.push((self.pending.remove(at), now));
        }
        self.forget_old(now);
        jumped
    }

    pub fn acked(&mut self, last: u64, seq: u64) {
        self.decided.push(Decided { last, seq, by: By::Ack, at: 0 });
    }

    pub fn reached(&mut self, head: u64) -> Reached {
        let mut out = Reached::default();
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.decided).into_iter().partition(|decided| decided.seq <= head);
        self.decided = later;
        for Decided { last, by, at, .. } in due {
            let numbers = self.jump(|edit| edit.n <= last);
            if by == By::Snapshot {
                let edits = numbers.iter().flat_map(|n| self.refused(*n, LOST)).map(|refusal| refusal.edit);
                let edits: Vec<PendingEdit> = edits.collect();
                self.recent.extend(edits.iter().map(|edit| (edit.clone(), at)));
                out.doubtful.extend(edits.into_iter().filter(|edit| edit.n != last));
                out.jumped.extend(numbers.into_iter().filter(|n| *n == last));
                continue;
            }
            out.jumped.extend(numbers);
            if by == By::Welcome {
                out.refused.extend(self.release_jumped());
            }
        }
        out
    }

    pub fn refused(&mut self, n: u64, code: &str) -> Vec<Refusal> {
        let take = |list: &mut Vec<PendingEdit>| list.iter().position(|edit| edit.n == n).map(|at| list.remove(at));
        let edit = take(&mut self.jumped).or_else(|| take(&mut self.pending));
        edit.into_iter().map(|edit| Refusal { edit, code: code.into() }).collect()
    }

    pub fn is_missing(&mut self, n: u64) {
        self.recent.retain(|(edit, _)| edit.n != n);
    }

    pub fn asked_for(&mut self, n: u64) {
        self.next = self.next.min(n);
    }

    pub fn release_jumped(&mut self) -> Vec<Refusal> {
        self.jumped.drain(..).map(|edit| Refusal { edit, code: LOST.into() }).collect()
    }

    pub fn suspect(&mut self) {
        self.suspected = self.next - 1;
    }

    pub fn note_return(&mut self) {
        self.returning = self.waiting();
    }

    pub fn take_returned(&mut self) -> usize {
        if self.waiting() > 0 { 0 } else { std::mem::take(&mut self.returning) }
    }

    pub fn take_messages(&mut self) -> Vec<String> {
        let in_flight: Vec<&PendingEdit> = self.pending.iter().take_while(|edit| edit.n < self.next).collect();
        let mut at = in_flight.len();
        let mut count = at;
        let mut bytes: usize = in_flight.iter().map(|edit| edit.json.len()).sum();
        let mut messages = Vec::new();
        while at < self.pending.len() {
            if self.may_skip {
                self.next = self.pending[at].n;
            }
            let first = self.next;
            let mut batch: Vec<&str> = Vec::new();
            let mut size = 0;
            while let Some(edit) = self.pending.get(at) {
                let is_mine = edit.n == self.next;
                let json = if is_mine { edit.json.as_str() } else { NOTHING };
                let fits = count < MAX_IN_FLIGHT && bytes + json.len() <= MAX_BYTES_IN_FLIGHT;
                if !fits || size + json.len() + 1 > MESSAGE_BYTES {
                    break;
                }
                batch.push(json);
                size += json.len() + 1;
                count += 1;
                bytes += json.len();
                self.next += 1;
                at += usize::from(is_mine);
            }
            if batch.is_empty() {
                break;
            }
            messages.push(format!(r#"{{"t":"ops","first":{first},"edits":[{}]}}"#, batch.join(",")));
            self.may_skip = false;
        }
        messages
    }

    fn jump(&mut self, is_past: impl Fn(&PendingEdit) -> bool) -> Vec<u64> {
        let count = self.pending.iter().take_while(|edit| is_past(edit)).count();
        let jumped: Vec<PendingEdit> = self.pending.drain(..count).collect();
        let numbers = jumped.iter().map(|edit| edit.n).collect();
        self.jumped.extend(jumped);
        numbers
    }

    fn take_suspect(&mut self, last: u64) -> Vec<Refusal> {
        let suspected = std::mem::take(&mut self.suspected);
        let found = self.pending.iter().find(|edit| edit.n > last && edit.n <= suspected).map(|edit| edit.n);
        found.map_or_else(Vec::new, |n| self.refused(n, FRAME))
    }

    fn forget_old(&mut self, now: u64) {
        let old = self.recent.iter().position(|(_, at)| now - at <= RECENT_MS).unwrap_or(self.recent.len());
        let surplus = self.recent.len().saturating_sub(MAX_RECENT);
        self.recent.drain(..old.max(surplus));
    }
}
