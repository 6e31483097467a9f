//! The columns of the visible part (SPEC T3): everything that is seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::extra::has_text_column;
use super::head::SEQ_END;
use crate::board::geometry::{Geometry, Pos};
use crate::board::group::GroupPath;
use crate::board::ids::ShapeId;
use crate::board::kind::{GeometryClass, Kind};
use crate::board::limits;
use crate::board::shape::{Shape, is_text};
use crate::board::style::Style;
use crate::board::varint::{Reader, out_of_range, signed, unsigned};

/// Divides z into two columns, because its difference to seq·2^16 may have 54 bits.
const Z_LOW: i64 = 1 << 16;

/// The columns, in their order; `ink` and `size` are those of form 2.
#[derive(Default)]
pub struct Visible<C> {
    pub tag: C,
    pub n: C,
    pub kind: C,
    pub author: C,
    pub seq: C,
    pub x: C,
    pub y: C,
    pub rotation: C,
    pub ink: C,
    pub size: C,
    pub style: C,
    pub z_high: C,
    pub z_low: C,
    pub count: C,
    pub dx: C,
    pub dy: C,
    pub pressure: C,
    pub w: C,
    pub h: C,
    pub length: C,
    pub text: C,
    pub extra: C,
}

/// The fields of a shape that the decoder knows before it reads the columns.
pub struct Known {
    /// Its id.
    pub id: ShapeId,
    /// Its page.
    pub page: u32,
    /// Its style.
    pub style: Style,
    /// Whether `count` has an entry of each line; in form 2 it has none, and a line has two points.
    pub has_line_counts: bool,
}

/// Values of the previous shape, from which those of the next are differences (SPEC T3).
#[derive(Default)]
pub struct Previous {
    author: i64,
    seq: i64,
    x: i64,
    y: i64,
}

impl<C> Visible<C> {
    /// All columns, in their order.
    pub fn columns(&mut self) -> [&mut C; 20] {
        [
            &mut self.tag,
            &mut self.n,
            &mut self.kind,
            &mut self.author,
            &mut self.seq,
            &mut self.x,
            &mut self.y,
            &mut self.rotation,
            &mut self.style,
            &mut self.z_high,
            &mut self.z_low,
            &mut self.count,
            &mut self.dx,
            &mut self.dy,
            &mut self.pressure,
            &mut self.w,
            &mut self.h,
            &mut self.length,
            &mut self.text,
            &mut self.extra,
        ]
    }
}

impl Visible<Vec<u8>> {
    /// Writes what is seen of a shape, except its id, its style and what is extra.
    pub fn write(&mut self, shape: &Shape, previous: &mut Previous) {
        let Shape { kind, author, seq, pos, geometry, text, z, .. } = shape;
        let (author, seq) = (i64::from(*author), *seq as i64);
        let (x, y) = (i64::from(pos.x), i64::from(pos.y));
        self.kind.push(kind.byte());
        signed(&mut self.author, author - previous.author);
        signed(&mut self.seq, seq - previous.seq);
        signed(&mut self.x, x - previous.x);
        signed(&mut self.y, y - previous.y);
        *previous = Previous { author, seq, x, y };
        unsigned(&mut self.rotation, pos.rotation as u64);
        signed(&mut self.z_high, z.div_euclid(Z_LOW) - seq);
        unsigned(&mut self.z_low, z.rem_euclid(Z_LOW) as u64);
        let points = match &**geometry {
            Geometry::Ink { points, pressure, .. } => {
                pressure.iter().for_each(|step| signed(&mut self.pressure, i64::from(*step)));
                points.as_ref()
            }
            Geometry::Line { points, .. } => points.as_ref(),
            Geometry::Box { w, h, .. } => {
                unsigned(&mut self.w, *w as u64);
                unsigned(&mut self.h, *h as u64);
                &[]
            }
        };
        if !points.is_empty() {
            unsigned(&mut self.count, points.len() as u64 / 2);
        }
        for step in points.chunks_exact(2) {
            signed(&mut self.dx, step[0].into());
            signed(&mut self.dy, step[1].into());
        }
        if let Some(text) = text.as_ref().filter(|_| has_text_column(*kind)) {
            unsigned(&mut self.length, text.len() as u64);
            self.text.extend(text.as_bytes());
        }
    }
}

impl Visible<Reader<'_>> {
    /// Reads a shape without its writers and what is extra; the times of its points come from their column of the timing.
    pub fn read(&mut self, known: Known, previous: &mut Previous, time: &mut Reader<'_>) -> Result<Shape, String> {
        let Known { id, page, style, has_line_counts } = known;
        let kind = Kind::from_byte(self.kind.byte()?).ok_or("there is no such kind")?;
        // The sums fit an i64: each is checked before the next difference, below 2^56, is added.
        previous.author += self.author.signed()?;
        previous.seq += self.seq.signed()?;
        previous.x += self.x.signed()?;
        previous.y += self.y.signed()?;
        let author = u32::try_from(previous.author).map_err(out_of_range)?;
        let seq = u64::try_from(previous.seq).ok().filter(|seq| *seq < SEQ_END).ok_or_else(|| out_of_range(()))?;
        let xy = (previous.x.try_into().map_err(out_of_range)?, previous.y.try_into().map_err(out_of_range)?);
        let pos = Pos::try_from((xy.0, xy.1, self.rotation.unsigned()?)).map_err(out_of_range)?;
        let z_high = seq as i64 + self.z_high.signed()?;
        if z_high.unsigned_abs() > SEQ_END {
            return Err(out_of_range(z_high));
        }
        let z = z_high * Z_LOW + i64::from(self.z_low.unsigned::<u16>()?);
        if z.unsigned_abs() > limits::MAX_NUMBER {
            return Err(out_of_range(z));
        }
        let geometry = Arc::new(self.read_geometry((kind, has_line_counts), time)?);
        let text = has_text_column(kind).then(|| self.read_text()).transpose()?;
        let (group, locked, alt, image) = (GroupPath::default(), false, Arc::default(), None);
        let writers = BTreeMap::new();
        Ok(Shape { id, kind, page, author, seq, pos, geometry, style, text, z, group, locked, alt, image, writers })
    }

    fn read_geometry(
        &mut self,
        (kind, has_line_counts): (Kind, bool),
        time: &mut Reader<'_>,
    ) -> Result<Geometry, String> {
        let geometry = match kind.geometry() {
            GeometryClass::Stroke => {
                let points = self.read_points()?;
                let count = points.len() / 2;
                let pressure = (0..count).map(|_| self.pressure.signed()?.try_into().map_err(out_of_range));
                let pressure = pressure.collect::<Result<_, String>>()?;
                let time = (0..count).map(|_| time.unsigned()).collect::<Result<_, String>>()?;
                Geometry::Ink { points: points.into(), pressure, time }
            }
            GeometryClass::Line => {
                let points = if has_line_counts { self.read_points()? } else { self.read_steps(2)? };
                Geometry::Line { points: points.into(), details: None }
            }
            GeometryClass::Box => Geometry::Box { w: self.w.unsigned()?, h: self.h.unsigned()?, details: None },
        };
        geometry.checked().map_err(out_of_range)
    }

    fn read_points(&mut self) -> Result<Vec<i32>, String> {
        let count = self.count.unsigned()?;
        // Every point has at least one byte in this column, which bounds the count.
        if count > self.dx.0.len() { Err("it has too few points".to_owned()) } else { self.read_steps(count) }
    }

    fn read_steps(&mut self, count: usize) -> Result<Vec<i32>, String> {
        let mut points = Vec::with_capacity(2 * count);
        for _ in 0..count {
            points.push(self.dx.signed()?.try_into().map_err(out_of_range)?);
            points.push(self.dy.signed()?.try_into().map_err(out_of_range)?);
        }
        Ok(points)
    }

    fn read_text(&mut self) -> Result<Arc<str>, String> {
        let length = self.length.unsigned()?;
        let text = std::str::from_utf8(self.text.take(length)?).map_err(|error| error.to_string())?;
        if is_text(text) { Ok(text.into()) } else { Err("a text is too long".to_owned()) }
    }
}
