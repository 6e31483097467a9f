//! A rate limit whose clock is handed in, so that tests decide what time it is.

use std::time::Instant;

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Tokens a second.
    pub per_second: u32,
    /// Tokens of a full bucket.
    pub burst: u32,
}

/// See the module. It starts full.
#[derive(Debug)]
pub struct TokenBucket {
    rate: Rate,
    tokens: f64,
    filled: Instant,
}

impl TokenBucket {
    /// A full bucket.
    pub fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, tokens: f64::from(rate.burst), filled: now }
    }

    /// Takes `tokens` if there are so many; otherwise takes none and says `false`.
    pub fn take(&mut self, tokens: usize, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.filled).as_secs_f64() * f64::from(self.rate.per_second);
        self.tokens = (self.tokens + gained).min(f64::from(self.rate.burst));
        self.filled = self.filled.max(now);
        let fits = tokens as f64 <= self.tokens;
        if fits {
            self.tokens -= tokens as f64;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

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
