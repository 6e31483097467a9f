//! A lesson: who owns a board, its persons' roles, and the settings that a teacher changes while people draw (SPEC R).

use std::collections::{HashMap, HashSet};

use super::ids::{OwnerKey, PersonKey};
use super::join_code::JoinCode;

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
    /// Removed, or never let in: may neither read nor draw.
    Out,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Editor, Self::Viewer, Self::Out];

    /// Its name on the wire and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Out => "out",
        }
    }
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

/// A person's rights on a board come from these two.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Role in the lesson.
    pub role: Role,
    /// Author number, or the one that the first edit would get.
    pub author: u32,
}

/// The right that the board's link gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Whoever has the link may draw.
    #[default]
    Draw,
    /// Whoever has the link may watch.
    Watch,
    /// The link gives nothing to whoever is new.
    None,
}

/// Whether new persons come in by the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// They get what the link gives.
    #[default]
    Open,
    /// They get nothing.
    Locked,
}

/// Settings that everybody in the lesson is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Right of persons without a role of their own.
    pub access: Access,
    /// Whether the link gives it to new persons too.
    #[serde(default)]
    pub door: Door,
    /// Rights of editors.
    pub mode: Mode,
    /// Authors who may draw on a frozen board and change their own shapes, at most [`PENS`].
    pub pen: Vec<u32>,
    /// Whether only teachers' cursors and lasers are shown.
    pub quiet: bool,
}

/// See the module. Without an owner it never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Hash of the owner's token; `None` for a board that is nobody's.
    pub owner: Option<OwnerKey>,
    /// Counts the changes.
    pub stamp: u64,
    /// Settings for everybody.
    pub settings: Settings,
    /// Roles of persons that differ from the link's.
    pub roles: HashMap<PersonKey, Role>,
    /// The code by which newcomers come in, while it is open.
    pub code: Option<JoinCode>,
    /// Persons whose role came by the code.
    pub by_code: HashSet<PersonKey>,
    /// Names by which teachers call persons, by author number. Everybody else's own name is shown.
    pub called: HashMap<u32, String>,
}

impl Lesson {
    /// Whether it has an owner.
    pub fn is_owned(&self) -> bool {
        self.owner.is_some()
    }

    /// Current role of a person. A known person has joined the lesson before, and has an author number.
    pub fn role_of(&self, person: &PersonKey, is_known: bool) -> Role {
        let by_link = match self.settings.access {
            _ if !is_known && !self.admits_strangers() => Role::Out,
            Access::Draw => Role::Editor,
            Access::Watch | Access::None => Role::Viewer,
        };
        self.roles.get(person).copied().unwrap_or(by_link)
    }

    /// Whether the person is a teacher.
    pub fn is_teacher(&self, person: &PersonKey) -> bool {
        self.roles.get(person) == Some(&Role::Owner)
    }

    /// Whether the person is a teacher, or the token the owner's.
    pub fn may_lead(&self, person: Option<&PersonKey>, owner: Option<&OwnerKey>) -> bool {
        let has_token = owner.is_some() && self.owner.as_ref() == owner;
        self.is_owned() && (has_token || person.is_some_and(|person| self.is_teacher(person)))
    }

    /// Whether a teacher has removed the person.
    pub fn is_removed(&self, person: &PersonKey) -> bool {
        self.roles.get(person) == Some(&Role::Out)
    }

    /// Whether the code lets this person in: it gives a role to persons who have none, while the door is open (SPEC J4).
    pub fn admits(&self, person: &PersonKey, code: &JoinCode) -> bool {
        self.code.as_ref() == Some(code) && self.settings.door == Door::Open && !self.roles.contains_key(person)
    }

    /// Whether the link lets new persons in.
    pub fn admits_strangers(&self) -> bool {
        let Settings { access, door, .. } = &self.settings;
        *access != Access::None && *door == Door::Open
    }

    /// Whether a person's cursor and laser are shown (SPEC V4).
    pub fn shows_cursor(&self, standing: Standing) -> bool {
        match standing.role {
            Role::Owner => true,
            Role::Editor => !self.settings.quiet,
            Role::Viewer | Role::Out => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: PersonKey = PersonKey([1; 32]);
    const BRUNO: PersonKey = PersonKey([2; 32]);

    // [R1] [R9] A person without a role of their own has the link's; behind a closed door strangers have none.
    #[test]
    fn the_link_gives_a_role() {
        let roles = HashMap::from([(ANNA, Role::Owner)]);
        let mut lesson = Lesson { roles, ..Lesson::default() };
        let mut given = |access, door| {
            (lesson.settings.access, lesson.settings.door) = (access, door);
            assert_eq!(lesson.role_of(&ANNA, true), Role::Owner);
            [lesson.role_of(&BRUNO, true), lesson.role_of(&BRUNO, false)]
        };
        assert_eq!(given(Access::Draw, Door::Open), [Role::Editor, Role::Editor]);
        assert_eq!(given(Access::Watch, Door::Open), [Role::Viewer, Role::Viewer]);
        assert_eq!(given(Access::None, Door::Open), [Role::Viewer, Role::Out]);
        assert_eq!(given(Access::Draw, Door::Locked), [Role::Editor, Role::Out]);
        lesson.roles.insert(BRUNO, Role::Out);
        assert_eq!((lesson.role_of(&BRUNO, true), lesson.is_removed(&BRUNO)), (Role::Out, true));
    }

    // [R8] In quiet only teachers point.
    #[test]
    fn quiet_leaves_the_teachers_cursor() {
        let mut lesson = Lesson::default();
        let shows = |lesson: &Lesson| Role::ALL.map(|role| lesson.shows_cursor(Standing { role, author: 1 }));
        assert_eq!(shows(&lesson), [true, true, false, false]);
        lesson.settings.quiet = true;
        assert_eq!(shows(&lesson), [true, false, false, false]);
    }
}
