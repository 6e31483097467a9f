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
    /// Pages on which shapes were put over the base.
    drawn_on: HashSet<u32>,
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

    /// Merges the staged changes of an overlay on top of this one.
    pub fn absorb(&mut self, upper: Changes) {
        self.changes.shapes.extend(upper.shapes);
        self.changes.pages.extend(upper.pages);
        self.changes.drawn_on.extend(upper.drawn_on);
        self.changes.growth.0 += upper.growth.0;
        self.changes.growth.1 += upper.growth.1;
    }

    fn replace(&mut self, id: ShapeId, shape: Option<Arc<Shape>>) {
        let size = |shape: &Arc<Shape>| (1, shape.bytes() as isize);
        let old = self.shape(&id).map_or((0, 0), size);
        let new = shape.as_ref().map_or((0, 0), size);
        self.changes.growth.0 += new.0 - old.0;
        self.changes.growth.1 += new.1 - old.1;
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
        self.changes.drawn_on.insert(shape.page);
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

    fn has_shapes_on(&self, page: u32) -> bool {
        self.changes.drawn_on.contains(&page) || self.base.has_shapes_on(page)
    }
}
