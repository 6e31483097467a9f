//! All outboxes together, bounded in bytes (SPEC V9). However many connections leave a little unread, the memory has an end,
//! and peers that read never notice.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Instant;

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::hub::fanout::frame_queue::Budget;

/// Whoever may leave bytes unread.
pub trait Debtor: Send + Sync {
    /// Unread bytes times the time since when not everything is read, to compare debtors with.
    fn debt(&self, now: Instant) -> u128;
    /// Drops everything that waits, and ends the connection.
    fn end(&self);
}

/// Unread bytes outside an outbox, counted until they are dropped.
#[derive(Debug)]
pub struct UnreadBytes {
    budget: Budget,
    bytes: usize,
}

impl UnreadBytes {
    /// Counts `bytes` in the pool.
    pub fn new(pool: &OutboxPool, bytes: usize) -> Self {
        pool.bytes.fetch_add(bytes, Ordering::Relaxed);
        Self { budget: pool.bytes.clone(), bytes }
    }
}

impl Drop for UnreadBytes {
    fn drop(&mut self) {
        self.budget.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// See the module.
pub struct OutboxPool {
    bytes: Budget,
    max: usize,
    outboxes: Mutex<Vec<Weak<dyn Debtor>>>,
    /// Whether a thread is ending outboxes; the others need not wait for it.
    is_reclaiming: AtomicBool,
}

impl Default for OutboxPool {
    fn default() -> Self {
        Self::with_max(limits::OUTBOXES_BYTES)
    }
}

impl OutboxPool {
    /// A pool of other size, for tests.
    pub fn with_max(max: usize) -> Self {
        Self { bytes: Budget::default(), max, outboxes: Mutex::default(), is_reclaiming: AtomicBool::new(false) }
    }

    /// Bytes of all that is unread.
    pub fn unread(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Adds the outbox of a new connection.
    pub fn add(&self, outbox: Weak<dyn Debtor>) {
        let mut outboxes = lock(&self.outboxes);
        if outboxes.len() == outboxes.capacity() {
            outboxes.retain(|outbox| outbox.strong_count() > 0);
        }
        outboxes.push(outbox);
    }

    /// The counter of unread bytes.
    pub(super) fn bytes(&self) -> &Budget {
        &self.bytes
    }

    /// Whether so much is unread that each peer gets a small share.
    pub(super) fn is_short(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.max / 3 * 2
    }

    /// Ends outboxes when too much is unread, until a quarter is free: those that have left the most unread for the longest
    /// first. Called without the lock of a debtor.
    pub fn reclaim(&self) {
        if self.bytes.load(Ordering::Relaxed) <= self.max || self.is_reclaiming.swap(true, Ordering::AcqRel) {
            return;
        }
        let now = Instant::now();
        let open: Vec<Arc<dyn Debtor>> = lock(&self.outboxes).iter().filter_map(Weak::upgrade).collect();
        let mut debtors: Vec<(u128, Arc<dyn Debtor>)> =
            open.into_iter().map(|outbox| (outbox.debt(now), outbox)).collect();
        debtors.sort_unstable_by_key(|(debt, _)| std::cmp::Reverse(*debt));
        let most = self.max / 4 * 3;
        let mut ended = 0;
        for (_, outbox) in debtors.iter().take_while(|(debt, _)| *debt > 0) {
            if self.bytes.load(Ordering::Relaxed) <= most {
                break;
            }
            outbox.end();
            ended += 1;
        }
        self.is_reclaiming.store(false, Ordering::Release);
        tracing::warn!(ended, "connections that did not read were ended: all unread answers took too much memory");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::fanout::frame_queue::FrameKind;
    use crate::hub::fanout::outbox::Outbox;
    use crate::hub::fanout::outbox::tests::frames;
    use crate::protocol::{Frame, Resync};

    fn frame() -> Frame {
        Resync {}.frame()
    }

    // [V9] Peers that read nothing, each below every bound of its own, are ended before all of them take too much; a peer
    // that reads stays, however late it came.
    #[test]
    fn unread_answers_of_all_peers_have_a_bound() {
        let max = 3_000 * frame().len();
        let pool = Arc::new(OutboxPool::with_max(max));
        let honest = Outbox::open(0, pool.clone());
        let debtors: Vec<_> = (1..=1_000).map(|opened| Outbox::open(opened, pool.clone())).collect();
        for _ in 0..10 {
            for debtor in &debtors {
                debtor.push(FrameKind::Log(1), frame());
                assert!(pool.bytes().load(Ordering::Relaxed) <= max);
            }
            honest.push(FrameKind::Log(1), frame());
            frames(&honest);
        }
        assert!(!honest.is_ended() && debtors.iter().any(|debtor| debtor.is_ended()));
        drop((honest, debtors));
        assert_eq!(pool.bytes().load(Ordering::Relaxed), 0);
    }
}
