//! Where a peer stands in the log, and what is put into its outbox because of that (SPEC C5, L7).

use crate::hub::core::Core;
use crate::hub::fanout::log_tail::Piece;
use crate::hub::fanout::outbox::{FrameKind, Outbox};
use crate::protocol::{Frame, Resync};

/// How a peer gets the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Every frame when it is published.
    Following,
    /// Piece by piece, as its socket drains, until it is at the head.
    Pulling,
    /// Not at all: it was sent for the snapshot and will say hello.
    Away,
}

/// What a peer that pulls is to get next.
pub enum Pull {
    /// It has everything.
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
    course: DeliveryState,
}

impl LogCursor {
    /// A peer that holds the board at `since` and pulls what comes after it.
    pub fn after(since: u64) -> Self {
        Self { next: since + 1, course: DeliveryState::Pulling }
    }

    /// Seq of the edit that it gets next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Whether it gets what is published.
    pub fn is_following(&self) -> bool {
        self.course == DeliveryState::Following
    }

    /// Sends the log from seq `first` to `head` to one who follows; `log` is missing when an edit was
    /// so large that it is not sent, or that the tail could not keep what came before it. `false`: it has fallen behind.
    pub fn publish(&mut self, outbox: &Outbox, (first, head): (u64, u64), log: Option<&Frame>) -> bool {
        self.next = if log.is_some() { head + 1 } else { first };
        log.is_some_and(|frame| outbox.push(FrameKind::Log(first), frame.clone()))
    }

    /// Sends an answer, or holds it back until the log that it depends on was pulled. `false`: it
    /// has fallen behind.
    pub fn answer(&self, outbox: &Outbox, after: u64, frame: Frame) -> bool {
        if self.course != DeliveryState::Following && self.next <= after {
            outbox.hold(after, frame);
            return true;
        }
        outbox.push(FrameKind::Answer(after), frame)
    }

    /// Clears the queue of a peer that does not read and lets it pull from its own place. Says
    /// whether the pulling has to be started.
    pub fn fall_behind(&mut self, outbox: &Outbox) -> bool {
        if let Some(seq) = outbox.clear() {
            self.next = seq;
        }
        let was_following = self.is_following();
        if was_following {
            self.course = DeliveryState::Pulling;
        }
        was_following
    }

    /// Starts again from `since`; answers to what was sent before are void. Says whether the pulling has to be started.
    pub fn start_again(&mut self, outbox: &Outbox, since: u64) -> bool {
        outbox.start_again();
        self.next = since + 1;
        std::mem::replace(&mut self.course, DeliveryState::Pulling) != DeliveryState::Pulling
    }

    /// Sends it for the snapshot, since the log that it lacks is nothing for a socket (SPEC C6). It gets no more of
    /// the log, and no answers that depend on it, before it says hello again.
    pub fn send_away(&mut self, outbox: &Outbox) {
        self.course = DeliveryState::Away;
        outbox.push(FrameKind::Control, Resync {}.frame());
    }

    /// Whether it was sent for the snapshot and has not come back yet.
    pub fn is_away(&self) -> bool {
        self.course == DeliveryState::Away
    }

    /// What it lacks.
    pub fn pull(&self, core: &Core) -> Pull {
        if self.next > core.board.head() {
            return Pull::AtHead;
        }
        if core.tail.huge() >= self.next {
            return Pull::Snapshot;
        }
        core.tail.piece(self.next).map_or(Pull::Older(self.next - 1), Pull::Piece)
    }

    /// Sends a piece, unless the peer has started again elsewhere since it was cut.
    pub fn send(&mut self, outbox: &Outbox, piece: Piece) -> bool {
        if self.next != piece.first {
            return false;
        }
        self.next = piece.next;
        outbox.push(FrameKind::Log(piece.first), piece.frame);
        outbox.release(piece.next - 1);
        true
    }

    /// It is at the head of the log and follows from here on.
    pub fn follow(&mut self, outbox: &Outbox, head: u64) {
        self.course = DeliveryState::Following;
        outbox.release(head);
    }
}
