//! The column format of chunks: shapes of one page as columns of integers (SPEC T). Its twin is
//! `static/js/model/columns.js`; the vectors in `tests/vectors/chunks` keep the two equal.
//!
//! The bytes have two parts. The *visible part* is everything that is seen, and all that joiners load; the
//! *timing* says when each point was drawn and who wrote each register last.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::geometry::{Geometry, Pos};
use super::ids::{ShapeId, Tag};
use super::kind::{GeometryClass, Kind};
use super::limits;
use super::page::is_page;
use super::shape::{Register, Shape, is_text};
use super::style::{Ink, Style};
use super::varint::{Reader, out_of_range, signed, unsigned};

/// Form of the ops, shapes and chunks that this server writes (SPEC C15), and the first byte of a chunk. Chunks of
/// form 1 are JSON and begin with `{`.
pub const FORM: u8 = 2;

/// Bound of a seq: z = seq·2^16 must stay below 2^53.
const SEQ_END: u64 = 1 << 37;
/// Divides z into two columns, because its difference to seq·2^16 may have 54 bits.
const Z_LOW: i64 = 1 << 16;

const INKS: [Ink; 12] = [
    Ink::Black,
    Ink::Blue,
    Ink::Red,
    Ink::Green,
    Ink::Orange,
    Ink::Violet,
    Ink::Sky,
    Ink::Teal,
    Ink::Pink,
    Ink::Yellow,
    Ink::Brown,
    Ink::Grey,
];
const REGISTERS: [Register; 5] = [Register::Pos, Register::Geometry, Register::Style, Register::Text, Register::Z];

/// Encoded shapes.
pub struct Columns {
    /// The visible part, then the timing.
    pub bytes: Vec<u8>,
    /// Length of the visible part.
    pub visible: usize,
}

/// The columns in the order of SPEC T3 and T4.
#[derive(Default)]
struct Parts<C> {
    tag: C,
    n: C,
    kind: C,
    author: C,
    seq: C,
    x: C,
    y: C,
    rotation: C,
    ink: C,
    size: C,
    z_high: C,
    z_low: C,
    count: C,
    dx: C,
    dy: C,
    pressure: C,
    w: C,
    h: C,
    length: C,
    text: C,
    time: C,
    written: C,
    writers: C,
}

impl<C> Parts<C> {
    fn visible(&mut self) -> [&mut C; 20] {
        [
            &mut self.tag,
            &mut self.n,
            &mut self.kind,
            &mut self.author,
            &mut self.seq,
            &mut self.x,
            &mut self.y,
            &mut self.rotation,
            &mut self.ink,
            &mut self.size,
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
        ]
    }

    fn timing(&mut self) -> [&mut C; 3] {
        [&mut self.time, &mut self.written, &mut self.writers]
    }
}

/// Values of the previous shape, from which those of the next are differences (SPEC T3).
#[derive(Default)]
struct Previous {
    author: i64,
    seq: i64,
    x: i64,
    y: i64,
}

/// Encodes the shapes: at least one, all of one page.
pub fn encode(shapes: &[Arc<Shape>]) -> Columns {
    let mut parts = Parts::<Vec<u8>>::default();
    let mut tags: Vec<Tag> = Vec::new();
    let mut tag_states: HashMap<Tag, (u64, u64)> = HashMap::new();
    let mut previous = Previous::default();
    for shape in shapes {
        let ShapeId { tag, n } = shape.id;
        let (index, last) = tag_states.entry(tag).or_insert_with(|| {
            tags.push(tag);
            (tags.len() as u64 - 1, 0)
        });
        unsigned(&mut parts.tag, *index);
        signed(&mut parts.n, n as i64 - *last as i64);
        *last = n;
        write_shape(&mut parts, shape, &mut previous);
        write_writers(&mut parts, shape);
    }
    let mut bytes = vec![FORM];
    unsigned(&mut bytes, shapes.len() as u64);
    unsigned(&mut bytes, shapes.first().map_or(1, |shape| shape.page.into()));
    unsigned(&mut bytes, tags.len() as u64);
    tags.iter().for_each(|tag| bytes.extend(tag.0.to_be_bytes()));
    let append = |column: &mut Vec<u8>, bytes: &mut Vec<u8>| {
        unsigned(bytes, column.len() as u64);
        bytes.append(column);
    };
    parts.visible().into_iter().for_each(|column| append(column, &mut bytes));
    let visible = bytes.len();
    parts.timing().into_iter().for_each(|column| append(column, &mut bytes));
    Columns { bytes, visible }
}

/// Whether a shape keeps the rules that the format depends on. Shapes of a board always do.
pub fn fits(shape: &Shape) -> bool {
    let parts = is_page(shape.page) && shape.geometry.fits(shape.kind);
    let text = shape.text.is_some() == shape.kind.has_text() && shape.text.as_deref().is_none_or(is_text);
    let numbers = shape.seq < SEQ_END && shape.z.unsigned_abs() <= limits::MAX_NUMBER;
    parts && text && numbers && shape.writers.values().all(|(seq, _)| *seq < SEQ_END)
}

/// Writes everything of a shape except its id and its writers.
fn write_shape(parts: &mut Parts<Vec<u8>>, shape: &Shape, previous: &mut Previous) {
    let Shape { kind, author, seq, pos, geometry, style, text, z, .. } = shape;
    let (author, seq) = (i64::from(*author), *seq as i64);
    let (x, y) = (i64::from(pos.x), i64::from(pos.y));
    parts.kind.push(kind.byte());
    signed(&mut parts.author, author - previous.author);
    signed(&mut parts.seq, seq - previous.seq);
    signed(&mut parts.x, x - previous.x);
    signed(&mut parts.y, y - previous.y);
    *previous = Previous { author, seq, x, y };
    unsigned(&mut parts.rotation, pos.rotation as u64);
    parts.ink.push(style.ink as u8);
    unsigned(&mut parts.size, style.size.into());
    signed(&mut parts.z_high, z.div_euclid(Z_LOW) - seq);
    unsigned(&mut parts.z_low, z.rem_euclid(Z_LOW) as u64);
    let points = match geometry {
        Geometry::Ink { points, pressure, time } => {
            unsigned(&mut parts.count, time.len() as u64);
            pressure.iter().for_each(|step| signed(&mut parts.pressure, i64::from(*step)));
            time.iter().for_each(|step| unsigned(&mut parts.time, u64::from(*step)));
            points.as_ref()
        }
        Geometry::Line { points } => points.as_slice(),
        Geometry::Box { w, h } => {
            unsigned(&mut parts.w, *w as u64);
            unsigned(&mut parts.h, *h as u64);
            &[]
        }
    };
    for step in points.chunks_exact(2) {
        signed(&mut parts.dx, step[0].into());
        signed(&mut parts.dy, step[1].into());
    }
    if let Some(text) = text {
        unsigned(&mut parts.length, text.len() as u64);
        parts.text.extend(text.as_bytes());
    }
}

fn write_writers(parts: &mut Parts<Vec<u8>>, shape: &Shape) {
    let mut mask = 0;
    for (register, (seq, author)) in &shape.writers {
        mask |= 1 << *register as u8;
        signed(&mut parts.writers, *seq as i64 - shape.seq as i64);
        unsigned(&mut parts.writers, (*author).into());
    }
    parts.written.push(mask);
}

/// Decodes the bytes of [`encode`], or says what is wrong with them. Memory use is at most a fixed multiple of their
/// length, also for malformed bytes.
pub fn decode(bytes: &[u8]) -> Result<Vec<Arc<Shape>>, String> {
    let mut all = Reader(bytes);
    match all.byte()? {
        FORM => {}
        other => return Err(format!("it has the form {other}, this lavagna reads {FORM}")),
    }
    let count: usize = all.unsigned()?;
    let page: u16 = Some(all.unsigned()?).filter(|page| is_page(*page)).ok_or("there is no such page")?;
    let tags = all.unsigned::<usize>()?.checked_mul(8).ok_or("it has too many tags")?;
    let tags = all.take(tags)?.chunks_exact(8).map(|tag| Tag(tag.iter().fold(0, |sum, b| sum << 8 | u64::from(*b))));
    let mut tags: Vec<(Tag, u64)> = tags.map(|tag| (tag, 0)).collect();
    let mut parts = Parts::<Reader>::default();
    for column in parts.visible() {
        *column = all.column()?;
    }
    for column in parts.timing() {
        *column = all.column()?;
    }
    // Every shape has one byte in this column, which bounds the count.
    if parts.kind.0.len() != count || !all.0.is_empty() {
        return Err("its columns do not fit together".to_owned());
    }
    let mut previous = Previous::default();
    let mut shapes = Vec::with_capacity(count);
    for _ in 0..count {
        let id = read_id(&mut parts, &mut tags)?;
        let mut shape = read_shape(&mut parts, id, page, &mut previous)?;
        shape.writers = read_writers(&mut parts, shape.seq)?;
        shapes.push(Arc::new(shape));
    }
    let is_consumed = |column: &mut Reader| column.0.is_empty();
    let are_consumed = parts.visible().into_iter().all(is_consumed) && parts.timing().into_iter().all(is_consumed);
    are_consumed.then_some(shapes).ok_or_else(|| "a column is too long".to_owned())
}

fn read_id(parts: &mut Parts<Reader>, tags: &mut [(Tag, u64)]) -> Result<ShapeId, String> {
    let index: usize = parts.tag.unsigned()?;
    let (tag, last) = tags.get_mut(index).ok_or("it has no such tag")?;
    let n = *last as i64 + parts.n.signed()?;
    *last = u64::try_from(n).ok().filter(|n| (1..=limits::MAX_NUMBER).contains(n)).ok_or_else(|| out_of_range(n))?;
    Ok(ShapeId { tag: *tag, n: *last })
}

/// Reads a shape without its writers.
fn read_shape(parts: &mut Parts<Reader>, id: ShapeId, page: u16, previous: &mut Previous) -> Result<Shape, String> {
    let kind = Kind::from_byte(parts.kind.byte()?).ok_or("there is no such kind")?;
    // The sums fit an i64: each is checked before the next difference, below 2^56, is added.
    previous.author += parts.author.signed()?;
    previous.seq += parts.seq.signed()?;
    previous.x += parts.x.signed()?;
    previous.y += parts.y.signed()?;
    let author = u32::try_from(previous.author).map_err(out_of_range)?;
    let seq = u64::try_from(previous.seq).ok().filter(|seq| *seq < SEQ_END).ok_or_else(|| out_of_range(()))?;
    let xy = (previous.x.try_into().map_err(out_of_range)?, previous.y.try_into().map_err(out_of_range)?);
    let pos = Pos::try_from((xy.0, xy.1, parts.rotation.unsigned()?)).map_err(out_of_range)?;
    let ink = *INKS.get(usize::from(parts.ink.byte()?)).ok_or("there is no such ink")?;
    let size = parts.size.unsigned()?;
    if !(1..=limits::SIZE).contains(&size) {
        return Err(out_of_range(size));
    }
    let z_high = seq as i64 + parts.z_high.signed()?;
    if z_high.unsigned_abs() > SEQ_END {
        return Err(out_of_range(z_high));
    }
    let z = z_high * Z_LOW + i64::from(parts.z_low.unsigned::<u16>()?);
    if z.unsigned_abs() > limits::MAX_NUMBER {
        return Err(out_of_range(z));
    }
    let geometry = read_geometry(parts, kind)?;
    let text = kind.has_text().then(|| read_text(parts)).transpose()?;
    let style = Style { ink, size };
    Ok(Shape { id, kind, page, author, seq, pos, geometry, style, text, z, writers: BTreeMap::new() })
}

fn read_geometry(parts: &mut Parts<Reader>, kind: Kind) -> Result<Geometry, String> {
    let geometry = match kind.geometry() {
        GeometryClass::Stroke => {
            let count: usize = parts.count.unsigned()?;
            // Every point has at least one byte in this column, which bounds the count.
            if count > parts.dx.0.len() {
                return Err("it has too few points".to_owned());
            }
            let points = read_points(parts, count)?;
            let pressure = (0..count).map(|_| parts.pressure.signed()?.try_into().map_err(out_of_range));
            let pressure = pressure.collect::<Result<_, String>>()?;
            let time = (0..count).map(|_| parts.time.unsigned()).collect::<Result<_, String>>()?;
            Geometry::Ink { points: points.into(), pressure, time }
        }
        GeometryClass::Line => {
            let points = read_points(parts, 2)?;
            Geometry::Line { points: points.try_into().map_err(out_of_range)? }
        }
        GeometryClass::Box => Geometry::Box { w: parts.w.unsigned()?, h: parts.h.unsigned()? },
    };
    geometry.checked().map_err(out_of_range)
}

fn read_points(parts: &mut Parts<Reader>, count: usize) -> Result<Vec<i32>, String> {
    let mut points = Vec::with_capacity(2 * count);
    for _ in 0..count {
        points.push(parts.dx.signed()?.try_into().map_err(out_of_range)?);
        points.push(parts.dy.signed()?.try_into().map_err(out_of_range)?);
    }
    Ok(points)
}

fn read_text(parts: &mut Parts<Reader>) -> Result<String, String> {
    let length = parts.length.unsigned()?;
    let text = std::str::from_utf8(parts.text.take(length)?).map_err(|error| error.to_string())?;
    if is_text(text) { Ok(text.to_owned()) } else { Err("a text is too long".to_owned()) }
}

fn read_writers(parts: &mut Parts<Reader>, created: u64) -> Result<BTreeMap<Register, (u64, u32)>, String> {
    let mask = parts.written.byte()?;
    if mask >> REGISTERS.len() != 0 {
        return Err("there is no such register".to_owned());
    }
    let mut writers = BTreeMap::new();
    for register in REGISTERS.into_iter().filter(|register| mask & 1 << *register as u8 != 0) {
        let seq = u64::try_from(created as i64 + parts.writers.signed()?).ok().filter(|seq| *seq < SEQ_END);
        let writer = (seq.ok_or_else(|| out_of_range(()))?, parts.writers.unsigned()?);
        writers.insert(register, writer);
    }
    Ok(writers)
}
