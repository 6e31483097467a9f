//! The list of a lesson's persons, for teachers (SPEC R12).

use std::collections::{HashMap, HashSet};

use crate::board::{ChangeRefused, PersonKey, Registry};
use crate::hub::door::Visitor;
use crate::hub::fail_stop::lock;
use crate::hub::room::{Room, State};
use crate::protocol::{PeoplePage, RosterEntry};

/// Which part of the list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PeopleQuery {
    /// Author number before the first one.
    pub after: u32,
    /// Most persons.
    pub limit: usize,
}

/// Persons who have stored an edit.
fn drawing(registry: &Registry) -> HashSet<PersonKey> {
    registry.tags.values().filter(|entry| entry.last > 0).map(|entry| entry.person).collect()
}

impl Room {
    /// A part of the list of persons with an author number, in the order of the numbers.
    ///
    /// # Errors
    /// `Role` for all but teachers and who has the token.
    pub fn people(&self, visitor: &Visitor, query: PeopleQuery) -> Result<PeoplePage, ChangeRefused> {
        let state = self.lock();
        let State { core, fanout, people, .. } = &*state;
        let lesson = lock(&self.lesson);
        if !lesson.may_lead(visitor.person.as_ref(), visitor.owner.as_ref()) {
            return Err(ChangeRefused::Role);
        }
        let mut here: HashMap<PersonKey, usize> = HashMap::new();
        for peer in fanout.peers.values() {
            *here.entry(peer.person).or_default() += 1;
        }
        let drew = drawing(&core.registry);
        let mut persons: Vec<(u32, PersonKey)> =
            core.registry.authors.iter().map(|(person, author)| (*author, *person)).collect();
        persons.sort_unstable_by_key(|(author, _)| *author);
        let entry = |(author, person): &(u32, PersonKey)| RosterEntry {
            author: *author,
            name: people.own_name(*author).to_owned(),
            called: lesson.called.get(author).cloned(),
            role: lesson.role_of(person, true),
            is_given: lesson.roles.contains_key(person),
            by_code: lesson.by_code.contains(person),
            here: here.get(person).copied().unwrap_or(0),
            drew: drew.contains(person),
        };
        let count = persons.len();
        let after = persons.iter().filter(|(author, _)| *author > query.after);
        let page: Vec<RosterEntry> = after.clone().take(query.limit).map(entry).collect();
        let next = after.count().gt(&page.len()).then(|| page.last().map_or(query.after, |last| last.author));
        Ok(PeoplePage { people: page, count, next })
    }
}
