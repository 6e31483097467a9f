//! Work that takes long or much memory (boards that are decoded, chunks that are compressed), on threads of its own.

use std::sync::{Arc, LazyLock};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// How much of it runs at once in this process, whoever asks and however often they give up: each may need some times
/// the bytes of a full board. Twice the cores, so that a short one seldom waits for a long one.
static SLOTS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new((2 * cores).clamp(4, 16)))
});

/// Reads from the store for single requests, of boards' pasts, at the same time: what they read may be some megabytes, and a flood
/// of them keeps neither boards from being opened nor snapshots from being made.
static READS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// Has its turn among the requests that read from a board's past before it holds anything, and runs `read` to its end on a
/// thread that may block: parsing what was read takes longer than others should wait for their answers.
///
/// # Errors
/// When it panicked.
pub async fn read_past<T: Send + 'static>(read: impl Future<Output = T> + Send + 'static) -> Result<T, JoinError> {
    let turn = READS.clone().acquire_owned().await.expect("the semaphore is never closed");
    let runtime = Handle::current();
    heavy(move || {
        let _until_the_end = turn;
        runtime.block_on(read)
    })
    .await
}

/// Runs `work` on a thread that may block. Once it runs it goes on to its end and counts until then, also when its
/// caller is gone.
///
/// # Errors
/// When it panicked.
pub async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    let slot = SLOTS.clone().acquire_owned().await.expect("the semaphore is never closed");
    let run = move || {
        let _until_the_end = slot;
        work()
    };
    tokio::task::spawn_blocking(run).await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures_util::FutureExt;

    use super::*;

    // [A9] A request for a board's past reads nothing before its turn.
    #[tokio::test]
    async fn few_read_a_past_at_a_time() {
        static HAS_READ: AtomicBool = AtomicBool::new(false);
        let read = || read_past(async { HAS_READ.store(true, Ordering::Relaxed) });
        let turns = READS.clone().acquire_many_owned(2).await.unwrap();
        let mut waiting = Box::pin(read());
        assert!(waiting.as_mut().now_or_never().is_none());
        for _ in 0..100 {
            heavy(|| ()).await.unwrap();
        }
        assert!(!HAS_READ.load(Ordering::Relaxed));
        drop(turns);
        waiting.await.unwrap();
        assert!(HAS_READ.load(Ordering::Relaxed));
    }
}
