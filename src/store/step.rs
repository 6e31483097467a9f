//! A step: everything that was ordered at one time, on all boards, in one transaction (SPEC S4).

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::error::StoreError;
use super::ops::StoredOps;
use super::statements::{Failure, Statements};
use super::writer::Writer;
use super::{BoardRow, Store};
use crate::board::{Clearing, LoggedEdit, PersonKey, Tag, TagEntry};

/// What a row of the log takes besides its ops, as migration 2 counts it.
const ROW_BYTES: usize = 100;

const ONE_PLACE: &str = "SELECT id, head, at, first FROM board WHERE id IN (SELECT value FROM json_each(?))";
const PLACES: &str =
    "BEGIN IMMEDIATE; SELECT id, head, at, first FROM board WHERE id IN (SELECT value FROM json_each(?))";
// OR FAIL: a failure undoes the whole transaction anyway, so that SQLite need not be able to undo the statement alone.
const LOG: (&str, usize, &str) = (
    "INSERT OR FAIL INTO log (board, seq, author, tag, n, at, ops, packed) SELECT * FROM",
    8,
    "WHERE column1 IS NOT NULL",
);
const HEADS: (&str, usize, &str) = (
    "UPDATE board SET head = new.column2, at = new.column3, log_bytes = log_bytes + new.column4 FROM",
    4,
    "AS new WHERE board.id = new.column1",
);
const TAGS: (&str, usize, &str) = (
    "INSERT INTO tag (board, tag, person, last, decided) SELECT * FROM",
    5,
    "WHERE column1 IS NOT NULL ON CONFLICT (board, tag) DO UPDATE SET last = excluded.last, decided = excluded.decided",
);
const AUTHORS: (&str, usize, &str) =
    ("INSERT OR FAIL INTO author (board, author, person, name) SELECT * FROM", 4, "WHERE column1 IS NOT NULL");
const NAMES: (&str, usize, &str) = (
    "UPDATE author SET name = new.column3 FROM",
    3,
    "AS new WHERE author.board = new.column1 AND author.author = new.column2",
);
const CLEARINGS: (&str, usize, &str) =
    ("INSERT OR FAIL INTO clearing (board, seq, page, shapes) SELECT * FROM", 4, "WHERE column1 IS NOT NULL");
const BOARDS: (&str, usize, &str) =
    ("INSERT INTO board (key, created_at) SELECT * FROM", 2, "WHERE column1 IS NOT NULL ON CONFLICT (key) DO NOTHING");

/// Where a board's log is: a room that knows another place has missed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Seq of the last edit.
    pub head: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// Seq of the first edit that the log still holds.
    pub first: u64,
}

/// What one step adds to a board.
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
    /// Tags of which something was decided.
    pub tags: Vec<(Tag, TagEntry)>,
    /// Those of `edits` that cleared a page.
    pub clearings: Vec<Clearing>,
}

/// A board to be made.
pub struct NewBoard {
    /// Its id.
    pub key: String,
    /// Server time, ms.
    pub at: u64,
}

/// What became of a step whose transactions ended.
pub struct Stepped<T> {
    /// Of each new board.
    pub created: Vec<Result<(), StoreError>>,
    /// Of each board what was ordered; it is durable. `None` where nothing was to be written.
    pub boards: Vec<Result<Option<T>, StoreError>>,
}

/// A part of a step that is or is not written whole.
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

/// Why nothing of a transaction is written.
enum Unwritten {
    /// The connection is in no transaction and can go on.
    Undone(StoreError),
    /// What holds is not known before the board is read again, or the connection is of no use.
    Unknown(StoreError),
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.names.is_empty() && self.tags.is_empty()
    }
}

impl Store {
    /// One step: begins a transaction, tells `order` where the log of each of `boards` is (`None` for a board that is not there),
    /// writes what it gives back for each, and the new boards, and commits. When the units of a step cannot be written
    /// together they are written in smaller transactions, so that one board never stops the others (SPEC S4).
    ///
    /// # Errors
    /// When the transaction could not begin; `order` was not asked.
    pub async fn step<T: AsRef<Batch>>(
        &self,
        new: &[NewBoard],
        boards: &[BoardRow],
        order: impl FnOnce(&[Option<Place>]) -> Vec<Option<T>>,
    ) -> Result<Stepped<T>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = writer.take().await?;
        let places = match places(&mut connection, boards, PLACES).await.map_err(|error| writer.explain(error)) {
            // One row that cannot be read is no reason to keep the other boards waiting.
            Err(error) if error.is_of_one_board() => readable_places(&mut connection, boards).await,
            places => places?,
        };
        let ordered = order(&places);
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

    /// Makes a board; does nothing if it is there.
    ///
    /// # Errors
    /// When it cannot be stored.
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

/// Begins a transaction and reads the places of `boards`, in one trip.
async fn places(
    connection: &mut SqliteConnection,
    boards: &[BoardRow],
    query: &'static str,
) -> Result<Vec<Option<Place>>, sqlx::Error> {
    let ids: Vec<String> = boards.iter().map(|board| board.0.to_string()).collect();
    let rows: Vec<(i64, i64, i64, i64)> =
        sqlx::query_as(query).bind(format!("[{}]", ids.join(","))).fetch_all(connection).await?;
    let place = |(id, head, at, first): (i64, i64, i64, i64)| {
        (id, Place { head: head as u64, at: at as u64, first: first as u64 })
    };
    let found: HashMap<i64, Place> = rows.into_iter().map(place).collect();
    Ok(boards.iter().map(|board| found.get(&board.0).copied()).collect())
}

/// The same, one by one, in the transaction that has begun: `None` for a board whose row cannot be read.
async fn readable_places(connection: &mut SqliteConnection, boards: &[BoardRow]) -> Vec<Option<Place>> {
    let mut found = Vec::with_capacity(boards.len());
    for board in boards {
        let place = places(connection, std::slice::from_ref(board), ONE_PLACE).await.unwrap_or_else(|error| {
            tracing::error!(board.row = ?board, %error, "the row of a board cannot be read; the other boards go on");
            vec![None]
        });
        found.extend(place);
    }
    found
}

/// Writes units in the transaction that has begun, or else each half in one of its own, down to the unit that cannot be
/// written. Nothing else can have written in between: this is the only writer, and it holds the lock.
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
                writer.give_back(connection);
                writer.stored(part.iter().map(Unit::edits).sum());
                outcomes.extend(part.iter().map(|_| Ok(())));
            }
            Err(Unwritten::Undone(_)) if part.len() > 1 => {
                writer.give_back(connection);
                let (left, right) = part.split_at(part.len() / 2);
                parts.extend([right, left]);
            }
            Err(Unwritten::Undone(error)) => {
                writer.give_back(connection);
                outcomes.extend(part.first().map(|_| Err(error)));
            }
            Err(Unwritten::Unknown(error)) => {
                outcomes.extend(part.iter().skip(1).map(|_| Err(error.again())));
                outcomes.extend(part.first().map(|_| Err(error)));
            }
        }
    }
    outcomes
}

async fn begin_again(writer: &mut Writer) -> Result<SqliteConnection, StoreError> {
    let mut connection = writer.take().await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.map_err(|error| writer.explain(error))?;
    Ok(connection)
}

/// Writes units and commits, in one trip.
async fn write(writer: &Writer, connection: &mut SqliteConnection, units: &[Unit<'_>]) -> Result<(), Unwritten> {
    let statements = statements(units);
    let commit = statements.count() - 1;
    let Err(Failure { error, done }) = statements.run(connection).await else { return Ok(()) };
    let error = writer.explain(error);
    if done == commit || matches!(error, StoreError::Unsynced(_)) {
        return Err(Unwritten::Unknown(error));
    }
    // A full disk can have made SQLite give up the transaction by itself; then there is nothing to roll back.
    match sqlx::query("ROLLBACK").execute(connection).await {
        Ok(_) => Err(Unwritten::Undone(error)),
        Err(_) => Err(Unwritten::Unknown(error)),
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
    statements.rows(LOG, &log, |row, (board, seq, (edit, ops))| {
        let (text, packed) = ops.columns();
        row.push(*board).push(*seq as i64).push(i64::from(edit.author)).push(edit.tag.0 as i64);
        row.push(edit.n as i64).push(edit.at as i64).push(text.to_owned()).push(packed.map(<[u8]>::to_vec));
    });
    let heads: Vec<_> = boards().filter_map(|(board, batch)| Some((board, batch, batch.edits.last()?))).collect();
    statements.rows(HEADS, &heads, |row, (board, batch, (last, _))| {
        let bytes: usize = batch.edits.iter().map(|(_, ops)| ops.bytes() + ROW_BYTES).sum();
        let head = batch.first + batch.edits.len() as u64 - 1;
        row.push(*board).push(head as i64).push(last.at as i64).push(bytes as i64);
    });
    let tags: Vec<_> = boards().flat_map(|(board, batch)| batch.tags.iter().map(move |tag| (board, tag))).collect();
    statements.rows(TAGS, &tags, |row, (board, (tag, entry))| {
        let TagEntry { person, last, next, .. } = entry;
        row.push(*board).push(tag.0 as i64).push(person.0.to_vec()).push(*last as i64).push(*next as i64 - 1);
    });
    let authors: Vec<_> = boards().flat_map(|(board, batch)| batch.authors.iter().map(move |a| (board, a))).collect();
    statements.rare_rows(AUTHORS, &authors, |row, (board, (author, person, name))| {
        row.push(*board).push(i64::from(*author)).push(person.0.to_vec()).push(name.clone());
    });
    let names: Vec<_> = boards().flat_map(|(board, batch)| batch.names.iter().map(move |n| (board, n))).collect();
    statements.rare_rows(NAMES, &names, |row, (board, (author, name))| {
        row.push(*board).push(i64::from(*author)).push(name.clone());
    });
    let clearings: Vec<_> =
        boards().flat_map(|(board, batch)| batch.clearings.iter().map(move |c| (board, c))).collect();
    statements.rare_rows(CLEARINGS, &clearings, |row, (board, Clearing { seq, page, shapes })| {
        row.push(*board).push(*seq as i64).push(i64::from(*page)).push(*shapes as i64);
    });
    let new: Vec<_> =
        units.iter().filter_map(|unit| if let Unit::New(new) = unit { Some(*new) } else { None }).collect();
    statements.rare_rows(BOARDS, &new, |row, new| {
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

    fn place(head: u64) -> Option<Place> {
        Some(Place { head, at: head * 5, first: 1 })
    }

    // [S4] Boards and new boards share a transaction, and what cannot be written does not stop the others.
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
                let order = |places: &[Option<Place>]| {
                    assert_eq!(places, expected.map(place));
                    batches.into()
                };
                store.step(&new, rows, order).await.unwrap()
            }
        };
        let stepped = step(Vec::new(), [None, Some(batch(1)), Some(Batch::default())], [0, 0, 0]).await;
        assert!(matches!(stepped.boards[..], [Ok(None), Ok(Some(_)), Ok(Some(_))]));
        let new = || NewBoard { key: "d".to_owned(), at: 2 };
        // The same number of the same tag again, which is never written twice.
        let stepped = step(vec![new()], [Some(batch(1)), Some(batch(2)), Some(batch(1))], [0, 1, 0]).await;
        assert!(matches!(stepped.boards[..], [Ok(Some(_)), Err(_), Ok(Some(_))]), "{:?}", stepped.boards.len());
        assert!(stepped.created[0].is_ok() && store.has_board("d").await.unwrap());
        step(vec![new()], [None, None, None], [1, 1, 1]).await.created[0].as_ref().unwrap();
        let nowhere = |places: &[Option<Place>]| {
            assert_eq!(places, [None]);
            vec![None::<Batch>]
        };
        store.step(&[], &[BoardRow(99)], nowhere).await.unwrap();
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
