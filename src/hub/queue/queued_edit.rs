//! An edit on its way from its connection to the log.

use crate::board::Submission;

/// The connection that sent an edit and gets the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sender {
    /// Number of the connection.
    pub peer: u32,
    /// Count of its hellos so far. After another hello the page sends everything again, so that replies to
    /// earlier edits would concern numbers that are ordered anew (SPEC E8).
    pub hello: u32,
}

/// One edit that waits to be ordered.
pub struct QueuedEdit {
    /// Receives the reply.
    pub sender: Sender,
    /// The edit, its number and its person.
    pub submission: Submission,
    /// Length of its JSON.
    pub bytes: usize,
    /// Bytes of log that were charged for it when it left the queue.
    pub charged_bytes: u64,
    /// Whether it came by POST: then a request waits for the outcome.
    pub is_posted: bool,
}

impl QueuedEdit {
    /// An edit of a connection.
    pub fn new(sender: Sender, submission: Submission, bytes: usize) -> Self {
        Self { sender, submission, bytes, charged_bytes: 0, is_posted: false }
    }

    /// An edit of a POST.
    pub fn posted(sender: Sender, submission: Submission, bytes: usize) -> Self {
        Self { is_posted: true, ..Self::new(sender, submission, bytes) }
    }
}
