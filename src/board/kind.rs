//! The kinds of shapes.

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

impl Kind {
    /// Whether shapes of this kind have the text register.
    pub fn has_text(self) -> bool {
        match self {
            Kind::Text | Kind::Note => true,
            Kind::Ink
            | Kind::Highlight
            | Kind::Line
            | Kind::Arrow
            | Kind::Rectangle
            | Kind::Ellipse
            | Kind::Diamond => false,
        }
    }
}
