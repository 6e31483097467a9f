//! Changes of a lesson (SPEC R6, R7): each is made whole or refused.

use std::collections::{BTreeMap, HashMap};

use super::ids::{OwnerKey, PersonKey};
use super::join_code::JoinCode;
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
    /// Names by author number; null for the person's own.
    #[serde(default)]
    pub names: BTreeMap<u32, Option<String>>,
}

/// A change of the lesson that waits for the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonChange {
    /// The person has shown a token. With the owner's they become a teacher.
    Enrol(PersonKey, OwnerKey),
    /// The person has shown the code, and becomes an editor.
    EnrolByCode(PersonKey, JoinCode),
    /// Opens the lesson to a code, unless one is open, or closes it.
    Code {
        /// The sender, if the request names one.
        by: Option<PersonKey>,
        /// Whether the request has the owner's token.
        has_token: bool,
        /// A new code; `None` closes.
        code: Option<JoinCode>,
    },
    /// Closes the code, because nobody was there for a long time.
    Expire,
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

/// A role as a change wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenRole {
    /// Author number of the person.
    pub author: u32,
    /// The role; `None` for the link's.
    pub role: Option<Role>,
    /// Whether it came by the code.
    pub by_code: bool,
}

/// Why a lesson is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefused {
    /// The sender is no teacher.
    #[error("only a teacher of this board may do this")]
    Role,
    /// A code that lets nobody in any more.
    #[error("this code does not open the board")]
    Code,
    /// Only the owner's token makes a teacher, or an editor of one.
    #[error("this needs the owner's token")]
    Token,
    /// A value that cannot be set.
    #[error("the pen is for at most {PENS} persons, and pen, roles and names name numbers of persons of this board")]
    Invalid,
}

impl Lesson {
    /// Makes a change, whole or not at all. `authors` are the author numbers of all persons. Returns the roles that it
    /// wrote.
    ///
    /// # Errors
    /// See [`ChangeRefused`].
    pub fn change(
        &mut self,
        change: &LessonChange,
        authors: &HashMap<PersonKey, u32>,
    ) -> Result<Vec<WrittenRole>, ChangeRefused> {
        let author_of = |person| authors.get(person).copied().ok_or(ChangeRefused::Invalid);
        let roles = match change {
            LessonChange::Enrol(person, owner) => {
                if self.owner.as_ref() != Some(owner) {
                    return Err(ChangeRefused::Token);
                }
                let author = author_of(person)?;
                self.by_code.remove(person);
                self.roles.insert(*person, Role::Owner);
                vec![WrittenRole { author, role: Some(Role::Owner), by_code: false }]
            }
            LessonChange::EnrolByCode(person, code) => {
                let author = author_of(person)?;
                if !self.admits(person, code) {
                    return Err(ChangeRefused::Code);
                }
                self.by_code.insert(*person);
                self.roles.insert(*person, Role::Editor);
                vec![WrittenRole { author, role: Some(Role::Editor), by_code: true }]
            }
            LessonChange::Code { by, has_token, code } => {
                self.require_teacher(by.as_ref(), *has_token)?;
                match code {
                    Some(code) => {
                        self.code.get_or_insert(*code);
                        Vec::new()
                    }
                    None => self.close_code(authors),
                }
            }
            LessonChange::Expire => self.close_code(authors),
            LessonChange::Set { by, has_token, set } => {
                self.require_teacher(by.as_ref(), *has_token)?;
                self.set(set, *has_token, authors)?
            }
        };
        self.stamp += 1;
        Ok(roles)
    }

    fn require_teacher(&self, by: Option<&PersonKey>, has_token: bool) -> Result<(), ChangeRefused> {
        let is_teacher = by.is_some_and(|person| self.is_teacher(person));
        if self.is_owned() && (is_teacher || has_token) { Ok(()) } else { Err(ChangeRefused::Role) }
    }

    /// Closes the code and takes back the roles that came by it.
    fn close_code(&mut self, authors: &HashMap<PersonKey, u32>) -> Vec<WrittenRole> {
        self.code = None;
        let given: Vec<PersonKey> = self.by_code.drain().collect();
        self.roles.retain(|person, _| !given.contains(person));
        let back = |person| Some(WrittenRole { author: *authors.get(person)?, role: None, by_code: false });
        given.iter().filter_map(back).collect()
    }

    fn set(
        &mut self,
        set: &LessonSet,
        has_token: bool,
        authors: &HashMap<PersonKey, u32>,
    ) -> Result<Vec<WrittenRole>, ChangeRefused> {
        // Author numbers are given in order, without gaps.
        let is_known = |author: &u32| (1..=authors.len() as u32).contains(author);
        let is_pen = |pen: &Vec<u32>| pen.len() <= PENS && pen.iter().all(is_known);
        if !set.pen.iter().all(is_pen) || !set.roles.keys().chain(set.names.keys()).all(is_known) {
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
            self.by_code.remove(person);
            match role {
                Some(role) => self.roles.insert(*person, *role),
                None => self.roles.remove(person),
            };
        }
        for (author, name) in &set.names {
            match name {
                Some(name) => self.called.insert(*author, name.clone()),
                None => self.called.remove(author),
            };
        }
        let written = |(_, author, role)| WrittenRole { author, role, by_code: false };
        Ok(named.into_iter().map(written).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!((written[0].author, lesson.role_of(&BRUNO, true).name()), (2, role));
        }
        let written = lesson.change(&set(ANNA, r#"{"roles":{"2":null},"door":"locked"}"#), &authors).unwrap();
        let back = vec![WrittenRole { author: 2, role: None, by_code: false }];
        assert_eq!((written, lesson.role_of(&BRUNO, true), lesson.stamp), (back, Role::Editor, 4));
        assert!(!lesson.admits_strangers());
    }

    // [J4] [J6] A code gives a role to who has none, while the door is open; a role set by hand stays when it closes.
    #[test]
    fn a_code_gives_a_role_until_it_closes() {
        let (mut lesson, mut authors) = lesson();
        let [carla, dora] = [PersonKey([3; 32]), PersonKey([4; 32])];
        authors.extend([(carla, 3), (dora, 4)]);
        let [code, other] = [1, 2].map(JoinCode::of_random);
        let open = |code| LessonChange::Code { by: Some(ANNA), has_token: false, code };
        lesson.change(&open(Some(code)), &authors).unwrap();
        lesson.change(&open(Some(other)), &authors).unwrap();
        assert_eq!(lesson.code, Some(code), "an open code stays");
        lesson.change(&set(ANNA, r#"{"access":"none","roles":{"2":"out"}}"#), &authors).unwrap();
        let enrol = |person| LessonChange::EnrolByCode(person, code);
        for person in [carla, dora] {
            lesson.change(&enrol(person), &authors).unwrap();
        }
        assert_eq!(lesson.change(&enrol(BRUNO), &authors), Err(ChangeRefused::Code), "who is out stays out");
        assert_eq!(lesson.change(&enrol(ANNA), &authors), Err(ChangeRefused::Code), "a teacher stays one");
        lesson.change(&set(ANNA, r#"{"roles":{"4":"editor"}}"#), &authors).unwrap();
        let written = lesson.change(&open(None), &authors).unwrap();
        assert_eq!(written, [WrittenRole { author: 3, role: None, by_code: false }]);
        assert_eq!([carla, dora].map(|person| lesson.role_of(&person, true)), [Role::Viewer, Role::Editor]);
        assert_eq!(lesson.change(&enrol(carla), &authors), Err(ChangeRefused::Code), "a closed code lets nobody in");
        lesson.change(&open(Some(other)), &authors).unwrap();
        lesson.change(&set(ANNA, r#"{"door":"locked"}"#), &authors).unwrap();
        assert_eq!(lesson.change(&LessonChange::EnrolByCode(carla, other), &authors), Err(ChangeRefused::Code));
        let by_pupil = LessonChange::Code { by: Some(dora), has_token: false, code: None };
        assert_eq!(lesson.change(&by_pupil, &authors), Err(ChangeRefused::Role));
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
