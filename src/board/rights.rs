//! Who may do what (SPEC O6). Pure: a function of who somebody is and of what holds on the board.
//!
//! Edits are judged when they are ordered, drafts when they arrive, both here.

use std::collections::HashMap;

use super::ids::PersonKey;
use super::reject::Reject;

/// What a person is on a board.
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

/// What a board lets its editors do; its owner may do everything always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Everything.
    #[default]
    Free,
    /// Draw, and change or remove what they made themselves.
    OwnOnly,
    /// Nothing, but for those who have the pen.
    Frozen,
}

/// Who somebody is.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// What they are on this board.
    pub role: Role,
    /// Their author number, or the one that they would get.
    pub author: u32,
}

/// What holds on all boards of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether it has an owner at all.
    pub is_owned: bool,
    /// What its editors may do.
    pub mode: Mode,
    /// Authors who may draw while it is frozen, and touch what is theirs.
    pub pen: Vec<u32>,
    /// What whoever has nothing but the link is.
    pub link: Role,
}

/// A board's settings and persons, as far as rights go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// What holds for everybody.
    pub settings: Settings,
    /// Persons who are something else than the link makes them.
    pub roles: HashMap<PersonKey, Role>,
}

impl Lesson {
    /// What a person is now.
    pub fn role_of(&self, person: &PersonKey) -> Role {
        self.roles.get(person).copied().unwrap_or(self.settings.link)
    }
}

/// What somebody wants to do. An `author` is whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Put something new on the board. Who may not do that may do nothing.
    Add,
    /// Set, split or delete a shape.
    Change {
        /// Who made the shape.
        author: u32,
    },
    /// Clear a page of everything.
    Clear,
    /// Clear a page of what one made oneself.
    ClearOwn,
    /// Put back what an edit removed.
    Restore {
        /// Who made that edit.
        author: u32,
    },
    /// Name the board, or choose a page's paper.
    Arrange,
}

/// Whether it is allowed (SPEC O6).
///
/// # Errors
/// `Role` when the person may not do it here, `Mode` when they may not do it now.
pub fn may(standing: Standing, settings: &Settings, deed: Deed) -> Result<(), Reject> {
    match standing.role {
        Role::Owner => return Ok(()),
        Role::Viewer => return Err(Reject::Role),
        Role::Editor => {}
    }
    let is_own = |author: u32| author == standing.author;
    let is_own_only = match settings.mode {
        Mode::Free => false,
        Mode::OwnOnly => true,
        Mode::Frozen if settings.pen.contains(&standing.author) => true,
        Mode::Frozen => return Err(Reject::Mode),
    };
    match deed {
        Deed::Add | Deed::ClearOwn => Ok(()),
        Deed::Restore { author } if settings.is_owned && !is_own(author) => Err(Reject::Role),
        Deed::Change { author } | Deed::Restore { author } if is_own_only && !is_own(author) => Err(Reject::Mode),
        Deed::Clear | Deed::Arrange if is_own_only => Err(Reject::Mode),
        Deed::Change { .. } | Deed::Restore { .. } | Deed::Clear | Deed::Arrange => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: u32 = 3;
    const OTHER: u32 = 4;
    const DEEDS: [Deed; 8] = [
        Deed::Add,
        Deed::Change { author: ME },
        Deed::Change { author: OTHER },
        Deed::ClearOwn,
        Deed::Clear,
        Deed::Restore { author: ME },
        Deed::Restore { author: OTHER },
        Deed::Arrange,
    ];

    /// What of [`DEEDS`] is allowed, a letter each: yes, refused for the role, refused for the mode.
    fn row(role: Role, settings: &Settings) -> String {
        let letter = |deed: &Deed| match may(Standing { role, author: ME }, settings, *deed) {
            Ok(()) => 'y',
            Err(Reject::Role) => 'r',
            Err(Reject::Mode) => 'm',
            Err(other) => panic!("{other}"),
        };
        DEEDS.iter().map(letter).collect()
    }

    // [O6] Every cell of who may what.
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

    // [O6] Who has nothing but the link is what the link says, until a lesson says otherwise.
    #[test]
    fn persons_are_what_the_lesson_says() {
        let (anna, bruno) = (PersonKey([1; 32]), PersonKey([2; 32]));
        let mut lesson = Lesson::default();
        assert_eq!(lesson.role_of(&anna), Role::Editor);
        lesson.settings.link = Role::Viewer;
        lesson.roles.insert(anna, Role::Owner);
        assert_eq!((lesson.role_of(&anna), lesson.role_of(&bruno)), (Role::Owner, Role::Viewer));
    }
}
