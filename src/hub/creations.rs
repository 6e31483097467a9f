//! Boards that are to be made. They join the transaction of the next step, so that many of them cost one sync and no
//! acknowledgement waits for them (SPEC A11).

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Mutex;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::oneshot::{self, Receiver, Sender};

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::store::{NewBoard, StoreError};

/// Boards made in one step.
const STEP_BOARDS: usize = 64;

/// Why a board was not made.
#[derive(Debug)]
pub enum BoardRefused {
    /// Too many were made in the last seconds.
    TooMany,
    /// The disk has no room for it (SPEC S13).
    NoRoom,
    /// It could not be stored.
    Store(StoreError),
}

/// Who waits for a board.
pub struct Asker(Sender<Result<(), StoreError>>);

/// See the module. Bounded by its rate limiter.
pub struct Creations {
    waiting: Mutex<VecDeque<(NewBoard, Asker)>>,
    rate: DefaultDirectRateLimiter,
}

impl Default for Creations {
    fn default() -> Self {
        let (rate, burst) = limits::NEW_BOARDS;
        let number = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(number(rate)).allow_burst(number(burst));
        Self { waiting: Mutex::default(), rate: RateLimiter::direct(quota) }
    }
}

impl Asker {
    /// Tells what became of the board.
    pub fn tell(self, outcome: Result<(), StoreError>) {
        // Nobody waits any more when the request was given up; a board that was made expires unused (SPEC S18).
        let _given_up = self.0.send(outcome);
    }
}

impl Creations {
    /// Puts a board in line. The outcome comes when its step is committed.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn ask(&self, board: NewBoard) -> Result<Receiver<Result<(), StoreError>>, BoardRefused> {
        self.rate.check().map_err(|_| BoardRefused::TooMany)?;
        let (asker, outcome) = oneshot::channel();
        lock(&self.waiting).push_back((board, Asker(asker)));
        Ok(outcome)
    }

    /// The next ones in line.
    pub fn take(&self) -> (Vec<NewBoard>, Vec<Asker>) {
        let mut waiting = lock(&self.waiting);
        let count = waiting.len().min(STEP_BOARDS);
        waiting.drain(..count).unzip()
    }

    /// Whether more are in line.
    pub fn has_more(&self) -> bool {
        !lock(&self.waiting).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A11] A burst of boards is taken, what comes beyond it is refused, and a step takes some of them.
    #[test]
    fn boards_are_limited_by_rate() {
        let creations = Creations::default();
        let ask = || creations.ask(NewBoard { key: "k".to_owned(), at: 1 });
        let burst = limits::NEW_BOARDS.1 as usize;
        let taken = (0..2 * burst).filter(|_| ask().is_ok()).count();
        // Some more are taken while the loop runs.
        assert!((burst..2 * burst).contains(&taken), "{taken}");
        assert_eq!((creations.take().0.len(), creations.has_more()), (STEP_BOARDS, true));
    }
}
