//! What a room knows of its kept manifests and of the log's beginning.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::board::limits;
use crate::hub::fail_stop::lock;
use crate::hub::snapshot_cache::chunk::Chunk;

/// A manifest is kept when so many edits came since the last one (SPEC S5).
pub const KEEP_EDITS: u64 = 1_000;

/// See the module. Beside the room's lock, because it is of no concern to those who draw.
pub struct History {
    /// Seq of the first edit that the log still holds.
    first: AtomicU64,
    /// The latest kept manifest.
    kept: AtomicU64,
    /// Seq up to which keeping was tried; a failure is tried again after as many edits as a success.
    tried: AtomicU64,
    /// Bytes of log since then.
    written: AtomicU64,
    queued: AtomicBool,
    /// Whether the writer has the room in hand.
    storing: AtomicBool,
    /// Names of the chunks that are stored for the latest kept manifest.
    chunks: Mutex<HashSet<String>>,
}

impl History {
    /// Of a board that was loaded from the manifest of edit `kept`, 0 for none, with the names of those of its
    /// chunks that are stored.
    pub fn of_loaded(first: u64, kept: u64, stored: HashSet<String>) -> Self {
        Self {
            first: first.into(),
            kept: kept.into(),
            tried: kept.into(),
            written: 0.into(),
            queued: false.into(),
            storing: false.into(),
            chunks: Mutex::new(stored),
        }
    }

    /// The board was loaded anew.
    pub fn replace(&self, loaded: Self) {
        let hashes = std::mem::take(&mut *lock(&loaded.chunks));
        *lock(&self.chunks) = hashes;
        self.first.store(loaded.first.into_inner(), Ordering::Release);
        self.kept.store(loaded.kept.into_inner(), Ordering::Release);
        self.tried.store(loaded.tried.into_inner(), Ordering::Relaxed);
    }

    /// Seq of the first edit that the log still holds.
    pub fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// The log was trimmed.
    pub fn set_first(&self, first: u64) {
        self.first.fetch_max(first, Ordering::AcqRel);
    }

    /// Seq of the latest kept manifest, 0 for none.
    pub fn kept(&self) -> u64 {
        self.kept.load(Ordering::Acquire)
    }

    /// So many bytes came into the log.
    pub fn wrote(&self, bytes: u64) {
        self.written.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Whether so many edits, or bytes, came that a manifest is due.
    pub fn is_due(&self, head: u64) -> bool {
        head >= self.tried.load(Ordering::Relaxed) + KEEP_EDITS
            || self.written.load(Ordering::Relaxed) > limits::MANIFEST_BYTES
    }

    /// Whether the board has edits that no manifest holds and nobody tried to keep.
    pub fn is_behind(&self, head: u64) -> bool {
        head > self.tried.load(Ordering::Relaxed)
    }

    /// `true` for the one who puts the room on the list.
    pub fn queue(&self) -> bool {
        !self.queued.swap(true, Ordering::AcqRel)
    }

    /// The room was taken from the list, with the board at `head`.
    pub fn begin(&self, head: u64) {
        self.tried.store(head, Ordering::Relaxed);
        self.storing.store(true, Ordering::Release);
        self.written.store(0, Ordering::Relaxed);
        self.queued.store(false, Ordering::Release);
    }

    /// The writer is done with the room, whether or not a manifest was stored.
    pub fn end(&self) {
        self.storing.store(false, Ordering::Release);
    }

    /// Whether the writer has the room in hand.
    pub fn is_being_stored(&self) -> bool {
        self.storing.load(Ordering::Acquire)
    }

    /// Those of `chunks` that are not known to be stored.
    pub fn unknown(&self, chunks: &[Arc<Chunk>]) -> Vec<Arc<Chunk>> {
        let known = lock(&self.chunks);
        chunks.iter().filter(|chunk| !known.contains(&chunk.hash)).cloned().collect()
    }

    /// A manifest of these chunks was kept.
    pub fn keep(&self, seq: u64, chunks: &[Arc<Chunk>]) {
        let hashes = chunks.iter().map(|chunk| chunk.hash.clone()).collect();
        *lock(&self.chunks) = hashes;
        self.kept.store(seq, Ordering::Release);
    }

    /// What was believed to be stored may not be.
    pub fn doubt(&self) {
        lock(&self.chunks).clear();
    }
}
