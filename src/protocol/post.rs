//! Requests and answers of plain HTTP (SPEC H1, H3, H9, H11, R7).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::client::{DecodedEdit, Hello, is_object, person_key};
use super::lesson::LessonState;
use super::name::visible_name;
use crate::board::limits::{MAX_NUMBER, POST_EDITS};
use crate::board::{ClientEdit, LessonSet, OwnerKey, PersonKey, Tag};

/// The reason why a body cannot be read; the text helps its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not a JSON object with the right fields.
    #[error("the body cannot be read: {0} (see SPEC.md, H)")]
    Body(String),
    /// More than [`POST_EDITS`].
    #[error("a POST may carry at most {POST_EDITS} edits; send the rest in another")]
    TooMany,
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Unreadable> {
    let read = serde_json::from_slice(body).map_err(|error| Unreadable::Body(error.to_string()))?;
    if is_object(body) { Ok(read) } else { Err(unreadable("it is not one JSON object")) }
}

fn unreadable(reason: &str) -> Unreadable {
    Unreadable::Body(reason.to_owned())
}

/// A decoded POST with edits (SPEC H1).
#[derive(Debug)]
pub struct Post {
    /// Hash of the person's secret.
    pub person: PersonKey,
    /// The tag that numbers the edits.
    pub tag: Tag,
    /// Name of the person, in case this is their first edit.
    pub name: String,
    /// Key of the event stream to which the edits belong.
    pub key: Option<String>,
    /// Hash of the owner's token, from the request's header (SPEC J2).
    pub owner: Option<OwnerKey>,
    /// Number of the first edit.
    pub first: u64,
    /// The edits, each decoded alone.
    pub edits: Vec<DecodedEdit>,
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
    /// Decodes a body.
    ///
    /// # Errors
    /// When it breaks H1. A broken edit inside is no error here; the order refuses it alone.
    pub fn decode(body: &[u8]) -> Result<Self, Unreadable> {
        let raw: RawPost<'_> = read(body)?;
        if raw.edits.len() > POST_EDITS {
            return Err(Unreadable::TooMany);
        }
        if !(1..=MAX_NUMBER - POST_EDITS as u64).contains(&raw.first) || raw.edits.is_empty() {
            return Err(unreadable("first must be from 1 to 2^53 - 1,001 and edits must not be empty"));
        }
        let decode = |edit: &&RawValue| (ClientEdit::decode(edit.get()), edit.get().len());
        Ok(Self {
            person: person_key(&raw.person).ok_or_else(|| unreadable("person must be 32 lowercase hex digits"))?,
            tag: raw.tag.parse().map_err(|_| unreadable("tag must be 16 lowercase hex digits"))?,
            name: visible_name(&raw.name),
            key: raw.key,
            owner: None,
            first: raw.first,
            edits: raw.edits.iter().map(decode).collect(),
        })
    }
}

/// A POST with live messages of an event stream (SPEC H11).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivePost<'a> {
    /// Key of the event stream.
    pub key: String,
    /// JSON of each message.
    #[serde(borrow)]
    pub messages: Vec<&'a RawValue>,
}

impl<'a> LivePost<'a> {
    /// Decodes a body; its messages stay JSON text.
    ///
    /// # Errors
    /// When it breaks H11.
    pub fn decode(body: &'a [u8]) -> Result<Self, Unreadable> {
        read(body)
    }
}

/// A decoded POST that changes a lesson (SPEC R7).
#[derive(Debug)]
pub struct LessonPost {
    /// Hash of the person's secret. The owner's token may stand in its place.
    pub person: Option<PersonKey>,
    /// New values.
    pub set: LessonSet,
}

fn optional_person(secret: Option<String>) -> Result<Option<PersonKey>, Unreadable> {
    let key = |secret: String| person_key(&secret).ok_or_else(|| unreadable("person must be 32 lowercase hex digits"));
    secret.map(key).transpose()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLessonPost {
    person: Option<String>,
    set: LessonSet,
}

impl LessonPost {
    /// Decodes a body.
    ///
    /// # Errors
    /// When it breaks R7.
    pub fn decode(body: &[u8]) -> Result<Self, Unreadable> {
        let RawLessonPost { person, mut set } = read(body)?;
        for name in set.names.values_mut() {
            // A name of which nothing is visible is none.
            *name = name.as_deref().map(visible_name).filter(|name| !name.is_empty());
        }
        if set == LessonSet::default() {
            return Err(unreadable("set must have at least one value"));
        }
        Ok(Self { person: optional_person(person)?, set })
    }
}

/// A decoded POST that opens or closes a lesson's code (SPEC J4).
#[derive(Debug)]
pub struct CodePost {
    /// Hash of the person's secret. The owner's token may stand in its place.
    pub person: Option<PersonKey>,
    /// Whether the code is to be open.
    pub open: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodePost {
    person: Option<String>,
    open: bool,
}

impl CodePost {
    /// Decodes a body.
    ///
    /// # Errors
    /// When it breaks J4.
    pub fn decode(body: &[u8]) -> Result<Self, Unreadable> {
        let RawCodePost { person, open } = read(body)?;
        Ok(Self { person: optional_person(person)?, open })
    }
}

/// Query of an event stream's address (SPEC H9).
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
    /// Whether the page can read what this server writes. A stream without a tag belongs to a script, which need not
    /// name a form.
    pub fn is_readable(&self) -> bool {
        self.tag.is_none() || super::is_readable_for(self.v)
    }

    /// Converts the query into a hello. `person` is the secret from the header; a missing person or tag is replaced
    /// by the random one, for this stream only.
    ///
    /// # Errors
    /// When a field breaks C3.
    pub fn into_hello(self, person: Option<&str>, random: (PersonKey, Tag)) -> Result<Hello, Unreadable> {
        let person = match person {
            Some(secret) => person_key(secret).ok_or_else(|| unreadable("a person is 32 lowercase hex digits"))?,
            None => random.0,
        };
        let tag = match self.tag {
            Some(tag) => tag.parse().map_err(|_| unreadable("tag must be 16 lowercase hex digits"))?,
            None => random.1,
        };
        if self.since > MAX_NUMBER || self.at > MAX_NUMBER {
            return Err(unreadable("since and at are at most 2^53 - 1"));
        }
        let (owner, code) = (None, None);
        Ok(Hello { person, tag, name: visible_name(&self.name), since: self.since, at: self.at, owner, code })
    }
}

/// A number that a POST stored.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC H3")]
pub struct PostedAck {
    pub n: u64,
    pub seq: u64,
}

/// A number that a POST did not store.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC H3, L5")]
pub struct PostedNack {
    pub n: u64,
    pub code: &'static str,
    pub retry: bool,
}

/// Answer to a POST with edits (SPEC H3).
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "SPEC H3")]
pub struct PostAnswer {
    pub acks: Vec<PostedAck>,
    pub nacks: Vec<PostedNack>,
    pub last: u64,
    pub seq: u64,
    /// The lesson, if an edit was refused because of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonState>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Access, Door, Mode, Reject, Role};

    const PERSON: &str = "00112233445566778899aabbccddeeff";

    fn post(fields: &str) -> Result<Post, Unreadable> {
        Post::decode(format!(r#"{{"person":"{PERSON}","tag":"00000000000000aa",{fields}}}"#).as_bytes())
    }

    // [H1] An unreadable body is refused with a reason; a broken edit is refused alone.
    #[test]
    fn a_body_is_decoded_whole_and_its_edits_alone() {
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

    // [H9] A query without person and tag is somebody new.
    #[test]
    fn a_query_is_a_hello() {
        let query = |tag: Option<&str>| StreamQuery {
            since: 4,
            at: 9,
            tag: tag.map(str::to_owned),
            name: " A\n".into(),
            v: None,
        };
        let random = (PersonKey([7; 32]), Tag(5));
        let anonymous = query(None).into_hello(None, random).unwrap();
        assert_eq!((anonymous.person, anonymous.tag, anonymous.since), (PersonKey([7; 32]), Tag(5), 4));
        let known = query(Some("00000000000000aa")).into_hello(Some(PERSON), random).unwrap();
        assert_eq!((known.tag, known.name.as_str()), (Tag(0xaa), "A"));
        assert!(query(Some("AA")).into_hello(None, random).is_err());
        assert!(query(None).into_hello(Some("me"), random).is_err());
    }

    // [R7] A change names known settings only, and at least one.
    #[test]
    fn a_change_names_known_settings() {
        let person = "0".repeat(32);
        let post = |set: &str| LessonPost::decode(format!(r#"{{"person":"{person}","set":{set}}}"#).as_bytes());
        let read = post(
            r#"{"access":"watch","door":"locked","mode":"own-only","pen":[1],"quiet":true,"roles":{"2":"viewer","3":null},"names":{"2":" Anna","3":null,"4":" "}}"#,
        );
        let LessonSet { access, door, mode, pen, quiet, roles, names } = read.unwrap().set;
        assert_eq!(names.into_iter().collect::<Vec<_>>(), [(2, Some("Anna".to_owned())), (3, None), (4, None)]);
        assert_eq!(door, Some(Door::Locked));
        assert_eq!((access, mode, pen, quiet), (Some(Access::Watch), Some(Mode::OwnOnly), Some(vec![1]), Some(true)));
        assert_eq!(roles.into_iter().collect::<Vec<_>>(), [(2, Some(Role::Viewer)), (3, None)]);
        for odd in ["{}", "[]", r#"{"colour":1}"#, r#"{"mode":"cold"}"#, r#"{"roles":{"x":null}}"#, r#"{"pen":["1"]}"#]
        {
            assert!(post(odd).is_err(), "{odd}");
        }
        assert!(LessonPost::decode(br#"{"set":{"quiet":true}}"#).unwrap().person.is_none());
        assert!(LessonPost::decode(br#"{"person":"me","set":{"quiet":true}}"#).is_err());
    }
}
