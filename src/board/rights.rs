//! Rights (SPEC O6): a pure function of a person's role, the board's settings and the action.
//!
//! The server checks edits when it orders them and drafts when they arrive, both with [`may`].

use std::collections::HashMap;

use super::ids::PersonKey;
use super::reject::Reject;

/// Role of a person on a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A teacher: may do everything.
    Owner,
    /// May draw.
    #[default]
    Editor,
    /// May watch.
    Viewer,
}

/// Rights of a board's editors. The owner may always do everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Editors may do everything.
    #[default]
    Free,
    /// Editors may draw, and change or remove their own shapes.
    OwnOnly,
    /// Editors may do nothing, except those who have the pen.
    Frozen,
}

/// The person who acts.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// Role on this board.
    pub role: Role,
    /// Author number, or the one that the first edit would get.
    pub author: u32,
}

/// Settings of all boards of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether the lesson has an owner.
    pub is_owned: bool,
    /// Rights of its editors.
    pub mode: Mode,
    /// Authors who may draw on a frozen board and change their own shapes.
    pub pen: Vec<u32>,
    /// Role of persons who have only the link.
    pub link: Role,
}

/// A board's settings and roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Settings for everybody.
    pub settings: Settings,
    /// Roles of persons that differ from the link's.
    pub roles: HashMap<PersonKey, Role>,
}

impl Lesson {
    /// Current role of a person.
    pub fn role_of(&self, person: &PersonKey) -> Role {
        self.roles.get(person).copied().unwrap_or(self.settings.link)
    }
}

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
    /// Clear a page of the actor's own shapes.
    ClearOwn,
    /// Restore the shapes that an edit removed.
    Restore {
        /// Author of that edit.
        author: u32,
    },
    /// Name the board, or choose a page's paper.
    Arrange,
}

/// Checks whether the action is allowed (SPEC O6).
///
/// # Errors
/// `Role` when the actor's role forbids the action, `Mode` when the board's mode does.
pub fn may(actor: Actor, settings: &Settings, action: Action) -> Result<(), Reject> {
    match actor.role {
        Role::Owner => return Ok(()),
        Role::Viewer => return Err(Reject::Role),
        Role::Editor => {}
    }
    let is_own = |author: u32| author == actor.author;
    let is_own_only = match settings.mode {
        Mode::Free => false,
        Mode::OwnOnly => true,
        Mode::Frozen if settings.pen.contains(&actor.author) => true,
        Mode::Frozen => return Err(Reject::Mode),
    };
    match action {
        Action::Add | Action::ClearOwn => Ok(()),
        Action::Restore { author } if settings.is_owned && !is_own(author) => Err(Reject::Role),
        Action::Change { author } | Action::Restore { author } if is_own_only && !is_own(author) => Err(Reject::Mode),
        Action::Clear | Action::Arrange if is_own_only => Err(Reject::Mode),
        Action::Change { .. } | Action::Restore { .. } | Action::Clear | Action::Arrange => Ok(()),
    }
}

#[cfg(test)]
mod tests {
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
    fn row(role: Role, settings: &Settings) -> String {
        let letter = |action: &Action| match may(Actor { role, author: ME }, settings, *action) {
            Ok(()) => 'y',
            Err(Reject::Role) => 'r',
            Err(Reject::Mode) => 'm',
            Err(other) => panic!("{other}"),
        };
        ACTIONS.iter().map(letter).collect()
    }

    // [O6] The whole table of roles, modes and actions.
    #[test]
    fn every_role_and_mode_has_its_rights() {
        let lesson = |mode, is_owned, pen: &[u32]| Settings { is_owned, mode, pen: pen.to_vec(), link: Role::Editor };
        let editors = [
            (Mode::Free, false, "yyyyyyyy"),
            (Mode::Free, true, "yyyyyyry"),
            (Mode::OwnOnly, false, "yymymymm"),
            (Mode::OwnOnly, true, "yymymyrm"),
            (Mode::Frozen, false, "mmmmmmmm"),
            (Mode::Frozen, true, "mmmmmmmm"),
        ];
        for (mode, is_owned, expected) in editors {
            let settings = lesson(mode, is_owned, &[OTHER]);
            assert_eq!(row(Role::Editor, &settings), expected, "editor, {mode:?}, owned {is_owned}");
            assert_eq!(row(Role::Viewer, &settings), "rrrrrrrr", "viewer, {mode:?}");
            assert_eq!(row(Role::Owner, &settings), "yyyyyyyy", "owner, {mode:?}");
        }
        assert_eq!(row(Role::Editor, &lesson(Mode::Frozen, true, &[OTHER, ME])), "yymymyrm", "frozen, has the pen");
    }

    // [O6] A person without a role of their own has the link's role.
    #[test]
    fn the_lesson_decides_roles() {
        let (anna, bruno) = (PersonKey([1; 32]), PersonKey([2; 32]));
        let mut lesson = Lesson::default();
        assert_eq!(lesson.role_of(&anna), Role::Editor);
        lesson.settings.link = Role::Viewer;
        lesson.roles.insert(anna, Role::Owner);
        assert_eq!((lesson.role_of(&anna), lesson.role_of(&bruno)), (Role::Owner, Role::Viewer));
    }
}
