//! Drafts and presence: the changes since the last tick, and the current state of each peer (SPEC V).

use std::collections::{HashMap, VecDeque};

use crate::protocol::{Draft, Frame, Gesture, Live, LivePeer, PeerCard, Presence};

/// Above this many moving cursors in one frame, only cursors of drawing peers are sent.
const MAX_CURSORS: usize = 25;

/// Bytes of drafts in one frame that are reserved for each peer: what a hand draws in a tick.
const RESERVED_BYTES: usize = 1024;
/// Bytes of drafts in one frame beyond that, for all peers together (SPEC V7).
const SHARED_BYTES: usize = 128 * 1024;
/// Ends of gestures in one frame that are reserved for each peer, beyond the bytes (SPEC V7).
const RESERVED_ENDINGS: usize = 16;
/// Ends of a peer's gestures that wait for later frames: as many as a connection may send at once.
const WAITING_ENDINGS: usize = 1_200;

/// The live changes since the last tick: one frame for all peers.
#[derive(Default)]
pub struct LiveBatch {
    live: Live,
    /// The used reserved part of each peer.
    used: HashMap<u32, Usage>,
    /// Bytes of drafts beyond the reserved parts.
    shared: usize,
    /// Ends of each peer's gestures for later frames, in order.
    waiting: HashMap<u32, VecDeque<Ending>>,
}

/// See [`RESERVED_BYTES`] and [`RESERVED_ENDINGS`].
#[derive(Default)]
struct Usage {
    bytes: usize,
    endings: usize,
}

/// The end of a gesture.
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
        Draft::new(self.g, None, self.done, self.end)
    }
}

impl LiveBatch {
    /// Sets the number of connections.
    pub fn count(&mut self, count: usize) {
        self.live.count = Some(count);
    }

    /// Adds a peer that the others may see now.
    pub fn join(&mut self, card: PeerCard) {
        self.live.join.push(card);
    }

    /// Removes a peer and its drafts.
    pub fn leave(&mut self, peer: u32, was_bound: bool) {
        self.live.peers.remove(&peer);
        self.waiting.remove(&peer);
        let joins = self.live.join.len();
        self.live.join.retain(|card| card.peer != peer);
        // A peer that joined and left since the last tick was never shown.
        if was_bound && self.live.join.len() == joins {
            self.live.leave.push(peer);
        }
    }

    /// Sets a peer's author number.
    pub fn author(&mut self, peer: u32, author: u32) {
        self.live.peers.entry(peer).or_default().author = Some(author);
    }

    /// Sets a peer's name.
    pub fn name(&mut self, peer: u32, name: &str) {
        self.live.peers.entry(peer).or_default().name = Some(name.to_owned());
    }

    /// Merges presence; the latest value of each field wins.
    pub fn presence(&mut self, peer: u32, presence: &Presence) {
        let mine = self.live.peers.entry(peer).or_default();
        mine.name = presence.name.clone().or(mine.name.take());
        mine.cursor = presence.cursor.or(mine.cursor);
        mine.page = presence.page.or(mine.page);
        mine.view = presence.view.or(mine.view);
    }

    /// Shows a raised hand at its place, or with 0 a lowered one.
    pub fn hand(&mut self, peer: u32, place: u64) {
        self.live.peers.entry(peer).or_default().hand = Some(place);
    }

    /// Ends a gesture whose edit was refused or is not allowed any more.
    pub fn end(&mut self, peer: u32, gesture: u64) {
        self.draft(peer, Draft::new(gesture, None, None, true));
    }

    /// Removes a peer's cursor.
    pub fn hide_cursor(&mut self, peer: u32) {
        self.live.peers.entry(peer).or_default().cursor = Some(None);
    }

    /// Adds a peer's current drafts and presence.
    pub fn show(&mut self, peer: u32, live: Option<LivePeer>) {
        let Some(LivePeer { cursor, page, view, hand, drafts, .. }) = live else { return };
        drafts.into_iter().for_each(|draft| self.draft(peer, draft));
        let mine = self.live.peers.entry(peer).or_default();
        (mine.cursor, mine.page, mine.view, mine.hand) = (cursor, page, view, hand);
    }

    /// Adds a draft, merged with the piece before it. A draft that does not fit is dropped, but the end of its gesture waits
    /// for a later frame.
    pub fn draft(&mut self, peer: u32, draft: Draft) {
        let is_in_order = draft.gesture.is_some() || !self.waiting.contains_key(&peer);
        if is_in_order && self.fits(peer, &draft) {
            return self.add(peer, draft);
        }
        let Some(ending) = Ending::of(&draft) else { return };
        if !self.waiting.contains_key(&peer) && self.take_reserved_ending(peer) {
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
        let used = self.used.entry(peer).or_default();
        if used.bytes + bytes <= RESERVED_BYTES {
            used.bytes += bytes;
            return true;
        }
        let fits = self.shared + bytes <= SHARED_BYTES;
        self.shared += if fits { bytes } else { 0 };
        fits
    }

    fn take_reserved_ending(&mut self, peer: u32) -> bool {
        let used = self.used.entry(peer).or_default();
        let fits = used.endings < RESERVED_ENDINGS;
        used.endings += usize::from(fits);
        fits
    }

    /// Begins the next frame with the ends that did not fit in this one.
    fn resume(&mut self, waiting: HashMap<u32, VecDeque<Ending>>) {
        for (peer, mut endings) in waiting {
            while let Some(draft) = endings.front().map(Ending::draft)
                && (self.fits(peer, &draft) || self.take_reserved_ending(peer))
            {
                self.add(peer, draft);
                endings.pop_front();
            }
            if !endings.is_empty() {
                self.waiting.insert(peer, endings);
            }
        }
    }

    /// Whether the next tick has no live frame.
    pub fn is_empty(&self) -> bool {
        let Live { join, leave, count, peers, .. } = &self.live;
        join.is_empty() && leave.is_empty() && count.is_none() && peers.is_empty()
    }

    /// Takes the frame of this tick. Afterwards it may hold ends for the next one.
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

/// Whether a draft draws a shape that is already on the board (SPEC V6).
pub fn is_stale(draft: &Draft, is_on_board: impl Fn(&crate::board::ShapeId) -> bool) -> bool {
    match &draft.gesture {
        Some(Gesture::Ink(piece)) => is_on_board(&piece.id),
        Some(Gesture::Shape(shape)) => is_on_board(&shape.id),
        Some(
            Gesture::Set(_)
            | Gesture::Move { .. }
            | Gesture::Change(_)
            | Gesture::Erase { .. }
            | Gesture::Cut(_)
            | Gesture::Laser(_),
        )
        | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ShapeId, Tag};

    fn erase(g: u64, ids: u64) -> Draft {
        let ids = (1..=ids).map(|n| ShapeId { tag: Tag(7), n }).collect();
        Draft::new(g, Some(Gesture::Erase { from: 0, ids }), None, false)
    }

    // [V7] A frame is bounded, and each peer has a reserved part of it.
    #[test]
    fn a_full_frame_has_room_for_each_peer() {
        let mut live_batch = LiveBatch::default();
        for peer in 1..=100 {
            (1..=10).for_each(|g| live_batch.draft(peer, erase(g, 1_000)));
        }
        let ended = Draft::new(11, erase(11, 2_000).gesture, None, true);
        live_batch.draft(1, ended);
        live_batch.draft(200, erase(1, 20));
        let live = &live_batch.live;
        assert!(live.peers[&200].drafts[0].gesture.is_some());
        assert!(live.peers[&1].drafts.last().is_some_and(|draft| draft.end && draft.gesture.is_none()));
        let bytes = live_batch.take().unwrap().len();
        assert!(bytes < SHARED_BYTES + 8 * 1024, "{bytes}");
        assert!(live_batch.is_empty() && live_batch.shared == 0);
    }

    // [V7] A peer that ends many gestures at once makes no large frame. Later frames carry all of them in order, and the end of
    // a gesture that is drawn meanwhile comes after its pieces.
    #[test]
    fn ends_of_gestures_are_bounded_in_each_frame() {
        let end = |g| Draft::new(g, None, Some(g), false);
        let mut live_batch = LiveBatch::default();
        for g in 1..=1_000 {
            for peer in 1..=300 {
                live_batch.draft(peer, end(g));
            }
        }
        live_batch.draft(7, Draft::new(1_001, erase(1_001, 10).gesture, Some(1_001), false));
        live_batch.draft(9, end(1_001));
        live_batch.leave(8, true);
        let mut sent: HashMap<u32, Vec<u64>> = HashMap::new();
        let mut frames = 0;
        while !live_batch.is_empty() {
            for (peer, mine) in &live_batch.live.peers {
                sent.entry(*peer).or_default().extend(mine.drafts.iter().filter_map(|draft| draft.done));
            }
            let bytes = live_batch.take().unwrap().len();
            assert!(bytes < SHARED_BYTES + 300 * (RESERVED_BYTES + RESERVED_ENDINGS * 60), "{bytes}");
            frames += 1;
        }
        assert!(frames <= 1_000 / RESERVED_ENDINGS);
        assert!(!sent.contains_key(&8));
        assert_eq!(sent[&9], (1..=1_001).collect::<Vec<_>>());
        assert_eq!(sent[&300], (1..=1_000).collect::<Vec<_>>());
        let mut of_seven = sent[&7].clone();
        of_seven.sort_unstable();
        assert_eq!(of_seven, sent[&9]);
    }
}
