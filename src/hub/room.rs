//! A loaded board.
//!
//! A room owns a [`Core`] (decisions about edits), an [`EditQueue`] (edits that wait to be ordered) and a [`Fanout`] (peers
//! and frames) behind one short lock, and beside it a [`SnapshotCache`]. Nothing under the lock waits for a peer or the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use crate::board::{Board, Lesson, Registry};
use crate::hub::clears_cache::ClearsCache;
use crate::hub::core::{Core, LogPosition};
use crate::hub::disk::Disk;
use crate::hub::fail_stop::lock;
use crate::hub::fanout::Fanout;
use crate::hub::fanout::frame_queue::FrameKind;
use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::pace::Pace;
use crate::hub::key::BoardKey;
use crate::hub::lesson_changes::LessonChanges;
use crate::hub::memory::{BoardMemory, Share};
use crate::hub::page_cache::{LogNumber, PageCache};
use crate::hub::past_reads::PastReads;
use crate::hub::people::People;
use crate::hub::pictures::{PictureCache, Uploads};
use crate::hub::queue::EditQueue;
use crate::hub::queue::parked_edits::ParkedEdits;
use crate::hub::snapshot_cache::cache::SnapshotCache;
use crate::hub::turns::Turns;
use crate::hub::worklist::Worklist;
use crate::protocol::{Close, Frame};
use crate::store::{BoardRow, Store};

/// Memory of a shape beyond [`crate::board::Shape::bytes`]: the rest of the record, and its entry in the board.
const SHAPE_BYTES: usize = 160;
/// Memory of a tag, a person or a picture's id.
const ENTRY_BYTES: usize = 128;

/// See the module.
pub struct Room {
    /// Its board's id.
    pub key: BoardKey,
    pub(in crate::hub) row: BoardRow,
    /// Owner, settings and roles. All rooms of a lesson share it; its lock is taken after the room's. For now each board is a
    /// lesson of its own.
    pub(in crate::hub) lesson: Arc<Mutex<Lesson>>,
    pub(in crate::hub) store: Arc<Store>,
    pub(in crate::hub) flush_worklist: Arc<Worklist<Room>>,
    pub(in crate::hub) manifest_worklist: Arc<Worklist<Room>>,
    pub(in crate::hub) pace: Arc<Pace>,
    /// Edits that left the queue and wait for the store.
    pub(in crate::hub) parked: ParkedEdits,
    /// Turns of requests that read its past.
    pub(in crate::hub) past: PastReads,
    /// Identifies its log in `pages`.
    pub(in crate::hub) log_number: LogNumber,
    pub(in crate::hub) pages: Arc<PageCache>,
    /// Chunks and manifest for joiners.
    pub(in crate::hub) snapshot: SnapshotCache,
    /// The last list of clearings.
    pub(in crate::hub) clears: ClearsCache,
    /// Limits of uploads.
    pub(in crate::hub) uploads: Uploads,
    /// Held while a picture is checked against the quota and stored.
    pub(in crate::hub) storing_picture: tokio::sync::Mutex<()>,
    pub(in crate::hub) files: Arc<PictureCache>,
    pub(in crate::hub) disk: Arc<Disk>,
    /// Turns of attempts to come in by a code.
    pub(in crate::hub) turns: Arc<Turns>,
    /// Its part of the memory for boards.
    pub(in crate::hub) share: Share,
    state: Mutex<State>,
}

/// Approximate bytes of a board in memory.
pub(in crate::hub) fn board_memory(board: &Board) -> usize {
    let (shapes, bytes) = board.size();
    bytes + shapes * SHAPE_BYTES
}

/// Parts that all rooms share.
#[derive(Clone)]
pub struct Shared {
    /// All boards.
    pub store: Arc<Store>,
    /// Rooms with edits, names or tags to store.
    pub flush_worklist: Arc<Worklist<Room>>,
    /// Rooms whose manifest is to be stored.
    pub manifest_worklist: Arc<Worklist<Room>>,
    /// Memory for all loaded boards.
    pub memory: Arc<BoardMemory>,
    /// Interval between frames.
    pub pace: Arc<Pace>,
    /// Recently read pages of logs.
    pub pages: Arc<PageCache>,
    /// Recently read pictures.
    pub files: Arc<PictureCache>,
    /// Free space for pictures.
    pub disk: Arc<Disk>,
    /// Turns of attempts to come in by a code.
    pub turns: Arc<Turns>,
}

/// A board as it was read, of which a room is made.
pub struct Loaded {
    /// Its row.
    pub row: BoardRow,
    /// The board, without peers.
    pub state: State,
    /// Its lesson.
    pub lesson: Lesson,
    /// Its chunks and stored manifests.
    pub snapshot: SnapshotCache,
}

impl Loaded {
    /// The board.
    pub fn board(&self) -> &Board {
        &self.state.core.board
    }

    /// Its persons and tags.
    pub fn registry(&self) -> &Registry {
        &self.state.core.registry
    }
}

/// The parts of a room that its lock guards.
pub struct State {
    /// The board as committed, its log, persons and tags.
    pub core: Core,
    /// Names of persons.
    pub people: People,
    /// Changes of the lesson that wait for the next step.
    pub lesson_changes: LessonChanges,
    /// Edits that wait to be ordered.
    pub queue: EditQueue,
    /// Connected peers and their frames.
    pub fanout: Fanout,
    /// Number of the next peer, or of the next person who posts.
    pub next_number: u32,
    /// Set when the server shuts down: no peer may join any more.
    pub leaving: bool,
}

impl State {
    /// A loaded board without peers.
    pub fn new(core: Core, names: HashMap<u32, String>) -> Self {
        let fanout = Fanout::new(core.board.head());
        let (people, lesson_changes, queue) = (People::new(names), LessonChanges::default(), EditQueue::default());
        Self { core, people, lesson_changes, queue, fanout, next_number: 1, leaving: false }
    }
}

impl Room {
    pub(in crate::hub) fn new(key: BoardKey, shared: Shared, loaded: Loaded) -> Self {
        let Shared { store, flush_worklist, manifest_worklist, memory, pace, pages, files, disk, turns } = shared;
        let Loaded { row, state, lesson, snapshot } = loaded;
        Self {
            key,
            row,
            lesson: Arc::new(Mutex::new(lesson)),
            store,
            flush_worklist,
            manifest_worklist,
            pace,
            parked: ParkedEdits::default(),
            past: PastReads::default(),
            log_number: LogNumber::default(),
            pages,
            snapshot,
            clears: ClearsCache::default(),
            uploads: Uploads::default(),
            storing_picture: tokio::sync::Mutex::default(),
            files,
            disk,
            turns,
            share: Share::of(memory),
            state: Mutex::new(state),
        }
    }

    pub(in crate::hub) fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Puts the room on the flusher's worklist, unless it is there.
    pub(in crate::hub) fn request_flush(self: &Arc<Self>, state: &mut State) {
        if !state.queue.is_scheduled {
            state.queue.is_scheduled = true;
            self.flush_worklist.push(self.clone());
        }
    }

    /// Seq of the last edit that this room has.
    pub(in crate::hub) fn head(&self) -> u64 {
        self.lock().core.board.head()
    }

    /// Position of that edit.
    pub(in crate::hub) fn position(&self) -> LogPosition {
        let state = self.lock();
        LogPosition { seq: state.core.board.head(), at: state.core.board.at() }
    }

    /// Sends the heartbeat (SPEC C8), disconnects slow peers and drops replaced chunks.
    pub(in crate::hub) fn heartbeat(self: &Arc<Self>) {
        self.snapshot.drop_retired();
        let mut state = self.lock();
        self.disconnect_slow(&mut state);
        let frame = state.fanout.heartbeat();
        for peer in state.fanout.peers.values().filter(|peer| peer.log_cursor.is_following()) {
            peer.outbox.push(FrameKind::Control, frame.clone());
        }
    }

    /// Reads the board as committed. The room is locked meanwhile, so `read` has to be short.
    pub fn with_board<T>(&self, read: impl FnOnce(&Board) -> T) -> T {
        read(&self.lock().core.board)
    }

    /// Number of peers.
    pub fn peers(&self) -> usize {
        self.lock().fanout.peers.len()
    }

    /// Whether no edit waits to be ordered or stored.
    pub(in crate::hub) fn is_settled(&self) -> bool {
        self.lock().queue.lanes.is_idle()
    }

    /// The time at which the last peer left; `None` while a peer is connected or work waits.
    pub(in crate::hub) fn empty_since(&self) -> Option<Instant> {
        let state = self.lock();
        let is_empty = state.fanout.peers.is_empty() && state.queue.lanes.is_idle() && !state.queue.is_scheduled;
        is_empty.then_some(state.fanout.empty_since)
    }

    /// Counts the room's bytes. Called under its lock after every change of them.
    pub(in crate::hub) fn update_memory(&self, state: &State) {
        let Core { board, registry, removals, tail, .. } = &state.core;
        let entries = registry.tags.len() + registry.authors.len() + registry.pictures.len();
        let board = board_memory(board) + entries * ENTRY_BYTES;
        let posted = state.queue.lanes.posted_bytes();
        self.share.set(board + removals.bytes() + tail.bytes() + posted + self.snapshot.bytes());
    }

    /// Refuses new peers and edits from now on. Queued edits that are not being ordered stay with their authors.
    pub(in crate::hub) fn stop_ordering(&self) {
        let mut state = self.lock();
        state.leaving = true;
        let withdrawn = state.queue.lanes.withdraw_all();
        state.queue.notify_not_stored(&withdrawn);
        state.lesson_changes.refuse_all();
    }

    /// Sends all peers what waits for them, and then `frame`. Returns their outboxes.
    pub(in crate::hub) fn announce_leaving(self: &Arc<Self>, frame: &Frame) -> Vec<Arc<Outbox>> {
        let mut state = self.lock();
        let now = Instant::now();
        self.publish(&mut state, now);
        let outboxes = state.fanout.peers.values().map(|peer| {
            peer.outbox.push(FrameKind::Control, frame.clone());
            peer.outbox.clone()
        });
        outboxes.collect()
    }

    /// Closes a peer's connection and removes the peer.
    pub(in crate::hub) fn disconnect(self: &Arc<Self>, number: u32, close: &Close) {
        let mut state = self.lock();
        if let Some(peer) = state.fanout.peers.get(&number) {
            peer.outbox.close(close);
        }
        self.remove(&mut state, number);
        self.schedule_publish(&mut state);
    }

    /// Removes a peer and notifies the others.
    pub(in crate::hub) fn remove(&self, state: &mut State, number: u32) {
        let Some(peer) = state.fanout.leave(number) else { return };
        let State { queue, fanout, .. } = state;
        if queue.lanes.has_open_edits(number) {
            state.people.depart(peer.person, peer.name);
        }
        queue.lanes.drop_idle(|peer| fanout.peers.contains_key(&peer));
    }
}
