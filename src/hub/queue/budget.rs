//! Rate limits of edits for each person and each board, and the size of one ordering step (SPEC L8). Edits beyond a
//! limit wait; they are not refused.

use std::time::{Duration, Instant};

use crate::board::limits;
use crate::hub::token_bucket::{Rate, TokenBucket};

/// The cost of one edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Bytes that it adds to the log, estimated before it is ordered.
    pub bytes: u64,
    /// Shapes that ordering it visits or changes; about a microsecond each.
    pub work: u64,
    /// 1 when its person is new to the board. Only a commit charges it.
    pub authors: u64,
}

/// Rate limits of a person or a board: edits, bytes, work and new authors.
#[derive(Debug)]
pub struct Budget {
    edits: TokenBucket,
    bytes: TokenBucket,
    work: TokenBucket,
    authors: TokenBucket,
}

impl Budget {
    /// The limits of a connected person, or of all persons together who post to a board.
    pub fn of_person(now: Instant) -> Self {
        Self::new([limits::PERSON_EDITS, limits::PERSON_BYTES, limits::PERSON_WORK], now)
    }

    /// The limits of a board, for everybody together.
    pub fn of_board(now: Instant) -> Self {
        Self::new([limits::ALL_EDITS, limits::ALL_BYTES, limits::ALL_WORK], now)
    }

    fn new([edits, bytes, work]: [(u64, u64); 3], now: Instant) -> Self {
        let bucket = |limit| TokenBucket::new(Rate::of(limit), now);
        Self { edits: bucket(edits), bytes: bucket(bytes), work: bucket(work), authors: bucket(limits::NEW_AUTHORS) }
    }

    /// Returns how long an edit of this cost has to wait; zero when it may be ordered now.
    pub fn delay(&mut self, cost: Cost, now: Instant) -> Duration {
        let Cost { bytes, work, authors } = cost;
        let [edits, bytes] = [self.edits.delay(1, now), self.bytes.delay(bytes, now)];
        edits.max(bytes).max(self.work.delay(work, now)).max(self.authors.delay(authors, now))
    }

    /// Charges one edit, without new authors.
    pub fn charge(&mut self, cost: Cost) {
        self.edits.charge(1);
        self.bytes.charge(cost.bytes);
        self.work.charge(cost.work);
    }

    /// Charges persons who got an author number in a commit.
    pub fn charge_authors(&mut self, count: u64) {
        self.authors.charge(count);
    }

    /// Charges work that the estimate had missed.
    pub fn charge_work(&mut self, work: u64) {
        self.work.charge(work);
    }

    /// Replaces the bytes charged for an edit by those that were stored.
    pub fn correct_bytes(&mut self, charged: u64, stored: u64) {
        self.bytes.correct(charged, stored);
    }

    /// Whether dropping it would give nobody a fresh burst.
    pub fn is_full(&mut self, now: Instant) -> bool {
        self.edits.is_full(now) && self.bytes.is_full(now) && self.work.is_full(now) && self.authors.is_full(now)
    }
}

/// The remaining size of one ordering step of all rooms. The first edit always fits.
#[derive(Debug)]
pub struct StepBudget {
    edits: usize,
    bytes: u64,
    work: u64,
    is_fresh: bool,
    /// Whether it has a heavy edit: a step takes at most one.
    has_heavy: bool,
}

/// Whether a step takes an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is in the step.
    Admitted,
    /// The step has another heavy edit; light ones may still fit.
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

    /// Whether no edit fits any more.
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

    // [L8] A person stores 16 MiB at once and then half a MiB a second, in any number of edits.
    #[test]
    fn bytes_are_bounded_at_once_and_in_time() {
        let start = Instant::now();
        let mut person = Budget::of_person(start);
        let (mut now, mut stored) = (start, 0);
        while now < start + Duration::from_secs(60) {
            let wait = person.delay(bytes(60 * 1024), now);
            if wait.is_zero() {
                person.charge(bytes(60 * 1024));
                stored += 60 * 1024;
            } else {
                now += wait;
            }
        }
        assert!((44 * MIB..48 * MIB).contains(&stored), "16 MiB and 60 times half a MiB: {stored}");
    }

    // [L8] An edit larger than the burst waits for a full bucket and is then ordered.
    #[test]
    fn an_edit_larger_than_the_burst_is_not_stuck() {
        let start = Instant::now();
        let mut person = Budget::of_person(start);
        let huge = bytes(3 * limits::PERSON_BYTES.1);
        assert!(person.delay(huge, start).is_zero());
        person.charge(huge);
        let wait = person.delay(bytes(1), start);
        assert!(wait > Duration::from_secs(60) && wait < Duration::from_secs(120), "{wait:?}");
        assert!(person.delay(bytes(1), start + wait + Duration::from_millis(1)).is_zero());
        assert!(!person.is_full(start + wait));
        assert!(person.is_full(start + Duration::from_secs(3_600)));
    }

    // [O11] A step has one heavy edit, and light ones beside it up to its bounds.
    #[test]
    fn a_step_has_bounds_of_its_own() {
        let mut step = StepBudget::default();
        let (bomb, clear) =
            (Cost { bytes: 2 * limits::STEP_BYTES, ..Cost::default() }, Cost { work: 100_000, ..bytes(60) });
        assert_eq!(step.admit(bomb), Admission::Admitted, "of any size");
        assert_eq!((step.admit(bomb), step.admit(clear)), (Admission::TooHeavy, Admission::TooHeavy));
        assert!(step.has_heavy() && !step.is_spent());
        let light = Cost { work: limits::HEAVY_WORK, ..bytes(limits::HEAVY_BYTES) };
        let many = (0..1_000).take_while(|_| step.admit(light) == Admission::Admitted).count() as u64;
        assert_eq!(many, (limits::STEP_BYTES / light.bytes).min(limits::STEP_WORK / light.work));
        assert_eq!(step.admit(light), Admission::Full);
    }

    // [L8] A flood of new persons does not use up the board's authors: one is admitted a second.
    #[test]
    fn new_authors_are_bounded_in_time() {
        let start = Instant::now();
        let mut board = Budget::of_board(start);
        let new = Cost { authors: 1, ..bytes(100) };
        let at_once = (0..2_000).take_while(|_| {
            let fits = board.delay(new, start).is_zero();
            board.charge(new);
            board.charge_authors(1);
            fits
        });
        assert_eq!(at_once.count() as u64, limits::NEW_AUTHORS.1);
        assert!(board.delay(bytes(100), start).is_zero(), "known authors are not limited");
    }
}
