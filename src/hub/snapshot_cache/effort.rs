//! The budget of bytes for building the chunks and manifests of one board.
//!
//! An op of 60 bytes can change a shape of 30 KB, and one changed shape in ten has its whole chunk rebuilt. So a build costs the
//! bytes that it encodes, and the next one waits until they are paid. The log pays first, so that new shapes are
//! chunked without delay; time pays the rest.

use std::time::{Duration, Instant};

use crate::board::limits;

/// Bytes that a second pays: a few hundredths of a core.
const SECOND_PAYS: i64 = 4 * 1024 * 1024;
/// Bytes that a byte of log pays. A shape that is added takes about two bytes in memory for one in the log, and is
/// encoded once in the manifest and once in its chunk.
const LOG_BYTE_PAYS: i64 = 4;
/// Most bytes that the log pays in advance: one build of a full board.
const MAX_ADVANCE: i64 = limits::BOARD_BYTES as i64;

/// See the module.
pub struct Effort {
    /// Bytes paid in advance, or owed when negative.
    balance: i64,
    counted: Instant,
}

impl Effort {
    /// A budget without debt.
    pub fn new(now: Instant) -> Self {
        Self { balance: 0, counted: now }
    }

    /// Pays for bytes that were appended to the log.
    pub fn earn(&mut self, log_bytes: usize) {
        self.balance = (self.balance + LOG_BYTE_PAYS * log_bytes as i64).min(MAX_ADVANCE);
    }

    /// Charges a build that encoded `bytes`.
    pub fn spend(&mut self, bytes: usize, now: Instant) {
        self.balance = self.balance_at(now) - bytes as i64;
        self.counted = now;
    }

    /// How long the builder still rests.
    pub fn rest(&self, now: Instant) -> Duration {
        Duration::from_secs_f64((-self.balance_at(now)).max(0) as f64 / SECOND_PAYS as f64)
    }

    fn balance_at(&self, now: Instant) -> i64 {
        let paid = now.saturating_duration_since(self.counted).as_secs_f64() * SECOND_PAYS as f64;
        // Time pays debts and saves nothing.
        if self.balance < 0 { (self.balance + paid as i64).min(0) } else { self.balance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A2] The log or time pays for a build; only the log pays in advance.
    #[test]
    fn a_build_is_paid_before_the_next_one() {
        const MIB: usize = 1024 * 1024;
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut effort = Effort::new(start);
        effort.earn(MIB);
        effort.spend(4 * MIB, at(100));
        assert_eq!(effort.rest(at(100)), Duration::ZERO, "the log paid");
        effort.spend(40 * MIB, at(100));
        assert_eq!(effort.rest(at(101)), Duration::from_secs(9), "the 100 s before saved nothing");
        effort.earn(4 * MIB);
        assert_eq!([at(101), at(106), at(999)].map(|now| effort.rest(now).as_secs()), [5, 0, 0]);
        effort.earn(1_000 * MIB);
        effort.spend(limits::BOARD_BYTES + MIB, at(999));
        assert_eq!(effort.rest(at(999)), Duration::from_millis(250));
    }
}
