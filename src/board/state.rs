//! The board's state: shapes, pages, name, and the seq of the last edit applied.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::ShapeId;
use super::page::Page;
use super::page_counts::PageCounts;
use super::reduce::{Canvas, Touched, apply};
use super::shape::Shape;

/// A board after the first `head` edits of its log.
#[derive(Clone, Debug)]
pub struct Board {
    head: u64,
    at: u64,
    name: String,
    pages: BTreeMap<u32, Page>,
    /// Number of shapes of each page that has any.
    shapes_on: HashMap<u32, usize>,
    shapes: HashMap<ShapeId, Arc<Shape>>,
    bytes: usize,
}

impl Default for Board {
    /// The empty board with its first page (SPEC D10).
    fn default() -> Self {
        let pages = BTreeMap::from([(1, Page::new(1))]);
        let (shapes, shapes_on) = (HashMap::new(), HashMap::new());
        Self { head: 0, at: 0, name: String::new(), pages, shapes_on, shapes, bytes: 0 }
    }
}

impl Board {
    /// An empty board at edit `head` with time `at`, to be filled from a snapshot.
    pub fn after(head: u64, at: u64) -> Self {
        Self { head, at, ..Self::default() }
    }

    /// Applies the next edit of the log (SPEC O1) and returns the shapes that it touched.
    pub fn advance(&mut self, edit: &LoggedEdit) -> Touched {
        let seq = self.head + 1;
        let touched = apply(self, edit, seq);
        (self.head, self.at) = (seq, edit.at);
        touched
    }

    /// Seq of the last edit applied, 0 for none.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Time of the last edit applied, ms.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The board's name, empty by default.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Numbers of listed and of written pages.
    pub fn page_counts(&self) -> PageCounts {
        let empty = self.pages.values().filter(|page| !page.gone && !self.shapes_on.contains_key(&page.page)).count();
        PageCounts { listed: empty + self.shapes_on.len(), written: self.pages.len() }
    }

    /// The listed page that comes first (SPEC D20).
    pub fn first_page(&self) -> u32 {
        let place = |page: u32| self.pages.get(&page).and_then(|page| page.place);
        let written = self.pages.values().filter(|page| !page.gone).map(|page| page.page);
        let listed = written.chain(self.shapes_on.keys().copied());
        listed.min_by_key(|page| (place(*page).unwrap_or(Page::default_place(*page)), *page)).unwrap_or(1)
    }

    fn count_shape(&mut self, page: u32, by: isize) {
        let count = self.shapes_on.entry(page).or_default();
        *count = count.saturating_add_signed(by);
        if *count == 0 {
            self.shapes_on.remove(&page);
        }
    }

    /// By number: page 1, and every page that somebody wrote.
    pub fn pages(&self) -> &BTreeMap<u32, Page> {
        &self.pages
    }

    /// All shapes, unordered.
    pub fn shapes(&self) -> impl Iterator<Item = &Arc<Shape>> {
        self.shapes.values()
    }

    /// Number of shapes and their bytes, for the quota (SPEC O7).
    pub fn size(&self) -> (usize, usize) {
        (self.shapes.len(), self.bytes)
    }
}

impl Canvas for Board {
    fn shape(&self, id: &ShapeId) -> Option<&Arc<Shape>> {
        self.shapes.get(id)
    }

    fn each(&self, visit: &mut dyn FnMut(&Arc<Shape>)) {
        self.shapes.values().for_each(visit);
    }

    fn put(&mut self, shape: Arc<Shape>) {
        self.bytes += shape.bytes();
        self.count_shape(shape.page, 1);
        if let Some(old) = self.shapes.insert(shape.id, shape) {
            self.bytes -= old.bytes();
            self.count_shape(old.page, -1);
        }
    }

    fn remove(&mut self, id: &ShapeId) -> Option<Arc<Shape>> {
        let removed = self.shapes.remove(id)?;
        self.bytes -= removed.bytes();
        self.count_shape(removed.page, -1);
        Some(removed)
    }

    fn set_name(&mut self, name: &str) {
        self.name = name.to_owned();
    }

    fn page(&self, number: u32) -> Option<&Page> {
        self.pages.get(&number)
    }

    fn put_page(&mut self, page: Page) {
        self.pages.insert(page.page, page);
    }

    fn shapes_on(&self, page: u32) -> usize {
        self.shapes_on.get(&page).copied().unwrap_or(0)
    }
}
