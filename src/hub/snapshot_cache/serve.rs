//! What joiners and replicas ask a room for beside the manifest: chunks, and the hash of the board (SPEC A3, A4).

use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::board::canonical;
use crate::hub::heavy::{heavy, read_past};
use crate::hub::room::Room;
use crate::hub::snapshot_cache::cache::BoardHash;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::store::{StoreError, StoredChunk};

/// One hash at a time in this process: the canonical form of a full board has some hundred megabytes.
static HASHING: Semaphore = Semaphore::const_new(1);

impl Room {
    /// The chunk of that name: of the board as it is, or of any stored manifest, for those who joined long ago and
    /// now want its timing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn chunk(&self, hash: &str) -> Result<Option<Arc<Chunk>>, StoreError> {
        let present = self.snapshot.chunk(hash);
        if present.is_some() {
            return Ok(present);
        }
        let (store, row, name) = (self.store.clone(), self.row, hash.to_owned());
        let read = async move {
            let stored = store.chunk_of(row, &name).await?;
            let Some(stored @ StoredChunk::Columns { .. }) = stored else { return Ok(None) };
            Ok::<_, StoreError>(Some(Chunk::read(&name, stored)))
        };
        let read = read_past(read).await.map_err(|error| StoreError::Together(error.to_string()))??;
        let unreadable = |why: String| {
            let seq = self.snapshot.history.kept();
            StoreError::History { seq, why: format!("chunk {hash}: {why}") }
        };
        read.transpose().map(|read| read.map(|(chunk, _)| Arc::new(chunk))).map_err(unreadable)
    }

    /// Seq and SHA-256 of the canonical form in hex (SPEC A4, D11). Takes long for a large board, so it is computed once
    /// at a time, for all who ask. `None` when it failed.
    pub async fn hash(self: &Arc<Self>) -> Option<BoardHash> {
        let head = self.head();
        let mut hash = self.snapshot.hash(head);
        // The order may be lost meanwhile, and the board shorter.
        while hash.as_ref().is_none_or(|(seq, _)| *seq < head.min(self.head())) {
            // One that was begun before the request may be of an earlier board.
            hash = Some(self.snapshot.hashes.join(|| compute_hash(self.clone())).await.flatten()?);
        }
        hash
    }
}

async fn compute_hash(room: Arc<Room>) -> Option<BoardHash> {
    let _turn = HASHING.acquire().await.expect("the semaphore is never closed");
    let hashed = heavy(move || {
        let (board, epoch) = {
            let state = room.lock();
            (state.core.board.clone(), room.snapshot.epoch())
        };
        let hash = Sha256::digest(canonical(&board)).iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = (board.head(), hash);
        room.snapshot.keep_hash(epoch, hash.clone());
        hash
    });
    hashed.await.inspect_err(|error| tracing::error!(%error, "a hash was not computed")).ok()
}
