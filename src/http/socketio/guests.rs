//! The persons of sessions. Those of ended sessions are used again, so that they do not fill a board (SPEC I9).

use std::collections::HashMap;
use std::sync::Mutex;

use super::view::Picture;
use crate::board::{PersonKey, Tag};
use crate::hub::{BoardKey, lock};
use crate::protocol::Hello;

/// Boards whose persons are remembered; beyond it those of boards without sessions are forgotten.
const BOARDS: usize = 1_000;

/// A person and the tag of its edits.
#[derive(Debug, PartialEq)]
pub struct Guest {
    /// Stands for the hash of a secret that nobody has.
    pub person: PersonKey,
    /// Its edits are numbered under this tag.
    pub tag: Tag,
    /// The name that others see.
    pub name: String,
}

impl Guest {
    /// Its hello to a room, for what follows a picture.
    pub fn hello(&self, picture: &Picture) -> Hello {
        let Self { person, tag, ref name } = *self;
        Hello { person, tag, name: name.clone(), since: picture.seq, at: picture.at, owner: None, code: None }
    }
}

#[derive(Default)]
struct Board {
    free: Vec<Guest>,
    made: usize,
    /// Persons of sessions that have not ended.
    taken: usize,
}

/// The persons of all boards.
#[derive(Default)]
pub struct Guests(Mutex<HashMap<BoardKey, Board>>);

impl Guests {
    /// A person of a board: one whose session has ended, or a new one.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn take(&self, board: &BoardKey) -> Result<Guest, getrandom::Error> {
        let mut boards = lock(&self.0);
        if boards.len() >= BOARDS {
            boards.retain(|_, board| board.taken > 0);
        }
        let guests = boards.entry(board.clone()).or_default();
        if let Some(guest) = guests.free.pop() {
            guests.taken += 1;
            return Ok(guest);
        }
        let mut person = [0; 32];
        getrandom::fill(&mut person)?;
        let tag = Tag(getrandom::u64()?);
        guests.made += 1;
        guests.taken += 1;
        Ok(Guest { person: PersonKey(person), tag, name: format!("Guest {}", guests.made) })
    }

    /// A session has ended. Its person is only used again if its edits are decided.
    pub fn give_back(&self, board: &BoardKey, guest: Option<Guest>) {
        if let Some(guests) = lock(&self.0).get_mut(board) {
            guests.taken = guests.taken.saturating_sub(1);
            guests.free.extend(guest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I9] Two sessions at once have two persons; the person of an ended session is used again, on its board.
    #[test]
    fn persons_are_used_again() {
        let (guests, demo) = (Guests::default(), BoardKey::demo());
        let first = guests.take(&demo).unwrap();
        let second = guests.take(&demo).unwrap();
        assert!(first.person != second.person && first.tag != second.tag);
        assert_eq!((first.name.as_str(), second.name.as_str()), ("Guest 1", "Guest 2"));
        let person = first.person;
        guests.give_back(&demo, Some(first));
        assert!(guests.take(&BoardKey::random().unwrap()).unwrap().person != person);
        assert!(guests.take(&demo).unwrap().person == person);
    }

    // [I10] The memory of boards without sessions is bounded.
    #[test]
    fn unused_boards_are_forgotten() {
        let guests = Guests::default();
        for n in 0..3_000 {
            let board = BoardKey::random().unwrap();
            let guest = guests.take(&board).unwrap();
            guests.give_back(&board, (n % 2 == 0).then_some(guest));
        }
        assert!(lock(&guests.0).len() <= BOARDS);
    }
}
