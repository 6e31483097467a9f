//! What joiners load of one board: chunks, manifest and hash, and what of it is stored. A room owns one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use crate::board::{Board, Touched};
use crate::hub::fail_stop::lock;
use crate::hub::fanout::log_tail::RESYNC_BYTES;
use crate::hub::single_flight::SingleFlight;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::chunks::{Built, Chunks, Plan};
use crate::hub::snapshot_cache::manifest::{Listing, Manifest};
use crate::hub::snapshot_cache::persisted::History;

/// Seq of a board and the SHA-256 of its canonical form in hex.
pub type BoardHash = (u64, String);

/// See the module. Methods that take the board are called under the room's lock, so that the chunks stay those of the
/// board; its own lock is short, and is never held while the room's is taken.
pub struct SnapshotCache {
    inner: Mutex<Inner>,
    /// The one build of chunks and manifest that runs.
    pub(super) builds: SingleFlight<Option<Manifest>>,
    /// The one hash that is computed.
    pub(super) hashes: SingleFlight<Option<BoardHash>>,
    /// Stored manifests, and the log's beginning.
    pub history: History,
}

struct Inner {
    /// Counts up when the board becomes another; what was made of one before is of no use.
    epoch: u64,
    chunks: Chunks,
    /// Whether a task waits until nobody draws, to make the chunks that are due.
    rests: bool,
    /// The last one that was made.
    manifest: Option<Manifest>,
    /// A manifest before this seq is of no use: it leads to an edit that is sent to nobody (SPEC C6).
    least: u64,
    /// The last one that was asked for.
    hash: Option<BoardHash>,
    /// When the last hash was computed.
    hashed: Option<tokio::time::Instant>,
}

impl SnapshotCache {
    /// Of a board that was loaded.
    pub fn new(chunks: Chunks, history: History) -> Self {
        let inner = Inner { epoch: 0, chunks, rests: false, manifest: None, least: 0, hash: None, hashed: None };
        let (builds, hashes) = (SingleFlight::new("snapshot builder"), SingleFlight::new("board hash"));
        Self { inner: Mutex::new(inner), builds, hashes, history }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    /// The board was loaded anew, because the log is not the one that was shown.
    pub fn replace(&self, loaded: Self) {
        let chunks = std::mem::take(&mut loaded.inner().chunks);
        self.history.replace(loaded.history);
        let mut inner = self.inner();
        let (epoch, rests, hashed) = (inner.epoch + 1, inner.rests, inner.hashed);
        *inner = Inner { epoch, chunks, rests, manifest: None, least: 0, hash: None, hashed };
    }

    /// Edit `seq` stands in the log, with JSON of so many bytes.
    pub fn follow(&self, seq: u64, bytes: usize, touched: &Touched) {
        let mut inner = self.inner();
        inner.chunks.touch(touched);
        if bytes > RESYNC_BYTES {
            inner.least = seq;
        }
    }

    /// The last manifest, if a joiner can go on from it.
    pub fn last(&self) -> Option<Manifest> {
        let inner = self.inner();
        inner.manifest.clone().filter(|manifest| manifest.seq >= inner.least)
    }

    /// The last manifest, if it is near enough to the head and lists all chunks that are worth making.
    pub fn fresh(&self, head: u64) -> Option<Manifest> {
        let is_due = self.inner().chunks.is_due();
        self.last().filter(|manifest| !is_due && manifest.is_fresh(head))
    }

    /// Whether asking for the manifest would give a state newer than `since` (SPEC C6).
    pub fn has_newer(&self, since: u64, head: u64) -> bool {
        match self.last() {
            Some(manifest) if manifest.is_fresh(head) => manifest.seq > since,
            _ => head > since,
        }
    }

    /// Chunks that are worth making now.
    pub fn plan(&self, board: &Board) -> Option<Plan> {
        self.inner().chunks.plan(board)
    }

    /// Takes over chunks that were made.
    pub fn install(&self, built: Built, board: &Board) {
        self.inner().chunks.install(built, board, Instant::now());
    }

    /// What the manifest of now is made of.
    pub fn list(&self, board: &Board, authors: BTreeMap<u32, String>) -> Listing {
        let inner = self.inner();
        Listing::of(board, &inner.chunks, (authors, inner.epoch))
    }

    /// Keeps a finished manifest for those who ask next, if it is of this board.
    pub fn keep(&self, manifest: Manifest) {
        let mut inner = self.inner();
        if manifest.epoch == inner.epoch {
            inner.manifest = Some(manifest);
        }
    }

    /// The chunk of that name, also one that was replaced a short while ago.
    pub fn chunk(&self, hash: &str) -> Option<Arc<Chunk>> {
        self.inner().chunks.find(hash)
    }

    /// Whether so much changed since chunks were planned that a joiner would wait for them.
    pub fn is_behind(&self) -> bool {
        self.inner().chunks.is_behind()
    }

    /// Whether chunks are due and nobody waits for a rest to make them; from now on somebody does.
    pub fn begin_rest(&self) -> bool {
        let mut inner = self.inner();
        let begins = !inner.rests && inner.chunks.is_due();
        inner.rests |= begins;
        begins
    }

    /// Whether chunks are still due; if not, nobody waits for a rest any more.
    pub fn must_rest(&self) -> bool {
        let mut inner = self.inner();
        inner.rests = inner.chunks.is_due();
        inner.rests
    }

    /// The last hash, if it is that of the head.
    pub fn hash(&self, head: u64) -> Option<BoardHash> {
        self.inner().hash.clone().filter(|(seq, _)| *seq == head)
    }

    /// Which board it is, if it became another one.
    pub fn epoch(&self) -> u64 {
        self.inner().epoch
    }

    /// Keeps a hash for those who ask next, if it is of this board.
    pub fn keep_hash(&self, epoch: u64, hash: BoardHash) {
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

    /// Lets go of chunks that were replaced long ago.
    pub fn drop_retired(&self) {
        self.inner().chunks.drop_retired(Instant::now());
    }

    /// Rough bytes in memory.
    pub fn bytes(&self) -> usize {
        let inner = self.inner();
        inner.chunks.bytes() + inner.manifest.as_ref().map_or(0, |manifest| manifest.packed.bytes())
    }

    /// How many chunks there are, and whether somebody waits for a rest to make more.
    #[cfg(test)]
    pub fn chunks(&self) -> (usize, bool) {
        let inner = self.inner();
        (inner.chunks.current().len(), inner.rests)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::board::LoggedEdit;

    // [C6] [A2] What was listed of a board that has become another is not served.
    #[test]
    fn a_manifest_of_a_replaced_board_is_not_kept() {
        let load = || SnapshotCache::new(Chunks::default(), History::of_loaded(1, 0, HashSet::new()));
        let (cache, board) = (load(), Board::default());
        let (late, epoch) = (cache.list(&board, BTreeMap::new()).finish(), cache.epoch());
        cache.replace(load());
        cache.keep(late);
        cache.keep_hash(epoch, (0, String::new()));
        assert!(cache.last().is_none() && cache.hash(0).is_none());
    }

    // [A2] [S5] Changes that make no new chunk are planned once: they keep neither the builder busy nor the room in memory.
    #[test]
    fn changes_that_fill_no_chunk_are_planned_once() {
        let mut board = Board::default();
        let cache = SnapshotCache::new(Chunks::default(), History::of_loaded(1, 0, HashSet::new()));
        let add = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{"w":5,"h":5},"style":{"ink":"red","size":64}}}]}"#;
        let moved = r#"{"author":1,"tag":"00000000000000aa","n":2,"at":1,"ops":[{"op":"set","id":"00000000000000aa.1","pos":[1,1,0]}]}"#;
        for edit in std::iter::once(add).chain(std::iter::repeat_n(moved, 5_000)) {
            let edit: LoggedEdit = serde_json::from_str(edit).unwrap();
            let touched = board.advance(&edit);
            cache.follow(board.head(), 100, &touched);
        }
        // As if all of that had come while a manifest was made.
        cache.keep(cache.list(&board, BTreeMap::new()).finish());
        assert!(cache.fresh(board.head()).is_none() && cache.is_behind(), "chunks are due");
        assert!(cache.begin_rest() && !cache.begin_rest(), "one waits for a rest");
        assert!(cache.plan(&board).is_none(), "there is nothing to be made");
        assert!(cache.fresh(board.head()).is_some() && !cache.is_behind());
        assert!(!cache.must_rest(), "and nobody waits any more");
    }
}
