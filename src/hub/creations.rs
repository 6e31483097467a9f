//! New boards. They join the transaction of the next step, so that 64 of them cost one sync and delay no
//! acknowledgement (SPEC A11).

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use tokio::sync::oneshot::{self, Receiver, Sender};

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::hub::token_bucket::{Rate, TokenBucket};
use crate::store::{NewBoard, StoreError};

/// Boards created in one step.
const STEP_BOARDS: usize = 64;

/// Why a board was not created.
#[derive(Debug)]
pub enum BoardRefused {
    /// Too many were created in the last seconds.
    TooMany,
    /// The disk has no room for it (SPEC S13).
    NoRoom,
    /// It could not be stored.
    Store(StoreError),
}

/// A request that waits for its board.
pub struct Requester(Sender<Result<(), StoreError>>);

/// See the module. Its rate limit bounds it.
pub struct Creations(Mutex<Waiting>);

struct Waiting {
    boards: VecDeque<(NewBoard, Requester)>,
    rate: TokenBucket,
}

impl Default for Creations {
    fn default() -> Self {
        let (rate, burst) = limits::NEW_BOARDS;
        let rate = TokenBucket::new(Rate::of((rate.into(), burst.into())), Instant::now());
        Self(Mutex::new(Waiting { boards: VecDeque::new(), rate }))
    }
}

impl Requester {
    /// Sends the outcome to the request.
    pub fn notify(self, outcome: Result<(), StoreError>) {
        // The send fails when the client disconnected; a board that was created expires unused (SPEC S18).
        let _disconnected = self.0.send(outcome);
    }
}

impl Creations {
    /// Queues a board. The returned channel gets the outcome when its step is committed.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn request(&self, board: NewBoard) -> Result<Receiver<Result<(), StoreError>>, BoardRefused> {
        let mut waiting = lock(&self.0);
        if !waiting.rate.take(1, Instant::now()) {
            return Err(BoardRefused::TooMany);
        }
        let (requester, outcome) = oneshot::channel();
        waiting.boards.push_back((board, Requester(requester)));
        Ok(outcome)
    }

    /// Takes the next boards from the queue.
    pub fn take(&self) -> (Vec<NewBoard>, Vec<Requester>) {
        let boards = &mut lock(&self.0).boards;
        let count = boards.len().min(STEP_BOARDS);
        boards.drain(..count).unzip()
    }

    /// Whether more boards are queued.
    pub fn has_more(&self) -> bool {
        !lock(&self.0).boards.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A11] A burst of boards is accepted, more are refused, and a step takes some of them.
    #[test]
    fn boards_are_limited_by_rate() {
        let creations = Creations::default();
        let ask = || creations.request(NewBoard { key: "k".to_owned(), at: 1, owner: None });
        let burst = limits::NEW_BOARDS.1 as usize;
        let taken = (0..2 * burst).filter(|_| ask().is_ok()).count();
        // Some more are taken while the loop runs.
        assert!((burst..2 * burst).contains(&taken), "{taken}");
        assert_eq!((creations.take().0.len(), creations.has_more()), (STEP_BOARDS, true));
    }
}
