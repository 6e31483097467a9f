//! Messages of a client (SPEC C3, L1, V1, V2, Q).

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::attention::{CallMessage, LowerMessage};
use super::close::{Close, CloseCode};
use super::draft::Draft;
use super::name::visible_name;
use crate::board::limits::{self, MAX_NUMBER};
use crate::board::{ClientEdit, JoinCode, OwnerKey, PersonKey, Reject, Tag};

/// The first message of a connection.
#[derive(Debug)]
pub struct Hello {
    /// Hash of the person's secret.
    pub person: PersonKey,
    /// The page load.
    pub tag: Tag,
    /// Name of the person, at most 40 code points.
    pub name: String,
    /// Seq of the client's state.
    pub since: u64,
    /// Time of the edit `since`, ms.
    pub at: u64,
    /// Hash of the owner's token, if the page has one (SPEC J2).
    pub owner: Option<OwnerKey>,
    /// The code of the lesson, if the page has one (SPEC J4). A text that is no code counts as none.
    pub code: Option<JoinCode>,
}

/// An `ops` message. Each edit is still JSON text.
#[derive(Debug)]
pub struct OpsMessage<'a> {
    /// Another tag of the same person, for the edits of a closed page.
    pub tag: Option<Tag>,
    /// Number of the first edit.
    pub first: u64,
    /// JSON text of each edit.
    pub edits: Vec<&'a str>,
}

/// A decoded edit, or the reason why it cannot be decoded, with the length of its JSON.
pub type DecodedEdit = (Result<ClientEdit, Reject>, usize);

/// A decoded `ops` message.
#[derive(Debug)]
#[allow(missing_docs, reason = "as in OpsMessage")]
pub struct DecodedOps {
    pub tag: Option<Tag>,
    pub first: u64,
    pub edits: Vec<DecodedEdit>,
}

impl OpsMessage<'_> {
    /// Decodes each edit. Takes up to a millisecond, so the caller must hold no lock.
    pub fn decode_edits(&self) -> DecodedOps {
        let edits = self.edits.iter().map(|json| (ClientEdit::decode(json), json.len())).collect();
        DecodedOps { tag: self.tag, first: self.first, edits }
    }
}

/// Cursor, page, view and name of a person. A missing field leaves the value unchanged.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "SPEC V1")]
pub struct Presence {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    #[serde(default, deserialize_with = "present")]
    pub cursor: Option<Option<[i32; 2]>>,
    pub page: Option<u32>,
    pub view: Option<[i32; 4]>,
    pub name: Option<String>,
    /// The peer that this one follows (SPEC Q1).
    #[serde(default, deserialize_with = "present")]
    pub follow: Option<Option<u32>>,
    /// Whether the hand is raised (SPEC Q2).
    pub hand: Option<bool>,
}

/// Distinguishes `null` from a missing key.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// One message of a client.
#[derive(Debug)]
#[allow(missing_docs, reason = "named as on the wire")]
pub enum ClientMessage<'a> {
    Hello(Hello),
    Ops(OpsMessage<'a>),
    Draft(Draft),
    Presence(Presence),
    Call(CallMessage),
    Lower(LowerMessage),
    Ping,
    /// Turns the reports of this connection's frames on or off (SPEC W1).
    Wire(bool),
    /// A draft, presence or call beyond a limit, which is dropped (SPEC V1, V2, Q3).
    OutOfRange,
}

impl Presence {
    /// Whether cursor, page and view are in range (SPEC D1, D3).
    fn is_in_range(&self) -> bool {
        let Self { cursor, page, view, .. } = self;
        cursor.flatten().is_none_or(|point| point.iter().all(limits::is_coordinate))
            && page.is_none_or(|page| (1..=limits::PAGES).contains(&page))
            && view.is_none_or(|[x, y, w, h]| [x, y, w, h].iter().all(limits::is_coordinate) && w > 0 && h > 0)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPing {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWire {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    on: bool,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    t: std::borrow::Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHello {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    person: String,
    tag: Tag,
    name: String,
    since: u64,
    at: u64,
    token: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOps<'a> {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    tag: Option<Tag>,
    first: u64,
    #[serde(borrow)]
    edits: Vec<&'a RawValue>,
}

const UNREADABLE: Close = Close::new(CloseCode::Unreadable, "this message cannot be read (see SPEC.md, C9)");

/// Whether the JSON is an object. Serde also accepts a list of a message's fields, which no rule allows.
pub(super) fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().starts_with(b"{")
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Close> {
    serde_json::from_str(text).map_err(|_| UNREADABLE)
}

impl<'a> ClientMessage<'a> {
    /// Decodes a message.
    ///
    /// # Errors
    /// The close of an unreadable message (SPEC C9).
    pub fn decode(text: &'a str) -> Result<Self, Close> {
        if !is_object(text.as_bytes()) {
            return Err(UNREADABLE);
        }
        match read::<Envelope<'_>>(text)?.t.as_ref() {
            "hello" => read::<RawHello>(text)?.into_hello().map(ClientMessage::Hello),
            "ops" => {
                let raw: RawOps<'_> = read(text)?;
                let is_valid = (1..=MAX_NUMBER - raw.edits.len() as u64).contains(&raw.first) && !raw.edits.is_empty();
                let edits = raw.edits.iter().map(|edit| edit.get()).collect();
                let ops = OpsMessage { tag: raw.tag, first: raw.first, edits };
                if is_valid { Ok(ClientMessage::Ops(ops)) } else { Err(UNREADABLE) }
            }
            "draft" => {
                let draft: Draft = read(text)?;
                Ok(if draft.is_in_range() { ClientMessage::Draft(draft) } else { ClientMessage::OutOfRange })
            }
            "presence" => {
                let mut presence: Presence = read(text)?;
                presence.name = presence.name.map(|name| visible_name(&name));
                Ok(if presence.is_in_range() { ClientMessage::Presence(presence) } else { ClientMessage::OutOfRange })
            }
            "call" => {
                let call: CallMessage = read(text)?;
                Ok(if call.is_in_range() { ClientMessage::Call(call) } else { ClientMessage::OutOfRange })
            }
            "lower" => read(text).map(ClientMessage::Lower),
            "ping" => read::<RawPing>(text).map(|_| ClientMessage::Ping),
            "wire" => read::<RawWire>(text).map(|raw| ClientMessage::Wire(raw.on)),
            _ => Err(UNREADABLE),
        }
    }
}

impl RawHello {
    fn into_hello(self) -> Result<Hello, Close> {
        let person = person_key(&self.person).ok_or(UNREADABLE)?;
        if self.since > MAX_NUMBER || self.at > MAX_NUMBER {
            return Err(UNREADABLE);
        }
        let owner = self.token.as_deref().map(owner_key);
        let code = self.code.as_deref().and_then(|code| code.parse().ok());
        Ok(Hello { person, tag: self.tag, name: visible_name(&self.name), since: self.since, at: self.at, owner, code })
    }
}

/// Hash of a person's secret (SPEC C3); `None` if the secret is not 32 lowercase hex digits.
pub fn person_key(secret: &str) -> Option<PersonKey> {
    let is_hex = secret.len() == 32 && secret.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hex.then(|| PersonKey(Sha256::digest(secret.as_bytes()).into()))
}

/// Hash of an owner's token (SPEC J1).
pub fn owner_key(token: &str) -> OwnerKey {
    OwnerKey(Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::super::gesture::Gesture;
    use super::*;

    // [C9] An unreadable message ends the connection; a broken edit inside a readable message does not.
    #[test]
    fn unreadable_messages_differ_from_broken_edits() {
        let bad = [
            "",
            "null",
            "[]",
            "{}",
            "0",
            "{\"t\":1}",
            "{\"t\":\"what\"}",
            "{\"t\":\"ops\"}",
            "[\"ping\"]",
            "\u{feff}{}",
        ];
        for text in bad {
            assert_eq!(ClientMessage::decode(text).unwrap_err().code, CloseCode::Unreadable, "{text}");
        }
        let deep = format!("{{\"t\":\"ops\",\"first\":1,\"edits\":[{}]}}", "[".repeat(10_000));
        assert!(ClientMessage::decode(&deep).is_err());
        let broken_edit = r#"{"t":"ops","first":1,"edits":[{"ops":"x"}]}"#;
        assert!(matches!(ClientMessage::decode(broken_edit), Ok(ClientMessage::Ops(_))));
    }

    // [C9] [V1] [V2] [W1] A field that no rule names makes every message unreadable.
    #[test]
    fn unknown_fields_are_unreadable_everywhere() {
        let person = "0".repeat(32);
        let messages = [
            format!(r#"{{"t":"hello","person":"{person}","tag":"00000000000000aa","name":"","since":0,"at":0}}"#),
            r#"{"t":"ops","first":1,"edits":[{"ops":[]}]}"#.to_owned(),
            r#"{"t":"presence","page":1}"#.to_owned(),
            r#"{"t":"draft","g":1,"move":{"ids":[],"dx":1,"dy":1}}"#.to_owned(),
            r#"{"t":"draft","g":1,"end":true}"#.to_owned(),
            r#"{"t":"presence","follow":null,"hand":true}"#.to_owned(),
            r#"{"t":"call","page":1,"view":[0,0,5,5],"lead":true}"#.to_owned(),
            r#"{"t":"lower","peer":1}"#.to_owned(),
            r#"{"t":"ping"}"#.to_owned(),
            r#"{"t":"wire","on":true}"#.to_owned(),
        ];
        for good in messages {
            assert!(ClientMessage::decode(&good).is_ok(), "{good}");
            let odd = good.replacen('{', r#"{"colour":1,"#, 1);
            assert!(ClientMessage::decode(&odd).is_err(), "{odd}");
        }
        for odd in [
            r#"{"t":"draft","g":1,"move":{"ids":[],"dx":1,"dy":1,"colour":1}}"#,
            r#"{"t":"draft","g":1,"erase":{"ids":[],"colour":1}}"#,
            r#"{"t":"draft","g":1,"erase":[[]]}"#,
            r#"{"t":"draft","g":1,"laser":[1,[5,5]]}"#,
            r#"{"t":"draft","g":1,"erase":{"ids":[]},"move":{"ids":[],"dx":1,"dy":1}}"#,
        ] {
            assert!(ClientMessage::decode(odd).is_err(), "{odd}");
        }
    }

    // [V1] [V2] [D1] [D3] Presence and drafts beyond a limit are dropped and end no connection.
    #[test]
    fn presence_and_drafts_beyond_a_limit_are_out_of_range() {
        for good in [
            r#"{"t":"presence","cursor":[67108864,-67108864],"page":500,"view":[0,0,1,67108864]}"#,
            r#"{"t":"presence","cursor":null}"#,
        ] {
            assert!(matches!(ClientMessage::decode(good), Ok(ClientMessage::Presence(_))), "{good}");
        }
        for out_of_range in [
            r#"{"t":"presence","cursor":[67108865,0]}"#,
            r#"{"t":"presence","cursor":[0,-2147483648]}"#,
            r#"{"t":"presence","page":0}"#,
            r#"{"t":"presence","page":2147483648,"name":"Anna"}"#,
            r#"{"t":"presence","view":[0,0,0,1]}"#,
            r#"{"t":"presence","view":[0,0,1,67108865]}"#,
            r#"{"t":"call","lead":true}"#,
            r#"{"t":"call","page":1,"lead":false}"#,
            r#"{"t":"call","page":0,"view":[0,0,5,5],"lead":true}"#,
            r#"{"t":"call","page":1,"view":[0,0,5,0],"lead":true}"#,
            r#"{"t":"draft","g":1,"move":{"ids":[],"dx":134217729,"dy":0}}"#,
            r#"{"t":"draft","g":9007199254740992,"end":true}"#,
        ] {
            assert!(matches!(ClientMessage::decode(out_of_range), Ok(ClientMessage::OutOfRange)), "{out_of_range}");
        }
    }

    // [V1] A null cursor removes the cursor; a missing one leaves it.
    #[test]
    fn null_cursor_differs_from_no_cursor() {
        let presence = |text| match ClientMessage::decode(text) {
            Ok(ClientMessage::Presence(presence)) => presence.cursor,
            other => panic!("{other:?}"),
        };
        assert_eq!(presence(r#"{"t":"presence","cursor":null}"#), Some(None));
        assert_eq!(presence(r#"{"t":"presence","page":1}"#), None);
    }

    // [V2] [V6] A piece that follows is joined, one after a gap is not, one from point 0 replaces the stroke.
    #[test]
    fn ink_pieces_are_joined() {
        let piece = |from: usize, n: usize| {
            let points: Vec<_> = (0..2 * n).map(|i| i.to_string()).collect();
            let pressure = vec!["0"; n];
            let text = format!(
                r#"{{"t":"draft","g":1,"ink":{{"id":"00000000000000aa.1","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"red","size":64}},"from":{from},"points":[{}],"pressure":[{}]}}}}"#,
                points.join(","),
                pressure.join(",")
            );
            match ClientMessage::decode(&text) {
                Ok(ClientMessage::Draft(draft)) => draft,
                other => panic!("{other:?}"),
            }
        };
        let mut draft = piece(0, 2);
        assert!(draft.follows(&piece(2, 3)));
        draft.merge(piece(2, 3));
        assert!(!draft.follows(&piece(9, 1)));
        let Some(Gesture::Ink(ink)) = &draft.gesture else { panic!() };
        assert_eq!(ink.pressure.len(), 5);
        draft.merge(piece(0, 1));
        assert!(draft.follows(&piece(1, 1)), "a piece from 0 replaces the stroke");
    }
}
