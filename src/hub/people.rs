//! The names of a board's persons.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::board::PersonKey;

/// Names by author number; changed ones wait for the next commit.
pub struct People {
    names: HashMap<u32, String>,
    /// Authors whose new name is not stored yet.
    renamed: BTreeSet<u32>,
    /// Names of persons who disconnected before all their edits were ordered.
    departed: HashMap<PersonKey, String>,
}

impl People {
    /// Stored names.
    pub fn new(names: HashMap<u32, String>) -> Self {
        Self { names, renamed: BTreeSet::new(), departed: HashMap::new() }
    }

    /// The name that a person chose.
    pub fn own_name(&self, author: u32) -> &str {
        self.names.get(&author).map_or("", String::as_str)
    }

    /// Names that others see, by author number: those that teachers gave before the persons' own.
    pub fn shown(&self, called: &HashMap<u32, String>) -> BTreeMap<u32, String> {
        let shown = |(author, own): (&u32, &String)| (*author, called.get(author).unwrap_or(own).clone());
        self.names.iter().map(shown).collect()
    }

    /// Sets an author's name. Returns whether it changed and has to be stored.
    pub fn rename(&mut self, author: u32, name: &str) -> bool {
        let is_new = self.names.get(&author).is_none_or(|known| known != name);
        if is_new {
            self.names.insert(author, name.to_owned());
            self.renamed.insert(author);
        }
        is_new
    }

    /// Records the names that a commit stored.
    pub fn stored(&mut self, authors: &[(u32, PersonKey, String)], names: &[(u32, String)]) {
        self.names.extend(authors.iter().map(|(author, _, name)| (*author, name.clone())));
        self.renamed.retain(|author| !names.iter().any(|(stored, _)| stored == author));
    }

    /// Replaces the names by those of the store, but not names that wait to be stored.
    pub fn reload(&mut self, stored: HashMap<u32, String>) {
        let unstored = self.unstored();
        self.names = stored;
        self.names.extend(unstored);
    }

    /// Names for the next commit.
    pub fn unstored(&self) -> Vec<(u32, String)> {
        self.renamed.iter().filter_map(|author| Some((*author, self.names.get(author)?.clone()))).collect()
    }

    /// Whether the next commit has to store names.
    pub fn has_unstored(&self) -> bool {
        !self.renamed.is_empty()
    }

    /// Remembers the name of a person who disconnected while their edits wait.
    pub fn depart(&mut self, person: PersonKey, name: String) {
        self.departed.insert(person, name);
    }

    /// The name of a disconnected person.
    pub fn departed(&self, person: &PersonKey) -> Option<String> {
        self.departed.get(person).cloned()
    }

    /// Drops the names of disconnected persons, once no edit waits.
    pub fn forget_departed(&mut self) {
        self.departed.clear();
    }
}
