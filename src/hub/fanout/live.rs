//! Drafts and presence: what came since the last tick, and what each peer shows now (SPEC V).

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::protocol::{Draft, Frame, Gesture, Live, LivePeer, PeerCard, Presence};

/// An open draft ends after this silence (SPEC V5).
const SILENCE: Duration = Duration::from_secs(5);
/// A draft whose edit never came ends after this (SPEC V5).
const DONE_WAIT: Duration = Duration::from_secs(60);
/// Most that is kept of a peer's drafts for newcomers, in bytes (SPEC V7).
const MAX_DRAFT_BYTES: usize = 32 * 1024;
/// Above this many moving cursors in one frame only those who draw are shown: more is noise.
const MAX_CURSORS: usize = 25;

/// Bytes of drafts that each peer may have in one frame, whatever the others do: what a hand draws in a tick.
const OWN_BYTES: usize = 1024;
/// Bytes of drafts in one frame beyond that, for all peers together (SPEC V7).
const SHARED_BYTES: usize = 128 * 1024;
/// Endings of gestures that each peer may have in one frame though there is no room for them (SPEC V7).
const OWN_ENDINGS: usize = 16;
/// Endings of a peer that wait for the next frames: all that a connection may send at once.
const WAITING_ENDINGS: usize = 1_200;

/// What came since the last tick: one frame for everybody.
#[derive(Default)]
pub struct LiveBatch {
    live: Live,
    /// What each peer has of the frame as its own.
    own: HashMap<u32, Quota>,
    /// Bytes of drafts beyond that.
    shared: usize,
    /// Endings of each peer for the next frames, in their order.
    waiting: HashMap<u32, VecDeque<Ending>>,
}

/// See [`OWN_BYTES`] and [`OWN_ENDINGS`].
#[derive(Default)]
struct Quota {
    bytes: usize,
    endings: usize,
}

/// That a gesture is over.
struct Ending {
    g: u64,
    done: Option<u64>,
    end: bool,
}

impl Ending {
    fn of(draft: &Draft) -> Option<Self> {
        draft.is_ending().then_some(Self { g: draft.g, done: draft.done, end: draft.end })
    }

    fn draft(&self) -> Draft {
        Draft { g: self.g, gesture: None, done: self.done, end: self.end }
    }
}

impl LiveBatch {
    /// Tells the number of connections.
    pub fn count(&mut self, count: usize) {
        self.live.count = Some(count);
    }

    /// Somebody is shown to the others.
    pub fn join(&mut self, card: PeerCard) {
        self.live.join.push(card);
    }

    /// Somebody left, and what they showed with them.
    pub fn leave(&mut self, peer: u32, was_bound: bool) {
        self.live.peers.remove(&peer);
        self.waiting.remove(&peer);
        let joins = self.live.join.len();
        self.live.join.retain(|card| card.peer != peer);
        // Nobody heard of a peer that came and went since the last tick: newcomers are told everything.
        if was_bound && self.live.join.len() == joins {
            self.live.leave.push(peer);
        }
    }

    /// A peer got its author number.
    pub fn author(&mut self, peer: u32, author: u32) {
        self.live.peers.entry(peer).or_default().author = Some(author);
    }

    /// The latest of each field wins.
    pub fn presence(&mut self, peer: u32, presence: &Presence) {
        let mine = self.live.peers.entry(peer).or_default();
        mine.name = presence.name.clone().or(mine.name.take());
        mine.cursor = presence.cursor.or(mine.cursor);
        mine.page = presence.page.or(mine.page);
        mine.view = presence.view.or(mine.view);
    }

    /// All that a peer shows by now.
    pub fn show(&mut self, peer: u32, shown: Option<LivePeer>) {
        let Some(LivePeer { cursor, page, view, drafts, .. }) = shown else { return };
        drafts.into_iter().for_each(|draft| self.draft(peer, draft));
        let mine = self.live.peers.entry(peer).or_default();
        (mine.cursor, mine.page, mine.view) = (cursor, page, view);
    }

    /// Pieces that follow each other become one. A draft that finds no room in the frame is dropped, except that it ends,
    /// which waits for the next one if it has to.
    pub fn draft(&mut self, peer: u32, draft: Draft) {
        let is_in_turn = draft.gesture.is_some() || !self.waiting.contains_key(&peer);
        if is_in_turn && self.fits(peer, &draft) {
            return self.add(peer, draft);
        }
        let Some(ending) = Ending::of(&draft) else { return };
        if !self.waiting.contains_key(&peer) && self.own_ending(peer) {
            return self.add(peer, ending.draft());
        }
        let waiting = self.waiting.entry(peer).or_default();
        if waiting.len() < WAITING_ENDINGS {
            waiting.push_back(ending);
        }
    }

    fn fits(&mut self, peer: u32, draft: &Draft) -> bool {
        let drafts = self.live.peers.get(&peer).map_or(&[][..], |mine| mine.drafts.as_slice());
        let is_merged = drafts.last().is_some_and(|last| last.g == draft.g && last.follows(draft));
        let bytes = if is_merged { draft.list_bytes() } else { draft.bytes() };
        self.has_room(peer, bytes)
    }

    fn add(&mut self, peer: u32, draft: Draft) {
        let drafts = &mut self.live.peers.entry(peer).or_default().drafts;
        match drafts.last_mut() {
            Some(last) if last.g == draft.g && last.follows(&draft) => last.merge(draft),
            _ => drafts.push(draft),
        }
    }

    fn has_room(&mut self, peer: u32, bytes: usize) -> bool {
        let own = self.own.entry(peer).or_default();
        if own.bytes + bytes <= OWN_BYTES {
            own.bytes += bytes;
            return true;
        }
        let fits = self.shared + bytes <= SHARED_BYTES;
        self.shared += if fits { bytes } else { 0 };
        fits
    }

    fn own_ending(&mut self, peer: u32) -> bool {
        let own = self.own.entry(peer).or_default();
        let fits = own.endings < OWN_ENDINGS;
        own.endings += usize::from(fits);
        fits
    }

    /// Begins the next frame with endings that found no room in this one.
    fn resume(&mut self, waiting: HashMap<u32, VecDeque<Ending>>) {
        for (peer, mut endings) in waiting {
            while let Some(draft) = endings.front().map(Ending::draft)
                && (self.fits(peer, &draft) || self.own_ending(peer))
            {
                self.add(peer, draft);
                endings.pop_front();
            }
            if !endings.is_empty() {
                self.waiting.insert(peer, endings);
            }
        }
    }

    /// Whether the next tick has nothing live to send.
    pub fn is_empty(&self) -> bool {
        let Live { join, leave, count, peers, .. } = &self.live;
        join.is_empty() && leave.is_empty() && count.is_none() && peers.is_empty()
    }

    /// The frame of this tick. Something may be live_batch for the next one after it.
    pub fn take(&mut self) -> Option<Frame> {
        let is_empty = self.is_empty();
        let Self { mut live, waiting, .. } = std::mem::take(self);
        self.resume(waiting);
        if is_empty {
            return None;
        }
        let moves = |peer: &&mut LivePeer| matches!(peer.cursor, Some(Some(_)));
        if live.peers.values_mut().filter(moves).count() > MAX_CURSORS {
            for peer in live.peers.values_mut().filter(|peer| peer.drafts.is_empty()) {
                peer.cursor = peer.cursor.filter(Option::is_none);
            }
        }
        Some(live.frame())
    }
}

struct ShownDraft {
    draft: Draft,
    bytes: usize,
    heard: Instant,
}

/// What one peer shows now, for those who come later.
#[derive(Default)]
pub struct PeerLive {
    cursor: Option<[i32; 2]>,
    page: Option<u16>,
    view: Option<[i32; 4]>,
    drafts: Vec<ShownDraft>,
}

impl PeerLive {
    /// Takes over what was said.
    pub fn presence(&mut self, presence: &Presence) {
        self.cursor = presence.cursor.unwrap_or(self.cursor);
        self.page = presence.page.or(self.page);
        self.view = presence.view.or(self.view);
    }

    /// Keeps a draft; one with a gap is forgotten until it comes whole again.
    pub fn draft(&mut self, draft: &Draft, now: Instant) {
        self.expire(now);
        let place = self.drafts.iter().position(|kept| kept.draft.g == draft.g);
        match place {
            Some(place) if draft.end || !self.drafts[place].draft.follows(draft) => {
                self.drafts.remove(place);
            }
            Some(place) => {
                let kept = &mut self.drafts[place];
                kept.draft.merge(draft.clone());
                kept.bytes = if draft.is_whole() { draft.bytes() } else { kept.bytes + draft.list_bytes() };
                kept.heard = now;
            }
            None if draft.is_whole() && !draft.end => {
                self.drafts.push(ShownDraft { draft: draft.clone(), bytes: draft.bytes(), heard: now });
            }
            None => {}
        }
        self.shrink();
    }

    /// Forgets the oldest beyond the bound, and what is too large alone.
    fn shrink(&mut self) {
        let mut bytes: usize = self.drafts.iter().map(|kept| kept.bytes).sum();
        while bytes > MAX_DRAFT_BYTES {
            bytes -= self.drafts.remove(0).bytes;
        }
    }

    /// The edits up to `n` of the peer's tag are decided: their drafts are over.
    pub fn end_settled_by(&mut self, n: u64) {
        self.drafts.retain(|kept| kept.draft.done.is_none_or(|done| done > n));
    }

    fn expire(&mut self, now: Instant) {
        self.drafts.retain(|kept| {
            let patience = if kept.draft.done.is_some() { DONE_WAIT } else { SILENCE };
            now.duration_since(kept.heard) < patience
        });
    }

    /// All of it, for newcomers, as far as drafts fit into `room` bytes; `None` when there is nothing to show.
    pub fn as_live(&mut self, now: Instant, room: &mut usize) -> Option<LivePeer> {
        self.expire(now);
        let fitting = self.drafts.iter().filter(|kept| {
            let left = room.checked_sub(kept.bytes);
            *room = left.unwrap_or(*room);
            left.is_some()
        });
        let drafts: Vec<Draft> = fitting.map(|kept| kept.draft.clone()).collect();
        let empty = self.cursor.is_none() && self.page.is_none() && self.view.is_none() && drafts.is_empty();
        let cursor = self.cursor.map(Some);
        (!empty).then_some(LivePeer { name: None, author: None, cursor, page: self.page, view: self.view, drafts })
    }
}

/// Whether a draft speaks of a shape that is settled already (SPEC V6).
pub fn is_stale(draft: &Draft, is_on_board: impl Fn(&crate::board::ShapeId) -> bool) -> bool {
    match &draft.gesture {
        Some(Gesture::Ink(piece)) => is_on_board(&piece.id),
        Some(Gesture::Move { .. } | Gesture::Erase { .. }) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ShapeId, Tag};

    fn erase(g: u64, ids: u64) -> Draft {
        let ids = (1..=ids).map(|n| ShapeId { tag: Tag(7), n }).collect();
        Draft { g, gesture: Some(Gesture::Erase { from: 0, ids }), done: None, end: false }
    }

    // [V7] A frame is bounded, and those who fill it take nothing from a hand that draws.
    #[test]
    fn a_frame_has_room_for_everybody() {
        let mut live_batch = LiveBatch::default();
        for peer in 1..=100 {
            (1..=10).for_each(|g| live_batch.draft(peer, erase(g, 1_000)));
        }
        let ended = Draft { end: true, ..erase(11, 2_000) };
        live_batch.draft(1, ended);
        live_batch.draft(200, erase(1, 20));
        let live = &live_batch.live;
        assert!(live.peers[&200].drafts[0].gesture.is_some());
        assert!(live.peers[&1].drafts.last().is_some_and(|draft| draft.end && draft.gesture.is_none()));
        let bytes = live_batch.take().unwrap().len();
        assert!(bytes < SHARED_BYTES + 8 * 1024, "{bytes}");
        assert!(live_batch.is_empty() && live_batch.shared == 0);
    }

    // [V7] A peer that ends many gestures at once makes no large frame. All of them are told in the frames that follow, in
    // their order, and the end of a gesture that is drawn meanwhile comes after its pieces.
    #[test]
    fn endings_have_a_bound_in_each_frame() {
        let end = |g| Draft { g, gesture: None, done: Some(g), end: false };
        let mut live_batch = LiveBatch::default();
        for g in 1..=1_000 {
            for peer in 1..=300 {
                live_batch.draft(peer, end(g));
            }
        }
        live_batch.draft(7, Draft { done: Some(1_001), ..erase(1_001, 10) });
        live_batch.draft(9, end(1_001));
        live_batch.leave(8, true);
        let mut told: HashMap<u32, Vec<u64>> = HashMap::new();
        let mut frames = 0;
        while !live_batch.is_empty() {
            for (peer, mine) in &live_batch.live.peers {
                told.entry(*peer).or_default().extend(mine.drafts.iter().filter_map(|draft| draft.done));
            }
            let bytes = live_batch.take().unwrap().len();
            assert!(bytes < SHARED_BYTES + 300 * (OWN_BYTES + OWN_ENDINGS * 60), "{bytes}");
            frames += 1;
        }
        assert!(frames <= 1_000 / OWN_ENDINGS);
        assert!(!told.contains_key(&8));
        assert_eq!(told[&9], (1..=1_001).collect::<Vec<_>>());
        assert_eq!(told[&300], (1..=1_000).collect::<Vec<_>>());
        let mut of_seven = told[&7].clone();
        of_seven.sort_unstable();
        assert_eq!(of_seven, told[&9]);
    }

    // [C5] What newcomers are told is bounded too; what they are not told comes with its next repetition.
    #[test]
    fn a_whole_frame_is_bounded() {
        let now = Instant::now();
        let mut shown = PeerLive::default();
        (1..=3).for_each(|g| shown.draft(&erase(g, 400), now));
        let mut room = 2 * erase(1, 400).bytes() + 100;
        assert_eq!(shown.as_live(now, &mut room).unwrap().drafts.len(), 2);
        assert!(room <= 100);
        assert!(shown.as_live(now, &mut room).is_none());
    }
}
