//! What a room decides about edits, as a state machine without sockets, clock, disk or runtime.
//!
//! Who may use a tag, whether the log leads on from what a client holds, which edits are to be
//! stored, and who is told what before and after the commit (SPEC O, E, C6, L4 to L6). The room
//! drives it under its lock; the simulator of the tests drives the same code.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::{
    Board, ClientOp, Lesson, LoggedEdit, OrderContext, Ordered, PersonKey, Registry, Reject, Removals, Submission, Tag,
    TagEntry, Touched, Verdict, limits, order,
};
use crate::hub::fanout::log_tail::{LogTail, RESYNC_BYTES};
use crate::hub::queue::budget::Cost;
use crate::protocol::{Ack, Frame, LogEntry, Nack};
use crate::store::{Batch, StoredOps};

/// Bytes of shapes in memory for one byte of them in the log, where large ops are packed.
const PACKED: u64 = 4;

/// The tag belongs to another person (SPEC E3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYours;

/// Whether the log leads on from what a client holds (SPEC C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It does.
    Follows,
    /// It does not, or a snapshot is nearer.
    Resync,
    /// It does if the stored edit at that seq has the client's time; it is no longer in memory.
    Unknown,
}

/// Who sent an edit and gets the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sender {
    /// Number of the connection.
    pub peer: u32,
    /// Which of its hellos came before. After a further one the page sends everything again, and an
    /// answer to what it sent before would be about a number that is judged anew (SPEC E8).
    pub hello: u32,
}

/// One edit in line.
pub struct Waiting {
    /// Who gets the answer.
    pub sender: Sender,
    /// What is to be ordered.
    pub submission: Submission,
    /// Length of its JSON.
    pub bytes: usize,
    /// Bytes of log that were paid for when it left the line.
    pub paid: u64,
    /// Whether it came by POST, so that a request waits for the outcome.
    pub is_posted: bool,
}

impl Waiting {
    /// An edit that enters its line.
    pub fn new(sender: Sender, submission: Submission, bytes: usize) -> Self {
        Self { sender, submission, bytes, paid: 0, is_posted: false }
    }

    /// The same for an edit whose request waits for the outcome.
    pub fn posted(sender: Sender, submission: Submission, bytes: usize) -> Self {
        Self { is_posted: true, ..Self::new(sender, submission, bytes) }
    }
}

/// The outcome of an ordering step that is not committed yet.
pub struct Staged {
    /// What the store appends.
    pub batch: Batch,
    ordered: Ordered,
}

/// What a peer is told about one number of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Everything up to it is decided.
    Decided,
    /// It was refused for good.
    Refused(&'static str),
    /// It has to be sent again.
    Again(&'static str),
}

/// An answer to one peer. It goes out after the log up to `after` (SPEC L7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who gets it.
    pub to: Sender,
    /// Whose number it is about.
    pub tag: Tag,
    /// The number.
    pub n: u64,
    /// Seq of the log that it depends on.
    pub after: u64,
    /// What.
    pub reply: Reply,
}

/// See the module.
pub struct Core {
    /// The board as committed.
    pub board: Board,
    /// Its persons and tags.
    pub registry: Registry,
    /// What was removed lately.
    pub removals: Removals,
    /// The latest log.
    pub tail: LogTail,
    /// Tags that said hello and of which the store knows nothing yet.
    reserved: BTreeSet<Tag>,
}

impl AsRef<Batch> for Staged {
    fn as_ref(&self) -> &Batch {
        &self.batch
    }
}

impl Staged {
    /// One verdict for each edit that was staged, in their order; they hold once it is committed.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.ordered.verdicts
    }
}

impl Answer {
    /// As a frame for a peer whose own tag is `own`, which goes without saying.
    pub fn frame(&self, own: Option<Tag>) -> Frame {
        let tag = (own != Some(self.tag)).then_some(self.tag);
        let n = self.n;
        match self.reply {
            Reply::Decided => Ack { tag, last: n, seq: self.after }.frame(),
            Reply::Refused(code) => Nack { tag, n, code, retry: false }.frame(),
            Reply::Again(code) => Nack { tag, n, code, retry: true }.frame(),
        }
    }
}

impl Core {
    /// A board as it was loaded.
    pub fn new(board: Board, registry: Registry, tail: LogTail) -> Self {
        Self { board, registry, removals: Removals::default(), tail, reserved: BTreeSet::new() }
    }

    /// Whether the log leads on from seq `since` at time `at`. `has_newer_manifest` is asked, with
    /// the head, when the way from there is long or no longer in memory.
    pub fn resume(&self, (since, at): (u64, u64), has_newer_manifest: impl FnOnce(u64) -> bool) -> Resume {
        let head = self.board.head();
        let is_long = || self.tail.bytes_after(since).is_none_or(|bytes| bytes > RESYNC_BYTES);
        if since > head || (is_long() && has_newer_manifest(head)) {
            return Resume::Resync;
        }
        let known = match since {
            0 => Some(0),
            since if since == head => Some(self.board.at()),
            since => self.tail.at(since),
        };
        match known {
            Some(stored) if stored == at => Resume::Follows,
            Some(_) => Resume::Resync,
            None => Resume::Unknown,
        }
    }

    /// Lets a page in that says hello: checks whose the tag is (SPEC E3) and gives back the person's
    /// author number. A new tag is stored with the next step; then others may see it.
    ///
    /// # Errors
    /// When the tag is somebody else's.
    pub fn admit(&mut self, tag: Tag, person: PersonKey) -> Result<Option<u32>, NotYours> {
        let has_room = self.registry.has_room(self.board.head(), 0);
        match self.registry.tags.get_mut(&tag) {
            Some(entry) if entry.person != person => return Err(NotYours),
            // What an earlier connection asked for again is asked for by `last` now.
            Some(entry) => entry.is_gap_reported = false,
            None if has_room => {
                self.registry.tags.insert(tag, TagEntry::stored(person, 0));
                self.reserved.insert(tag);
            }
            None => {}
        }
        Ok(self.registry.authors.get(&person).copied())
    }

    /// Highest number of the tag that is stored (SPEC E1).
    pub fn last(&self, tag: Tag) -> u64 {
        self.registry.tags.get(&tag).map_or(0, |entry| entry.last)
    }

    /// The number that the tag waits for, if the person uses it: everything below is decided.
    pub fn next(&self, tag: Tag, person: PersonKey) -> Option<u64> {
        self.registry.tags.get(&tag).filter(|entry| entry.person == person).map(|entry| entry.next)
    }

    /// Whether the tag is its person's for good: stored, so that a restart knows it too.
    pub fn is_bound(&self, tag: Tag) -> bool {
        self.registry.tags.contains_key(&tag) && !self.reserved.contains(&tag)
    }

    /// Whether the next step has tags to store.
    pub fn has_reserved(&self) -> bool {
        !self.reserved.is_empty()
    }

    /// What ordering an edit takes, estimated before it is ordered (SPEC L8).
    pub fn cost(&self, waiting: &Waiting) -> Cost {
        let shapes = self.board.size().0 as u64;
        let is_new = !self.registry.authors.contains_key(&waiting.submission.person);
        let mut cost = Cost { bytes: waiting.bytes as u64, work: 1, authors: u64::from(is_new) };
        let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
        for op in ops {
            cost.work += match op {
                ClientOp::Clear { .. } => shapes,
                ClientOp::Restore { n, tag } => match self.removals.get((tag.unwrap_or(waiting.submission.tag), *n)) {
                    Some(removal) => {
                        cost.bytes += removal.bytes() as u64 / PACKED;
                        removal.shapes.len() as u64
                    }
                    None => {
                        // As much as the board holds: the removal may be of this very step.
                        cost.bytes += (self.board.size().1 as u64 / PACKED).max(limits::RECALL_BYTES);
                        limits::RECALL_WORK + shapes
                    }
                },
                ClientOp::Split { pieces, .. } => pieces.len() as u64,
                ClientOp::Add { .. }
                | ClientOp::Set { .. }
                | ClientOp::Del { .. }
                | ClientOp::Board { .. }
                | ClientOp::Page { .. } => 1,
            };
        }
        cost
    }

    /// Orders edits on the board as it is and with the rights that `lesson` gives, at server time `now` in ms; changes
    /// nothing.
    pub fn stage(
        &self,
        lesson: &Lesson,
        waiting: &[Waiting],
        now: u64,
        name_of: impl Fn(&PersonKey) -> String,
    ) -> Staged {
        let submissions: Vec<Submission> = waiting.iter().map(|waiting| waiting.submission.clone()).collect();
        let Self { board, registry, removals, .. } = self;
        let ordered = order(&OrderContext { board, lesson, registry, removals }, &submissions, now);
        let text = |edit: &LoggedEdit| {
            let json = serde_json::to_string(&edit.ops).expect("ops have only string keys and integers");
            StoredOps::from(json)
        };
        let authors = ordered.authors.iter().map(|(author, person)| (*author, *person, name_of(person)));
        // A number that was refused in a commit that failed is already behind `next` when it is stored after all.
        let is_news = |(tag, entry): &(&Tag, &TagEntry)| match self.registry.tags.get(tag) {
            Some(known) => entry.next > known.next || entry.last > known.last,
            None => entry.next > 1,
        };
        let decided: BTreeMap<&Tag, &TagEntry> = ordered.tags.iter().filter(is_news).collect();
        let untouched = self.reserved.iter().filter(|tag| !decided.contains_key(tag));
        let reserved: Vec<_> = untouched.filter_map(|tag| self.registry.tags.get_key_value(tag)).collect();
        let batch = Batch {
            first: self.board.head() + 1,
            edits: ordered.edits.iter().map(|edit| (edit.clone(), text(edit))).collect(),
            authors: authors.collect(),
            names: Vec::new(),
            clearings: ordered.clearings.clone(),
            tags: decided.into_iter().chain(reserved).map(|(tag, entry)| (*tag, *entry)).collect(),
        };
        Staged { batch, ordered }
    }

    /// The commit held: takes everything in. Says what each edit touched, and what is to be answered.
    pub fn apply_commit(&mut self, waiting: &[Waiting], staged: &Staged) -> (Vec<Touched>, Vec<Answer>) {
        let Staged { batch, ordered } = staged;
        self.registry.authors.extend(batch.authors.iter().map(|(author, person, _)| (*person, *author)));
        for (tag, entry) in &ordered.tags {
            // A new tag of which nothing is decided is no more than a number that was asked for.
            if entry.next > 1 || self.registry.tags.contains_key(tag) {
                self.registry.tags.insert(*tag, *entry);
            }
        }
        for (tag, _) in &batch.tags {
            self.reserved.remove(tag);
        }
        let touched = batch.edits.iter().map(|(edit, ops)| self.take_in(edit, ops)).collect();
        self.removals.trim();
        (touched, self.answers(waiting, &ordered.verdicts))
    }

    /// Applies a committed edit and keeps it for those who are behind.
    fn take_in(&mut self, edit: &LoggedEdit, ops: &str) -> Touched {
        let touched = self.board.advance(edit);
        self.removals.record(edit, touched.removed.clone());
        self.tail.push(LogEntry::new(edit, ops));
        touched
    }

    fn answers(&self, waiting: &[Waiting], verdicts: &[Verdict]) -> Vec<Answer> {
        let after = self.board.head();
        let mut answers = Vec::new();
        // One ack for all duplicates of a tag: the last says it all.
        let mut decided: BTreeMap<(Sender, Tag), u64> = BTreeMap::new();
        for (Waiting { sender, submission, .. }, verdict) in waiting.iter().zip(verdicts) {
            let (to, tag, n) = (*sender, submission.tag, submission.n);
            let (n, reply) = match verdict {
                Verdict::Stored(_) | Verdict::Ignored => continue,
                Verdict::Duplicate { last } => {
                    decided.insert((to, tag), *last);
                    continue;
                }
                Verdict::Gap { missing } => (*missing, Reply::Again("gap")),
                Verdict::Refused(reject) => (n, Reply::Refused(reject.code())),
            };
            answers.push(Answer { to, tag, n, after, reply });
        }
        let acks = decided.into_iter().map(|((to, tag), n)| Answer { to, tag, n, after, reply: Reply::Decided });
        answers.extend(acks);
        answers
    }

    /// The commit failed or may have failed: authors keep their edits and send them again, from the
    /// number on that was to come (SPEC L6, E5). What does not depend on the commit is answered.
    pub fn fail(&mut self, waiting: &[Waiting]) -> Vec<Answer> {
        self.removals.trim();
        let after = self.board.head();
        let mut answers: Vec<Answer> = Vec::new();
        for Waiting { sender, submission, .. } in waiting {
            let &Submission { tag, person, n, opens, .. } = submission;
            let to = *sender;
            let mut fresh = TagEntry::stored(person, 0);
            let is_kept = self.registry.tags.contains_key(&tag) || self.registry.has_room(after, 0);
            let entry = if is_kept { self.registry.tags.entry(tag).or_insert(fresh) } else { &mut fresh };
            if entry.person != person {
                answers.push(Answer { to, tag, n, after, reply: Reply::Refused(Reject::Tag.code()) });
            } else if n <= entry.last || (n < entry.next && !opens) {
                answers.push(Answer { to, tag, n: entry.next - 1, after, reply: Reply::Decided });
            } else if opens || n <= entry.next || !entry.is_gap_reported {
                // A number that was asked for before and has not come stays the next.
                entry.next = if opens { n } else { n.min(entry.next) };
                entry.is_gap_reported = true;
                answers.push(Answer { to, tag, n: entry.next, after, reply: Reply::Again("store") });
            }
        }
        answers
    }

    /// Takes in what the store has and this room had not: a commit whose outcome was unknown. Says
    /// what each edit touched.
    pub fn catch_up(&mut self, stored: Registry, edits: &[(u64, LoggedEdit, String)]) -> Vec<Touched> {
        self.registry.authors = stored.authors;
        for (tag, found) in stored.tags {
            let entry = self.registry.tags.entry(tag).or_insert(found);
            entry.last = found.last;
            // What was refused since then stays decided.
            if entry.next < found.next {
                (entry.next, entry.is_gap_reported) = (found.next, false);
            }
        }
        edits.iter().map(|(_, edit, ops)| self.take_in(edit, ops)).collect()
    }
}
