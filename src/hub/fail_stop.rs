//! Ends the process after a panic of a task or under a lock.
//!
//! A task that panicked never does its work again, and a panic under a lock leaves the guarded state half changed. Without
//! this module edits would never be acknowledged while `/readyz` says ready. So the panic is reported here, nothing is
//! committed after it, and [`crate::app`] ends the process with exit code 1. The next start reads the disk.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, OnceLock};

use futures_util::FutureExt;
use tokio::sync::Notify;

/// The state of this process.
static PROCESS: FailStop = FailStop::new();

struct FailStop {
    reason: OnceLock<String>,
    reported: Notify,
}

impl FailStop {
    const fn new() -> Self {
        Self { reason: OnceLock::new(), reported: Notify::const_new() }
    }

    /// Stores the first reason; later failures are often its consequence.
    fn report(&self, reason: String) {
        tracing::error!(reason, "a part of the server is lost; the process ends");
        let _later = self.reason.set(reason);
        self.reported.notify_one();
    }

    async fn wait(&self) -> &str {
        loop {
            if let Some(reason) = self.reason.get() {
                return reason;
            }
            self.reported.notified().await;
        }
    }

    /// Locks a mutex and reports one that a panic poisoned.
    fn lock<'a, T>(&self, mutex: &'a Mutex<T>) -> MutexGuard<'a, T> {
        mutex.lock().unwrap_or_else(|poisoned| {
            self.report(format!("a lock is poisoned ({})", std::any::type_name::<T>()));
            poisoned.into_inner()
        })
    }

    async fn watch(&self, name: &str, task: impl Future<Output = ()>) {
        if AssertUnwindSafe(task).catch_unwind().await.is_err() {
            self.report(format!("the task {name} panicked"));
        }
    }
}

/// Returns the reason once a panic was reported.
pub async fn lost_part() -> &'static str {
    PROCESS.wait().await
}

/// Whether a panic was reported, so that nothing may be committed any more.
pub(in crate::hub) fn is_part_lost() -> bool {
    PROCESS.reason.get().is_some()
}

/// Locks a mutex; a poisoned one ends the process.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    PROCESS.lock(mutex)
}

/// Spawns a task on the current runtime; if it panics the process ends.
pub fn supervise(name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(PROCESS.watch(name, task));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_in_a_task_is_reported() {
        let process = FailStop::new();
        process.watch("well", async {}).await;
        assert!(process.reason.get().is_none(), "a task may end");
        process.watch("one", async { panic!("broken") }).await;
        process.watch("two", async { panic!("broken") }).await;
        assert_eq!(process.wait().await, "the task one panicked");
    }

    #[tokio::test]
    async fn a_poisoned_lock_is_reported() {
        let (process, mutex) = (FailStop::new(), Mutex::new(7));
        std::thread::scope(|scope| {
            let poisoning = scope.spawn(|| {
                let _guard = mutex.lock().unwrap();
                panic!("while holding it");
            });
            assert!(poisoning.join().is_err());
        });
        assert_eq!(*process.lock(&mutex), 7);
        assert!(process.wait().await.starts_with("a lock is poisoned"));
    }
}
