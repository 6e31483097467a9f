//! Persons who post edits. A person has one lane for all their requests (SPEC H2), and each request is notified of the
//! outcome of its edits (SPEC H3).

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, Semaphore};

use crate::board::{PersonKey, Reject, Tag, Verdict, limits};
use crate::hub::queue::queued_edit::QueuedEdit;

/// The final result of one edit for its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Committed at this seq.
    Stored(u64),
    /// Its number was decided before.
    Decided,
    /// This number has to be sent first.
    Missing(u64),
    /// Refused for good.
    Refused(Reject),
    /// Its author may do nothing in the lesson's mode; the client may send it again when a change allows it.
    Held,
    /// Not stored; the client may send it again.
    NotStored,
}

impl Outcome {
    /// The outcome of a committed verdict; `next` is the tag's next expected number.
    pub fn of(verdict: &Verdict, next: u64) -> Self {
        match verdict {
            Verdict::Stored(seq) => Self::Stored(*seq),
            Verdict::Duplicate { .. } => Self::Decided,
            Verdict::Gap { missing } => Self::Missing(*missing),
            Verdict::Ignored => Self::Missing(next),
            Verdict::Held => Self::Held,
            Verdict::Refused(reject) => Self::Refused(*reject),
        }
    }
}

/// A person who posts.
pub struct Submitter {
    /// The number of the person's lane, from the same sequence as peers' numbers.
    pub lane: u32,
    /// Held by one request at a time, so that all of a person's requests leave no more open than one socket may.
    pub turn: Mutex<()>,
    /// Requests that wait for their turn or have it (SPEC H2).
    pub places: Semaphore,
}

/// The outcome of the edit with this tag and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditOutcome {
    /// The edit's tag.
    pub tag: Tag,
    /// The edit's number.
    pub n: u64,
    /// Its result.
    pub outcome: Outcome,
}

/// A request that waits for the outcome of its edits.
struct Request {
    person: PersonKey,
    name: Arc<str>,
    sender: UnboundedSender<EditOutcome>,
}

/// All persons who post to a room, and their requests.
#[derive(Default)]
pub struct Submitters {
    persons: HashMap<PersonKey, Arc<Submitter>>,
    /// By lane: one request at a time has edits in it.
    requests: HashMap<u32, Request>,
}

impl Submitters {
    /// Returns a person's entry. A new one gets the number `fresh`, which is then incremented. `None` when
    /// [`limits::POSTING_PERSONS`] others post already.
    pub fn lane_of(&mut self, person: PersonKey, fresh: &mut u32) -> Option<Arc<Submitter>> {
        if let Some(known) = self.persons.get(&person) {
            return Some(known.clone());
        }
        if self.persons.len() >= limits::POSTING_PERSONS {
            return None;
        }
        let new = Arc::new(Submitter { lane: *fresh, turn: Mutex::new(()), places: Semaphore::new(limits::POSTS) });
        *fresh += 1;
        self.persons.insert(person, new.clone());
        Some(new)
    }

    /// Registers the request that has edits in this lane and returns the channel of their outcomes. The channel ends when
    /// another request registers, or with [`Submitters::retain`] once the request was dropped.
    pub fn register(&mut self, lane: u32, person: PersonKey, name: Arc<str>) -> UnboundedReceiver<EditOutcome> {
        let (sender, receiver) = unbounded_channel();
        self.requests.insert(lane, Request { person, name, sender });
        receiver
    }

    /// Sends an outcome to the request that has edits in this lane, if there is one.
    pub fn notify(&self, lane: u32, tag: Tag, n: u64, outcome: Outcome) {
        if let Some(request) = self.requests.get(&lane) {
            // The send fails when the client disconnected; the edit is decided all the same.
            let _disconnected = request.sender.send(EditOutcome { tag, n, outcome });
        }
    }

    /// Notifies the requests of these edits that they were not stored.
    pub fn notify_not_stored(&self, edits: &[QueuedEdit]) {
        for QueuedEdit { sender, submission, .. } in edits {
            self.notify(sender.peer, submission.tag, submission.n, Outcome::NotStored);
        }
    }

    /// The name of a person whose request waits.
    pub fn name_of(&self, person: &PersonKey) -> Option<String> {
        self.requests.values().find(|request| request.person == *person).map(|request| request.name.to_string())
    }

    /// Drops persons who have neither a request nor a lane.
    pub fn retain(&mut self, has_lane: impl Fn(u32) -> bool) {
        // Edits of a dropped request may still be queued, and ordering them needs its name.
        self.requests.retain(|lane, request| !request.sender.is_closed() || has_lane(*lane));
        self.persons.retain(|_, person| Arc::strong_count(person) > 1 || has_lane(person.lane));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H2] A person has one lane while a request or an edit needs it.
    #[test]
    fn a_person_has_one_lane() {
        let mut submitters = Submitters::default();
        let mut fresh = 4;
        let (anna, bruno) = (PersonKey([1; 32]), PersonKey([2; 32]));
        let first = submitters.lane_of(anna, &mut fresh).unwrap();
        assert_eq!((first.lane, submitters.lane_of(anna, &mut fresh).unwrap().lane), (4, 4));
        assert_eq!((submitters.lane_of(bruno, &mut fresh).unwrap().lane, fresh), (5, 6));
        submitters.retain(|_| false);
        assert_eq!(submitters.lane_of(anna, &mut fresh).unwrap().lane, 4, "a request runs");
        assert_eq!(submitters.lane_of(bruno, &mut fresh).unwrap().lane, 6);
    }

    // [H2] The number of persons who post is bounded; a departed one makes room.
    #[test]
    fn persons_who_post_are_bounded() {
        let mut submitters = Submitters::default();
        let mut fresh = 1;
        let person = |n: usize| PersonKey(std::array::from_fn(|i| (n >> (8 * i.min(7))) as u8));
        let requests: Vec<_> =
            (0..limits::POSTING_PERSONS).map(|n| submitters.lane_of(person(n), &mut fresh).unwrap()).collect();
        assert!(submitters.lane_of(person(limits::POSTING_PERSONS), &mut fresh).is_none());
        assert!(submitters.lane_of(person(3), &mut fresh).is_some(), "known persons are not refused");
        drop(requests);
        submitters.retain(|_| false);
        assert!(submitters.lane_of(person(limits::POSTING_PERSONS), &mut fresh).is_some());
    }
}
