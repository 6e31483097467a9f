//! The canonical form, by which replicas are compared (SPEC D11).

use serde::Serialize;
use serde::ser::Serializer;

use super::page::Paper;
use super::shape::Shape;
use super::state::Board;

#[derive(Serialize)]
struct Canonical<'a> {
    name: &'a str,
    #[serde(serialize_with = "pages")]
    pages: &'a Board,
    shapes: Vec<&'a Shape>,
}

#[derive(Serialize)]
struct Page {
    page: u16,
    paper: Paper,
}

fn pages<S: Serializer>(board: &&Board, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(board.pages().iter().map(|(page, paper)| Page { page: *page, paper: *paper }))
}

/// The board as JSON text without spaces; equal boards have equal texts.
pub fn canonical(board: &Board) -> String {
    let mut shapes: Vec<&Shape> = board.shapes().map(AsRef::as_ref).collect();
    shapes.sort_unstable_by_key(|shape| shape.id);
    let form = Canonical { name: board.name(), pages: board, shapes };
    serde_json::to_string(&form).expect("a board has only string keys and integers")
}
