//! Gestures that are still going on (SPEC V2): shown to others at once, never stored.

use serde::{Deserialize, Serialize};

use crate::board::{Kind, Pos, ShapeId, Style, limits};

/// A piece of a stroke that is being drawn: columns as SPEC D5, from point `from` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

    /// Whether nothing more will come of this gesture but its edit.
    pub fn is_over(&self) -> bool {
        self.end || self.done.is_some()
    }

    /// Takes in a later message of the same gesture; `false` if it leaves a gap (SPEC V6).
    pub fn merge(&mut self, later: Draft) -> bool {
        let fits = match (&mut self.gesture, later.gesture) {
            (Some(Gesture::Ink(have)), Some(Gesture::Ink(piece))) => have.extend(piece),
            (_, None) => true,
            (mine, Some(newer)) => {
                *mine = Some(newer);
                true
            }
        };
        self.done = later.done.or(self.done);
        self.end |= later.end;
        fits
    }
}

impl InkPiece {
    /// Adds a piece that follows, or replaces everything by a whole one.
    fn extend(&mut self, piece: InkPiece) -> bool {
        if piece.from == 0 {
            *self = piece;
            return true;
        }
        let follows = piece.from == self.from + self.pressure.len() && piece.id == self.id;
        if follows {
            self.points.extend(piece.points);
            self.pressure.extend(piece.pressure);
        }
        follows
    }

    /// Bytes on the wire, roughly, for the cap of SPEC V7.
    pub fn bytes(&self) -> usize {
        200 + 6 * self.pressure.len() + 2 * self.points.len()
    }
}
