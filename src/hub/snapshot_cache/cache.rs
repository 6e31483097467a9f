//! The chunks, manifest and hash of one board, and its stored manifests. A room owns one cache.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::board::{Board, Touched};
use crate::hub::fail_stop::lock;
use crate::hub::fanout::log_tail::RESYNC_BYTES;
use crate::hub::single_flight::SingleFlight;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::chunk_plan::{Built, Plan};
use crate::hub::snapshot_cache::chunks::Chunks;
use crate::hub::snapshot_cache::effort::Effort;
use crate::hub::snapshot_cache::manifest::{Listing, Manifest};
use crate::hub::snapshot_cache::persisted::History;

/// Seq of a board and the SHA-256 of its canonical form in hex.
pub type BoardHash = (u64, String);

/// See the module. Methods that take the board are called under the room's lock, so that the chunks stay those of the
/// board; its own lock is short, and is never held while the room's is taken.
pub struct SnapshotCache {
    inner: Mutex<Inner>,
    /// The running build of chunks and manifest.
    pub(super) builds: SingleFlight<Option<Manifest>>,
    /// The running computation of a hash.
    pub(super) hashes: SingleFlight<Option<BoardHash>>,
    /// Stored manifests, and the beginning of the log.
    pub history: History,
}

struct Inner {
    /// Incremented when the board is replaced; results of an earlier epoch are dropped.
    epoch: u64,
    chunks: Chunks,
    /// The budget for building them.
    effort: Effort,
    /// Whether a task waits for a pause in drawing, to build due chunks.
    awaits_pause: bool,
    /// The last manifest.
    manifest: Option<Manifest>,
    /// Manifests before this seq are useless: the log after them has an oversized edit (SPEC C6).
    min_seq: u64,
    /// The last hash.
    hash: Option<BoardHash>,
    /// When the last hash was computed.
    hashed: Option<tokio::time::Instant>,
}

impl SnapshotCache {
    /// The cache of a loaded board.
    pub fn new(chunks: Chunks, history: History) -> Self {
        let effort = Effort::new(Instant::now());
        let inner = Inner {
            epoch: 0,
            chunks,
            effort,
            awaits_pause: false,
            manifest: None,
            min_seq: 0,
            hash: None,
            hashed: None,
        };
        let (builds, hashes) = (SingleFlight::new("snapshot builder"), SingleFlight::new("board hash"));
        Self { inner: Mutex::new(inner), builds, hashes, history }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    /// Replaces the contents after the board was reloaded.
    pub fn replace(&self, loaded: Self) {
        let chunks = std::mem::take(&mut loaded.inner().chunks);
        self.history.replace(loaded.history);
        let mut inner = self.inner();
        inner.epoch += 1;
        inner.chunks = chunks;
        (inner.manifest, inner.min_seq, inner.hash) = (None, 0, None);
    }

    /// Records the changes of edit `seq`, whose JSON has `bytes` bytes.
    pub fn record_edit(&self, seq: u64, bytes: usize, touched: &Touched) {
        let mut inner = self.inner();
        inner.chunks.touch(touched);
        inner.effort.earn(bytes);
        if bytes > RESYNC_BYTES {
            inner.min_seq = seq;
        }
    }

    /// The last manifest, if a joiner can continue from it.
    pub fn last(&self) -> Option<Manifest> {
        let inner = self.inner();
        inner.manifest.clone().filter(|manifest| manifest.seq >= inner.min_seq)
    }

    /// The last manifest, if it is close enough to the head and no chunk is due, or if the builder rests.
    pub fn fresh(&self, head: u64, now: Instant) -> Option<Manifest> {
        let is_due = self.inner().chunks.is_due();
        self.last().filter(|manifest| !self.rest(now).is_zero() || !is_due && manifest.is_fresh(head))
    }

    /// How long the builder still rests after the last build.
    pub fn rest(&self, now: Instant) -> Duration {
        self.inner().effort.rest(now)
    }

    /// Whether a requested manifest would be newer than `since` (SPEC C6).
    pub fn has_newer(&self, since: u64, head: u64, now: Instant) -> bool {
        match self.last() {
            Some(manifest) if manifest.is_fresh(head) || !self.rest(now).is_zero() => manifest.seq > since,
            _ => head > since,
        }
    }

    /// Plans the chunks that are due now.
    pub fn plan(&self, board: &Board, now: Instant) -> Option<Plan> {
        self.inner().chunks.plan(board, now)
    }

    /// Installs built chunks.
    pub fn install(&self, built: Built, board: &Board, now: Instant) {
        let mut inner = self.inner();
        inner.effort.spend(built.bytes, now);
        inner.chunks.install(built, board, now);
    }

    /// Copies what a manifest of the current board lists.
    pub fn list(&self, board: &Board, authors: BTreeMap<u32, String>) -> Listing {
        let inner = self.inner();
        Listing::of(board, &inner.chunks, authors, inner.epoch)
    }

    /// Sets the last manifest, if it is of the current epoch.
    pub fn set_manifest(&self, manifest: Manifest, now: Instant) {
        let mut inner = self.inner();
        inner.effort.spend(manifest.bytes, now);
        if manifest.epoch == inner.epoch {
            inner.manifest = Some(manifest);
        }
    }

    /// The chunk with this hash, also a recently replaced one.
    pub fn chunk(&self, hash: &str) -> Option<Arc<Chunk>> {
        self.inner().chunks.find(hash)
    }

    /// Whether so much changed since the last plan that a joiner would wait for chunks.
    pub fn is_behind(&self) -> bool {
        self.inner().chunks.is_behind()
    }

    /// Whether the caller has to start the task that waits for a pause: chunks are due, and no such task runs.
    pub fn begin_pause(&self) -> bool {
        let mut inner = self.inner();
        let begins = !inner.awaits_pause && inner.chunks.is_due();
        inner.awaits_pause |= begins;
        begins
    }

    /// Whether chunks are still due; if not, the waiting task ends.
    pub fn must_wait(&self) -> bool {
        let mut inner = self.inner();
        inner.awaits_pause = inner.chunks.is_due();
        inner.awaits_pause
    }

    /// The last hash, if it is that of the head.
    pub fn hash(&self, head: u64) -> Option<BoardHash> {
        self.inner().hash.clone().filter(|(seq, _)| *seq == head)
    }

    /// The number of replacements of the board.
    pub fn epoch(&self) -> u64 {
        self.inner().epoch
    }

    /// Sets the last hash, if it is of the current epoch.
    pub fn set_hash(&self, epoch: u64, hash: BoardHash) {
        let mut inner = self.inner();
        if epoch == inner.epoch {
            inner.hash = Some(hash);
        }
    }

    /// When the last hash was computed.
    pub fn hashed(&self) -> Option<tokio::time::Instant> {
        self.inner().hashed
    }

    /// A hash was computed.
    pub fn set_hashed(&self, at: tokio::time::Instant) {
        self.inner().hashed = Some(at);
    }

    /// Drops chunks that were replaced long ago.
    pub fn drop_retired(&self) {
        self.inner().chunks.drop_retired(Instant::now());
    }

    /// Approximate bytes in memory.
    pub fn bytes(&self) -> usize {
        let inner = self.inner();
        inner.chunks.bytes() + inner.manifest.as_ref().map_or(0, |manifest| manifest.packed.bytes())
    }

    /// The number of chunks, and whether a task waits for a pause to build more.
    #[cfg(test)]
    pub fn chunks(&self) -> (usize, bool) {
        let inner = self.inner();
        (inner.chunks.current().len(), inner.awaits_pause)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::board::LoggedEdit;

    // [C6] [A2] A manifest of a replaced board is not served.
    #[test]
    fn a_manifest_of_a_replaced_board_is_dropped() {
        let load = || SnapshotCache::new(Chunks::default(), History::of_loaded(1, 0, HashSet::new()));
        let (cache, board) = (load(), Board::default());
        let (late, epoch) = (cache.list(&board, BTreeMap::new()).finish(), cache.epoch());
        cache.replace(load());
        cache.set_manifest(late, Instant::now());
        cache.set_hash(epoch, (0, String::new()));
        assert!(cache.last().is_none() && cache.hash(0).is_none());
    }

    // [A2] [S5] Changes that fill no chunk are planned once: they neither restart the builder nor keep the room in memory.
    #[test]
    fn changes_that_fill_no_chunk_are_planned_once() {
        let mut board = Board::default();
        let cache = SnapshotCache::new(Chunks::default(), History::of_loaded(1, 0, HashSet::new()));
        let add = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{"w":5,"h":5},"style":{"ink":"red","size":64}}}]}"#;
        let moved = r#"{"author":1,"tag":"00000000000000aa","n":2,"at":1,"ops":[{"op":"set","id":"00000000000000aa.1","pos":[1,1,0]}]}"#;
        for edit in std::iter::once(add).chain(std::iter::repeat_n(moved, 5_000)) {
            let edit: LoggedEdit = serde_json::from_str(edit).unwrap();
            let touched = board.advance(&edit);
            cache.record_edit(board.head(), 100, &touched);
        }
        // As if all edits had arrived during a build.
        cache.set_manifest(cache.list(&board, BTreeMap::new()).finish(), Instant::now());
        assert!(cache.fresh(board.head(), Instant::now()).is_none() && cache.is_behind(), "chunks are due");
        assert!(cache.begin_pause() && !cache.begin_pause(), "one task waits for a pause");
        assert!(cache.plan(&board, Instant::now()).is_none(), "no chunk is worth building");
        assert!(cache.fresh(board.head(), Instant::now()).is_some() && !cache.is_behind());
        assert!(!cache.must_wait(), "and no task waits");
    }

    // [A2] [C6] A build that costs more than the log pays is followed by a rest, during which the manifest stays the newest one.
    #[test]
    fn a_costly_build_is_followed_by_a_rest() {
        let mut board = Board::default();
        let cache = SnapshotCache::new(Chunks::default(), History::of_loaded(1, 0, HashSet::new()));
        let draw = |board: &mut Board, edit: &LoggedEdit, log_bytes| {
            let touched = board.advance(edit);
            cache.record_edit(board.head(), log_bytes, &touched);
        };
        let edit = |op: fn(usize, &str) -> String| -> LoggedEdit {
            let column = |of| vec![of; 200].join(",");
            let geometry = format!(
                r#"{{"points":[{}],"pressure":[{zeros}],"time":[{zeros}]}}"#,
                column("1,1"),
                zeros = column("0")
            );
            let ops: Vec<String> = (1..=1_000).map(|n| op(n, &geometry)).collect();
            let edit = format!(r#"{{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{}]}}"#, ops.join(","));
            serde_json::from_str(&edit).unwrap()
        };
        let add = edit(|n, geometry| {
            format!(
                r#"{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"ink","page":1,"pos":[0,0,0],"geometry":{geometry},"style":{{"ink":"red","size":64}}}}}}"#
            )
        });
        let front = edit(|n, _| format!(r#"{{"op":"set","id":"00000000000000aa.{n}","z":"front"}}"#));
        let start = Instant::now();
        let build = |board: &Board, now| {
            if let Some(plan) = cache.plan(board, now) {
                cache.install(plan.build(), board, now);
            }
            cache.set_manifest(cache.list(board, BTreeMap::new()).finish(), now);
        };
        draw(&mut board, &add, serde_json::to_string(&add.ops).unwrap().len());
        build(&board, start);
        assert!(cache.rest(start).is_zero(), "the log pays for new shapes");
        let mut builds = 0;
        for ms in (0..10_000).step_by(100) {
            let now = start + Duration::from_millis(ms);
            // The log is negligible beside the shapes.
            draw(&mut board, &front, 0);
            match cache.fresh(board.head(), now) {
                Some(manifest) => assert!(!cache.has_newer(manifest.seq, board.head(), now)),
                None => {
                    build(&board, now);
                    builds += 1;
                }
            }
        }
        let bytes: usize = board.shapes().map(|shape| shape.bytes()).sum();
        let paid = 10 * 4 * 1024 * 1024 / bytes + 10;
        assert!((5..=paid).contains(&builds), "{builds} builds of {bytes} bytes in 10 s");
    }
}
