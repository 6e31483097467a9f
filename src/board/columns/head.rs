//! Header before the columns: form, number of shapes, page, tags and styles (SPEC T2).

use std::collections::HashMap;
use std::sync::Arc;

use super::styles::Styles;
use crate::board::ids::{ShapeId, Tag};
use crate::board::limits;
use crate::board::page::is_page;
use crate::board::shape::Shape;
use crate::board::varint::{Reader, out_of_range, signed, unsigned};

/// Form of the ops, shapes and chunks that this server writes (SPEC C15), and the first byte of a chunk. Chunks of
/// form 1 are JSON and begin with `{`; those of form 2 are read.
pub const FORM: u8 = 3;

/// First byte of a chunk of form 2.
const FORM_2: u8 = 2;

/// Bound of a seq: z = seq·2^16 must stay below 2^53.
pub const SEQ_END: u64 = 1 << 37;

/// The decoded beginning of a chunk.
pub struct Head {
    /// Form of its columns: [`FORM`], or the one before.
    pub form: u8,
    /// Number of shapes; not checked against the columns yet.
    pub count: usize,
    /// Their page.
    pub page: u32,
    /// The tags of their ids.
    pub ids: Ids,
    /// Their styles.
    pub styles: Styles,
}

/// The tags of a chunk, each with the number of its previous shape.
#[derive(Default)]
pub struct Ids {
    tags: Vec<(Tag, u64)>,
    places: HashMap<Tag, usize>,
}

impl Ids {
    /// Writes an id: the index of its tag, and its number less that of the tag's previous shape.
    pub fn write(&mut self, ShapeId { tag, n }: ShapeId, tags: &mut Vec<u8>, numbers: &mut Vec<u8>) {
        let place = *self.places.entry(tag).or_insert_with(|| {
            self.tags.push((tag, 0));
            self.tags.len() - 1
        });
        let last = std::mem::replace(&mut self.tags[place].1, n);
        unsigned(tags, place as u64);
        signed(numbers, n as i64 - last as i64);
    }

    /// Reads an id.
    pub fn read(&mut self, tags: &mut Reader<'_>, numbers: &mut Reader<'_>) -> Result<ShapeId, String> {
        let (tag, last) = self.tags.get_mut(tags.unsigned::<usize>()?).ok_or("it has no such tag")?;
        let n = *last as i64 + numbers.signed()?;
        *last =
            u64::try_from(n).ok().filter(|n| (1..=limits::MAX_NUMBER).contains(n)).ok_or_else(|| out_of_range(n))?;
        Ok(ShapeId { tag: *tag, n: *last })
    }
}

/// Writes the head of a chunk of these shapes.
pub fn write(bytes: &mut Vec<u8>, shapes: &[Arc<Shape>], (ids, styles): (&Ids, &Styles)) {
    bytes.push(FORM);
    unsigned(bytes, shapes.len() as u64);
    unsigned(bytes, shapes.first().map_or(1, |shape| shape.page.into()));
    unsigned(bytes, ids.tags.len() as u64);
    ids.tags.iter().for_each(|(tag, _)| bytes.extend(tag.0.to_be_bytes()));
    styles.write(bytes);
}

/// Reads the head of a chunk.
pub fn read(all: &mut Reader<'_>) -> Result<Head, String> {
    let form = all.byte()?;
    if form != FORM && form != FORM_2 {
        return Err(format!("it has the form {form}, this lavagna reads {FORM}"));
    }
    let count = all.unsigned()?;
    let page = Some(all.unsigned()?).filter(|page| is_page(*page)).ok_or("there is no such page")?;
    let bytes = all.unsigned::<usize>()?.checked_mul(8).ok_or("it has too many tags")?;
    let number = |tag: &[u8]| Tag(tag.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
    let tags = all.take(bytes)?.chunks_exact(8).map(|tag| (number(tag), 0)).collect();
    let styles = if form == FORM { Styles::read(all)? } else { Styles::default() };
    Ok(Head { form, count, page, ids: Ids { tags, places: HashMap::new() }, styles })
}
