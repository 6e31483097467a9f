//! A board while people are connected to it.
//!
//! One short lock guards it: a room owns a [`Core`] (what is decided about edits), an [`EditQueue`] (what waits to be
//! ordered) and a [`Fanout`] (what goes out), and nothing under the lock waits for a peer or for the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use crate::board::{Board, Registry};
use crate::hub::clears_cache::ClearsCache;
use crate::hub::core::Core;
use crate::hub::fail_stop::lock;
use crate::hub::fanout::Fanout;
use crate::hub::fanout::frame_queue::FrameKind;
use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::pace::Pace;
use crate::hub::key::BoardKey;
use crate::hub::lesson::SharedLesson;
use crate::hub::memory::{BoardMemory, Share};
use crate::hub::page_cache::{LogNumber, PageCache};
use crate::hub::past_reads::PastReads;
use crate::hub::people::People;
use crate::hub::queue::EditQueue;
use crate::hub::queue::removal_lookup::RemovalLookup;
use crate::hub::snapshot_cache::cache::SnapshotCache;
use crate::hub::worklist::Worklist;
use crate::protocol::{Close, Frame};
use crate::store::{BoardRow, Store};

/// Memory of a shape beside what [`crate::board::Shape::bytes`] counts: the rest of the record, and its place in the board.
const SHAPE_BYTES: usize = 160;
/// Memory of a tag or a person.
const ENTRY_BYTES: usize = 128;

/// See the module.
pub struct Room {
    /// Its board's id.
    pub key: BoardKey,
    pub(in crate::hub) row: BoardRow,
    /// Who may do what on it. Its lock is taken after the room's.
    pub(in crate::hub) lesson: Arc<SharedLesson>,
    pub(in crate::hub) store: Arc<Store>,
    pub(in crate::hub) work: Arc<Worklist<Room>>,
    pub(in crate::hub) keeping: Arc<Worklist<Room>>,
    pub(in crate::hub) pace: Arc<Pace>,
    pub(in crate::hub) removal_lookup: RemovalLookup,
    /// Who reads its past.
    pub(in crate::hub) past: PastReads,
    /// Which log it has.
    pub(in crate::hub) log_number: LogNumber,
    pub(in crate::hub) pages: Arc<PageCache>,
    /// What joiners load.
    pub(in crate::hub) snapshot: SnapshotCache,
    /// What of it can be brought back.
    pub(in crate::hub) clears: ClearsCache,
    /// Its part of the memory for boards.
    pub(in crate::hub) share: Share,
    state: Mutex<State>,
}

/// Rough bytes of a board in memory.
pub(in crate::hub) fn board_memory(board: &Board) -> usize {
    let (shapes, bytes) = board.size();
    bytes + shapes * SHAPE_BYTES
}

/// What a room has in common with all others.
#[derive(Clone)]
pub struct Shared {
    /// Where boards are kept.
    pub store: Arc<Store>,
    /// Rooms with something to be ordered or stored.
    pub work: Arc<Worklist<Room>>,
    /// Rooms of which a manifest is to be kept.
    pub keeping: Arc<Worklist<Room>>,
    /// What all rooms together may take.
    pub memory: Arc<BoardMemory>,
    /// How often rooms send.
    pub pace: Arc<Pace>,
    /// Pages of their logs that were read last.
    pub pages: Arc<PageCache>,
}

/// What a room is made of.
pub struct Loaded {
    /// Its row.
    pub row: BoardRow,
    /// The board, with nobody in it.
    pub state: State,
    /// What joiners load of it.
    pub snapshot: SnapshotCache,
}

impl Loaded {
    /// The board as it was read.
    pub fn board(&self) -> &Board {
        &self.state.core.board
    }

    /// Its persons and tags.
    pub fn registry(&self) -> &Registry {
        &self.state.core.registry
    }
}

/// What the lock guards.
pub struct State {
    /// The board as committed, its log, persons and tags.
    pub core: Core,
    /// What its persons are called.
    pub people: People,
    /// Edits that wait to be ordered.
    pub queue: EditQueue,
    /// Who is connected, and what goes out to them.
    pub fanout: Fanout,
    /// Number of the next peer, or of the next person who posts.
    pub next_number: u32,
    /// Whether the flusher has this room on its list.
    pub queued: bool,
    /// When the room goes on that list, if edits wait for their budget or names for a store that failed.
    pub flush_timer: Option<Instant>,
    /// Set when the server leaves: nobody may come in any more.
    pub leaving: bool,
}

impl State {
    /// A loaded board with nobody in it.
    pub fn new(core: Core, names: HashMap<u32, String>) -> Self {
        let fanout = Fanout::new(core.board.head());
        Self {
            core,
            people: People::new(names),
            queue: EditQueue::default(),
            fanout,
            next_number: 1,
            queued: false,
            flush_timer: None,
            leaving: false,
        }
    }
}

impl Room {
    pub(in crate::hub) fn new(key: BoardKey, shared: Shared, loaded: Loaded) -> Self {
        let Shared { store, work, keeping, memory, pace, pages } = shared;
        let (share, removal_lookup) = (Share::of(memory), RemovalLookup::default());
        let (past, log_number) = (PastReads::default(), LogNumber::default());
        let Loaded { row, state, snapshot } = loaded;
        let (lesson, clears, state) = (Arc::default(), ClearsCache::default(), Mutex::new(state));
        Self {
            key,
            row,
            lesson,
            store,
            work,
            keeping,
            pace,
            removal_lookup,
            past,
            log_number,
            pages,
            snapshot,
            clears,
            share,
            state,
        }
    }

    pub(in crate::hub) fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Puts the room on the flusher's list, once.
    pub(in crate::hub) fn want_flush(self: &Arc<Self>, state: &mut State) {
        if !state.queued {
            state.queued = true;
            self.work.push(self.clone());
        }
    }

    /// The regular sign of life (SPEC C8), and the time to look for peers that do not read.
    pub(in crate::hub) fn beat(self: &Arc<Self>) {
        self.snapshot.drop_retired();
        let mut state = self.lock();
        self.cut_slow(&mut state);
        let frame = state.fanout.heartbeat();
        for peer in state.fanout.peers.values().filter(|peer| peer.log_cursor.is_following()) {
            peer.outbox.push(FrameKind::Control, frame.clone());
        }
    }

    /// Number of peers.
    pub fn peers(&self) -> usize {
        self.lock().fanout.peers.len()
    }

    /// Whether nothing waits to be ordered or stored.
    pub(in crate::hub) fn is_settled(&self) -> bool {
        self.lock().queue.lines.is_idle()
    }

    /// Since when nobody is here; `None` when somebody is, or when something waits.
    pub(in crate::hub) fn empty_since(&self) -> Option<Instant> {
        let state = self.lock();
        let is_empty = state.fanout.peers.is_empty() && state.queue.lines.is_idle() && !state.queued;
        is_empty.then_some(state.fanout.empty_since)
    }

    /// Counts the bytes that the room takes. Called under its lock after whatever changes them.
    pub(in crate::hub) fn weigh(&self, state: &State) {
        let Core { board, registry, removals, tail, .. } = &state.core;
        let entries = registry.tags.len() + registry.authors.len();
        let board = board_memory(board) + entries * ENTRY_BYTES;
        let posted = state.queue.lines.posted_bytes();
        self.share.set(board + removals.bytes() + tail.bytes() + posted + self.snapshot.bytes());
    }

    /// The server leaves: nobody is let in, and edits that are not being ordered stay with their authors.
    pub(in crate::hub) fn stop_ordering(&self) {
        let mut state = self.lock();
        state.leaving = true;
        let void = state.queue.lines.forget_waiting();
        state.queue.not_stored(&void);
    }

    /// Tells everybody something.
    pub(in crate::hub) fn announce_leaving(self: &Arc<Self>, frame: &Frame) -> Vec<Arc<Outbox>> {
        let mut state = self.lock();
        let now = Instant::now();
        self.publish(&mut state, now);
        let told = state.fanout.peers.values().map(|peer| {
            peer.outbox.push(FrameKind::Control, frame.clone());
            peer.outbox.clone()
        });
        told.collect()
    }

    /// Closes the connection of a peer.
    pub(in crate::hub) fn expel(self: &Arc<Self>, number: u32, close: &Close) {
        let mut state = self.lock();
        if let Some(peer) = state.fanout.peers.get(&number) {
            peer.outbox.close(close);
        }
        self.remove(&mut state, number);
        self.schedule_publish(&mut state);
    }

    /// Takes a peer out and tells the others.
    pub(in crate::hub) fn remove(&self, state: &mut State, number: u32) {
        let Some(peer) = state.fanout.leave(number) else { return };
        let State { queue, fanout, .. } = state;
        if queue.lines.is_waiting(number) {
            state.people.depart(peer.person, peer.name);
        }
        queue.lines.retain(|peer| fanout.peers.contains_key(&peer));
    }
}
