//! A room's decisions about edits, as a state machine without sockets, clock, disk or runtime.
//!
//! It binds tags to persons, decides whether a client can resume, orders edits, and replies to their senders
//! (SPEC O, E, C6, L4 to L6). The room drives it under its lock; the simulator of the tests drives the same code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::board::{
    Board, ClientOp, Lesson, LoggedEdit, Op, OrderContext, Ordered, PersonKey, Registry, Reject, Removals, ShapeId,
    Submission, Tag, TagEntry, Touched, Verdict, limits, order,
};
use crate::hub::fanout::log_tail::{LogTail, RESYNC_BYTES};
use crate::hub::lesson_changes::StagedLesson;
use crate::hub::queue::budget::Cost;
use crate::hub::queue::large_texts::LargeTexts;
use crate::hub::queue::queued_edit::{QueuedEdit, Sender};
use crate::hub::reply::{Reply, ReplyKind};
use crate::protocol::LogEntry;
use crate::store::{Batch, StoredOps};

/// Bytes of shapes in memory for one byte of them in the log, where large ops are compressed.
const COMPRESSION: u64 = 4;

/// The tag belongs to another person (SPEC E3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagTaken;

/// An edit of the log: its seq and its time in ms. Different logs have different times at the same seq.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPosition {
    /// Its seq; 0 before the first edit.
    pub seq: u64,
    /// Its time.
    pub at: u64,
}

/// Whether a client can continue with the log from the state that it holds (SPEC C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It can.
    Follows,
    /// It cannot, or a snapshot is shorter than the log.
    Resync,
    /// It can if the stored edit at that seq has the client's time; memory no longer holds that edit.
    Unknown,
}

/// Ordered edits that are not committed yet.
pub struct Staged {
    /// The part that the store appends.
    pub batch: Batch,
    /// The lesson after the step, if changes of it wait.
    pub lesson: Option<StagedLesson>,
    ordered: Ordered,
}

/// See the module.
pub struct Core {
    /// The board as committed.
    pub board: Board,
    /// Its persons and tags.
    pub registry: Registry,
    /// Shapes that recent edits removed, for `restore`.
    pub removals: Removals,
    /// The latest log.
    pub tail: LogTail,
    /// The texts of large edits that the next step orders.
    pub texts: LargeTexts,
    /// Tags that a hello bound and that are not stored yet.
    reserved: BTreeSet<Tag>,
    /// Persons of an owned lesson who joined and have no author number yet (SPEC J3).
    newcomers: Vec<PersonKey>,
}

/// The pictures that an edit of this seq puts on the board.
fn named_images((seq, edit): (u64, &LoggedEdit)) -> impl Iterator<Item = (ShapeId, u64)> {
    let image = |op: &Op| if let Op::Add { shape } = op { shape.image.as_deref().copied() } else { None };
    edit.ops.iter().filter_map(image).map(move |image| (image, seq))
}

impl AsRef<Batch> for Staged {
    fn as_ref(&self) -> &Batch {
        &self.batch
    }
}

impl Staged {
    /// One verdict for each staged edit, in their order. They take effect with the commit.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.ordered.verdicts
    }
}

impl Core {
    /// A loaded board.
    pub fn new(board: Board, registry: Registry, tail: LogTail) -> Self {
        let (removals, texts, reserved) = (Removals::default(), LargeTexts::default(), BTreeSet::new());
        Self { board, registry, removals, tail, texts, reserved, newcomers: Vec::new() }
    }

    /// Decides whether a client that holds edit `since` of time `at` can continue with the log. Calls
    /// `has_newer_manifest` with the head when the log from there is long or no longer in memory.
    pub fn resume(&self, since: u64, at: u64, has_newer_manifest: impl FnOnce(u64) -> bool) -> Resume {
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

    /// Binds the tag of a hello to its person (SPEC E3) and returns the person's author number. The next step
    /// stores a new tag; only then may others see it.
    ///
    /// # Errors
    /// When the tag belongs to another person.
    pub fn admit(&mut self, tag: Tag, person: PersonKey) -> Result<Option<u32>, TagTaken> {
        let has_room = self.registry.has_room(self.board.head(), 0);
        match self.registry.tags.get_mut(&tag) {
            Some(entry) if entry.person != person => return Err(TagTaken),
            // The welcome's `last` replaces the retry that an earlier connection was sent.
            Some(entry) => entry.is_gap_reported = false,
            None if has_room => {
                self.registry.tags.insert(tag, TagEntry::stored(person, 0));
                self.reserved.insert(tag);
            }
            None => {}
        }
        Ok(self.registry.authors.get(&person).copied())
    }

    /// Highest stored number of the tag (SPEC E1).
    pub fn last(&self, tag: Tag) -> u64 {
        self.registry.tags.get(&tag).map_or(0, |entry| entry.last)
    }

    /// The next expected number of the person's tag: all lower ones are decided.
    pub fn next(&self, tag: Tag, person: PersonKey) -> Option<u64> {
        self.registry.tags.get(&tag).filter(|entry| entry.person == person).map(|entry| entry.next)
    }

    /// Whether the tag is bound to its person across restarts, because it is stored.
    pub fn is_bound(&self, tag: Tag) -> bool {
        self.registry.tags.contains_key(&tag) && !self.reserved.contains(&tag)
    }

    /// Whether the next step has tags to store.
    pub fn has_reserved(&self) -> bool {
        !self.reserved.is_empty()
    }

    /// Lets the next step give a person an author number. With as many persons as a board may have it gives none.
    pub fn expect(&mut self, person: PersonKey) {
        if self.registry.authors.len() + self.newcomers.len() < limits::AUTHORS {
            self.expect_always(person);
        }
    }

    /// The same, whatever the number of persons: for a teacher, and for who is inside when the door closes.
    pub fn expect_always(&mut self, person: PersonKey) {
        if !self.registry.authors.contains_key(&person) && !self.newcomers.contains(&person) {
            self.newcomers.push(person);
        }
    }

    /// Whether a person has joined the lesson before: they have an author number, or get it in the next step.
    pub fn knows(&self, person: &PersonKey) -> bool {
        self.registry.authors.contains_key(person) || self.newcomers.contains(person)
    }

    /// Whether persons wait for an author number.
    pub fn has_newcomers(&self) -> bool {
        !self.newcomers.is_empty()
    }

    /// Author numbers of all persons after the next step has numbered the newcomers.
    pub fn expected_authors(&self) -> HashMap<PersonKey, u32> {
        let Registry { authors, .. } = &self.registry;
        let new = (self.registry.next_author()..).zip(&self.newcomers).map(|(author, person)| (*person, author));
        authors.iter().map(|(person, author)| (*person, *author)).chain(new).collect()
    }

    /// Estimates what ordering an edit takes (SPEC L8).
    pub fn cost(&self, queued: &QueuedEdit) -> Cost {
        let shapes = self.board.size().0 as u64;
        let is_new = !self.registry.authors.contains_key(&queued.submission.person);
        let mut cost = Cost { bytes: queued.bytes as u64, work: 1, authors: u64::from(is_new) };
        let ops = queued.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
        for op in ops {
            cost.work += match op {
                ClientOp::Clear { .. } => shapes,
                ClientOp::Restore { n, tag } => match self.removals.get((tag.unwrap_or(queued.submission.tag), *n)) {
                    Some(removal) => {
                        cost.bytes += removal.bytes() as u64 / COMPRESSION;
                        removal.shapes.len() as u64
                    }
                    None => {
                        // Up to the whole board: the same step may contain the removal.
                        cost.bytes += (self.board.size().1 as u64 / COMPRESSION).max(limits::RECALL_BYTES);
                        limits::RECALL_WORK + shapes
                    }
                },
                // Unlike other ops it copies points that its JSON does not have.
                ClientOp::Split { pieces, .. } => {
                    let points: usize = pieces.iter().map(|piece| piece.to - piece.from).sum();
                    (pieces.len() + points / limits::POINTS_OF_WORK) as u64
                }
                ClientOp::Add { .. }
                | ClientOp::Set { .. }
                | ClientOp::Del { .. }
                | ClientOp::Board { .. }
                | ClientOp::Page(_) => 1,
            };
        }
        cost
    }

    /// Orders edits on the current board with the rights of `lesson`, at server time `now` in ms, after the newcomers got
    /// author numbers. Changes nothing.
    pub fn order(&self, lesson: &Lesson, edits: &[QueuedEdit], now: u64) -> Ordered {
        let submissions: Vec<Submission> = edits.iter().map(|edit| edit.submission.clone()).collect();
        let Self { board, registry, removals, newcomers, .. } = self;
        order(&OrderContext { board, lesson, registry, newcomers, removals }, &submissions, now)
    }

    /// Large edits among the ordered ones whose texts are not written yet. A step writes none of them.
    pub fn unwritten(&self, ordered: &Ordered) -> Vec<LoggedEdit> {
        let large = ordered.edits.iter().filter(|edit| edit.is_large() && self.texts.of(edit).is_none());
        large.cloned().collect()
    }

    /// Prepares ordered edits for the store.
    pub fn stage(&self, ordered: Ordered, name_of: impl Fn(&PersonKey) -> String) -> Staged {
        let text = |edit: &LoggedEdit| match self.texts.of(edit) {
            Some(text) => text.clone(),
            None => StoredOps::write(&edit.ops).expect("ops that are not large have a bound"),
        };
        let authors = ordered.authors.iter().map(|(author, person)| (*author, *person, name_of(person)));
        // A number refused in a failed commit is already below `next` when it is stored after all.
        let has_changed = |(tag, entry): &(&Tag, &TagEntry)| match self.registry.tags.get(tag) {
            Some(known) => entry.next > known.next || entry.last > known.last,
            None => entry.next > 1,
        };
        let decided: BTreeMap<&Tag, &TagEntry> = ordered.tags.iter().filter(has_changed).collect();
        let untouched = self.reserved.iter().filter(|tag| !decided.contains_key(tag));
        let reserved: Vec<_> = untouched.filter_map(|tag| self.registry.tags.get_key_value(tag)).collect();
        let batch = Batch {
            first: self.board.head() + 1,
            edits: ordered.edits.iter().map(|edit| (edit.clone(), text(edit))).collect(),
            authors: authors.collect(),
            names: Vec::new(),
            lesson: None,
            clearings: ordered.clearings.clone(),
            images: (self.board.head() + 1..).zip(&ordered.edits).flat_map(named_images).collect(),
            tags: decided.into_iter().chain(reserved).map(|(tag, entry)| (*tag, *entry)).collect(),
        };
        Staged { batch, lesson: None, ordered }
    }

    /// Applies a successful commit. Returns what each stored edit touched, and the replies.
    pub fn apply_commit(&mut self, edits: &[QueuedEdit], staged: &Staged) -> (Vec<Touched>, Vec<Reply>) {
        let Staged { batch, ordered, .. } = staged;
        if !edits.is_empty() {
            // Otherwise they may be for edits that are parked.
            self.texts.clear();
        }
        self.registry.authors.extend(batch.authors.iter().map(|(author, person, _)| (*person, *author)));
        self.newcomers.retain(|person| !self.registry.authors.contains_key(person));
        for (tag, entry) in &ordered.tags {
            // A new tag without a decided number has nothing to remember.
            if entry.next > 1 || self.registry.tags.contains_key(tag) {
                self.registry.tags.insert(*tag, *entry);
            }
        }
        for (tag, _) in &batch.tags {
            self.reserved.remove(tag);
        }
        let touched = batch.edits.iter().map(|(edit, ops)| self.apply_logged(edit, ops)).collect();
        if !edits.is_empty() {
            self.removals.trim();
        }
        (touched, self.replies(edits, &ordered.verdicts))
    }

    /// Applies a logged edit and appends it to the tail.
    fn apply_logged(&mut self, edit: &LoggedEdit, ops: &str) -> Touched {
        let touched = self.board.advance(edit);
        self.removals.record(edit, touched.removed.clone());
        if ops.len() > RESYNC_BYTES {
            self.tail.push_oversized();
        } else {
            self.tail.push(LogEntry::new(edit, ops));
        }
        touched
    }

    fn replies(&self, edits: &[QueuedEdit], verdicts: &[Verdict]) -> Vec<Reply> {
        let after = self.board.head();
        let mut replies = Vec::new();
        // One ack, with the highest number, for all duplicates of a tag.
        let mut decided: BTreeMap<(Sender, Tag), u64> = BTreeMap::new();
        for (QueuedEdit { sender, submission, .. }, verdict) in edits.iter().zip(verdicts) {
            let (to, tag, n) = (*sender, submission.tag, submission.n);
            let (n, kind) = match verdict {
                Verdict::Stored(_) | Verdict::Ignored => continue,
                Verdict::Duplicate { last } => {
                    decided.insert((to, tag), *last);
                    continue;
                }
                Verdict::Gap { missing } => (*missing, ReplyKind::Retry("gap")),
                Verdict::Held => (n, ReplyKind::Retry(Reject::Mode.code())),
                Verdict::Refused(reject) => (n, ReplyKind::Refused(reject.code())),
            };
            replies.push(Reply { to, tag, n, after, kind });
        }
        let acks = decided.into_iter().map(|((to, tag), n)| Reply { to, tag, n, after, kind: ReplyKind::Ack });
        replies.extend(acks);
        replies
    }

    /// Handles a commit that failed or may have failed: authors keep their edits and send them again from the next
    /// expected number on (SPEC L6, E5). Returns the replies, also those that do not depend on the commit.
    pub fn fail_commit(&mut self, edits: &[QueuedEdit]) -> Vec<Reply> {
        if !edits.is_empty() {
            self.removals.trim();
            self.texts.clear();
        }
        let after = self.board.head();
        let mut replies: Vec<Reply> = Vec::new();
        for QueuedEdit { sender, submission, .. } in edits {
            let &Submission { tag, person, n, opens, .. } = submission;
            let to = *sender;
            let mut fresh = TagEntry::stored(person, 0);
            let has_room = self.registry.tags.contains_key(&tag) || self.registry.has_room(after, 0);
            let entry = if has_room { self.registry.tags.entry(tag).or_insert(fresh) } else { &mut fresh };
            let (n, kind) = if entry.person != person {
                (n, ReplyKind::Refused(Reject::Tag.code()))
            } else if n <= entry.last || (n < entry.next && !opens) {
                (entry.next - 1, ReplyKind::Ack)
            } else if opens || n <= entry.next || !entry.is_gap_reported {
                // A number that was requested before and has not arrived stays the next.
                entry.next = if opens { n } else { n.min(entry.next) };
                entry.is_gap_reported = true;
                (entry.next, ReplyKind::Retry("store"))
            } else {
                continue;
            };
            replies.push(Reply { to, tag, n, after, kind });
        }
        replies
    }

    /// Applies edits that the store has and this room missed, after a commit of unknown outcome. Returns what each
    /// edit touched.
    pub fn catch_up(&mut self, stored: Registry, edits: &[(u64, LoggedEdit, String)]) -> Vec<Touched> {
        self.registry.authors = stored.authors;
        self.newcomers.retain(|person| !self.registry.authors.contains_key(person));
        self.registry.pictures = stored.pictures;
        for (tag, found) in stored.tags {
            let entry = self.registry.tags.entry(tag).or_insert(found);
            entry.last = found.last;
            // Numbers refused since then stay decided.
            if entry.next < found.next {
                (entry.next, entry.is_gap_reported) = (found.next, false);
            }
        }
        edits.iter().map(|(_, edit, ops)| self.apply_logged(edit, ops)).collect()
    }
}
