//! The reducer: applies edits of the log (SPEC B). It decides nothing, because every decision was made when
//! the edit was ordered.

use std::sync::Arc;

use super::brought::BroughtShape;
use super::edit::LoggedEdit;
use super::ids::ShapeId;
use super::op::{Op, Piece, SetRegisters, Stacking};
use super::page::Page;
use super::shape::{NewShape, Register, Shape, StoredShape};

/// The target of the reducer: a board, or an overlay over one.
pub trait Canvas {
    /// The shape with this id.
    fn shape(&self, id: &ShapeId) -> Option<&Arc<Shape>>;
    /// Visits every shape, unordered.
    fn each(&self, visit: &mut dyn FnMut(&Arc<Shape>));
    /// Inserts a shape, or replaces the one with its id.
    fn put(&mut self, shape: Arc<Shape>);
    /// Removes a shape and returns it.
    fn remove(&mut self, id: &ShapeId) -> Option<Arc<Shape>>;
    /// Names the board.
    fn set_name(&mut self, name: &str);
    /// The page with this number, if somebody wrote it; page 1 always.
    fn page(&self, number: u32) -> Option<&Page>;
    /// Inserts a page, or replaces the one with its number.
    fn put_page(&mut self, page: Page);
    /// Number of shapes on a page.
    fn shapes_on(&self, page: u32) -> usize;
}

/// Shapes that an edit changed.
#[derive(Debug, Default)]
pub struct Touched {
    /// New and changed shapes.
    pub put: Vec<ShapeId>,
    /// Removed shapes, as they were before.
    pub removed: Vec<Arc<Shape>>,
}

/// Author, seq and index of an op: the source of the author, seq and z of new shapes.
pub(super) struct OpContext {
    pub author: u32,
    pub seq: u64,
    /// Index of the op within its edit, from 0.
    pub index: usize,
}

impl OpContext {
    /// Leaves room for 2^11 ops in an edit and 2^5 values between two of them (SPEC B1).
    fn z(&self) -> i64 {
        (self.seq as i64) * (1 << 16) + (self.index as i64) * (1 << 5)
    }
}

/// Applies edit `seq` of the log.
pub fn apply<C: Canvas>(canvas: &mut C, edit: &LoggedEdit, seq: u64) -> Touched {
    let mut touched = Touched::default();
    for (index, op) in edit.ops.iter().enumerate() {
        let context = OpContext { author: edit.author, seq, index };
        apply_op(canvas, op, &context, &mut touched);
    }
    touched
}

/// Applies one op.
pub(super) fn apply_op<C: Canvas>(canvas: &mut C, op: &Op, context: &OpContext, touched: &mut Touched) {
    match op {
        Op::Add { shape } => add(canvas, shape, context, touched),
        Op::Set(registers) => set(canvas, registers, context, touched),
        Op::Del { id } => touched.removed.extend(canvas.remove(id)),
        Op::Split { id, pieces } => {
            if let Some(source) = canvas.remove(id) {
                split(canvas, &source, pieces, context, touched);
                touched.removed.push(source);
            }
        }
        Op::Clear { page, upto, only, all, since } => {
            let mut cleared = Vec::new();
            canvas.each(&mut |shape| {
                let is_seen = shape.seq <= *upto || shape.author == context.author;
                let is_free = (*all || !shape.locked) && since.is_none_or(|since| shape.seq > since);
                if shape.page == *page && is_seen && is_free && only.is_none_or(|only| only == shape.author) {
                    cleared.push(shape.id);
                }
            });
            // Sorted, so that a later restore lists the shapes in the same order on every server.
            cleared.sort_unstable();
            touched.removed.extend(cleared.iter().filter_map(|id| canvas.remove(id)));
        }
        Op::Restore { shapes, .. } => restore(canvas, shapes, touched),
        Op::Bring { page, shapes } => bring(canvas, (*page, shapes), context, touched),
        Op::Board { name } => canvas.set_name(name),
        Op::Page(write) => {
            let mut page = canvas.page(write.page).cloned().unwrap_or_else(|| Page::new(write.page));
            page.write(write, (context.seq, context.author));
            canvas.put_page(page);
        }
    }
}

fn add<C: Canvas>(canvas: &mut C, new: &NewShape, context: &OpContext, touched: &mut Touched) {
    if canvas.shape(&new.id).is_some() {
        return;
    }
    touched.put.push(new.id);
    canvas.put(Arc::new(Shape {
        id: new.id,
        kind: new.kind,
        page: new.page,
        author: context.author,
        seq: context.seq,
        pos: new.pos,
        geometry: new.geometry.clone(),
        style: new.style,
        text: new.kind.kept_text(new.text.clone()),
        z: context.z(),
        group: new.group.clone(),
        locked: new.locked,
        alt: new.alt.clone(),
        image: new.image.clone(),
        writers: Default::default(),
    }));
}

fn set<C: Canvas>(canvas: &mut C, set: &SetRegisters, context: &OpContext, touched: &mut Touched) {
    let Some(old) = canvas.shape(&set.id) else { return };
    let mut shape = Shape::clone(old);
    shape.pos = set.pos.unwrap_or(shape.pos);
    shape.style = set.style.unwrap_or(shape.style);
    if let Some(geometry) = &set.geometry {
        shape.geometry = geometry.over(&shape.geometry);
    }
    if let Some(text) = &set.text {
        shape.text = shape.kind.kept_text(Some(text.clone()));
    }
    if let Some(stacking) = set.z {
        shape.z = match stacking {
            Stacking::Front => context.z(),
            Stacking::Back => -context.z(),
            Stacking::At(z) => z,
        };
    }
    if let Some(group) = &set.group {
        shape.group = group.clone();
    }
    shape.locked = set.locked.unwrap_or(shape.locked);
    if let Some(alt) = &set.alt {
        shape.alt = alt.clone();
    }
    shape.writers.extend(set.written().map(|register| (register, (context.seq, context.author))));
    touched.put.push(set.id);
    canvas.put(Arc::new(shape));
}

/// Adds the pieces of `source`. They keep its author, creation seq and z; their registers count as written by the split,
/// but group, locked and alt only if anybody wrote them since the creation, as boards of form 2 never did.
fn split<C: Canvas>(canvas: &mut C, source: &Shape, pieces: &[Piece], context: &OpContext, touched: &mut Touched) {
    for piece in pieces {
        let geometry = source.geometry.piece(piece.from..piece.to);
        let Some(geometry) = geometry.map(Arc::new).filter(|_| canvas.shape(&piece.id).is_none()) else { continue };
        let rare = [Register::Group, Register::Locked, Register::Alt];
        let rare = rare.into_iter().filter(|register| source.writers.contains_key(register));
        let written = [Register::Pos, Register::Geometry, Register::Style, Register::Z].into_iter().chain(rare);
        let writers = written.map(|register| (register, (context.seq, context.author))).collect();
        touched.put.push(piece.id);
        canvas.put(Arc::new(Shape { id: piece.id, geometry, writers, ..Shape::clone(source) }));
    }
}

fn restore<C: Canvas>(canvas: &mut C, shapes: &[StoredShape], touched: &mut Touched) {
    for StoredShape(shape) in shapes {
        if canvas.shape(&shape.id).is_none() {
            touched.put.push(shape.id);
            canvas.put(shape.clone());
        }
    }
}

fn bring<C: Canvas>(
    canvas: &mut C,
    (page, shapes): (u32, &[BroughtShape]),
    context: &OpContext,
    touched: &mut Touched,
) {
    for shape in shapes {
        if canvas.shape(&shape.id).is_none() {
            touched.put.push(shape.id);
            canvas.put(Arc::new(shape.on_page(page, (context.seq, context.z()))));
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
    fn each_register_has_a_writer() {
        let board = board_after(&[ADD, MOVE]);
        let shape = board.shapes().next().unwrap();
        assert_eq!(shape.writer(Register::Pos), (2, 2));
        assert_eq!(shape.writer(Register::Style), (1, 1));
    }

    // [L8] An op copies only what its JSON has: a shape of any size shares its other registers with the one before.
    #[test]
    fn a_set_copies_only_what_it_writes() {
        let note = ADD.replace("rectangle", "note").replace("\"style\"", "\"text\":\"a\",\"style\"");
        let mut board = board_after(&[&note]);
        let before = board.shapes().next().unwrap().clone();
        board.advance(&serde_json::from_str(MOVE).unwrap());
        let after = board.shapes().next().unwrap();
        assert_ne!(before.pos, after.pos);
        assert!(Arc::ptr_eq(&before.geometry, &after.geometry) && Arc::ptr_eq(&before.alt, &after.alt));
        assert!(
            before.text.as_ref().zip(after.text.as_ref()).is_some_and(|(before, after)| Arc::ptr_eq(before, after))
        );
    }

    // [O7] Writers count for the quota: they take memory, and JSON in manifests.
    #[test]
    fn writers_are_counted() {
        let [added, moved] = [&[ADD][..], &[ADD, MOVE]].map(board_after);
        let json = serde_json::to_string(&StoredShape(moved.shapes().next().unwrap().clone())).unwrap();
        let most = json.find("\"w\":{").map_or(0, |from| json.len() - from);
        assert!(most > 0 && moved.size().1 >= added.size().1 + most);
        let all = Register::ALL.map(|register| (register, (1 << 50, 5_000)));
        let mut shape = Shape::clone(added.shapes().next().unwrap());
        let plain = (shape.bytes(), serde_json::to_string(&StoredShape(Arc::new(shape.clone()))).unwrap().len());
        shape.writers = all.into();
        let bytes = shape.bytes() - plain.0;
        assert!(bytes >= serde_json::to_string(&StoredShape(Arc::new(shape))).unwrap().len() - plain.1, "{bytes}");
    }

    // [B9] Writers survive a removal and its restore; a shape alone serialises without them.
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
