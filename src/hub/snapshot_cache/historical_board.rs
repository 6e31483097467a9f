//! A board as it was, read from the nearest kept manifest (SPEC S5). The log after it leads on from there.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;

use crate::board::{Board, Canvas, Paper, ShapeId, StoredShape, limits};
use crate::hub::snapshot_cache::chunk::{Chunk, JSON_VERSION, VERSION};
use crate::hub::snapshot_cache::packing::unpack_gzip;
use crate::store::{BoardRow, KeptManifest, Store, StoreError, StoredChunk};

/// JSON of a manifest: what changed may be nearly all of a board.
const MOST_BYTES: usize = 4 * limits::BOARD_BYTES;

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

#[derive(Deserialize)]
struct Page {
    page: u16,
    paper: Paper,
}

#[derive(Deserialize)]
struct ChunkName {
    hash: String,
}

#[derive(Deserialize)]
struct Delta {
    shapes: Vec<StoredShape>,
    removed: Vec<ShapeId>,
}

/// A manifest as it is stored: what joiners got when it was made (SPEC A2).
#[derive(Deserialize)]
struct Form {
    v: u8,
    seq: u64,
    at: u64,
    name: String,
    pages: Vec<Page>,
    chunks: Vec<ChunkName>,
    delta: Delta,
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
    let KeptManifest { body, .. } = store.manifest(row, seq).await?;
    let form = parse(&body).map_err(useless)?;
    if form.seq != seq {
        return Err(useless(format!("it shows edit {}", form.seq)));
    }
    let mut bodies = Vec::with_capacity(form.chunks.len());
    for ChunkName { hash } in &form.chunks {
        let body = store.chunk(hash).await?;
        bodies.push(body.ok_or_else(|| useless(format!("chunk {hash} is not there")))?);
    }
    let built = tokio::task::spawn_blocking(move || build(form, bodies)).await;
    built.map_err(|error| useless(error.to_string()))?.map_err(useless)
}

fn parse(body: &[u8]) -> Result<Form, String> {
    let form: Form = serde_json::from_slice(&unpack_gzip(body, MOST_BYTES)?).map_err(|error| error.to_string())?;
    if form.v == VERSION || form.v == JSON_VERSION {
        Ok(form)
    } else {
        Err(format!("it has the form {}, this lavagna reads {VERSION}", form.v))
    }
}

fn build(form: Form, bodies: Vec<StoredChunk>) -> Result<HistoricalBoard, String> {
    let mut board = Board::after(form.seq, form.at);
    board.set_name(&form.name);
    form.pages.iter().for_each(|page| board.set_paper(page.page, page.paper));
    let mut chunks = Vec::with_capacity(bodies.len());
    let mut stored = HashSet::new();
    for (ChunkName { hash }, body) in form.chunks.iter().zip(bodies) {
        let (chunk, shapes) = Chunk::read(hash, body).map_err(|why| format!("chunk {hash}: {why}"))?;
        shapes.into_iter().for_each(|shape| board.put(shape));
        if chunk.hash == *hash {
            stored.insert(chunk.hash.clone());
        }
        chunks.push(Arc::new(chunk));
    }
    let mut changed = form.delta.removed;
    for id in &changed {
        board.remove(id);
    }
    for StoredShape(shape) in form.delta.shapes {
        changed.push(shape.id);
        board.put(shape);
    }
    Ok(HistoricalBoard { board, chunks, stored, changed })
}
