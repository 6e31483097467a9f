//! A rate limiter. The caller passes the time, so that tests need no clock.

use std::time::{Duration, Instant};

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Tokens a second.
    pub per_second: u64,
    /// Tokens of a full bucket.
    pub burst: u64,
}

impl Rate {
    /// A limit of [`crate::board::limits`]: tokens a second, and burst.
    pub const fn of((per_second, burst): (u64, u64)) -> Self {
        Self { per_second, burst }
    }
}

/// Tokens that refill at a [`Rate`]. It starts full.
#[derive(Debug)]
pub struct TokenBucket {
    rate: Rate,
    /// Negative after a [`TokenBucket::charge`] of more than it held.
    tokens: f64,
    filled: Instant,
}

impl TokenBucket {
    /// A full bucket.
    pub fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, tokens: rate.burst as f64, filled: now }
    }

    fn refill(&mut self, now: Instant) {
        let gained = now.saturating_duration_since(self.filled).as_secs_f64() * self.rate.per_second as f64;
        self.tokens = (self.tokens + gained).min(self.rate.burst as f64);
        self.filled = self.filled.max(now);
    }

    /// Takes `tokens` and returns `true`, or takes none and returns `false` when fewer are left.
    pub fn take(&mut self, tokens: u64, now: Instant) -> bool {
        self.refill(now);
        let fits = tokens as f64 <= self.tokens;
        if fits {
            self.charge(tokens);
        }
        fits
    }

    /// Returns the time until `tokens` are there, or until the bucket is full where they are more than it holds. Zero
    /// tokens never wait.
    pub fn delay(&mut self, tokens: u64, now: Instant) -> Duration {
        if tokens == 0 {
            return Duration::ZERO;
        }
        self.refill(now);
        let missing = tokens.min(self.rate.burst) as f64 - self.tokens;
        Duration::from_secs_f64(missing.max(0.0) / self.rate.per_second as f64)
    }

    /// Takes `tokens` in any case; the balance may become negative.
    pub fn charge(&mut self, tokens: u64) {
        self.tokens -= tokens as f64;
    }

    /// Replaces an earlier charge by the actual cost.
    pub fn correct(&mut self, charged: u64, actual: u64) {
        self.tokens = (self.tokens + charged as f64 - actual as f64).min(self.rate.burst as f64);
    }

    /// Whether dropping it would give nobody a fresh burst.
    pub fn is_full(&mut self, now: Instant) -> bool {
        self.refill(now);
        self.tokens >= self.rate.burst as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_fills_at_its_rate_up_to_its_burst() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut bucket = TokenBucket::new(Rate { per_second: 10, burst: 20 }, start);
        assert!(bucket.take(20, start) && !bucket.take(1, start));
        assert!(!bucket.take(2, at(101)) && bucket.take(1, at(101)), "a refusal takes nothing");
        assert!(!bucket.take(21, at(60_000)) && bucket.take(20, at(60_000)));
        assert!(!bucket.take(1, at(100)), "time that goes backwards adds nothing");
    }
}
