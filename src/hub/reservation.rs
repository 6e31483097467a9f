//! Memory for HTTP responses until they are read (SPEC A9).

use std::sync::atomic::Ordering;

use super::Hub;
use super::fanout::frame_queue::Budget;

/// Most bytes of all responses. Outboxes are counted apart, so that unread downloads take no memory from connections, and
/// the reverse.
const MAX_RESPONSE_BYTES: usize = 160 * 1024 * 1024;
/// The bound for pages of the log is lower, so that boards can be opened while scripts leave pages unread.
const MAX_LOG_BYTES: usize = 96 * 1024 * 1024;

/// Bytes that are counted until this is dropped.
pub struct Reservation {
    bytes: usize,
    /// The bound of all reservations together.
    max: usize,
    budget: Budget,
}

impl Hub {
    /// Counts the bytes of a response; `None` when too many bytes wait to be read.
    pub fn reserve(&self, bytes: usize) -> Option<Reservation> {
        self.reserve_up_to(MAX_RESPONSE_BYTES, bytes)
    }

    /// The same for a page of the log.
    pub fn reserve_log(&self, bytes: usize) -> Option<Reservation> {
        self.reserve_up_to(MAX_LOG_BYTES, bytes)
    }

    fn reserve_up_to(&self, max: usize, bytes: usize) -> Option<Reservation> {
        let mut reserved = Reservation { bytes: 0, max, budget: self.responses.clone() };
        reserved.resize(bytes).then_some(reserved)
    }
}

impl Reservation {
    /// Changes the counted bytes. Returns `false` and changes nothing when there is no room for more.
    pub fn resize(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let counted = self.budget.fetch_add(more, Ordering::Relaxed) + more;
        if more > 0 && counted > self.max {
            self.budget.fetch_sub(more, Ordering::Relaxed);
            return false;
        }
        self.budget.fetch_sub(self.bytes.saturating_sub(bytes), Ordering::Relaxed);
        self.bytes = bytes;
        true
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.budget.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A9] Responses are counted until they are dropped, and refused beyond the bound.
    #[test]
    fn responses_share_a_bound() {
        let budget = Budget::default();
        let new = || Reservation { bytes: 0, max: MAX_RESPONSE_BYTES, budget: budget.clone() };
        let (mut one, mut other) = (new(), new());
        assert!(one.resize(MAX_RESPONSE_BYTES - 10) && !other.resize(11) && other.resize(10));
        assert!(!one.resize(MAX_RESPONSE_BYTES));
        assert!(one.resize(5));
        assert_eq!(budget.load(Ordering::Relaxed), 15);
        drop((one, other));
        assert_eq!(budget.load(Ordering::Relaxed), 0);
    }
}
