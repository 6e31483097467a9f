//! What a room sends: who is connected, what each of them still lacks, and when the next frame goes out (SPEC C5, V8, V9).

mod allowance;
pub mod frame_queue;
pub mod live;
pub mod log_cursor;
pub mod log_tail;
pub mod outbox;
pub mod pace;
pub mod peer;
mod publish;
pub mod pull;

#[cfg(test)]
mod crowd_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::board::{PersonKey, Tag};
use crate::hub::core::{Reply, ReplyKind};
use crate::protocol::{Frame, Heartbeat, Live, PeerCard};
use live::LiveBatch;
use peer::Peer;

/// Connections of one board (SPEC C13): each costs the same frame again at every tick.
pub const PEERS: usize = 600;
/// Peers listed by name in `welcome`; the others are counted (SPEC C4).
pub const LISTED_PEERS: usize = 50;

/// Most bytes of drafts in the frame that tells a newcomer what is going on. Those that do not fit come with their next
/// repetition (SPEC V5).
const WHOLE_BYTES: usize = 256 * 1024;

/// See the module.
pub struct Fanout {
    /// Who is here, by number. Boxed, because a tree keeps room for nearly twice as many.
    pub peers: BTreeMap<u32, Box<Peer>>,
    /// Peers whose tag is not stored yet: nobody is shown it, so that nobody else can claim it (SPEC E3).
    unbound: BTreeSet<u32>,
    /// Live changes since the last tick.
    pub live_batch: LiveBatch,
    /// Whether some peer is a newcomer.
    pub has_newcomers: bool,
    /// Answers for peers, which go out with the next log. The edits of some commits, each of at most 256.
    pub replies: Vec<Reply>,
    /// Seq of the first edit that was committed and not sent yet.
    pub unsent: u64,
    /// Nothing is sent before this.
    pub next_tick: Instant,
    /// When the timer for what waits goes off, if one runs.
    pub timer: Option<Instant>,
    /// Since when nobody is here.
    pub empty_since: Instant,
}

impl Fanout {
    /// Nobody is here; everything up to `head` counts as sent.
    pub fn new(head: u64) -> Self {
        let now = Instant::now();
        Self {
            peers: BTreeMap::new(),
            unbound: BTreeSet::new(),
            live_batch: LiveBatch::default(),
            has_newcomers: false,
            replies: Vec::new(),
            unsent: head + 1,
            next_tick: now,
            timer: None,
            empty_since: now,
        }
    }

    /// Adds a peer. The others are counted one more at once, and see it when [`Self::show_bound`] finds its tag bound.
    pub fn join(&mut self, number: u32, peer: Peer) {
        self.peers.insert(number, Box::new(peer));
        self.unbound.insert(number);
        self.live_batch.count(self.peers.len());
    }

    /// Shows the others each peer whose tag `is_bound` to its person for good, with all that it shows by now.
    pub fn show_bound(&mut self, is_bound: impl Fn(Tag) -> bool) {
        let Self { peers, unbound, live_batch, .. } = self;
        let (now, mut room) = (Instant::now(), WHOLE_BYTES);
        unbound.retain(|number| {
            let Some(peer) = peers.get_mut(number) else { return false };
            let is_bound = is_bound(peer.tag);
            if is_bound {
                live_batch.join(peer.card(*number));
                live_batch.show(*number, peer.shown.as_live(now, &mut room));
            }
            !is_bound
        });
    }

    /// Whether the others may see a peer and what it draws: the ids in that hold its tag.
    pub fn is_bound(&self, number: u32) -> bool {
        !self.unbound.contains(&number)
    }

    /// The peers that the others may see.
    fn bound(&self) -> impl Iterator<Item = (&u32, &Box<Peer>)> {
        self.peers.iter().filter(|(number, _)| self.is_bound(**number))
    }

    /// Removes a peer and tells the others.
    pub fn leave(&mut self, number: u32) -> Option<Box<Peer>> {
        let peer = self.peers.remove(&number)?;
        let was_bound = !self.unbound.remove(&number);
        self.live_batch.leave(number, was_bound);
        self.live_batch.count(self.peers.len());
        self.empty_since = Instant::now();
        Some(peer)
    }

    /// A peer has the log up to what was sent, and gets what is published from now on.
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

    /// The live frame of a tick for newcomers, if there are any: all that peers show now.
    fn full_live_frame(&mut self, now: Instant) -> Option<Frame> {
        if !std::mem::take(&mut self.has_newcomers) {
            return None;
        }
        // One more than is listed for each of them, who knows itself.
        let join = self.bound().take(LISTED_PEERS + 1).map(|(number, peer)| peer.card(*number)).collect();
        let mut room = WHOLE_BYTES;
        let mut peers = BTreeMap::new();
        let Self { peers: all, unbound, .. } = self;
        for (number, peer) in all.iter_mut().filter(|(number, _)| !unbound.contains(number)) {
            if let Some(shown) = peer.shown.as_live(now, &mut room) {
                peers.insert(*number, shown);
            }
        }
        Some(Live { all: true, join, leave: Vec::new(), count: Some(self.peers.len()), peers }.frame())
    }

    /// Names the last edit that was sent, not one that waits for the next tick.
    pub fn heartbeat(&self) -> Frame {
        Heartbeat { head: self.unsent - 1 }.frame()
    }

    /// The person got an author number in a commit.
    pub fn set_author(&mut self, person: &PersonKey, author: u32) {
        let Self { peers, unbound, live_batch, .. } = self;
        for (number, peer) in peers.iter_mut().filter(|(_, peer)| peer.person == *person) {
            peer.author = Some(author);
            if !unbound.contains(number) {
                live_batch.author(*number, author);
            }
        }
    }

    /// Edit `n` of `tag` is in the log: the draft that it settles is over.
    pub fn end_draft(&mut self, tag: Tag, n: u64) {
        self.peers.values_mut().filter(|peer| peer.tag == tag).for_each(|peer| peer.shown.end_settled_by(n));
    }

    /// The log is another one up to `head`: whatever waits is void, and everybody is sent for the snapshot (SPEC C6).
    pub fn reset(&mut self, head: u64) {
        self.unsent = head + 1;
        self.replies.clear();
        for peer in self.peers.values_mut() {
            peer.author = None;
            peer.outbox.clear();
            peer.log_cursor.request_resync(&peer.outbox);
        }
    }

    /// Queues replies for the next frame, and ends the drafts of refused edits for newcomers.
    pub fn queue_replies(&mut self, replies: Vec<Reply>) {
        for Reply { to, tag, n, kind, .. } in &replies {
            if matches!(kind, ReplyKind::Refused(_))
                && let Some(peer) = self.peers.get_mut(&to.peer).filter(|peer| peer.tag == *tag)
            {
                peer.shown.end_settled_by(*n);
            }
        }
        self.replies.extend(replies);
    }
}
