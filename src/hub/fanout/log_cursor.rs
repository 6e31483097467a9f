//! Where a peer stands in the log, and what is put into its outbox because of that (SPEC C5, L7).

use crate::hub::core::Core;
use crate::hub::fanout::frame_queue::FrameKind;
use crate::hub::fanout::log_tail::{Piece, UnsentLog};
use crate::hub::fanout::outbox::Outbox;
use crate::protocol::{Frame, Resync};

/// How a peer gets the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Every frame when it is published.
    Following,
    /// Piece by piece, as its socket drains, until it is at the head.
    Pulling,
    /// Not at all: it was sent for the snapshot and will say hello.
    AwaitingResync,
}

/// What a peer that pulls is to get next.
pub enum Pull {
    /// It has all that those who follow have.
    AtHead,
    /// This.
    Piece(Piece),
    /// The snapshot: somewhere before the head is an edit that is sent to nobody.
    Snapshot,
    /// What the store has after this seq.
    Older(u64),
}

/// See the module.
pub struct LogCursor {
    next: u64,
    state: DeliveryState,
}

impl LogCursor {
    /// A peer that holds the board at `since` and pulls what comes after it.
    pub fn after(since: u64) -> Self {
        Self { next: since + 1, state: DeliveryState::Pulling }
    }

    /// Seq of the edit that it gets next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Whether it gets what is published.
    pub fn is_following(&self) -> bool {
        self.state == DeliveryState::Following
    }

    /// Sends news of the log to a peer that follows, and says how many bytes. `None`: it has fallen behind.
    pub fn publish(&mut self, outbox: &Outbox, news: &UnsentLog<'_>) -> Option<usize> {
        // A peer that came with a newer state than the others were sent lacks only the rest of it.
        let first = self.next.max(news.first());
        if first > news.head() {
            return Some(0);
        }
        let Some(frame) = news.after(first) else {
            self.next = first;
            return None;
        };
        self.next = news.head() + 1;
        let bytes = frame.len();
        outbox.push(FrameKind::Log(first), frame).then_some(bytes)
    }

    /// Sends an answer, or holds it back until the log that it depends on was pulled. A peer that awaits its next hello
    /// gets none (SPEC C6, E8). `false`: it has fallen behind.
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

    /// Clears the queue of a peer that does not read and lets it pull from its own place. Says
    /// whether the pulling has to be started.
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

    /// Starts again from `since`; answers to what was sent before are void. Says whether the pulling has to be started.
    pub fn restart(&mut self, outbox: &Outbox, since: u64) -> bool {
        outbox.restart();
        self.next = since + 1;
        std::mem::replace(&mut self.state, DeliveryState::Pulling) != DeliveryState::Pulling
    }

    /// Sends it for the snapshot, since the log that it lacks is nothing for a socket (SPEC C6). It gets no more of
    /// the log and no answers before it says hello again.
    pub fn request_resync(&mut self, outbox: &Outbox) {
        self.state = DeliveryState::AwaitingResync;
        outbox.forget_held();
        outbox.push(FrameKind::Control, Resync {}.frame());
    }

    /// Whether it was sent for the snapshot and has not come back yet.
    pub fn awaits_resync(&self) -> bool {
        self.state == DeliveryState::AwaitingResync
    }

    /// What it lacks of the log up to edit `sent`, the last one that those who follow were sent.
    pub fn pull(&self, core: &Core, sent: u64) -> Pull {
        if self.next > sent {
            return Pull::AtHead;
        }
        if core.tail.oversized() >= self.next {
            return Pull::Snapshot;
        }
        core.tail.piece(self.next).map_or(Pull::Older(self.next - 1), Pull::Piece)
    }

    /// Sends a piece, unless the peer has started again elsewhere since it was cut.
    pub fn send(&mut self, outbox: &Outbox, piece: Piece) -> bool {
        if self.next != piece.first || self.state != DeliveryState::Pulling {
            return false;
        }
        self.next = piece.next;
        outbox.push(FrameKind::Log(piece.first), piece.frame);
        outbox.release(piece.next - 1);
        true
    }

    /// It has what those who follow were sent, and is one of them from here on.
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

    // [L3] [C5] A peer that came with a newer state than was sent gets each edit once, like everybody.
    #[test]
    fn a_newer_state_is_sent_only_what_it_lacks() {
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

    // [C6] A peer that awaits its next hello gets no answers, and none are kept for it.
    #[test]
    fn nothing_is_kept_for_a_peer_that_is_away() {
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
