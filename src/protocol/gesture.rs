//! The content of a gesture in progress (SPEC V2), and its bytes on the wire for the budgets of SPEC V7.

use serde::Serialize;

use super::change::Change;
use super::cut::CutPiece;
use super::ink_piece::InkPiece;
use super::laser::LaserPiece;
use crate::board::{NewShape, SetRegisters, ShapeId};

/// Content of a gesture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gesture {
    /// Draws a stroke.
    Ink(InkPiece),
    /// Draws a shape, as it is now. The latest replaces the ones before.
    Shape(Box<NewShape>),
    /// Changes registers of shapes, as they will be. The latest replaces the ones before.
    Set(Vec<SetRegisters>),
    /// Moves shapes.
    Move {
        /// At most [`EDIT_OPS`](crate::board::limits::EDIT_OPS); empty for the ids of the gesture's earlier message.
        ids: Vec<ShapeId>,
        /// Units.
        dx: i32,
        /// Units.
        dy: i32,
    },
    /// Resizes or rotates shapes.
    Change(Change),
    /// Marks shapes that will be erased.
    Erase {
        /// Index of the first of `ids` among all ids of the gesture.
        #[serde(skip_serializing_if = "is_zero")]
        from: usize,
        /// At most [`EDIT_OPS`](crate::board::limits::EDIT_OPS), including the ids before `from`.
        ids: Vec<ShapeId>,
    },
    /// Erases parts of strokes.
    Cut(CutPiece),
    /// Points at the board.
    Laser(LaserPiece),
}

fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// Counts the bytes of a gesture that grow with it: those that it adds to a draft into which it is merged. Serialises shapes
/// and registers, so it runs once for each message, where that is decoded and no lock is held.
pub fn measure(gesture: Option<&Gesture>) -> usize {
    #[cfg(test)]
    tests::MEASURED.set(tests::MEASURED.get() + 1);
    match gesture {
        Some(Gesture::Ink(piece)) => {
            let points = piece.points.iter().map(|step| digits((*step).into()));
            let pressure = piece.pressure.iter().map(|step| digits((*step).into()));
            points.chain(pressure).sum()
        }
        Some(Gesture::Shape(shape)) => json_bytes(shape),
        Some(Gesture::Set(sets)) => json_bytes(sets),
        Some(Gesture::Laser(piece)) => laser_bytes(piece),
        Some(Gesture::Cut(piece)) => piece.points.iter().map(|v| digits((*v).into())).sum(),
        Some(Gesture::Move { ids, .. } | Gesture::Change(Change { ids, .. }) | Gesture::Erase { ids, .. }) => {
            ids.iter().map(|id| 19 + digits(id.n as i64)).sum()
        }
        None => 0,
    }
}

/// The same of a laser's trail, which is short and loses its oldest places when it is merged.
pub fn laser_bytes(piece: &LaserPiece) -> usize {
    piece.points.iter().map(|v| digits((*v).into())).sum()
}

/// Bytes of its JSON. Shapes and registers always serialise; if one did not, it would count as too large.
fn json_bytes<T: Serialize + ?Sized>(content: &T) -> usize {
    serde_json::to_vec(content).map_or(usize::MAX / 2, |json| json.len())
}

/// Length of a number in a list, with its sign and comma.
fn digits(number: i64) -> usize {
    2 + number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + usize::from(number < 0)
}

#[cfg(test)]
pub mod tests {
    use std::cell::Cell;

    thread_local! {
        /// Calls of `measure` on this thread.
        pub static MEASURED: Cell<usize> = const { Cell::new(0) };
    }
}
