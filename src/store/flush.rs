//! Writing: one transaction for everything that was ordered in one step (SPEC S4).

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
    /// The board's head as the database has it.
    pub async fn head(&mut self, board: BoardRow) -> Result<u64, StoreError> {
        let head: i64 = sqlx::query_scalar("SELECT head FROM board WHERE id = ?")
            .bind(board.0)
            .fetch_one(&mut self.connection)
            .await?;
        Ok(head as u64)
    }

    /// Adds a board's batch. If it fails, nothing of this board is in the transaction; the batches of
    /// other boards stay, unless a full disk made SQLite give up everything: then nothing can be committed.
    pub async fn append(&mut self, board: BoardRow, batch: &Batch) -> Result<(), StoreError> {
        if self.is_given_up {
            return Err(StoreError::GivenUp);
        }
        sqlx::query("SAVEPOINT board").execute(&mut self.connection).await?;
        let appended = self.append_all(board, batch).await;
        if appended.is_err() && sqlx::query("ROLLBACK TO board").execute(&mut self.connection).await.is_err() {
            self.is_given_up = true;
            return appended;
        }
        sqlx::query("RELEASE board").execute(&mut self.connection).await?;
        appended
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    async fn append_all(&mut self, board: BoardRow, batch: &Batch) -> Result<(), StoreError> {
        self.append_log(board, batch).await?;
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
        self.append_tags(board, batch).await
    }

    async fn append_log(&mut self, board: BoardRow, batch: &Batch) -> Result<(), StoreError> {
        let numbered: Vec<(u64, &(LoggedEdit, String))> = (batch.first..).zip(&batch.edits).collect();
        for rows in numbered.chunks(ROWS) {
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO log (board, seq, author, tag, n, at, ops) ");
            insert.push_values(rows, |mut row, (seq, (edit, ops))| {
                row.push_bind(board.0).push_bind(*seq as i64).push_bind(i64::from(edit.author));
                row.push_bind(edit.tag.0 as i64).push_bind(edit.n as i64).push_bind(edit.at as i64);
                row.push_bind(ops.as_str());
            });
            insert.build().execute(&mut self.connection).await?;
        }
        if let Some((head, _)) = numbered.last() {
            let bytes: usize = batch.edits.iter().map(|(_, ops)| ops.len() + ROW_BYTES).sum();
            sqlx::query("UPDATE board SET head = ?, log_bytes = log_bytes + ? WHERE id = ?")
                .bind(*head as i64)
                .bind(bytes as i64)
                .bind(board.0)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    async fn append_tags(&mut self, board: BoardRow, batch: &Batch) -> Result<(), StoreError> {
        for rows in batch.tags.chunks(ROWS) {
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO tag (board, tag, person, last) ");
            insert.push_values(rows, |mut row, (tag, person, last)| {
                row.push_bind(board.0).push_bind(tag.0 as i64);
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
