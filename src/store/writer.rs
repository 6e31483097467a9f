//! The writer connection, and transactions beside the steps.

use std::sync::Arc;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{MutexGuard, Notify};

use super::Store;
use super::error::StoreError;
use super::mark::Mark;

/// The only connection that writes. After a failure it is dropped and opened again, because a failed COMMIT may leave it
/// inside a transaction.
pub struct Writer {
    options: SqliteConnectOptions,
    connection: Option<SqliteConnection>,
    /// Notified when an fsync fails.
    lost: Arc<Notify>,
    /// `None` for a store that only reads.
    mark: Option<Mark>,
}

/// A running transaction. Dropping it without `commit` rolls it back.
pub(super) struct Transaction<'a> {
    writer: MutexGuard<'a, Writer>,
    connection: SqliteConnection,
}

impl Writer {
    pub(super) fn new(options: SqliteConnectOptions, connection: Option<SqliteConnection>, lost: Arc<Notify>) -> Self {
        Self { options, connection, lost, mark: None }
    }

    /// Adds a mark that counts the edits.
    pub(super) fn with_mark(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }

    /// Counts durable edits in the mark.
    pub(super) fn count_stored(&mut self, edits: usize) {
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

    /// Returns a connection that is in no transaction.
    pub(super) fn put_back(&mut self, connection: SqliteConnection) {
        self.connection = Some(connection);
    }

    /// Converts an error of the connection. A failed fsync notifies the server, which then ends (SPEC S9).
    pub(super) fn on_error(&self, error: sqlx::Error) -> StoreError {
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
    /// Begins a transaction, after waiting for the writer.
    pub(super) async fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = writer.take().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        Ok(Transaction { writer, connection })
    }

    /// Writes the mark if it is due.
    pub async fn renew_mark(&self) {
        if let Some(mark) = &mut self.writer.lock().await.mark {
            mark.add(0);
        }
    }

    /// Checks whether the database can be written; changes nothing.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        // Allocates in the WAL as an edit does.
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

    /// Commits the transaction, which makes it durable.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let committed = sqlx::query("COMMIT").execute(&mut self.connection).await;
        committed.map_err(|error| self.writer.on_error(error))?;
        self.writer.connection = Some(self.connection);
        Ok(())
    }
}
