//! Replies that wait for the log that they depend on (SPEC L7). They count with the unread bytes of all peers.

use std::sync::atomic::Ordering;

use crate::hub::fanout::frame_queue::Budget;
use crate::protocol::Frame;

/// Most bytes. A client within SPEC E11 awaits 256 replies of about 60 bytes.
pub const HELD_BYTES: usize = 64 * 1024;

/// See the module.
#[derive(Default)]
pub struct HeldReplies {
    /// Each with the seq of its log.
    replies: Vec<(u64, Frame)>,
    bytes: usize,
    budget: Budget,
}

impl HeldReplies {
    /// None is held.
    pub fn new(budget: Budget) -> Self {
        Self { replies: Vec::new(), bytes: 0, budget }
    }

    /// Holds a reply until the log up to `after` is sent.
    pub fn push(&mut self, after: u64, frame: Frame) {
        self.bytes += frame.len();
        self.budget.fetch_add(frame.len(), Ordering::Relaxed);
        self.replies.push((after, frame));
    }

    /// Takes all replies.
    pub fn take(&mut self) -> Vec<(u64, Frame)> {
        self.budget.fetch_sub(std::mem::take(&mut self.bytes), Ordering::Relaxed);
        std::mem::take(&mut self.replies)
    }

    /// Bytes of all replies.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the peer sends without reading.
    pub fn is_too_large(&self) -> bool {
        self.bytes > HELD_BYTES
    }
}

impl Drop for HeldReplies {
    fn drop(&mut self) {
        self.take();
    }
}
