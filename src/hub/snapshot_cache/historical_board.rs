//! A board as it was, read from the nearest kept manifest (SPEC S5). The log after it leads on from there.

use std::collections::HashSet;
use std::sync::Arc;

use crate::board::{Board, Canvas, ShapeId, StoredShape};
use crate::hub::heavy::heavy;
use crate::hub::snapshot_cache::chunk::{Chunk, ChunkCard};
use crate::hub::snapshot_cache::manifest::Body;
use crate::store::{BoardRow, Store, StoreError, StoredChunk, StoredManifest};

/// A board as a manifest has it.
#[derive(Default)]
pub struct HistoricalBoard {
    /// With its writers, so that edits are judged on it as they were on the board itself.
    pub board: Board,
    /// The chunks of the manifest.
    pub chunks: Vec<Arc<Chunk>>,
    /// Names of those that are stored as they are; what an earlier version stored has become another chunk.
    pub stored: HashSet<String>,
    /// Shapes that are not as a chunk has them.
    pub changed: Vec<ShapeId>,
}

/// The board after edit `upto` or some edits earlier, if the log from `first` on leads from there to
/// `upto`. A manifest that cannot be read is passed over, because the log says the same.
///
/// # Errors
/// When nothing that can be read leads to `upto`.
pub async fn past(store: &Store, row: BoardRow, (first, upto): (u64, u64)) -> Result<HistoricalBoard, StoreError> {
    let mut failure = None;
    for seq in store.manifests(row, upto).await?.into_iter().take_while(|seq| seq + 1 >= first) {
        match read_manifest(store, row, seq).await {
            Ok(past) => return Ok(past),
            Err(error) => {
                tracing::error!(%error, "an earlier manifest and a longer log are read instead");
                failure = Some(error);
            }
        }
    }
    match failure {
        _ if first == 1 => Ok(HistoricalBoard::default()),
        Some(error) => Err(error),
        None => Err(StoreError::Gap { after: 0, found: first }),
    }
}

/// The board as exactly this manifest has it.
///
/// # Errors
/// When it, or one of its chunks, cannot be read or is not what its name says.
pub async fn read_manifest(store: &Store, row: BoardRow, seq: u64) -> Result<HistoricalBoard, StoreError> {
    let useless = |why: String| StoreError::History { seq, why };
    let StoredManifest { body, .. } = store.manifest(row, seq).await?;
    let body = heavy(move || Body::read(&body)).await.map_err(|error| useless(error.to_string()))?.map_err(useless)?;
    if body.seq != seq {
        return Err(useless(format!("it shows edit {}", body.seq)));
    }
    let mut stored = Vec::with_capacity(body.chunks.len());
    for ChunkCard { hash, .. } in &body.chunks {
        let chunk = store.chunk(hash.as_str()).await?;
        stored.push(chunk.ok_or_else(|| useless(format!("chunk {hash} is not there")))?);
    }
    heavy(move || build(body, stored)).await.map_err(|error| useless(error.to_string()))?.map_err(useless)
}

fn build(body: Body, bodies: Vec<StoredChunk>) -> Result<HistoricalBoard, String> {
    let mut board = Board::after(body.seq, body.at);
    board.set_name(&body.name);
    body.pages.iter().for_each(|page| board.set_paper(page.page, page.paper));
    let mut chunks = Vec::with_capacity(bodies.len());
    let mut stored = HashSet::new();
    for (ChunkCard { hash, .. }, stored_chunk) in body.chunks.iter().zip(bodies) {
        let (chunk, shapes) = Chunk::read(hash, stored_chunk).map_err(|why| format!("chunk {hash}: {why}"))?;
        shapes.into_iter().for_each(|shape| board.put(shape));
        if chunk.hash == *hash {
            stored.insert(chunk.hash.clone());
        }
        chunks.push(Arc::new(chunk));
    }
    let mut changed = body.delta.removed;
    for id in &changed {
        board.remove(id);
    }
    for StoredShape(shape) in body.delta.shapes {
        changed.push(shape.id);
        board.put(shape);
    }
    Ok(HistoricalBoard { board, chunks, stored, changed })
}
