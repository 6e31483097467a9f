//! The first bytes of one WebSocket frame as they are on the socket (RFC 6455 section 5.2).

use actix_http::ws::OpCode;

/// Longest header of a frame, its masking key included.
const MAX_HEADER: usize = 14;
const KEY_BYTES: usize = 4;
/// Most bytes of the payload that are kept (SPEC W3).
const PAYLOAD_BYTES: usize = 16;
/// First bytes of the messages that report frames.
const OWN: &[u8] = br#"{"t":"wire""#;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct RawFrame {
    header: [u8; MAX_HEADER],
    header_length: u8,
    payload: [u8; PAYLOAD_BYTES],
    payload_length: u8,
    /// Length of the payload that the header declares.
    pub length: u64,
}

impl RawFrame {
    /// Reads the frame at the start of `bytes`; `None` while its header is incomplete.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let (is_masked, short) = (bytes.get(1)? & 0x80 != 0, bytes[1] & 0x7f);
        let (length, end) = match short {
            126 => (u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
            127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
            short => (u64::from(short), 2),
        };
        let header_length = end + if is_masked { KEY_BYTES } else { 0 };
        let mut frame = Self {
            header: [0; MAX_HEADER],
            header_length: header_length as u8,
            payload: [0; PAYLOAD_BYTES],
            payload_length: 0,
            length,
        };
        frame.header[..header_length].copy_from_slice(bytes.get(..header_length)?);
        let rest = &bytes[header_length..];
        let kept = PAYLOAD_BYTES.min(rest.len()).min(length as usize);
        frame.payload[..kept].copy_from_slice(&rest[..kept]);
        frame.payload_length = kept as u8;
        Some(frame)
    }

    /// The header without its masking key.
    pub fn header(&self) -> &[u8] {
        &self.header[..usize::from(self.header_length) - self.key().len()]
    }

    /// The masking key; empty without a mask.
    pub fn key(&self) -> &[u8] {
        let end = usize::from(self.header_length);
        if self.header[1] & 0x80 == 0 { &[] } else { &self.header[end - KEY_BYTES..end] }
    }

    /// The first bytes of the payload, still masked.
    pub fn payload(&self) -> &[u8] {
        &self.payload[..usize::from(self.payload_length)]
    }

    /// Whether it is part of a text or binary message.
    pub fn is_data(&self) -> bool {
        matches!(OpCode::from(self.header[0] & 0x0f), OpCode::Continue | OpCode::Text | OpCode::Binary)
    }

    /// Whether it ends its message.
    pub fn is_final(&self) -> bool {
        self.header[0] & 0x80 != 0
    }

    /// Whether it reports frames itself (SPEC W4).
    pub fn is_report(&self) -> bool {
        self.payload().starts_with(OWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [W3] Header, key and payload are the bytes of the socket, in every form of the length.
    #[test]
    fn the_parts_of_a_frame_are_its_bytes() {
        let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58, 0x89];
        let frame = RawFrame::of(&hello).unwrap();
        assert_eq!((frame.header(), frame.key(), frame.length), (&hello[..2], &hello[2..6], 5));
        assert_eq!(frame.payload(), &hello[6..11], "not of the next frame");
        let mut long = vec![0x02, 126, 1, 0];
        long.extend([7; 300]);
        let frame = RawFrame::of(&long).unwrap();
        assert_eq!((frame.header(), frame.key(), frame.length), (&long[..4], &[][..], 256));
        assert_eq!(frame.payload(), [7; PAYLOAD_BYTES]);
        assert!(frame.is_data() && !frame.is_final());
        let huge = [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4];
        let frame = RawFrame::of(&huge).unwrap();
        assert_eq!((frame.header(), frame.key(), frame.length), (&huge[..10], &huge[10..], 65_536));
        assert!((0..huge.len()).all(|length| RawFrame::of(&huge[..length]).is_none()));
    }
}
