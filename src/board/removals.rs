//! Cache of the shapes that recent edits removed, for `restore`. Older removals come from the log.
//!
//! Edits of one step may need more than the cache may hold, so the room trims it after the step.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::Tag;
use super::limits;
use super::shape::Shape;

/// The shapes that one edit removed.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Author of the edit.
    pub author: u32,
    /// The shapes as they were before.
    pub shapes: Vec<Arc<Shape>>,
    /// Bytes of the shapes, counted once: a cost is estimated at every step in which the edit waits.
    bytes: usize,
}

impl Removal {
    /// Shapes that an edit of `author` removed.
    pub fn new(author: u32, shapes: Vec<Arc<Shape>>) -> Self {
        let bytes = shapes.iter().map(|shape| shape.bytes()).sum();
        Self { author, shapes, bytes }
    }

    /// Bytes of its shapes in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The latest removals of a board by (tag, n).
#[derive(Debug, Default)]
pub struct Removals {
    by_edit: HashMap<(Tag, u64), Removal>,
    /// Keys of `by_edit`, the oldest first.
    order: VecDeque<(Tag, u64)>,
    bytes: usize,
}

impl Removals {
    /// Caches the shapes that `edit` removed, if there are any.
    pub fn record(&mut self, edit: &LoggedEdit, shapes: Vec<Arc<Shape>>) {
        if !shapes.is_empty() {
            self.insert((edit.tag, edit.n), Removal::new(edit.author, shapes));
        }
    }

    /// Caches a removal of the edit (tag, n).
    pub fn insert(&mut self, edit: (Tag, u64), removal: Removal) {
        self.bytes += removal.bytes();
        if let Some(old) = self.by_edit.insert(edit, removal) {
            self.bytes -= old.bytes();
        } else {
            self.order.push_back(edit);
        }
    }

    /// Evicts the oldest removals until the rest fits the limit. The newest stays whatever its size.
    pub fn trim(&mut self) {
        while self.bytes > limits::REMOVAL_BYTES && self.order.len() > 1 {
            let evicted = self.order.pop_front().and_then(|edit| self.by_edit.remove(&edit));
            self.bytes -= evicted.as_ref().map_or(0, Removal::bytes);
        }
    }

    /// Bytes of all cached shapes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The removal of the edit (tag, n), if it is cached.
    pub fn get(&self, edit: (Tag, u64)) -> Option<&Removal> {
        self.by_edit.get(&edit)
    }
}
