//! Judges one edit, op by op, and turns it into what the log holds (SPEC O4 to O9).

use std::sync::Arc;

use super::edit::{ClientEdit, LoggedEdit};
use super::ids::{ShapeId, Tag};
use super::op::{ClientOp, Op, Piece, SetRegisters};
use super::overlay::Overlay;
use super::reduce::{Canvas, Place, Touched, apply_op};
use super::reject::Reject;
use super::removals::Removal;
use super::rights::{Deed, Settings, Standing, may};
use super::shape::{Register, Shape, StoredShape};
use super::submission::Submission;

/// Everything about an edit but its ops.
pub struct EditContext<'a> {
    /// Who sends it, with which number.
    pub submission: &'a Submission,
    /// Who the sender is now. Nothing on the board is by somebody whose first edit this would be.
    pub standing: Standing,
    /// What holds on the board now.
    pub settings: &'a Settings,
    /// The seq the edit would get.
    pub seq: u64,
    /// The time it would get, ms.
    pub at: u64,
    /// What an earlier edit removed.
    pub removal: &'a dyn Fn((Tag, u64)) -> Option<&'a Removal>,
}

impl EditContext<'_> {
    fn may(&self, deed: Deed) -> Result<(), Reject> {
        may(self.standing, self.settings, deed)
    }

    /// Whether the sender may change or remove a shape. What is gone is nobody's.
    fn may_change(&self, id: &ShapeId, canvas: &Overlay<'_>) -> Result<(), Reject> {
        canvas.shape(id).map_or(Ok(()), |shape| self.may(Deed::Change { author: shape.author }))
    }
}

/// Accepts the edit whole, having applied it to `canvas`, or refuses it whole; the caller then
/// drops `canvas`.
///
/// Each op is judged on what the ops before it left. Also says which shapes the edit removes.
pub fn judge(
    context: &EditContext<'_>,
    edit: &ClientEdit,
    canvas: &mut Overlay<'_>,
) -> Result<(LoggedEdit, Vec<Arc<Shape>>), Reject> {
    context.may(Deed::Add)?;
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
        apply_op(canvas, &op, &Place { author, seq: context.seq, index }, &mut touched);
        ops.push(op);
    }
    let (tag, n) = (context.submission.tag, context.submission.n);
    Ok((LoggedEdit { author, tag, n, at: context.at, ops: Arc::from(ops) }, touched.removed))
}

/// The op as the log holds it, or why it may not be.
fn translate(context: &EditContext<'_>, op: &ClientOp, canvas: &Overlay<'_>) -> Result<Op, Reject> {
    match op {
        ClientOp::Add { shape } if shape.id.tag != context.submission.tag => Err(Reject::Tag),
        ClientOp::Add { shape } => Ok(Op::Add { shape: shape.clone() }),
        ClientOp::Set { id, pos, geometry, style, text, z } => {
            let set = SetRegisters {
                id: *id,
                pos: *pos,
                geometry: geometry.clone(),
                style: *style,
                text: text.clone(),
                z: *z,
            };
            context.may_change(id, canvas)?;
            check_kind(&set, canvas.shape(id).map(AsRef::as_ref))?;
            Ok(Op::Set(set))
        }
        ClientOp::Del { id } => context.may_change(id, canvas).map(|()| Op::Del { id: *id }),
        ClientOp::Split { id, pieces } => split(context, (id, pieces), canvas),
        ClientOp::Clear { page, upto } if *upto < context.seq => {
            context.may(Deed::ClearOwn)?;
            let only = context.may(Deed::Clear).is_err().then_some(context.standing.author);
            Ok(Op::Clear { page: *page, upto: *upto, only })
        }
        ClientOp::Clear { .. } => Err(Reject::Invalid),
        ClientOp::Restore { n, tag } => restore(context, (tag.unwrap_or(context.submission.tag), *n), canvas),
        ClientOp::Board { name } => context.may(Deed::Arrange).map(|()| Op::Board { name: name.clone() }),
        ClientOp::Page { page, paper } => context.may(Deed::Arrange).map(|()| Op::Page { page: *page, paper: *paper }),
    }
}

/// Only strokes have pieces, and only of the points that they have (SPEC O12). A split of what is gone does
/// nothing, whatever it keeps.
fn split(context: &EditContext<'_>, (id, pieces): (&ShapeId, &[Piece]), canvas: &Overlay<'_>) -> Result<Op, Reject> {
    if pieces.iter().any(|piece| piece.id.tag != context.submission.tag) {
        return Err(Reject::Tag);
    }
    context.may_change(id, canvas)?;
    let last = pieces.last().map_or(0, |piece| piece.to);
    let fits = canvas.shape(id).is_none_or(|shape| shape.geometry.stroke_points().is_some_and(|count| last <= count));
    if fits { Ok(Op::Split { id: *id, pieces: pieces.to_vec() }) } else { Err(Reject::Invalid) }
}

/// A register that the kind does not have, or a geometry of another kind (SPEC O9). A set on what
/// is gone does nothing, whatever it holds.
fn check_kind(set: &SetRegisters, shape: Option<&Shape>) -> Result<(), Reject> {
    let Some(shape) = shape else { return Ok(()) };
    let geometry = set.geometry.as_ref().is_none_or(|geometry| geometry.fits(shape.kind));
    let text = set.text.is_none() || shape.kind.has_text();
    if geometry && text { Ok(()) } else { Err(Reject::Invalid) }
}

/// Fills in what the named edit removed (SPEC O5), if the sender may have it back (SPEC O6).
fn restore(context: &EditContext<'_>, named: (Tag, u64), canvas: &Overlay<'_>) -> Result<Op, Reject> {
    let removal = (context.removal)(named).ok_or(Reject::Nothing)?;
    context.may(Deed::Restore { author: removal.author })?;
    let gone = removal.shapes.iter().filter(|shape| canvas.shape(&shape.id).is_none());
    let shapes = gone.cloned().map(StoredShape).collect();
    Ok(Op::Restore { tag: named.0, n: named.1, shapes })
}

/// Refuses an undo of what somebody else has changed since its author looked (SPEC O4).
fn check_unchanged(context: &EditContext<'_>, op: &ClientOp, upto: u64, canvas: &Overlay<'_>) -> Result<(), Reject> {
    let present = |id: &ShapeId| canvas.shape(id).ok_or(Reject::Changed);
    let changed = match op {
        ClientOp::Del { id } | ClientOp::Split { id, .. } => {
            present(id)?.is_written_by_others(context.standing.author, upto)
        }
        ClientOp::Set { id, pos, geometry, style, text, z } => {
            let shape = present(id)?;
            let writes = [
                (Register::Pos, pos.is_some()),
                (Register::Geometry, geometry.is_some()),
                (Register::Style, style.is_some()),
                (Register::Text, text.is_some()),
                (Register::Z, z.is_some()),
            ];
            let foreign = |register| {
                let (seq, author) = shape.writer(register);
                seq > upto && author != context.standing.author
            };
            writes.iter().any(|(register, written)| *written && foreign(*register))
        }
        ClientOp::Add { .. }
        | ClientOp::Clear { .. }
        | ClientOp::Restore { .. }
        | ClientOp::Board { .. }
        | ClientOp::Page { .. } => false,
    };
    if changed { Err(Reject::Changed) } else { Ok(()) }
}
