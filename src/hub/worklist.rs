//! A list of rooms that need work, for the task that does it.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::hub::fail_stop::lock;

/// See the module. Bounded by the number of rooms, because a room adds itself at most once.
pub struct Worklist<T> {
    waiting: Mutex<Vec<Arc<T>>>,
    ready: Notify,
}

impl<T> Default for Worklist<T> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), ready: Notify::new() }
    }
}

impl<T> Worklist<T> {
    /// Adds one that is not on the list.
    pub fn push(&self, one: Arc<T>) {
        lock(&self.waiting).push(one);
        self.ready.notify_one();
    }

    /// Puts back those that got no turn, before all that were added since.
    pub fn put_back(&self, rest: Vec<Arc<T>>) {
        if !rest.is_empty() {
            lock(&self.waiting).splice(0..0, rest);
            self.ready.notify_one();
        }
    }

    /// Moves one to the end, if it is on the list.
    pub fn put_last(&self, one: &Arc<T>) {
        let mut waiting = lock(&self.waiting);
        if let Some(at) = waiting.iter().position(|other| Arc::ptr_eq(other, one)) {
            let one = waiting.remove(at);
            waiting.push(one);
        }
    }

    /// Wakes the task that awaits [`Worklist::ready`], for work that is not on the list.
    pub fn wake(&self) {
        self.ready.notify_one();
    }

    /// Takes the whole list, which may be empty.
    pub fn take(&self) -> Vec<Arc<T>> {
        std::mem::take(&mut *lock(&self.waiting))
    }

    /// Returns when the list may have entries.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }
}
