//! The wire: messages as types, and frames ready to be sent. `SPEC.md` beside this file holds the
//! numbered rules.

mod client;
mod close;
mod draft;
mod frame;
mod name;
mod post;
mod server;

pub use client::{ClientMessage, Hello, OpsMessage, Presence, ReadEdit, ReadOps};
pub use close::{Close, CloseCode};
pub use draft::{Draft, Gesture, InkPiece};
pub use frame::Frame;
pub use post::{LivePost, Post, PostAnswer, PostedAck, PostedNack, StreamQuery, Unreadable};
pub use server::{
    Ack, Bye, Heartbeat, Live, LivePeer, LogEntry, Nack, PageClearing, PeerCard, Resync, Welcome, clears, log_edits,
    log_message, log_page,
};

/// The subprotocol that both sides name in the handshake (SPEC C1).
pub const SUBPROTOCOL: &str = "lavagna.v1";

/// Form of the ops, shapes and chunks that this server writes (SPEC C15).
pub const FORM: u32 = 2;
/// Form of a page that does not say which one it reads.
const UNSAID_FORM: u32 = 2;

/// Whether a page that says so reads what this server writes.
pub fn is_readable_for(form: Option<u32>) -> bool {
    form.unwrap_or(UNSAID_FORM) == FORM
}
/// Largest frame and message of a client, in bytes (SPEC F1).
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Largest body of a POST with edits, in bytes (SPEC H1).
pub const POST_BYTES: usize = 4 * 1024 * 1024;
/// Largest body of a POST of what is going on, in bytes (SPEC H11): a message and what came with it.
pub const LIVE_POST_BYTES: usize = 256 * 1024;
