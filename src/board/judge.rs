//! Checks one edit, op by op, and translates it into a logged edit (SPEC O4 to O9).

use std::collections::HashSet;
use std::sync::Arc;

use super::edit::{ClientEdit, LoggedEdit};
use super::ids::{ShapeId, Tag};
use super::lesson::{Lesson, Standing};
use super::op::{ClientOp, Op, Piece, SetRegisters};
use super::overlay::Overlay;
use super::reduce::{Canvas, OpContext, Touched, apply_op};
use super::reject::Reject;
use super::removals::Removal;
use super::rights::{Action, may};
use super::shape::{Shape, StoredShape};
use super::submission::Submission;

/// Everything about an edit except its ops.
pub struct EditContext<'a> {
    /// Sender and number.
    pub submission: &'a Submission,
    /// Role and author number of the sender.
    pub standing: Standing,
    /// The lesson's settings.
    pub lesson: &'a Lesson,
    /// Seq of the edit if it is accepted.
    pub seq: u64,
    /// Time of the edit if it is accepted, ms.
    pub at: u64,
    /// Pictures that are stored on the board.
    pub pictures: &'a HashSet<ShapeId>,
    /// Looks up the removal of an earlier edit (tag, n).
    pub removal: &'a dyn Fn((Tag, u64)) -> Option<&'a Removal>,
}

impl EditContext<'_> {
    fn may(&self, action: Action) -> Result<(), Reject> {
        may(self.standing, self.lesson, action)
    }

    /// Whether the sender may change or remove a shape. A shape that is gone needs no right.
    fn may_change(&self, id: &ShapeId, canvas: &Overlay<'_>) -> Result<(), Reject> {
        canvas.shape(id).map_or(Ok(()), |shape| self.may(Action::Change { author: shape.author }))
    }
}

/// Accepts the edit as a whole and applies it to `canvas`, or refuses it; the caller then drops `canvas`.
///
/// Checks each op against the state that the ops before it left. Also returns the shapes that the edit removes.
pub fn judge(
    context: &EditContext<'_>,
    edit: &ClientEdit,
    canvas: &mut Overlay<'_>,
) -> Result<(LoggedEdit, Vec<Arc<Shape>>), Reject> {
    context.may(Action::Add)?;
    if edit.upto.is_some_and(|upto| upto >= context.seq) {
        return Err(Reject::Invalid);
    }
    let author = context.standing.author;
    let mut ops = Vec::with_capacity(edit.ops.len());
    let mut touched = Touched::default();
    for (index, op) in edit.ops.iter().enumerate() {
        if let Some(upto) = edit.upto {
            check_unchanged(context, op, upto, canvas)?;
        }
        let op = translate(context, op, canvas)?;
        apply_op(canvas, &op, &OpContext { author, seq: context.seq, index }, &mut touched);
        ops.push(op);
    }
    let (tag, n) = (context.submission.tag, context.submission.n);
    Ok((LoggedEdit { author, tag, n, at: context.at, ops: Arc::from(ops) }, touched.removed))
}

/// Translates the op into its logged form, or refuses it.
fn translate(context: &EditContext<'_>, op: &ClientOp, canvas: &Overlay<'_>) -> Result<Op, Reject> {
    match op {
        ClientOp::Add { shape } if shape.id.tag != context.submission.tag => Err(Reject::Tag),
        ClientOp::Add { shape } if shape.image.as_deref().is_some_and(|image| !context.pictures.contains(image)) => {
            Err(Reject::Image)
        }
        ClientOp::Add { shape } => Ok(Op::Add { shape: shape.clone() }),
        ClientOp::Set(set) => {
            context.may_change(&set.id, canvas)?;
            if set.z.is_some_and(|z| !z.is_within(context.seq)) {
                return Err(Reject::Invalid);
            }
            check_kind(set, canvas.shape(&set.id).map(AsRef::as_ref))?;
            Ok(Op::Set(set.clone()))
        }
        ClientOp::Del { id } => context.may_change(id, canvas).map(|()| Op::Del { id: *id }),
        ClientOp::Split { id, pieces } => {
            check_split(context, id, pieces, canvas)?;
            Ok(Op::Split { id: *id, pieces: pieces.clone() })
        }
        ClientOp::Clear { page, upto, all } if *upto < context.seq => {
            context.may(Action::ClearOwn)?;
            let only = context.may(Action::Clear).is_err().then_some(context.standing.author);
            Ok(Op::Clear { page: *page, upto: *upto, only, all: *all, since: None })
        }
        ClientOp::Clear { .. } => Err(Reject::Invalid),
        ClientOp::Restore { n, tag } => restore(context, (tag.unwrap_or(context.submission.tag), *n), canvas),
        ClientOp::Board { name } => context.may(Action::Arrange).map(|()| Op::Board { name: name.clone() }),
        ClientOp::Page(write) => context.may(Action::Arrange).map(|()| Op::Page(write.clone())),
    }
}

/// Refuses pieces of a shape that is no stroke, or of points that the stroke does not have (SPEC O12). A split of a
/// shape that is gone does nothing, so its pieces are not checked.
fn check_split(context: &EditContext<'_>, id: &ShapeId, pieces: &[Piece], canvas: &Overlay<'_>) -> Result<(), Reject> {
    if pieces.iter().any(|piece| piece.id.tag != context.submission.tag) {
        return Err(Reject::Tag);
    }
    context.may_change(id, canvas)?;
    let last = pieces.last().map_or(0, |piece| piece.to);
    let fits = canvas.shape(id).is_none_or(|shape| shape.geometry.stroke_points().is_some_and(|count| last <= count));
    if fits { Ok(()) } else { Err(Reject::Invalid) }
}

/// Refuses a register that the kind does not have, and a geometry of another kind (SPEC O9). A set of a shape that
/// is gone does nothing, so it is not checked.
fn check_kind(set: &SetRegisters, shape: Option<&Shape>) -> Result<(), Reject> {
    let Some(shape) = shape else { return Ok(()) };
    if set.fits(shape) { Ok(()) } else { Err(Reject::Invalid) }
}

/// Fills in the shapes that the named edit removed (SPEC O5), if the sender may restore them (SPEC O6).
fn restore(context: &EditContext<'_>, named: (Tag, u64), canvas: &Overlay<'_>) -> Result<Op, Reject> {
    let removal = (context.removal)(named).ok_or(Reject::Nothing)?;
    context.may(Action::Restore { author: removal.author })?;
    let missing = removal.shapes.iter().filter(|shape| canvas.shape(&shape.id).is_none());
    let shapes = missing.cloned().map(StoredShape).collect();
    Ok(Op::Restore { tag: named.0, n: named.1, shapes })
}

/// Refuses an undo that would overwrite another author's change made after `upto` (SPEC O4).
fn check_unchanged(context: &EditContext<'_>, op: &ClientOp, upto: u64, canvas: &Overlay<'_>) -> Result<(), Reject> {
    let present = |id: &ShapeId| canvas.shape(id).ok_or(Reject::Changed);
    let changed = match op {
        ClientOp::Del { id } | ClientOp::Split { id, .. } => {
            present(id)?.is_written_by_others(context.standing.author, upto)
        }
        ClientOp::Set(set) => {
            let shape = present(&set.id)?;
            let is_foreign = |register| {
                let (seq, author) = shape.writer(register);
                seq > upto && author != context.standing.author
            };
            set.written().any(is_foreign)
        }
        ClientOp::Add { .. } | ClientOp::Clear { .. } | ClientOp::Restore { .. } | ClientOp::Board { .. } => false,
        ClientOp::Page(write) => canvas
            .page(write.page)
            .is_some_and(|page| page.is_written_by_others(write.written(), context.standing.author, upto)),
    };
    if changed { Err(Reject::Changed) } else { Ok(()) }
}
