//! An earlier state of a board, read from the nearest stored manifest (SPEC S5). The log after it leads to later states.

use std::sync::Arc;

use crate::board::{Board, Canvas, Shape, ShapeId, StoredPage, StoredShape};
use crate::hub::heavy::heavy;
use crate::hub::snapshot_cache::chunk::{Chunk, ChunkCard};
use crate::hub::snapshot_cache::manifest::Body;
use crate::store::{BoardRow, Store, StoreError, StoredChunk, StoredManifest};

/// The board of a manifest.
#[derive(Default)]
pub struct HistoricalBoard {
    /// The board with the writers of registers, so that edits are judged as they were then.
    pub board: Board,
    /// The chunks of the manifest that have the present form.
    pub chunks: Vec<Arc<Chunk>>,
    /// The shapes of each chunk of an earlier version. They have to be encoded anew before anybody joins.
    pub outdated: Vec<Vec<Arc<Shape>>>,
    /// Shapes that differ from the chunks.
    pub changed: Vec<ShapeId>,
}

/// Reads the board at `upto` or some edits earlier, so that the log, which begins at `first`, leads to `upto`. An unreadable
/// manifest is skipped, because the log contains the same edits.
///
/// # Errors
/// When no readable manifest and log lead to `upto`.
pub async fn read_historical_board(
    store: &Store,
    row: BoardRow,
    first: u64,
    upto: u64,
) -> Result<HistoricalBoard, StoreError> {
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

/// Reads the board of exactly this manifest.
///
/// # Errors
/// When the manifest or one of its chunks cannot be read or does not match its name.
pub async fn read_manifest(store: &Store, row: BoardRow, seq: u64) -> Result<HistoricalBoard, StoreError> {
    let unreadable = |why: String| StoreError::History { seq, why };
    let StoredManifest { body, .. } = store.manifest(row, seq).await?;
    let body =
        heavy(move || Body::read(&body)).await.map_err(|error| unreadable(error.to_string()))?.map_err(unreadable)?;
    if body.seq != seq {
        return Err(unreadable(format!("it shows edit {}", body.seq)));
    }
    let mut stored = Vec::with_capacity(body.chunks.len());
    for ChunkCard { hash, .. } in &body.chunks {
        let chunk = store.chunk(hash.as_str()).await?;
        stored.push(chunk.ok_or_else(|| unreadable(format!("chunk {hash} is not there")))?);
    }
    heavy(move || build(body, stored)).await.map_err(|error| unreadable(error.to_string()))?.map_err(unreadable)
}

fn build(body: Body, bodies: Vec<StoredChunk>) -> Result<HistoricalBoard, String> {
    let mut board = Board::after(body.seq, body.at);
    board.set_name(&body.name);
    body.pages.into_iter().for_each(|StoredPage(page)| board.put_page(page));
    let mut chunks = Vec::with_capacity(bodies.len());
    let mut outdated = Vec::new();
    for (ChunkCard { hash, .. }, stored) in body.chunks.iter().zip(bodies) {
        let (chunk, shapes) = Chunk::read(hash, stored).map_err(|why| format!("chunk {hash}: {why}"))?;
        shapes.iter().for_each(|shape| board.put(shape.clone()));
        match chunk {
            Some(chunk) => chunks.push(Arc::new(chunk)),
            None => outdated.push(shapes),
        }
    }
    let mut changed = body.delta.removed;
    for id in &changed {
        board.remove(id);
    }
    for StoredShape(shape) in body.delta.shapes {
        changed.push(shape.id);
        board.put(shape);
    }
    Ok(HistoricalBoard { board, chunks, outdated, changed })
}
