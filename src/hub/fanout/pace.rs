//! How long a room waits between two frames (SPEC V8), by what sending costs in all rooms of the server.
//!
//! A short wait is felt by whoever draws; each frame costs a write for every peer. So a quiet server sends after 2 ms,
//! and the more of its time goes into sending, the more each frame gathers.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::hub::fail_stop::lock;
use crate::hub::token_bucket::{Rate, TokenBucket};

/// Wait of a server that has nothing else to do; a timer is no finer than half of it.
const SHORTEST: Duration = Duration::from_millis(2);
/// Added when all of the server's time goes into sending. Up to [`LONGEST`], which is what the eye forgives.
const PER_LOAD: Duration = Duration::from_millis(24);
const LONGEST: Duration = Duration::from_millis(33);
/// A room whose frames are so large or so many that sending takes longer waits twice as long as that, at most this.
const LONGEST_OF_ROOM: Duration = Duration::from_millis(500);
/// What a frame costs for each peer, most of it the system's call (measured: 10 to 12 µs).
const PER_FRAME: Duration = Duration::from_micros(10);
/// Bytes that cost a microsecond more.
const BYTES_PER_MICRO: usize = 2_000;
/// Frames between two ticks, in all rooms: beyond it a busy server does more for everybody by gathering them.
const EARLY: Rate = Rate { per_second: 4_000, burst: 400 };
/// The load is that of about this long.
const MEMORY: Duration = Duration::from_millis(250);

/// See the module. One for all rooms.
pub struct Pace {
    cores: f64,
    load: Mutex<Load>,
    early: Mutex<TokenBucket>,
}

/// Share of the server's time that goes into sending: 1 for all of it.
struct Load {
    share: f64,
    at: Instant,
}

impl Load {
    fn decay(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at);
        self.share *= (-passed.as_secs_f64() / MEMORY.as_secs_f64()).exp();
        self.at = self.at.max(now);
    }

    fn add(&mut self, cost: Duration, now: Instant) {
        self.decay(now);
        self.share += cost.as_secs_f64() / MEMORY.as_secs_f64();
    }
}

/// Time that sending so many frames with so many bytes in all takes.
fn cost(frames: usize, bytes: usize) -> Duration {
    PER_FRAME * frames as u32 + Duration::from_micros((bytes / BYTES_PER_MICRO) as u64)
}

impl Pace {
    /// The pace of a server that has so many cores and has sent nothing yet.
    pub fn new(cores: usize, now: Instant) -> Self {
        Self {
            cores: cores.max(1) as f64,
            load: Mutex::new(Load { share: 0.0, at: now }),
            early: Mutex::new(TokenBucket::new(EARLY, now)),
        }
    }

    /// A room has sent a frame to each of so many peers, and so many bytes in all. Says how long it waits before the next.
    pub fn sent(&self, peers: usize, bytes: usize, now: Instant) -> Duration {
        let cost = cost(peers, bytes);
        let mut load = lock(&self.load);
        load.add(cost.div_f64(self.cores), now);
        let shared = (SHORTEST + PER_LOAD.mul_f64(load.share)).min(LONGEST);
        shared.max((2 * cost).min(LONGEST_OF_ROOM))
    }

    /// Whether a room may send so many frames between two ticks.
    pub fn may_send_early(&self, frames: usize, now: Instant) -> bool {
        lock(&self.early).take(frames as u64, now)
    }

    /// A room has sent so many frames between two ticks.
    pub fn sent_early(&self, frames: usize, bytes: usize, now: Instant) {
        lock(&self.load).add(cost(frames, bytes).div_f64(self.cores), now);
    }

    /// A timer fired late: something takes all of the server's time, whatever it is.
    pub fn is_late(&self, now: Instant) {
        let mut load = lock(&self.load);
        load.decay(now);
        load.share = load.share.max(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rooms of so many peers send as often as they may, for two seconds. The last wait.
    fn settled(pace: &Pace, (rooms, peers, bytes): (usize, usize, usize), start: Instant) -> (Duration, Instant) {
        let mut due = vec![start; rooms];
        loop {
            let next = (0..rooms).min_by_key(|room| due[*room]).unwrap();
            let now = due[next];
            let wait = pace.sent(peers, peers * bytes, now);
            due[next] = now + wait;
            if now > start + Duration::from_secs(2) {
                return (wait, now);
            }
        }
    }

    fn ms(from: u64, to: u64) -> std::ops::RangeInclusive<Duration> {
        Duration::from_millis(from)..=Duration::from_millis(to)
    }

    // [V8] A few people wait hardly at all, a class a little, and when there is much to do frames are rare.
    #[test]
    fn the_wait_grows_with_what_is_sent_in_all_rooms() {
        for (load, expected) in [
            ((1, 2, 300), ms(2, 3)),
            ((1, 30, 600), ms(3, 5)),
            ((1, 50, 10_000), ms(4, 6)),
            ((1, 110, 2_000), ms(5, 7)),
            ((1, 600, 2_000), ms(11, 16)),
            ((20, 30, 2_000), ms(12, 18)),
            ((100, 60, 2_000), ms(33, 33)),
        ] {
            let start = Instant::now();
            let (wait, _) = settled(&Pace::new(1, start), load, start);
            assert!(expected.contains(&wait), "{load:?}: {wait:?}");
        }
    }

    // [V8] More cores send more.
    #[test]
    fn cores_share_the_work() {
        let start = Instant::now();
        let wait = |cores| settled(&Pace::new(cores, start), (20, 30, 2_000), start).0;
        assert!(wait(8) < wait(2) && wait(2) < wait(1));
    }

    // [V8] A server that is late for any reason sends less, and soon as before.
    #[test]
    fn a_late_server_sends_less_for_a_while() {
        let start = Instant::now();
        let pace = Pace::new(1, start);
        pace.is_late(start);
        assert!(pace.sent(2, 600, start) > Duration::from_millis(25));
        assert!(pace.sent(2, 600, start + Duration::from_secs(2)) < Duration::from_millis(3));
    }

    // [V8] [V7] Frames of a room that are large for many wait as long again as sending them takes.
    #[test]
    fn a_room_with_huge_frames_waits_for_itself() {
        let start = Instant::now();
        let wait = Pace::new(64, start).sent(600, 600 * 128 * 1024, start);
        assert!(ms(80, 100).contains(&wait), "{wait:?}");
    }
}
