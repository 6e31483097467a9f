//! The door of a room: who may read its board and join it (SPEC R9, R10).

use crate::board::{OwnerKey, PersonKey, Role};
use crate::hub::fail_stop::lock;
use crate::hub::fanout::frame_queue::{FrameKind, StateKind};
use crate::hub::fanout::outbox::Outbox;
use crate::hub::room::Room;
use crate::protocol::{Close, CloseCode, Hello, You};

const REMOVED: Close =
    Close::new(CloseCode::Forbidden, "a teacher has removed you from this board; ask them to let you in again");
const CLOSED: Close =
    Close::new(CloseCode::Forbidden, "this board lets nobody new in; ask a teacher for the code, or to open the door");

/// Why somebody may not even read a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// A teacher has removed the person.
    #[error("a teacher has removed this person from the board; ask them to let you in again")]
    Removed,
    /// The link gives nothing to a new person, or the door is locked.
    #[error("this board lets nobody new in; ask a teacher for the code, or to open the door")]
    Closed,
}

impl Barred {
    /// The close of a connection.
    pub fn close(self) -> Close {
        match self {
            Self::Removed => REMOVED,
            Self::Closed => CLOSED,
        }
    }
}

/// Who asks for a board.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visitor {
    /// The person, if the request names one.
    pub person: Option<PersonKey>,
    /// Hash of the owner's token, if it has one.
    pub owner: Option<OwnerKey>,
}

impl Room {
    /// Checks whether a visitor may read the board.
    ///
    /// # Errors
    /// See [`Barred`].
    pub fn may_read(&self, visitor: &Visitor) -> Result<(), Barred> {
        let state = self.lock();
        let lesson = lock(&self.lesson);
        if !lesson.is_owned() || lesson.owner == visitor.owner {
            return Ok(());
        }
        let role = match &visitor.person {
            Some(person) if lesson.is_removed(person) => return Err(Barred::Removed),
            Some(person) => lesson.role_of(person, state.core.knows(person)),
            None if lesson.admits_strangers() => return Ok(()),
            None => Role::Out,
        };
        if role == Role::Out { Err(Barred::Closed) } else { Ok(()) }
    }

    /// Checks whether a hello may join. A removed person is told so before the close: only then may a page delete what it
    /// keeps of the board (SPEC R9).
    pub(in crate::hub) fn let_in(&self, hello: &Hello, outbox: &Outbox) -> Result<(), Close> {
        self.may_read(&Visitor { person: Some(hello.person), owner: hello.owner }).map_err(|barred| {
            if barred == Barred::Removed {
                outbox.push(FrameKind::State(StateKind::You), You { role: Role::Out, author: None }.frame());
            }
            barred.close()
        })
    }
}
