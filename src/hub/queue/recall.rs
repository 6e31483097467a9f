//! Finds what an old edit removed, by replaying from the nearest kept manifest up to it (SPEC O5, S5).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Board, ClientOp, Op, Removal, Tag};
use crate::hub::core::Waiting;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::historical_board::past;
use crate::hub::snapshot_cache::persisted::KEEP_EDITS;
use crate::store::{BoardRow, Store, StoreError};

/// Log read at a time.
const READ_BYTES: usize = 1024 * 1024;

/// What the edits `named` removed; nothing of those that are not in the log, which begins at `first`, or
/// removed nothing. The log is replayed once for all that lie near each other.
///
/// # Errors
/// When the store cannot be read.
async fn recall(
    store: &Store,
    (row, first): (BoardRow, u64),
    named: Vec<(Tag, u64)>,
) -> Result<Vec<((Tag, u64), Removal)>, StoreError> {
    let mut wanted = BTreeMap::new();
    for (tag, n) in named {
        let Some(seq) = store.seq_of(row, tag, n).await? else { continue };
        if may_remove(store, row, seq).await? {
            wanted.insert(seq, (tag, n));
        }
    }
    let mut found = Vec::new();
    let mut replayed: Option<Board> = None;
    for (seq, named) in wanted {
        let mut board = match replayed.take().filter(|board| seq - board.head() <= KEEP_EDITS) {
            Some(board) => board,
            None => past(store, row, (first, seq - 1)).await?.board,
        };
        if let Some(removal) = replay(store, row, &mut board, seq).await? {
            found.push((named, removal));
        }
        replayed = Some(board);
    }
    Ok(found)
}

/// Whether edit `seq` has an op that removes; most have none, and need no replay.
async fn may_remove(store: &Store, row: BoardRow, seq: u64) -> Result<bool, StoreError> {
    let rows = store.log(row, seq - 1, 0).await?;
    Ok(rows.first().is_some_and(|(_, edit, _)| {
        edit.ops.iter().any(|op| matches!(op, Op::Del { .. } | Op::Split { .. } | Op::Clear { .. }))
    }))
}

/// Brings the board up to edit `seq` and says what that one removed.
async fn replay(store: &Store, row: BoardRow, board: &mut Board, seq: u64) -> Result<Option<Removal>, StoreError> {
    while board.head() < seq {
        let rows = store.log(row, board.head(), READ_BYTES).await?;
        if rows.is_empty() {
            return Err(StoreError::Behind { shown: seq, stored: board.head() });
        }
        for (_, edit, _) in rows {
            let touched = board.advance(&edit);
            if board.head() == seq {
                let removal = Removal { author: edit.author, shapes: touched.removed };
                return Ok((!removal.shapes.is_empty()).then_some(removal));
            }
        }
    }
    Ok(None)
}

/// Finds what the edits `named` removed and gives a room's edits back to the flusher. When the store cannot
/// be read their authors keep them, as with a commit that fails (SPEC L6).
pub async fn find_removals(room: Arc<Room>, (waiting, named): (Vec<Waiting>, Vec<(Tag, u64)>)) {
    fail::fail_point!("removal-lookup");
    match recall(&room.store, (room.row, room.history.first()), named).await {
        Ok(found) => {
            let removals = &mut room.lock().core.removals;
            found.into_iter().for_each(|(named, removal)| removals.insert(named, removal));
        }
        Err(error) => {
            tracing::error!(%error, "cannot read what an edit removed; its author keeps the edit that asks for it");
            room.fail(&waiting);
            room.held.answer(Vec::new());
            return room.work.push(room.clone());
        }
    }
    room.held.answer(waiting);
    room.work.push(room.clone());
}

impl Room {
    /// Removals that edits in line ask for and that are not at hand (SPEC O5).
    pub(in crate::hub) fn unknown_removals(&self, waiting: &[Waiting]) -> Vec<(Tag, u64)> {
        let named = waiting.iter().flat_map(|waiting| {
            let tag = waiting.submission.tag;
            let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
            ops.iter().filter_map(move |op| match op {
                ClientOp::Restore { n, tag: other } => Some((other.unwrap_or(tag), *n)),
                ClientOp::Add { .. }
                | ClientOp::Set { .. }
                | ClientOp::Del { .. }
                | ClientOp::Split { .. }
                | ClientOp::Clear { .. }
                | ClientOp::Board { .. }
                | ClientOp::Page { .. } => None,
            })
        });
        let state = self.lock();
        named.filter(|named| state.core.removals.get(*named).is_none()).collect()
    }
}
