//! Messages of the room to one connection, as the bridge reads them (SPEC L3, L5, C6).

use serde::Deserialize;

use crate::protocol::Frame;

/// A message about the session's own edits and connection.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum OwnMessage {
    Welcome {
        last: u64,
    },
    Ack {
        last: u64,
    },
    Nack {
        n: u64,
        code: String,
        retry: bool,
    },
    Resync {},
    #[serde(other)]
    Other,
}

impl OwnMessage {
    /// The message of a frame; `Other` for one that is none.
    pub fn of(frame: &Frame) -> Self {
        let message = frame.message().and_then(|message| serde_json::from_slice(&message).ok());
        message.unwrap_or(Self::Other)
    }
}
