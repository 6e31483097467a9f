//! What comes by plain HTTP instead of a socket (SPEC H1, H3, H9, H11).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::client::{Hello, ReadEdit, is_object, person_key};
use super::name::visible_name;
use crate::board::limits::MAX_NUMBER;
use crate::board::{ClientEdit, PersonKey, Tag};

/// Most edits of one POST: what a line's burst takes at once, so that the answer is not long in coming.
pub const POST_EDITS: usize = 1_000;

/// Why a body cannot be read; the text is for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON, or not with these fields.
    #[error("the body cannot be read: {0} (see SPEC.md, H)")]
    Body(String),
    /// More than [`POST_EDITS`].
    #[error("a POST may carry at most {POST_EDITS} edits; send the rest in another")]
    TooMany,
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Unreadable> {
    let read = serde_json::from_slice(body).map_err(|error| Unreadable::Body(error.to_string()))?;
    if is_object(body) { Ok(read) } else { Err(wrong("it is not one JSON object")) }
}

fn wrong(what: &str) -> Unreadable {
    Unreadable::Body(what.to_owned())
}

/// Edits that came by POST, each read on its own (SPEC H1).
#[derive(Debug)]
pub struct Post {
    /// Hash of the person's secret.
    pub person: PersonKey,
    /// Whose numbers these are.
    pub tag: Tag,
    /// What the person is called, should this be their first edit.
    pub name: String,
    /// Names the event stream that the edits belong to.
    pub key: Option<String>,
    /// Number of the first edit.
    pub first: u64,
    /// Each edit, or why it cannot be read, with the length of its JSON.
    pub edits: Vec<ReadEdit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPost<'a> {
    person: String,
    tag: String,
    #[serde(default)]
    name: String,
    key: Option<String>,
    first: u64,
    #[serde(borrow)]
    edits: Vec<&'a RawValue>,
}

impl Post {
    /// Reads a body.
    ///
    /// # Errors
    /// When it is not what H1 says; a broken edit inside is refused alone, when it is ordered.
    pub fn decode(body: &[u8]) -> Result<Self, Unreadable> {
        let raw: RawPost<'_> = read(body)?;
        if raw.edits.len() > POST_EDITS {
            return Err(Unreadable::TooMany);
        }
        if !(1..=MAX_NUMBER - POST_EDITS as u64).contains(&raw.first) || raw.edits.is_empty() {
            return Err(wrong("first must be from 1 to 2^53 - 1,001 and edits must not be empty"));
        }
        let decode = |edit: &&RawValue| (ClientEdit::decode(edit.get()), edit.get().len());
        Ok(Self {
            person: person_key(&raw.person).ok_or_else(|| wrong("person must be 32 lowercase hex digits"))?,
            tag: raw.tag.parse().map_err(|_| wrong("tag must be 16 lowercase hex digits"))?,
            name: visible_name(&raw.name),
            key: raw.key,
            first: raw.first,
            edits: raw.edits.iter().map(decode).collect(),
        })
    }
}

/// Messages about what is going on, for an event stream's connection (SPEC H11).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivePost<'a> {
    /// Names the event stream.
    pub key: String,
    /// JSON of each message.
    #[serde(borrow)]
    pub messages: Vec<&'a RawValue>,
}

impl<'a> LivePost<'a> {
    /// Reads a body; its messages are still to be read.
    ///
    /// # Errors
    /// When it is not what H11 says.
    pub fn decode(body: &'a [u8]) -> Result<Self, Unreadable> {
        read(body)
    }
}

/// What an event stream is asked for with (SPEC H9).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "SPEC H9")]
pub struct StreamQuery {
    #[serde(default)]
    pub since: u64,
    #[serde(default)]
    pub at: u64,
    pub tag: Option<String>,
    #[serde(default)]
    pub name: String,
    /// Form that the page reads.
    pub v: Option<u32>,
}

impl StreamQuery {
    /// Whether the page reads what this server writes. A stream without a tag is a script's, which is not asked.
    pub fn is_readable(&self) -> bool {
        self.tag.is_none() || super::is_readable_for(self.v)
    }

    /// The hello that the query stands for. `person` is the secret from the header; who does not name
    /// person or tag gets one of `fresh`, random 16 bytes and 8 bytes, for this stream alone.
    ///
    /// # Errors
    /// When something is not as C3 says.
    pub fn into_hello(self, person: Option<&str>, fresh: ([u8; 32], u64)) -> Result<Hello, Unreadable> {
        let person = match person {
            Some(secret) => person_key(secret).ok_or_else(|| wrong("a person is 32 lowercase hex digits"))?,
            None => PersonKey(fresh.0),
        };
        let tag = match self.tag {
            Some(tag) => tag.parse().map_err(|_| wrong("tag must be 16 lowercase hex digits"))?,
            None => Tag(fresh.1),
        };
        if self.since > MAX_NUMBER || self.at > MAX_NUMBER {
            return Err(wrong("since and at are at most 2^53 - 1"));
        }
        Ok(Hello { person, tag, name: visible_name(&self.name), since: self.since, at: self.at })
    }
}

/// A number that a POST stored.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC H3")]
pub struct PostedAck {
    pub n: u64,
    pub seq: u64,
}

/// A number that was not taken.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC H3, L5")]
pub struct PostedNack {
    pub n: u64,
    pub code: &'static str,
    pub retry: bool,
}

/// What became of the edits of a POST (SPEC H3).
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "SPEC H3")]
pub struct PostAnswer {
    pub acks: Vec<PostedAck>,
    pub nacks: Vec<PostedNack>,
    pub last: u64,
    pub seq: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Reject;

    const PERSON: &str = "00112233445566778899aabbccddeeff";

    fn post(fields: &str) -> Result<Post, Unreadable> {
        Post::decode(format!(r#"{{"person":"{PERSON}","tag":"00000000000000aa",{fields}}}"#).as_bytes())
    }

    // [H1] What cannot be read is told with the reason; a broken edit is refused alone.
    #[test]
    fn a_body_is_read_whole_and_its_edits_alone() {
        let good = post(r#""first":3,"edits":[{"ops":[]},{"ops":[{"op":"del","id":"00000000000000aa.1"}]}]"#).unwrap();
        assert_eq!((good.first, good.edits.len(), good.name.as_str()), (3, 2, ""));
        assert_eq!(good.edits[0].0, Err(Reject::Invalid));
        assert!(good.edits[1].0.is_ok());
        for bad in
            [r#""first":0,"edits":[{}]"#, r#""first":1,"edits":[]"#, r#""first":1"#, r#""first":1,"edits":[{}],"x":1"#]
        {
            assert!(matches!(post(bad), Err(Unreadable::Body(_))), "{bad}");
        }
        let list = Post::decode(format!(r#"["{PERSON}","00000000000000aa","",null,1,[{{}}]]"#).as_bytes());
        assert!(list.unwrap_err().to_string().contains("one JSON object"));
        assert!(post(r#""first":1,"edits":"#).unwrap_err().to_string().contains("line 1"), "says where");
        let many = vec!["{}"; POST_EDITS + 1].join(",");
        assert_eq!(post(&format!(r#""first":1,"edits":[{many}]"#)).unwrap_err(), Unreadable::TooMany);
    }

    // [H9] Who says nothing of themselves is somebody new.
    #[test]
    fn a_query_is_a_hello() {
        let query = |tag: Option<&str>| StreamQuery {
            since: 4,
            at: 9,
            tag: tag.map(str::to_owned),
            name: " A\n".into(),
            v: None,
        };
        let fresh = ([7; 32], 5);
        let anonymous = query(None).into_hello(None, fresh).unwrap();
        assert_eq!((anonymous.person, anonymous.tag, anonymous.since), (PersonKey([7; 32]), Tag(5), 4));
        let known = query(Some("00000000000000aa")).into_hello(Some(PERSON), fresh).unwrap();
        assert_eq!((known.tag, known.name.as_str()), (Tag(0xaa), "A"));
        assert!(query(Some("AA")).into_hello(None, fresh).is_err());
        assert!(query(None).into_hello(Some("me"), fresh).is_err());
    }
}
