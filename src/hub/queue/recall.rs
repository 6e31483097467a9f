//! Finds what an old edit removed, by replaying from the nearest kept manifest up to it (SPEC O5, S5).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Board, ClientOp, Op, Removal, Tag, Touched};
use crate::hub::core::Waiting;
use crate::hub::log_reader::read_log;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::historical_board::past;
use crate::hub::snapshot_cache::persisted::KEEP_EDITS;
use crate::store::{BoardRow, Store, StoreError};

/// What the edits `named` removed; nothing of those that are not in the log, which begins at `first`, that
/// removed nothing, or that can never be read back. The log is replayed once for all that lie near each other.
///
/// # Errors
/// When the store cannot be read now.
async fn recall(
    store: &Store,
    (row, first): (BoardRow, u64),
    named: Vec<(Tag, u64)>,
) -> Result<Vec<((Tag, u64), Removal)>, StoreError> {
    let mut wanted = BTreeMap::new();
    for (tag, n) in named {
        let Some(seq) = store.seq_of(row, tag, n).await? else { continue };
        if readable(row, seq, may_remove(store, row, seq).await)? == Some(true) {
            wanted.insert(seq, (tag, n));
        }
    }
    let mut found = Vec::new();
    let mut replayed: Option<Board> = None;
    for (seq, named) in wanted {
        let near = replayed.take().filter(|board| seq - board.head() <= KEEP_EDITS);
        let Some((board, removal)) = readable(row, seq, replay(store, (row, first), near, seq).await)? else {
            continue;
        };
        found.extend(removal.map(|removal| (named, removal)));
        replayed = Some(board);
    }
    Ok(found)
}

/// What was read of edit `seq`; nothing, with a line in the log, when that can never be read: rows are damaged or gone.
///
/// # Errors
/// What may be over later.
fn readable<T>(row: BoardRow, seq: u64, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.is_of_one_board() => {
            tracing::error!(board.row = ?row, seq, %error, "what an edit removed can never be read; restoring it is refused");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether edit `seq` has an op that removes; most have none, and need no replay.
async fn may_remove(store: &Store, row: BoardRow, seq: u64) -> Result<bool, StoreError> {
    let rows = store.log(row, seq - 1, 0).await?;
    Ok(rows.first().is_some_and(|(_, edit, _)| {
        edit.ops.iter().any(|op| matches!(op, Op::Del { .. } | Op::Split { .. } | Op::Clear { .. }))
    }))
}

/// Brings the board `near`, or one read for it, up to edit `seq` and says what that one removed.
async fn replay(
    store: &Store,
    (row, first): (BoardRow, u64),
    near: Option<Board>,
    seq: u64,
) -> Result<(Board, Option<Removal>), StoreError> {
    let mut board = match near {
        Some(board) => board,
        None => past(store, row, (first, seq - 1)).await?.board,
    };
    let mut removal = None;
    read_log(store, row, (board.head(), seq), |at, edit, _| {
        let Touched { removed, .. } = board.advance(&edit);
        if at == seq && !removed.is_empty() {
            removal = Some(Removal { author: edit.author, shapes: removed });
        }
    })
    .await?;
    Ok((board, removal))
}

/// Finds what the edits `named` removed and gives a room's edits back to the flusher. When the store cannot
/// be read their authors keep them, as with a commit that fails (SPEC L6).
pub async fn find_removals(room: Arc<Room>, (waiting, named): (Vec<Waiting>, Vec<(Tag, u64)>)) {
    fail::fail_point!("removal-lookup");
    match recall(&room.store, (room.row, room.snapshot.history.first()), named).await {
        Ok(found) => {
            let removals = &mut room.lock().core.removals;
            found.into_iter().for_each(|(named, removal)| removals.insert(named, removal));
        }
        Err(error) => {
            tracing::error!(%error, "cannot read now what an edit removed; authors keep their edits");
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
