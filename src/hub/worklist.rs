//! Rooms that have something to be stored, each at most once.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::room::Room;

/// See the module. Bounded by the number of rooms, because a room puts itself on it once.
#[derive(Default)]
pub struct Worklist {
    rooms: Mutex<Vec<Arc<Room>>>,
    ready: Notify,
}

impl Worklist {
    /// Adds a room that is not on the list.
    pub fn push(&self, room: Arc<Room>) {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
        self.ready.notify_one();
    }

    /// Takes all that is on the list; may be empty.
    pub fn take(&self) -> Vec<Arc<Room>> {
        std::mem::take(&mut *self.rooms.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns when something may be on the list.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }
}
