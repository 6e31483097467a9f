//! The texts of large edits that were written before the step that stores them.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::board::{LoggedEdit, Op, Tag};
use crate::store::StoredOps;

/// The written texts of a room's large edits, by tag and number, until the step that stores them.
#[derive(Default)]
pub struct LargeTexts(HashMap<(Tag, u64), LargeText>);

struct LargeText {
    ops: Arc<[Op]>,
    text: StoredOps,
    /// Held until the text is stored or dropped.
    _turn: Arc<OwnedSemaphorePermit>,
}

impl LargeTexts {
    /// The text of a logged edit, if just these ops were written.
    pub fn of(&self, edit: &LoggedEdit) -> Option<&StoredOps> {
        let known = self.0.get(&(edit.tag, edit.n))?;
        // Compares pointers of shapes, not shapes.
        (known.ops == edit.ops).then_some(&known.text)
    }

    /// Keeps the text of the ops of the edit (tag, n), with the turn in which it was written.
    pub fn insert(&mut self, edit: (Tag, u64), ops: Arc<[Op]>, text: StoredOps, turn: Arc<OwnedSemaphorePermit>) {
        self.0.insert(edit, LargeText { ops, text, _turn: turn });
    }

    /// Drops all texts.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
