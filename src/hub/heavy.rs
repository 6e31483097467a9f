//! Work that takes long or much memory (boards that are decoded, chunks that are compressed), on threads of its own.

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// How much of it runs at once in this process, whoever asks and however often they give up: each may need some times
/// the bytes of a full board. Twice the cores, so that a short one seldom waits for a long one.
static SLOTS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new((2 * cores).clamp(4, 16)))
});

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
