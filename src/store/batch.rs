//! Rows of one step: edits of boards, new boards, and the statements that write them.

use super::BoardRow;
use super::ops::StoredOps;
use super::statements::{RowStatement, Statements};
use crate::board::{
    Clearing, JoinCode, LoggedEdit, OwnerKey, PersonKey, Role, Settings, ShapeId, Tag, TagEntry, WrittenRole,
};

/// Bytes of a row of the log besides its ops, as migration 2 counts them.
const ROW_BYTES: usize = 100;

// OR FAIL: a failure rolls the whole transaction back anyway, so SQLite need not be able to undo the statement alone.
const LOG: RowStatement = RowStatement {
    before: "INSERT OR FAIL INTO log (board, seq, author, tag, n, at, ops, packed) SELECT * FROM",
    columns: 8,
    after: "WHERE column1 IS NOT NULL",
};
const HEADS: RowStatement = RowStatement {
    before: "UPDATE board SET head = new.column2, at = new.column3, log_bytes = log_bytes + new.column4 FROM",
    columns: 4,
    after: "AS new WHERE board.id = new.column1",
};
const TAGS: RowStatement = RowStatement {
    before: "INSERT INTO tag (board, tag, person, last, decided) SELECT * FROM",
    columns: 5,
    after: "WHERE column1 IS NOT NULL ON CONFLICT (board, tag) DO UPDATE SET last = excluded.last, decided = excluded.decided",
};
const AUTHORS: RowStatement = RowStatement {
    before: "INSERT OR FAIL INTO author (board, author, person, name) SELECT * FROM",
    columns: 4,
    after: "WHERE column1 IS NOT NULL",
};
const NAMES: RowStatement = RowStatement {
    before: "UPDATE author SET name = new.column3 FROM",
    columns: 3,
    after: "AS new WHERE author.board = new.column1 AND author.author = new.column2",
};
const CLEARINGS: RowStatement = RowStatement {
    before: "INSERT OR FAIL INTO clearing (board, seq, page, shapes) SELECT * FROM",
    columns: 4,
    after: "WHERE column1 IS NOT NULL",
};
const IMAGES: RowStatement = RowStatement {
    before: "UPDATE image SET seq = new.column4, unused = NULL FROM",
    columns: 4,
    after: "AS new WHERE image.board = new.column1 AND image.tag = new.column2 AND image.n = new.column3",
};
const BOARDS: RowStatement = RowStatement {
    before: "INSERT INTO board (key, created_at) SELECT * FROM",
    columns: 2,
    after: "WHERE column1 IS NOT NULL ON CONFLICT (key) DO NOTHING",
};

const OWNERS: RowStatement = RowStatement {
    before: "INSERT INTO lesson (board, owner) SELECT board.id, new.column2 FROM",
    columns: 2,
    after: "AS new JOIN board ON board.key = new.column1 WHERE true ON CONFLICT (board) DO NOTHING",
};
const LESSONS: RowStatement = RowStatement {
    before: "UPDATE lesson SET stamp = new.column2, settings = new.column3 FROM",
    columns: 3,
    after: "AS new WHERE lesson.board = new.column1",
};
const ROLES: RowStatement = RowStatement {
    before: "UPDATE author SET role = new.column3, by_code = new.column4 FROM",
    columns: 4,
    after: "AS new WHERE author.board = new.column1 AND author.author = new.column2",
};

const CALLED: RowStatement = RowStatement {
    before: "UPDATE author SET called = new.column3 FROM",
    columns: 3,
    after: "AS new WHERE author.board = new.column1 AND author.author = new.column2",
};
const CLOSED_CODES: RowStatement =
    RowStatement { before: "DELETE FROM code WHERE board IN (SELECT column1 FROM", columns: 1, after: ")" };
const CODES: RowStatement = RowStatement {
    before: "INSERT OR FAIL INTO code (board, code, opened_at, used_at) SELECT * FROM",
    columns: 4,
    after: "WHERE column1 IS NOT NULL",
};

/// The row of a changed lesson, with the roles that changed.
#[derive(Debug, Default)]
pub struct LessonRow {
    /// Counts the changes.
    pub stamp: u64,
    /// The settings for everybody.
    pub settings: Settings,
    /// The roles that changed.
    pub roles: Vec<WrittenRole>,
    /// Names by which teachers call persons, by author number, that changed.
    pub called: Vec<(u32, Option<String>)>,
    /// The code, if it changed: with the time, ms, or closed.
    pub code: Option<Option<(JoinCode, u64)>>,
}

/// Rows that one step adds to a board.
#[derive(Debug, Default)]
pub struct Batch {
    /// Seq of the first edit.
    pub first: u64,
    /// Edits with their ops.
    pub edits: Vec<(LoggedEdit, StoredOps)>,
    /// New authors: number, person, name.
    pub authors: Vec<(u32, PersonKey, String)>,
    /// Names that changed.
    pub names: Vec<(u32, String)>,
    /// Tags whose entries changed.
    pub tags: Vec<(Tag, TagEntry)>,
    /// Those of `edits` that cleared a page.
    pub clearings: Vec<Clearing>,
    /// The lesson, if it changed.
    pub lesson: Option<LessonRow>,
    /// Pictures that `edits` put on the board, each with the seq of its edit.
    pub images: Vec<(ShapeId, u64)>,
}

/// A board to create.
pub struct NewBoard {
    /// Its id.
    pub key: String,
    /// Server time, ms.
    pub at: u64,
    /// Hash of its owner's token; `None` for a board that is nobody's.
    pub owner: Option<OwnerKey>,
}

/// A part of a step that is written as a whole or not at all.
pub(super) enum Unit<'a> {
    Board(BoardRow, &'a Batch),
    New(&'a NewBoard),
}

impl Unit<'_> {
    pub(super) fn edits(&self) -> usize {
        match self {
            Self::Board(_, batch) => batch.edits.len(),
            Self::New(_) => 0,
        }
    }
}

impl Batch {
    /// Whether it has nothing to write.
    pub fn is_empty(&self) -> bool {
        let Self { edits, authors, names, tags, lesson, .. } = self;
        edits.is_empty() && authors.is_empty() && names.is_empty() && tags.is_empty() && lesson.is_none()
    }
}

impl AsRef<Self> for Batch {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// Writes changed lessons. Their roles follow the rows of new authors.
fn lesson_statements<'a>(statements: &mut Statements, lessons: impl Iterator<Item = (i64, &'a LessonRow)>) {
    let lessons: Vec<_> = lessons.collect();
    statements.rare_rows(&LESSONS, &lessons, |row, (board, lesson)| {
        let settings = serde_json::to_string(&lesson.settings).expect("settings have only string keys");
        row.push(*board).push(lesson.stamp as i64).push(settings);
    });
    let roles: Vec<_> =
        lessons.iter().flat_map(|(board, lesson)| lesson.roles.iter().map(move |role| (board, role))).collect();
    statements.rare_rows(&ROLES, &roles, |row, (board, WrittenRole { author, role, by_code })| {
        row.push(**board).push(i64::from(*author)).push(role.map(Role::name)).push(*by_code);
    });
    let called: Vec<_> =
        lessons.iter().flat_map(|(board, lesson)| lesson.called.iter().map(move |called| (board, called))).collect();
    statements.rare_rows(&CALLED, &called, |row, (board, (author, name))| {
        row.push(**board).push(i64::from(*author)).push(name.clone());
    });
    let codes = |(board, lesson): &(i64, &'a LessonRow)| lesson.code.map(|code| (*board, code));
    let codes: Vec<(i64, Option<(JoinCode, u64)>)> = lessons.iter().filter_map(codes).collect();
    statements.rare_rows(&CLOSED_CODES, &codes, |row, (board, _)| {
        row.push(*board);
    });
    let open: Vec<_> = codes.iter().filter_map(|(board, code)| Some((board, code.as_ref()?))).collect();
    statements.rare_rows(&CODES, &open, |row, (board, (code, at))| {
        row.push(**board).push(code.to_string()).push(*at as i64).push(*at as i64);
    });
}

/// Writes the units and commits.
pub(super) fn statements(units: &[Unit<'_>]) -> Statements {
    let mut statements = Statements::default();
    let boards = || {
        units.iter().filter_map(|unit| match unit {
            Unit::Board(board, batch) => Some((board.0, *batch)),
            Unit::New(_) => None,
        })
    };
    let log: Vec<_> = boards()
        .flat_map(|(board, batch)| (batch.first..).zip(&batch.edits).map(move |(seq, edit)| (board, seq, edit)))
        .collect();
    statements.rows(&LOG, &log, |row, (board, seq, (edit, ops))| {
        let (text, packed) = ops.columns();
        row.push(*board).push(*seq as i64).push(i64::from(edit.author)).push(edit.tag.0 as i64);
        row.push(edit.n as i64).push(edit.at as i64).push(text.to_owned()).push(packed.map(<[u8]>::to_vec));
    });
    let heads: Vec<_> = boards().filter_map(|(board, batch)| Some((board, batch, batch.edits.last()?))).collect();
    statements.rows(&HEADS, &heads, |row, (board, batch, (last, _))| {
        let bytes: usize = batch.edits.iter().map(|(_, ops)| ops.bytes() + ROW_BYTES).sum();
        let head = batch.first + batch.edits.len() as u64 - 1;
        row.push(*board).push(head as i64).push(last.at as i64).push(bytes as i64);
    });
    let tags: Vec<_> = boards().flat_map(|(board, batch)| batch.tags.iter().map(move |tag| (board, tag))).collect();
    statements.rows(&TAGS, &tags, |row, (board, (tag, entry))| {
        let TagEntry { person, last, next, .. } = entry;
        row.push(*board).push(tag.0 as i64).push(person.0.to_vec()).push(*last as i64).push(*next as i64 - 1);
    });
    let authors: Vec<_> = boards().flat_map(|(board, batch)| batch.authors.iter().map(move |a| (board, a))).collect();
    statements.rare_rows(&AUTHORS, &authors, |row, (board, (author, person, name))| {
        row.push(*board).push(i64::from(*author)).push(person.0.to_vec()).push(name.clone());
    });
    let names: Vec<_> = boards().flat_map(|(board, batch)| batch.names.iter().map(move |n| (board, n))).collect();
    statements.rare_rows(&NAMES, &names, |row, (board, (author, name))| {
        row.push(*board).push(i64::from(*author)).push(name.clone());
    });
    let clearings: Vec<_> =
        boards().flat_map(|(board, batch)| batch.clearings.iter().map(move |c| (board, c))).collect();
    statements.rare_rows(&CLEARINGS, &clearings, |row, (board, Clearing { seq, page, shapes })| {
        row.push(*board).push(*seq as i64).push(i64::from(*page)).push(*shapes as i64);
    });
    let images: Vec<_> = boards().flat_map(|(board, batch)| batch.images.iter().map(move |i| (board, i))).collect();
    statements.rare_rows(&IMAGES, &images, |row, (board, (image, seq))| {
        row.push(*board).push(image.tag.0 as i64).push(image.n as i64).push(*seq as i64);
    });
    lesson_statements(&mut statements, boards().filter_map(|(board, batch)| Some((board, batch.lesson.as_ref()?))));
    let new: Vec<_> =
        units.iter().filter_map(|unit| if let Unit::New(new) = unit { Some(*new) } else { None }).collect();
    statements.rare_rows(&BOARDS, &new, |row, new| {
        row.push(new.key.clone()).push(new.at as i64);
    });
    let owned: Vec<_> = new.iter().filter_map(|new| Some((&new.key, new.owner?))).collect();
    statements.rare_rows(&OWNERS, &owned, |row, (key, owner)| {
        row.push((*key).clone()).push(owner.0.to_vec());
    });
    statements.push("COMMIT");
    statements
}
