//! Patience with the other end of a connection, whichever way the bytes go (SPEC A9, H15, V9).

use std::time::{Duration, Instant};

/// The other end may pause for this long.
const PAUSE: Duration = Duration::from_secs(10);
/// Bytes that it has to move in a second otherwise: the line of a village school takes four times as much.
const SLOWEST: u32 = 16 * 1024;

/// When the server gives the other end up. Bytes that move put it off, never by more than a pause from now.
#[derive(Debug)]
pub struct Patience(Instant);

impl Patience {
    /// Starts now.
    pub fn new(now: Instant) -> Self {
        Self(now + PAUSE)
    }

    /// The other end took or sent some bytes.
    pub fn moved(&mut self, bytes: usize, now: Instant) {
        let bought = Duration::from_secs(1).mul_f64(bytes as f64 / f64::from(SLOWEST));
        self.0 = (self.0 + bought).min(now + PAUSE);
    }

    /// The instant at which it ends unless bytes move until then.
    pub fn end(&self) -> Instant {
        self.0
    }

    /// Whether it has ended.
    pub fn is_over(&self, now: Instant) -> bool {
        self.0 <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H15] [A9] [V9] Bytes that move fast earn no long pause, bytes that move too slowly earn too little.
    #[test]
    fn the_other_end_keeps_a_rate() {
        let start = Instant::now();
        let second = |n: u64| start + Duration::from_secs(n);
        let mut fast = Patience::new(start);
        fast.moved(4 * 1024 * 1024, second(1));
        assert_eq!(fast.end(), second(11), "as if it had just begun");
        let mut slow = Patience::new(start);
        (1..=40).for_each(|n| slow.moved(SLOWEST as usize / 2, second(n)));
        assert!(slow.is_over(second(40)), "half the rate lasts twice the pause");
        let mut steady = Patience::new(start);
        (1..=600).for_each(|n| steady.moved(SLOWEST as usize, second(n)));
        assert_eq!(steady.end(), second(610));
    }
}
