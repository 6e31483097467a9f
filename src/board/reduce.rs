//! The reducer: what an edit of the log does (SPEC B). It has no conditions of its own; whatever
//! had to be decided was decided when the edit was ordered.

use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::ShapeId;
use super::op::{Op, Piece, SetRegisters, Stacking};
use super::page::Paper;
use super::shape::{NewShape, Register, Shape, StoredShape};

/// What the reducer needs of a place where shapes lie: a board, or an overlay over one.
pub trait Canvas {
    /// The shape with this id.
    fn shape(&self, id: &ShapeId) -> Option<&Arc<Shape>>;
    /// Visits every shape, in no order.
    fn each(&self, visit: &mut dyn FnMut(&Arc<Shape>));
    /// Puts a shape, over the one with its id if there is one.
    fn put(&mut self, shape: Arc<Shape>);
    /// Takes a shape away.
    fn remove(&mut self, id: &ShapeId) -> Option<Arc<Shape>>;
    /// Names the board.
    fn set_name(&mut self, name: &str);
    /// Sets a page's paper.
    fn set_paper(&mut self, page: u16, paper: Paper);
}

/// What an edit changed.
#[derive(Debug, Default)]
pub struct Touched {
    /// Shapes that are there and new or different.
    pub put: Vec<ShapeId>,
    /// Shapes that are gone, as they were.
    pub removed: Vec<Arc<Shape>>,
}

/// Where an op stands: enough to give what it makes an author, a seq and a z.
pub(super) struct Place {
    pub author: u32,
    pub seq: u64,
    /// Place of the op within its edit, from 0.
    pub index: usize,
}

impl Place {
    /// Room for 2^11 ops an edit and 2^5 places between two of them (SPEC B1).
    fn z(&self) -> i64 {
        (self.seq as i64) * (1 << 16) + (self.index as i64) * (1 << 5)
    }
}

/// Applies edit `seq` of the log.
pub fn apply<C: Canvas>(canvas: &mut C, edit: &LoggedEdit, seq: u64) -> Touched {
    let mut touched = Touched::default();
    for (index, op) in edit.ops.iter().enumerate() {
        let place = Place { author: edit.author, seq, index };
        apply_op(canvas, op, &place, &mut touched);
    }
    touched
}

/// Applies one op: what [`apply`] does for each.
pub(super) fn apply_op<C: Canvas>(canvas: &mut C, op: &Op, place: &Place, touched: &mut Touched) {
    match op {
        Op::Add { shape } => add(canvas, shape, place, touched),
        Op::Set(registers) => set(canvas, registers, place, touched),
        Op::Del { id } => touched.removed.extend(canvas.remove(id)),
        Op::Split { id, pieces } => split(canvas, (id, pieces), place, touched),
        Op::Clear { page, upto, only } => {
            let mut gone = Vec::new();
            canvas.each(&mut |shape| {
                let old = shape.seq <= *upto || shape.author == place.author;
                if shape.page == *page && old && only.is_none_or(|only| only == shape.author) {
                    gone.push(shape.id);
                }
            });
            // Sorted, so that what a restore later writes does not depend on a hash seed.
            gone.sort_unstable();
            touched.removed.extend(gone.iter().filter_map(|id| canvas.remove(id)));
        }
        Op::Restore { shapes, .. } => restore(canvas, shapes, touched),
        Op::Board { name } => canvas.set_name(name),
        Op::Page { page, paper } => canvas.set_paper(*page, *paper),
    }
}

fn add<C: Canvas>(canvas: &mut C, new: &NewShape, place: &Place, touched: &mut Touched) {
    if canvas.shape(&new.id).is_some() {
        return;
    }
    touched.put.push(new.id);
    canvas.put(Arc::new(Shape {
        id: new.id,
        kind: new.kind,
        page: new.page,
        author: place.author,
        seq: place.seq,
        pos: new.pos,
        geometry: new.geometry.clone(),
        style: new.style,
        text: new.text.clone(),
        z: place.z(),
        writers: Default::default(),
    }));
}

fn set<C: Canvas>(canvas: &mut C, set: &SetRegisters, place: &Place, touched: &mut Touched) {
    let Some(old) = canvas.shape(&set.id) else { return };
    let mut shape = Shape::clone(old);
    let mut written = Vec::with_capacity(1);
    if let Some(pos) = set.pos {
        shape.pos = pos;
        written.push(Register::Pos);
    }
    if let Some(geometry) = &set.geometry {
        shape.geometry = geometry.clone();
        written.push(Register::Geometry);
    }
    if let Some(style) = set.style {
        shape.style = style;
        written.push(Register::Style);
    }
    if let Some(text) = &set.text {
        shape.text = Some(text.clone());
        written.push(Register::Text);
    }
    if let Some(stacking) = set.z {
        shape.z = match stacking {
            Stacking::Front => place.z(),
            Stacking::Back => -place.z(),
        };
        written.push(Register::Z);
    }
    shape.writers.extend(written.into_iter().map(|register| (register, (place.seq, place.author))));
    touched.put.push(set.id);
    canvas.put(Arc::new(shape));
}

/// The pieces are shapes of the source's author, of its time and place in the order of painting; what they hold
/// counts as written by the split.
fn split<C: Canvas>(canvas: &mut C, (id, pieces): (&ShapeId, &[Piece]), place: &Place, touched: &mut Touched) {
    let Some(source) = canvas.remove(id) else { return };
    for piece in pieces {
        let geometry = source.geometry.piece((piece.from, piece.to));
        let Some(geometry) = geometry.filter(|_| canvas.shape(&piece.id).is_none()) else { continue };
        let written = [Register::Pos, Register::Geometry, Register::Style, Register::Z];
        let writers = written.map(|register| (register, (place.seq, place.author))).into();
        touched.put.push(piece.id);
        canvas.put(Arc::new(Shape { id: piece.id, geometry, writers, ..Shape::clone(&source) }));
    }
    touched.removed.push(source);
}

fn restore<C: Canvas>(canvas: &mut C, shapes: &[StoredShape], touched: &mut Touched) {
    for StoredShape(shape) in shapes {
        if canvas.shape(&shape.id).is_none() {
            touched.put.push(shape.id);
            canvas.put(shape.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Board;
    use super::*;

    fn board_after(edits: &[&str]) -> Board {
        let mut board = Board::default();
        for edit in edits {
            board.advance(&serde_json::from_str(edit).unwrap());
        }
        board
    }

    const ADD: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{"w":5,"h":5},"style":{"ink":"red","size":64}}}]}"#;
    const MOVE: &str = r#"{"author":2,"tag":"00000000000000bb","n":1,"at":2,"ops":[{"op":"set","id":"00000000000000aa.1","pos":[9,9,0]}]}"#;

    // [B9] The server knows the last writer of each register.
    #[test]
    fn writers_are_kept_for_each_register() {
        let board = board_after(&[ADD, MOVE]);
        let shape = board.shapes().next().unwrap();
        assert_eq!(shape.writer(Register::Pos), (2, 2));
        assert_eq!(shape.writer(Register::Style), (1, 1));
    }

    // [B9] Writers survive a removal and its restore, and are not sent with shapes otherwise.
    #[test]
    fn restore_brings_writers_back() {
        let mut board = board_after(&[ADD, MOVE]);
        let before = board.shapes().next().unwrap().clone();
        let restored = serde_json::to_string(&StoredShape(before.clone())).unwrap();
        assert!(restored.contains(r#""w":{"pos":[2,2]}"#), "{restored}");
        assert!(!serde_json::to_string(before.as_ref()).unwrap().contains("\"w\":{"));
        let del =
            r#"{"author":2,"tag":"00000000000000bb","n":2,"at":3,"ops":[{"op":"del","id":"00000000000000aa.1"}]}"#;
        board.advance(&serde_json::from_str(del).unwrap());
        let op = format!(r#"{{"op":"restore","tag":"00000000000000bb","n":2,"shapes":[{restored}]}}"#);
        let edit = format!(r#"{{"author":2,"tag":"00000000000000bb","n":3,"at":4,"ops":[{op}]}}"#);
        board.advance(&serde_json::from_str(&edit).unwrap());
        assert_eq!(board.shapes().next().unwrap(), &before);
    }
}
