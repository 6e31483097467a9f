//! Gestures that are still going on (SPEC V2): shown to others at once, never stored.

use serde::{Deserialize, Serialize};

use crate::board::{Kind, Pos, ShapeId, Style, limits, only_objects};

/// A piece of a stroke that is being drawn: columns as SPEC D5, from point `from` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in NewShape")]
pub struct InkPiece {
    pub id: ShapeId,
    pub kind: Kind,
    pub page: u16,
    pub pos: Pos,
    pub style: Style,
    pub from: usize,
    pub points: Vec<i32>,
    pub pressure: Vec<i16>,
}

only_objects!(InkPiece; written InkPiece);

/// What a gesture does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gesture {
    /// Draws a stroke.
    Ink(InkPiece),
    /// Moves shapes by a way in units.
    Move {
        /// At most [`limits::EDIT_OPS`].
        ids: Vec<ShapeId>,
        /// Units.
        dx: i32,
        /// Units.
        dy: i32,
    },
    /// Marks shapes that will be erased.
    Erase {
        /// At most [`limits::EDIT_OPS`].
        ids: Vec<ShapeId>,
    },
}

/// One `draft` message, as it comes and as it goes on in `live`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts the gestures of a connection.
    pub g: u64,
    /// Missing in a message that only ends the gesture.
    #[serde(flatten)]
    pub gesture: Option<Gesture>,
    /// Number of the edit that settles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Given up.
    #[serde(default, skip_serializing_if = "is_false")]
    pub end: bool,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Draft {
    /// Whether columns fit each other and lists are short enough.
    pub fn is_sound(&self) -> bool {
        match &self.gesture {
            Some(Gesture::Ink(piece)) => {
                let n = piece.pressure.len();
                let stroke = matches!(piece.kind, Kind::Ink | Kind::Highlight);
                stroke && piece.points.len() == 2 * n && piece.from + n <= limits::POINTS
            }
            Some(Gesture::Move { ids, .. } | Gesture::Erase { ids }) => ids.len() <= limits::EDIT_OPS,
            None => self.done.is_some() || self.end,
        }
    }

    /// Whether it says all there is to know of its gesture, so that nothing before it is needed.
    pub fn is_whole(&self) -> bool {
        match &self.gesture {
            Some(Gesture::Ink(piece)) => piece.from == 0,
            Some(Gesture::Move { .. } | Gesture::Erase { .. }) => true,
            None => false,
        }
    }

    /// Whether `later`, of the same gesture, leaves no gap after this (SPEC V6).
    pub fn follows(&self, later: &Draft) -> bool {
        match (&self.gesture, &later.gesture) {
            (Some(Gesture::Ink(have)), Some(Gesture::Ink(piece))) => {
                piece.from == 0 || piece.id == have.id && piece.from == have.from + have.pressure.len()
            }
            (_, None) => true,
            (_, Some(_)) => later.is_whole(),
        }
    }

    /// Takes in a later message that [follows](Draft::follows).
    pub fn merge(&mut self, later: Draft) {
        match (&mut self.gesture, later.gesture) {
            (Some(Gesture::Ink(have)), Some(Gesture::Ink(piece))) if piece.from > 0 => {
                have.points.extend(piece.points);
                have.pressure.extend(piece.pressure);
            }
            (_, None) => {}
            (mine, newer) => *mine = newer,
        }
        self.done = later.done.or(self.done);
        self.end |= later.end;
    }

    /// Bytes on the wire, roughly, for the cap of SPEC V7.
    pub fn bytes(&self) -> usize {
        match &self.gesture {
            Some(Gesture::Ink(piece)) => 200 + 4 * piece.pressure.len() + 5 * piece.points.len(),
            Some(Gesture::Move { ids, .. } | Gesture::Erase { ids }) => 60 + 22 * ids.len(),
            None => 40,
        }
    }
}
