//! Bounds in bytes what all connections together make the server hold: unread answers (SPEC V9), messages
//! that they do not finish (SPEC F8). However many connections each hold a little, the memory has an end, and peers that
//! read and send at a usual pace never notice.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Instant;

use crate::board::limits::{OUTBOXES_BYTES, UNFINISHED_BYTES};
use crate::hub::fail_stop::lock;
use crate::hub::fanout::frame_queue::Budget;

/// Makes the server hold bytes by what its connection does not do.
pub trait Debtor: Send + Sync {
    /// How much a debtor burdens the others, to compare debtors with: bytes times the time for which some have been held.
    fn debt(&self, now: Instant) -> u128;
    /// Frees the bytes and ends the connection.
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
        pool.bytes().fetch_add(bytes, Ordering::Relaxed);
        Self { budget: pool.bytes().clone(), bytes }
    }
}

impl Drop for UnreadBytes {
    fn drop(&mut self) {
        self.budget.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Bytes of one kind, and who makes the server hold them.
pub(in crate::hub) struct Debts {
    bytes: Budget,
    max: usize,
    debtors: Mutex<Vec<Weak<dyn Debtor>>>,
    /// Whether a thread is ending debtors; the others need not wait for it.
    is_reclaiming: AtomicBool,
}

impl Debts {
    /// At most `max` bytes.
    pub(in crate::hub) fn new(max: usize) -> Self {
        Self { bytes: Budget::default(), max, debtors: Mutex::default(), is_reclaiming: AtomicBool::new(false) }
    }

    /// The counter of bytes.
    pub(in crate::hub) fn bytes(&self) -> &Budget {
        &self.bytes
    }

    /// Adds a debtor.
    pub(in crate::hub) fn add(&self, debtor: Weak<dyn Debtor>) {
        let mut debtors = lock(&self.debtors);
        if debtors.len() == debtors.capacity() {
            debtors.retain(|debtor| debtor.strong_count() > 0);
        }
        debtors.push(debtor);
    }

    /// Ends debtors when too much is held, until a quarter is free: those that hold the most for the longest first. Called
    /// without the lock of a debtor.
    pub(in crate::hub) fn reclaim(&self) {
        if self.bytes.load(Ordering::Relaxed) <= self.max || self.is_reclaiming.swap(true, Ordering::AcqRel) {
            return;
        }
        let now = Instant::now();
        let open: Vec<Arc<dyn Debtor>> = lock(&self.debtors).iter().filter_map(Weak::upgrade).collect();
        let mut debtors: Vec<(u128, Arc<dyn Debtor>)> =
            open.into_iter().map(|debtor| (debtor.debt(now), debtor)).collect();
        debtors.sort_unstable_by_key(|(debt, _)| std::cmp::Reverse(*debt));
        let most = self.max / 4 * 3;
        let mut ended = 0;
        for (_, debtor) in debtors.iter().take_while(|(debt, _)| *debt > 0) {
            if self.bytes.load(Ordering::Relaxed) <= most {
                break;
            }
            debtor.end();
            ended += 1;
        }
        self.is_reclaiming.store(false, Ordering::Release);
        tracing::warn!(
            ended,
            "connections were ended that did not read, or not finish what they send: it took too much memory"
        );
    }
}

/// See the module.
pub struct OutboxPool {
    unread: Debts,
    /// Messages whose last bytes have not arrived.
    pub(super) unfinished: Debts,
}

impl Default for OutboxPool {
    fn default() -> Self {
        Self::with_max(OUTBOXES_BYTES)
    }
}

impl OutboxPool {
    /// A pool of other size, for tests.
    pub fn with_max(max: usize) -> Self {
        Self { unread: Debts::new(max), unfinished: Debts::new(UNFINISHED_BYTES) }
    }

    /// Bytes of all that is unread.
    pub fn unread(&self) -> usize {
        self.bytes().load(Ordering::Relaxed)
    }

    /// Adds what may leave bytes unread.
    pub fn add(&self, debtor: Weak<dyn Debtor>) {
        self.unread.add(debtor);
    }

    /// The counter of unread bytes.
    pub(super) fn bytes(&self) -> &Budget {
        self.unread.bytes()
    }

    /// Whether so much is unread that each peer gets a small share.
    pub(super) fn is_short(&self) -> bool {
        self.unread() > self.unread.max / 3 * 2
    }

    /// Ends the largest debtors when too much is unread.
    pub fn reclaim(&self) {
        self.unread.reclaim();
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
