//! Writing: one transaction for everything that was ordered in one step (SPEC S4).

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::{MutexGuard, Notify};

use super::error::StoreError;
use super::{BoardRow, Store};
use crate::board::{LoggedEdit, PersonKey, Tag};

/// Rows of one statement; each costs a trip to the connection's thread, so not one by one.
const ROWS: usize = 64;
/// What a row of the log takes besides its ops, as migration 2 counts it.
const ROW_BYTES: usize = 100;

/// The one connection that writes. After a failure it is dropped and opened anew, because a failed
/// COMMIT may leave it inside a transaction.
pub struct Writer {
    options: SqliteConnectOptions,
    connection: Option<SqliteConnection>,
    /// Told when the disk did not keep what was written.
    lost: Arc<Notify>,
}

/// What one ordering step adds to a board.
#[derive(Debug, Default)]
pub struct Batch {
    /// Seq of the first edit.
    pub first: u64,
    /// Edits with their ops as JSON text.
    pub edits: Vec<(LoggedEdit, String)>,
    /// New authors: number, person, name.
    pub authors: Vec<(u32, PersonKey, String)>,
    /// Names that changed.
    pub names: Vec<(u32, String)>,
    /// Tags that stored something: person and highest number.
    pub tags: Vec<(Tag, PersonKey, u64)>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.names.is_empty()
    }
}

/// A running transaction. Dropped without `commit` it is as if it had never been.
pub struct Flush<'a> {
    writer: MutexGuard<'a, Writer>,
    connection: SqliteConnection,
    /// SQLite gave the transaction up by itself: what came before is not in it any more.
    is_given_up: bool,
}

impl Writer {
    pub(super) fn new(options: SqliteConnectOptions, connection: Option<SqliteConnection>, lost: Arc<Notify>) -> Self {
        Self { options, connection, lost }
    }

    async fn take(&mut self) -> Result<SqliteConnection, StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Ok(self.options.clone().create_if_missing(false).connect().await?),
        }
    }

    pub(super) async fn close(&mut self) -> Result<(), StoreError> {
        let mut connection = self.take().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}

impl Store {
    /// Begins a transaction: takes the order of every board (SQLite has one writer).
    pub async fn begin(&self) -> Result<Flush<'_>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = writer.take().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        Ok(Flush { writer, connection, is_given_up: false })
    }

    /// Makes a board; does nothing if it is there.
    pub async fn create_board(&self, key: &str, now: u64) -> Result<(), StoreError> {
        let mut flush = self.begin().await?;
        sqlx::query("INSERT INTO board (key, created_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING")
            .bind(key)
            .bind(now as i64)
            .execute(&mut flush.connection)
            .await?;
        flush.commit().await
    }

    /// Tries whether anything can be written now; changes nothing.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut flush = self.begin().await?;
        // Any write will do: it allocates in the WAL as an edit would.
        sqlx::query("UPDATE board SET head = head WHERE id = (SELECT min(id) FROM board)")
            .execute(&mut flush.connection)
            .await?;
        flush.commit().await
    }
}

impl Flush<'_> {
    /// The heads of boards as the database has them, in their order.
    pub async fn heads(&mut self, boards: &[BoardRow]) -> Result<Vec<u64>, StoreError> {
        let mut heads = HashMap::new();
        for rows in boards.chunks(ROWS) {
            let mut select = QueryBuilder::<Sqlite>::new("SELECT id, head FROM board WHERE id IN (");
            let mut list = select.separated(", ");
            for board in rows {
                list.push_bind(board.0);
            }
            select.push(")");
            let found: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut self.connection).await?;
            heads.extend(found);
        }
        let head = |board: &BoardRow| heads.get(&board.0).map(|head| *head as u64).ok_or(StoreError::NotFound);
        boards.iter().map(head).collect()
    }

    /// Adds the batches of several boards, and says of each whether it is in the transaction. Usually all are, in
    /// a few statements; when they cannot be together, each is tried alone, so that one board never stops the
    /// others, unless a full disk made SQLite give up everything: then nothing can be committed.
    pub async fn append(&mut self, batches: &[(BoardRow, &Batch)]) -> Vec<Result<(), StoreError>> {
        match self.try_append(batches).await {
            Ok(()) => batches.iter().map(|_| Ok(())).collect(),
            Err(error) if batches.len() == 1 => vec![Err(error)],
            Err(_) => {
                let mut each = Vec::new();
                for batch in batches {
                    each.push(self.try_append(std::slice::from_ref(batch)).await);
                }
                each
            }
        }
    }

    async fn try_append(&mut self, batches: &[(BoardRow, &Batch)]) -> Result<(), StoreError> {
        if self.is_given_up {
            return Err(StoreError::GivenUp);
        }
        if batches.iter().all(|(_, batch)| batch.is_empty()) {
            return Ok(());
        }
        sqlx::query("SAVEPOINT boards").execute(&mut self.connection).await?;
        let appended = self.append_all(batches).await;
        if appended.is_err() && sqlx::query("ROLLBACK TO boards").execute(&mut self.connection).await.is_err() {
            self.is_given_up = true;
            return appended;
        }
        sqlx::query("RELEASE boards").execute(&mut self.connection).await?;
        appended
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    async fn append_all(&mut self, batches: &[(BoardRow, &Batch)]) -> Result<(), StoreError> {
        self.append_log(batches).await?;
        for (board, batch) in batches {
            for (author, person, name) in &batch.authors {
                sqlx::query("INSERT INTO author (board, author, person, name) VALUES (?, ?, ?, ?)")
                    .bind(board.0)
                    .bind(i64::from(*author))
                    .bind(person.0.as_slice())
                    .bind(name)
                    .execute(&mut self.connection)
                    .await?;
            }
            for (author, name) in &batch.names {
                sqlx::query("UPDATE author SET name = ? WHERE board = ? AND author = ?")
                    .bind(name)
                    .bind(board.0)
                    .bind(i64::from(*author))
                    .execute(&mut self.connection)
                    .await?;
            }
        }
        self.append_heads(batches).await?;
        self.append_tags(batches).await
    }

    async fn append_log(&mut self, batches: &[(BoardRow, &Batch)]) -> Result<(), StoreError> {
        let numbered = batches.iter().flat_map(|(board, batch)| {
            let edits = (batch.first..).zip(&batch.edits);
            edits.map(move |(seq, (edit, ops))| (board.0, seq, edit, ops))
        });
        let numbered: Vec<_> = numbered.collect();
        for rows in numbered.chunks(ROWS) {
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO log (board, seq, author, tag, n, at, ops) ");
            insert.push_values(rows, |mut row, (board, seq, edit, ops)| {
                row.push_bind(*board).push_bind(*seq as i64).push_bind(i64::from(edit.author));
                row.push_bind(edit.tag.0 as i64).push_bind(edit.n as i64).push_bind(edit.at as i64);
                row.push_bind(ops.as_str());
            });
            insert.build().execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn append_heads(&mut self, batches: &[(BoardRow, &Batch)]) -> Result<(), StoreError> {
        let moved = batches.iter().filter(|(_, batch)| !batch.edits.is_empty());
        let moved = moved.map(|(board, batch)| {
            let bytes: usize = batch.edits.iter().map(|(_, ops)| ops.len() + ROW_BYTES).sum();
            (board.0, (batch.first + batch.edits.len() as u64 - 1) as i64, bytes as i64)
        });
        let moved: Vec<_> = moved.collect();
        for rows in moved.chunks(ROWS) {
            let mut update = QueryBuilder::<Sqlite>::new(
                "UPDATE board SET head = new.column2, log_bytes = log_bytes + new.column3 FROM (",
            );
            update.push_values(rows, |mut row, (board, head, bytes)| {
                row.push_bind(*board).push_bind(*head).push_bind(*bytes);
            });
            update.push(") AS new WHERE board.id = new.column1");
            update.build().execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn append_tags(&mut self, batches: &[(BoardRow, &Batch)]) -> Result<(), StoreError> {
        let tags: Vec<_> =
            batches.iter().flat_map(|(board, batch)| batch.tags.iter().map(move |tag| (board.0, tag))).collect();
        for rows in tags.chunks(ROWS) {
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO tag (board, tag, person, last) ");
            insert.push_values(rows, |mut row, (board, (tag, person, last))| {
                row.push_bind(*board).push_bind(tag.0 as i64);
                row.push_bind(person.0.as_slice()).push_bind(*last as i64);
            });
            insert.push(" ON CONFLICT (board, tag) DO UPDATE SET last = excluded.last");
            insert.build().execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// Makes everything durable. Only when this returned `Ok` may anybody be told.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.is_given_up {
            return Err(StoreError::GivenUp);
        }
        let committed = sqlx::query("COMMIT").execute(&mut self.connection).await.map_err(StoreError::from);
        if matches!(committed, Err(StoreError::Unsynced(_))) {
            self.writer.lost.notify_one();
        }
        committed?;
        self.writer.connection = Some(self.connection);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const EDIT: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[]}"#;

    fn batch(first: u64) -> Batch {
        let edit = (serde_json::from_str(EDIT).unwrap(), "[]".to_owned());
        Batch { first, edits: vec![edit], ..Batch::default() }
    }

    // [S4] Boards share a transaction, and one that cannot be written does not stop the others.
    #[tokio::test]
    async fn boards_that_can_be_written_are() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        let mut rows = Vec::new();
        for key in ["a", "b", "c"] {
            store.create_board(key, 1).await.unwrap();
            rows.push(store.board(key).await.unwrap().row);
        }
        let mut flush = store.begin().await.unwrap();
        assert_eq!(flush.heads(&rows).await.unwrap(), [0, 0, 0]);
        let (first, empty) = (batch(1), Batch::default());
        let appended = flush.append(&[(rows[1], &first), (rows[2], &empty)]).await;
        assert!(appended.iter().all(Result::is_ok));
        // The same number of the same tag again, which is never written twice.
        let appended = flush.append(&[(rows[0], &first), (rows[1], &batch(2)), (rows[2], &first)]).await;
        assert!(matches!(appended[..], [Ok(()), Err(_), Ok(())]), "{appended:?}");
        flush.commit().await.unwrap();
        let mut flush = store.begin().await.unwrap();
        assert_eq!(flush.heads(&rows).await.unwrap(), [1, 1, 1]);
        assert!(matches!(flush.heads(&[BoardRow(99)]).await, Err(StoreError::NotFound)));
    }
}
