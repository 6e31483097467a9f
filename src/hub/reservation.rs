//! Memory for HTTP answers until they are read (SPEC A9).

use std::sync::atomic::Ordering;

use super::Hub;
use super::fanout::frame_queue::Budget;

/// All answers together. Outboxes are counted apart: neither those who download without reading nor those who are
/// connected without reading take it from the others.
const ANSWER_BYTES: usize = 160 * 1024 * 1024;
/// Pages of the log stop here, so that boards can be opened whatever scripts leave unread.
const LOG_BYTES: usize = 96 * 1024 * 1024;

/// Bytes that are counted until this is dropped.
pub struct Reservation {
    bytes: usize,
    /// Up to where all together may count.
    most: usize,
    budget: Budget,
}

impl Hub {
    /// Counts the bytes of an answer; `None` when too many answers wait to be read.
    pub fn reserve(&self, bytes: usize) -> Option<Reservation> {
        self.reserve_up_to(ANSWER_BYTES, bytes)
    }

    /// The same for a page of the log.
    pub fn reserve_log(&self, bytes: usize) -> Option<Reservation> {
        self.reserve_up_to(LOG_BYTES, bytes)
    }

    fn reserve_up_to(&self, most: usize, bytes: usize) -> Option<Reservation> {
        let mut reserved = Reservation { bytes: 0, most, budget: self.answers.clone() };
        reserved.resize(bytes).then_some(reserved)
    }
}

impl Reservation {
    /// Changes how many bytes are counted; `false` when there is no room for more, and nothing changes.
    pub fn resize(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let counted = self.budget.fetch_add(more, Ordering::Relaxed) + more;
        if more > 0 && counted > self.most {
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

    // [A9] Answers are counted until they are gone, and refused beyond the bound.
    #[test]
    fn answers_share_a_bound() {
        let budget = Budget::default();
        let new = || Reservation { bytes: 0, most: ANSWER_BYTES, budget: budget.clone() };
        let (mut one, mut other) = (new(), new());
        assert!(one.resize(ANSWER_BYTES - 10) && !other.resize(11) && other.resize(10));
        assert!(!one.resize(ANSWER_BYTES));
        assert!(one.resize(5));
        assert_eq!(budget.load(Ordering::Relaxed), 15);
        drop((one, other));
        assert_eq!(budget.load(Ordering::Relaxed), 0);
    }
}
