//! A room's knowledge of its stored manifests and of the beginning of its log.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::hub::snapshot_cache::chunk::Chunk;

/// A manifest is stored after this number of edits (SPEC S5).
pub const MANIFEST_EDITS: u64 = 1_000;
/// A manifest and its new chunks are at most this many times as large as the log since the last one.
const WRITTEN_SHARE: u64 = 2;

/// See the module. Not under the room's lock, because edits do not need it.
pub struct History {
    /// Seq of the first edit that the log still holds.
    first: AtomicU64,
    /// Seq of the latest stored manifest.
    stored_seq: AtomicU64,
    /// Head at the last attempt to store one; a failure is retried after as many edits as a success.
    tried: AtomicU64,
    /// Bytes of log since then.
    written: AtomicU64,
    /// Bytes of log that pay for the postponed manifest, 0 for none.
    price: AtomicU64,
    /// Whether the next manifest has to contain all edits, whatever its size.
    forced: AtomicBool,
    /// Head at the last attempt to store such a one.
    last_forced: AtomicU64,
    /// Whether the room is on the writer's worklist.
    queued: AtomicBool,
    /// Whether the writer works on the room.
    storing: AtomicBool,
    /// Whether the latest stored manifest has chunks of an earlier version, which take long to be read.
    is_outdated: AtomicBool,
    /// Hashes of the stored chunks of the latest manifest.
    chunks: Mutex<HashSet<String>>,
}

/// One attempt to store a manifest.
pub struct Attempt {
    /// Head at the attempt before.
    tried: u64,
    /// Bytes of log since then.
    written: u64,
    /// Whether the manifest has to contain all edits, whatever its size.
    pub forced: bool,
}

impl Attempt {
    /// Whether the log since then pays for writing `bytes`.
    pub fn pays(&self, bytes: u64) -> bool {
        self.forced || self.written >= (bytes / WRITTEN_SHARE).min(limits::MANIFEST_BYTES)
    }
}

impl History {
    /// The history of a board that was loaded from the manifest of edit `stored_seq`, 0 for none. `chunks` are the hashes of
    /// its stored chunks.
    pub fn of_loaded(first: u64, stored_seq: u64, chunks: HashSet<String>) -> Self {
        Self {
            first: first.into(),
            stored_seq: stored_seq.into(),
            tried: stored_seq.into(),
            written: 0.into(),
            price: 0.into(),
            forced: false.into(),
            last_forced: 0.into(),
            queued: false.into(),
            storing: false.into(),
            is_outdated: false.into(),
            chunks: Mutex::new(chunks),
        }
    }

    /// The same, with whether that manifest has chunks of an earlier version.
    pub fn outdated(self, is_outdated: bool) -> Self {
        Self { is_outdated: is_outdated.into(), ..self }
    }

    /// Replaces the contents after the board was reloaded.
    pub fn replace(&self, loaded: Self) {
        let hashes = std::mem::take(&mut *lock(&loaded.chunks));
        *lock(&self.chunks) = hashes;
        self.first.store(loaded.first.into_inner(), Ordering::Release);
        self.stored_seq.store(loaded.stored_seq.into_inner(), Ordering::Release);
        self.tried.store(loaded.tried.into_inner(), Ordering::Relaxed);
        self.price.store(0, Ordering::Relaxed);
        self.last_forced.store(0, Ordering::Relaxed);
        self.is_outdated.store(loaded.is_outdated.into_inner(), Ordering::Relaxed);
    }

    /// Seq of the first edit that the log still holds.
    pub fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// Sets the first edit after a trim.
    pub fn set_first(&self, first: u64) {
        self.first.fetch_max(first, Ordering::AcqRel);
    }

    /// Seq of the latest stored manifest, 0 for none.
    pub fn stored_seq(&self) -> u64 {
        self.stored_seq.load(Ordering::Acquire)
    }

    /// Counts bytes appended to the log.
    pub fn wrote(&self, bytes: u64) {
        self.written.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Whether enough edits or bytes were appended that a manifest is due.
    pub fn is_due(&self, head: u64) -> bool {
        let written = self.written.load(Ordering::Relaxed);
        let is_many = head >= self.tried.load(Ordering::Relaxed) + MANIFEST_EDITS;
        self.is_paid() && (is_many || written > limits::MANIFEST_BYTES)
    }

    /// Whether the log since the last manifest pays for a postponed one.
    pub fn is_paid(&self) -> bool {
        self.written.load(Ordering::Relaxed) >= self.price.load(Ordering::Relaxed)
    }

    /// Demands that the next manifest contains all edits, whatever its size.
    pub fn force(&self) {
        self.forced.store(true, Ordering::Release);
    }

    /// Whether edits were appended since the last attempt.
    pub fn is_behind(&self, head: u64) -> bool {
        head > self.tried.load(Ordering::Relaxed)
    }

    /// Whether the board has edits that no stored manifest of the present form contains, unless the last attempt to store all
    /// of them failed.
    pub fn is_unsaved(&self, head: u64) -> bool {
        self.is_newer(head) && head > self.last_forced.load(Ordering::Relaxed)
    }

    /// Whether a manifest of edit `seq` is worth storing.
    pub fn is_newer(&self, seq: u64) -> bool {
        let stored = self.stored_seq();
        seq > stored || seq == stored && self.is_outdated.load(Ordering::Relaxed)
    }

    /// Marks the room as queued. Returns whether the caller has to put it on the worklist.
    pub fn queue(&self) -> bool {
        !self.queued.swap(true, Ordering::AcqRel)
    }

    /// Begins an attempt with the board at `head`.
    pub fn begin(&self, head: u64) -> Attempt {
        let attempt = Attempt {
            tried: self.tried.swap(head, Ordering::Relaxed),
            written: self.written.swap(0, Ordering::Relaxed),
            forced: self.forced.swap(false, Ordering::AcqRel),
        };
        if attempt.forced {
            self.last_forced.store(head, Ordering::Relaxed);
        }
        self.storing.store(true, Ordering::Release);
        self.price.store(0, Ordering::Relaxed);
        self.queued.store(false, Ordering::Release);
        attempt
    }

    /// Postpones a manifest of `bytes` until the log pays for it.
    pub fn postpone(&self, attempt: &Attempt, bytes: u64) {
        self.price.store((bytes / WRITTEN_SHARE).min(limits::MANIFEST_BYTES), Ordering::Relaxed);
        self.written.fetch_add(attempt.written, Ordering::Relaxed);
        self.tried.store(attempt.tried, Ordering::Relaxed);
    }

    /// Ends an attempt, successful or not.
    pub fn end(&self) {
        self.storing.store(false, Ordering::Release);
    }

    /// Whether the writer works on the room.
    pub fn is_being_stored(&self) -> bool {
        self.storing.load(Ordering::Acquire)
    }

    /// The chunks among `chunks` that may not be stored.
    pub fn unstored(&self, chunks: &[Arc<Chunk>]) -> Vec<Arc<Chunk>> {
        let known = lock(&self.chunks);
        chunks.iter().filter(|chunk| !known.contains(&chunk.hash)).cloned().collect()
    }

    /// Records that a manifest with these chunks was stored.
    pub fn set_stored(&self, seq: u64, chunks: &[Arc<Chunk>]) {
        let hashes = chunks.iter().map(|chunk| chunk.hash.clone()).collect();
        *lock(&self.chunks) = hashes;
        self.stored_seq.store(seq, Ordering::Release);
        self.is_outdated.store(false, Ordering::Relaxed);
    }

    /// Forgets which chunks are stored, after a failed attempt.
    pub fn forget_chunks(&self) {
        lock(&self.chunks).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [S5] A manifest is at most twice as large as the log since the last one, unless the board is evicted.
    #[test]
    fn a_manifest_is_paid_by_the_log() {
        let history = History::of_loaded(1, 0, HashSet::new());
        history.wrote(1_000);
        assert!(history.is_due(MANIFEST_EDITS) && !history.is_due(MANIFEST_EDITS - 1));
        let attempt = history.begin(MANIFEST_EDITS);
        assert!(attempt.pays(2_000) && !attempt.pays(9_000));
        history.postpone(&attempt, 9_000);
        history.end();
        history.wrote(3_499);
        assert!(
            !history.is_due(9 * MANIFEST_EDITS) && history.is_behind(MANIFEST_EDITS),
            "4,500 bytes of log pay for it"
        );
        history.wrote(1);
        assert!(history.is_due(MANIFEST_EDITS));
        assert!(history.begin(MANIFEST_EDITS).pays(9_000));
        history.wrote(limits::MANIFEST_BYTES);
        let late = history.begin(MANIFEST_EDITS);
        assert!(late.pays(1 << 30), "no board is loaded from more log");
        history.force();
        assert!(history.begin(MANIFEST_EDITS).pays(1 << 30) && !history.begin(MANIFEST_EDITS).forced);
    }
}
