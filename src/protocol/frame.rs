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

/// The answer to a Close: the same code, or none if it had none (RFC 6455 section 5.5.1).
pub fn close_frame_of(reason: Option<CloseReason>) -> Bytes {
    let mut frame = BytesMut::new();
    let reason = reason.map(|CloseReason { code, .. }| CloseReason { code, description: None });
    Parser::write_close(&mut frame, reason, false);
    frame.freeze()
}

/// A Ping without a payload.
pub fn ping_frame() -> Bytes {
    control_frame(OpCode::Ping, &[])
}

/// The answer to a Ping: the same bytes.
pub fn pong_frame(payload: &[u8]) -> Bytes {
    control_frame(OpCode::Pong, payload)
}

fn control_frame(code: OpCode, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::new();
    Parser::write_message(&mut frame, payload, code, true, false);
    frame.freeze()
}
