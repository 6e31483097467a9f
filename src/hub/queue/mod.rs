//! The edits of a room that wait to be ordered: who waits, in whose turn and at which rate, and who is told the outcome.

pub mod budget;
pub mod lines;
#[cfg(test)]
mod lines_tests;
mod post;
pub mod recall;
#[cfg(test)]
mod recall_tests;
pub mod removal_lookup;
pub mod submitters;

pub use post::PostRefused;

use crate::hub::core::Waiting;
use lines::Lines;
use submitters::Submitters;

/// See the module.
#[derive(Default)]
pub struct EditQueue {
    /// Edits that wait, a line for each peer and for each person who posts.
    pub lines: Lines,
    /// Requests that wait for the outcome of their edits.
    pub submitters: Submitters,
}

impl EditQueue {
    /// Tells the requests among their senders that these edits were not stored now.
    pub fn not_stored(&self, edits: &[Waiting]) {
        self.submitters.void(edits);
    }

    /// Forgets lines and requests that nobody needs any more; `is_here` says which lines are those of a connection.
    pub fn forget_idle(&mut self, is_here: impl Fn(u32) -> bool) {
        let Self { lines, submitters } = self;
        lines.retain(is_here);
        submitters.retain(|line| lines.has_line(line));
    }

    /// The edits were decided or given back: each makes room in its line.
    pub fn answered(&mut self, waiting: &[Waiting]) {
        waiting.iter().for_each(|waiting| self.lines.answered(waiting.sender.peer, waiting.bytes));
    }
}
