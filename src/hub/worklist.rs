//! Things that want work done, each at most once: rooms that have something to be stored.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::hub::fail_stop::lock;

/// See the module. Bounded by the number of rooms, because a room puts itself on it once.
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

    /// Puts back what was taken and had no turn, before everything that has come since.
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

    /// Wakes who waits for the list, because there is other work for it.
    pub fn wake(&self) {
        self.ready.notify_one();
    }

    /// Takes all that is on the list; may be empty.
    pub fn take(&self) -> Vec<Arc<T>> {
        std::mem::take(&mut *lock(&self.waiting))
    }

    /// Returns when something may be on the list.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }
}
