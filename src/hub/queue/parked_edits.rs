//! Edits of a room that left its queue before they could be ordered: the store has to be read for them first.

use std::sync::{Mutex, MutexGuard};

use crate::hub::fail_stop::lock;
use crate::hub::queue::queued_edit::QueuedEdit;

#[derive(Default)]
enum Stage {
    #[default]
    None,
    /// A task reads the store.
    Parked,
    /// The task is done; the next step orders these before the queue.
    Returned(Vec<QueuedEdit>),
}

/// See the module. At most one batch is parked, and the room's queue waits until it is back.
#[derive(Default)]
pub struct ParkedEdits(Mutex<Stage>);

impl ParkedEdits {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        lock(&self.0)
    }

    /// Whether edits are parked or returned: later ones must not overtake them.
    pub fn is_pending(&self) -> bool {
        !matches!(*self.stage(), Stage::None)
    }

    /// Stops the queue until [`ParkedEdits::give_back`].
    pub fn park(&self) {
        *self.stage() = Stage::Parked;
    }

    /// Returns the edits for the next step.
    pub fn give_back(&self, edits: Vec<QueuedEdit>) {
        *self.stage() = Stage::Returned(edits);
    }

    /// Takes the returned edits, once. After them the queue continues.
    pub fn take(&self) -> Option<Vec<QueuedEdit>> {
        let mut stage = self.stage();
        match std::mem::take(&mut *stage) {
            Stage::Returned(edits) => Some(edits),
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

    // [O5] The queue stops while the store is read. Parked edits come back once, then the queue continues.
    #[test]
    fn parked_edits_come_back_once() {
        let parked = ParkedEdits::default();
        assert!(!parked.is_pending() && parked.take().is_none());
        parked.park();
        assert!(parked.is_pending() && parked.take().is_none() && parked.is_pending());
        parked.give_back(Vec::new());
        assert!(parked.is_pending());
        assert!(parked.take().is_some() && !parked.is_pending() && parked.take().is_none());
    }
}
