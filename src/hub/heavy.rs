//! Long or memory-hungry work, such as decoding boards and compressing chunks, on blocking threads.

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// Work that runs at the same time in this process, dropped requests included: each may need several times the bytes of a
/// full board. Twice the cores, so that short work seldom waits for long work.
static SLOTS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new((2 * cores).clamp(4, 16)))
});

/// Runs `work` on a blocking thread. Once started it runs to its end and holds its slot until then, even when the caller is
/// dropped.
///
/// # Errors
/// When it panicked.
pub async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    let slot = SLOTS.clone().acquire_owned().await.expect("the semaphore is never closed");
    let run = move || {
        let _held_to_the_end = slot;
        work()
    };
    tokio::task::spawn_blocking(run).await
}
