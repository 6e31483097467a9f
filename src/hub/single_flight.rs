//! Work that simultaneous requests share.

use std::sync::{Arc, Mutex, Weak};

use tokio::sync::watch;

use crate::hub::fail_stop::{lock, supervise};

/// Runs work in a task of its own while any number of requests wait for the result. A request that is dropped, because its
/// client disconnected, neither ends the work nor starts it again.
pub struct SingleFlight<T> {
    /// The task's name.
    name: &'static str,
    /// The running task owns the sender, so that no request joins a finished task.
    running: Mutex<Weak<watch::Sender<Option<T>>>>,
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    /// No running work; its task will have this name.
    pub fn new(name: &'static str) -> Self {
        Self { name, running: Mutex::default() }
    }

    /// Returns the result of the running work, or starts `work`. `None` when it panicked, which ends the process, or when the
    /// runtime ends.
    pub async fn join<F>(&self, work: impl FnOnce() -> F) -> Option<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut result = {
            let mut running = lock(&self.running);
            running.upgrade().map(|sender| sender.subscribe()).unwrap_or_else(|| {
                let sender = Arc::new(watch::Sender::new(None));
                *running = Arc::downgrade(&sender);
                let result = sender.subscribe();
                let work = work();
                supervise(self.name, async move {
                    sender.send_replace(Some(work.await));
                });
                result
            })
        };
        result.wait_for(Option::is_some).await.ok().and_then(|done| done.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    // [A2] A dropped request does not end the work, and the next request joins it.
    #[tokio::test]
    async fn work_continues_without_requests_and_is_not_started_twice() {
        let (flight, started) = (SingleFlight::new("test"), Arc::new(AtomicUsize::new(0)));
        let (finish, finished) = oneshot::channel::<()>();
        let work = async |started: Arc<AtomicUsize>, finished: oneshot::Receiver<()>| {
            let _closed = finished.await;
            started.fetch_add(1, Ordering::Relaxed) + 1
        };
        let first = flight.join(|| work(started.clone(), finished));
        assert_eq!(first.now_or_never(), None, "it waits, and is dropped here");
        let (_never, second) = oneshot::channel();
        let mut second = Box::pin(flight.join(|| work(started.clone(), second)));
        assert_eq!(second.as_mut().now_or_never(), None);
        finish.send(()).unwrap();
        assert_eq!(second.await, Some(1));
        let (_, third) = oneshot::channel();
        assert_eq!(flight.join(|| work(started.clone(), third)).await, Some(2), "a finished task is not joined");
    }
}
