//! A shape: what is drawn, with registers that are written one by one (SPEC D3 to D9).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::geometry::{Geometry, Pos};
use super::ids::ShapeId;
use super::kind::Kind;
use super::limits;
use super::object::only_objects;
use super::page::is_page;
use super::reject::Reject;

/// The inks, stored by name and drawn by theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the colours")]
pub enum Ink {
    Black,
    Blue,
    Red,
    Green,
    Orange,
    Violet,
    Sky,
    Teal,
    Pink,
    Yellow,
    Brown,
    Grey,
}

/// The style register (SPEC D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Style {
    /// Colour by name.
    pub ink: Ink,
    /// Width of the stroke, or size of the type, in units.
    #[serde(deserialize_with = "size")]
    pub size: u16,
}

fn size<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let size = u16::deserialize(deserializer)?;
    if (1..=limits::SIZE).contains(&size) { Ok(size) } else { Err(serde::de::Error::custom("size out of range")) }
}

/// A register's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "named as the fields of a shape")]
pub enum Register {
    Pos,
    Geometry,
    Style,
    Text,
    Z,
}

/// Who wrote a register last: (seq, author).
pub type Writer = (u64, u32);

/// A shape as a client adds it (SPEC D3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in Shape")]
pub struct NewShape {
    pub id: ShapeId,
    pub kind: Kind,
    pub page: u16,
    pub pos: Pos,
    pub geometry: Geometry,
    pub style: Style,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

only_objects!(Style, NewShape; written Style, NewShape);

impl NewShape {
    /// What serde cannot see: that the parts belong together.
    pub fn check(&self) -> Result<(), Reject> {
        let parts = is_page(self.page) && self.geometry.fits(self.kind);
        let text = self.text.is_some() == self.kind.has_text() && self.text.as_deref().is_none_or(is_text);
        if parts && text { Ok(()) } else { Err(Reject::Invalid) }
    }
}

/// Whether a text register may hold this.
pub fn is_text(text: &str) -> bool {
    text.chars().count() <= limits::TEXT
}

/// A shape on the board. Written without its writers; where they must be kept, as a [`StoredShape`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Never changes, nor do kind, page, author and seq.
    pub id: ShapeId,
    /// What it is.
    pub kind: Kind,
    /// The page it lies on.
    pub page: u16,
    /// Who made it.
    pub author: u32,
    /// The edit that created it.
    pub seq: u64,
    /// Register.
    pub pos: Pos,
    /// Register.
    pub geometry: Geometry,
    /// Register.
    pub style: Style,
    /// Register, for text and note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Register: order of painting, with the id as the tie-break.
    pub z: i64,
    /// Last writers of registers that were written after the creation (SPEC B9).
    #[serde(rename = "w", default, skip_serializing)]
    pub writers: BTreeMap<Register, Writer>,
}

impl Shape {
    /// Last writer of a register; the creation when nobody wrote it since.
    pub fn writer(&self, register: Register) -> Writer {
        self.writers.get(&register).copied().unwrap_or((self.seq, self.author))
    }

    /// Whether anybody but `author` wrote any register after `upto`, the creation included.
    pub fn is_written_by_others(&self, author: u32, upto: u64) -> bool {
        let foreign = |writer: Writer| writer.0 > upto && writer.1 != author;
        foreign((self.seq, self.author)) || self.writers.values().any(|writer| foreign(*writer))
    }

    /// Rough bytes in memory, for quota and caches.
    pub fn bytes(&self) -> usize {
        const RECORD: usize = 160;
        RECORD + self.geometry.bytes() + self.text.as_ref().map_or(0, String::len)
    }
}

/// A shape written with its writers (SPEC B9), so that a board read back is judged as it was before: in a
/// logged `restore`, in chunks and in manifests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct StoredShape(pub Arc<Shape>);

impl Serialize for StoredShape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            #[serde(flatten)]
            shape: &'a Shape,
            #[serde(rename = "w", skip_serializing_if = "BTreeMap::is_empty")]
            writers: &'a BTreeMap<Register, Writer>,
        }
        Form { shape: &self.0, writers: &self.0.writers }.serialize(serializer)
    }
}
