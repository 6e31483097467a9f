//! The wire: messages as types, and frames ready to be sent. `SPEC.md` beside this file holds the
//! numbered rules.

mod client;
mod close;
mod draft;
mod frame;
mod server;

pub use client::{ClientMessage, Hello, OpsMessage, Presence};
pub use close::{Close, CloseCode};
pub use draft::{Draft, Gesture, InkPiece};
pub use frame::{close_frame, close_frame_of, ping_frame, pong_frame, text_frame};
pub use server::{Ack, Bye, Heartbeat, Live, LivePeer, LogEntry, Mode, Nack, PeerCard, Resync, Welcome, log_message};

/// The subprotocol that both sides name in the handshake (SPEC C1).
pub const SUBPROTOCOL: &str = "lavagna.v1";
/// Largest frame and message of a client, in bytes (SPEC F1).
pub const MESSAGE_BYTES: usize = 64 * 1024;
