//! The one connection that writes, and transactions of their own beside the steps.

use std::sync::Arc;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{MutexGuard, Notify};

use super::Store;
use super::error::StoreError;
use super::mark::Mark;

/// The one connection that writes. After a failure it is dropped and opened anew, because a failed
/// COMMIT may leave it inside a transaction.
pub struct Writer {
    options: SqliteConnectOptions,
    connection: Option<SqliteConnection>,
    /// Told when the disk did not keep what was written.
    lost: Arc<Notify>,
    /// None where nothing is written.
    mark: Option<Mark>,
}

/// A running transaction. Dropped without `commit` it is as if it had never been.
pub(super) struct Transaction<'a> {
    writer: MutexGuard<'a, Writer>,
    connection: SqliteConnection,
}

impl Writer {
    pub(super) fn new(options: SqliteConnectOptions, connection: Option<SqliteConnection>, lost: Arc<Notify>) -> Self {
        Self { options, connection, lost, mark: None }
    }

    /// Marks beside the database how many edits it has.
    pub(super) fn marking(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }

    /// So many edits more are durable.
    pub(super) fn stored(&mut self, edits: usize) {
        if let Some(mark) = &mut self.mark {
            mark.add(edits as u64);
        }
    }

    pub(super) async fn take(&mut self) -> Result<SqliteConnection, StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Ok(self.options.clone().create_if_missing(false).connect().await?),
        }
    }

    /// Gives back a connection that is in no transaction.
    pub(super) fn give_back(&mut self, connection: SqliteConnection) {
        self.connection = Some(connection);
    }

    /// An error of the connection as one of the store; a disk that did not keep what was written ends the process (SPEC S9).
    pub(super) fn explain(&self, error: sqlx::Error) -> StoreError {
        let error = StoreError::from(error);
        if matches!(error, StoreError::Unsynced(_)) {
            self.lost.notify_one();
        }
        error
    }

    pub(super) async fn close(&mut self) -> Result<(), StoreError> {
        let mut connection = self.take().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
        connection.close().await?;
        if let Some(mark) = &mut self.mark {
            mark.close();
        }
        Ok(())
    }
}

impl Store {
    /// Begins a transaction: SQLite has one writer.
    pub(super) async fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = writer.take().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        Ok(Transaction { writer, connection })
    }

    /// Has the mark beside the database say what was stored up to now.
    pub async fn renew_mark(&self) {
        if let Some(mark) = &mut self.writer.lock().await.mark {
            mark.add(0);
        }
    }

    /// Tries whether anything can be written now; changes nothing.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        // Any write will do: it allocates in the WAL as an edit would.
        sqlx::query("UPDATE board SET head = head WHERE id = (SELECT min(id) FROM board)")
            .execute(transaction.connection())
            .await?;
        transaction.commit().await
    }
}

impl Transaction<'_> {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Makes everything durable.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let committed = sqlx::query("COMMIT").execute(&mut self.connection).await;
        committed.map_err(|error| self.writer.explain(error))?;
        self.writer.connection = Some(self.connection);
        Ok(())
    }
}
