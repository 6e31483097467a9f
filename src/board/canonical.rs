//! The canonical form, by which replicas are compared (SPEC D11).

use serde::Serialize;

use super::page::Page;
use super::shape::Shape;
use super::state::Board;

#[derive(Serialize)]
struct Canonical<'a> {
    name: &'a str,
    pages: Vec<&'a Page>,
    shapes: Vec<&'a Shape>,
}

/// The board as JSON text without spaces; equal boards have equal texts.
pub fn canonical(board: &Board) -> String {
    let mut shapes: Vec<&Shape> = board.shapes().map(AsRef::as_ref).collect();
    shapes.sort_unstable_by_key(|shape| shape.id);
    let form = Canonical { name: board.name(), pages: board.pages().values().collect(), shapes };
    serde_json::to_string(&form).expect("a board has only string keys and integers")
}
