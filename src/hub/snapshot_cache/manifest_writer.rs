//! Stores manifests and trims histories in the background (SPEC S5 to S7).
//!
//! One task for all rooms writes short transactions with pauses between them, so that the store's writer is free for edits.
//! Failures are retried later; the log contains all edits.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::board::limits;
use crate::hub::disk::Disk;
use crate::hub::heavy::heavy;
use crate::hub::memory::BoardMemory;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::persisted::Attempt;
use crate::hub::worklist::Worklist;
use crate::store::{NewChunk, NewManifest, Store, StoreError, Trimmed};

/// Compressed bytes of chunks in one transaction: a disk writes them in some milliseconds.
const SLICE_BYTES: usize = 256 * 1024;

/// See the module.
pub struct ManifestWriter {
    pub store: Arc<Store>,
    pub worklist: Arc<Worklist<Room>>,
    pub disk: Arc<Disk>,
    pub memory: Arc<BoardMemory>,
}

impl Room {
    /// Requests that a manifest is stored when one is due, or for any new edit when `all`. Returns whether one is needed.
    pub(in crate::hub) fn request_manifest(self: &Arc<Self>, all: bool) -> bool {
        let (head, history) = (self.head(), &self.snapshot.history);
        let is_much = || self.snapshot.is_behind() && history.is_behind(head) && history.is_paid();
        let wanted = history.is_due(head) || if all { history.is_unsaved(head) } else { is_much() };
        if wanted && all {
            history.force();
        }
        if wanted && history.queue() {
            self.manifest_worklist.push(self.clone());
        }
        wanted
    }

    /// Requests a manifest of all edits, so that the log before it may be trimmed, also after a failed attempt.
    pub(in crate::hub) fn request_manifest_to_trim(self: &Arc<Self>) {
        let history = &self.snapshot.history;
        if self.head() > history.stored_seq() && !history.is_being_stored() && history.queue() {
            history.force();
            self.manifest_worklist.push(self.clone());
        }
    }
}

impl ManifestWriter {
    /// Runs until the task is dropped.
    pub async fn run(self) {
        self.sweep().await;
        loop {
            self.worklist.ready().await;
            fail::fail_point!("manifest-writer");
            for room in self.worklist.take() {
                self.process(&room).await;
                room.snapshot.history.end();
                drop(room);
                if !self.memory.has_room() {
                    // The room may wait for its manifest to be evicted.
                    self.memory.short.notify_one();
                }
            }
        }
    }

    async fn process(&self, room: &Arc<Room>) {
        let attempt = room.snapshot.history.begin(room.head());
        if self.disk.admit().is_err() {
            // The remaining space is reserved for the last edits, and the log contains all of them.
            return;
        }
        if let Err(error) = self.persist(room, &attempt).await {
            room.snapshot.history.forget_chunks();
            tracing::warn!(%error, "a manifest was not kept; the log has everything, it is tried again");
        }
        if let Err(error) = self.trim(room).await {
            tracing::warn!(%error, "a history was not trimmed; it is tried again");
        }
    }

    /// Removes unused chunks, which an earlier process left or another manifest of the same edit replaced.
    async fn sweep(&self) {
        loop {
            match rest(self.store.sweep_chunks()).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => return tracing::warn!(%error, "chunks that nobody needs were not removed"),
            }
        }
    }

    async fn persist(&self, room: &Arc<Room>, attempt: &Attempt) -> Result<(), StoreError> {
        let unreadable = |why: String| StoreError::History { seq: room.head(), why };
        let manifest = if attempt.forced { room.manifest_of_now().await } else { room.manifest().await };
        let manifest = manifest.map_err(|error| unreadable(error.to_string()))?;
        if !room.snapshot.history.is_newer(manifest.seq) {
            return Ok(());
        }
        let unstored = room.snapshot.history.unstored(&manifest.chunks);
        let bytes = unstored.iter().map(|chunk| chunk.packed_bytes()).sum::<usize>() + manifest.packed.gzip.len();
        if !attempt.pays(bytes as u64) {
            room.snapshot.history.postpone(attempt, bytes as u64);
            return Ok(());
        }
        for slice in slices(&unstored) {
            let rows: Vec<NewChunk<'_>> = slice.iter().map(|chunk| row_of(chunk)).collect();
            rest(self.store.store_chunks(&rows)).await?;
        }
        let written = manifest.clone();
        let body = heavy(move || written.to_store()).await.map_err(|error| error.to_string()).flatten();
        let (seq, at, body) = (manifest.seq, manifest.at, &body.map_err(unreadable)?);
        let chunks: Vec<&str> = manifest.chunks.iter().map(|chunk| chunk.hash.as_str()).collect();
        rest(self.store.store_manifest(room.row, &NewManifest { seq, at, body, chunks: &chunks })).await?;
        let replaces = seq == room.snapshot.history.stored_seq();
        room.snapshot.history.set_stored(seq, &manifest.chunks);
        if replaces {
            self.sweep().await;
        }
        tracing::debug!(board.row = ?room.row, seq, chunks = chunks.len(), "a manifest is kept");
        Ok(())
    }

    async fn trim(&self, room: &Arc<Room>) -> Result<(), StoreError> {
        let before = room.snapshot.history.first();
        let mut outcome = Ok(());
        loop {
            match rest(self.store.trim(room.row, limits::HISTORY_BYTES)).await {
                Ok(Trimmed::Enough) => break,
                Ok(Trimmed::Some { first }) => room.snapshot.history.set_first(first),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        let first = room.snapshot.history.first();
        if first > before {
            let limit = limits::HISTORY_BYTES;
            tracing::info!(board.row = ?room.row, first, limit, "the oldest history of a board is gone; the board is whole");
        }
        outcome
    }
}

fn row_of(chunk: &Chunk) -> NewChunk<'_> {
    let Chunk { hash, visible, timing, .. } = chunk;
    NewChunk { hash, zstd: &visible.zstd, gzip: &visible.gzip, timing }
}

/// Splits chunks into slices of at most [`SLICE_BYTES`], with at least one each.
fn slices(chunks: &[Arc<Chunk>]) -> Vec<Vec<Arc<Chunk>>> {
    let mut slices: Vec<Vec<Arc<Chunk>>> = Vec::new();
    let mut bytes = 0;
    for chunk in chunks {
        bytes += chunk.packed_bytes();
        match slices.last_mut() {
            Some(slice) if bytes <= SLICE_BYTES => slice.push(chunk.clone()),
            _ => {
                bytes = chunk.packed_bytes();
                slices.push(vec![chunk.clone()]);
            }
        }
    }
    slices
}

/// Runs work on the disk, then pauses for as long, at least 2 ms.
async fn rest<T>(work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let done = work.await;
    tokio::time::sleep(begun.elapsed().max(Duration::from_millis(2))).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Board, LoggedEdit};
    use crate::hub::snapshot_cache::packing::{Packed, gzip_fast};
    use crate::hub::{BoardKey, HistoricalBoard, Hub, read_manifest};
    use crate::store::{Batch, StoredChunk};

    const ADD: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{"w":5,"h":5},"style":{"ink":"red","size":64}}}]}"#;

    // [S7] A transaction with chunks is small for any board.
    #[test]
    fn chunks_are_written_in_slices() {
        let mut board = Board::default();
        board.advance(&serde_json::from_str::<LoggedEdit>(ADD).unwrap());
        let shapes: Vec<_> = board.shapes().cloned().collect();
        let chunk = |bytes: usize| {
            let mut chunk = Chunk::build(&shapes).unwrap();
            chunk.visible.zstd = vec![0; bytes - chunk.visible.gzip.len() - chunk.timing.len()].into();
            Arc::new(chunk)
        };
        let chunks: Vec<_> =
            [1_000, SLICE_BYTES - 1_000, 500, SLICE_BYTES * 2, 500, 500].into_iter().map(chunk).collect();
        let sizes: Vec<usize> = slices(&chunks).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1, 1, 2]);
    }

    // [S5] An unused board is evicted after its manifest was stored.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_manifest_is_stored_before_an_eviction() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let row = store.board("demo").await.unwrap().row;
        let edit: LoggedEdit = serde_json::from_str(ADD).unwrap();
        let ops = serde_json::to_string(&edit.ops).unwrap();
        let batch = Batch { first: 1, edits: vec![(edit, ops.into())], ..Batch::default() };
        let stepped = store.step(&[], &[row], |_| vec![Some(batch)]).await.unwrap();
        assert!(stepped.boards.iter().all(Result::is_ok));

        let hub = Hub::with_memory(store, BoardMemory::new(0, usize::MAX));
        hub.room(&BoardKey::demo()).await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while hub.has_room(&BoardKey::demo()) {
            assert!(Instant::now() < deadline, "the board stays");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        hub.close().await;
        let store = Store::inspect(folder.path()).await.unwrap();
        assert_eq!(store.manifests(row, 9).await.unwrap(), [1]);
    }

    /// The chunk of form 2 of a vector: its hash and parts.
    fn chunk_of_form_2() -> (String, [Vec<u8>; 2]) {
        use sha2::{Digest, Sha256};
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/chunks/form_2");
        let parts = ["kinds.face", "kinds.timing"].map(|name| std::fs::read(folder.join(name)).unwrap());
        (base16ct::lower::encode_string(&Sha256::digest(parts.concat())), parts)
    }

    // [S5] [T1] A board with chunks of form 2 that nobody draws on is stored once in the present form when it is evicted, and in
    // place of its manifest. Later openings need not encode anything, and the old chunks are gone.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_board_of_form_2_is_stored_anew_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let row = store.board("demo").await.unwrap().row;
        let edit: LoggedEdit = serde_json::from_str(ADD).unwrap();
        let ops = serde_json::to_string(&edit.ops).unwrap();
        let batch = Batch { first: 1, edits: vec![(edit, ops.into())], ..Batch::default() };
        let stepped = store.step(&[], &[row], |_| vec![Some(batch)]).await.unwrap();
        assert!(stepped.boards.iter().all(Result::is_ok));
        let (hash, [visible, timing]) = chunk_of_form_2();
        let (packed, packed_timing) = (Packed::fast(&visible), Packed::fast(&timing));
        let (zstd, gzip, timing) = (&*packed.zstd, &*packed.gzip, &*packed_timing.zstd);
        store.store_chunks(&[NewChunk { hash: &hash, zstd, gzip, timing }]).await.unwrap();
        let body = format!(
            r#"{{"v":2,"seq":1,"at":1,"name":"","pages":[{{"page":1,"paper":"squares"}}],"chunks":[{{"hash":"{hash}","count":1,"box":[0,0,0,0],"page":1}}],"delta":{{"shapes":[],"removed":[]}}}}"#
        );
        let body = &gzip_fast(body.as_bytes());
        store.store_manifest(row, &NewManifest { seq: 1, at: 1, body, chunks: &[&hash] }).await.unwrap();
        let old = store.chunk(&hash).await.unwrap().expect("it is stored");
        let shapes = Chunk::read(&hash, old).unwrap().1;

        let hub = Hub::with_memory(store, BoardMemory::new(0, usize::MAX));
        let room = hub.room(&BoardKey::demo()).await.unwrap();
        assert_eq!(room.lock().core.board.shapes().count(), shapes.len());
        assert!(room.snapshot.history.is_unsaved(1));
        drop(room);
        let deadline = Instant::now() + Duration::from_secs(30);
        while hub.has_room(&BoardKey::demo()) {
            assert!(Instant::now() < deadline, "the board stays");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let room = hub.room(&BoardKey::demo()).await.unwrap();
        assert!(!room.snapshot.history.is_unsaved(1), "it is of the present form");
        assert_eq!(room.lock().core.board.shapes().count(), shapes.len());
        drop(room);
        hub.close().await;
        let store = Store::inspect(folder.path()).await.unwrap();
        assert_eq!(store.manifests(row, 9).await.unwrap(), [1]);
        assert!(store.chunk(&hash).await.unwrap().is_none(), "nothing needs it");
        let HistoricalBoard { chunks, outdated, changed, .. } = read_manifest(&store, row, 1).await.unwrap();
        let stored = chunks.iter().map(|chunk| chunk.ids.len()).sum::<usize>() + changed.len();
        assert_eq!((stored, outdated.len()), (shapes.len(), 0));
    }

    // [B9] [S5] A stored chunk is read with the writers of its shapes, and only under its own hash.
    #[test]
    fn a_stored_chunk_is_read_unchanged() {
        let mut board = Board::default();
        board.advance(&serde_json::from_str::<LoggedEdit>(ADD).unwrap());
        let moved = r#"{"author":2,"tag":"00000000000000bb","n":1,"at":2,"ops":[{"op":"set","id":"00000000000000aa.1","pos":[9,9,0]}]}"#;
        board.advance(&serde_json::from_str::<LoggedEdit>(moved).unwrap());
        let shapes: Vec<_> = board.shapes().cloned().collect();
        let chunk = Chunk::build(&shapes).unwrap();
        assert_eq!(shapes[0].writers.len(), 1);
        let stored = || {
            let NewChunk { zstd, gzip, timing, .. } = row_of(&chunk);
            StoredChunk::Columns { zstd: zstd.to_vec(), gzip: gzip.to_vec(), timing: timing.to_vec() }
        };
        let (again, read) = Chunk::read(&chunk.hash, stored()).unwrap();
        assert_eq!((read, again.map(|again| again.hash)), (shapes, Some(chunk.hash.clone())));
        let other = "0".repeat(64);
        assert!(Chunk::read(&other, stored()).is_err_and(|why| why.contains("its name")));
    }
}
