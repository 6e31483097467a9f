//! What recent edits removed, at hand for `restore`. Older removals are found in the log.
//!
//! Edits that are ordered together may ask for more than is kept, so nothing goes before they are answered.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::edit::LoggedEdit;
use super::ids::Tag;
use super::limits;
use super::shape::Shape;

/// What one edit removed.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Whose edit it was.
    pub author: u32,
    /// The shapes as they were.
    pub shapes: Vec<Arc<Shape>>,
}

impl Removal {
    /// Bytes of its shapes in memory.
    pub fn bytes(&self) -> usize {
        self.shapes.iter().map(|shape| shape.bytes()).sum()
    }
}

/// The latest removals of a board by (tag, n).
#[derive(Debug, Default)]
pub struct Removals {
    known: HashMap<(Tag, u64), Removal>,
    oldest: VecDeque<(Tag, u64)>,
    bytes: usize,
}

impl Removals {
    /// Keeps what `edit` removed; an edit that removed nothing leaves no trace.
    pub fn record(&mut self, edit: &LoggedEdit, shapes: Vec<Arc<Shape>>) {
        if !shapes.is_empty() {
            self.insert((edit.tag, edit.n), Removal { author: edit.author, shapes });
        }
    }

    /// Keeps a removal, one found in the log too.
    pub fn insert(&mut self, edit: (Tag, u64), removal: Removal) {
        self.bytes += removal.bytes();
        if let Some(old) = self.known.insert(edit, removal) {
            self.bytes -= old.bytes();
        } else {
            self.oldest.push_back(edit);
        }
    }

    /// Gives up the oldest until the rest fits. The newest stays whatever its size.
    pub fn trim(&mut self) {
        while self.bytes > limits::REMOVAL_BYTES && self.oldest.len() > 1 {
            let dropped = self.oldest.pop_front().and_then(|edit| self.known.remove(&edit));
            self.bytes -= dropped.as_ref().map_or(0, Removal::bytes);
        }
    }

    /// Bytes of the shapes that are kept.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What the edit removed, if it is at hand.
    pub fn get(&self, edit: (Tag, u64)) -> Option<&Removal> {
        self.known.get(&edit)
    }
}
