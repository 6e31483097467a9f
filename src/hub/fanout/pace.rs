//! The interval between two frames of a room (SPEC V8), by the cost of sending in all rooms of the server.
//!
//! A short interval shows strokes sooner, but each frame costs a write for every peer. So an idle server sends after 2 ms,
//! and the interval grows with the share of time that goes into sending.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::hub::fail_stop::lock;
use crate::hub::token_bucket::{Rate, TokenBucket};

/// Interval of an idle server; timers have a resolution of half of it.
const MIN_INTERVAL: Duration = Duration::from_millis(2);
/// Added when all of the server's time goes into sending.
const PER_LOAD: Duration = Duration::from_millis(24);
/// Longer intervals between movements are visible.
const MAX_INTERVAL: Duration = Duration::from_millis(33);
/// A room whose frames take longer to send waits twice that time, at most this.
const MAX_ROOM_INTERVAL: Duration = Duration::from_millis(500);
/// Cost of a frame for each peer, mostly the system call (measured: 10 to 12 µs).
const PER_FRAME: Duration = Duration::from_micros(10);
/// Bytes that cost another microsecond.
const BYTES_PER_MICRO: usize = 2_000;
/// Frames between two ticks, in all rooms. Beyond it a busy server gathers them for the tick.
const EARLY: Rate = Rate { per_second: 4_000, burst: 400 };
/// Time constant of the load's exponential average.
const LOAD_WINDOW: Duration = Duration::from_millis(250);

/// See the module. One for all rooms.
pub struct Pace {
    cores: f64,
    load: Mutex<Load>,
    early: Mutex<TokenBucket>,
}

/// Share of the server's time that goes into sending; 1 is all of it.
struct Load {
    share: f64,
    at: Instant,
}

impl Load {
    fn decay(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at);
        self.share *= (-passed.as_secs_f64() / LOAD_WINDOW.as_secs_f64()).exp();
        self.at = self.at.max(now);
    }

    fn add(&mut self, cost: Duration, now: Instant) {
        self.decay(now);
        self.share += cost.as_secs_f64() / LOAD_WINDOW.as_secs_f64();
    }
}

/// Estimated time to send this number of frames with these bytes in all.
fn cost(frames: usize, bytes: usize) -> Duration {
    PER_FRAME * frames as u32 + Duration::from_micros((bytes / BYTES_PER_MICRO) as u64)
}

impl Pace {
    /// The pace of an idle server with this number of cores.
    pub fn new(cores: usize, now: Instant) -> Self {
        Self {
            cores: cores.max(1) as f64,
            load: Mutex::new(Load { share: 0.0, at: now }),
            early: Mutex::new(TokenBucket::new(EARLY, now)),
        }
    }

    /// Counts a frame to each of `peers`, with `bytes` in all, and returns the room's interval before the next.
    pub fn sent(&self, peers: usize, bytes: usize, now: Instant) -> Duration {
        let cost = cost(peers, bytes);
        let mut load = lock(&self.load);
        load.add(cost.div_f64(self.cores), now);
        let shared = (MIN_INTERVAL + PER_LOAD.mul_f64(load.share)).min(MAX_INTERVAL);
        shared.max((2 * cost).min(MAX_ROOM_INTERVAL))
    }

    /// Whether a room may send this number of frames between two ticks.
    pub fn may_send_early(&self, frames: usize, now: Instant) -> bool {
        lock(&self.early).take(frames as u64, now)
    }

    /// Counts frames that a room sent between two ticks.
    pub fn sent_early(&self, frames: usize, bytes: usize, now: Instant) {
        lock(&self.load).add(cost(frames, bytes).div_f64(self.cores), now);
    }

    /// Counts the server as fully loaded, after a timer fired late.
    pub fn is_late(&self, now: Instant) {
        let mut load = lock(&self.load);
        load.decay(now);
        load.share = load.share.max(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rooms that send frames at every tick.
    #[derive(Clone, Copy, Debug)]
    struct Traffic {
        rooms: usize,
        peers: usize,
        bytes: usize,
    }

    /// Sends the traffic for two seconds and returns the last interval, and the time.
    fn settled(pace: &Pace, Traffic { rooms, peers, bytes }: Traffic, start: Instant) -> (Duration, Instant) {
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

    // [V8] The interval is short for a few people, longer for a class, and long for a busy server.
    #[test]
    fn the_interval_grows_with_the_traffic_of_all_rooms() {
        for (traffic, expected) in [
            (Traffic { rooms: 1, peers: 2, bytes: 300 }, ms(2, 3)),
            (Traffic { rooms: 1, peers: 30, bytes: 600 }, ms(3, 5)),
            (Traffic { rooms: 1, peers: 50, bytes: 10_000 }, ms(4, 6)),
            (Traffic { rooms: 1, peers: 110, bytes: 2_000 }, ms(5, 7)),
            (Traffic { rooms: 1, peers: 600, bytes: 2_000 }, ms(11, 16)),
            (Traffic { rooms: 20, peers: 30, bytes: 2_000 }, ms(12, 18)),
            (Traffic { rooms: 100, peers: 60, bytes: 2_000 }, ms(33, 33)),
        ] {
            let start = Instant::now();
            let (wait, _) = settled(&Pace::new(1, start), traffic, start);
            assert!(expected.contains(&wait), "{traffic:?}: {wait:?}");
        }
    }

    // [V8] More cores send more.
    #[test]
    fn cores_share_the_work() {
        let start = Instant::now();
        let wait = |cores| settled(&Pace::new(cores, start), Traffic { rooms: 20, peers: 30, bytes: 2_000 }, start).0;
        assert!(wait(8) < wait(2) && wait(2) < wait(1));
    }

    // [V8] A server with late timers sends less often, for a short while.
    #[test]
    fn a_late_server_sends_less_often() {
        let start = Instant::now();
        let pace = Pace::new(1, start);
        pace.is_late(start);
        assert!(pace.sent(2, 600, start) > Duration::from_millis(25));
        assert!(pace.sent(2, 600, start + Duration::from_secs(2)) < Duration::from_millis(3));
    }

    // [V8] [V7] A room with large frames for many peers waits twice the time of sending them.
    #[test]
    fn a_room_with_huge_frames_has_a_longer_interval() {
        let start = Instant::now();
        let wait = Pace::new(64, start).sent(600, 600 * 128 * 1024, start);
        assert!(ms(80, 100).contains(&wait), "{wait:?}");
    }
}
