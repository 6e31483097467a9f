//! Rights (SPEC R1): a pure function of a person's standing, the lesson's settings and the action.
//!
//! The server checks edits when it orders them and drafts when they arrive, both with [`may`].

use super::lesson::{Lesson, Mode, Role, Standing};
use super::reject::Reject;

/// An action that needs a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Add a shape. A person without this right has no other.
    Add,
    /// Set, split or delete a shape.
    Change {
        /// Author of the shape.
        author: u32,
    },
    /// Clear a page of all shapes.
    Clear,
    /// Clear a page of the person's own shapes.
    ClearOwn,
    /// Restore the shapes that an edit removed.
    Restore {
        /// Author of that edit.
        author: u32,
    },
    /// Name the board, or choose a page's paper.
    Arrange,
}

/// Checks whether the action is allowed (SPEC R1).
///
/// # Errors
/// `Role` when the person's role forbids the action, `Mode` when the lesson's mode does.
pub fn may(standing: Standing, lesson: &Lesson, action: Action) -> Result<(), Reject> {
    match standing.role {
        Role::Owner => return Ok(()),
        Role::Viewer | Role::Out => return Err(Reject::Role),
        Role::Editor => {}
    }
    let is_own = |author: u32| author == standing.author;
    let is_own_only = match lesson.settings.mode {
        Mode::Free => false,
        Mode::OwnOnly => true,
        Mode::Frozen if lesson.settings.pen.contains(&standing.author) => true,
        Mode::Frozen => return Err(Reject::Mode),
    };
    match action {
        Action::Add | Action::ClearOwn => Ok(()),
        Action::Restore { author } if lesson.is_owned() && !is_own(author) => Err(Reject::Role),
        Action::Change { author } | Action::Restore { author } if is_own_only && !is_own(author) => Err(Reject::Mode),
        Action::Clear | Action::Arrange if is_own_only => Err(Reject::Mode),
        Action::Change { .. } | Action::Restore { .. } | Action::Clear | Action::Arrange => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::OwnerKey;
    use super::*;

    const ME: u32 = 3;
    const OTHER: u32 = 4;
    const ACTIONS: [Action; 8] = [
        Action::Add,
        Action::Change { author: ME },
        Action::Change { author: OTHER },
        Action::ClearOwn,
        Action::Clear,
        Action::Restore { author: ME },
        Action::Restore { author: OTHER },
        Action::Arrange,
    ];

    /// One letter for each of [`ACTIONS`]: yes, refused for the role, refused for the mode.
    fn row(role: Role, lesson: &Lesson) -> String {
        let letter = |action: &Action| match may(Standing { role, author: ME }, lesson, *action) {
            Ok(()) => 'y',
            Err(Reject::Role) => 'r',
            Err(Reject::Mode) => 'm',
            Err(other) => panic!("{other}"),
        };
        ACTIONS.iter().map(letter).collect()
    }

    // [R1] [O6] The whole table of roles, modes and actions.
    #[test]
    fn every_role_and_mode_has_its_rights() {
        let lesson = |mode, is_owned: bool, pen: &[u32]| {
            let mut lesson = Lesson { owner: is_owned.then_some(OwnerKey([1; 32])), ..Lesson::default() };
            (lesson.settings.mode, lesson.settings.pen) = (mode, pen.to_vec());
            lesson
        };
        let editors = [
            (Mode::Free, false, "yyyyyyyy"),
            (Mode::Free, true, "yyyyyyry"),
            (Mode::OwnOnly, false, "yymymymm"),
            (Mode::OwnOnly, true, "yymymyrm"),
            (Mode::Frozen, false, "mmmmmmmm"),
            (Mode::Frozen, true, "mmmmmmmm"),
        ];
        for (mode, is_owned, expected) in editors {
            let lesson = lesson(mode, is_owned, &[OTHER]);
            assert_eq!(row(Role::Editor, &lesson), expected, "editor, {mode:?}, owned {is_owned}");
            assert_eq!(row(Role::Viewer, &lesson), "rrrrrrrr", "viewer, {mode:?}");
            assert_eq!(row(Role::Out, &lesson), "rrrrrrrr", "out, {mode:?}");
            assert_eq!(row(Role::Owner, &lesson), "yyyyyyyy", "owner, {mode:?}");
        }
        assert_eq!(row(Role::Editor, &lesson(Mode::Frozen, true, &[OTHER, ME])), "yymymyrm", "frozen, has the pen");
    }
}
