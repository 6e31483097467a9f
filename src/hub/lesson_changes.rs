//! Changes of a lesson that wait for the next step (SPEC R2, R6).

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use tokio::sync::oneshot::{self, Receiver, Sender};

use crate::board::{ChangeRefused, Lesson, LessonChange, PersonKey, WrittenRole, limits};
use crate::hub::clock::now_ms;
use crate::protocol::LessonState;
use crate::store::LessonRow;

/// Why a lesson was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LessonRefused {
    /// The change is not allowed, or cannot be made.
    #[error(transparent)]
    Change(#[from] ChangeRefused),
    /// Too many changes wait.
    #[error("too many changes of this lesson wait")]
    Flood,
    /// The server shuts down.
    #[error("the server is leaving")]
    Leaving,
    /// It could not be stored.
    #[error("the change could not be stored")]
    Store,
}

/// The answer to a request that changes a lesson.
pub type LessonAnswer = Result<LessonState, LessonRefused>;

struct Waiting {
    /// Its place among all changes of the room.
    number: u64,
    change: LessonChange,
    /// `None` for a change that no request waits for.
    answer: Option<Sender<LessonAnswer>>,
    /// A change that is not stored by then is refused.
    deadline: Instant,
}

/// See the module.
#[derive(Default)]
pub struct LessonChanges {
    waiting: VecDeque<Waiting>,
    /// Number of the next change.
    next: u64,
}

/// The lesson after the changes of a step, which take effect with the commit.
#[derive(Debug)]
pub struct StagedLesson {
    /// The lesson after the step.
    pub lesson: Lesson,
    /// Number and outcome of each change in the step.
    outcomes: Vec<(u64, Result<(), ChangeRefused>)>,
    /// Roles that the changes wrote.
    roles: Vec<WrittenRole>,
    /// Names that they gave and took back.
    called: Vec<(u32, Option<String>)>,
    /// Whether they opened or closed the code.
    changes_code: bool,
}

impl StagedLesson {
    /// The row to store, if a change was made.
    pub fn row(&self) -> Option<LessonRow> {
        let Self { lesson, outcomes, roles, called, changes_code } = self;
        let is_changed = outcomes.iter().any(|(_, outcome)| outcome.is_ok());
        let code = changes_code.then(|| lesson.code.map(|code| (code, now_ms())));
        let row = || LessonRow {
            stamp: lesson.stamp,
            settings: lesson.settings.clone(),
            roles: roles.clone(),
            called: called.clone(),
            code,
        };
        is_changed.then(row)
    }
}

impl LessonChanges {
    /// Whether changes wait.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether a person has shown a token that the next step checks.
    pub fn enrols(&self, person: &PersonKey) -> bool {
        self.waiting.iter().any(|waiting| matches!(&waiting.change, LessonChange::Enrol(who, _) if who == person))
    }

    /// Whether a person gets a role by the code in the next step.
    pub fn enrols_by_code(&self, person: &PersonKey) -> bool {
        self.waiting.iter().any(|waiting| matches!(&waiting.change, LessonChange::EnrolByCode(who, _) if who == person))
    }

    /// Queues a change that nobody waits for, once.
    pub fn push_once(&mut self, change: LessonChange) {
        if !self.waiting.iter().any(|waiting| waiting.change == change) {
            self.push(change, None);
        }
    }

    /// Queues a change and returns the channel of its answer.
    ///
    /// # Errors
    /// `Flood`.
    pub fn request(&mut self, change: LessonChange) -> Result<Receiver<LessonAnswer>, LessonRefused> {
        if self.waiting.len() >= limits::LESSON_CHANGES {
            return Err(LessonRefused::Flood);
        }
        let (answer, answered) = oneshot::channel();
        self.push(change, Some(answer));
        Ok(answered)
    }

    fn push(&mut self, change: LessonChange, answer: Option<Sender<LessonAnswer>>) {
        let deadline = Instant::now() + Duration::from_millis(limits::LESSON_CHANGE_MS);
        let number = self.next;
        self.next += 1;
        self.waiting.push_back(Waiting { number, change, answer, deadline });
    }

    /// Makes the waiting changes on a copy of the lesson, in order. `None` when none waits.
    pub fn stage(&self, lesson: &Lesson, authors: impl FnOnce() -> HashMap<PersonKey, u32>) -> Option<StagedLesson> {
        if self.is_empty() {
            return None;
        }
        let authors = authors();
        let mut staged = StagedLesson {
            lesson: lesson.clone(),
            outcomes: Vec::new(),
            roles: Vec::new(),
            called: Vec::new(),
            changes_code: false,
        };
        for Waiting { number, change, .. } in &self.waiting {
            let outcome = staged.lesson.change(change, &authors);
            staged.outcomes.push((*number, outcome.map(|roles| staged.roles.extend(roles))));
        }
        let names = lesson.called.keys().chain(staged.lesson.called.keys()).copied().collect::<BTreeSet<u32>>();
        let is_new = |author: &u32| lesson.called.get(author) != staged.lesson.called.get(author);
        let name = |author| (author, staged.lesson.called.get(&author).cloned());
        staged.called = names.into_iter().filter(is_new).map(name).collect();
        staged.changes_code = staged.lesson.code != lesson.code;
        Some(staged)
    }

    /// Answers the changes of a committed step. Later ones wait for the next step.
    pub fn complete(&mut self, staged: &StagedLesson) {
        let state = LessonState::of(&staged.lesson);
        for (number, outcome) in &staged.outcomes {
            // Its time may have run out meanwhile.
            let Some(place) = self.waiting.iter().position(|waiting| waiting.number == *number) else { continue };
            if let Some(waiting) = self.waiting.remove(place) {
                waiting.answer(outcome.map(|()| state.clone()).map_err(LessonRefused::Change));
            }
        }
    }

    /// Refuses the changes whose time is over, after a commit that failed. The others are tried again.
    pub fn expire(&mut self, now: Instant) {
        let (over, rest): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.deadline <= now);
        self.waiting = rest;
        over.into_iter().for_each(|waiting| waiting.answer(Err(LessonRefused::Store)));
    }

    /// Refuses all changes, because the server shuts down.
    pub fn refuse_all(&mut self) {
        self.waiting.drain(..).for_each(|waiting| waiting.answer(Err(LessonRefused::Leaving)));
    }
}

impl Waiting {
    fn answer(self, outcome: LessonAnswer) {
        if let Some(answer) = self.answer {
            // The send fails when the client disconnected; the change is decided all the same.
            let _disconnected = answer.send(outcome);
        }
    }
}
