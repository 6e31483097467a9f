//! Finds the shapes that an old edit removed, by replaying the log from the nearest stored manifest (SPEC O5, S5).
//!
//! A lookup holds a whole historical board and may take seconds. So two run at a time, each counts in the memory for boards,
//! and its work is charged to the sender. Its task belongs to no request, and its time is bounded.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::board::{Board, ClientOp, Op, Removal, Tag, Touched, limits};
use crate::hub::heavy::heavy;
use crate::hub::load::{LogRange, read_log};
use crate::hub::memory::{BoardMemory, Share};
use crate::hub::queue::queued_edit::QueuedEdit;
use crate::hub::room::{Room, board_memory};
use crate::hub::rooms::{LoadError, Rooms};
use crate::hub::snapshot_cache::historical_board::read_historical_board;
use crate::hub::snapshot_cache::persisted::MANIFEST_EDITS;
use crate::store::{BoardRow, Store, StoreError};

/// Lookups at the same time, of all rooms. Each has a slot of [`heavy`] and needs another one for a moment.
const LOOKUPS: usize = 2;
/// A lookup waits this long for its turn and for memory; its board's edits wait as long.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// A lookup takes at most this long, so that a board that is slow to read does not block the others.
const MAX_LOOKUP: Duration = Duration::from_secs(20);
/// Bytes that are read in about the time in which a shape is visited.
const VISITED_BYTES: u64 = 64;

/// The running lookups and their memory.
pub struct Recalls {
    turns: Arc<Semaphore>,
    memory: Arc<BoardMemory>,
    /// Evicts boards when a lookup needs memory.
    rooms: Weak<Rooms>,
    /// See [`MAX_WAIT`].
    pub(super) max_wait: Duration,
    /// See [`MAX_LOOKUP`].
    pub(super) max_lookup: Duration,
}

/// Why a lookup could not run now; a later one may succeed.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotNow {
    #[error("other boards are being looked through")]
    NoTurn,
    #[error("boards that people are on take all the memory")]
    NoMemory,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The permit of one lookup, and its share of the memory for boards.
pub(super) struct Turn {
    share: Share,
    _permit: OwnedSemaphorePermit,
}

/// The removal of one edit, if it removed something, and the shapes visited to find that out.
pub(super) struct Found {
    named: (Tag, u64),
    pub(super) removal: Option<Removal>,
    pub(super) work: u64,
}

impl Recalls {
    /// No lookup runs.
    pub fn new(memory: Arc<BoardMemory>, rooms: Weak<Rooms>) -> Self {
        let turns = Arc::new(Semaphore::new(LOOKUPS));
        Self { turns, memory, rooms, max_wait: MAX_WAIT, max_lookup: MAX_LOOKUP }
    }

    pub(super) async fn begin(&self) -> Result<Turn, NotNow> {
        let deadline = Instant::now() + self.max_wait;
        let permit = timeout_at(deadline, self.turns.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| NotNow::NoTurn)?.map_err(|_| NotNow::NoTurn)?;
        let Some(rooms) = self.rooms.upgrade() else { return Err(NotNow::NoTurn) };
        match rooms.free_memory(deadline).await {
            Ok(()) => Ok(Turn { share: Share::of(self.memory.clone()), _permit: permit }),
            Err(LoadError::NoMemory | LoadError::NotFound | LoadError::Unreadable(_) | LoadError::Leaving) => {
                Err(NotNow::NoMemory)
            }
        }
    }

    /// Finds what the edits `named` removed from a room's board, on a thread of its own: replaying a thousand clears keeps it
    /// busy.
    pub(super) async fn look_up(&self, room: &Arc<Room>, named: Vec<(Tag, u64)>) -> Result<Vec<Found>, NotNow> {
        let turn = self.begin().await?;
        let (room, runtime, max_lookup) = (room.clone(), Handle::current(), self.max_lookup);
        let lookup = heavy(move || {
            let deadline = Instant::now() + max_lookup;
            let (row, first) = (room.row, room.snapshot.history.first());
            let lookup = Lookup { store: &room.store, row, first, share: &turn.share, deadline };
            let found = runtime.block_on(async { timeout_at(deadline, lookup.find(named)).await });
            // The share of the historical board ends here; the room counts what was found.
            drop(turn);
            found.unwrap_or_else(|_| {
                tracing::error!(board.row = ?room.row, "what an edit removed takes too long to be found; restoring it is refused");
                Ok(Vec::new())
            })
        });
        match lookup.await {
            Ok(found) => Ok(found?),
            Err(lost) if lost.is_panic() => std::panic::resume_unwind(lost.into_panic()),
            Err(_) => Err(NotNow::NoTurn),
        }
    }
}

/// One lookup in the log of a board.
pub(super) struct Lookup<'a> {
    pub(super) store: &'a Store,
    pub(super) row: BoardRow,
    /// Seq of the first edit that the log still holds.
    pub(super) first: u64,
    /// Counts the historical board and the found removals.
    pub(super) share: &'a Share,
    pub(super) deadline: Instant,
}

impl Lookup<'_> {
    /// Finds the removals of the edits `named`. Leaves out edits that are unknown, that remove nothing, that can never be
    /// read again, or that the deadline does not allow for. Edits near each other share one replay.
    ///
    /// # Errors
    /// When the store cannot be read now.
    pub(super) async fn find(&self, named: Vec<(Tag, u64)>) -> Result<Vec<Found>, StoreError> {
        let mut wanted = BTreeMap::new();
        for (tag, n) in named {
            let Some(seq) = self.store.seq_of(self.row, tag, n).await? else { continue };
            if self.readable(seq, self.may_remove(seq).await)? == Some(true) {
                wanted.insert(seq, (tag, n));
            }
        }
        let mut all = Vec::new();
        let mut replayed: Option<Board> = None;
        let mut found_bytes = 0;
        for (seq, named) in wanted {
            if Instant::now() >= self.deadline {
                break;
            }
            let near = replayed.take().filter(|board| seq - board.head() <= MANIFEST_EDITS);
            let mut found = Found { named, removal: None, work: 0 };
            let Some(board) = self.readable(seq, self.replay(near, seq, found_bytes, &mut found).await)? else {
                continue;
            };
            found_bytes += found.removal.as_ref().map_or(0, Removal::bytes);
            self.share.set(board_memory(&board) + found_bytes);
            all.push(found);
            replayed = Some(board);
        }
        Ok(all)
    }

    /// The result of reading edit `seq`; `None`, and a line in the log, when rows are damaged or missing for good.
    ///
    /// # Errors
    /// When a later attempt may succeed.
    fn readable<T>(&self, seq: u64, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.is_of_one_board() => {
                tracing::error!(board.row = ?self.row, seq, %error, "what an edit removed can never be read; restoring it is refused");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether edit `seq` has an op that removes; most have none, and need no replay.
    async fn may_remove(&self, seq: u64) -> Result<bool, StoreError> {
        let rows = self.store.log(self.row, seq - 1, 0).await?;
        Ok(rows.first().is_some_and(|(_, edit, _)| {
            edit.ops.iter().any(|op| matches!(op, Op::Del { .. } | Op::Split { .. } | Op::Clear { .. }))
        }))
    }

    /// Brings the board `near`, or one read from the store, up to edit `seq`, and adds that edit's removal to `found`.
    /// `found_bytes` are held beside the board.
    async fn replay(
        &self,
        near: Option<Board>,
        seq: u64,
        found_bytes: usize,
        found: &mut Found,
    ) -> Result<Board, StoreError> {
        let mut board = match near {
            Some(board) => board,
            None => {
                let board = read_historical_board(self.store, self.row, self.first, seq - 1).await?.board;
                let (shapes, bytes) = board.size();
                found.work += shapes as u64 + bytes as u64 / VISITED_BYTES;
                board
            }
        };
        self.share.set(board_memory(&board) + found_bytes);
        let range = LogRange { row: self.row, after: board.head(), upto: seq };
        read_log(self.store, range, |at, edit, ops| {
            found.work += visits(&edit.ops, &board) + ops.len() as u64 / VISITED_BYTES;
            let Touched { removed, .. } = board.advance(&edit);
            self.share.set(board_memory(&board) + found_bytes);
            if at == seq && !removed.is_empty() {
                found.removal = Some(Removal::new(edit.author, removed));
            }
        })
        .await?;
        Ok(board)
    }
}

/// Shapes that applying an edit visits.
fn visits(ops: &[Op], board: &Board) -> u64 {
    let all = board.size().0 as u64;
    let of = |op: &Op| match op {
        Op::Clear { .. } => all,
        Op::Restore { shapes, .. } => shapes.len() as u64,
        Op::Bring { shapes, .. } => shapes.len() as u64,
        Op::Split { pieces, .. } => pieces.len() as u64,
        Op::Add { .. } | Op::Set(_) | Op::Del { .. } | Op::Board { .. } | Op::Page(_) => 1,
    };
    ops.iter().map(of).sum()
}

/// The old edits that a queued edit restores.
fn named_by(queued: &QueuedEdit) -> impl Iterator<Item = (Tag, u64)> {
    let own = queued.submission.tag;
    let ops = queued.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
    ops.iter().filter_map(move |op| match op {
        ClientOp::Restore { n, tag } => Some((tag.unwrap_or(own), *n)),
        ClientOp::Add { .. }
        | ClientOp::Set { .. }
        | ClientOp::Del { .. }
        | ClientOp::Split { .. }
        | ClientOp::Clear { .. }
        | ClientOp::Board { .. }
        | ClientOp::Page(_) => None,
    })
}

/// Finds what the edits `named` removed and gives a room's parked edits back to the flusher. When the lookup cannot run now,
/// the edits that need it are treated like a failed commit (SPEC L6); the others are ordered.
pub async fn find_removals(recalls: Arc<Recalls>, room: Arc<Room>, edits: Vec<QueuedEdit>, named: Vec<(Tag, u64)>) {
    fail::fail_point!("removal-lookup");
    match recalls.look_up(&room, named.clone()).await {
        Ok(found) => {
            room.add_removals(&edits, found);
            room.parked.give_back(edits);
        }
        Err(error) => {
            tracing::warn!(board.row = ?room.row, %error, "cannot find now what an edit removed; its author keeps it");
            let needs_lookup = |edit: &&QueuedEdit| named_by(edit).any(|wanted| named.contains(&wanted));
            let tags: HashSet<Tag> = edits.iter().filter(needs_lookup).map(|edit| edit.submission.tag).collect();
            let (failed, others): (Vec<_>, Vec<_>) =
                edits.into_iter().partition(|edit| tags.contains(&edit.submission.tag));
            room.fail_commit(&failed);
            room.parked.give_back(others);
        }
    }
    room.flush_worklist.push(room.clone());
}

impl Room {
    /// Stores found removals for the edits that need them, and charges those edits for work beyond their estimate.
    fn add_removals(&self, edits: &[QueuedEdit], found: Vec<Found>) {
        let mut state = self.lock();
        for Found { named, removal, work } in found {
            if let Some(edit) = edits.iter().find(|edit| named_by(edit).any(|wanted| wanted == named)) {
                state.queue.lanes.charge_work(edit, work.saturating_sub(limits::RECALL_WORK));
            }
            if let Some(removal) = removal {
                state.core.removals.insert(named, removal);
            }
        }
        self.update_memory(&state);
    }

    /// Removals that edits need and that are not in memory (SPEC O5).
    pub(in crate::hub) fn unknown_removals(&self, edits: &[QueuedEdit]) -> Vec<(Tag, u64)> {
        let state = self.lock();
        edits.iter().flat_map(named_by).filter(|named| state.core.removals.get(*named).is_none()).collect()
    }
}
