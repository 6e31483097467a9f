//! The ordering step (SPEC O, E): accepts or refuses edits and gives accepted ones seq, author and time.
//!
//! A pure function of the board and its registry. It runs inside the store's transaction, and its result
//! is valid only once that transaction is committed.

use std::collections::HashMap;
use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::{PersonKey, Tag};
use super::judge::{EditContext, judge};
use super::lesson::{Lesson, Standing};
use super::limits;
use super::op::Op;
use super::overlay::Overlay;
use super::page_counts::PageCounts;
use super::registry::{Registry, TagEntry};
use super::reject::Reject;
use super::removals::{Removal, Removals};
use super::rights::{Action, may};
use super::shape::Shape;
use super::state::Board;
use super::submission::Submission;

/// Outcome of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has this seq once the transaction is committed.
    Stored(u64),
    /// Its number was decided before, as is every number up to `last`.
    Duplicate {
        /// Highest number decided.
        last: u64,
    },
    /// A number is missing before it.
    Gap {
        /// The next expected number.
        missing: u64,
    },
    /// It follows a missing number that was already requested, or one that is held.
    Ignored,
    /// Its author may do nothing in the lesson's mode. Its number stays open until a change of the lesson (SPEC R5).
    Held,
    /// Refused permanently.
    Refused(Reject),
}

/// An edit that clears a page and removes at least one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// Its seq.
    pub seq: u64,
    /// The page.
    pub page: u32,
    /// Number of shapes of the page that the edit removes.
    pub shapes: usize,
}

/// The outcome of one ordering step.
#[derive(Debug, Default)]
pub struct Ordered {
    /// Accepted edits, in order; the first has seq head + 1.
    pub edits: Vec<LoggedEdit>,
    /// One verdict for each submission, in their order.
    pub verdicts: Vec<Verdict>,
    /// New authors.
    pub authors: Vec<(u32, PersonKey)>,
    /// Entries of the tags that changed, as they are after the step.
    pub tags: HashMap<Tag, TagEntry>,
    /// Those of `edits` that clear a page of at least one shape.
    pub clearings: Vec<Clearing>,
}

/// Input of a step besides the submissions.
#[derive(Clone, Copy)]
pub struct OrderContext<'a> {
    /// The committed board.
    pub board: &'a Board,
    /// Its settings and roles.
    pub lesson: &'a Lesson,
    /// Its persons and tags.
    pub registry: &'a Registry,
    /// Persons of an owned lesson who have joined and get an author number now.
    pub newcomers: &'a [PersonKey],
    /// The removals that the step's `restore`s name, except those of edits in the same step.
    pub removals: &'a Removals,
}

/// State of the step while it runs over the submissions.
struct Step<'a> {
    lesson: &'a Lesson,
    registry: &'a Registry,
    canvas: Overlay<'a>,
    size: (usize, usize),
    pages: PageCounts,
    head: u64,
    at: u64,
    removals: &'a Removals,
    removed: HashMap<(Tag, u64), Removal>,
    /// Number of tags in `out` that are not in the registry.
    new_tags: usize,
    out: Ordered,
}

/// Why an edit is not stored.
enum Refusal {
    /// For good.
    Final(Reject),
    /// See [`Verdict::Held`].
    Held,
}

impl From<Reject> for Refusal {
    fn from(reject: Reject) -> Self {
        Self::Final(reject)
    }
}

/// Orders `submissions` at server time `now` (ms).
pub fn order(context: &OrderContext<'_>, submissions: &[Submission], now: u64) -> Ordered {
    let OrderContext { board, lesson, registry, removals, newcomers } = *context;
    let mut step = Step {
        lesson,
        registry,
        canvas: Overlay::new(board),
        size: board.size(),
        pages: board.page_counts(),
        head: board.head(),
        at: board.at().max(now),
        removals,
        removed: HashMap::new(),
        new_tags: 0,
        out: Ordered::default(),
    };
    newcomers.iter().for_each(|person| step.number(*person));
    for submission in submissions {
        let verdict = step.decide(submission);
        step.out.verdicts.push(verdict);
    }
    step.out
}

impl Step<'_> {
    /// Applies the exactly-once rules (SPEC E), then orders the edit itself.
    fn decide(&mut self, submission: &Submission) -> Verdict {
        let known = self.out.tags.get(&submission.tag).or_else(|| self.registry.tags.get(&submission.tag));
        let mut entry = known.copied().unwrap_or(TagEntry::stored(submission.person, 0));
        if entry.person != submission.person {
            return Verdict::Refused(Reject::Tag);
        }
        let n = submission.n;
        if n <= entry.last {
            return Verdict::Duplicate { last: entry.next - 1 };
        }
        if !submission.opens && n < entry.next {
            return Verdict::Duplicate { last: entry.next - 1 };
        }
        if !submission.opens && n > entry.next {
            let is_reported = std::mem::replace(&mut entry.is_gap_reported, true);
            self.record(submission.tag, entry);
            return if is_reported { Verdict::Ignored } else { Verdict::Gap { missing: entry.next } };
        }
        let verdict = match self.accept(submission) {
            Ok(seq) => {
                entry.last = n;
                Verdict::Stored(seq)
            }
            Err(Refusal::Final(reject)) => Verdict::Refused(reject),
            Err(Refusal::Held) => {
                (entry.next, entry.is_gap_reported) = (n, true);
                self.record(submission.tag, entry);
                return Verdict::Held;
            }
        };
        (entry.next, entry.is_gap_reported) = (n + 1, false);
        self.record(submission.tag, entry);
        verdict
    }

    /// Records a tag's progress. A new tag with nothing stored is recorded only while the registry has room (SPEC E3).
    fn record(&mut self, tag: Tag, entry: TagEntry) {
        let is_known = self.registry.tags.contains_key(&tag) || self.out.tags.contains_key(&tag);
        let is_new = usize::from(!is_known);
        if entry.last > 0 || is_known || self.registry.has_room(self.head, self.new_tags) {
            self.new_tags += is_new;
            self.out.tags.insert(tag, entry);
        }
    }

    fn author(&self, person: &PersonKey) -> Option<u32> {
        let new = self.out.authors.iter().find(|(_, known)| known == person).map(|(author, _)| *author);
        new.or_else(|| self.registry.authors.get(person).copied())
    }

    /// Gives a person an author number.
    fn number(&mut self, person: PersonKey) {
        if self.author(&person).is_none() {
            let next = self.next_author();
            self.out.authors.push((next, person));
        }
    }

    fn next_author(&self) -> u32 {
        self.registry.next_author() + self.out.authors.len() as u32
    }

    fn accept(&mut self, submission: &Submission) -> Result<u64, Refusal> {
        let edit = submission.edit.as_ref().map_err(|reject| Refusal::Final(*reject))?;
        let author = self.author(&submission.person);
        let next_author = self.next_author();
        if author.is_none() && next_author as usize > limits::AUTHORS {
            return Err(Reject::Quota.into());
        }
        let role = self.lesson.role_of(&submission.person, author.is_some());
        let standing = Standing { role, author: author.unwrap_or(next_author) };
        if may(standing, self.lesson, Action::Add) == Err(Reject::Mode) {
            return Err(Refusal::Held);
        }
        let removal = |named| self.removed.get(&named).or_else(|| self.removals.get(named));
        let (seq, at) = (self.head + 1, self.at);
        let pictures = &self.registry.pictures;
        let context = EditContext { submission, standing, lesson: self.lesson, seq, at, pictures, removal: &removal };
        let mut canvas = Overlay::new(&self.canvas);
        let (logged, removed) = judge(&context, edit, &mut canvas)?;
        let pages = self.pages.after_edit(&self.canvas, &canvas);
        let changes = canvas.into_changes();
        let only_restores = logged.ops.iter().all(|op| matches!(op, Op::Restore { .. }));
        let times = if only_restores { limits::RESTORED_TIMES } else { 1 };
        if self.exceeds_quota(changes.growth, times) {
            return Err(Reject::Quota.into());
        }
        self.pages = pages?;
        self.canvas.absorb(changes);
        self.out.clearings.extend(clearing(&logged, seq, &removed));
        if !removed.is_empty() {
            let removal = Removal::new(logged.author, removed);
            self.removed.insert((logged.tag, logged.n), removal);
        }
        if author.is_none() {
            self.out.authors.push((next_author, submission.person));
        }
        self.head += 1;
        self.out.edits.push(logged);
        Ok(self.head)
    }

    /// Whether the edit makes the board larger than `times` its quota (SPEC O7). An edit that shrinks it never does.
    fn exceeds_quota(&self, growth: (isize, isize), times: usize) -> bool {
        let staged = self.canvas.growth();
        let shapes = self.size.0 as isize + staged.0 + growth.0;
        let bytes = self.size.1 as isize + staged.1 + growth.1;
        let most = [limits::SHAPES, limits::BOARD_BYTES].map(|limit| (limit * times) as isize);
        (growth.0 > 0 && shapes > most[0]) || (growth.1 > 0 && bytes > most[1])
    }
}

/// The clearing that the edit makes, if it removes shapes of the page.
fn clearing(edit: &LoggedEdit, seq: u64, removed: &[Arc<Shape>]) -> Option<Clearing> {
    let page = edit.ops.iter().find_map(|op| if let Op::Clear { page, .. } = op { Some(*page) } else { None })?;
    let shapes = removed.iter().filter(|shape| shape.page == page).count();
    (shapes > 0).then_some(Clearing { seq, page, shapes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ClientEdit, ShapeId};

    /// A removal of strokes that together have more bytes than `bytes`, by less than one stroke.
    fn removal(bytes: usize) -> Removal {
        let columns = (vec!["0"; 2 * limits::POINTS].join(","), vec!["0"; limits::POINTS].join(","));
        let geometry = format!(r#"{{"points":[{}],"pressure":[{}],"time":[{}]}}"#, columns.0, columns.1, columns.1);
        let stroke: Shape = serde_json::from_str(&format!(
            r#"{{"id":"00000000000000aa.1","kind":"ink","page":1,"author":1,"seq":1,"pos":[0,0,0],"geometry":{geometry},"style":{{"ink":"red","size":1}},"z":1}}"#
        ))
        .unwrap();
        let ids = (1..).map(|n| ShapeId { tag: Tag(0xaa), n });
        // They share their points, which are counted for each.
        let shapes = ids.take(bytes / stroke.bytes() + 1).map(|id| Arc::new(Shape { id, ..stroke.clone() }));
        Removal::new(1, shapes.collect())
    }

    // [O7] A full page comes back over another one, but no board grows by clearing and restoring for ever.
    #[test]
    fn a_restore_has_a_quota_too() {
        let edit = ClientEdit::decode(r#"{"ops":[{"op":"restore","n":1}]}"#);
        let submission = Submission { tag: Tag(0xaa), person: PersonKey([1; 32]), n: 2, opens: true, edit };
        let most = limits::RESTORED_TIMES * limits::BOARD_BYTES;
        for (bytes, expected) in [(most - (1 << 16), Verdict::Stored(1)), (most, Verdict::Refused(Reject::Quota))] {
            let (board, lesson, registry) = (Board::default(), Lesson::default(), Registry::default());
            let mut removals = Removals::default();
            removals.insert((Tag(0xaa), 1), removal(bytes));
            let context = OrderContext {
                board: &board,
                lesson: &lesson,
                registry: &registry,
                removals: &removals,
                newcomers: &[],
            };
            let ordered = order(&context, std::slice::from_ref(&submission), 0);
            assert_eq!(ordered.verdicts, [expected]);
            assert!(ordered.edits.iter().all(LoggedEdit::is_large));
        }
    }
}
