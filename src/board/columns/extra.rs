//! Rare parts of shapes: everything of a shape's canonical form without a column of its own (SPEC T3), as JSON,
//! so that a further register or key needs no other format.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::board::geometry::Geometry;
use crate::board::kind::Kind;
use crate::board::shape::Shape;
use crate::board::varint::{Reader, unsigned};

/// Fields of a shape that have columns, as far as its kind has them.
const FIELDS: [&str; 8] = ["id", "kind", "page", "author", "seq", "pos", "style", "z"];
/// The same of its geometry.
const GEOMETRY: [&str; 5] = ["points", "pressure", "time", "w", "h"];

/// Whether the text of a shape has a column. That of any other kind is extra.
pub fn has_text_column(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Note)
}

/// Writes the column: of each shape that has something extra, the number of shapes without since the one before, the length
/// and the JSON.
#[derive(Default)]
pub struct ExtraWriter {
    without: u64,
}

impl ExtraWriter {
    /// Writes what the next shape has.
    pub fn write(&mut self, column: &mut Vec<u8>, shape: &Shape) {
        match extra_of(shape) {
            None => self.without += 1,
            Some(json) => {
                unsigned(column, std::mem::take(&mut self.without));
                unsigned(column, json.len() as u64);
                column.extend(json.as_bytes());
            }
        }
    }
}

/// Reads what [`ExtraWriter`] wrote.
#[derive(Default)]
pub struct ExtraReader {
    /// Shapes without anything before the next that has something, once that is read.
    without: Option<u64>,
}

impl ExtraReader {
    /// Adds to the next shape what the column has for it.
    pub fn read(&mut self, column: &mut Reader<'_>, shape: Shape) -> Result<Shape, String> {
        if self.without.is_none() && !column.0.is_empty() {
            self.without = Some(column.unsigned()?);
        }
        match self.without {
            None => Ok(shape),
            Some(0) => {
                self.without = None;
                with_extra(shape, column.column()?.0)
            }
            Some(without) => {
                self.without = Some(without - 1);
                Ok(shape)
            }
        }
    }

    /// Whether no further shape would have something.
    pub fn is_at_end(&self) -> bool {
        self.without.is_none()
    }
}

/// The JSON of what has no column, with keys in alphabetical order; `None` for nearly all shapes.
fn extra_of(shape: &Shape) -> Option<String> {
    if is_plain(shape) {
        return None;
    }
    let mut extra = fields_of(shape);
    FIELDS.iter().for_each(|field| drop(extra.remove(*field)));
    if has_text_column(shape.kind) {
        extra.remove("text");
    }
    if let Some(Value::Object(mut geometry)) = extra.remove("geometry") {
        GEOMETRY.iter().for_each(|key| drop(geometry.remove(*key)));
        if !geometry.is_empty() {
            extra.insert("geometry".to_owned(), geometry.into());
        }
    }
    (!extra.is_empty()).then(|| Value::Object(extra).to_string())
}

/// Whether all of the shape has columns, known without its JSON. It names every field, so that none is forgotten.
fn is_plain(shape: &Shape) -> bool {
    let Shape {
        id: _,
        kind,
        page: _,
        author: _,
        seq: _,
        pos: _,
        geometry,
        style: _,
        text,
        z: _,
        group,
        locked,
        alt,
        image,
        writers: _,
    } = shape;
    let details = match &**geometry {
        Geometry::Ink { points: _, pressure: _, time: _ } => &None,
        Geometry::Line { points: _, details } | Geometry::Box { w: _, h: _, details } => details,
    };
    let has_columns = details.is_none() && (text.is_none() || has_text_column(*kind));
    has_columns && group.is_empty() && !locked && alt.is_empty() && image.is_none()
}

/// The canonical fields of a shape, with a single point in the place of a stroke.
fn fields_of(shape: &Shape) -> Map<String, Value> {
    let geometry = match &*shape.geometry {
        Geometry::Ink { .. } => {
            Arc::new(Geometry::Ink { points: [0, 0].into(), pressure: [0].into(), time: [0].into() })
        }
        Geometry::Line { .. } | Geometry::Box { .. } => shape.geometry.clone(),
    };
    match serde_json::to_value(Shape { geometry, ..shape.clone() }) {
        Ok(Value::Object(fields)) => fields,
        other => unreachable!("a shape is an object with string keys: {other:?}"),
    }
}

/// The shape with what its columns say and what `json` adds to it.
fn with_extra(shape: Shape, json: &[u8]) -> Result<Shape, String> {
    let malformed = |error: serde_json::Error| error.to_string();
    let mut fields = fields_of(&shape);
    for (key, value) in serde_json::from_slice::<Map<String, Value>>(json).map_err(malformed)? {
        match (fields.get_mut(&key), value) {
            (Some(Value::Object(geometry)), Value::Object(more)) => geometry.extend(more),
            (_, value) => drop(fields.insert(key, value)),
        }
    }
    let mut full: Shape = serde_json::from_value(fields.into()).map_err(malformed)?;
    if matches!(*shape.geometry, Geometry::Ink { .. }) {
        full.geometry = shape.geometry;
    }
    // JSON that names a field with a column, or that the shape does not keep, would not be written again.
    if extra_of(&full).is_some_and(|extra| extra.as_bytes() == json) {
        Ok(full)
    } else {
        Err("what it adds to a shape is not in its canonical form".to_owned())
    }
}
