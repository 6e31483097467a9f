//! Reads a board from the store: its latest manifest, and the log after it (SPEC S5).

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use crate::board::{LoggedEdit, Shape};
use crate::hub::core::Core;
use crate::hub::fanout::log_tail::LogTail;
use crate::hub::heavy::heavy;
use crate::hub::room::{Loaded, State};
use crate::hub::snapshot_cache::cache::SnapshotCache;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::chunks::Chunks;
use crate::hub::snapshot_cache::historical_board::{HistoricalBoard, read_historical_board};
use crate::hub::snapshot_cache::persisted::History;
use crate::protocol::LogEntry;
use crate::store::{BoardRow, Store, StoreError};

/// Log before the manifest that is read too, so that a client that was briefly disconnected can resume from it (SPEC C6).
const TAIL_BYTES: usize = 1024 * 1024;
/// Chunks of one board that are encoded anew at the same time.
const ENCODERS: usize = 4;
/// Bytes of log in one read.
const READ_BYTES: usize = 1024 * 1024;

/// Reads the board with this id.
///
/// # Errors
/// `NotFound`, or when it cannot be read completely. An unreadable board is never taken for an empty one.
pub async fn load(store: &Store, key: &str) -> Result<Loaded, StoreError> {
    let stored = store.board(key).await?;
    let (row, first) = (stored.row, stored.first);
    let HistoricalBoard { mut board, mut chunks, outdated, changed } =
        read_historical_board(store, row, first, stored.head).await?;
    let names = chunks.iter().map(|chunk| chunk.hash.clone()).collect();
    let history = History::of_loaded(first, board.head(), names).outdated(!outdated.is_empty());
    chunks.extend(encode_anew(outdated, board.head()).await?);
    let mut chunks = Chunks::of_manifest(chunks, changed);
    let mut tail = tail_up_to(store, row, board.head()).await;
    let range = LogRange { row, after: board.head(), upto: stored.head };
    read_log(store, range, |_, edit, ops| {
        chunks.touch(&board.advance(&edit));
        tail.push(LogEntry::new(&edit, &ops));
    })
    .await?;
    let state = State::new(Core::new(board, stored.registry, tail), stored.names);
    Ok(Loaded { row, state, lesson: stored.lesson, snapshot: SnapshotCache::new(chunks, history) })
}

/// Encodes and compresses the shapes of chunks of an earlier version, several at a time: of a large board it takes more than a
/// second of one core.
async fn encode_anew(outdated: Vec<Vec<Arc<Shape>>>, seq: u64) -> Result<Vec<Arc<Chunk>>, StoreError> {
    let encode = |shapes: Vec<Arc<Shape>>| heavy(move || Chunk::build(&shapes).map(Arc::new));
    let mut encoding = stream::iter(outdated).map(encode).buffered(ENCODERS);
    let mut chunks = Vec::new();
    while let Some(chunk) = encoding.next().await {
        chunks.extend(chunk.map_err(|error| StoreError::History { seq, why: error.to_string() })?);
    }
    Ok(chunks)
}

/// The latest log up to edit `head`. The board does not need it, so an unreadable part only shortens it.
async fn tail_up_to(store: &Store, row: BoardRow, head: u64) -> LogTail {
    let read = async {
        let mut tail = LogTail::new(store.reach_back(row, head, TAIL_BYTES).await?);
        let range = LogRange { row, after: tail.next() - 1, upto: head };
        read_log(store, range, |_, edit, ops| tail.push(LogEntry::new(&edit, &ops))).await?;
        Ok::<LogTail, StoreError>(tail)
    };
    read.await.unwrap_or_else(|error| {
        tracing::error!(%error, "the log before a manifest cannot be read; the board can");
        LogTail::new(head)
    })
}

/// A part of a board's log.
#[derive(Clone, Copy, Debug)]
pub struct LogRange {
    /// The board.
    pub row: BoardRow,
    /// Seq before its first edit.
    pub after: u64,
    /// Seq of its last edit.
    pub upto: u64,
}

/// Passes the edits of `range` to `visit` in order: seq, edit, and its ops as JSON text.
///
/// # Errors
/// When the log cannot be read, has a gap, or ends before the range does. Edits visited before the error are valid.
pub async fn read_log(
    store: &Store,
    LogRange { row, after, upto }: LogRange,
    mut visit: impl FnMut(u64, LoggedEdit, String),
) -> Result<(), StoreError> {
    let mut read = after;
    while read < upto {
        let rows = store.log(row, read, READ_BYTES).await?;
        if rows.is_empty() {
            return Err(StoreError::Behind { shown: upto, stored: read });
        }
        for (seq, edit, ops) in rows.into_iter().take_while(|(seq, _, _)| *seq <= upto) {
            read = seq;
            visit(seq, edit, ops);
        }
    }
    Ok(())
}
