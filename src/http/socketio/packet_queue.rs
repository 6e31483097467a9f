//! Packets that wait for the client of a session, counted in the pool of all unread bytes (SPEC I10, V9).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::batch::Batch;
use crate::hub::OutboxPool;

/// Memory of waiting packets above which no more are made of what others draw.
const ENOUGH_BYTES: usize = 128 * 1024;
/// Most memory of waiting packets: twice a newcomer's picture. A session that asks for more without reading ends.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// See the module.
pub struct PacketQueue {
    pool: Arc<OutboxPool>,
    waiting: VecDeque<Batch>,
    waiting_bytes: usize,
    /// Packets that show the board. They move to `waiting` as there is room.
    shown: VecDeque<Batch>,
    shown_bytes: usize,
    /// Since when the client has not read everything.
    unread_since: Option<Instant>,
}

impl PacketQueue {
    /// An empty queue, counted in the pool.
    pub fn new(pool: Arc<OutboxPool>) -> Self {
        let (waiting, shown) = (VecDeque::new(), VecDeque::new());
        Self { pool, waiting, waiting_bytes: 0, shown, shown_bytes: 0, unread_since: None }
    }

    /// Whether no packet waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether few packets wait, so that more of the board may be shown.
    pub fn has_room(&self) -> bool {
        self.shown.is_empty() && self.waiting_bytes < ENOUGH_BYTES
    }

    /// Whether the session has asked for too much without reading.
    pub fn is_too_large(&self) -> bool {
        self.waiting_bytes > MOST_BYTES
    }

    /// Adds packets.
    pub fn push(&mut self, batch: Batch) {
        let batch = batch.counted(&self.pool);
        self.unread_since.get_or_insert_with(Instant::now);
        self.waiting_bytes += batch.memory();
        self.waiting.push_back(batch);
    }

    /// Adds packets of what the board shows.
    pub fn show(&mut self, batch: Batch) {
        let batch = batch.counted(&self.pool);
        self.unread_since.get_or_insert_with(Instant::now);
        self.shown_bytes += batch.memory();
        self.shown.push_back(batch);
        self.refill();
    }

    /// Drops what the board showed and the client did not get yet.
    pub fn forget_shown(&mut self) {
        self.shown.clear();
        self.shown_bytes = 0;
    }

    fn refill(&mut self) {
        while self.waiting_bytes < ENOUGH_BYTES
            && let Some(batch) = self.shown.pop_front()
        {
            self.shown_bytes -= batch.memory();
            self.waiting_bytes += batch.memory();
            self.waiting.push_back(batch);
        }
    }

    /// Takes the next packets.
    pub fn pop(&mut self) -> Option<Batch> {
        let batch = self.waiting.pop_front()?;
        self.waiting_bytes -= batch.memory();
        self.refill();
        if self.waiting.is_empty() {
            self.unread_since = None;
        }
        Some(batch)
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.forget_shown();
        self.waiting.clear();
        self.waiting_bytes = 0;
        self.unread_since = None;
    }

    /// Waiting bytes times the time since when not everything is read.
    pub fn debt(&self, now: Instant) -> u128 {
        let Some(since) = self.unread_since else { return 0 };
        let bytes = (self.waiting_bytes + self.shown_bytes) as u128;
        bytes * (now.saturating_duration_since(since).as_micros() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(bytes: usize) -> Batch {
        Batch::one("x".repeat(bytes))
    }

    // [I10] The session's own packets come before what waits for room, and nothing of what is shown is lost.
    #[test]
    fn what_is_shown_waits_for_room() {
        let pool = Arc::<OutboxPool>::default();
        let mut queue = PacketQueue::new(pool.clone());
        (0..10).for_each(|_| queue.show(batch(16 * 1024)));
        assert!(!queue.has_room() && queue.waiting_bytes < 2 * ENOUGH_BYTES && !queue.shown.is_empty());
        queue.push(Batch::one("2".to_owned()));
        let order: Vec<usize> = std::iter::from_fn(|| queue.pop()).map(|batch| batch.payload.len()).collect();
        let (large, own) =
            (order.iter().filter(|bytes| **bytes > 1).count(), order.iter().position(|bytes| *bytes == 1));
        assert!(large == 10 && own.is_some_and(|at| at < 10), "{order:?}");
        assert!(queue.has_room() && queue.debt(Instant::now()) == 0);
        assert_eq!(pool.unread(), 0);
    }

    // [I10] Packets that many sessions share count once in the pool, until the last one drops them.
    #[test]
    fn shared_packets_count_once() {
        let pool = Arc::<OutboxPool>::default();
        let shared = batch(10_000).counted(&pool);
        let bytes = shared.memory();
        let mut queues: Vec<_> = (0..100).map(|_| PacketQueue::new(pool.clone())).collect();
        queues.iter_mut().for_each(|queue| queue.show(shared.clone()));
        drop(shared);
        assert_eq!(pool.unread(), bytes);
        queues.truncate(1);
        assert_eq!(pool.unread(), bytes);
        queues[0].clear();
        assert_eq!(pool.unread(), 0);
    }
}
