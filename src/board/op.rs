//! Ops, the smallest changes: as clients send them and as the log stores them (SPEC B).

use std::ops::Not;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::brought::BroughtShape;
use super::geometry::Pos;
use super::geometry_write::GeometryWrite;
use super::group::{GroupPath, is_alt, or_default};
use super::ids::{ShapeId, Tag};
use super::kind::TextUse;
use super::limits;
use super::object::only_objects;
use super::page::{PageWrite, is_page};
use super::reject::Reject;
use super::shape::{NewShape, Register, Shape, StoredShape, is_text};
use super::style::Style;

/// New place of a shape in the painting order (SPEC B3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stacking {
    /// Over everything.
    Front,
    /// Under everything.
    Back,
    /// Just there.
    #[serde(untagged)]
    At(i64),
}

impl Stacking {
    /// Whether z stays in the range that the edits up to `seq` use (SPEC O9).
    pub fn is_within(self, seq: u64) -> bool {
        match self {
            Stacking::Front | Stacking::Back => true,
            Stacking::At(z) => z.unsigned_abs() <= seq.saturating_mul(1 << 16).min(limits::MAX_NUMBER),
        }
    }
}

/// The registers that one `set` writes; `None` leaves a register unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "as in Shape")]
pub struct SetRegisters {
    pub id: ShapeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<Pos>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geometry: Option<GeometryWrite>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<Stacking>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupPath>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<Arc<str>>,
}

impl SetRegisters {
    /// Names of the registers that it writes.
    pub fn written(&self) -> impl Iterator<Item = Register> {
        let registers = [
            self.pos.map(|_| Register::Pos),
            self.geometry.as_ref().map(|_| Register::Geometry),
            self.style.map(|_| Register::Style),
            self.text.as_ref().map(|_| Register::Text),
            self.z.map(|_| Register::Z),
            self.group.as_ref().map(|_| Register::Group),
            self.locked.map(|_| Register::Locked),
            self.alt.as_ref().map(|_| Register::Alt),
        ];
        registers.into_iter().flatten()
    }

    /// Whether the shape has these registers, and such a geometry (SPEC O9).
    pub fn fits(&self, shape: &Shape) -> bool {
        let geometry = self.geometry.as_ref().is_none_or(|geometry| geometry.fits(shape.kind, &shape.geometry));
        let text = self.text.is_none() || shape.kind.text() != TextUse::Never;
        geometry && text && (self.alt.is_none() || shape.kind.has_alt())
    }

    /// Whether it keeps the rules of SPEC D that serde cannot check.
    pub fn is_valid(&self) -> bool {
        let texts = self.text.as_deref().is_none_or(is_text) && self.alt.as_deref().is_none_or(is_alt);
        let z = self.z.is_none_or(|z| z.is_within(limits::MAX_NUMBER));
        self.written().next().is_some() && texts && z
    }
}

/// A run of a stroke's points that `split` turns into a new shape (SPEC B10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Piece {
    /// Id of the new shape.
    pub id: ShapeId,
    /// Index of its first point in the source, from 0.
    pub from: usize,
    /// Index after its last point.
    pub to: usize,
}

/// An op in the log, with everything that applying it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
#[allow(missing_docs, reason = "the fields are described in SPEC B")]
pub enum Op {
    Add {
        shape: NewShape,
    },
    Set(SetRegisters),
    Del {
        id: ShapeId,
    },
    Split {
        id: ShapeId,
        pieces: Vec<Piece>,
    },
    Clear {
        page: u32,
        upto: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<u32>,
        #[serde(default, skip_serializing_if = "Not::not")]
        all: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<u64>,
    },
    Restore {
        tag: Tag,
        n: u64,
        shapes: Vec<StoredShape>,
    },
    Bring {
        page: u32,
        shapes: Vec<BroughtShape>,
    },
    Board {
        name: String,
    },
    Page(PageWrite),
}

/// An op as a client sends it: `clear` without `only` and `since`, `restore` without shapes, and never `bring`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", tag = "op", rename_all = "lowercase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are described in SPEC B and O5")]
pub enum ClientOp {
    Add {
        shape: NewShape,
    },
    Set(SetRegisters),
    Del {
        id: ShapeId,
    },
    Split {
        id: ShapeId,
        pieces: Vec<Piece>,
    },
    Clear {
        page: u32,
        upto: u64,
        #[serde(default, deserialize_with = "or_default")]
        all: bool,
    },
    Restore {
        n: u64,
        tag: Option<Tag>,
    },
    Board {
        name: String,
    },
    Page(PageWrite),
}

only_objects!(ClientOp, Piece; written Piece);

impl ClientOp {
    /// Whether its outcome can be larger than its JSON. An edit has at most one such op (SPEC L2).
    pub fn is_wide(&self) -> bool {
        match self {
            ClientOp::Clear { .. } | ClientOp::Restore { .. } => true,
            ClientOp::Add { .. }
            | ClientOp::Set(_)
            | ClientOp::Del { .. }
            | ClientOp::Split { .. }
            | ClientOp::Board { .. }
            | ClientOp::Page(_) => false,
        }
    }

    /// Checks the rules of SPEC D that serde cannot check.
    pub fn check(&self) -> Result<(), Reject> {
        let is_valid = match self {
            ClientOp::Add { shape } => return shape.check(),
            ClientOp::Set(set) => set.is_valid(),
            ClientOp::Del { .. } => true,
            ClientOp::Split { id, pieces } => are_pieces(*id, pieces),
            ClientOp::Clear { page, upto, .. } => is_page(*page) && *upto <= limits::MAX_NUMBER,
            ClientOp::Restore { n, .. } => (1..=limits::MAX_NUMBER).contains(n),
            ClientOp::Board { name } => name.chars().count() <= limits::BOARD_NAME,
            ClientOp::Page(write) => write.is_valid(),
        };
        if is_valid { Ok(()) } else { Err(Reject::Invalid) }
    }
}

/// Whether these can be pieces of some stroke. Ascending runs that share no point have at most as many points as
/// their source. Ascending ids paint later points above earlier ones.
fn are_pieces(source: ShapeId, pieces: &[Piece]) -> bool {
    let is_run = |piece: &Piece| piece.from < piece.to && piece.to <= limits::POINTS && piece.id != source;
    let is_ascending = |pair: &[Piece]| pair[0].to <= pair[1].from && pair[0].id < pair[1].id;
    !pieces.is_empty() && pieces.iter().all(is_run) && pieces.windows(2).all(is_ascending)
}
