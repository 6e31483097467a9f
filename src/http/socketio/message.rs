//! Socket.IO 5 packets, each the data of an Engine.IO message: type, namespace, number, JSON (SPEC I6).

use serde_json::Value;
use serde_json::value::RawValue;

/// Names of events that Socket.IO keeps for itself.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
/// The type of an event.
pub const EVENT: char = '2';
/// The only namespace that exists.
pub const ROOT: &str = "/";
/// Most digits of the number of an event that wants an acknowledgement: JavaScript counts exactly up to here.
const MOST_DIGITS: usize = 15;

/// A packet of a client.
#[derive(Debug)]
pub struct Message<'a> {
    /// The namespace that it belongs to.
    pub namespace: &'a str,
    /// Content of the message.
    pub kind: MessageKind<'a>,
}

/// See [`Message`].
#[derive(Debug)]
pub enum MessageKind<'a> {
    /// Opens the namespace.
    Connect,
    /// Leaves the namespace.
    Disconnect,
    /// An event: its number if it wants an acknowledgement, and its name and arguments, if it has any.
    Event(Option<u64>, Vec<&'a RawValue>),
    /// The acknowledgement of an event, which this server never asks for.
    Ack,
    /// A refusal, which only a server sends.
    ConnectError,
}

/// The packet breaks the protocol.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl<'a> Message<'a> {
    /// Decodes a packet. Packets with binary attachments are refused like malformed ones.
    ///
    /// # Errors
    /// When the reference server would close the connection too, and for attachments.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let mut characters = text.chars();
        let kind = characters.next().ok_or(Malformed)?;
        let rest = characters.as_str();
        let (namespace, rest) = match rest.strip_prefix('/') {
            Some(named) => {
                let end = named.find(',');
                (&rest[..end.unwrap_or(named.len()) + 1], end.map_or("", |end| &named[end + 1..]))
            }
            None => (ROOT, rest),
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, json) = rest.split_at(digits);
        if digits > MOST_DIGITS {
            return Err(Malformed);
        }
        let kind = match kind {
            '0' if json.is_empty() || is_object(json) => MessageKind::Connect,
            '1' if json.is_empty() => MessageKind::Disconnect,
            EVENT => MessageKind::Event(number.parse().ok(), arguments(json)?),
            '3' if json.is_empty() || list(json).is_some() => MessageKind::Ack,
            '4' if json.is_empty() || is_object(json) || is_text(json) => MessageKind::ConnectError,
            _ => return Err(Malformed),
        };
        Ok(Self { namespace, kind })
    }
}

fn list(json: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json).ok()
}

fn is_object(json: &str) -> bool {
    matches!(serde_json::from_str(json), Ok(Value::Object(_)))
}

fn is_text(json: &str) -> bool {
    matches!(serde_json::from_str(json), Ok(Value::String(_)))
}

/// Name and arguments of an event, whose name is a text that is not reserved, or a number.
fn arguments(json: &str) -> Result<Vec<&RawValue>, Malformed> {
    if json.is_empty() {
        return Ok(Vec::new());
    }
    let arguments = list(json).ok_or(Malformed)?;
    let is_name = |name: &Value| match name {
        Value::String(name) => !RESERVED.contains(&name.as_str()),
        other => other.is_number(),
    };
    let name = arguments.first().and_then(|name| serde_json::from_str(name.get()).ok());
    if name.as_ref().is_some_and(is_name) { Ok(arguments) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let Message { namespace, kind } = Message::decode(text).ok()?;
        let kind = match kind {
            MessageKind::Connect => "connect".to_owned(),
            MessageKind::Disconnect => "disconnect".to_owned(),
            MessageKind::Event(number, arguments) => format!("event {number:?} {}", arguments.len()),
            MessageKind::Ack => "ack".to_owned(),
            MessageKind::ConnectError => "refusal".to_owned(),
        };
        Some(format!("{namespace} {kind}"))
    }

    // [I6] Packets are read as the reference reads them.
    #[test]
    fn packets_of_a_client() {
        for (text, expected) in [
            ("0", "/ connect"),
            ("0{\"token\":1}", "/ connect"),
            ("0/admin,", "/admin connect"),
            ("0/admin", "/admin connect"),
            ("0/admin,{}", "/admin connect"),
            ("1", "/ disconnect"),
            ("2[\"drawing\",{}]", "/ event None 2"),
            ("2/,[\"drawing\"]", "/ event None 1"),
            ("212[\"drawing\",{}]", "/ event Some(12) 2"),
            ("2/x,0[5]", "/x event Some(0) 1"),
            ("2", "/ event None 0"),
            ("30[]", "/ ack"),
            ("4{\"message\":\"no\"}", "/ refusal"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    // [I6] [I8] Malformed packets and packets with attachments are refused.
    #[test]
    fn what_is_no_packet_is_refused() {
        let deep = format!("2[\"a\",{}]", "[".repeat(5_000));
        for text in [
            "",
            "x",
            "9",
            "0[]",
            "0null",
            "1{}",
            "2{}",
            "2[]",
            "2[a",
            "2[\"connect\"]",
            "2[\"disconnecting\"]",
            "2[null]",
            "2[\"a\"] x",
            "3{}",
            "51-[\"a\",{\"_placeholder\":true,\"num\":0}]",
            "61-0[]",
            "2[\"a\"",
            "21234567890123456[\"a\"]",
            &deep,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
