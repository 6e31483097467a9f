//! Outgoing frames, encoded once and shared by all receivers.
//!
//! A frame is stored in its WebSocket encoding (RFC 6455 section 5.2), because nearly all frames leave that way.
//! Event streams send the message, a slice of the same bytes (SPEC H8).

use actix_http::ws::{CloseReason, OpCode, Parser};
use bytes::{Bytes, BytesMut};

use super::close::Close;

/// Longest frame header that a server sends.
const HEADER_BYTES: usize = 10;

/// An encoded frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    bytes: Bytes,
    /// Length of the frame's header.
    header: u8,
    /// Seq of the last edit of a `log` message, 0 for other frames.
    head: u64,
}

impl Frame {
    /// A text message.
    pub fn text(message: &[u8]) -> Self {
        Self::new(OpCode::Text, message)
    }

    /// Several text messages, each in a frame of its own. For sockets only: [`Frame::message`] finds one message.
    pub fn texts<'a>(messages: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut frames = BytesMut::new();
        messages.for_each(|message| Parser::write_message(&mut frames, message, OpCode::Text, true, false));
        Self { bytes: frames.freeze(), header: 0, head: 0 }
    }

    /// A binary message.
    pub fn binary(message: &[u8]) -> Self {
        Self::new(OpCode::Binary, message)
    }

    /// A `log` message whose last edit is edit `head`.
    pub fn log(message: &[u8], head: u64) -> Self {
        Self { head, ..Self::text(message) }
    }

    /// A Ping without a payload.
    pub fn ping() -> Self {
        Self::new(OpCode::Ping, &[])
    }

    /// The answer to a Ping: the same bytes.
    pub fn pong(payload: &[u8]) -> Self {
        Self::new(OpCode::Pong, payload)
    }

    /// A Close.
    pub fn close(close: &Close) -> Self {
        let reason = CloseReason { code: (close.code as u16).into(), description: Some(close.reason.to_string()) };
        Self::closing(Some(reason))
    }

    /// The answer to a Close: the same code, or none if it had none (RFC 6455 section 5.5.1).
    pub fn close_of(reason: Option<CloseReason>) -> Self {
        Self::closing(reason.map(|CloseReason { code, .. }| CloseReason { code, description: None }))
    }

    fn new(code: OpCode, payload: &[u8]) -> Self {
        let mut frame = BytesMut::with_capacity(payload.len() + HEADER_BYTES);
        Parser::write_message(&mut frame, payload, code, true, false);
        Self { header: (frame.len() - payload.len()) as u8, bytes: frame.freeze(), head: 0 }
    }

    fn closing(reason: Option<CloseReason>) -> Self {
        let mut frame = BytesMut::new();
        Parser::write_close(&mut frame, reason, false);
        // The payload of a control frame is at most 125 bytes, so its header has two.
        Self { bytes: frame.freeze(), header: 2, head: 0 }
    }

    /// Bytes on a socket.
    #[allow(clippy::len_without_is_empty, reason = "a frame has a header at least")]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The frame as a socket sends it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The frame as a socket sends it.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    fn is(&self, code: OpCode) -> bool {
        self.bytes.first().is_some_and(|first| first & 0x0f == u8::from(code))
    }

    fn payload(&self) -> Bytes {
        self.bytes.slice(usize::from(self.header)..)
    }

    /// The JSON of a text message, without copying; `None` for control frames.
    pub fn message(&self) -> Option<Bytes> {
        self.is(OpCode::Text).then(|| self.payload())
    }

    /// Seq of the last edit in it, for a `log` message.
    pub fn head(&self) -> Option<u64> {
        (self.head > 0).then_some(self.head)
    }

    /// Code and reason of a Close that has them.
    pub fn close_reason(&self) -> Option<(u16, String)> {
        let payload = self.is(OpCode::Close).then(|| self.payload())?;
        let (code, reason) = payload.split_first_chunk()?;
        Some((u16::from_be_bytes(*code), String::from_utf8_lossy(reason).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::close::CloseCode;
    use super::*;

    // [H8] The message is the slice after the header, whatever the header's length.
    #[test]
    fn the_message_is_a_slice_of_the_frame() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let message = vec![b'x'; length];
            let frame = Frame::log(&message, 7);
            assert_eq!(frame.message().unwrap(), message, "{length}");
            assert_eq!(frame.head(), Some(7));
            assert!(frame.len() > length && frame.close_reason().is_none());
        }
        assert_eq!(Frame::ping().message(), None);
        assert_eq!(Frame::pong(b"back").message(), None);
        assert_eq!(Frame::text(b"{}").head(), None);
    }

    // [H8] Event streams read code and reason of a Close.
    #[test]
    fn a_close_has_code_and_reason() {
        let frame = Frame::close(&Close::new(CloseCode::Behind, "too slow"));
        assert_eq!(frame.close_reason(), Some((4001, "too slow".to_owned())));
        assert_eq!(frame.message(), None);
        assert_eq!(Frame::close_of(None).close_reason(), None);
    }
}
