//! Acks and nacks for the senders of edits (SPEC L7).

use crate::board::Tag;
use crate::hub::queue::queued_edit::Sender;
use crate::protocol::{Ack, Frame, Nack};

/// The statement of a [`Reply`] about a number of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// Everything up to it is decided.
    Ack,
    /// It was refused for good.
    Refused(&'static str),
    /// The client sends it again.
    Retry(&'static str),
}

/// An ack or nack to one peer. It is sent after the log up to `after` (SPEC L7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The receiver.
    pub to: Sender,
    /// The tag of the number.
    pub tag: Tag,
    /// The number.
    pub n: u64,
    /// Seq of the log that it depends on.
    pub after: u64,
    /// Ack, refusal or request to send again.
    pub kind: ReplyKind,
}

impl Reply {
    /// Encodes it for a peer, whose own tag `own` is left out.
    pub fn frame(&self, own: Option<Tag>) -> Frame {
        let tag = (own != Some(self.tag)).then_some(self.tag);
        let n = self.n;
        match self.kind {
            ReplyKind::Ack => Ack { tag, last: n, seq: self.after }.frame(),
            ReplyKind::Refused(code) => Nack { tag, n, code, retry: false }.frame(),
            ReplyKind::Retry(code) => Nack { tag, n, code, retry: true }.frame(),
        }
    }
}
