//! Loaded boards and the peers connected to them.
//!
//! A [`Room`] holds one board, its peers and their outboxes behind one short lock. The flusher orders and commits edits.
//! Nothing here waits for a peer, and no uncommitted edit is ever published.

mod apply_commit;
mod attention;
mod clears;
mod clears_cache;
mod clock;
mod core;
#[cfg(test)]
mod core_tests;
mod creations;
mod disk;
mod door;
mod draft_rights;
mod fail_stop;
mod fanout;
mod flusher;
mod follow;
mod heavy;
mod housekeeping;
mod key;
mod lesson;
mod lesson_changes;
mod load;
mod log_page;
mod membership;
mod memory;
mod page_cache;
mod past_reads;
mod patience;
mod people;
mod pictures;
mod queue;
mod reply;
mod reservation;
mod room;
mod rooms;
mod roster;
mod single_flight;
mod snapshot_cache;
mod token_bucket;
mod turns;
mod worklist;

pub use core::{Core, Resume, Staged, TagTaken};
pub use creations::BoardRefused;
pub use disk::Level;
pub use door::{Barred, Visitor};
pub use fail_stop::{lock, lost_part, supervise};
pub use fanout::frame_queue::{FrameKind, Parts, StateKind};
pub use fanout::log_cursor::{LogCursor, Pull};
pub use fanout::log_tail::{LogTail, Piece, piece};
pub use fanout::outbox::Outbox;
pub use fanout::outbox_pool::{Debtor, OutboxPool, UnreadBytes};
pub use fanout::unfinished::UnfinishedMessage;
pub use heavy::heavy;
pub use key::{BoardKey, NotAKey, OwnerToken};
pub use lesson_changes::{LessonRefused, StagedLesson};
pub use load::{LogRange, load, read_log};
pub use log_page::LogQuery;
pub use membership::{Entry, Membership};
pub use memory::BoardMemory;
pub use past_reads::PastRefused;
pub use patience::Patience;
pub use pictures::{ArrivingUpload, ArrivingUploads, BadPicture, PictureRefused};
pub use queue::PostRefused;
pub use queue::queued_edit::{QueuedEdit, Sender};
pub use reply::{Reply, ReplyKind};
pub use reservation::Reservation;
pub use room::{Loaded, Room};
pub use rooms::LoadError;
pub use roster::PeopleQuery;
pub use single_flight::SingleFlight;
pub use snapshot_cache::chunk::{Chunk, unpacked};
pub use snapshot_cache::historical_board::{HistoricalBoard, read_manifest};
pub use snapshot_cache::manifest::Manifest;
pub use token_bucket::{Rate, TokenBucket};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::board::{JoinCode, OwnerKey};
use crate::protocol::{Bye, Close};
use crate::store::{NewBoard, Store, StoreError};
use clock::now_ms;
use creations::Creations;
use disk::Disk;
use fanout::frame_queue::Budget;
use fanout::pace::Pace;
use flusher::Flusher;
use housekeeping::{Boards, keep_house};
use queue::recall::Recalls;
use room::Shared;
use rooms::{Rooms, evict_rooms};
use snapshot_cache::manifest_writer::ManifestWriter;

/// Interval of heartbeats to every peer (SPEC C8).
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After a restart clients reconnect within a random part of this, so that they do not all connect at once.
const RETRY_MS: u64 = 2_000;
/// At shutdown connections are closed in slices of this size, with a pause after each.
const SLICE: usize = 100;
const SLICE_PAUSE: Duration = Duration::from_millis(50);
/// At shutdown the running commit has this long before `bye` is sent.
const LAST_COMMIT: Duration = Duration::from_millis(700);
/// At shutdown peers have this long to answer the Close frame.
const CLOSE_ANSWER: Duration = Duration::from_millis(500);
/// The whole drain has this long; the process has 3 s in all (SPEC A7).
const DRAIN: Duration = Duration::from_millis(1_500);

/// Limit of the checkpoint at shutdown, which moves the write-ahead log into the database; the next start completes it.
const CLOSE_STORE: Duration = Duration::from_millis(400);

/// Interval of probes of a store that could not be written.
const PROBE: Duration = Duration::from_secs(1);

/// All rooms of this server.
pub struct Hub {
    shared: Shared,
    outboxes: Arc<OutboxPool>,
    /// Bytes of all HTTP responses until they are read.
    responses: Budget,
    /// Number of the next connection.
    opened: AtomicU64,
    rooms: Arc<Rooms>,
    writable: Arc<AtomicBool>,
    disk: Arc<Disk>,
    creations: Arc<Creations>,
    leaving: AtomicBool,
}

impl Hub {
    /// Starts the tasks for all boards on the current runtime.
    pub fn new(store: Store) -> Arc<Self> {
        Self::with_memory(store, BoardMemory::of_this_machine())
    }

    /// The same, with a given memory for boards.
    pub fn with_memory(store: Store, memory: BoardMemory) -> Arc<Self> {
        let (store, memory) = (Arc::new(store), Arc::new(memory));
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        let pace = Arc::new(Pace::new(cores, Instant::now()));
        let (flush_worklist, manifest_worklist) = (Arc::default(), Arc::default());
        let (pages, files) = (Arc::default(), Arc::default());
        let disk = Arc::new(Disk::of(store.clone()));
        let shared = Shared {
            store,
            flush_worklist,
            manifest_worklist,
            memory,
            pace,
            pages,
            files,
            disk: disk.clone(),
            turns: Arc::default(),
        };
        let hub = Arc::new(Self {
            disk,
            rooms: Rooms::new(shared.clone()),
            shared,
            outboxes: Arc::default(),
            responses: Budget::default(),
            opened: AtomicU64::new(1),
            writable: Arc::new(AtomicBool::new(true)),
            creations: Arc::default(),
            leaving: AtomicBool::new(false),
        });
        let Shared { store, flush_worklist, manifest_worklist, memory, .. } = hub.shared.clone();
        let (disk, writable, creations) = (hub.disk.clone(), hub.writable.clone(), hub.creations.clone());
        let recalls = Arc::new(Recalls::new(memory.clone(), Arc::downgrade(&hub.rooms)));
        let writer = ManifestWriter { store: store.clone(), worklist: manifest_worklist, disk: disk.clone(), memory };
        supervise("manifest writer", writer.run());
        supervise("flusher", Flusher { store, worklist: flush_worklist, recalls, creations, writable, disk }.run());
        supervise("evictor", evict_rooms(Arc::downgrade(&hub.rooms)));
        supervise("heartbeat", beat(Arc::downgrade(&hub)));
        supervise("store probe", probe(Arc::downgrade(&hub)));
        supervise("housekeeping", keep_house(Arc::downgrade(&hub)));
        hub
    }

    /// Creates a board at once if it does not exist. For the start of the server.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn create_board(&self, key: &BoardKey) -> Result<(), StoreError> {
        self.shared.store.create_board(key.as_str(), now_ms()).await
    }

    /// Creates a board in the transaction of the next step (SPEC A11, S13), with the hash of its owner's token if it has one.
    ///
    /// # Errors
    /// When too many are created at once, the disk has no room, or the store fails.
    pub async fn make_board(&self, key: &BoardKey, owner: Option<OwnerKey>) -> Result<(), BoardRefused> {
        self.disk.admit_board().map_err(|_| BoardRefused::NoRoom)?;
        let outcome = self.creations.request(NewBoard { key: key.as_str().to_owned(), at: now_ms(), owner })?;
        self.shared.flush_worklist.wake();
        let leaving = |_| StoreError::Together("the server is leaving".to_owned());
        outcome.await.map_err(leaving).flatten().map_err(BoardRefused::Store)
    }

    /// The level of the disk's free space, and its bytes.
    pub fn disk(&self) -> (Level, u64) {
        self.disk.check()
    }

    /// Whether a board exists.
    ///
    /// # Errors
    /// When the store cannot be read; then the board may exist.
    pub async fn has_board(&self, key: &BoardKey) -> Result<bool, StoreError> {
        if self.rooms.has(key) {
            return Ok(true);
        }
        self.shared.store.has_board(key.as_str()).await
    }

    /// The board whose lesson is open to a code, after a turn (SPEC J5).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn board_of_code(&self, code: &JoinCode) -> Result<Option<BoardKey>, StoreError> {
        self.shared.turns.turn().await;
        let key = self.shared.store.board_of_code(&code.to_string()).await?;
        Ok(key.and_then(|key| key.parse().ok()))
    }

    /// The room of a board. All requests at the same time share one load.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn room(&self, key: &BoardKey) -> Result<Arc<Room>, LoadError> {
        self.rooms.room(key).await
    }

    /// An outbox for a new connection.
    pub fn outbox(&self) -> Arc<Outbox> {
        let opened = self.opened.fetch_add(1, Ordering::Relaxed);
        Outbox::open(opened, self.outboxes.clone())
    }

    /// The bound of what all clients leave unread or unfinished.
    pub fn outbox_pool(&self) -> &Arc<OutboxPool> {
        &self.outboxes
    }

    /// Whether edits can be stored and the server is not shutting down.
    pub fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed) && !self.leaving.load(Ordering::Relaxed)
    }

    /// Ends all connections: waits for the running commit, then sends `bye` and close 1012 in slices.
    pub async fn drain(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        let _ = tokio::time::timeout(DRAIN, self.disconnect_all()).await.inspect_err(|_| {
            tracing::warn!("some connections did not end in time");
        });
    }

    async fn disconnect_all(&self) {
        let rooms = self.rooms.all();
        let bye = Bye { retry_ms: RETRY_MS }.frame();
        rooms.iter().for_each(|room| room.stop_ordering());
        let settled = async {
            while rooms.iter().any(|room| !room.is_settled()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // A hanging disk must not delay `bye`; clients send edits of unknown outcome again.
        if tokio::time::timeout(LAST_COMMIT, settled).await.is_err() {
            tracing::warn!("the last commit did not end in time");
        }
        let outboxes: Vec<Arc<Outbox>> = rooms.iter().flat_map(|room| room.announce_leaving(&bye)).collect();
        for slice in outboxes.chunks(SLICE) {
            slice.iter().for_each(|outbox| outbox.close(&Close::RESTART));
            tokio::time::sleep(SLICE_PAUSE).await;
        }
        let answered = async {
            for outbox in &outboxes {
                outbox.ended().await;
            }
        };
        if tokio::time::timeout(CLOSE_ANSWER, answered).await.is_err() {
            outboxes.iter().for_each(|outbox| outbox.end());
        }
    }

    /// Closes the store. Called after `drain`, when nothing is written any more.
    pub async fn close(&self) {
        match tokio::time::timeout(CLOSE_STORE, self.shared.store.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, "the database was not closed cleanly; the next start repairs that");
            }
            Err(_) => tracing::error!("the database does not answer; the next start repairs that"),
        }
    }

    /// Sends one heartbeat to every peer.
    fn heartbeat(&self) {
        self.rooms.all().iter().for_each(|room| room.heartbeat());
    }

    #[cfg(test)]
    fn has_room(&self, key: &BoardKey) -> bool {
        self.rooms.has(key)
    }

    /// Probes a store that could not be written, so that the server becomes ready again by itself (SPEC S8).
    async fn probe_store(&self) {
        if self.disk.admit().is_err() {
            // The next edit would be refused, so clients are told before anybody draws (SPEC S13).
            self.writable.store(false, Ordering::Relaxed);
        } else if !self.writable.load(Ordering::Relaxed) && self.shared.store.probe().await.is_ok() {
            self.writable.store(true, Ordering::Relaxed);
            tracing::info!("the database can be written again");
        }
    }

    /// Returns when an fsync failed (SPEC S9): the process has to end without closing the store.
    pub async fn disk_lost(&self) {
        self.shared.store.disk_lost().await;
    }
}

impl Boards for Hub {
    fn store(&self) -> &Store {
        &self.shared.store
    }

    fn set_free_pages(&self, bytes: u64) {
        self.disk.set_free_pages(bytes);
    }

    fn loaded(&self, key: &str) -> Option<Arc<Room>> {
        self.rooms.loaded(&key.parse().ok()?)
    }

    fn occupied(&self) -> Vec<String> {
        let rooms = self.rooms.all();
        rooms.iter().filter(|room| room.peers() > 0).map(|room| room.key.to_string()).collect()
    }

    async fn load(&self, key: &str) -> Option<Arc<Room>> {
        let loaded = self.rooms.room(&key.parse().ok()?).await;
        loaded.inspect_err(|error| tracing::warn!(%error, "a board cannot be loaded to trim its history")).ok()
    }

    fn begin_to_expire(&self, unused: Vec<String>) -> Vec<String> {
        self.rooms.begin_to_expire(unused)
    }

    fn expired(&self) {
        self.rooms.expired();
    }
}

async fn beat(hub: std::sync::Weak<Hub>) {
    let mut interval = tokio::time::interval(HEARTBEAT);
    loop {
        interval.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        fail::fail_point!("heartbeat");
        hub.heartbeat();
    }
}

async fn probe(hub: std::sync::Weak<Hub>) {
    let mut interval = tokio::time::interval(PROBE);
    loop {
        interval.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        fail::fail_point!("store-probe");
        hub.probe_store().await;
    }
}
