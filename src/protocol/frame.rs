//! WebSocket frames, encoded once and shared by everybody who gets them (RFC 6455 section 5.2).

use actix_http::ws::{CloseReason, OpCode, Parser};
use bytes::{Bytes, BytesMut};

use super::close::Close;

/// Longest header of a frame that a server sends.
const HEADER_BYTES: usize = 10;

/// A text message as one unmasked frame.
pub fn text_frame(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(message.len() + HEADER_BYTES);
    Parser::write_message(&mut frame, message, OpCode::Text, true, false);
    frame.freeze()
}

/// A Close frame.
pub fn close_frame(close: &Close) -> Bytes {
    let mut frame = BytesMut::new();
    let reason = CloseReason { code: (close.code as u16).into(), description: Some(close.reason.to_string()) };
    Parser::write_close(&mut frame, Some(reason), false);
    frame.freeze()
}
