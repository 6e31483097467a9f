//! The kinds of shapes: one table that says what shapes of each kind have.

use serde::{Deserialize, Serialize};

/// Kind of a shape. It decides which registers and which geometry the shape has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Kind {
    Ink,
    Highlight,
    Line,
    Arrow,
    Rectangle,
    Ellipse,
    Diamond,
    Text,
    Note,
}

/// Class of a geometry (SPEC D5, D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryClass {
    /// Points with pressure and time.
    Stroke,
    /// Points of a line.
    Line,
    /// Width and height.
    Box,
}

/// What shapes of a kind have.
struct Traits {
    kind: Kind,
    geometry: GeometryClass,
    has_text: bool,
}

const fn row(kind: Kind, geometry: GeometryClass, has_text: bool) -> Traits {
    Traits { kind, geometry, has_text }
}

/// Every kind, in the order of the enum. Rows are only appended: a kind's place is its byte in chunks (SPEC T3).
static TABLE: [Traits; 9] = [
    row(Kind::Ink, GeometryClass::Stroke, false),
    row(Kind::Highlight, GeometryClass::Stroke, false),
    row(Kind::Line, GeometryClass::Line, false),
    row(Kind::Arrow, GeometryClass::Line, false),
    row(Kind::Rectangle, GeometryClass::Box, false),
    row(Kind::Ellipse, GeometryClass::Box, false),
    row(Kind::Diamond, GeometryClass::Box, false),
    row(Kind::Text, GeometryClass::Box, true),
    row(Kind::Note, GeometryClass::Box, true),
];

impl Kind {
    /// Byte of the kind in chunks.
    pub fn byte(self) -> u8 {
        self as u8
    }

    /// The kind of a byte in chunks, if there is one.
    pub fn from_byte(byte: u8) -> Option<Kind> {
        TABLE.get(usize::from(byte)).map(|traits| traits.kind)
    }

    /// Which geometry shapes of this kind have.
    pub fn geometry(self) -> GeometryClass {
        self.traits().geometry
    }

    /// Whether shapes of this kind have the text register.
    pub fn has_text(self) -> bool {
        self.traits().has_text
    }

    fn traits(self) -> &'static Traits {
        &TABLE[usize::from(self.byte())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [T3] A kind's place in the table is its byte.
    #[test]
    fn the_table_has_the_order_of_the_enum() {
        for (place, traits) in TABLE.iter().enumerate() {
            assert_eq!(usize::from(traits.kind.byte()), place, "{:?}", traits.kind);
            assert_eq!(Kind::from_byte(traits.kind.byte()), Some(traits.kind));
        }
        assert_eq!(Kind::from_byte(TABLE.len() as u8), None);
        // The last kind of the enum has a row, so every kind has.
        assert_eq!(usize::from(Kind::Note.byte()) + 1, TABLE.len());
    }
}
