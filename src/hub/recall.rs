//! Finds what an old edit removed, by replaying from the nearest kept manifest up to it (SPEC O5, S5).

use std::sync::Arc;

use super::core::Waiting;
use super::past::past;
use super::room::Room;
use crate::board::{ClientOp, Removal, Tag};
use crate::store::{BoardRow, Store, StoreError};

/// Log read at a time.
const READ_BYTES: usize = 1024 * 1024;

/// What edit `named` removed; `None` when it is not in the log, which begins at `first`, or removed nothing.
///
/// # Errors
/// When the store cannot be read.
async fn recall(
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

/// Finds what the edits `named` removed and gives a room's edits back to the flusher. When the store cannot
/// be read their authors keep them, as with a commit that fails (SPEC L6).
pub async fn find_removals(room: Arc<Room>, (waiting, named): (Vec<Waiting>, Vec<(Tag, u64)>)) {
    for named in named {
        match recall(&room.store, (room.row, room.history.first()), named).await {
            Ok(Some(removal)) => room.lock().core.removals.insert(named, removal),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "cannot read what an edit removed; its author keeps the edit that asks for it");
                room.fail(&waiting);
                room.held.answer(Vec::new());
                return room.work.push(room.clone());
            }
        }
    }
    room.held.answer(waiting);
    room.work.push(room.clone());
}

impl Room {
    /// Removals that edits in line ask for and that are not at hand (SPEC O5).
    pub(super) fn unknown_removals(&self, waiting: &[Waiting]) -> Vec<(Tag, u64)> {
        let named = waiting.iter().flat_map(|waiting| {
            let tag = waiting.submission.tag;
            let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
            ops.iter().filter_map(move |op| match op {
                ClientOp::Restore { n, tag: other } => Some((other.unwrap_or(tag), *n)),
                ClientOp::Add { .. }
                | ClientOp::Set { .. }
                | ClientOp::Del { .. }
                | ClientOp::Clear { .. }
                | ClientOp::Board { .. }
                | ClientOp::Page { .. } => None,
            })
        });
        let state = self.lock();
        named.filter(|named| state.core.removals.get(*named).is_none()).collect()
    }
}
