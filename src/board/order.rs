//! The one ordering step (SPEC O, E): which edits are accepted, with which seq, author and time.
//!
//! A pure function over the board and what is known of tags and persons. It runs inside the
//! store's transaction; nothing it says holds until that transaction is committed.

use std::collections::HashMap;
use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::{PersonKey, Tag};
use super::judge::{EditContext, judge};
use super::limits;
use super::op::Op;
use super::overlay::Overlay;
use super::registry::{Registry, TagEntry};
use super::reject::Reject;
use super::removals::{Removal, Removals};
use super::rights::{Lesson, Standing};
use super::shape::Shape;
use super::state::Board;
use super::submission::Submission;

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has this seq once the transaction is committed.
    Stored(u64),
    /// Its number was decided before; everything up to `last` is.
    Duplicate {
        /// Highest number decided.
        last: u64,
    },
    /// A number is missing before it.
    Gap {
        /// The number that is to come.
        missing: u64,
    },
    /// It waits for a number that was already asked for.
    Ignored,
    /// Refused, for good.
    Refused(Reject),
}

/// An edit that clears a page and removes something by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// Its seq.
    pub seq: u64,
    /// The page.
    pub page: u16,
    /// How many shapes of the page the edit removes.
    pub shapes: usize,
}

/// The outcome of one ordering step.
#[derive(Debug, Default)]
pub struct Ordered {
    /// Accepted edits, in order, from the board's head + 1 on.
    pub edits: Vec<LoggedEdit>,
    /// One verdict a submission, in their order.
    pub verdicts: Vec<Verdict>,
    /// Persons who got an author number.
    pub authors: Vec<(u32, PersonKey)>,
    /// Every tag that was touched, as it is after the step.
    pub tags: HashMap<Tag, TagEntry>,
    /// Those of `edits` that clear a page, without those that clear it in vain.
    pub clearings: Vec<Clearing>,
}

/// What a board is when a step begins.
#[derive(Clone, Copy)]
pub struct OrderContext<'a> {
    /// As committed.
    pub board: &'a Board,
    /// Who may do what.
    pub lesson: &'a Lesson,
    /// Its persons and tags.
    pub registry: &'a Registry,
    /// What every `restore` that is to be ordered names, unless that edit is ordered with it.
    pub removals: &'a Removals,
}

/// State of the step while it folds over the submissions.
struct Step<'a> {
    lesson: &'a Lesson,
    registry: &'a Registry,
    canvas: Overlay<'a>,
    size: (usize, usize),
    head: u64,
    at: u64,
    removals: &'a Removals,
    removed: HashMap<(Tag, u64), Removal>,
    /// Tags of `out` that the registry does not have.
    new_tags: usize,
    out: Ordered,
}

/// Orders `submissions` at server time `now` (ms).
pub fn order(context: &OrderContext<'_>, submissions: &[Submission], now: u64) -> Ordered {
    let OrderContext { board, lesson, registry, removals } = *context;
    let mut step = Step {
        lesson,
        registry,
        canvas: Overlay::new(board),
        size: board.size(),
        head: board.head(),
        at: board.at().max(now),
        removals,
        removed: HashMap::new(),
        new_tags: 0,
        out: Ordered::default(),
    };
    for submission in submissions {
        let verdict = step.place(submission);
        step.out.verdicts.push(verdict);
    }
    step.out
}

impl Step<'_> {
    /// Exactly-once rules first (SPEC E), then the edit itself.
    fn place(&mut self, submission: &Submission) -> Verdict {
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
            let verdict = if entry.waiting { Verdict::Ignored } else { Verdict::Gap { missing: entry.next } };
            entry.waiting = true;
            self.note(submission.tag, entry);
            return verdict;
        }
        let verdict = match self.accept(submission) {
            Ok(seq) => {
                entry.last = n;
                Verdict::Stored(seq)
            }
            Err(reject) => Verdict::Refused(reject),
        };
        (entry.next, entry.waiting) = (n + 1, false);
        self.note(submission.tag, entry);
        verdict
    }

    /// Remembers where a tag is. Beyond a bound what was refused under new tags is not remembered (SPEC E3).
    fn note(&mut self, tag: Tag, entry: TagEntry) {
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

    fn accept(&mut self, submission: &Submission) -> Result<u64, Reject> {
        let edit = submission.edit.as_ref().map_err(|reject| *reject)?;
        let author = self.author(&submission.person);
        let next_author = self.registry.next_author() + self.out.authors.len() as u32;
        if author.is_none() && next_author as usize > limits::AUTHORS {
            return Err(Reject::Quota);
        }
        let role = self.lesson.role_of(&submission.person);
        let standing = Standing { role, author: author.unwrap_or(next_author) };
        let settings = &self.lesson.settings;
        let removal = |named| self.removed.get(&named).or_else(|| self.removals.get(named));
        let (seq, at) = (self.head + 1, self.at);
        let context = EditContext { submission, standing, settings, seq, at, removal: &removal };
        let mut canvas = Overlay::new(&self.canvas);
        let (logged, removed) = judge(&context, edit, &mut canvas)?;
        let changes = canvas.into_changes();
        let exempt = logged.ops.iter().all(|op| matches!(op, Op::Restore { .. }));
        if !exempt && self.is_too_much(changes.growth) {
            return Err(Reject::Quota);
        }
        self.canvas.absorb(changes);
        self.out.clearings.extend(clearing(&logged, seq, &removed));
        if !removed.is_empty() {
            let removal = Removal { author: logged.author, shapes: removed };
            self.removed.insert((logged.tag, logged.n), removal);
        }
        if author.is_none() {
            self.out.authors.push((next_author, submission.person));
        }
        self.head += 1;
        self.out.edits.push(logged);
        Ok(self.head)
    }

    /// Whether the edit grows the board past its quota (SPEC O7); what shrinks it never does.
    fn is_too_much(&self, growth: (isize, isize)) -> bool {
        let staged = self.canvas.growth();
        let shapes = self.size.0 as isize + staged.0 + growth.0;
        let bytes = self.size.1 as isize + staged.1 + growth.1;
        (growth.0 > 0 && shapes > limits::SHAPES as isize) || (growth.1 > 0 && bytes > limits::BOARD_BYTES as isize)
    }
}

/// What is to be remembered of an edit that clears a page.
fn clearing(edit: &LoggedEdit, seq: u64, removed: &[Arc<Shape>]) -> Option<Clearing> {
    let page = edit.ops.iter().find_map(|op| if let Op::Clear { page, .. } = op { Some(*page) } else { None })?;
    let shapes = removed.iter().filter(|shape| shape.page == page).count();
    (shapes > 0).then_some(Clearing { seq, page, shapes })
}
