//! Messages that have begun to arrive and are not complete (SPEC F8). Each is bounded in time, all together in bytes: a client
//! that stops in the middle of a message pays with its own connection.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use crate::board::limits::MESSAGE_MS;
use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::outbox_pool::{Debtor, Debts};
use crate::protocol::{Close, CloseCode};

const MESSAGE_TIME: Duration = Duration::from_millis(MESSAGE_MS);

/// An unfinished message of one connection. It is counted until it is dropped.
pub struct UnfinishedMessage {
    outbox: Arc<Outbox>,
    bytes: AtomicUsize,
    since: Instant,
}

impl UnfinishedMessage {
    /// The close of a connection whose message does not arrive.
    pub const CLOSE: Close = Close::new(CloseCode::Behind, "a message was begun and not finished; come back");

    /// The message that begins at this time on the connection of an outbox.
    pub fn begin(outbox: &Arc<Outbox>, now: Instant) -> Arc<Self> {
        let message = Arc::new(Self { outbox: outbox.clone(), bytes: AtomicUsize::new(0), since: now });
        let debtor: Weak<dyn Debtor> = Arc::downgrade(&message) as Weak<dyn Debtor>;
        message.debts().add(debtor);
        message
    }

    fn debts(&self) -> &Debts {
        &self.outbox.pool().unfinished
    }

    /// When it has to be complete.
    pub fn deadline(&self) -> Instant {
        self.since + MESSAGE_TIME
    }

    /// Counts the memory that it takes now. When all together take too much, this or another connection is closed.
    pub fn resize(&self, bytes: usize) {
        self.count(bytes);
        self.debts().reclaim();
    }

    fn count(&self, bytes: usize) {
        let counter = self.debts().bytes();
        counter.fetch_add(bytes, Ordering::Relaxed);
        counter.fetch_sub(self.bytes.swap(bytes, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl Debtor for UnfinishedMessage {
    fn debt(&self, now: Instant) -> u128 {
        self.bytes.load(Ordering::Relaxed) as u128 * (now.saturating_duration_since(self.since).as_millis() + 1)
    }

    fn end(&self) {
        self.count(0);
        self.outbox.close(&Self::CLOSE);
    }
}

impl Drop for UnfinishedMessage {
    fn drop(&mut self) {
        self.count(0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::board::limits::{MESSAGE_BYTES, UNFINISHED_BYTES};
    use crate::hub::fanout::outbox_pool::OutboxPool;

    // [F8] However many connections stop in the middle of a message, all together have a bound; those that have waited
    // the longest go, and a message that is just arriving stays.
    #[test]
    fn unfinished_messages_of_all_connections_have_a_bound() {
        let pool = Arc::new(OutboxPool::default());
        let (start, mut stuck) = (Instant::now().checked_sub(MESSAGE_TIME).unwrap(), VecDeque::new());
        let total = || pool.unfinished.bytes().load(Ordering::Relaxed);
        for opened in 0..4_000 {
            let outbox = Outbox::open(opened, pool.clone());
            let message = UnfinishedMessage::begin(&outbox, start + Duration::from_millis(opened));
            message.resize(MESSAGE_BYTES);
            stuck.push_back((outbox, message));
            assert!(total() <= UNFINISHED_BYTES, "{}", total());
        }
        let outbox = Outbox::open(4_000, pool.clone());
        let honest = UnfinishedMessage::begin(&outbox, Instant::now());
        honest.resize(MESSAGE_BYTES);
        let ended = stuck.iter().filter(|(outbox, _)| outbox.is_closing()).count();
        assert!(!outbox.is_closing() && ended > 2_900, "{ended}");
        let (first, last) = (&stuck.front().unwrap().0, &stuck.back().unwrap().0);
        assert!(first.is_closing() && !last.is_closing());
        drop((stuck, honest));
        assert_eq!(total(), 0);
    }
}
