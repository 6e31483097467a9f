//! Reads of a board's past for single requests: log pages and chunks that are not in memory.
//!
//! A request of 80 bytes makes the server read and parse megabytes. So a board has one such read at a time and the process
//! two, and after each its turn pauses for as long as the read took. One board takes at most half of a core, and a thousand
//! requests for one board delay only that board's requests.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;

use crate::hub::fail_stop::supervise;
use crate::hub::heavy::heavy;
use crate::store::StoreError;

/// Reads of all boards at the same time: few, so that boards are opened and snapshots built meanwhile.
static READS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));
/// A request waits this long for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Why a request for a board's past is refused.
#[derive(Debug, thiserror::Error)]
pub enum PastRefused {
    /// It got no turn in time, or there is no memory for the response.
    #[error("too much of the past of boards is read at once")]
    Busy,
    /// The store cannot be read.
    #[error(transparent)]
    Unreadable(#[from] StoreError),
}

impl From<JoinError> for PastRefused {
    fn from(error: JoinError) -> Self {
        Self::Unreadable(StoreError::Together(error.to_string()))
    }
}

/// The turns of requests that read one board's past. A room owns one.
pub struct PastReads(Arc<Semaphore>);

impl Default for PastReads {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// The permit of one read.
pub struct Turn {
    _board: OwnedSemaphorePermit,
    _process: OwnedSemaphorePermit,
}

impl PastReads {
    /// Waits for a turn of this board, and then for one of the process. A dropped request gives up its place.
    ///
    /// # Errors
    /// `Busy` after 10 s.
    pub async fn turn(&self) -> Result<Turn, PastRefused> {
        const OPEN: &str = "the semaphore is never closed";
        let turn = async {
            let board = self.0.clone().acquire_owned().await.expect(OPEN);
            Turn { _board: board, _process: READS.clone().acquire_owned().await.expect(OPEN) }
        };
        tokio::time::timeout(MAX_WAIT, turn).await.map_err(|_| PastRefused::Busy)
    }
}

impl Turn {
    /// Runs `read` to its end on a blocking thread, because parsing would delay other requests. Afterwards the turn pauses for
    /// as long, without the caller.
    ///
    /// # Errors
    /// When it panicked.
    pub async fn read<T: Send + 'static>(self, read: impl Future<Output = T> + Send + 'static) -> Result<T, JoinError> {
        let runtime = Handle::current();
        heavy(move || {
            let begun = Instant::now();
            let read = runtime.block_on(read);
            let took = begun.elapsed();
            supervise("pause after a read", async move {
                tokio::time::sleep(took).await;
                drop(self);
            });
            read
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;
    use crate::hub::fail_stop::lock;

    // [A9] A request reads nothing before its turn, and a hundred requests for one board do not delay another board's.
    #[tokio::test]
    async fn a_board_with_many_requests_delays_no_other_board() {
        let (crowded, other) = (PastReads::default(), PastReads::default());
        let read = Arc::new(Mutex::new(Vec::new()));
        let ask = async |board: &PastReads, name| {
            let read = read.clone();
            board.turn().await.unwrap().read(async move { lock(&read).push(name) }).await.unwrap();
        };
        let turns = READS.clone().acquire_many_owned(2).await.unwrap();
        let mut many = Box::pin(join_all((0..100).map(|_| ask(&crowded, "crowded"))));
        assert!(many.as_mut().now_or_never().is_none());
        let mut single = Box::pin(ask(&other, "other"));
        assert!(single.as_mut().now_or_never().is_none());
        assert!(lock(&read).is_empty(), "no request has a turn");
        drop(turns);
        tokio::join!(many, single);
        let place = lock(&read).iter().position(|name| *name == "other").unwrap();
        assert!(place <= 2, "{place} of the crowded board came before");
    }

    // [A9] After a read its turn pauses for as long as the read took.
    #[tokio::test]
    async fn a_read_is_followed_by_a_pause() {
        let board = PastReads::default();
        let read = async || board.turn().await.unwrap().read(async { Instant::now() }).await.unwrap();
        let begun = Instant::now();
        let long =
            board.turn().await.unwrap().read(async move { while begun.elapsed() < Duration::from_millis(20) {} });
        long.await.unwrap();
        let ended = Instant::now();
        assert!(read().await - ended >= Duration::from_millis(15));
    }
}
