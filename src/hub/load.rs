//! Brings a board into memory: its latest kept manifest, and the log after it (SPEC S5).

use crate::hub::core::Core;
use crate::hub::fanout::log_tail::LogTail;
use crate::hub::log_reader::read_log;
use crate::hub::room::{Loaded, State};
use crate::hub::snapshot_cache::cache::SnapshotCache;
use crate::hub::snapshot_cache::chunks::Chunks;
use crate::hub::snapshot_cache::historical_board::{HistoricalBoard, past};
use crate::hub::snapshot_cache::persisted::History;
use crate::protocol::LogEntry;
use crate::store::{BoardRow, Store, StoreError};

/// Log before the manifest that is read too, so that whoever was away for a short while gets what came
/// since and need not start anew (SPEC C6).
const TAIL_BYTES: usize = 1024 * 1024;

/// Reads the board with this id.
///
/// # Errors
/// `NotFound`, or when it cannot be read whole; it is never taken for an empty one.
pub async fn load(store: &Store, key: &str) -> Result<Loaded, StoreError> {
    let stored = store.board(key).await?;
    let (row, first) = (stored.row, stored.first);
    let HistoricalBoard { mut board, chunks, stored: names, changed } = past(store, row, (first, stored.head)).await?;
    let history = History::of_loaded(first, board.head(), names);
    let mut chunks = Chunks::of_manifest(chunks, changed);
    let mut tail = tail_up_to(store, row, board.head()).await;
    read_log(store, row, (board.head(), stored.head), |_, edit, ops| {
        chunks.touch(&board.advance(&edit));
        tail.push(LogEntry::new(&edit, &ops));
    })
    .await?;
    let state = State::new(Core::new(board, stored.registry, tail), stored.names);
    Ok(Loaded { row, state, snapshot: SnapshotCache::new(chunks, history) })
}

/// The latest log up to edit `head`, as far back as it can be read: the board does not need it.
async fn tail_up_to(store: &Store, row: BoardRow, head: u64) -> LogTail {
    let read = async {
        let mut tail = LogTail::new(store.reach_back(row, head, TAIL_BYTES).await?);
        read_log(store, row, (tail.next() - 1, head), |_, edit, ops| tail.push(LogEntry::new(&edit, &ops))).await?;
        Ok::<LogTail, StoreError>(tail)
    };
    read.await.unwrap_or_else(|error| {
        tracing::error!(%error, "the log before a manifest cannot be read; the board can");
        LogTail::new(head)
    })
}
