//! Shapes that `bring` puts on a board (SPEC B11): as a client adds them, but with an author of their own, and without a page,
//! which the op names once.

use std::ops::Not;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::geometry::{Geometry, Pos};
use super::group::GroupPath;
use super::ids::ShapeId;
use super::kind::Kind;
use super::shape::Shape;
use super::style::Style;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in Shape")]
pub struct BroughtShape {
    pub id: ShapeId,
    pub kind: Kind,
    pub author: u32,
    pub pos: Pos,
    pub geometry: Arc<Geometry>,
    pub style: Style,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "GroupPath::is_empty")]
    pub group: GroupPath,
    #[serde(default, skip_serializing_if = "Not::not")]
    pub locked: bool,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub alt: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<ShapeId>>,
}

impl BroughtShape {
    /// The shape on the board, with the seq and z of the op.
    pub fn on_page(&self, page: u32, (seq, z): (u64, i64)) -> Shape {
        let Self { id, kind, author, pos, geometry, style, text, group, locked, alt, image } = self.clone();
        let text = kind.kept_text(text);
        let writers = Default::default();
        Shape { id, kind, page, author, seq, pos, geometry, style, text, z, group, locked, alt, image, writers }
    }
}
