//! What the persons of a board are called.

use std::collections::{BTreeSet, HashMap};

use crate::board::PersonKey;

/// Names by author number, and those that are still to be stored.
pub struct People {
    names: HashMap<u32, String>,
    /// Authors whose new name is not stored yet.
    renamed: BTreeSet<u32>,
    /// Names of persons who left before all their edits were ordered.
    departed: HashMap<PersonKey, String>,
}

impl People {
    /// Names as they are stored.
    pub fn new(names: HashMap<u32, String>) -> Self {
        Self { names, renamed: BTreeSet::new(), departed: HashMap::new() }
    }

    /// Names by author number.
    pub fn names(&self) -> &HashMap<u32, String> {
        &self.names
    }

    /// An author has a new name. Says whether it is to be stored.
    pub fn rename(&mut self, author: u32, name: &str) -> bool {
        let is_new = self.names.get(&author).is_none_or(|known| known != name);
        if is_new {
            self.names.insert(author, name.to_owned());
            self.renamed.insert(author);
        }
        is_new
    }

    /// Takes over the names that a commit stored.
    pub fn stored(&mut self, authors: &[(u32, PersonKey, String)], names: &[(u32, String)]) {
        self.names.extend(authors.iter().map(|(author, _, name)| (*author, name.clone())));
        self.renamed.retain(|author| !names.iter().any(|(stored, _)| stored == author));
    }

    /// Takes names over that were stored without this room's knowing; what waits to be stored stays as it is.
    pub fn read_again(&mut self, stored: HashMap<u32, String>) {
        let unstored = self.unstored();
        self.names = stored;
        self.names.extend(unstored);
    }

    /// Names that the next commit is to store.
    pub fn unstored(&self) -> Vec<(u32, String)> {
        self.renamed.iter().filter_map(|author| Some((*author, self.names.get(author)?.clone()))).collect()
    }

    /// Whether the next commit has names to store.
    pub fn has_unstored(&self) -> bool {
        !self.renamed.is_empty()
    }

    /// A person left while edits of theirs wait.
    pub fn depart(&mut self, person: PersonKey, name: String) {
        self.departed.insert(person, name);
    }

    /// What a person was called who left.
    pub fn departed(&self, person: &PersonKey) -> Option<String> {
        self.departed.get(person).cloned()
    }

    /// No edit waits any more.
    pub fn forget_departed(&mut self) {
        self.departed.clear();
    }
}
