//! Ops: the smallest changes, as a client sends them and as the log holds them (SPEC B).

use serde::{Deserialize, Serialize};

use super::geometry::{Geometry, Pos};
use super::ids::{ShapeId, Tag};
use super::limits;
use super::object::only_objects;
use super::page::{Paper, is_page};
use super::reject::Reject;
use super::shape::{NewShape, StoredShape, Style, is_text};

/// Where `set` puts a shape in the order of painting (SPEC B3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stacking {
    /// Over everything.
    Front,
    /// Under everything.
    Back,
}

/// The registers that one `set` writes: those that are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in Shape")]
pub struct SetRegisters {
    pub id: ShapeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<Pos>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geometry: Option<Geometry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<Stacking>,
}

/// A run of a stroke's points that `split` keeps, and the shape that it becomes (SPEC B10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Piece {
    /// The new shape.
    pub id: ShapeId,
    /// Its first point, counted from 0 in the source.
    pub from: usize,
    /// The point after its last.
    pub to: usize,
}

/// An op in the log: holds all that applying it needs.
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
        page: u16,
        upto: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<u32>,
    },
    Restore {
        tag: Tag,
        n: u64,
        shapes: Vec<StoredShape>,
    },
    Board {
        name: String,
    },
    Page {
        page: u16,
        paper: Paper,
    },
}

/// An op as a client sends it: `clear` without `only`, `restore` without shapes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", tag = "op", rename_all = "lowercase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are described in SPEC B and O5")]
pub enum ClientOp {
    Add {
        shape: NewShape,
    },
    Set {
        id: ShapeId,
        pos: Option<Pos>,
        geometry: Option<Geometry>,
        style: Option<Style>,
        text: Option<String>,
        z: Option<Stacking>,
    },
    Del {
        id: ShapeId,
    },
    Split {
        id: ShapeId,
        pieces: Vec<Piece>,
    },
    Clear {
        page: u16,
        upto: u64,
    },
    Restore {
        n: u64,
        tag: Option<Tag>,
    },
    Board {
        name: String,
    },
    Page {
        page: u16,
        paper: Paper,
    },
}

only_objects!(ClientOp, Piece; written Piece);

impl ClientOp {
    /// Whether what it does can be larger than what it says, so that an edit has few of them (SPEC L2).
    pub fn is_wide(&self) -> bool {
        match self {
            ClientOp::Clear { .. } | ClientOp::Restore { .. } => true,
            ClientOp::Add { .. }
            | ClientOp::Set { .. }
            | ClientOp::Del { .. }
            | ClientOp::Split { .. }
            | ClientOp::Board { .. }
            | ClientOp::Page { .. } => false,
        }
    }

    /// What serde cannot see (SPEC D).
    pub fn check(&self) -> Result<(), Reject> {
        let fine = match self {
            ClientOp::Add { shape } => return shape.check(),
            ClientOp::Set { pos, geometry, style, text, z, .. } => {
                let any = pos.is_some() || geometry.is_some() || style.is_some() || text.is_some() || z.is_some();
                any && text.as_deref().is_none_or(is_text)
            }
            ClientOp::Del { .. } => true,
            ClientOp::Split { id, pieces } => are_pieces(*id, pieces),
            ClientOp::Clear { page, upto } => is_page(*page) && *upto <= limits::MAX_NUMBER,
            ClientOp::Restore { n, .. } => (1..=limits::MAX_NUMBER).contains(n),
            ClientOp::Board { name } => name.chars().count() <= limits::BOARD_NAME,
            ClientOp::Page { page, .. } => is_page(*page),
        };
        if fine { Ok(()) } else { Err(Reject::Invalid) }
    }
}

/// Whether these can be pieces of any stroke. Runs that follow each other without meeting hold no more points
/// than their source, however many they are; ids that ascend with them leave later points above earlier ones.
fn are_pieces(source: ShapeId, pieces: &[Piece]) -> bool {
    let fine = |piece: &Piece| piece.from < piece.to && piece.to <= limits::POINTS && piece.id != source;
    let follow = |pair: &[Piece]| pair[0].to <= pair[1].from && pair[0].id < pair[1].id;
    !pieces.is_empty() && pieces.iter().all(fine) && pieces.windows(2).all(follow)
}
