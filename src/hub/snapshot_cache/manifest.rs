//! The manifest as it was made last, kept for those who join at the same time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::hub::fail_stop::lock;
use crate::hub::fanout::log_tail::RESYNC_BYTES;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::packing::Packed;

/// A manifest is served for this long, or for so many edits, before it is made anew.
const FRESH: Duration = Duration::from_secs(1);
const FRESH_EDITS: u64 = 1_000;

/// What is remembered between two requests.
#[derive(Default)]
pub struct Snapshot {
    manifest: Mutex<Option<Manifest>>,
    /// A manifest before this seq is of no use: it leads to an edit that is sent to nobody.
    least: AtomicU64,
    /// The last hash that was asked for, and its seq.
    pub hash: Mutex<Option<(u64, String)>>,
    /// One request builds, the others wait for its result.
    pub building: tokio::sync::Mutex<()>,
}

/// See the module.
#[derive(Clone)]
pub struct Manifest {
    /// The board's seq that it shows.
    pub seq: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// When it was made.
    pub made: Instant,
    /// What is sent.
    pub json: Bytes,
    /// The same, compressed.
    pub packed: Packed,
    /// The chunks that it lists.
    pub chunks: Vec<Arc<Chunk>>,
}

impl Snapshot {
    /// Keeps a new one.
    pub fn keep(&self, manifest: Manifest) {
        *lock(&self.manifest) = Some(manifest);
    }

    /// Forgets all that was made, because the board is another.
    pub fn clear(&self) {
        *lock(&self.manifest) = None;
        *lock(&self.hash) = None;
        self.least.store(0, Ordering::Relaxed);
    }

    /// The last one.
    pub fn current(&self) -> Option<Manifest> {
        let last = lock(&self.manifest).clone();
        last.filter(|manifest| manifest.seq >= self.least.load(Ordering::Relaxed))
    }

    /// Edit `seq` stands in the log; when its JSON of `bytes` is too large for the log on the way, everybody needs a
    /// manifest that has it (SPEC C6).
    pub fn follow(&self, seq: u64, bytes: usize) {
        if bytes > RESYNC_BYTES {
            self.least.fetch_max(seq, Ordering::Relaxed);
        }
    }
}

impl Manifest {
    /// Whether it is near enough to the head.
    pub fn is_fresh(&self, head: u64) -> bool {
        head == self.seq || self.made.elapsed() < FRESH && head.saturating_sub(self.seq) < FRESH_EDITS
    }
}
