//! What joiners and replicas ask a room for: manifest, chunks, hash (SPEC A2 to A4).

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::board::canonical;
use crate::hub::fail_stop::{lock, supervise};
use crate::hub::room::{Room, State};
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::listing::Listing;
use crate::hub::snapshot_cache::manifest::Manifest;
use crate::store::{StoreError, StoredChunk};

/// Nobody draws when nothing was stored for so long.
const REST: Duration = Duration::from_millis(500);

impl Room {
    /// The manifest, at most 1 s or 1,000 edits old; first makes the chunks that are due. Everything that takes
    /// long is done without the room's lock.
    pub async fn manifest(self: &Arc<Self>) -> Manifest {
        let _one = self.snapshot.building.lock().await;
        let head = self.lock().core.board.head();
        if let Some(manifest) = self.snapshot.current().filter(|manifest| manifest.is_fresh(head)) {
            return manifest;
        }
        let room = self.clone();
        let made = tokio::task::spawn_blocking(move || {
            room.make_chunks();
            let listing = Listing::of(&room.lock());
            listing.finish()
        });
        let manifest = made.await.unwrap_or_else(|error| {
            // Without new chunks the delta is only larger.
            tracing::error!(%error, "chunks were not made");
            Listing::of(&self.lock()).finish()
        });
        self.snapshot.keep(manifest.clone());
        manifest
    }

    /// Has chunks made of what was drawn as soon as nobody draws any more: while somebody does they would be in the
    /// way of edits, and later a joiner would wait for them.
    pub(in crate::hub) fn want_chunks(self: &Arc<Self>, state: &mut State) {
        if !state.chunks_wait && state.chunks.is_due() {
            state.chunks_wait = true;
            supervise("chunk maker", make_chunks_at_rest(Arc::downgrade(self)));
        }
    }

    fn make_chunks(&self) {
        let plan = {
            let mut guard = self.lock();
            let State { chunks, core, .. } = &mut *guard;
            chunks.plan(&core.board)
        };
        let Some(plan) = plan else { return };
        let built = plan.build();
        let mut guard = self.lock();
        let State { chunks, core, .. } = &mut *guard;
        chunks.install(built, &core.board, Instant::now());
    }

    /// Whether asking for the manifest would give a state newer than `since` (SPEC C6).
    pub(in crate::hub) fn has_newer_manifest(&self, since: u64, head: u64) -> bool {
        match self.snapshot.current() {
            Some(manifest) if manifest.is_fresh(head) => manifest.seq > since,
            _ => head > since,
        }
    }

    /// The chunk of that name: of the board as it is, or of any kept manifest, for those who joined long ago and
    /// now want its timing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn chunk(&self, hash: &str) -> Result<Option<Arc<Chunk>>, StoreError> {
        let present = self.lock().chunks.find(hash);
        if present.is_some() {
            return Ok(present);
        }
        let Some(stored @ StoredChunk::Columns { .. }) = self.store.chunk_of(self.row, hash).await? else {
            return Ok(None);
        };
        let name = hash.to_owned();
        let read = tokio::task::spawn_blocking(move || Chunk::read(&name, stored)).await;
        match read.map_err(|error| error.to_string()).flatten() {
            Ok((chunk, _)) => Ok(Some(Arc::new(chunk))),
            Err(why) => Err(StoreError::History { seq: self.history.kept(), why: format!("chunk {hash}: {why}") }),
        }
    }

    /// Seq and SHA-256 of the canonical form in hex (SPEC A4, D11). Takes long for a large board.
    pub fn hash(&self) -> (u64, String) {
        let board = self.lock().core.board.clone();
        let mut known = lock(&self.snapshot.hash);
        if let Some((seq, hash)) = known.as_ref().filter(|(seq, _)| *seq == board.head()) {
            return (*seq, hash.clone());
        }
        let hash = Sha256::digest(canonical(&board)).iter().map(|byte| format!("{byte:02x}")).collect();
        known.insert((board.head(), hash)).clone()
    }
}

/// Ends when there is nothing to be made any more, or the room is gone.
async fn make_chunks_at_rest(room: Weak<Room>) {
    let mut last = 0;
    loop {
        tokio::time::sleep(REST).await;
        fail::fail_point!("chunk-maker");
        let Some(room) = room.upgrade() else { return };
        let head = {
            let mut state = room.lock();
            state.chunks_wait = state.chunks.is_due();
            if !state.chunks_wait {
                return;
            }
            state.core.board.head()
        };
        if head == last {
            room.manifest().await;
        }
        last = head;
    }
}
