//! Sends a room's log and live changes: one frame for all peers, at most once a tick (SPEC V8).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::hub::fail_stop::supervise;
use crate::hub::fanout::frame_queue::FrameKind;
use crate::hub::fanout::peer::Peer;
use crate::hub::fanout::pull::{BEHIND, pull};
use crate::hub::queue::queued_edit::Sender;
use crate::hub::room::{Room, State};
use crate::protocol::Frame;

/// A timer that fires this late shows that the server is overloaded.
const LATE: Duration = Duration::from_millis(8);

/// Frames and bytes that a room has sent, for its pace.
#[derive(Default)]
struct Sent {
    frames: usize,
    bytes: usize,
}

impl Sent {
    /// Counts one write of some bytes to a peer.
    fn count(&mut self, bytes: usize) {
        self.frames += usize::from(bytes > 0);
        self.bytes += bytes;
    }
}

impl State {
    /// Whether log, replies or live changes wait to be sent.
    fn has_unsent(&self) -> bool {
        let fanout = &self.fanout;
        let has_log = fanout.unsent <= self.core.board.head() || !fanout.replies.is_empty();
        has_log || !fanout.live_batch.is_empty() || fanout.has_newcomers
    }
}

impl Room {
    /// Publishes now if the tick has come, else schedules it for the tick.
    pub(in crate::hub) fn schedule_publish(self: &Arc<Self>, state: &mut State) {
        if !state.has_unsent() {
            return;
        }
        let now = Instant::now();
        if now >= state.fanout.next_tick {
            self.publish(state, now);
        } else {
            self.schedule_tick(state);
        }
    }

    fn schedule_tick(self: &Arc<Self>, state: &mut State) {
        let due = state.fanout.next_tick;
        if state.fanout.timer.is_some_and(|timer| timer <= due) {
            return;
        }
        state.fanout.timer = Some(due);
        let room = self.clone();
        supervise("tick", async move {
            fail::fail_point!("tick");
            tokio::time::sleep_until(due.into()).await;
            let mut state = room.lock();
            // Otherwise another timer has replaced this one, or its tick was published early.
            if state.fanout.timer != Some(due) {
                return;
            }
            let now = Instant::now();
            if now.duration_since(due) > LATE {
                room.pace.is_late(now);
            }
            room.publish(&mut state, now);
        });
    }

    /// Sends one log frame and one live frame to each follower, the log first; then the replies.
    pub(in crate::hub) fn publish(self: &Arc<Self>, state: &mut State, now: Instant) {
        let live = state.fanout.live_batch.take();
        let whole = state.fanout.full_live_frame(now);
        let State { core, fanout, .. } = &mut *state;
        let log = core.tail.unsent(fanout.unsent);
        fanout.unsent = log.head() + 1;
        let mut sent = Sent::default();
        for (number, peer) in fanout.peers.iter_mut().filter(|(_, peer)| peer.log_cursor.is_following()) {
            let live = if std::mem::take(&mut peer.is_newcomer) { &whole } else { &live };
            let bytes = peer.log_cursor.publish(&peer.outbox, &log);
            let fits =
                bytes.is_some() && live.as_ref().is_none_or(|frame| peer.outbox.push(FrameKind::Live, frame.clone()));
            if !fits {
                self.fall_behind(*number, peer);
            }
            sent.count(bytes.unwrap_or(0) + live.as_ref().map_or(0, Frame::len));
        }
        sent.bytes += log.encoded();
        for reply in std::mem::take(&mut state.fanout.replies) {
            let peer = state.fanout.peers.get_mut(&reply.to.peer).filter(|peer| peer.hellos == reply.to.hello);
            let Some(peer) = peer else { continue };
            let frame = reply.frame(Some(peer.tag));
            sent.bytes += frame.len();
            if !peer.log_cursor.reply(&peer.outbox, reply.after, frame) {
                self.fall_behind(reply.to.peer, peer);
            }
        }
        state.fanout.timer = None;
        state.fanout.next_tick = now + self.pace.sent(sent.frames, sent.bytes, now);
        if state.has_unsent() {
            self.schedule_tick(state);
        }
    }

    /// Sends a commit's log at once to its authors, whose pages show their edits as saved. The others have seen the drafts
    /// and wait for the tick.
    pub(in crate::hub) fn publish_to_authors(self: &Arc<Self>, state: &mut State, stored: &BTreeSet<Sender>) {
        let now = Instant::now();
        let State { core, fanout, .. } = &mut *state;
        let follows = |Sender { peer, hello }: &&Sender| {
            fanout.peers.get(peer).is_some_and(|peer| peer.hellos == *hello && peer.log_cursor.is_following())
        };
        let authors: Vec<u32> = stored.iter().filter(follows).map(|sender| sender.peer).collect();
        if now >= fanout.next_tick || !self.pace.may_send_early(authors.len(), now) {
            return;
        }
        let log = core.tail.unsent(fanout.unsent);
        let mut sent = Sent::default();
        for number in &authors {
            let Some(peer) = fanout.peers.get_mut(number) else { continue };
            let bytes = peer.log_cursor.publish(&peer.outbox, &log);
            if bytes.is_none() {
                self.fall_behind(*number, peer);
            }
            sent.count(bytes.unwrap_or(0));
        }
        self.pace.sent_early(sent.frames, sent.bytes + log.encoded(), now);
    }

    /// Makes slow followers fall behind, and closes slow peers that await a resync. The `pull` of a peer that pulls closes it
    /// itself (SPEC V9).
    pub(in crate::hub) fn disconnect_slow(self: &Arc<Self>, state: &mut State) {
        let peers = state.fanout.peers.iter_mut().filter(|(_, peer)| peer.outbox.is_slow());
        let mut stuck = Vec::new();
        for (number, peer) in peers {
            if peer.log_cursor.is_following() {
                self.fall_behind(*number, peer);
            } else if peer.log_cursor.awaits_resync() {
                peer.outbox.close(&BEHIND);
                stuck.push(*number);
            }
        }
        for number in stuck {
            self.remove(state, number);
            self.schedule_publish(state);
        }
    }

    /// Clears the queue of a peer that does not read, and starts a `pull` from its place in the log (SPEC L7).
    fn fall_behind(self: &Arc<Self>, number: u32, peer: &mut Peer) {
        if peer.log_cursor.fall_behind(&peer.outbox) {
            supervise("pull", pull(self.clone(), number));
        }
    }
}
