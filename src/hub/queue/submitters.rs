//! Persons who post edits. Each has one line, however many requests they make (SPEC H2), and
//! is told what becomes of each edit (SPEC H3).

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, Semaphore};

use crate::board::{PersonKey, Reject, Tag, Verdict, limits};
use crate::hub::core::Waiting;

/// What became of one edit, once that is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is committed at this seq.
    Stored(u64),
    /// Its number had been decided before.
    Decided,
    /// This number has to come before it.
    Missing(u64),
    /// Refused for good.
    Refused(Reject),
    /// It was not stored now.
    NotStored,
}

impl Outcome {
    /// What a verdict means once it is committed; `next` is the number that the tag waits for.
    pub fn of(verdict: &Verdict, next: u64) -> Self {
        match verdict {
            Verdict::Stored(seq) => Self::Stored(*seq),
            Verdict::Duplicate { .. } => Self::Decided,
            Verdict::Gap { missing } => Self::Missing(*missing),
            Verdict::Ignored => Self::Missing(next),
            Verdict::Refused(reject) => Self::Refused(*reject),
        }
    }
}

/// One person's line.
pub struct Submitter {
    /// Its number, from the same count as the peers.
    pub line: u32,
    /// Requests of one person take turns, so that together they leave no more open than one socket may.
    pub turn: Mutex<()>,
    /// Requests that may wait for their turn at the same time, the one that has it included (SPEC H2).
    pub places: Semaphore,
}

/// An edit by its tag and number, and its outcome.
pub type Decided = ((Tag, u64), Outcome);

/// A request that has edits in line.
struct Request {
    person: PersonKey,
    name: Arc<str>,
    sender: UnboundedSender<Decided>,
}

/// All of a room.
#[derive(Default)]
pub struct Submitters {
    persons: HashMap<PersonKey, Arc<Submitter>>,
    /// By the line that its edits stand in, one for each.
    requests: HashMap<u32, Request>,
}

impl Submitters {
    /// The line of a person; a new one has the number `fresh`, which is then counted up.
    /// `None` when [`limits::POSTING_PERSONS`] others post already.
    pub fn line_of(&mut self, person: PersonKey, fresh: &mut u32) -> Option<Arc<Submitter>> {
        if let Some(known) = self.persons.get(&person) {
            return Some(known.clone());
        }
        if self.persons.len() >= limits::POSTING_PERSONS {
            return None;
        }
        let new = Arc::new(Submitter { line: *fresh, turn: Mutex::new(()), places: Semaphore::new(limits::POSTS) });
        *fresh += 1;
        self.persons.insert(person, new.clone());
        Some(new)
    }

    /// A request of somebody called `name` puts edits in this line. The outcome of each edit arrives in
    /// what is returned, until another takes its place or [`Submitters::retain`] finds nobody there.
    pub fn expect(&mut self, line: u32, person: PersonKey, name: Arc<str>) -> UnboundedReceiver<Decided> {
        let (sender, receiver) = unbounded_channel();
        self.requests.insert(line, Request { person, name, sender });
        receiver
    }

    /// Tells the request whose edit stands in this line, if it came by one.
    pub fn tell(&self, line: u32, edit: (Tag, u64), outcome: Outcome) {
        if let Some(request) = self.requests.get(&line) {
            // Nobody waits any more when the request was given up; the edit is decided all the same.
            let _given_up = request.sender.send((edit, outcome));
        }
    }

    /// These edits were not stored.
    pub fn void(&self, edits: &[Waiting]) {
        edits
            .iter()
            .for_each(|edit| self.tell(edit.sender.peer, (edit.submission.tag, edit.submission.n), Outcome::NotStored));
    }

    /// What a person who has edits in line is called.
    pub fn name_of(&self, person: &PersonKey) -> Option<String> {
        self.requests.values().find(|request| request.person == *person).map(|request| request.name.to_string())
    }

    /// Forgets who has neither a request nor a line any more.
    pub fn retain(&mut self, has_line: impl Fn(u32) -> bool) {
        // Of a request that was given up edits may still be in line, and they need its name.
        self.requests.retain(|line, request| !request.sender.is_closed() || has_line(*line));
        self.persons.retain(|_, poster| Arc::strong_count(poster) > 1 || has_line(poster.line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H2] One person has one line, as long as it is of any use.
    #[test]
    fn a_person_has_one_line() {
        let mut submitters = Submitters::default();
        let mut fresh = 4;
        let (anna, bruno) = (PersonKey([1; 32]), PersonKey([2; 32]));
        let first = submitters.line_of(anna, &mut fresh).unwrap();
        assert_eq!((first.line, submitters.line_of(anna, &mut fresh).unwrap().line), (4, 4));
        assert_eq!((submitters.line_of(bruno, &mut fresh).unwrap().line, fresh), (5, 6));
        submitters.retain(|_| false);
        assert_eq!(submitters.line_of(anna, &mut fresh).unwrap().line, 4, "a request is under way");
        assert_eq!(submitters.line_of(bruno, &mut fresh).unwrap().line, 6);
    }

    // [H2] Persons who post at the same time are bounded; one who goes makes room.
    #[test]
    fn persons_who_post_are_bounded() {
        let mut submitters = Submitters::default();
        let mut fresh = 1;
        let person = |n: usize| PersonKey(std::array::from_fn(|i| (n >> (8 * i.min(7))) as u8));
        let requests: Vec<_> =
            (0..limits::POSTING_PERSONS).map(|n| submitters.line_of(person(n), &mut fresh).unwrap()).collect();
        assert!(submitters.line_of(person(limits::POSTING_PERSONS), &mut fresh).is_none());
        assert!(submitters.line_of(person(3), &mut fresh).is_some(), "who posts already goes on");
        drop(requests);
        submitters.retain(|_| false);
        assert!(submitters.line_of(person(limits::POSTING_PERSONS), &mut fresh).is_some());
    }
}
