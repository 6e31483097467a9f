//! Edits of a room that are outside of its line while the store is asked what they are about.

use std::sync::{Mutex, MutexGuard};

use crate::hub::core::Waiting;
use crate::hub::fail_stop::lock;

#[derive(Default)]
enum Stage {
    /// Nothing is outside of the line.
    #[default]
    Free,
    /// The store is being asked.
    Asking,
    /// It has answered; these are the next to be ordered.
    Answered(Vec<Waiting>),
}

/// See the module.
#[derive(Default)]
pub struct RemovalLookup(Mutex<Stage>);

impl RemovalLookup {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        lock(&self.0)
    }

    /// Whether edits are outside of the line; those that came later must not overtake them.
    pub fn is_pending(&self) -> bool {
        !matches!(*self.stage(), Stage::Free)
    }

    /// Edits leave the line until [`RemovalLookup::answer`].
    pub fn begin(&self) {
        *self.stage() = Stage::Asking;
    }

    /// The edits come back.
    pub fn finish(&self, waiting: Vec<Waiting>) {
        *self.stage() = Stage::Answered(waiting);
    }

    /// The edits that came back, once; the line goes on after them.
    pub fn take(&self) -> Option<Vec<Waiting>> {
        let mut stage = self.stage();
        match std::mem::take(&mut *stage) {
            Stage::Answered(waiting) => Some(waiting),
            other => {
                *stage = other;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [O5] While the store is asked the line stands; what was held comes back once, then the line goes on.
    #[test]
    fn held_edits_come_back_once() {
        let lookup = RemovalLookup::default();
        assert!(!lookup.is_pending() && lookup.take().is_none());
        lookup.begin();
        assert!(lookup.is_pending() && lookup.take().is_none() && lookup.is_pending());
        lookup.finish(Vec::new());
        assert!(lookup.is_pending());
        assert!(lookup.take().is_some() && !lookup.is_pending() && lookup.take().is_none());
    }
}
