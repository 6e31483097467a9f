//! What a peer does about attention: it follows somebody, raises a hand, and as a teacher calls everybody (SPEC Q).

use std::time::Instant;

use crate::board::Lesson;
use crate::hub::fail_stop::lock;
use crate::hub::membership::Membership;
use crate::hub::room::State;
use crate::protocol::{Call, CallMessage, Presence};

impl Membership {
    /// Notes whom the peer follows, and its hand.
    pub(in crate::hub) fn attend(&self, state: &mut State, presence: &Presence) {
        let number = self.number();
        if let Some(whom) = presence.follow {
            let whom = whom.filter(|other| *other != number && state.fanout.peers.contains_key(other));
            let changed = state.fanout.attention.follow(number, whom);
            state.fanout.tell_followed(&changed);
        }
        match presence.hand {
            Some(true) => {
                let place = state.fanout.attention.next_hand();
                set_hand(state, number, place);
            }
            Some(false) => set_hand(state, number, 0),
            None => {}
        }
    }

    /// Calls everybody to a place, or ends the lead, if the person is a teacher.
    pub fn call(&self, call: CallMessage) {
        let mut state = self.room().lock();
        let number = self.number();
        if !self.is_teacher(&state) {
            return;
        }
        let Some(peer) = state.fanout.peers.get_mut(&number) else { return };
        if !peer.allowance.admit_call(Instant::now()) {
            return;
        }
        let call = call.by(number);
        if state.fanout.attention.call(call) {
            state.fanout.tell_call(call);
        }
    }

    /// Lowers somebody's hand, if the person is a teacher.
    pub fn lower(&self, peer: u32) {
        let mut state = self.room().lock();
        if self.is_teacher(&state) {
            set_hand(&mut state, peer, 0);
            self.room().schedule_publish(&mut state);
        }
    }

    fn is_teacher(&self, state: &State) -> bool {
        let Some(peer) = state.fanout.peers.get(&self.number()) else { return false };
        lock(&self.room().lesson).is_teacher(&peer.person)
    }
}

/// Ends a lead whose teacher is none any more.
pub fn end_lost_lead(state: &mut State, lesson: &Lesson) {
    let Some(peer) = state.fanout.attention.leader() else { return };
    if state.fanout.peers.get(&peer).is_some_and(|peer| lesson.is_teacher(&peer.person)) {
        return;
    }
    let end = Call { peer, page: None, view: None, lead: false };
    if state.fanout.attention.call(end) {
        state.fanout.tell_call(end);
    }
}

/// Raises or lowers the hand of a peer, and shows it if the others may see the peer.
fn set_hand(state: &mut State, number: u32, place: u64) {
    let is_bound = state.fanout.is_bound(number);
    let Some(peer) = state.fanout.peers.get_mut(&number) else { return };
    if peer.live.set_hand(place) && is_bound {
        state.fanout.live_batch.hand(number, place);
    }
}
