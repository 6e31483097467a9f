//! Rare parts of a geometry: line breaks of a text, bindings of a line's ends (SPEC D17, D18).

use std::ops::Not;

use serde::{Deserialize, Serialize};

use super::ids::ShapeId;
use super::limits;

/// An end of a line that is bound to a shape: its id, and the place in the shape's box, in 1/1000 of width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End(pub ShapeId, pub u16, pub u16);

/// Additions to the geometry of a box or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Details {
    /// Code points of each painted line of the text; empty when the painter breaks the lines.
    #[serde(skip_serializing_if = "<[u16]>::is_empty")]
    pub lines: Box<[u16]>,
    /// Whether a person set the width of the box.
    #[serde(skip_serializing_if = "Not::not")]
    pub fixed: bool,
    /// The shape to which the first point is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<End>,
    /// The shape to which the last point is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<End>,
}

impl Details {
    /// Itself on the heap; `None` when everything has its default, as in nearly all geometries.
    pub fn boxed(self) -> Option<Box<Details>> {
        (self != Details::default()).then(|| Box::new(self))
    }

    /// Whether its numbers are in range.
    pub fn is_in_range(&self) -> bool {
        let is_place = |End(_, x, y): End| x <= limits::END && y <= limits::END;
        let points: usize = self.lines.iter().map(|points| usize::from(*points)).sum();
        let lines = self.lines.len() <= limits::TEXT + 1 && points <= limits::TEXT;
        lines && self.from.is_none_or(is_place) && self.to.is_none_or(is_place)
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<Details>() + size_of_val(&*self.lines)
    }
}
