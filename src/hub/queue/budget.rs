//! What ordering edits may take: edits, bytes to be stored and shapes to be visited, for each person and each board
//! (SPEC L8). Whoever asks for more waits.

use std::time::{Duration, Instant};

use crate::board::limits;

/// What one edit takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Bytes that it adds to the log, estimated before it is ordered.
    pub bytes: u64,
    /// Shapes that ordering it visits or changes; about a microsecond each.
    pub work: u64,
    /// 1 when its person is new to the board; not paid before it is stored.
    pub authors: u64,
}

/// A token bucket. What costs more than the bucket holds is served when the bucket is full.
#[derive(Debug)]
struct Bucket {
    /// Tokens a second.
    rate: u64,
    /// Tokens when it is full.
    burst: u64,
    left: f64,
    filled: Instant,
}

impl Bucket {
    fn full(rate: u64, burst: u64, now: Instant) -> Self {
        Self { rate, burst, left: burst as f64, filled: now }
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.left = (self.left + passed * self.rate as f64).min(self.burst as f64);
        self.filled = now;
    }

    /// How long to wait for these tokens; zero when they are there, and for none.
    fn wait(&mut self, tokens: u64, now: Instant) -> Duration {
        if tokens == 0 {
            return Duration::ZERO;
        }
        self.fill(now);
        let missing = tokens.min(self.burst) as f64 - self.left;
        Duration::from_secs_f64(missing.max(0.0) / self.rate as f64)
    }

    /// Takes tokens, below zero when there are not as many.
    fn take(&mut self, tokens: u64) {
        self.left -= tokens as f64;
    }

    fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.left >= self.burst as f64
    }
}

/// What may be spent on edits at once and in each second.
#[derive(Debug)]
pub struct Budget {
    edits: Bucket,
    bytes: Bucket,
    work: Bucket,
    authors: Bucket,
}

impl Budget {
    /// Of one connection's person, or of all persons together who post to a board.
    pub fn of_person(now: Instant) -> Self {
        Self {
            edits: Bucket::full(limits::PERSON_EDITS.0, limits::PERSON_EDITS.1, now),
            bytes: Bucket::full(limits::PERSON_BYTES.0, limits::PERSON_BYTES.1, now),
            work: Bucket::full(limits::PERSON_WORK.0, limits::PERSON_WORK.1, now),
            authors: Bucket::full(limits::NEW_AUTHORS.0, limits::NEW_AUTHORS.1, now),
        }
    }

    /// Of everybody on a board.
    pub fn of_board(now: Instant) -> Self {
        Self {
            edits: Bucket::full(limits::ALL_EDITS.0, limits::ALL_EDITS.1, now),
            bytes: Bucket::full(limits::ALL_BYTES.0, limits::ALL_BYTES.1, now),
            work: Bucket::full(limits::ALL_WORK.0, limits::ALL_WORK.1, now),
            authors: Bucket::full(limits::NEW_AUTHORS.0, limits::NEW_AUTHORS.1, now),
        }
    }

    /// How long an edit of this cost has to wait; zero when it may be ordered now.
    pub fn wait(&mut self, cost: Cost, now: Instant) -> Duration {
        let Cost { bytes, work, authors } = cost;
        let [edits, bytes] = [self.edits.wait(1, now), self.bytes.wait(bytes, now)];
        edits.max(bytes).max(self.work.wait(work, now)).max(self.authors.wait(authors, now))
    }

    /// Pays for one edit.
    pub fn pay(&mut self, cost: Cost) {
        self.edits.take(1);
        self.bytes.take(cost.bytes);
        self.work.take(cost.work);
    }

    /// Pays for persons who got an author number: only a commit tells how many did.
    pub fn pay_authors(&mut self, count: u64) {
        self.authors.take(count);
    }

    /// An edit for which `paid` bytes were paid took `stored` of them.
    pub fn correct_charge(&mut self, paid: u64, stored: u64) {
        self.bytes.left = (self.bytes.left + paid as f64 - stored as f64).min(self.bytes.burst as f64);
    }

    /// More shapes were visited than were paid for.
    pub fn charge(&mut self, work: u64) {
        self.work.take(work);
    }

    /// Whether nothing is spent, so that forgetting it gives nobody a fresh burst.
    pub fn is_full(&mut self, now: Instant) -> bool {
        self.edits.is_full(now) && self.bytes.is_full(now) && self.work.is_full(now) && self.authors.is_full(now)
    }
}

/// What one ordering step may still take, in all rooms together; the first edit always fits.
#[derive(Debug)]
pub struct StepBudget {
    edits: usize,
    bytes: u64,
    work: u64,
    is_fresh: bool,
    /// Whether it has a heavy edit, beside which there is no other.
    has_heavy: bool,
}

/// What a step says to an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is in the step.
    Admitted,
    /// Another heavy edit is; what is light may still come in.
    TooHeavy,
    /// The step is full.
    Full,
}

impl Cost {
    fn is_heavy(self) -> bool {
        self.bytes > limits::HEAVY_BYTES || self.work > limits::HEAVY_WORK
    }
}

impl Default for StepBudget {
    fn default() -> Self {
        Self {
            edits: limits::STEP_EDITS,
            bytes: limits::STEP_BYTES,
            work: limits::STEP_WORK,
            is_fresh: true,
            has_heavy: false,
        }
    }
}

impl StepBudget {
    /// Takes an edit into the step if it fits.
    pub fn admit(&mut self, cost: Cost) -> Admission {
        if cost.is_heavy() {
            if self.has_heavy {
                return Admission::TooHeavy;
            }
            self.has_heavy = true;
            return Admission::Admitted;
        }
        let fits = self.is_fresh || self.edits > 0 && cost.bytes <= self.bytes && cost.work <= self.work;
        if !fits {
            return Admission::Full;
        }
        self.is_fresh = false;
        self.edits = self.edits.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(cost.bytes);
        self.work = self.work.saturating_sub(cost.work);
        Admission::Admitted
    }

    /// Whether it has a heavy edit.
    pub fn has_heavy(&self) -> bool {
        self.has_heavy
    }

    /// Whether not even a small edit fits any more.
    pub fn is_spent(&self) -> bool {
        !self.is_fresh && (self.edits == 0 || self.bytes == 0 || self.work == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn bytes(bytes: u64) -> Cost {
        Cost { bytes, work: 1, authors: 0 }
    }

    // [L8] A person stores 16 MiB at once and then half a MiB a second, whatever the number of edits.
    #[test]
    fn bytes_are_bounded_at_once_and_in_time() {
        let start = Instant::now();
        let mut person = Budget::of_person(start);
        let (mut now, mut stored) = (start, 0);
        while now < start + Duration::from_secs(60) {
            let wait = person.wait(bytes(60 * 1024), now);
            if wait.is_zero() {
                person.pay(bytes(60 * 1024));
                stored += 60 * 1024;
            } else {
                now += wait;
            }
        }
        assert!((44 * MIB..48 * MIB).contains(&stored), "16 MiB and 60 times half a MiB: {stored}");
    }

    // [L8] What is larger than the burst waits for a full bucket and is served all the same.
    #[test]
    fn what_is_too_large_for_the_bucket_is_not_stuck() {
        let start = Instant::now();
        let mut person = Budget::of_person(start);
        let huge = bytes(3 * limits::PERSON_BYTES.1);
        assert!(person.wait(huge, start).is_zero());
        person.pay(huge);
        let wait = person.wait(bytes(1), start);
        assert!(wait > Duration::from_secs(60) && wait < Duration::from_secs(120), "{wait:?}");
        assert!(person.wait(bytes(1), start + wait + Duration::from_millis(1)).is_zero());
        assert!(!person.is_full(start + wait));
        assert!(person.is_full(start + Duration::from_secs(3_600)));
    }

    // [O11] A step has one heavy edit, and light ones beside it up to its bounds.
    #[test]
    fn a_step_has_bounds_of_its_own() {
        let mut step = StepBudget::default();
        let (bomb, clear) =
            (Cost { bytes: 2 * limits::STEP_BYTES, ..Cost::default() }, Cost { work: 100_000, ..bytes(60) });
        assert_eq!(step.admit(bomb), Admission::Admitted, "however large it is");
        assert_eq!((step.admit(bomb), step.admit(clear)), (Admission::TooHeavy, Admission::TooHeavy));
        assert!(step.has_heavy() && !step.is_spent());
        let light = Cost { work: limits::HEAVY_WORK, ..bytes(limits::HEAVY_BYTES) };
        let many = (0..1_000).take_while(|_| step.admit(light) == Admission::Admitted).count() as u64;
        assert_eq!(many, (limits::STEP_BYTES / light.bytes).min(limits::STEP_WORK / light.work));
        assert_eq!(step.admit(light), Admission::Full);
    }

    // [L8] A flood of fresh persons does not use up the board's authors: new ones come in one a second.
    #[test]
    fn new_authors_are_bounded_in_time() {
        let start = Instant::now();
        let mut board = Budget::of_board(start);
        let new = Cost { authors: 1, ..bytes(100) };
        let at_once = (0..2_000).take_while(|_| {
            let fits = board.wait(new, start).is_zero();
            board.pay(new);
            board.pay_authors(1);
            fits
        });
        assert_eq!(at_once.count() as u64, limits::NEW_AUTHORS.1);
        assert!(board.wait(bytes(100), start).is_zero(), "who has drawn before goes on");
    }
}
