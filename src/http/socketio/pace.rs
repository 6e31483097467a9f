//! How fast the packets of a session are read (SPEC I7).
//!
//! A page that was offline sends all that was drawn meanwhile at once. Nothing of it is dropped: what has arrived is handled,
//! and then nothing more is read until the session has rested for it, so that the rest waits with the client.

use std::time::{Duration, Instant};

use crate::hub::{Rate, TokenBucket};

/// Packets of a session. The burst is what a network delay of two seconds holds back.
const PACKETS: Rate = Rate { per_second: 200, burst: 400 };
/// A large packet counts as one for each of these bytes.
const PACKET_BYTES: u64 = 1024;

/// See the module.
pub struct Pace(TokenBucket);

impl Pace {
    /// The pace of a new session.
    pub fn new(now: Instant) -> Self {
        Self(TokenBucket::new(PACKETS, now))
    }

    /// Counts a packet of this many bytes. `false` when the session should rest already.
    pub fn count(&mut self, bytes: usize, now: Instant) -> bool {
        let is_rested = self.rest(now).is_zero();
        self.0.charge(1 + bytes as u64 / PACKET_BYTES);
        is_rested
    }

    /// How long nothing more is read.
    pub fn rest(&mut self, now: Instant) -> Duration {
        self.0.delay(1, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I7] A session rests as long as its packets were too many, and large ones count for more.
    #[test]
    fn a_session_rests_for_what_it_has_sent() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        assert!((0..PACKETS.burst).all(|_| pace.count(80, now)));
        assert!(!pace.count(80, now), "it should rest");
        (0..799).for_each(|_| {
            pace.count(80, now);
        });
        assert_eq!(pace.rest(now).as_millis(), 4_005);
        assert!(pace.rest(now + Duration::from_millis(4_005)).is_zero());
        let mut large = Pace::new(now);
        (0..10).for_each(|_| {
            large.count(60 * 1024, now);
        });
        assert_eq!(large.rest(now).as_millis(), 1_055);
    }
}
