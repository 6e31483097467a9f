//! Changes of a lesson (SPEC R6, R7): each is made whole or refused.

use std::collections::{BTreeMap, HashMap};

use super::ids::PersonKey;
use super::lesson::{Access, Door, Lesson, Mode, Role};
use super::limits::PENS;

/// New values of some settings and roles; missing ones stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "as in Settings")]
pub struct LessonSet {
    pub access: Option<Access>,
    pub door: Option<Door>,
    pub mode: Option<Mode>,
    pub pen: Option<Vec<u32>>,
    pub quiet: Option<bool>,
    /// Roles by author number; null for the link's.
    #[serde(default)]
    pub roles: BTreeMap<u32, Option<Role>>,
}

/// A change of the lesson that waits for the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonChange {
    /// The person has shown the owner's token and becomes a teacher.
    Enrol(PersonKey),
    /// New values of settings and roles.
    Set {
        /// The sender, if the request names one.
        by: Option<PersonKey>,
        /// Whether the request has the owner's token.
        has_token: bool,
        /// The values.
        set: LessonSet,
    },
}

/// Why a lesson is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefused {
    /// The sender is no teacher.
    #[error("only a teacher of this board may do this")]
    Role,
    /// Only the owner's token makes a teacher, or an editor of one.
    #[error("this needs the owner's token")]
    Token,
    /// A value that cannot be set.
    #[error("the pen is for at most {PENS} persons, and pen and roles name numbers of persons of this board")]
    Invalid,
}

impl Lesson {
    /// Makes a change, whole or not at all. `authors` are the author numbers of all persons. Returns the roles that it
    /// wrote, by author number.
    ///
    /// # Errors
    /// See [`ChangeRefused`].
    pub fn change(
        &mut self,
        change: &LessonChange,
        authors: &HashMap<PersonKey, u32>,
    ) -> Result<Vec<(u32, Option<Role>)>, ChangeRefused> {
        let roles = match change {
            LessonChange::Enrol(person) => {
                let author = authors.get(person).ok_or(ChangeRefused::Invalid)?;
                self.roles.insert(*person, Role::Owner);
                vec![(*author, Some(Role::Owner))]
            }
            LessonChange::Set { by, has_token, set } => {
                let is_teacher = by.is_some_and(|person| self.is_teacher(&person));
                if !self.is_owned() || !(is_teacher || *has_token) {
                    return Err(ChangeRefused::Role);
                }
                self.set(set, *has_token, authors)?
            }
        };
        self.stamp += 1;
        Ok(roles)
    }

    fn set(
        &mut self,
        set: &LessonSet,
        has_token: bool,
        authors: &HashMap<PersonKey, u32>,
    ) -> Result<Vec<(u32, Option<Role>)>, ChangeRefused> {
        // Author numbers are given in order, without gaps.
        let is_known = |author: &u32| (1..=authors.len() as u32).contains(author);
        let is_pen = |pen: &Vec<u32>| pen.len() <= PENS && pen.iter().all(is_known);
        if !set.pen.iter().all(is_pen) || !set.roles.keys().all(is_known) {
            return Err(ChangeRefused::Invalid);
        }
        let named: Vec<(PersonKey, u32, Option<Role>)> = if set.roles.is_empty() {
            Vec::new()
        } else {
            let role = |(person, author): (&PersonKey, &u32)| Some((*person, *author, *set.roles.get(author)?));
            authors.iter().filter_map(role).collect()
        };
        let is_teachers =
            |(person, _, role): &(PersonKey, u32, Option<Role>)| *role == Some(Role::Owner) || self.is_teacher(person);
        if !has_token && named.iter().any(is_teachers) {
            return Err(ChangeRefused::Token);
        }
        let LessonSet { access, door, mode, pen, quiet, .. } = set;
        let settings = &mut self.settings;
        settings.access = access.unwrap_or(settings.access);
        settings.door = door.unwrap_or(settings.door);
        settings.mode = mode.unwrap_or(settings.mode);
        settings.quiet = quiet.unwrap_or(settings.quiet);
        settings.pen = pen.clone().unwrap_or(std::mem::take(&mut settings.pen));
        for (person, _, role) in &named {
            match role {
                Some(role) => self.roles.insert(*person, *role),
                None => self.roles.remove(person),
            };
        }
        Ok(named.into_iter().map(|(_, author, role)| (author, role)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::OwnerKey;

    const ANNA: PersonKey = PersonKey([1; 32]);
    const BRUNO: PersonKey = PersonKey([2; 32]);

    fn lesson() -> (Lesson, HashMap<PersonKey, u32>) {
        let roles = HashMap::from([(ANNA, Role::Owner)]);
        (Lesson { owner: Some(OwnerKey([9; 32])), roles, ..Lesson::default() }, HashMap::from([(ANNA, 1), (BRUNO, 2)]))
    }

    fn set(by: PersonKey, json: &str) -> LessonChange {
        LessonChange::Set { by: Some(by), has_token: false, set: serde_json::from_str(json).unwrap() }
    }

    // [R6] [R9] A teacher writes roles and takes them back.
    #[test]
    fn roles_are_written() {
        let (mut lesson, authors) = lesson();
        for role in ["editor", "viewer", "out"] {
            let written = lesson.change(&set(ANNA, &format!(r#"{{"roles":{{"2":"{role}"}}}}"#)), &authors).unwrap();
            assert_eq!((written[0].0, lesson.role_of(&BRUNO, true).name()), (2, role));
        }
        let written = lesson.change(&set(ANNA, r#"{"roles":{"2":null},"door":"locked"}"#), &authors).unwrap();
        assert_eq!((written, lesson.role_of(&BRUNO, true), lesson.stamp), (vec![(2, None)], Role::Editor, 4));
        assert!(!lesson.admits_strangers());
    }

    // [R6] Only a teacher changes a lesson, only the token makes teachers, and a refused change changes nothing.
    #[test]
    fn a_change_needs_its_right() {
        let (mut lesson, authors) = lesson();
        let before = lesson.clone();
        let refused = [
            (set(BRUNO, r#"{"mode":"frozen"}"#), ChangeRefused::Role),
            (set(ANNA, r#"{"mode":"frozen","roles":{"2":"owner"}}"#), ChangeRefused::Token),
            (set(ANNA, r#"{"mode":"frozen","roles":{"1":"editor"}}"#), ChangeRefused::Token),
            (set(ANNA, r#"{"mode":"frozen","roles":{"3":"editor"}}"#), ChangeRefused::Invalid),
            (set(ANNA, r#"{"mode":"frozen","pen":[0]}"#), ChangeRefused::Invalid),
            (set(ANNA, r#"{"mode":"frozen","pen":[1,1,1,1,1,1,1,1,1]}"#), ChangeRefused::Invalid),
        ];
        for (change, why) in refused {
            assert_eq!(lesson.change(&change, &authors), Err(why), "{change:?}");
        }
        assert_eq!(lesson, before);
        let by_token = |json| LessonChange::Set { by: None, has_token: true, set: serde_json::from_str(json).unwrap() };
        lesson.change(&by_token(r#"{"roles":{"2":"owner"},"pen":[2]}"#), &authors).unwrap();
        assert_eq!((lesson.role_of(&BRUNO, true), &lesson.settings.pen), (Role::Owner, &vec![2]));
        let (mut ownerless, before) = (Lesson::default(), Lesson::default());
        assert_eq!(ownerless.change(&by_token(r#"{"mode":"frozen"}"#), &authors), Err(ChangeRefused::Role));
        assert_eq!(ownerless, before, "a board without owner never changes");
    }
}
