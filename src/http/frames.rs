//! Decodes WebSocket messages (RFC 6455) with actix-http's frame parser. Knows no socket and no clock.
//!
//! Refuses an oversized frame by its header, before its body is buffered; joins fragments under the same limit;
//! checks that text is UTF-8 (SPEC F1 to F4).

use actix_http::ws::{CloseReason, Codec, Frame, Item};
use actix_web::web::{Bytes, BytesMut};
use bytestring::ByteString;
use tokio_util::codec::Decoder;

use super::capture::Tap;
use crate::board::limits::{FRAGMENTS, MESSAGE_BYTES};
use crate::protocol::{Close, CloseCode};

/// Limits of a connection; a peer that exceeds one is disconnected.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest frame, and largest message.
    pub bytes: usize,
    /// Fragments of one message.
    pub fragments: usize,
}

impl Limits {
    /// Limits of a board's socket (SPEC F1).
    pub const BOARD: Self = Self { bytes: MESSAGE_BYTES, fragments: FRAGMENTS };
}

const TOO_BIG: Close = Close::new(CloseCode::TooBig, "a message may have at most 64 KiB");
const BROKEN: Close = Close::new(CloseCode::Protocol, "these bytes are not WebSocket frames (RFC 6455)");
const NOT_TEXT: Close = Close::new(CloseCode::NotText, "a text message must be UTF-8");

/// A message or control frame of the peer.
#[derive(Debug)]
pub enum Incoming {
    /// A complete text message.
    Text(ByteString),
    /// A complete binary message.
    Binary(Bytes),
    /// A ping, to be answered by a pong with the same bytes.
    Ping(Bytes),
    /// A pong.
    Pong,
    /// A Close, to be answered by a Close with the same code.
    Close(Option<CloseReason>),
}

/// Decoder of a connection's messages.
pub struct FrameReader {
    codec: Codec,
    limits: Limits,
    buffer: BytesMut,
    /// Joined fragments of an incomplete message, their number, and whether they are text.
    joined: BytesMut,
    fragments: usize,
    is_text: bool,
    /// Whether a frame was taken from the buffer, which keeps its memory.
    has_spare: bool,
    tap: Tap,
}

/// Payload length that a frame's header declares; `None` while the header is incomplete (RFC 6455 section 5.2).
fn declared_length(bytes: &[u8]) -> Option<u64> {
    match bytes.get(1)? & 0x7f {
        126 => Some(u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => Some(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        short => Some(u64::from(short)),
    }
}

fn to_text(bytes: Bytes) -> Result<Incoming, Close> {
    ByteString::try_from(bytes).map(Incoming::Text).map_err(|_| NOT_TEXT)
}

impl FrameReader {
    /// A reader for a new connection.
    pub fn new(limits: Limits) -> Self {
        let codec = Codec::new().max_size(limits.bytes);
        let (buffer, joined) = (BytesMut::new(), BytesMut::new());
        Self { codec, limits, buffer, joined, fragments: 0, is_text: true, has_spare: false, tap: Tap::default() }
    }

    /// Has a tap record the frames.
    pub fn with_tap(self, tap: Tap) -> Self {
        Self { tap, ..self }
    }

    /// Appends bytes from the socket.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes of memory that an unfinished message or frame takes; none between messages (SPEC F8).
    pub fn held(&self) -> usize {
        self.buffer.capacity() + self.joined.capacity()
    }

    /// Frees the memory of frames that were read. Without it each connection would keep the largest buffer that it ever
    /// needed.
    pub fn shrink(&mut self) {
        if !std::mem::take(&mut self.has_spare) {
            return;
        }
        // The waiting bytes are the end of the last fed ones, so copying them costs no more than feeding did.
        self.buffer = if self.buffer.is_empty() { BytesMut::new() } else { BytesMut::from(&self.buffer[..]) };
        if self.joined.is_empty() {
            self.joined = BytesMut::new();
        }
    }

    /// Bytes of a frame that is not complete.
    pub fn waiting(&self) -> usize {
        self.buffer.len()
    }

    /// Whether a message has begun whose last fragment is missing.
    pub fn is_inside_message(&self) -> bool {
        self.fragments > 0
    }

    /// Decodes the next message, if it is complete.
    ///
    /// # Errors
    /// The close that ends the connection; earlier messages stay valid (SPEC F3).
    pub fn read(&mut self) -> Result<Option<Incoming>, Close> {
        loop {
            if declared_length(&self.buffer).is_some_and(|length| length > self.limits.bytes as u64) {
                return Err(self.refuse_length());
            }
            let raw = self.tap.look(&self.buffer);
            let Some(frame) = self.codec.decode(&mut self.buffer).map_err(|_| BROKEN)? else { return Ok(None) };
            self.has_spare = true;
            self.tap.received(raw);
            let incoming = match frame {
                Frame::Text(bytes) => to_text(bytes)?,
                Frame::Ping(bytes) => Incoming::Ping(bytes),
                Frame::Pong(_) => Incoming::Pong,
                Frame::Close(reason) => Incoming::Close(reason),
                Frame::Binary(bytes) => Incoming::Binary(bytes),
                Frame::Continuation(Item::FirstText(fragment)) => {
                    self.is_text = true;
                    self.join(&fragment)?;
                    continue;
                }
                Frame::Continuation(Item::FirstBinary(fragment)) => {
                    self.is_text = false;
                    self.join(&fragment)?;
                    continue;
                }
                Frame::Continuation(Item::Continue(fragment)) => {
                    self.join(&fragment)?;
                    continue;
                }
                Frame::Continuation(Item::Last(fragment)) => {
                    self.join(&fragment)?;
                    self.fragments = 0;
                    let message = self.joined.split().freeze();
                    if self.is_text { to_text(message)? } else { Incoming::Binary(message) }
                }
            };
            return Ok(Some(incoming));
        }
    }

    /// The close for an oversized frame. Malformed first bytes count before the length, however the header arrived.
    fn refuse_length(&mut self) -> Close {
        let mut start = BytesMut::from(&self.buffer[..2]);
        if self.codec.decode(&mut start).is_err() { BROKEN } else { TOO_BIG }
    }

    fn join(&mut self, fragment: &[u8]) -> Result<(), Close> {
        self.fragments += 1;
        if self.joined.len() + fragment.len() > self.limits.bytes || self.fragments > self.limits.fragments {
            return Err(TOO_BIG);
        }
        self.joined.extend_from_slice(fragment);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A masked frame with a mask of zeros, which leaves the payload as it is.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        assert!(payload.len() < 126);
        let mut bytes = vec![first, 0x80 | payload.len() as u8, 0, 0, 0, 0];
        bytes.extend_from_slice(payload);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<String>, CloseCode> {
        let mut reader = FrameReader::new(Limits { bytes: 64, ..Limits::BOARD });
        let mut texts = Vec::new();
        for byte in bytes {
            reader.feed(&[*byte]);
            while let Some(incoming) = reader.read().map_err(|close| close.code)? {
                if let Incoming::Text(text) = incoming {
                    texts.push(text.to_string());
                }
            }
        }
        Ok(texts)
    }

    // [F1] An oversized frame is refused by its header, in each encoding of the length.
    #[test]
    fn oversized_frames_are_refused_by_the_header() {
        for header in [&[0x81, 0x80 | 65][..], &[0x81, 0xfe, 1, 0], &[0x81, 0xff, 0, 0, 0, 2, 0, 0, 0, 0]] {
            assert_eq!(read(header), Err(CloseCode::TooBig));
        }
        assert_eq!(read(&[0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0]), Err(CloseCode::TooBig));
        assert!(read(&[0x81, 0xff, 0, 0, 0, 2, 0, 0, 0]).is_ok(), "not before the header is whole");
    }

    // [F4] Fragments form one message, may split a character, and share the limit of a message.
    #[test]
    fn fragments_are_joined_under_one_limit() {
        let split = [frame(0x01, b"a\xc3"), frame(0x89, b"ping"), frame(0x00, b""), frame(0x80, b"\xa8")].concat();
        assert_eq!(read(&split).unwrap(), ["aè"]);
        let long = [frame(0x01, &[b'a'; 40]), frame(0x80, &[b'a'; 40])].concat();
        assert_eq!(read(&long), Err(CloseCode::TooBig));
        let endless = [frame(0x01, b""), frame(0x00, b"").repeat(2_000)].concat();
        assert_eq!(read(&endless), Err(CloseCode::TooBig));
    }

    // [F8] Between messages a connection holds no buffer, however large they were and wherever the segments end.
    #[test]
    fn nothing_is_held_between_messages() {
        let ping = frame(0x89, b"ping");
        let messages = [frame(0x81, &[b'a'; 120]), frame(0x01, &[b'a'; 120]), ping, frame(0x80, b"")].concat();
        for cut in 1..=messages.len() {
            let mut reader = FrameReader::new(Limits::BOARD);
            for part in [&messages[..cut], &messages[cut..]] {
                reader.feed(part);
                while reader.read().unwrap().is_some() {}
                reader.shrink();
                assert!(reader.held() <= 2 * part.len() + 240, "{cut}: {}", reader.held());
            }
            assert_eq!(reader.held(), 0, "{cut}");
        }
    }

    // [F2] Each kind of broken frame has its code.
    #[test]
    fn broken_frames_have_their_codes() {
        assert_eq!(read(&frame(0x81, b"\xff")), Err(CloseCode::NotText));
        assert_eq!(read(&frame(0xc1, b"x")), Err(CloseCode::Protocol));
        assert_eq!(read(&frame(0x83, b"x")), Err(CloseCode::Protocol));
        assert_eq!(read(&frame(0x80, b"x")), Err(CloseCode::Protocol));
        assert_eq!(read(&frame(0x09, b"x")), Err(CloseCode::Protocol));
        assert_eq!(read(&frame(0x88, b"\x03")), Err(CloseCode::Protocol));
        assert_eq!(read(&[0x81, 1, b'x']), Err(CloseCode::Protocol));
        let mut at_once = FrameReader::new(Limits::BOARD);
        at_once.feed(&[0xc1, 0xff, 0, 0, 0, 2, 0, 0, 0, 0]);
        let code = at_once.read().map(|_| ()).map_err(|close| close.code);
        assert_eq!(code, Err(CloseCode::Protocol), "reserved bits are wrong before the length is too much");
    }
}
