//! The kinds of shapes: one table that says what shapes of each kind have.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::ShapeId;

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
    Image,
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

/// Role of text in shapes of a kind (SPEC D3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUse {
    /// None.
    Never,
    /// A label, which may be missing.
    Label,
    /// Always a text, if an empty one.
    Always,
}

/// Properties of a kind.
struct Traits {
    kind: Kind,
    geometry: GeometryClass,
    text: TextUse,
}

const fn row(kind: Kind, geometry: GeometryClass, text: TextUse) -> Traits {
    Traits { kind, geometry, text }
}

/// Every kind, in the order of the enum. Rows are only appended: a kind's place is its byte in chunks (SPEC T3).
static TABLE: [Traits; 10] = [
    row(Kind::Ink, GeometryClass::Stroke, TextUse::Never),
    row(Kind::Highlight, GeometryClass::Stroke, TextUse::Never),
    row(Kind::Line, GeometryClass::Line, TextUse::Label),
    row(Kind::Arrow, GeometryClass::Line, TextUse::Label),
    row(Kind::Rectangle, GeometryClass::Box, TextUse::Label),
    row(Kind::Ellipse, GeometryClass::Box, TextUse::Label),
    row(Kind::Diamond, GeometryClass::Box, TextUse::Label),
    row(Kind::Text, GeometryClass::Box, TextUse::Always),
    row(Kind::Note, GeometryClass::Box, TextUse::Always),
    row(Kind::Image, GeometryClass::Box, TextUse::Never),
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

    /// Form of geometry of this kind.
    pub fn geometry(self) -> GeometryClass {
        self.traits().geometry
    }

    /// Role of text in this kind.
    pub fn text(self) -> TextUse {
        self.traits().text
    }

    /// Whether a shape of this kind may have this text. A label that is empty is none.
    pub fn fits_text(self, text: Option<&str>) -> bool {
        match self.text() {
            TextUse::Never => text.is_none(),
            TextUse::Label => true,
            TextUse::Always => text.is_some(),
        }
    }

    /// The text as a shape of this kind keeps it: no label instead of an empty one.
    pub fn kept_text(self, text: Option<Arc<str>>) -> Option<Arc<str>> {
        text.filter(|text| self.text() != TextUse::Label || !text.is_empty())
    }

    /// Whether a shape of this kind may name this picture: an image names one, no other shape does (SPEC D19).
    pub fn fits_image(self, image: Option<&ShapeId>) -> bool {
        image.is_some() == (self == Kind::Image)
    }

    /// Whether shapes of this kind have a description (SPEC D14).
    pub fn has_alt(self) -> bool {
        self == Kind::Image
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
        assert_eq!(usize::from(Kind::Image.byte()) + 1, TABLE.len());
    }
}
