//! Messages of the server as the twin of the session reads them.

use std::sync::Arc;

use lavagna::board::{LoggedEdit, Mode, Role, Tag};

/// Messages of the server that concern edits.
#[derive(Clone, Debug)]
pub enum Incoming {
    Welcome {
        head: u64,
        role: Role,
        last: u64,
        mode: Mode,
        author: Option<u64>,
    },
    Lesson {
        stamp: u64,
        mode: Mode,
        pen: Vec<u64>,
    },
    You {
        role: Role,
        author: Option<u64>,
    },
    Resync,
    Bye(u64),
    Log {
        seq: u64,
        edits: Vec<Arc<LoggedEdit>>,
    },
    Ack {
        tag: Option<Tag>,
        last: u64,
        seq: u64,
    },
    Nack {
        tag: Option<Tag>,
        n: u64,
        code: String,
        retry: bool,
    },
    Heartbeat(u64),
    /// Messages that no edit depends on.
    Live,
}
