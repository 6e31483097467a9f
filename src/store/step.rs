//! Steps: the ordered edits of all boards and new boards, in one transaction (SPEC S4).

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::batch::{Batch, NewBoard, Unit, statements};
use super::error::StoreError;
use super::statements::Failure;
use super::writer::Writer;
use super::{BoardRow, Store};

const EXTENTS: &str = "SELECT id, head, at, first, stamp FROM board LEFT JOIN lesson ON lesson.board = id WHERE id IN (SELECT value FROM json_each(?))";
const BEGIN_AND_EXTENTS: &str = "BEGIN IMMEDIATE; SELECT id, head, at, first, stamp FROM board LEFT JOIN lesson ON lesson.board = id WHERE id IN (SELECT value FROM json_each(?))";
/// Extent of a board's log, and the stamp of its lesson. A room with another head has missed edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogExtent {
    /// Seq of the last edit.
    pub head: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// Seq of the first edit that is still in the log.
    pub first: u64,
    /// Stamp of the lesson; 0 for a board without owner.
    pub stamp: u64,
}

/// Outcome of a step.
pub struct Stepped<T> {
    /// Outcome of each new board.
    pub created: Vec<Result<(), StoreError>>,
    /// The batch of each board, which is durable; `None` if `order` returned none.
    pub boards: Vec<Result<Option<T>, StoreError>>,
}

/// A failed transaction.
enum Failed {
    /// Rolled back; the connection can be used again.
    RolledBack(StoreError),
    /// The outcome is unknown until the boards are read again, or the connection is unusable.
    Unknown(StoreError),
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
        let new = NewBoard { key: key.to_owned(), at: now, owner: None };
        let stepped = self.step(&[new], &[], |_| Vec::<Option<Batch>>::new()).await?;
        stepped.created.into_iter().collect()
    }
}

/// Reads the log extents of `boards`, in one trip.
async fn extents(
    connection: &mut SqliteConnection,
    boards: &[BoardRow],
    query: &'static str,
) -> Result<Vec<Option<LogExtent>>, sqlx::Error> {
    let ids: Vec<String> = boards.iter().map(|board| board.0.to_string()).collect();
    let rows: Vec<(i64, i64, i64, i64, Option<i64>)> =
        sqlx::query_as(query).bind(format!("[{}]", ids.join(","))).fetch_all(connection).await?;
    let extent = |(id, head, at, first, stamp): (i64, i64, i64, i64, Option<i64>)| {
        let stamp = stamp.unwrap_or(0) as u64;
        (id, LogExtent { head: head as u64, at: at as u64, first: first as u64, stamp })
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::board::LoggedEdit;

    const EDIT: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":5,"ops":[]}"#;

    fn batch(first: u64) -> Batch {
        let edit = (serde_json::from_str(EDIT).unwrap(), "[]".to_owned().into());
        Batch { first, edits: vec![edit], ..Batch::default() }
    }

    fn extent(head: u64) -> Option<LogExtent> {
        Some(LogExtent { head, at: head * 5, first: 1, stamp: 0 })
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
        let new = || NewBoard { key: "d".to_owned(), at: 2, owner: None };
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
