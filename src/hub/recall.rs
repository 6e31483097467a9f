//! Finds what an old edit removed, by replaying from the nearest kept manifest up to it (SPEC O5, S5).

use super::past::past;
use crate::board::{Removal, Tag};
use crate::store::{BoardRow, Store, StoreError};

/// Log read at a time.
const READ_BYTES: usize = 1024 * 1024;

/// What edit `named` removed; `None` when it is not in the log, which begins at `first`, or removed nothing.
///
/// # Errors
/// When the store cannot be read.
pub async fn recall(
    store: &Store,
    (row, first): (BoardRow, u64),
    named: (Tag, u64),
) -> Result<Option<Removal>, StoreError> {
    let Some(seq) = store.seq_of(row, named.0, named.1).await? else { return Ok(None) };
    let mut board = past(store, row, (first, seq - 1)).await?.board;
    loop {
        let rows = store.log(row, board.head(), READ_BYTES).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        for (_, edit, _) in rows {
            let touched = board.advance(&edit);
            if board.head() == seq {
                let removal = Removal { author: edit.author, shapes: touched.removed };
                return Ok((!removal.shapes.is_empty()).then_some(removal));
            }
        }
    }
}
