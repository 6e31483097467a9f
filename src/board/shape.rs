//! Shapes and their registers, which are written independently (SPEC D3 to D9).

use std::collections::BTreeMap;
use std::ops::Not;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::geometry::{Geometry, Pos};
use super::geometry_write::with_times;
use super::group::{GroupPath, is_alt, or_default};
use super::ids::{ShapeId, Writer};
use super::kind::Kind;
use super::limits;
use super::object::only_objects;
use super::page::is_page;
use super::reject::Reject;
use super::style::Style;

/// Name of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "named as the fields of a shape")]
pub enum Register {
    Pos,
    Geometry,
    Style,
    Text,
    Z,
    Group,
    Locked,
    Alt,
}

impl Register {
    /// Every register, in the order of the enum. Registers are only appended: a place is a bit in chunks (SPEC T4).
    pub const ALL: [Self; 8] =
        [Self::Pos, Self::Geometry, Self::Style, Self::Text, Self::Z, Self::Group, Self::Locked, Self::Alt];
}

/// A shape as a client adds it (SPEC D3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in Shape")]
pub struct NewShape {
    pub id: ShapeId,
    pub kind: Kind,
    pub page: u32,
    pub pos: Pos,
    #[serde(deserialize_with = "with_times")]
    pub geometry: Arc<Geometry>,
    pub style: Style,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "GroupPath::is_empty")]
    pub group: GroupPath,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub locked: bool,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "str::is_empty")]
    pub alt: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<ShapeId>>,
}

only_objects!(NewShape; written NewShape);

impl NewShape {
    /// Checks that the fields fit together, which serde cannot do.
    pub fn check(&self) -> Result<(), Reject> {
        let parts = is_page(self.page) && self.geometry.fits(self.kind);
        let text = self.kind.fits_text(self.text.as_deref()) && self.text.as_deref().is_none_or(is_text);
        let rare = is_alt(&self.alt)
            && (self.kind.has_alt() || self.alt.is_empty())
            && self.kind.fits_image(self.image.as_deref());
        if parts && text && rare { Ok(()) } else { Err(Reject::Invalid) }
    }
}

/// Whether the text fits the text register.
pub fn is_text(text: &str) -> bool {
    text.chars().count() <= limits::TEXT
}

/// A shape on the board. Serialises without its writers; [`StoredShape`] includes them.
///
/// Its large registers are shared: the copy that an op makes of a shape is small, whatever the shape has, so that the work
/// of an op is in proportion to its own JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Immutable, as kind, page, author and seq are.
    pub id: ShapeId,
    /// Kind.
    pub kind: Kind,
    /// Number of its page.
    pub page: u32,
    /// Number of the author who created it.
    pub author: u32,
    /// Seq of the edit that created it.
    pub seq: u64,
    /// Register.
    pub pos: Pos,
    /// Register.
    pub geometry: Arc<Geometry>,
    /// Register.
    pub style: Style,
    /// Register of text and note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// Register: painting order; ids break ties.
    pub z: i64,
    /// Register: the groups that it is in.
    #[serde(default, skip_serializing_if = "GroupPath::is_empty")]
    pub group: GroupPath,
    /// Register: whether tools and `clear` leave it as it is.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub locked: bool,
    /// Register of an image: a description for people who do not see it.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub alt: Arc<str>,
    /// Id of the picture that an image shows. Immutable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<ShapeId>>,
    /// Last writers of the registers that were written after the creation (SPEC B9).
    #[serde(rename = "w", default, skip_serializing)]
    pub writers: BTreeMap<Register, Writer>,
}

impl Shape {
    /// Last writer of a register: the creator unless somebody wrote it since.
    pub fn writer(&self, register: Register) -> Writer {
        self.writers.get(&register).copied().unwrap_or((self.seq, self.author))
    }

    /// Whether another author wrote any register after `upto`. Creating the shape counts as writing.
    pub fn is_written_by_others(&self, author: u32, upto: u64) -> bool {
        let foreign = |writer: Writer| writer.0 > upto && writer.1 != author;
        foreign((self.seq, self.author)) || self.writers.values().any(|writer| foreign(*writer))
    }

    /// Approximate bytes in memory, for quota and caches.
    pub fn bytes(&self) -> usize {
        const RECORD: usize = 160;
        /// The map of the writers, and their JSON when all registers have one.
        const WRITERS: usize = 288;
        let writers = if self.writers.is_empty() { 0 } else { WRITERS };
        let image = self.image.as_deref().map_or(0, size_of_val);
        let texts = self.text.as_ref().map_or(0, |text| json_bytes(text)) + json_bytes(&self.alt);
        RECORD + writers + self.geometry.bytes() + self.style.bytes() + texts + self.group.bytes() + image
    }
}

/// Bytes of a text in JSON: a control character takes six. Whatever holds the shape as JSON then stays in proportion.
fn json_bytes(text: &str) -> usize {
    let escaped = text.bytes().map(|byte| match byte {
        0..=0x1f => 6,
        b'"' | b'\\' => 2,
        _ => 1,
    });
    escaped.sum()
}

/// A shape serialised with its writers (SPEC B9), for logged `restore`s, chunks and manifests. A board that is
/// read back then accepts and refuses the same edits as before.
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
