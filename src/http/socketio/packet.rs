//! Engine.IO 4 packets: one character for the type, then the data (SPEC I3).

/// Separates the packets of a polling body.
pub const SEPARATOR: char = '\u{1e}';

/// A packet of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The client ends the session.
    Close,
    /// A ping with its data. Only the probe of an upgrade is one that a client may send.
    Ping(&'a str),
    /// The answer to a ping.
    Pong,
    /// A Socket.IO packet.
    Message(&'a str),
    /// Binary data, as base64 in a polling body.
    Binary,
    /// The client completes an upgrade.
    Upgrade,
    /// `open` or `noop`, which mean nothing from a client.
    Ignored,
    /// No packet.
    Malformed,
}

impl<'a> Packet<'a> {
    /// Decodes the packet of a text frame, or one of a polling body.
    pub fn decode(text: &'a str) -> Self {
        let mut characters = text.chars();
        match characters.next() {
            Some('0' | '6') => Self::Ignored,
            Some('1') => Self::Close,
            Some('2') => Self::Ping(characters.as_str()),
            Some('3') => Self::Pong,
            Some('4') => Self::Message(characters.as_str()),
            Some('5') => Self::Upgrade,
            Some('b') => Self::Binary,
            _ => Self::Malformed,
        }
    }

    /// Bytes of a message; other packets are handled by their first bytes.
    pub fn bytes(&self) -> usize {
        if let Self::Message(text) = self { text.len() } else { 0 }
    }
}

/// The packets of a polling body, up to the first malformed one.
pub fn packets(body: &str) -> impl Iterator<Item = Packet<'_>> {
    let mut is_over = false;
    body.split(SEPARATOR).map(Packet::decode).take_while(move |packet| {
        let was_over = is_over;
        is_over |= *packet == Packet::Malformed;
        !was_over
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I3] A body is packets with a separator between them; after a malformed one nothing is read.
    #[test]
    fn a_body_is_read_up_to_the_first_malformed_packet() {
        let read = |body| packets(body).collect::<Vec<_>>();
        assert_eq!(read("40\u{1e}3\u{1e}1"), [Packet::Message("0"), Packet::Pong, Packet::Close]);
        assert_eq!(read("40\u{1e}x\u{1e}40"), [Packet::Message("0"), Packet::Malformed]);
        assert_eq!(read(""), [Packet::Malformed]);
        assert_eq!(read("40\u{1e}"), [Packet::Message("0"), Packet::Malformed]);
        assert_eq!(read("2probe\u{1e}5"), [Packet::Ping("probe"), Packet::Upgrade]);
        assert_eq!(read("bAAAA\u{1e}0\u{1e}6"), [Packet::Binary, Packet::Ignored, Packet::Ignored]);
        assert_eq!(read("é\u{1e}4"), [Packet::Malformed]);
    }
}
