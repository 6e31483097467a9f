//! Reads of a board's past for single requests: pages of its log and chunks that are not in memory.
//!
//! A request of 80 bytes has some megabytes read and parsed. So each board has one such read at a time, the process has two, and
//! after each both rest for as long as it took: a board's past takes half of a core, and whoever asks for one
//! board a thousand times stands in the line of that board alone.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;

use crate::hub::fail_stop::supervise;
use crate::hub::heavy::heavy;
use crate::store::StoreError;

/// All boards' reads at the same time: they keep neither boards from being opened nor snapshots from being made.
static READS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));
/// A request waits this long for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Why a request for a board's past has no answer.
#[derive(Debug, thiserror::Error)]
pub enum PastRefused {
    /// It had no turn in time, or there is no memory for the answer.
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

/// The line of those who read one board's past. A room owns one.
pub struct PastReads(Arc<Semaphore>);

impl Default for PastReads {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// The right to read once.
pub struct Turn {
    _board: OwnedSemaphorePermit,
    _process: OwnedSemaphorePermit,
}

impl PastReads {
    /// Waits for a turn of this board, and only then for one of the process. A request that is given up leaves the line.
    ///
    /// # Errors
    /// When there is none within 10 s.
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
    /// Runs `read` to its end on a thread that may block: parsing what was read takes longer than others should wait for their
    /// answers. Then the turn rests for as long, which the caller does not wait for.
    ///
    /// # Errors
    /// When it panicked.
    pub async fn read<T: Send + 'static>(self, read: impl Future<Output = T> + Send + 'static) -> Result<T, JoinError> {
        let runtime = Handle::current();
        heavy(move || {
            let begun = Instant::now();
            let read = runtime.block_on(read);
            let took = begun.elapsed();
            supervise("rest after a read", async move {
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

    // [A9] A request for a board's past reads nothing before its turn, and a hundred for one board do not keep another board's waiting.
    #[tokio::test]
    async fn a_board_with_a_long_line_delays_no_other_board() {
        let (crowded, other) = (PastReads::default(), PastReads::default());
        let read = Arc::new(Mutex::new(Vec::new()));
        let ask = async |board: &PastReads, name| {
            let read = read.clone();
            board.turn().await.unwrap().read(async move { lock(&read).push(name) }).await.unwrap();
        };
        let turns = READS.clone().acquire_many_owned(2).await.unwrap();
        let mut line = Box::pin(join_all((0..100).map(|_| ask(&crowded, "crowded"))));
        assert!(line.as_mut().now_or_never().is_none());
        let mut single = Box::pin(ask(&other, "other"));
        assert!(single.as_mut().now_or_never().is_none());
        assert!(lock(&read).is_empty(), "nobody has a turn");
        drop(turns);
        tokio::join!(line, single);
        let place = lock(&read).iter().position(|name| *name == "other").unwrap();
        assert!(place <= 2, "{place} of the crowded board came before");
    }

    // [A9] After a read the board's past rests for as long as the read took.
    #[tokio::test]
    async fn a_read_is_followed_by_a_rest() {
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
