//! The column format of chunks: shapes of one page as columns of integers (SPEC T). Its twin is
//! `static/js/model/columns.js`; the vectors in `tests/vectors/chunks` keep the two equal.
//!
//! The bytes have two parts. The *visible part* is everything that is seen, and all that joiners load; the
//! *timing* says when each point was drawn and who wrote each register last.

mod extra;
mod form_2;
mod head;
mod styles;
mod timing;
mod visible;

use std::sync::Arc;

use self::extra::{ExtraReader, ExtraWriter};
use self::form_2::InksAndSizes;
pub use self::head::FORM;
use self::head::{Head, Ids, SEQ_END};
use self::styles::Styles;
use self::timing::Timing;
use self::visible::{Known, Previous, Visible};
use super::group::is_alt;
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
    let (mut ids, mut styles, mut extra) = (Ids::default(), Styles::default(), ExtraWriter::default());
    let mut previous = Previous::default();
    for shape in shapes {
        ids.write(shape.id, &mut visible.tag, &mut visible.n);
        unsigned(&mut visible.style, styles.place(&shape.style));
        visible.write(shape, &mut previous);
        extra.write(&mut visible.extra, shape);
        timing.write(shape);
    }
    let mut bytes = Vec::new();
    head::write(&mut bytes, shapes, (&ids, &styles));
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
    let rare = is_alt(&shape.alt) && shape.kind.fits_image(shape.image.as_deref());
    parts && text && rare && numbers && shape.writers.values().all(|(seq, _)| *seq < SEQ_END)
}

/// Whether these bytes of a chunk have the form of [`encode`], and not one before.
pub fn is_current(bytes: &[u8]) -> bool {
    bytes.first() == Some(&FORM)
}

/// Decodes the bytes of [`encode`], also of form 2, or says what is wrong with them. Memory use is at most a fixed multiple of their
/// length, also for malformed bytes.
pub fn decode(bytes: &[u8]) -> Result<Vec<Arc<Shape>>, String> {
    let mut all = Reader(bytes);
    let Head { form, count, page, mut ids, styles } = head::read(&mut all)?;
    let mut visible = Visible::<Reader>::default();
    let mut timing = Timing::<Reader>::default();
    let is_current = form == FORM;
    for column in if is_current { visible.columns() } else { form_2::columns(&mut visible) } {
        *column = all.column()?;
    }
    for column in timing.columns() {
        *column = all.column()?;
    }
    // Every shape has one byte in this column, which bounds the count.
    if visible.kind.0.len() != count || !all.0.is_empty() {
        return Err("its columns do not fit together".to_owned());
    }
    let (mut previous, mut extra, mut inks) = (Previous::default(), ExtraReader::default(), InksAndSizes::default());
    let mut shapes = Vec::with_capacity(count);
    for _ in 0..count {
        let id = ids.read(&mut visible.tag, &mut visible.n)?;
        let style = if is_current {
            styles.at(visible.style.unsigned()?)?
        } else {
            inks.read(&mut visible.ink, &mut visible.size)?
        };
        let known = Known { id, page, style, has_line_counts: is_current };
        let shape = visible.read(known, &mut previous, &mut timing.time)?;
        let mut shape = extra.read(&mut visible.extra, shape)?;
        shape.writers = timing.read_writers(shape.seq)?;
        if !fits(&shape) {
            return Err("it has a shape that no board has".to_owned());
        }
        shapes.push(Arc::new(shape));
    }
    let is_consumed = |column: &mut Reader| column.0.is_empty();
    let columns = if is_current { visible.columns() } else { form_2::columns(&mut visible) };
    let are_consumed =
        columns.into_iter().all(is_consumed) && extra.is_at_end() && timing.columns().into_iter().all(is_consumed);
    are_consumed.then_some(shapes).ok_or_else(|| "a column is too long".to_owned())
}
