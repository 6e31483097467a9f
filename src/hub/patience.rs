//! The deadline of a connection whose other end reads or sends too slowly (SPEC A9, H15, V9).

use std::time::{Duration, Instant};

/// The other end may pause for this long.
const PAUSE: Duration = Duration::from_secs(10);
/// Bytes a second that it has to move on average: the connection of a village school has four times this rate.
const MIN_BYTES_PER_SECOND: u32 = 16 * 1024;

/// A deadline that moved bytes postpone, up to one pause from now.
#[derive(Debug)]
pub struct Patience(Instant);

impl Patience {
    /// A deadline one pause from now.
    pub fn new(now: Instant) -> Self {
        Self(now + PAUSE)
    }

    /// Postpones the deadline after the other end read or sent some bytes.
    pub fn moved(&mut self, bytes: usize, now: Instant) {
        let bought = Duration::from_secs(1).mul_f64(bytes as f64 / f64::from(MIN_BYTES_PER_SECOND));
        self.0 = (self.0 + bought).min(now + PAUSE);
    }

    /// The deadline.
    pub fn end(&self) -> Instant {
        self.0
    }

    /// Whether the deadline has passed.
    pub fn is_over(&self, now: Instant) -> bool {
        self.0 <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H15] [A9] [V9] Fast bytes allow no longer pause, and bytes below the minimum rate do not postpone the deadline enough.
    #[test]
    fn the_other_end_keeps_a_minimum_rate() {
        let start = Instant::now();
        let second = |n: u64| start + Duration::from_secs(n);
        let mut fast = Patience::new(start);
        fast.moved(4 * 1024 * 1024, second(1));
        assert_eq!(fast.end(), second(11), "one pause from now");
        let mut slow = Patience::new(start);
        (1..=40).for_each(|n| slow.moved(MIN_BYTES_PER_SECOND as usize / 2, second(n)));
        assert!(slow.is_over(second(40)), "half the rate lasts twice the pause");
        let mut steady = Patience::new(start);
        (1..=600).for_each(|n| steady.moved(MIN_BYTES_PER_SECOND as usize, second(n)));
        assert_eq!(steady.end(), second(610));
    }
}
