//! Steps: the ordered edits of all boards and new boards, in one transaction (SPEC S4).

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::error::StoreError;
use super::ops::StoredOps;
use super::statements::{Failure, RowStatement, Statements};
use super::writer::Writer;
use super::{BoardRow, Store};
use crate::board::{Clearing, LoggedEdit, PersonKey, Tag, TagEntry};

/// Bytes of a row of the log besides its ops, as migration 2 counts them.
const ROW_BYTES: usize = 100;

const EXTENTS: &str = "SELECT id, head, at, first FROM board WHERE id IN (SELECT value FROM json_each(?))";
const BEGIN_AND_EXTENTS: &str =
    "BEGIN IMMEDIATE; SELECT id, head, at, first FROM board WHERE id IN (SELECT value FROM json_each(?))";
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
const BOARDS: RowStatement = RowStatement {
    before: "INSERT INTO board (key, created_at) SELECT * FROM",
    columns: 2,
    after: "WHERE column1 IS NOT NULL ON CONFLICT (key) DO NOTHING",
};

/// Extent of a board's log. A room with another head has missed edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogExtent {
    /// Seq of the last edit.
    pub head: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// Seq of the first edit that is still in the log.
    pub first: u64,
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
}

/// A board to create.
pub struct NewBoard {
    /// Its id.
    pub key: String,
    /// Server time, ms.
    pub at: u64,
}

/// Outcome of a step.
pub struct Stepped<T> {
    /// Outcome of each new board.
    pub created: Vec<Result<(), StoreError>>,
    /// The batch of each board, which is durable; `None` if `order` returned none.
    pub boards: Vec<Result<Option<T>, StoreError>>,
}

/// A part of a step that is written as a whole or not at all.
enum Unit<'a> {
    Board(BoardRow, &'a Batch),
    New(&'a NewBoard),
}

impl Unit<'_> {
    fn edits(&self) -> usize {
        match self {
            Self::Board(_, batch) => batch.edits.len(),
            Self::New(_) => 0,
        }
    }
}

/// A failed transaction.
enum Failed {
    /// Rolled back; the connection can be used again.
    RolledBack(StoreError),
    /// The outcome is unknown until the boards are read again, or the connection is unusable.
    Unknown(StoreError),
}

impl Batch {
    /// Whether it has nothing to write.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.names.is_empty() && self.tags.is_empty()
    }
}

impl Store {
    /// Takes one step: begins a transaction, calls `order` with the log extent of each of `boards` (`None` for a missing
    /// board), writes the returned batches and the new boards, and commits. If the units of a step cannot be written
    /// together, writes them in smaller transactions, so that one board never stops the others (SPEC S4).
    ///
    /// # Errors
    /// When the transaction cannot begin; then `order` is not called.
    pub async fn step<T: AsRef<Batch>>(
        &self,
        new: &[NewBoard],
        boards: &[BoardRow],
        order: impl FnOnce(&[Option<LogExtent>]) -> Vec<Option<T>>,
    ) -> Result<Stepped<T>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = writer.take().await?;
        let read = extents(&mut connection, boards, BEGIN_AND_EXTENTS).await;
        let extents = match read.map_err(|error| writer.on_error(error)) {
            // One unreadable row must not stop the other boards.
            Err(error) if error.is_of_one_board() => readable_extents(&mut connection, boards).await,
            extents => extents?,
        };
        let ordered = order(&extents);
        let batches = boards.iter().zip(&ordered).map(|(board, batch)| (*board, batch.as_ref().map(AsRef::as_ref)));
        let mut units: Vec<Unit<'_>> = new.iter().map(Unit::New).collect();
        units.extend(batches.filter_map(|(board, batch)| Some(Unit::Board(board, batch.filter(|b| !b.is_empty())?))));
        let mut outcomes = write_all(&mut writer, connection, &units).await.into_iter();
        drop(units);
        let created = outcomes.by_ref().take(new.len()).collect();
        let mut outcome = |batch: T| match batch.as_ref().is_empty() {
            true => Ok(Some(batch)),
            false => outcomes.next().unwrap_or(Ok(())).map(|()| Some(batch)),
        };
        let boards = ordered.into_iter().map(|batch| batch.map_or(Ok(None), &mut outcome)).collect();
        Ok(Stepped { created, boards })
    }

    /// Creates a board, unless it exists.
    pub async fn create_board(&self, key: &str, now: u64) -> Result<(), StoreError> {
        let new = NewBoard { key: key.to_owned(), at: now };
        let stepped = self.step(&[new], &[], |_| Vec::<Option<Batch>>::new()).await?;
        stepped.created.into_iter().collect()
    }
}

impl AsRef<Self> for Batch {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// Reads the log extents of `boards`, in one trip.
async fn extents(
    connection: &mut SqliteConnection,
    boards: &[BoardRow],
    query: &'static str,
) -> Result<Vec<Option<LogExtent>>, sqlx::Error> {
    let ids: Vec<String> = boards.iter().map(|board| board.0.to_string()).collect();
    let rows: Vec<(i64, i64, i64, i64)> =
        sqlx::query_as(query).bind(format!("[{}]", ids.join(","))).fetch_all(connection).await?;
    let extent = |(id, head, at, first): (i64, i64, i64, i64)| {
        (id, LogExtent { head: head as u64, at: at as u64, first: first as u64 })
    };
    let found: HashMap<i64, LogExtent> = rows.into_iter().map(extent).collect();
    Ok(boards.iter().map(|board| found.get(&board.0).copied()).collect())
}

/// Reads the log extents one by one in the begun transaction: `None` for a board whose row cannot be read.
async fn readable_extents(connection: &mut SqliteConnection, boards: &[BoardRow]) -> Vec<Option<LogExtent>> {
    let mut found = Vec::with_capacity(boards.len());
    for board in boards {
        let extent = extents(connection, std::slice::from_ref(board), EXTENTS).await.unwrap_or_else(|error| {
            tracing::error!(board.row = ?board, %error, "the row of a board cannot be read; the other boards still work");
            vec![None]
        });
        found.extend(extent);
    }
    found
}

/// Writes the units in the begun transaction. If that fails, writes each half in a transaction of its own, down to the
/// unit that cannot be written. Nothing else writes in between, because the caller has locked the only writer.
async fn write_all(
    writer: &mut Writer,
    connection: SqliteConnection,
    units: &[Unit<'_>],
) -> Vec<Result<(), StoreError>> {
    let mut begun = Some(connection);
    let mut outcomes = Vec::with_capacity(units.len());
    let mut parts = vec![units];
    while let Some(part) = parts.pop() {
        let mut connection = match begun.take() {
            Some(connection) => connection,
            None => match begin_again(writer).await {
                Ok(connection) => connection,
                Err(error) => {
                    outcomes.extend(part.iter().map(|_| Err(error.again())));
                    continue;
                }
            },
        };
        match write(writer, &mut connection, part).await {
            Ok(()) => {
                writer.put_back(connection);
                writer.count_stored(part.iter().map(Unit::edits).sum());
                outcomes.extend(part.iter().map(|_| Ok(())));
            }
            Err(Failed::RolledBack(_)) if part.len() > 1 => {
                writer.put_back(connection);
                let (left, right) = part.split_at(part.len() / 2);
                parts.extend([right, left]);
            }
            Err(Failed::RolledBack(error)) => {
                writer.put_back(connection);
                outcomes.extend(part.first().map(|_| Err(error)));
            }
            Err(Failed::Unknown(error)) => {
                outcomes.extend(part.iter().skip(1).map(|_| Err(error.again())));
                outcomes.extend(part.first().map(|_| Err(error)));
            }
        }
    }
    outcomes
}

async fn begin_again(writer: &mut Writer) -> Result<SqliteConnection, StoreError> {
    let mut connection = writer.take().await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.map_err(|error| writer.on_error(error))?;
    Ok(connection)
}

/// Writes the units and commits, in one trip.
async fn write(writer: &Writer, connection: &mut SqliteConnection, units: &[Unit<'_>]) -> Result<(), Failed> {
    let statements = statements(units);
    let commit = statements.count() - 1;
    let Err(Failure { error, done }) = statements.run(connection).await else { return Ok(()) };
    let error = writer.on_error(error);
    if done == commit || matches!(error, StoreError::Unsynced(_)) {
        return Err(Failed::Unknown(error));
    }
    // On a full disk SQLite may have rolled the transaction back itself; then ROLLBACK fails.
    match sqlx::query("ROLLBACK").execute(connection).await {
        Ok(_) => Err(Failed::RolledBack(error)),
        Err(_) => Err(Failed::Unknown(error)),
    }
}

fn statements(units: &[Unit<'_>]) -> Statements {
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
    let new: Vec<_> =
        units.iter().filter_map(|unit| if let Unit::New(new) = unit { Some(*new) } else { None }).collect();
    statements.rare_rows(&BOARDS, &new, |row, new| {
        row.push(new.key.clone()).push(new.at as i64);
    });
    statements.push("COMMIT");
    statements
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const EDIT: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":5,"ops":[]}"#;

    fn batch(first: u64) -> Batch {
        let edit = (serde_json::from_str(EDIT).unwrap(), "[]".to_owned().into());
        Batch { first, edits: vec![edit], ..Batch::default() }
    }

    fn extent(head: u64) -> Option<LogExtent> {
        Some(LogExtent { head, at: head * 5, first: 1 })
    }

    // [S4] Boards and new boards share a transaction, and one that cannot be written does not stop the others.
    #[tokio::test]
    async fn boards_that_can_be_written_are() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        let mut rows = Vec::new();
        for key in ["a", "b", "c"] {
            store.create_board(key, 1).await.unwrap();
            rows.push(store.board(key).await.unwrap().row);
        }
        let step = |new: Vec<NewBoard>, batches: [Option<Batch>; 3], expected: [u64; 3]| {
            let (store, rows) = (&store, &rows);
            async move {
                let order = |extents: &[Option<LogExtent>]| {
                    assert_eq!(extents, expected.map(extent));
                    batches.into()
                };
                store.step(&new, rows, order).await.unwrap()
            }
        };
        let stepped = step(Vec::new(), [None, Some(batch(1)), Some(Batch::default())], [0, 0, 0]).await;
        assert!(matches!(stepped.boards[..], [Ok(None), Ok(Some(_)), Ok(Some(_))]));
        let new = || NewBoard { key: "d".to_owned(), at: 2 };
        // The third board repeats a number of a tag, which is never written twice; the second fails.
        let stepped = step(vec![new()], [Some(batch(1)), Some(batch(2)), Some(batch(1))], [0, 1, 0]).await;
        assert!(matches!(stepped.boards[..], [Ok(Some(_)), Err(_), Ok(Some(_))]), "{:?}", stepped.boards.len());
        assert!(stepped.created[0].is_ok() && store.has_board("d").await.unwrap());
        step(vec![new()], [None, None, None], [1, 1, 1]).await.created[0].as_ref().unwrap();
        let missing = |extents: &[Option<LogExtent>]| {
            assert_eq!(extents, [None]);
            vec![None::<Batch>]
        };
        store.step(&[], &[BoardRow(99)], missing).await.unwrap();
    }

    // [S4] A step of hundreds of edits is one transaction too.
    #[tokio::test]
    async fn a_step_may_be_large() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("a", 1).await.unwrap();
        let row = store.board("a").await.unwrap().row;
        let edit = |n: u64| {
            let mut edit: LoggedEdit = serde_json::from_str(EDIT).unwrap();
            edit.n = n;
            (edit, format!(r#"[{{"op":"board","name":"{}"}}]"#, "x".repeat(n as usize * 100)).into())
        };
        let large = Batch { first: 1, edits: (1..=300).map(edit).collect(), ..Batch::default() };
        let stepped = store.step(&[], &[row], |_| vec![Some(large)]).await.unwrap();
        assert!(stepped.boards[0].is_ok());
        let read = store.log(row, 0, usize::MAX).await.unwrap();
        assert_eq!(read.len(), 300);
        assert!(read.iter().all(|(seq, edit, ops)| *seq == edit.n && ops.len() == *seq as usize * 100 + 26));
        assert!(store.history_bytes(row).await.unwrap() < read.iter().map(|(_, _, ops)| ops.len() as u64).sum());
    }
}
