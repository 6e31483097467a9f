//! Brings a board into memory: its latest kept manifest, and the log after it (SPEC S5).

use super::chunks::Chunks;
use super::core::Core;
use super::history::History;
use super::past::{Past, past};
use super::room::{Loaded, State};
use super::tail::Tail;
use crate::protocol::LogEntry;
use crate::store::{Store, StoreError};

/// Log read at a time.
const READ_BYTES: usize = 1024 * 1024;
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
    let Past { mut board, chunks, changed } = past(store, row, (first, stored.head)).await?;
    let history = History::of_loaded(first, board.head(), &chunks);
    let mut chunks = Chunks::of_manifest(chunks, changed);
    let mut read = store.reach_back(row, board.head(), TAIL_BYTES).await?;
    let mut tail = Tail::new(read);
    while read < stored.head {
        let rows = store.log(row, read, READ_BYTES).await?;
        let Some((last, _, _)) = rows.last() else {
            return Err(StoreError::Behind { shown: stored.head, stored: read });
        };
        read = *last;
        for (seq, edit, ops) in &rows {
            if *seq > board.head() {
                chunks.touch(&board.advance(edit));
            }
            tail.push(LogEntry::new(edit, ops));
        }
    }
    let mut state = State::new(Core::new(board, stored.registry, tail), stored.names);
    state.chunks = chunks;
    Ok(Loaded { row, state, history })
}
