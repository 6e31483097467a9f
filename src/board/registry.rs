//! The registry of a board: owner and progress of each tag, author numbers of persons, and the pictures that are stored.

use std::collections::{HashMap, HashSet};

use super::ids::{PersonKey, ShapeId, Tag};
use super::limits;

/// Owner and progress of a tag (SPEC E).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagEntry {
    /// The person who first sent `hello` or an edit with it.
    pub person: PersonKey,
    /// Highest number stored.
    pub last: u64,
    /// The next expected number; every lower one is decided.
    pub next: u64,
    /// Whether a missing number has been requested; it is requested once (SPEC E5).
    pub is_gap_reported: bool,
}

impl TagEntry {
    /// A tag whose numbers are decided up to `last`, the highest number stored.
    pub fn stored(person: PersonKey, last: u64) -> Self {
        Self::decided(person, last, last)
    }

    /// A tag whose highest stored number is `last`, and whose numbers after it up to `decided` are refused.
    pub fn decided(person: PersonKey, last: u64, decided: u64) -> Self {
        Self { person, last, next: decided.max(last) + 1, is_gap_reported: false }
    }
}

/// Persons, tags and pictures of a board: those in the store, and tags of open connections.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Author numbers by person, given in the order of first edits.
    pub authors: HashMap<PersonKey, u32>,
    /// Entries by tag.
    pub tags: HashMap<Tag, TagEntry>,
    /// Pictures that images may name (SPEC O13).
    pub pictures: HashSet<ShapeId>,
}

impl Registry {
    /// Number of the next new author.
    pub fn next_author(&self) -> u32 {
        self.authors.len() as u32 + 1
    }

    /// Whether a board with `head` edits may add another tag without a stored edit, besides `added` new ones. Every
    /// other tag has an edit in the log, so this bounds the number of all tags.
    pub fn has_room(&self, head: u64, added: usize) -> bool {
        ((self.tags.len() + added) as u64) < head + limits::EMPTY_TAGS as u64
    }
}
