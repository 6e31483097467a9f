//! The door of a room: who may read its board and join it (SPEC R9, R10).

use std::sync::Arc;

use crate::board::{ChangeRefused, JoinCode, LessonChange, OwnerKey, PersonKey, Role};
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
    /// The code of the lesson, if it has one.
    pub code: Option<JoinCode>,
}

impl Visitor {
    /// The person of a hello.
    pub fn of(hello: &Hello) -> Self {
        Self { person: Some(hello.person), owner: hello.owner, code: hello.code }
    }
}

impl Room {
    /// Lets a visitor in by a code that they show, after a turn (SPEC J5), and checks whether they may read the board.
    ///
    /// # Errors
    /// See [`Barred`].
    pub async fn receive(self: &Arc<Self>, visitor: &Visitor) -> Result<(), Barred> {
        if let (Some(person), Some(code)) = (visitor.person, visitor.code)
            && self.has_use_for_code(&person)
        {
            self.turns.turn().await;
            self.enter_by_code(person, code);
        }
        if let (Err(_), Some(person), Some(owner)) = (self.may_read(visitor), visitor.person, visitor.owner) {
            self.show_token(person, owner).await;
        }
        self.may_read(visitor)
    }

    /// Waits until a step has checked the token of a visitor whom the room does not let in: the operator may have replaced it
    /// (SPEC J7).
    async fn show_token(self: &Arc<Self>, person: PersonKey, owner: OwnerKey) {
        let checked = {
            let mut state = self.lock();
            if !lock(&self.lesson).is_owned() || state.leaving {
                return;
            }
            self.flush_worklist.push(self.clone());
            state.lesson_changes.request(LessonChange::Enrol(person, owner))
        };
        if let Ok(checked) = checked {
            // The lesson has the token now, if it was replaced.
            let _outcome = checked.await;
        }
    }

    /// Whether a code could give this person a role. A right and a wrong one wait alike.
    fn has_use_for_code(&self, person: &PersonKey) -> bool {
        let state = self.lock();
        let lesson = lock(&self.lesson);
        lesson.is_owned() && !lesson.roles.contains_key(person) && !state.lesson_changes.enrols_by_code(person)
    }

    fn enter_by_code(self: &Arc<Self>, person: PersonKey, code: JoinCode) {
        let mut state = self.lock();
        if state.leaving || !lock(&self.lesson).admits(&person, &code) {
            return;
        }
        state.core.expect(person);
        if state.core.knows(&person) {
            // From now on the person may read, and the next step gives the role.
            state.lesson_changes.push_once(LessonChange::EnrolByCode(person, code));
            self.flush_worklist.push(self.clone());
        }
    }

    /// Closes a code that nobody has used for long, unless somebody is here.
    pub(in crate::hub) fn expire_code(self: &Arc<Self>) {
        let mut state = self.lock();
        if state.fanout.peers.is_empty() && lock(&self.lesson).code.is_some() {
            state.lesson_changes.push_once(LessonChange::Expire);
            self.flush_worklist.push(self.clone());
        }
    }

    /// The open code, for a teacher or who has the token.
    ///
    /// # Errors
    /// `Role`.
    pub fn code(&self, visitor: &Visitor) -> Result<Option<JoinCode>, ChangeRefused> {
        let lesson = lock(&self.lesson);
        if lesson.may_lead(visitor.person.as_ref(), visitor.owner.as_ref()) {
            Ok(lesson.code)
        } else {
            Err(ChangeRefused::Role)
        }
    }

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
        self.may_read(&Visitor::of(hello)).map_err(|barred| {
            if barred == Barred::Removed {
                outbox
                    .push(FrameKind::State(StateKind::You), You { role: Role::Out, author: None, name: None }.frame());
            }
            barred.close()
        })
    }
}
