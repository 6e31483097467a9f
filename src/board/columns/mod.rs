//! The column format of chunks: shapes of one page as columns of integers (SPEC T). Its twin is
//! `static/js/model/columns.js`; the vectors in `tests/vectors/chunks` keep the two equal.
//!
//! The bytes have two parts. The *visible part* is everything that is seen, and all that joiners load; the
//! *timing* says when each point was drawn and who wrote each register last.

mod head;
mod timing;
mod visible;

use std::sync::Arc;

pub use self::head::FORM;
use self::head::{Head, Ids, SEQ_END};
use self::timing::Timing;
use self::visible::{Previous, Visible};
use super::geometry::Geometry;
use super::kind::TextUse;
use super::limits;
use super::page::is_page;
use super::shape::{Shape, is_text};
use super::varint::{Reader, unsigned};

/// Encoded shapes.
pub struct Columns {
    /// The visible part, then the timing.
    pub bytes: Vec<u8>,
    /// Length of the visible part.
    pub visible: usize,
}

/// Encodes the shapes: at least one, all of one page.
pub fn encode(shapes: &[Arc<Shape>]) -> Columns {
    let mut visible = Visible::<Vec<u8>>::default();
    let mut timing = Timing::<Vec<u8>>::default();
    let mut ids = Ids::default();
    let mut previous = Previous::default();
    for shape in shapes {
        ids.write(shape.id, &mut visible.tag, &mut visible.n);
        visible.write(shape, &mut previous);
        timing.write(shape);
    }
    let mut bytes = Vec::new();
    head::write(&mut bytes, shapes, &ids);
    append(visible.columns(), &mut bytes);
    let visible = bytes.len();
    append(timing.columns(), &mut bytes);
    Columns { bytes, visible }
}

fn append<const N: usize>(columns: [&mut Vec<u8>; N], bytes: &mut Vec<u8>) {
    for column in columns {
        unsigned(bytes, column.len() as u64);
        bytes.append(column);
    }
}

/// Whether a shape keeps the rules that the format depends on. Shapes of a board always do.
pub fn fits(shape: &Shape) -> bool {
    let parts = is_page(shape.page) && shape.geometry.fits(shape.kind);
    let text = shape.kind.fits_text(shape.text.as_deref()) && shape.text.as_deref().is_none_or(is_text);
    let numbers = shape.seq < SEQ_END && shape.z.unsigned_abs() <= limits::MAX_NUMBER;
    parts && text && numbers && shape.writers.values().all(|(seq, _)| *seq < SEQ_END)
}

/// Whether the format has columns for everything that the shape has. Others stay in the manifest's JSON.
pub fn holds(shape: &Shape) -> bool {
    let is_plain = shape.group.is_empty() && !shape.locked && shape.alt.is_empty() && shape.style.plain().is_some();
    let is_straight = match &shape.geometry {
        Geometry::Line { points, .. } => points.len() == 4,
        Geometry::Ink { .. } | Geometry::Box { .. } => true,
    };
    let has_label = shape.kind.text() == TextUse::Label && shape.text.is_some();
    is_plain && is_straight && !has_label && shape.geometry.details().is_none() && timing::has_columns_for(shape)
}

/// Decodes the bytes of [`encode`], or says what is wrong with them. Memory use is at most a fixed multiple of their
/// length, also for malformed bytes.
pub fn decode(bytes: &[u8]) -> Result<Vec<Arc<Shape>>, String> {
    let mut all = Reader(bytes);
    let Head { count, page, mut ids } = head::read(&mut all)?;
    let mut visible = Visible::<Reader>::default();
    let mut timing = Timing::<Reader>::default();
    for column in visible.columns() {
        *column = all.column()?;
    }
    for column in timing.columns() {
        *column = all.column()?;
    }
    // Every shape has one byte in this column, which bounds the count.
    if visible.kind.0.len() != count || !all.0.is_empty() {
        return Err("its columns do not fit together".to_owned());
    }
    let mut previous = Previous::default();
    let mut shapes = Vec::with_capacity(count);
    for _ in 0..count {
        let id = ids.read(&mut visible.tag, &mut visible.n)?;
        let mut shape = visible.read((id, page), &mut previous, &mut timing.time)?;
        shape.writers = timing.read_writers(shape.seq)?;
        shapes.push(Arc::new(shape));
    }
    let is_consumed = |column: &mut Reader| column.0.is_empty();
    let are_consumed = visible.columns().into_iter().all(is_consumed) && timing.columns().into_iter().all(is_consumed);
    are_consumed.then_some(shapes).ok_or_else(|| "a column is too long".to_owned())
}
