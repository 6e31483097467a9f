//! Capture of a page's own WebSocket (SPEC W): the handshake and the frames as they were on the socket.

mod heads;
mod raw_frame;
mod tap;

pub use heads::Heads;
pub use raw_frame::RawFrame;
pub use tap::Tap;
