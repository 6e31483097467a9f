//! Finds what an old edit removed, by replaying from the nearest kept manifest up to it (SPEC O5, S5).
//!
//! A lookup holds a whole board as it was and may take a while. So a few run at a time, each counts in the memory for boards,
//! and its work is charged to who asked. Its task belongs to no request, and its end is bounded.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::board::{Board, ClientOp, Op, Removal, Tag, Touched, limits};
use crate::hub::core::Waiting;
use crate::hub::heavy::heavy;
use crate::hub::log_reader::read_log;
use crate::hub::memory::{BoardMemory, Share};
use crate::hub::room::{Room, board_memory};
use crate::hub::rooms::{LoadError, Rooms};
use crate::hub::snapshot_cache::historical_board::past;
use crate::hub::snapshot_cache::persisted::KEEP_EDITS;
use crate::store::{BoardRow, Store, StoreError};

/// Lookups at the same time, of all rooms. Each has a slot of [`heavy`] and needs another one for a moment.
const LOOKUPS: usize = 2;
/// A lookup waits this long for its turn and for memory: its board's edits wait as long.
const PATIENCE: Duration = Duration::from_secs(10);
/// A lookup may take this long, so that one board that can hardly be read never keeps the others waiting.
const MAX: Duration = Duration::from_secs(20);
/// Bytes that are read in about the time in which a shape is visited.
const VISITED_BYTES: u64 = 64;

/// Lookups that run, and the memory that they take.
pub struct Recalls {
    turns: Arc<Semaphore>,
    memory: Arc<BoardMemory>,
    /// Whose boards make room.
    rooms: Weak<Rooms>,
    /// See [`PATIENCE`] and [`MAX`].
    pub(super) bounds: (Duration, Duration),
}

/// Why a lookup did not come to its end; it may later.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotNow {
    #[error("other boards are being looked through")]
    NoTurn,
    #[error("boards that people are on take all the memory")]
    NoMemory,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The right to look, and what it takes of the memory for boards.
pub(super) struct Turn {
    share: Share,
    _permit: OwnedSemaphorePermit,
}

/// Whether an edit removed something, and the shapes visited to find that out.
pub(super) struct Found {
    named: (Tag, u64),
    pub(super) removal: Option<Removal>,
    pub(super) work: u64,
}

impl Recalls {
    /// None runs.
    pub fn new(memory: Arc<BoardMemory>, rooms: Weak<Rooms>) -> Self {
        Self { turns: Arc::new(Semaphore::new(LOOKUPS)), memory, rooms, bounds: (PATIENCE, MAX) }
    }

    pub(super) async fn begin(&self) -> Result<Turn, NotNow> {
        let until = Instant::now() + self.bounds.0;
        let permit = timeout_at(until, self.turns.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| NotNow::NoTurn)?.map_err(|_| NotNow::NoTurn)?;
        let Some(rooms) = self.rooms.upgrade() else { return Err(NotNow::NoTurn) };
        match rooms.make_space(until).await {
            Ok(()) => Ok(Turn { share: Share::of(self.memory.clone()), _permit: permit }),
            Err(LoadError::NoMemory | LoadError::NotFound | LoadError::Unreadable(_) | LoadError::Leaving) => {
                Err(NotNow::NoMemory)
            }
        }
    }

    /// What the edits `named` of a room's board removed, on a thread of its own: a log of a thousand clears keeps it busy.
    pub(super) async fn look_up(&self, room: &Arc<Room>, named: Vec<(Tag, u64)>) -> Result<Vec<Found>, NotNow> {
        let turn = self.begin().await?;
        let (room, runtime, most) = (room.clone(), Handle::current(), self.bounds.1);
        let looked = heavy(move || {
            let from = (room.row, room.snapshot.history.first());
            let until = Instant::now() + most;
            let look = recall(&room.store, from, named, (&turn.share, until));
            let found = runtime.block_on(async { timeout_at(until, look).await });
            // The board that was looked at counts until here; what was found is the room's.
            drop(turn);
            found.unwrap_or_else(|_| {
                tracing::error!(board.row = ?room.row, "what an edit removed takes too long to be found; restoring it is refused");
                Ok(Vec::new())
            })
        });
        match looked.await {
            Ok(found) => Ok(found?),
            Err(lost) if lost.is_panic() => std::panic::resume_unwind(lost.into_panic()),
            Err(_) => Err(NotNow::NoTurn),
        }
    }
}

/// What the edits `named` removed, nothing of those that are not in the log, which begins at `first`, that
/// removed nothing, that can never be read back, or that are not looked at before `until`. The log is replayed once for all that
/// lie near each other.
///
/// # Errors
/// When the store cannot be read now.
pub(super) async fn recall(
    store: &Store,
    (row, first): (BoardRow, u64),
    named: Vec<(Tag, u64)>,
    (share, until): (&Share, Instant),
) -> Result<Vec<Found>, StoreError> {
    let mut wanted = BTreeMap::new();
    for (tag, n) in named {
        let Some(seq) = store.seq_of(row, tag, n).await? else { continue };
        if readable(row, seq, may_remove(store, row, seq).await)? == Some(true) {
            wanted.insert(seq, (tag, n));
        }
    }
    let mut all = Vec::new();
    let mut replayed: Option<Board> = None;
    let mut found_bytes = 0;
    for (seq, named) in wanted {
        if Instant::now() >= until {
            break;
        }
        let near = replayed.take().filter(|board| seq - board.head() <= KEEP_EDITS);
        let count = |board: &Board| share.set(board_memory(board) + found_bytes);
        let Some((board, found)) = readable(row, seq, replay(store, (row, first), (near, named, seq), count).await)?
        else {
            continue;
        };
        found_bytes += found.removal.as_ref().map_or(0, Removal::bytes);
        share.set(board_memory(&board) + found_bytes);
        all.push(found);
        replayed = Some(board);
    }
    Ok(all)
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

/// Shapes that applying an edit visits.
fn visits(ops: &[Op], board: &Board) -> u64 {
    let all = board.size().0 as u64;
    let of = |op: &Op| match op {
        Op::Clear { .. } => all,
        Op::Restore { shapes, .. } => shapes.len() as u64,
        Op::Split { pieces, .. } => pieces.len() as u64,
        Op::Add { .. } | Op::Set(_) | Op::Del { .. } | Op::Board { .. } | Op::Page { .. } => 1,
    };
    ops.iter().map(of).sum()
}

/// Brings the board `near`, or one read for it, up to edit `seq` and says what that one removed. `count` is told of the board
/// once it is in memory.
async fn replay(
    store: &Store,
    (row, first): (BoardRow, u64),
    (near, named, seq): (Option<Board>, (Tag, u64), u64),
    count: impl Fn(&Board),
) -> Result<(Board, Found), StoreError> {
    let mut found = Found { named, removal: None, work: 0 };
    let mut board = match near {
        Some(board) => board,
        None => {
            let board = past(store, row, (first, seq - 1)).await?.board;
            let (shapes, bytes) = board.size();
            found.work += shapes as u64 + bytes as u64 / VISITED_BYTES;
            board
        }
    };
    count(&board);
    read_log(store, row, (board.head(), seq), |at, edit, ops| {
        found.work += visits(&edit.ops, &board) + ops.len() as u64 / VISITED_BYTES;
        let Touched { removed, .. } = board.advance(&edit);
        count(&board);
        if at == seq && !removed.is_empty() {
            found.removal = Some(Removal { author: edit.author, shapes: removed });
        }
    })
    .await?;
    Ok((board, found))
}

/// The old edits that an edit in line asks for.
fn named_by(waiting: &Waiting) -> impl Iterator<Item = (Tag, u64)> {
    let own = waiting.submission.tag;
    let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
    ops.iter().filter_map(move |op| match op {
        ClientOp::Restore { n, tag } => Some((tag.unwrap_or(own), *n)),
        ClientOp::Add { .. }
        | ClientOp::Set { .. }
        | ClientOp::Del { .. }
        | ClientOp::Split { .. }
        | ClientOp::Clear { .. }
        | ClientOp::Board { .. }
        | ClientOp::Page { .. } => None,
    })
}

/// Finds what the edits `named` removed and gives a room's edits back to the flusher. When that cannot be found now, the pages
/// that asked keep their edits, as with a commit that fails (SPEC L6); the others' are ordered.
pub async fn find_removals(recalls: Arc<Recalls>, room: Arc<Room>, (waiting, named): (Vec<Waiting>, Vec<(Tag, u64)>)) {
    fail::fail_point!("removal-lookup");
    match recalls.look_up(&room, named.clone()).await {
        Ok(found) => {
            room.take_found(&waiting, found);
            room.removal_lookup.finish(waiting);
        }
        Err(error) => {
            tracing::warn!(board.row = ?room.row, %error, "cannot find now what an edit removed; its author keeps it");
            let asks = |waiting: &Waiting| named_by(waiting).any(|wanted| named.contains(&wanted));
            let asking: HashSet<Tag> =
                waiting.iter().filter(|waiting| asks(waiting)).map(|waiting| waiting.submission.tag).collect();
            let (void, others): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|waiting| asking.contains(&waiting.submission.tag));
            room.fail(&void);
            room.removal_lookup.finish(others);
        }
    }
    room.work.push(room.clone());
}

impl Room {
    /// Keeps removals at hand for the edits that asked for them, which pay for the work beyond what they paid before.
    fn take_found(&self, waiting: &[Waiting], found: Vec<Found>) {
        let mut state = self.lock();
        for Found { named, removal, work } in found {
            if let Some(asker) = waiting.iter().find(|waiting| named_by(waiting).any(|wanted| wanted == named)) {
                state.queue.lines.charge(asker, work.saturating_sub(limits::RECALL_WORK));
            }
            if let Some(removal) = removal {
                state.core.removals.insert(named, removal);
            }
        }
        self.weigh(&state);
    }

    /// Removals that edits in line ask for and that are not at hand (SPEC O5).
    pub(in crate::hub) fn unknown_removals(&self, waiting: &[Waiting]) -> Vec<(Tag, u64)> {
        let state = self.lock();
        waiting.iter().flat_map(named_by).filter(|named| state.core.removals.get(*named).is_none()).collect()
    }
}
