//! The edits of a room that wait to be ordered: their order, their rate limits, and the requests that wait for outcomes.

pub mod budget;
pub mod lanes;
#[cfg(test)]
mod lanes_tests;
pub mod large_edits;
pub mod large_texts;
pub mod parked_edits;
mod post;
pub mod queued_edit;
pub mod recall;
#[cfg(test)]
mod recall_tests;
pub mod submitters;

pub use post::PostRefused;

use std::time::Instant;

use crate::hub::queue::queued_edit::QueuedEdit;
use lanes::Lanes;
use submitters::Submitters;

/// See the module.
#[derive(Default)]
pub struct EditQueue {
    /// Waiting edits: a lane for each connection and for each person who posts.
    pub lanes: Lanes,
    /// Requests that wait for the outcome of their edits.
    pub submitters: Submitters,
    /// Whether the room is on the flusher's worklist.
    pub is_scheduled: bool,
    /// When the room goes on that list, while edits wait for their rate limit or names for a failed store.
    pub flush_timer: Option<Instant>,
}

impl EditQueue {
    /// Notifies the requests of these edits that they were not stored.
    pub fn notify_not_stored(&self, edits: &[QueuedEdit]) {
        self.submitters.notify_not_stored(edits);
    }

    /// Drops idle lanes and requests; `is_connected` tells which lanes belong to a connection.
    pub fn drop_idle(&mut self, is_connected: impl Fn(u32) -> bool) {
        let Self { lanes, submitters, .. } = self;
        lanes.drop_idle(is_connected);
        submitters.retain(|lane| lanes.has_lane(lane));
    }

    /// Makes room in the lanes of edits that were decided or given back.
    pub fn complete(&mut self, edits: &[QueuedEdit]) {
        edits.iter().for_each(|edit| self.lanes.complete(edit.sender.peer, edit.bytes));
    }
}
