//! Who may use which tag, which numbers are stored, and which author number a person has.

use std::collections::HashMap;

use super::ids::{PersonKey, Tag};
use super::limits;

/// What is known of a tag (SPEC E).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagEntry {
    /// Who said hello with it, or used it, first.
    pub person: PersonKey,
    /// Highest number stored.
    pub last: u64,
    /// The number that is to come next; everything below is decided.
    pub next: u64,
    /// Set while a missing number has been asked for, so that it is asked for once (SPEC E5).
    pub waiting: bool,
}

impl TagEntry {
    /// A tag with everything up to `last` stored or refused, and nothing behind it decided.
    pub fn stored(person: PersonKey, last: u64) -> Self {
        Self { person, last, next: last + 1, waiting: false }
    }

    /// The same, with the numbers after `last` up to `decided` refused.
    pub fn decided(person: PersonKey, last: u64, decided: u64) -> Self {
        Self { person, last, next: decided.max(last) + 1, waiting: false }
    }
}

/// Persons and tags of a board, as stored, plus what the running connections add to it.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Author numbers by person, in the order of first edits.
    pub authors: HashMap<PersonKey, u32>,
    /// Tags in use.
    pub tags: HashMap<Tag, TagEntry>,
}

impl Registry {
    /// The number the next new author gets.
    pub fn next_author(&self) -> u32 {
        self.authors.len() as u32 + 1
    }

    /// Whether one more tag of which nothing is stored is remembered on a board with `head` edits, besides `more` that
    /// are about to be. Each tag with something stored has an edit, so this bounds all of them.
    pub fn has_room(&self, head: u64, more: usize) -> bool {
        ((self.tags.len() + more) as u64) < head + limits::EMPTY_TAGS as u64
    }
}
