//! Messages about a lesson (SPEC R4).

use serde::Serialize;

use crate::board::{Access, Door, Lesson, Mode, Role, Settings};

/// The settings of an owned board, to everybody (SPEC R4). Also the answer to a request that changes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC R4")]
pub struct LessonState {
    pub stamp: u64,
    pub access: Access,
    pub door: Door,
    pub mode: Mode,
    pub pen: Vec<u32>,
    pub quiet: bool,
    /// Whether a code is open.
    pub code: bool,
}

impl LessonState {
    /// The public settings of a lesson.
    pub fn of(lesson: &Lesson) -> Self {
        let Settings { access, door, mode, pen, quiet } = lesson.settings.clone();
        Self { stamp: lesson.stamp, access, door, mode, pen, quiet, code: lesson.code.is_some() }
    }
}

/// The receiver's own role and author number, when one of them changes (SPEC R4).
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC R4")]
pub struct You {
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<u32>,
    /// Name by which a teacher calls the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A person in the list of people (SPEC R12).
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC R12")]
pub struct RosterEntry {
    pub author: u32,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    pub role: Role,
    #[serde(rename = "given")]
    pub is_given: bool,
    #[serde(rename = "code")]
    pub by_code: bool,
    pub here: usize,
    pub drew: bool,
}

/// A part of the list of people (SPEC R12).
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC R12")]
pub struct PeoplePage {
    pub people: Vec<RosterEntry>,
    pub count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}
