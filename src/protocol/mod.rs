//! The wire protocol: messages as types, and encoded frames. `SPEC.md` beside this file has the numbered rules.

mod attention;
mod change;
mod client;
mod close;
mod cut;
mod draft;
mod frame;
mod gesture;
mod ink_piece;
mod laser;
mod lesson;
mod name;
mod post;
mod server;

pub use attention::{Call, CallMessage, Followed, LowerMessage};
pub use change::Change;
pub use client::{ClientMessage, DecodedEdit, DecodedOps, Hello, OpsMessage, Presence, owner_key, person_key};
pub use close::{Close, CloseCode};
pub use draft::Draft;
pub use frame::Frame;
pub use gesture::Gesture;
#[cfg(test)]
pub(crate) use gesture::tests::MEASURED;
pub use ink_piece::InkPiece;
pub use lesson::{LessonState, PeoplePage, RosterEntry, You};
pub use post::{CodePost, LessonPost, LivePost, Post, PostAnswer, PostedAck, PostedNack, StreamQuery, Unreadable};
pub use server::{
    Ack, Bye, Heartbeat, Live, LivePeer, LogEntry, Nack, PageClearing, PeerCard, Resync, Welcome, clears, log_edits,
    log_message, log_page,
};

use crate::board::columns::FORM;

/// The WebSocket subprotocol (SPEC C1).
pub const SUBPROTOCOL: &str = "lavagna.v1";

/// Form that a page reads if its address names none (SPEC C15).
const DEFAULT_FORM: u32 = 2;

/// Whether a page that reads `form` can read what this server writes (SPEC C15).
pub fn is_readable_for(form: Option<u32>) -> bool {
    form.unwrap_or(DEFAULT_FORM) == u32::from(FORM)
}
