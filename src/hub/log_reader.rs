//! Reads a board's log from one edit up to another: the one way in which rooms, lookups and `doctor` go through it.

use crate::board::LoggedEdit;
use crate::store::{BoardRow, Store, StoreError};

/// Log read at a time.
const READ_BYTES: usize = 1024 * 1024;

/// Hands the edits after seq `after` up to `upto` to `take`, in their order: seq, edit, and its ops as JSON text.
///
/// # Errors
/// When the log cannot be read, has a gap, or ends before `upto`; what was handed over until then are edits of the log.
pub async fn read_log(
    store: &Store,
    row: BoardRow,
    (after, upto): (u64, u64),
    mut take: impl FnMut(u64, LoggedEdit, String),
) -> Result<(), StoreError> {
    let mut read = after;
    while read < upto {
        let rows = store.log(row, read, READ_BYTES).await?;
        if rows.is_empty() {
            return Err(StoreError::Behind { shown: upto, stored: read });
        }
        for (seq, edit, ops) in rows.into_iter().take_while(|(seq, _, _)| *seq <= upto) {
            read = seq;
            take(seq, edit, ops);
        }
    }
    Ok(())
}
