//! A peer's place in the log, which decides the log frames and replies in its outbox (SPEC C5, L7).

use crate::hub::core::Core;
use crate::hub::fanout::frame_queue::FrameKind;
use crate::hub::fanout::log_tail::{Piece, UnsentLog};
use crate::hub::fanout::outbox::Outbox;
use crate::protocol::{Frame, Resync};

/// How a peer gets the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It gets each frame when it is published.
    Following,
    /// It gets pieces as its socket drains, until it is at the head.
    Pulling,
    /// It gets no log: it was told to load the snapshot and will say hello.
    AwaitingResync,
}

/// The next step of a peer that pulls.
pub enum Pull {
    /// None: it has all that followers have.
    AtHead,
    /// A piece from memory.
    Piece(Piece),
    /// A resync: the log before the head has an edit that is too large to send.
    Snapshot,
    /// A piece from the store, after this seq.
    Older(u64),
}

/// See the module.
pub struct LogCursor {
    next: u64,
    state: DeliveryState,
}

impl LogCursor {
    /// The cursor of a peer that has the board at `since` and pulls the log after it.
    pub fn after(since: u64) -> Self {
        Self { next: since + 1, state: DeliveryState::Pulling }
    }

    /// Seq of the next edit for it.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Whether it gets published frames.
    pub fn is_following(&self) -> bool {
        self.state == DeliveryState::Following
    }

    /// Queues unsent log for a follower and returns its bytes, or `None` when the peer has fallen behind.
    pub fn publish(&mut self, outbox: &Outbox, log: &UnsentLog<'_>) -> Option<usize> {
        // A peer that joined with a newer state than the others were sent lacks only the rest.
        let first = self.next.max(log.first());
        if first > log.head() {
            return Some(0);
        }
        let Some(frame) = log.from(first) else {
            self.next = first;
            return None;
        };
        self.next = log.head() + 1;
        let bytes = frame.len();
        outbox.push(FrameKind::Log(first), frame).then_some(bytes)
    }

    /// Queues a reply, or holds it until the log that it depends on was pulled. A peer that awaits a resync gets none
    /// (SPEC C6, E8). Returns `false` when the peer has fallen behind.
    pub fn reply(&self, outbox: &Outbox, after: u64, frame: Frame) -> bool {
        match self.state {
            DeliveryState::AwaitingResync => true,
            DeliveryState::Pulling if self.next <= after => {
                outbox.hold(after, frame);
                true
            }
            DeliveryState::Following | DeliveryState::Pulling => outbox.push(FrameKind::Reply(after), frame),
        }
    }

    /// Clears the queue of a peer that does not read, so that it pulls from its place. Returns whether a `pull` has to be
    /// started.
    pub fn fall_behind(&mut self, outbox: &Outbox) -> bool {
        if let Some(seq) = outbox.clear() {
            self.next = seq;
        }
        let was_following = self.is_following();
        if was_following {
            self.state = DeliveryState::Pulling;
        }
        was_following
    }

    /// Restarts from `since` and drops replies to earlier edits. Returns whether a `pull` has to be started.
    pub fn restart(&mut self, outbox: &Outbox, since: u64) -> bool {
        outbox.restart();
        self.next = since + 1;
        std::mem::replace(&mut self.state, DeliveryState::Pulling) != DeliveryState::Pulling
    }

    /// Tells it to load the snapshot, because the log that it lacks is too large for a socket (SPEC C6). It gets no log and
    /// no replies until its next hello.
    pub fn request_resync(&mut self, outbox: &Outbox) {
        self.state = DeliveryState::AwaitingResync;
        outbox.forget_held();
        outbox.push(FrameKind::Control, Resync {}.frame());
    }

    /// Whether it was told to load the snapshot and has not said hello since.
    pub fn awaits_resync(&self) -> bool {
        self.state == DeliveryState::AwaitingResync
    }

    /// Decides the next step up to edit `sent`, the last one that followers were sent.
    pub fn pull(&self, core: &Core, sent: u64) -> Pull {
        if self.next > sent {
            return Pull::AtHead;
        }
        if core.tail.oversized() >= self.next {
            return Pull::Snapshot;
        }
        core.tail.piece(self.next).map_or(Pull::Older(self.next - 1), Pull::Piece)
    }

    /// Queues a piece, unless the cursor has moved since the piece was cut.
    pub fn send(&mut self, outbox: &Outbox, piece: Piece) -> bool {
        if self.next != piece.first || self.state != DeliveryState::Pulling {
            return false;
        }
        self.next = piece.next;
        outbox.push(FrameKind::Log(piece.first), piece.frame);
        outbox.release(piece.next - 1);
        true
    }

    /// Makes it a follower, once it has all that followers were sent.
    pub fn follow(&mut self, outbox: &Outbox) {
        self.state = DeliveryState::Following;
        outbox.release(self.next - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::fanout::log_tail::LogTail;
    use crate::hub::fanout::outbox::tests::frames;
    use crate::protocol::LogEntry;

    fn texts(outbox: &Outbox) -> Vec<String> {
        let frames = frames(outbox);
        let messages = frames.iter().filter_map(Frame::message);
        messages.map(|message| String::from_utf8(message.to_vec()).unwrap()).collect()
    }

    fn tail(edits: std::ops::RangeInclusive<u64>) -> LogTail {
        let mut tail = LogTail::new(edits.start() - 1);
        edits.for_each(|seq| tail.push(LogEntry { at: seq, json: seq.to_string().into_bytes().into() }));
        tail
    }

    // [L3] [C5] A peer that joins with a newer state than was sent gets each edit once.
    #[test]
    fn a_peer_with_a_newer_state_gets_only_the_rest() {
        let tail = tail(5..=9);
        for (since, log) in [(4, "\"seq\":5,\"edits\":[5,6,7,8,9]"), (7, "\"seq\":8,\"edits\":[8,9]")] {
            let outbox = Outbox::new(1, Default::default());
            let mut cursor = LogCursor::after(since);
            cursor.follow(&outbox);
            let bytes = cursor.publish(&outbox, &tail.unsent(5)).unwrap();
            assert_eq!(cursor.next(), 10);
            let sent = texts(&outbox);
            assert_eq!(bytes, Frame::text(sent[0].as_bytes()).len());
            assert!(sent.len() == 1 && sent[0].contains(log), "{sent:?}");
        }
        let outbox = Outbox::new(1, Default::default());
        let mut cursor = LogCursor::after(9);
        cursor.follow(&outbox);
        assert_eq!(cursor.publish(&outbox, &tail.unsent(5)), Some(0));
        assert_eq!((cursor.next(), texts(&outbox).len()), (10, 0));
    }

    // [C6] A peer that awaits a resync gets no replies, and none are held for it.
    #[test]
    fn no_reply_is_held_for_a_peer_that_awaits_a_resync() {
        let outbox = Outbox::new(1, Default::default());
        let mut cursor = LogCursor::after(4);
        let answer = || Frame::text(b"answer");
        cursor.reply(&outbox, 9, answer());
        cursor.request_resync(&outbox);
        cursor.reply(&outbox, 3, answer());
        cursor.reply(&outbox, 9, answer());
        outbox.release(20);
        assert_eq!(texts(&outbox), [r#"{"t":"resync"}"#]);
    }
}
