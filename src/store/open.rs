//! Opening the database: settings, checks and migrations (SPEC S1 to S3).

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::Mutex;

use super::Store;
use super::error::StoreError;
use super::flush::Writer;
use super::lock::FileLock;
use super::settings::options;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// First version without the bug that corrupts a WAL database on reset.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];
/// Readers are for loading boards; more would only wait for the same disk.
const READERS: u32 = 4;

impl Store {
    /// Opens or creates `lavagna.db` in `directory`, waiting at most `patience` for another process.
    ///
    /// # Errors
    /// Every [`StoreError`] but `NotFound` and `BadEdit`; the file is never replaced.
    pub async fn open(directory: &Path, patience: Duration) -> Result<Self, StoreError> {
        let cannot = |why| StoreError::Directory { path: directory.to_owned(), why };
        std::fs::create_dir_all(directory).map_err(cannot)?;
        let path = directory.join("lavagna.db");
        let lock = FileLock::acquire(&path, patience).await?;
        let damaged = |error: sqlx::Error| StoreError::Damaged { path: path.clone(), why: error.to_string() };
        let was_cut_off = std::fs::metadata(path.with_extension("db-wal")).is_ok_and(|wal| wal.len() > 0);
        let mut connection = options(&path).connect().await.map_err(|error| sort_out(error, &path))?;
        check_library(&mut connection).await?;
        if was_cut_off {
            let verdict: String =
                sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await.map_err(damaged)?;
            if verdict != "ok" {
                return Err(StoreError::Damaged { path, why: verdict });
            }
        }
        MIGRATIONS.run(&mut connection).await.map_err(|error| explain(error, &path))?;
        let readers =
            SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options(&path).read_only(true));
        let writer = Mutex::new(Writer::new(path.clone(), connection));
        Ok(Self { path, readers, writer, _lock: lock })
    }

    /// Brings the WAL into the database and closes both; called once, when nothing is written any more.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.writer.lock().await.close().await
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// "Not a database" and "malformed" are damage; the rest may pass.
fn sort_out(error: sqlx::Error, path: &Path) -> StoreError {
    const NOT_A_DATABASE: &str = "26";
    const CORRUPT: &str = "11";
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some(NOT_A_DATABASE | CORRUPT) => StoreError::Damaged { path: path.to_owned(), why: error.to_string() },
        _ => StoreError::Unavailable(error),
    }
}

fn explain(error: MigrateError, path: &Path) -> StoreError {
    match error {
        MigrateError::VersionMissing(step) => StoreError::Newer { path: path.to_owned(), step },
        MigrateError::Execute(error) => sort_out(error, path),
        other => StoreError::Migration { path: path.to_owned(), why: other.to_string() },
    }
}

async fn check_library(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let numbers: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if numbers.as_slice() < OLDEST_SQLITE.as_slice() {
        return Err(StoreError::OldLibrary(version));
    }
    connection.ping().await?;
    Ok(())
}
