//! Boards while people are connected to them.
//!
//! A [`Room`] holds one board, its peers and their outboxes behind one short lock. The flusher
//! orders and commits; nothing here waits for a peer, and nothing uncommitted is ever shown.

mod chunks;
mod core;
mod flusher;
mod inbox;
mod key;
mod live;
mod manifest;
mod outbox;
mod peer;
mod publish;
mod pull;
mod recall;
mod room;
mod seat;
mod settle;
mod snapshot;
mod stand;
mod tail;
mod worklist;

pub use chunks::Chunk;
pub use core::{Answer, Core, NotYours, Resume, Said, Sender, Staged, Waiting};
pub use key::{BoardKey, NotAKey};
pub use outbox::{Outbox, Sort};
pub use room::Room;
pub use seat::{Entry, Seat};
pub use stand::{Pull, Stand};
pub use tail::{Piece, Tail, piece};

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::OnceCell;

use crate::board::Board;
use crate::protocol::{Bye, Close, CloseCode, LogEntry};
use crate::store::{Store, StoreError};
use flusher::Flusher;
use outbox::Budget;
use room::State;
use worklist::Worklist;

/// Every peer hears this often that the server is there (SPEC C8).
const BEAT: Duration = Duration::from_secs(15);
/// A room nobody is in is kept this long, for those who only reload the page.
const KEEP_EMPTY: Duration = Duration::from_secs(60);
/// Log read at a time when a board is loaded.
const LOAD_BYTES: usize = 1024 * 1024;
/// Clients come back within a random part of this after a restart, so that not all come at once.
const RETRY_MS: u64 = 2_000;
/// Connections closed at a time when the server leaves, and the pause between two such slices.
const SLICE: usize = 100;
const SLICE_PAUSE: Duration = Duration::from_millis(50);
/// The running commit gets this long before everybody is told that the server leaves.
const LAST_COMMIT: Duration = Duration::from_millis(700);
/// Peers that do not answer the Close frame are not waited for longer when the server leaves.
const FAREWELL: Duration = Duration::from_millis(500);
/// Closing and the last commit get this long; the process has 3 s in all (SPEC A7).
const DRAIN: Duration = Duration::from_millis(1_500);

/// Bringing the write-ahead log into the database; the next start does what is left.
const CLOSING: Duration = Duration::from_millis(400);

type Rooms = HashMap<BoardKey, Arc<OnceCell<Arc<Room>>>>;

/// All rooms of this server.
pub struct Hub {
    store: Arc<Store>,
    work: Arc<Worklist<Room>>,
    budget: Budget,
    /// Connections so far.
    opened: AtomicU64,
    rooms: Mutex<Rooms>,
    writable: Arc<AtomicBool>,
    leaving: AtomicBool,
}

impl Hub {
    /// Starts the flusher and the heartbeat on the current runtime.
    pub fn new(store: Store) -> Arc<Self> {
        let hub = Arc::new(Self {
            store: Arc::new(store),
            work: Arc::default(),
            budget: Budget::default(),
            opened: AtomicU64::new(1),
            rooms: Mutex::default(),
            writable: Arc::new(AtomicBool::new(true)),
            leaving: AtomicBool::new(false),
        });
        let flusher = Flusher { store: hub.store.clone(), work: hub.work.clone(), writable: hub.writable.clone() };
        tokio::spawn(flusher.run());
        tokio::spawn(beat(Arc::downgrade(&hub)));
        hub
    }

    fn rooms(&self) -> std::sync::MutexGuard<'_, Rooms> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a board; does nothing if it is there.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn create_board(&self, key: &BoardKey) -> Result<(), StoreError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        self.store.create_board(key.as_str(), now).await
    }

    /// Whether a board is there.
    ///
    /// # Errors
    /// When the store cannot be read; that never means that the board is not there.
    pub async fn has_board(&self, key: &BoardKey) -> Result<bool, StoreError> {
        if self.rooms().get(key).is_some_and(|cell| cell.initialized()) {
            return Ok(true);
        }
        self.store.has_board(key.as_str()).await
    }

    /// The room of a board, loaded once however many ask at the same time.
    ///
    /// # Errors
    /// `NotFound` for an unknown board; anything else when it cannot be read.
    pub async fn room(&self, key: &BoardKey) -> Result<Arc<Room>, StoreError> {
        let cell = self.rooms().entry(key.clone()).or_default().clone();
        let loaded = cell.get_or_try_init(|| self.load(key)).await.cloned();
        if loaded.is_err() {
            drop(cell);
            self.rooms().retain(|_, cell| cell.initialized() || Arc::strong_count(cell) > 1);
        }
        loaded
    }

    async fn load(&self, key: &BoardKey) -> Result<Arc<Room>, StoreError> {
        let stored = self.store.board(key.as_str()).await?;
        let mut board = Board::default();
        let mut state = None;
        while board.head() < stored.head {
            let rows = self.store.log(stored.row, board.head(), LOAD_BYTES).await?;
            let (mut fresh, mut tail) = state.take().unwrap_or_else(|| (Vec::new(), Tail::new(0)));
            for (_, edit, ops) in &rows {
                fresh.push(board.advance(edit));
                tail.push(LogEntry::new(edit, ops));
            }
            if rows.is_empty() {
                return Err(StoreError::Behind { shown: stored.head, stored: board.head() });
            }
            state = Some((fresh, tail));
        }
        let (touched, tail) = state.unwrap_or_else(|| (Vec::new(), Tail::new(0)));
        let mut state = State::new(Core::new(board, stored.registry, tail), stored.names);
        touched.iter().for_each(|touched| state.chunks.touch(touched));
        let shared = (self.store.clone(), self.work.clone());
        Ok(Arc::new(Room::new(key.clone(), stored.row, shared, state)))
    }

    /// An outbox for a new connection.
    pub fn outbox(&self) -> Arc<Outbox> {
        let opened = self.opened.fetch_add(1, Ordering::Relaxed);
        Arc::new(Outbox::new(opened, self.budget.clone()))
    }

    /// Whether edits can be stored and the server is not leaving.
    pub fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed) && !self.leaving.load(Ordering::Relaxed)
    }

    /// Says goodbye to everybody: the running commit is finished, then `bye` and close 1012 in slices.
    pub async fn drain(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        let _ = tokio::time::timeout(DRAIN, self.part()).await.inspect_err(|_| {
            tracing::warn!("some connections did not end in time");
        });
    }

    async fn part(&self) {
        let rooms: Vec<Arc<Room>> = self.rooms().values().filter_map(|cell| cell.get().cloned()).collect();
        let bye = Bye { retry_ms: RETRY_MS }.frame();
        rooms.iter().for_each(|room| room.stop_ordering());
        let settled = async {
            while rooms.iter().any(|room| !room.is_settled()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // A disk that hangs must not keep everybody from being told; what is uncertain is sent again.
        if tokio::time::timeout(LAST_COMMIT, settled).await.is_err() {
            tracing::warn!("the last commit did not end in time");
        }
        let outboxes: Vec<Arc<Outbox>> = rooms.iter().flat_map(|room| room.announce_leaving(&bye)).collect();
        for slice in outboxes.chunks(SLICE) {
            let close = Close::new(CloseCode::Restart, "the server is restarting; come back in a moment");
            slice.iter().for_each(|outbox| outbox.close(&close));
            tokio::time::sleep(SLICE_PAUSE).await;
        }
        let answered = async {
            for outbox in &outboxes {
                outbox.ended().await;
            }
        };
        if tokio::time::timeout(FAREWELL, answered).await.is_err() {
            outboxes.iter().for_each(|outbox| outbox.end());
        }
    }

    /// Closes the store; after `drain`, when nothing is written any more.
    pub async fn close(&self) {
        match tokio::time::timeout(CLOSING, self.store.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, "the database was not closed cleanly; the next start repairs that");
            }
            Err(_) => tracing::error!("the database does not answer; the next start repairs that"),
        }
    }

    /// One heartbeat: everybody is greeted, empty rooms are let go, a store that failed is tried.
    async fn beat(&self) {
        let rooms: Vec<Arc<Room>> = self.rooms().values().filter_map(|cell| cell.get().cloned()).collect();
        rooms.iter().for_each(|room| room.beat());
        drop(rooms);
        // Under the lock nobody can get hold of a room, so one that only the map knows is unused.
        self.rooms().retain(|_, cell| {
            let is_shared = Arc::strong_count(cell) > 1;
            is_shared || cell.get().is_none_or(|room| Arc::strong_count(room) > 1 || !room.is_abandoned(KEEP_EMPTY))
        });
        if !self.writable.load(Ordering::Relaxed) && self.store.probe().await.is_ok() {
            self.writable.store(true, Ordering::Relaxed);
        }
    }
}

async fn beat(hub: std::sync::Weak<Hub>) {
    let mut interval = tokio::time::interval(BEAT);
    loop {
        interval.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        hub.beat().await;
    }
}
