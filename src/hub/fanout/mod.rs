//! A room's peers, the frames they still lack, and the ticks at which frames are sent (SPEC C5, V8, V9).

mod allowance;
pub mod attention;
pub mod frame_queue;
mod held_replies;
pub mod live;
pub mod log_cursor;
pub mod log_tail;
pub mod outbox;
pub mod outbox_pool;
pub mod pace;
pub mod peer;
pub mod peer_live;
mod publish;
pub mod pull;
pub mod unfinished;

#[cfg(test)]
mod crowd_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::board::limits::LISTED_PEERS;
use crate::board::{PersonKey, Tag};
use crate::hub::reply::{Reply, ReplyKind};
use crate::protocol::{Call, Followed, Frame, Heartbeat, Live, PeerCard};
use attention::Attention;
use frame_queue::{FrameKind, StateKind};
use live::LiveBatch;
use peer::Peer;

/// Most bytes of drafts in the full live frame for newcomers. Drafts beyond it arrive with their next repetition (SPEC V5).
const FULL_LIVE_BYTES: usize = 256 * 1024;

/// See the module.
pub struct Fanout {
    /// Connected peers by number. Boxed, because a tree reserves nearly twice the entries.
    pub peers: BTreeMap<u32, Box<Peer>>,
    /// Peers whose tag is not stored yet: they are hidden, so that nobody else can claim the tag (SPEC E3).
    pub unbound: BTreeSet<u32>,
    /// Live changes since the last tick.
    pub live_batch: LiveBatch,
    /// Who follows whom, and who leads.
    pub attention: Attention,
    /// Whether some peer is a newcomer.
    pub has_newcomers: bool,
    /// Replies for the next frame, after the log. They are those of a few commits with at most 256 edits each.
    pub replies: Vec<Reply>,
    /// Seq of the first edit that was committed and not sent yet.
    pub unsent: u64,
    /// Nothing is sent before this.
    pub next_tick: Instant,
    /// When the running tick timer fires.
    pub timer: Option<Instant>,
    /// When the last peer left.
    pub empty_since: Instant,
}

impl Fanout {
    /// No peers; everything up to `head` counts as sent.
    pub fn new(head: u64) -> Self {
        let now = Instant::now();
        Self {
            peers: BTreeMap::new(),
            unbound: BTreeSet::new(),
            live_batch: LiveBatch::default(),
            attention: Attention::default(),
            has_newcomers: false,
            replies: Vec::new(),
            unsent: head + 1,
            next_tick: now,
            timer: None,
            empty_since: now,
        }
    }

    /// Adds a peer. The others see the new count at once, and the peer after [`Self::show_bound`] finds its tag bound.
    pub fn join(&mut self, number: u32, peer: Peer) {
        self.peers.insert(number, Box::new(peer));
        self.unbound.insert(number);
        self.live_batch.count(self.peers.len());
    }

    /// Shows the others each peer whose tag `is_bound`, with its current drafts and presence.
    pub fn show_bound(&mut self, is_bound: impl Fn(Tag) -> bool) {
        let Self { peers, unbound, live_batch, .. } = self;
        let (now, mut bytes_left) = (Instant::now(), FULL_LIVE_BYTES);
        unbound.retain(|number| {
            let Some(peer) = peers.get_mut(number) else { return false };
            let is_bound = is_bound(peer.tag);
            if is_bound {
                live_batch.join(peer.card(*number));
                live_batch.show(*number, peer.live.as_live(now, &mut bytes_left));
            }
            !is_bound
        });
    }

    /// Whether the others may see a peer and its drafts, whose ids contain its tag.
    pub fn is_bound(&self, number: u32) -> bool {
        !self.unbound.contains(&number)
    }

    /// The peers that the others may see.
    fn bound(&self) -> impl Iterator<Item = (&u32, &Box<Peer>)> {
        self.peers.iter().filter(|(number, _)| self.is_bound(**number))
    }

    /// Removes a peer and notifies the others.
    pub fn leave(&mut self, number: u32) -> Option<Box<Peer>> {
        let peer = self.peers.remove(&number)?;
        let was_bound = !self.unbound.remove(&number);
        self.live_batch.leave(number, was_bound);
        let (followed, ended) = self.attention.leave(number);
        self.tell_followed(&followed);
        if let Some(call) = ended {
            self.tell_call(call);
        }
        self.live_batch.count(self.peers.len());
        self.empty_since = Instant::now();
        Some(peer)
    }

    /// Tells peers how many follow them (SPEC Q1).
    pub fn tell_followed(&self, peers: &[u32]) {
        for number in peers {
            let Some(peer) = self.peers.get(number) else { continue };
            let count = self.attention.followers(*number);
            peer.outbox.push(FrameKind::State(StateKind::Followed), Followed { count }.frame());
        }
    }

    /// Tells everybody of a call (SPEC Q3).
    pub fn tell_call(&self, call: Call) {
        let frame = call.frame();
        for peer in self.peers.values() {
            peer.outbox.push(FrameKind::State(StateKind::Call), frame.clone());
        }
    }

    /// Makes a peer that has the sent log a follower: it gets all that is published from now on.
    pub fn follow(&mut self, number: u32) {
        if let Some(peer) = self.peers.get_mut(&number) {
            peer.log_cursor.follow(&peer.outbox);
            peer.is_newcomer = true;
            self.has_newcomers = true;
        }
    }

    /// Cards of at most [`LISTED_PEERS`] peers besides `me`.
    pub fn cards(&self, me: u32) -> Vec<PeerCard> {
        let others = self.bound().filter(|(peer, _)| **peer != me);
        others.take(LISTED_PEERS).map(|(number, peer)| peer.card(*number)).collect()
    }

    /// Takes the live frame of a tick for newcomers, if there are any: all that peers show now.
    fn full_live_frame(&mut self, now: Instant) -> Option<Frame> {
        if !std::mem::take(&mut self.has_newcomers) {
            return None;
        }
        // One more than listed, because a newcomer skips itself.
        let join = self.bound().take(LISTED_PEERS + 1).map(|(number, peer)| peer.card(*number)).collect();
        let mut bytes_left = FULL_LIVE_BYTES;
        let mut peers = BTreeMap::new();
        let Self { peers: all, unbound, .. } = self;
        for (number, peer) in all.iter_mut().filter(|(number, _)| !unbound.contains(number)) {
            if let Some(live) = peer.live.as_live(now, &mut bytes_left) {
                peers.insert(*number, live);
            }
        }
        Some(Live { all: true, join, leave: Vec::new(), count: Some(self.peers.len()), peers }.frame())
    }

    /// A heartbeat with the seq of the last sent edit; committed edits that wait for the tick are not included.
    pub fn heartbeat(&self) -> Frame {
        Heartbeat { head: self.unsent - 1 }.frame()
    }

    /// Sets the author number that a person got in a commit.
    pub fn set_author(&mut self, person: &PersonKey, author: u32) {
        let Self { peers, unbound, live_batch, .. } = self;
        for (number, peer) in peers.iter_mut().filter(|(_, peer)| peer.person == *person) {
            peer.author = Some(author);
            if !unbound.contains(number) {
                live_batch.author(*number, author);
            }
        }
    }

    /// Ends the draft that edit `n` of `tag` in the log replaces.
    pub fn end_draft(&mut self, tag: Tag, n: u64) {
        let peers = self.peers.values_mut().filter(|peer| peer.tag == tag);
        peers.for_each(|peer| drop(peer.live.end_settled_by(n)));
    }

    /// Drops all waiting frames after the log was replaced up to `head`, and tells all peers to load the snapshot (SPEC C6).
    pub fn reset(&mut self, head: u64) {
        self.unsent = head + 1;
        self.replies.clear();
        for peer in self.peers.values_mut() {
            peer.author = None;
            peer.outbox.clear();
            peer.log_cursor.request_resync(&peer.outbox);
        }
    }

    /// Queues replies for the next frame, and ends the drafts of refused edits (SPEC V5).
    pub fn queue_replies(&mut self, replies: Vec<Reply>) {
        for Reply { to, tag, n, kind, .. } in &replies {
            if matches!(kind, ReplyKind::Refused(_))
                && let Some(peer) = self.peers.get_mut(&to.peer).filter(|peer| peer.tag == *tag)
            {
                let ended = peer.live.end_settled_by(*n);
                if !self.unbound.contains(&to.peer) {
                    ended.into_iter().for_each(|gesture| self.live_batch.end(to.peer, gesture));
                }
            }
        }
        self.replies.extend(replies);
    }
}
