//! Uploads that have begun to arrive and are not complete (SPEC P2). Each is bounded in time, all together in bytes; when these are
//! short, those end that are behind a usual pace the most, so that slow uploads do not keep others from sending.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::board::limits::{ARRIVING_UPLOADS_BYTES, UPLOAD_MS};
use crate::hub::fanout::outbox_pool::{Debtor, Debts};

const UPLOAD_TIME: Duration = Duration::from_millis(UPLOAD_MS);
/// Bytes a second of an upload that is never behind: a tenth of what a phone sends.
const USUAL_RATE: f64 = 128.0 * 1024.0;

/// The bytes of all arriving uploads.
pub struct ArrivingUploads(Debts);

impl Default for ArrivingUploads {
    fn default() -> Self {
        Self(Debts::new(ARRIVING_UPLOADS_BYTES))
    }
}

/// An upload that arrives. It is counted until it is dropped.
pub struct ArrivingUpload {
    pool: Arc<ArrivingUploads>,
    bytes: AtomicUsize,
    since: Instant,
    ended: Notify,
}

impl ArrivingUpload {
    /// An upload that begins at this time.
    pub fn begin(pool: &Arc<ArrivingUploads>, now: Instant) -> Arc<Self> {
        let upload =
            Arc::new(Self { pool: pool.clone(), bytes: AtomicUsize::new(0), since: now, ended: Notify::new() });
        let debtor: Weak<dyn Debtor> = Arc::downgrade(&upload) as Weak<dyn Debtor>;
        pool.0.add(debtor);
        upload
    }

    /// When it has to be complete.
    pub fn deadline(&self) -> Instant {
        self.since + UPLOAD_TIME
    }

    /// Counts the bytes that have arrived. When all together are too many, this or other uploads are ended.
    pub fn resize(&self, bytes: usize) {
        self.count(bytes);
        self.pool.0.reclaim();
    }

    /// Waits until the upload has to end for others.
    pub async fn ended(&self) {
        self.ended.notified().await;
    }

    fn count(&self, bytes: usize) {
        let counter = self.pool.0.bytes();
        counter.fetch_add(bytes, Ordering::Relaxed);
        counter.fetch_sub(self.bytes.swap(bytes, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl Debtor for ArrivingUpload {
    /// Milliseconds behind the usual rate, and among equals the bytes.
    fn debt(&self, now: Instant) -> u128 {
        let bytes = self.bytes.load(Ordering::Relaxed);
        let usual = Duration::from_secs_f64(bytes as f64 / USUAL_RATE);
        let behind = now.saturating_duration_since(self.since).saturating_sub(usual);
        (behind.as_millis() << 64) + bytes as u128
    }

    fn end(&self) {
        self.count(0);
        self.ended.notify_one();
    }
}

impl Drop for ArrivingUpload {
    fn drop(&mut self) {
        self.count(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::limits::UPLOAD_BYTES;

    // [P2] Uploads that crawl go first, however many they are, and one at a usual pace stays.
    #[test]
    fn slow_uploads_yield_to_those_at_a_usual_pace() {
        let pool = Arc::new(ArrivingUploads::default());
        let now = Instant::now();
        let begun = |seconds: u64| now.checked_sub(Duration::from_secs(seconds)).unwrap();
        let is_ended = |upload: &ArrivingUpload| upload.bytes.load(Ordering::Relaxed) == 0;
        let total = || pool.0.bytes().load(Ordering::Relaxed);
        let slow: Vec<_> = (0..50)
            .map(|_| {
                let upload = ArrivingUpload::begin(&pool, begun(60));
                upload.resize(1024 * 1024);
                upload
            })
            .collect();
        let honest: Vec<_> = (0..3)
            .map(|_| {
                let upload = ArrivingUpload::begin(&pool, begun(4));
                upload.resize(UPLOAD_BYTES / 2);
                assert!(total() <= ARRIVING_UPLOADS_BYTES, "{}", total());
                upload
            })
            .collect();
        assert!(honest.iter().all(|upload| !is_ended(upload)));
        assert!(slow.iter().filter(|upload| is_ended(upload)).count() > 20);
        drop((slow, honest));
        assert_eq!(total(), 0);
    }

    // [P2] Fast uploads have the same bound: they end each other rather than take more memory.
    #[test]
    fn fast_uploads_have_a_bound_too() {
        let pool = Arc::new(ArrivingUploads::default());
        let held: Vec<_> = (0..20)
            .map(|_| {
                let upload = ArrivingUpload::begin(&pool, Instant::now());
                upload.resize(UPLOAD_BYTES);
                assert!(pool.0.bytes().load(Ordering::Relaxed) <= ARRIVING_UPLOADS_BYTES);
                upload
            })
            .collect();
        drop(held);
    }
}
