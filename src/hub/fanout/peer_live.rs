//! The current drafts and presence of one peer: what newcomers are shown, and what ends when it is not allowed any more
//! (SPEC V5, R8).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::protocol::{Draft, LivePeer, Presence};

/// An open draft ends after this time without a message (SPEC V5).
const SILENCE: Duration = Duration::from_secs(5);
/// A finished draft whose edit never arrives ends after this time (SPEC V5).
const DONE_WAIT: Duration = Duration::from_secs(60);
/// Most bytes of a peer's drafts that are stored for newcomers (SPEC V7).
const MAX_DRAFT_BYTES: usize = 32 * 1024;
/// Gestures of a peer that are tracked: a hand makes a few a second, and an edit is decided within a second.
const MAX_OPEN: usize = 64;

struct ShownDraft {
    draft: Draft,
    bytes: usize,
    updated: Instant,
}

/// The current drafts and presence of one peer, for newcomers.
#[derive(Default)]
pub struct PeerLive {
    cursor: Option<[i32; 2]>,
    page: Option<u32>,
    view: Option<[i32; 4]>,
    /// Its place among the raised hands; 0 when it is lowered.
    hand: u64,
    drafts: Vec<ShownDraft>,
    /// Gestures that the others may still show, the latest [`MAX_OPEN`], each with the number of the edit that it became.
    /// They may be more than `drafts`, which are bounded in bytes.
    open: VecDeque<(u64, Option<u64>)>,
}

impl PeerLive {
    /// Merges presence.
    pub fn presence(&mut self, presence: &Presence) {
        self.cursor = presence.cursor.unwrap_or(self.cursor);
        self.page = presence.page.or(self.page);
        self.view = presence.view.or(self.view);
    }

    /// Raises the hand at a place in the order, or lowers it with 0. Returns whether that changes anything: a hand that is up
    /// keeps its place.
    pub fn set_hand(&mut self, place: u64) -> bool {
        let changes = (self.hand == 0) != (place == 0);
        if changes {
            self.hand = place;
        }
        changes
    }

    /// Stores a draft. One with a gap is dropped until it is repeated as a whole.
    pub fn draft(&mut self, draft: &Draft, now: Instant) {
        self.expire(now);
        self.track(draft);
        let place = self.drafts.iter().position(|shown| shown.draft.g == draft.g);
        match place {
            Some(place) if draft.end || !self.drafts[place].draft.follows(draft) => {
                self.drafts.remove(place);
            }
            Some(place) => {
                let shown = &mut self.drafts[place];
                shown.draft.merge(draft.clone());
                shown.bytes = shown.draft.bytes();
                shown.updated = now;
            }
            None if draft.is_whole() && !draft.end => {
                self.drafts.push(ShownDraft { draft: draft.clone(), bytes: draft.bytes(), updated: now });
            }
            None => {}
        }
        self.shrink();
    }

    /// Drops the oldest drafts beyond the bound.
    fn shrink(&mut self) {
        let mut bytes: usize = self.drafts.iter().map(|shown| shown.bytes).sum();
        while bytes > MAX_DRAFT_BYTES {
            bytes -= self.drafts.remove(0).bytes;
        }
    }

    /// Records whether the others may show a gesture after this draft.
    fn track(&mut self, draft: &Draft) {
        let before = self.open.iter().find_map(|(gesture, done)| (*gesture == draft.g).then_some(*done));
        self.open.retain(|(gesture, _)| *gesture != draft.g);
        if !draft.end {
            self.open.push_back((draft.g, draft.done.or(before.flatten())));
        }
        if self.open.len() > MAX_OPEN {
            self.open.pop_front();
        }
    }

    /// Ends the drafts whose edits up to `n` are decided, and returns their gestures.
    pub fn end_settled_by(&mut self, n: u64) -> Vec<u64> {
        let is_settled = |done: Option<u64>| done.is_some_and(|done| done <= n);
        self.drafts.retain(|shown| !is_settled(shown.draft.done));
        let ended = self.open.iter().filter(|(_, done)| is_settled(*done)).map(|(gesture, _)| *gesture).collect();
        self.open.retain(|(_, done)| !is_settled(*done));
        ended
    }

    /// Ends the drafts that `may` forbids, and those that are not stored here and may be anything. Returns their gestures.
    pub fn end_forbidden(&mut self, may: impl Fn(&Draft) -> bool) -> Vec<u64> {
        self.drafts.retain(|shown| may(&shown.draft));
        let stays = |gesture: u64| self.drafts.iter().any(|shown| shown.draft.g == gesture);
        let (stay, ended): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.open).into_iter().partition(|(gesture, _)| stays(*gesture));
        self.open = stay;
        ended.into_iter().map(|(gesture, _)| gesture).collect()
    }

    /// Removes the cursor. Returns whether there was one.
    pub fn hide_cursor(&mut self) -> bool {
        self.cursor.take().is_some()
    }

    fn expire(&mut self, now: Instant) {
        self.drafts.retain(|shown| {
            let patience = if shown.draft.done.is_some() { DONE_WAIT } else { SILENCE };
            now.duration_since(shown.updated) < patience
        });
    }

    /// The state for newcomers, with drafts that fit into `bytes_left`; `None` when it is empty.
    pub fn as_live(&mut self, now: Instant, bytes_left: &mut usize) -> Option<LivePeer> {
        self.expire(now);
        let fitting = self.drafts.iter().filter(|shown| {
            let left = bytes_left.checked_sub(shown.bytes);
            *bytes_left = left.unwrap_or(*bytes_left);
            left.is_some()
        });
        let drafts: Vec<Draft> = fitting.map(|shown| shown.draft.clone()).collect();
        let hand = (self.hand != 0).then_some(self.hand);
        let nowhere = self.cursor.is_none() && self.page.is_none() && self.view.is_none();
        let empty = nowhere && hand.is_none() && drafts.is_empty();
        let cursor = self.cursor.map(Some);
        (!empty).then_some(LivePeer {
            name: None,
            author: None,
            cursor,
            page: self.page,
            view: self.view,
            hand,
            drafts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ShapeId, Tag};
    use crate::protocol::Gesture;

    fn erase(g: u64, ids: u64) -> Draft {
        let ids = (1..=ids).map(|n| ShapeId { tag: Tag(7), n }).collect();
        Draft::new(g, Some(Gesture::Erase { from: 0, ids }), None, false)
    }

    // [C5] The full frame for newcomers is bounded too; left out drafts arrive with their next repetition.
    #[test]
    fn a_full_frame_is_bounded() {
        let now = Instant::now();
        let mut live = PeerLive::default();
        (1..=3).for_each(|g| live.draft(&erase(g, 400), now));
        let mut bytes_left = 2 * erase(1, 400).bytes() + 100;
        assert_eq!(live.as_live(now, &mut bytes_left).unwrap().drafts.len(), 2);
        assert!(bytes_left <= 100);
        assert!(live.as_live(now, &mut bytes_left).is_none());
    }

    // [V5] [R8] What is forbidden ends, with what is too large to be stored here; a refused edit ends its draft.
    #[test]
    fn forbidden_and_refused_gestures_end() {
        let now = Instant::now();
        let mut live = PeerLive::default();
        (1..=4).for_each(|g| live.draft(&erase(g, 700), now));
        assert_eq!(live.drafts.len(), 2, "the first two are too much");
        assert_eq!(live.end_forbidden(|draft| draft.g == 4), [1, 2, 3]);
        assert!(live.end_forbidden(|_| true).is_empty());
        live.draft(&Draft::new(4, None, Some(7), false), now);
        live.draft(&Draft::new(5, None, Some(8), false), now);
        assert_eq!((live.end_settled_by(6), live.end_settled_by(7)), (Vec::new(), vec![4]));
        assert!(live.drafts.is_empty());
        live.draft(&Draft::new(5, None, None, true), now);
        assert!(live.end_settled_by(9).is_empty());
    }
}
