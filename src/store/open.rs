//! Opens the database: connections, checks and migrations (SPEC S1 to S3).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{Mutex, Notify};

use super::error::StoreError;
use super::lock::FileLock;
use super::mark::{self, Mark};
use super::settings::{options, reading};
use super::writer::Writer;
use super::{Store, backup};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// First version without the bug that corrupts a WAL database on reset.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];
/// Reading connections, mostly for loading boards; more would wait for the same disk.
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
        let found = mark::read(&path);
        let was_cut_off = std::fs::metadata(path.with_extension("db-wal")).is_ok_and(|wal| wal.len() > 0);
        let mut connection = options(&path).connect().await.map_err(|error| opening_error(error, &path))?;
        check_library(&mut connection).await?;
        if was_cut_off {
            let verdict: String =
                sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await.map_err(damaged)?;
            if verdict != "ok" {
                return Err(StoreError::Damaged { path, why: verdict });
            }
        }
        copy_before_migrating(&mut connection, &path).await?;
        MIGRATIONS.run(&mut connection).await.map_err(|error| migration_error(error, &path))?;
        let edits = count_edits(&mut connection).await?;
        if let Some(missing) = found.and_then(|found| found.missing(edits)) {
            tracing::error!("{missing}. The server runs with the edits that are there; `lavagna doctor` checks them.");
        }
        if found.is_some_and(|found| found.has_lost_wal()) {
            tracing::error!(
                "the server did not end in order and the write-ahead log beside the database (its name ends in -wal) is gone: \
                 the last edits may be missing"
            );
        }
        if was_cut_off || found.is_some_and(|found| !found.is_closed) {
            log_damage(&mut connection).await?;
        }
        let readers =
            SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options(&path).read_only(true));
        let lost = Arc::new(Notify::new());
        let writer = Writer::new(options(&path), Some(connection), lost.clone()).with_mark(Mark::new(&path, edits));
        Ok(Self { path, readers, writer: Mutex::new(writer), pictures: Mutex::default(), lost, _lock: Some(lock) })
    }

    /// Opens `lavagna.db` in `directory` for reading, also beside a running server. Migrates nothing; every write
    /// fails.
    ///
    /// # Errors
    /// `Missing`, `Damaged`, `Newer`, or `Migration` when the file was written by an older program.
    pub async fn inspect(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("lavagna.db");
        if !path.exists() {
            return Err(StoreError::Missing(path));
        }
        let options = reading(&path);
        let mut connection = options.connect().await.map_err(|error| opening_error(error, &path))?;
        let stored = applied(&mut connection).await.map_err(|error| opening_error(error, &path))?;
        connection.close().await?;
        let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
        match stored {
            Some(step) if step > known => return Err(StoreError::Newer { path, step }),
            Some(step) if step == known => {}
            _ => {
                let why = "it was written by an older lavagna; start this one on it once".to_owned();
                return Err(StoreError::Migration { path, why });
            }
        }
        let readers = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options.clone());
        let lost = Arc::new(Notify::new());
        let writer = Mutex::new(Writer::new(options, None, lost.clone()));
        Ok(Self { path, readers, writer, pictures: Mutex::default(), lost, _lock: None })
    }

    /// Waits until an fsync fails. After that nothing may be written, so the store must not be closed.
    pub async fn disk_lost(&self) {
        self.lost.notified().await;
    }

    /// Moves the WAL into the database and closes both. Called once, after the last write.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.writer.lock().await.close().await
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The latest migration of the database; `None` for an empty file.
async fn applied(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(connection).await
}

/// Edits on all boards so far.
pub(super) async fn count_edits(connection: &mut SqliteConnection) -> Result<u64, StoreError> {
    let edits: i64 = sqlx::query_scalar("SELECT coalesce(sum(head), 0) FROM board").fetch_one(connection).await?;
    Ok(edits.max(0) as u64)
}

/// Logs how many boards have rows that contradict each other, by a quick check. All other boards are served.
async fn log_damage(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let damaged: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM board WHERE head >= first AND NOT EXISTS (SELECT 1 FROM log WHERE log.board = board.id AND seq = head) \
         OR EXISTS (SELECT 1 FROM log WHERE log.board = board.id AND seq > head) \
         OR first > 1 AND NOT EXISTS (SELECT 1 FROM manifest WHERE manifest.board = board.id AND seq >= first - 1)",
    )
    .fetch_one(connection)
    .await?;
    if damaged > 0 {
        tracing::error!(
            damaged,
            "the last edits or the history of some boards cannot be read; `lavagna doctor` says which. All other boards work."
        );
    }
    Ok(())
}

/// Copies a database that a migration is going to change (SPEC S11).
async fn copy_before_migrating(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let stored = applied(connection).await.map_err(|error| opening_error(error, path))?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max();
    let (Some(stored), Some(known)) = (stored, known) else { return Ok(()) };
    if stored >= known {
        return Ok(());
    }
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".before-{known}"));
    let copy = PathBuf::from(copy);
    backup::copy(connection, &copy).await?;
    tracing::info!(copy = %copy.display(), "copied the database before updating it to this version");
    Ok(())
}

/// Maps "not a database" and "malformed" to damage; other errors may be temporary.
fn opening_error(error: sqlx::Error, path: &Path) -> StoreError {
    const NOT_A_DATABASE: &str = "26";
    const CORRUPT: &str = "11";
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some(NOT_A_DATABASE | CORRUPT) => StoreError::Damaged { path: path.to_owned(), why: error.to_string() },
        _ => StoreError::Unavailable(error),
    }
}

fn migration_error(error: MigrateError, path: &Path) -> StoreError {
    match error {
        MigrateError::VersionMissing(step) => StoreError::Newer { path: path.to_owned(), step },
        MigrateError::Execute(error) => opening_error(error, path),
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
