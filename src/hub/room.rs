//! A board while people are connected to it.
//!
//! Everything here happens under one short lock and waits for nothing: not for a peer, not for the
//! disk. Edits come in through [`super::seat`], are ordered and stored by [`super::flusher`], and
//! leave through [`super::publish`], which sends each frame encoded once to everybody (SPEC V8).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::chunks::Chunks;
use super::core::{Answer, Core};
use super::held::Held;
use super::history::History;
use super::inbox::Inbox;
use super::key::BoardKey;
use super::live::Gathered;
use super::manifest::Snapshot;
use super::outbox::{Outbox, Sort};
use super::peer::Peer;
use super::posters::Posters;
use super::worklist::Worklist;
use crate::board::{Board, PersonKey, Registry};
use crate::protocol::{Close, Frame, Heartbeat, Live, PeerCard};
use crate::store::{BoardRow, Store};

/// Connections of one board (SPEC C13): each costs the same frame again at every tick.
pub const PEERS: usize = 600;
/// Peers listed by name in `welcome`; the others are counted (SPEC C4).
pub const LISTED_PEERS: usize = 50;

/// See the module.
pub struct Room {
    /// Its board's id.
    pub key: BoardKey,
    pub(super) row: BoardRow,
    pub(super) store: Arc<Store>,
    pub(super) work: Arc<Worklist<Room>>,
    pub(super) keeping: Arc<Worklist<Room>>,
    pub(super) history: History,
    pub(super) held: Held,
    pub(super) snapshot: Snapshot,
    state: Mutex<State>,
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
}

/// What a room is made of.
pub struct Loaded {
    /// Its row.
    pub row: BoardRow,
    /// The board, with nobody in it.
    pub state: State,
    /// What is kept of it.
    pub history: History,
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
    /// Author names.
    pub names: HashMap<u32, String>,
    /// Authors whose new name is not stored yet.
    pub renamed: BTreeSet<u32>,
    /// The board in chunks.
    pub chunks: Chunks,
    /// Whether a task waits until nobody draws, to make those that are due.
    pub chunks_wait: bool,
    /// Edits in line.
    pub inbox: Inbox,
    /// Who is here, by number. Boxed, because a tree keeps room for nearly twice as many.
    pub peers: BTreeMap<u32, Box<Peer>>,
    /// Who posts edits.
    pub posters: Posters,
    /// Names of those who left before all their edits were ordered.
    pub departed: HashMap<PersonKey, String>,
    /// Live changes since the last tick.
    pub gathered: Gathered,
    /// Answers for peers, which go out with the next log.
    pub answers: Vec<Answer>,
    /// Number of the next peer or poster.
    pub next_peer: u32,
    /// Whether the flusher has this room on its list.
    pub queued: bool,
    /// Set when the server leaves: nobody may come in any more.
    pub leaving: bool,
    /// Since when nobody is here.
    pub empty_since: Instant,
    /// Seq of the first edit that was committed and not sent yet.
    pub unsent: u64,
    /// Before this nothing live is sent.
    pub next_tick: Instant,
    /// Before this, or the next tick, no log is sent.
    pub next_log: Instant,
    /// When the timer for what waits goes off, if one runs.
    pub timer: Option<Instant>,
}

impl State {
    /// A loaded board with nobody in it.
    pub fn new(core: Core, names: HashMap<u32, String>) -> Self {
        let now = Instant::now();
        let unsent = core.board.head() + 1;
        Self {
            core,
            names,
            renamed: BTreeSet::new(),
            chunks: Chunks::default(),
            chunks_wait: false,
            inbox: Inbox::default(),
            peers: BTreeMap::new(),
            posters: Posters::default(),
            departed: HashMap::new(),
            gathered: Gathered::default(),
            answers: Vec::new(),
            next_peer: 1,
            queued: false,
            leaving: false,
            empty_since: now,
            unsent,
            next_tick: now,
            next_log: now,
            timer: None,
        }
    }

    /// Cards of at most so many peers besides `me`.
    pub fn cards(&self, me: u32) -> Vec<PeerCard> {
        let others = self.peers.iter().filter(|(peer, _)| **peer != me);
        others.take(LISTED_PEERS).map(|(number, peer)| peer.card(*number)).collect()
    }

    /// All that peers show now, for one who just came or lost frames.
    pub fn whole_live(&mut self, me: u32, now: Instant) -> Live {
        let join = self.cards(me);
        let others = self.peers.iter_mut().filter(|(peer, _)| **peer != me);
        let peers = others.filter_map(|(number, peer)| Some((*number, peer.shown.as_live(now)?))).collect();
        Live { all: true, join, leave: Vec::new(), count: Some(self.peers.len()), peers }
    }

    /// Names the last edit that was sent, not one that waits for the next tick.
    pub fn heartbeat(&self) -> Frame {
        Heartbeat { head: self.unsent - 1 }.frame()
    }
}

impl Room {
    pub(super) fn new(key: BoardKey, shared: Shared, loaded: Loaded) -> Self {
        let Shared { store, work, keeping } = shared;
        let Loaded { row, state, history } = loaded;
        Self {
            key,
            row,
            store,
            work,
            keeping,
            history,
            held: Held::default(),
            snapshot: Snapshot::default(),
            state: Mutex::new(state),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the room on the flusher's list, once.
    pub(super) fn want_flush(self: &Arc<Self>, state: &mut State) {
        if !state.queued {
            state.queued = true;
            self.work.push(self.clone());
        }
    }

    /// The regular sign of life (SPEC C8).
    pub(super) fn beat(&self) {
        let state = self.lock();
        let frame = state.heartbeat();
        for peer in state.peers.values().filter(|peer| peer.stand.is_following()) {
            peer.outbox.push(Sort::Control, frame.clone());
        }
    }

    /// Number of peers.
    pub fn peers(&self) -> usize {
        self.lock().peers.len()
    }

    /// Whether nothing waits to be ordered or stored.
    pub(super) fn is_settled(&self) -> bool {
        self.lock().inbox.is_idle()
    }

    /// Whether nobody has been here for so long and nothing waits.
    pub(super) fn is_abandoned(&self, patience: Duration) -> bool {
        let state = self.lock();
        state.peers.is_empty() && state.inbox.is_idle() && !state.queued && state.empty_since.elapsed() > patience
    }

    /// The server leaves: nobody is let in, and edits that are not being ordered stay with their authors.
    pub(super) fn stop_ordering(&self) {
        let mut state = self.lock();
        state.leaving = true;
        let void = state.inbox.forget_waiting();
        state.posters.void(&void);
    }

    /// Tells everybody something.
    pub(super) fn announce_leaving(self: &Arc<Self>, frame: &Frame) -> Vec<Arc<Outbox>> {
        let mut state = self.lock();
        let now = Instant::now();
        self.publish(&mut state, now);
        let told = state.peers.values().map(|peer| {
            peer.outbox.push(Sort::Control, frame.clone());
            peer.outbox.clone()
        });
        told.collect()
    }

    /// Closes the connection of a peer.
    pub(super) fn expel(self: &Arc<Self>, number: u32, close: &Close) {
        let mut state = self.lock();
        if let Some(peer) = state.peers.get(&number) {
            peer.outbox.close(close);
        }
        self.remove(&mut state, number);
        self.stir(&mut state);
    }

    /// Takes a peer out and tells the others.
    pub(super) fn remove(&self, state: &mut State, number: u32) {
        let Some(peer) = state.peers.remove(&number) else { return };
        if state.inbox.is_waiting(number) {
            state.departed.insert(peer.person, peer.name);
        }
        let count = state.peers.len();
        state.gathered.leave(number, count);
        let State { inbox, peers, .. } = state;
        inbox.retain(|peer| peers.contains_key(&peer));
        let is_used = state.peers.values().any(|other| other.tag == peer.tag);
        if !is_used && state.inbox.is_idle() {
            state.core.forget(peer.tag);
        }
        state.empty_since = Instant::now();
    }
}
