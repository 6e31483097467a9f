//! A room's knowledge of its stored manifests and of the beginning of its log.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::hub::snapshot_cache::chunk::Chunk;

/// A manifest is stored after this number of edits (SPEC S5).
pub const MANIFEST_EDITS: u64 = 1_000;

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
    /// Whether the room is on the writer's worklist.
    queued: AtomicBool,
    /// Whether the writer works on the room.
    storing: AtomicBool,
    /// Hashes of the stored chunks of the latest manifest.
    chunks: Mutex<HashSet<String>>,
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
            queued: false.into(),
            storing: false.into(),
            chunks: Mutex::new(chunks),
        }
    }

    /// Replaces the contents after the board was reloaded.
    pub fn replace(&self, loaded: Self) {
        let hashes = std::mem::take(&mut *lock(&loaded.chunks));
        *lock(&self.chunks) = hashes;
        self.first.store(loaded.first.into_inner(), Ordering::Release);
        self.stored_seq.store(loaded.stored_seq.into_inner(), Ordering::Release);
        self.tried.store(loaded.tried.into_inner(), Ordering::Relaxed);
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
        head >= self.tried.load(Ordering::Relaxed) + MANIFEST_EDITS
            || self.written.load(Ordering::Relaxed) > limits::MANIFEST_BYTES
    }

    /// Whether edits were appended since the last attempt.
    pub fn is_behind(&self, head: u64) -> bool {
        head > self.tried.load(Ordering::Relaxed)
    }

    /// Marks the room as queued. Returns whether the caller has to put it on the worklist.
    pub fn queue(&self) -> bool {
        !self.queued.swap(true, Ordering::AcqRel)
    }

    /// Begins an attempt with the board at `head`.
    pub fn begin(&self, head: u64) {
        self.tried.store(head, Ordering::Relaxed);
        self.storing.store(true, Ordering::Release);
        self.written.store(0, Ordering::Relaxed);
        self.queued.store(false, Ordering::Release);
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
    }

    /// Forgets which chunks are stored, after a failed attempt.
    pub fn forget_chunks(&self) {
        lock(&self.chunks).clear();
    }
}
