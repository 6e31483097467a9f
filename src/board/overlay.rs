//! Staged changes over an unchanged canvas, so that edits are checked before anything is stored.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ids::ShapeId;
use super::page::Page;
use super::reduce::Canvas;
use super::shape::Shape;

/// Shapes put over (`Some`) or removed from (`None`) the base.
#[derive(Default)]
pub struct Changes {
    shapes: HashMap<ShapeId, Option<Arc<Shape>>>,
    /// Pages put over the base.
    pages: HashMap<u32, Page>,
    /// Number of shapes added to each page of the base, negative where some were removed.
    shapes_on: HashMap<u32, isize>,
    /// Number of shapes and bytes added to the base.
    pub growth: (isize, isize),
}

/// A canvas that stages its writes. The name has no rules to check, so it ignores it.
pub struct Overlay<'a> {
    base: &'a dyn Canvas,
    changes: Changes,
}

impl<'a> Overlay<'a> {
    /// An overlay with nothing staged.
    pub fn new(base: &'a dyn Canvas) -> Self {
        Self { base, changes: Changes::default() }
    }

    /// Ends the overlay and returns its staged changes.
    pub fn into_changes(self) -> Changes {
        self.changes
    }

    /// Number of shapes and bytes added to the base.
    pub fn growth(&self) -> (isize, isize) {
        self.changes.growth
    }

    /// Pages that the staged changes write, or on which they change shapes.
    pub fn touched_pages(&self) -> HashSet<u32> {
        self.changes.pages.keys().chain(self.changes.shapes_on.keys()).copied().collect()
    }

    /// Merges the staged changes of an overlay on top of this one.
    pub fn absorb(&mut self, upper: Changes) {
        self.changes.shapes.extend(upper.shapes);
        self.changes.pages.extend(upper.pages);
        for (page, more) in upper.shapes_on {
            *self.changes.shapes_on.entry(page).or_default() += more;
        }
        self.changes.growth.0 += upper.growth.0;
        self.changes.growth.1 += upper.growth.1;
    }

    fn replace(&mut self, id: ShapeId, shape: Option<Arc<Shape>>) {
        let sizes = |shape: &Arc<Shape>| (shape.page, shape.bytes() as isize);
        let [old, new] = [self.shape(&id).map(sizes), shape.as_ref().map(sizes)];
        for ((page, bytes), sign) in old.map(|old| (old, -1)).into_iter().chain(new.map(|new| (new, 1))) {
            *self.changes.shapes_on.entry(page).or_default() += sign;
            self.changes.growth.0 += sign;
            self.changes.growth.1 += sign * bytes;
        }
        self.changes.shapes.insert(id, shape);
    }
}

impl Canvas for Overlay<'_> {
    fn shape(&self, id: &ShapeId) -> Option<&Arc<Shape>> {
        match self.changes.shapes.get(id) {
            Some(staged) => staged.as_ref(),
            None => self.base.shape(id),
        }
    }

    fn each(&self, visit: &mut dyn FnMut(&Arc<Shape>)) {
        self.base.each(&mut |shape| {
            if !self.changes.shapes.contains_key(&shape.id) {
                visit(shape);
            }
        });
        self.changes.shapes.values().flatten().for_each(visit);
    }

    fn put(&mut self, shape: Arc<Shape>) {
        self.replace(shape.id, Some(shape));
    }

    fn remove(&mut self, id: &ShapeId) -> Option<Arc<Shape>> {
        let removed = self.shape(id).cloned()?;
        self.replace(*id, None);
        Some(removed)
    }

    fn set_name(&mut self, _name: &str) {}

    fn page(&self, number: u32) -> Option<&Page> {
        self.changes.pages.get(&number).or_else(|| self.base.page(number))
    }

    fn put_page(&mut self, page: Page) {
        self.changes.pages.insert(page.page, page);
    }

    fn shapes_on(&self, page: u32) -> usize {
        let more = self.changes.shapes_on.get(&page).copied().unwrap_or(0);
        self.base.shapes_on(page).saturating_add_signed(more)
    }
}
