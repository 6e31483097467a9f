//! What a room decides about edits, as a state machine without sockets, clock, disk or runtime.
//!
//! Who may use a tag, whether the log leads on from what a client holds, which edits are to be
//! stored, and who is told what before and after the commit (SPEC O, E, C6, L4 to L6). The room
//! drives it under its lock; the simulator of the tests drives the same code.

use std::collections::BTreeMap;

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
}

impl Waiting {
    /// An edit that enters its line.
    pub fn new(sender: Sender, submission: Submission, bytes: usize) -> Self {
        Self { sender, submission, bytes, paid: 0 }
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
        Self { board, registry, removals: Removals::default(), tail }
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
    /// author number.
    ///
    /// # Errors
    /// When the tag is somebody else's.
    pub fn admit(&mut self, tag: Tag, person: PersonKey) -> Result<Option<u32>, NotYours> {
        let entry = self.registry.tags.entry(tag).or_insert(TagEntry::stored(person, 0));
        if entry.person != person {
            return Err(NotYours);
        }
        // What an earlier connection asked for again is asked for by `last` now.
        entry.waiting = false;
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

    /// Forgets a tag that nobody uses any more and of which nothing is decided.
    pub fn forget(&mut self, tag: Tag) {
        if self.registry.tags.get(&tag).is_some_and(|entry| entry.next == 1) {
            self.registry.tags.remove(&tag);
        }
    }

    /// What ordering an edit takes, estimated before it is ordered (SPEC L8).
    pub fn cost(&self, waiting: &Waiting) -> Cost {
        let shapes = self.board.size().0 as u64;
        let mut cost = Cost { bytes: waiting.bytes as u64, work: 1 };
        let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
        for op in ops {
            cost.work += match op {
                ClientOp::Clear { .. } => shapes,
                ClientOp::Restore { n, tag } => match self.removals.get((tag.unwrap_or(waiting.submission.tag), *n)) {
                    Some(removal) => {
                        cost.bytes += removal.bytes() as u64 / PACKED;
                        removal.shapes.len() as u64
                    }
                    None => limits::RECALL_WORK + shapes,
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
        let known = |tag| self.registry.tags.get(tag).map_or(1, |entry| entry.next);
        let decided = ordered.tags.iter().filter(|(tag, entry)| entry.next > known(tag));
        let batch = Batch {
            first: self.board.head() + 1,
            edits: ordered.edits.iter().map(|edit| (edit.clone(), text(edit))).collect(),
            authors: authors.collect(),
            names: Vec::new(),
            tags: decided.map(|(tag, entry)| (*tag, *entry)).collect(),
        };
        Staged { batch, ordered }
    }

    /// The commit held: takes everything in. Says what each edit touched, and what is to be answered.
    pub fn settle(&mut self, waiting: &[Waiting], staged: &Staged) -> (Vec<Touched>, Vec<Answer>) {
        let Staged { batch, ordered } = staged;
        self.registry.authors.extend(batch.authors.iter().map(|(author, person, _)| (*person, *author)));
        self.registry.tags.extend(ordered.tags.iter().map(|(tag, entry)| (*tag, *entry)));
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
            let entry = self.registry.tags.entry(tag).or_insert(TagEntry::stored(person, 0));
            if entry.person != person {
                answers.push(Answer { to, tag, n, after, reply: Reply::Refused(Reject::Tag.code()) });
            } else if n <= entry.last || (n < entry.next && !opens) {
                answers.push(Answer { to, tag, n: entry.next - 1, after, reply: Reply::Decided });
            } else if opens || n <= entry.next || !entry.waiting {
                // A number that was asked for before and has not come stays the next.
                entry.next = if opens { n } else { n.min(entry.next) };
                entry.waiting = true;
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
                (entry.next, entry.waiting) = (found.next, false);
            }
        }
        edits.iter().map(|(_, edit, ops)| self.take_in(edit, ops)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ClientEdit, Mode, Role};

    const TAG: Tag = Tag(7);
    const PERSON: PersonKey = PersonKey([7; 32]);

    fn core() -> Core {
        Core::new(Board::default(), Registry::default(), LogTail::new(0))
    }

    fn waiting(n: u64, opens: bool, json: &str) -> Waiting {
        let edit = ClientEdit::decode(json);
        let submission = Submission { tag: TAG, person: PERSON, n, opens, edit };
        Waiting::new(Sender { peer: 1, hello: 1 }, submission, json.len())
    }

    fn named(n: u64) -> Waiting {
        waiting(n, n == 1, r#"{"ops":[{"op":"board","name":"x"}]}"#)
    }

    fn order(core: &mut Core, line: &[Waiting]) -> Vec<(u64, Reply)> {
        order_in(&Lesson::default(), core, line)
    }

    fn order_in(lesson: &Lesson, core: &mut Core, line: &[Waiting]) -> Vec<(u64, Reply)> {
        let staged = core.stage(lesson, line, 0, |_| String::new());
        let (_, answers) = core.settle(line, &staged);
        answers.iter().map(|answer| (answer.n, answer.reply)).collect()
    }

    // [L6] [E5] A number that was asked for stays the next, however many commits fail before it comes.
    #[test]
    fn a_second_failure_does_not_skip_what_the_first_asked_for() {
        let mut core = core();
        order(&mut core, &[named(1)]);
        let asked = |answers: Vec<Answer>| answers.iter().map(|answer| (answer.n, answer.reply)).collect::<Vec<_>>();
        assert_eq!(asked(core.fail(&[named(2)])), [(2, Reply::Again("store"))]);
        assert_eq!(asked(core.fail(&[named(3), named(4)])), []);
        assert_eq!(order(&mut core, &[named(2), named(3), named(4)]), []);
        assert_eq!(core.last(TAG), 4);
    }

    // [O6] What the lesson is when an edit is ordered decides, whatever it was when the edit came.
    #[test]
    fn rights_are_those_of_the_moment_of_ordering() {
        let (mut core, mut lesson) = (core(), Lesson::default());
        let line: Vec<Waiting> = (1..=4).map(named).collect();
        assert_eq!(order_in(&lesson, &mut core, &line[..1]), []);
        lesson.settings.mode = Mode::Frozen;
        assert_eq!(order_in(&lesson, &mut core, &line[1..2]), [(2, Reply::Refused("mode"))]);
        lesson.roles.insert(PERSON, Role::Viewer);
        assert_eq!(order_in(&lesson, &mut core, &line[2..3]), [(3, Reply::Refused("role"))]);
        lesson.roles.insert(PERSON, Role::Owner);
        assert_eq!(order_in(&lesson, &mut core, &line[3..]), []);
        assert_eq!((core.last(TAG), core.board.head()), (4, 2));
    }

    // [G2] [E5] What was refused stays decided when the room reads what an uncertain commit has left.
    #[test]
    fn catching_up_does_not_forget_refusals() {
        let mut core = core();
        order(&mut core, &[named(1)]);
        let refused = waiting(2, false, r#"{"ops":[]}"#);
        assert_eq!(order(&mut core, &[refused]), [(2, Reply::Refused("invalid"))]);
        let stored = Registry { tags: [(TAG, TagEntry::stored(PERSON, 1))].into(), ..core.registry.clone() };
        core.catch_up(stored, &[]);
        assert_eq!(order(&mut core, &[named(2)]), [(2, Reply::Decided)]);
        assert_eq!(core.last(TAG), 1);
    }

    // [E3] A tag is its first user's, in memory too.
    #[test]
    fn a_tag_has_one_person() {
        let mut core = core();
        assert_eq!(core.admit(TAG, PERSON), Ok(None));
        assert_eq!(core.admit(TAG, PersonKey([8; 32])), Err(NotYours));
        core.forget(TAG);
        assert_eq!(core.admit(TAG, PersonKey([8; 32])), Ok(None));
    }
}
