//! Errors of the store, with texts that say what to do.

use std::path::PathBuf;

/// A failure of the store. No failure ever looks like an empty board.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No board has this id.
    #[error("there is no such board")]
    NotFound,
    /// Reading or writing failed; it may work later.
    #[error("the database cannot be used now: {0}")]
    Unavailable(sqlx::Error),
    /// The disk is so full that the store writes nothing.
    #[error("only {} KiB are free on the disk of the database", free / 1024)]
    NoRoom {
        /// Free bytes.
        free: u64,
    },
    /// The directory or lock file cannot be used.
    #[error("cannot use {path}: {why}. Set DATA_DIR to a directory that this user may write.")]
    Directory {
        /// The file or directory.
        path: PathBuf,
        /// Error of the system.
        why: std::io::Error,
    },
    /// Another process has locked the database.
    #[error("another lavagna is using {0}. Stop it first, or give this one its own DATA_DIR.")]
    InUse(PathBuf),
    /// The file is damaged or no database. The store leaves it unchanged.
    #[error(
        "the database {path} is damaged ({why}). It was not changed. Replace it with a backup \
         (`lavagna backup` makes them, `lavagna doctor` says what is damaged), or save what can be read \
         with `sqlite3 {path} .recover`."
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// Error of SQLite.
        why: String,
    },
    /// A newer program has written the file.
    #[error("the database {path} was written by a newer lavagna (step {step}). Install that version or later.")]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The first migration that this program does not know.
        step: i64,
    },
    /// A migration failed.
    #[error("the database {path} could not be updated to this version: {why}")]
    Migration {
        /// The database file.
        path: PathBuf,
        /// The failure.
        why: String,
    },
    /// The library has a known bug that corrupts databases.
    #[error("SQLite {0} loses data in WAL mode; build with the bundled library (3.51.3 or later)")]
    OldLibrary(String),
    /// The log ends before an edit that was shown already, so the file was replaced while the server ran.
    #[error("the board's log ends at {stored}, but edit {shown} was shown; was the database replaced while running?")]
    Behind {
        /// Seq that was shown or promised.
        shown: u64,
        /// Seq of the last stored edit.
        stored: u64,
    },
    /// `fsync` failed. The content of the disk is unknown, so this process writes nothing more.
    #[error(
        "the disk failed to store what was written ({0}). Nothing that was acknowledged is lost. \
         Check the disk, then start again."
    )]
    Unsynced(#[source] sqlx::Error),
    /// The shared transaction of a step failed.
    #[error("{0}")]
    Together(String),
    /// An edit is missing in the log.
    #[error("edit {after} of the board's log is followed by edit {found}")]
    Gap {
        /// Seq before the gap.
        after: u64,
        /// Seq of the next stored edit.
        found: u64,
    },
    /// A stored manifest or one of its chunks cannot be read, or could not be stored.
    #[error("the manifest of edit {seq} cannot be used: {why}")]
    History {
        /// Seq of the manifest.
        seq: u64,
        /// The reason.
        why: String,
    },
    /// The directory has no database.
    #[error("there is no database {0}. Set DATA_DIR to the folder that contains lavagna.db.")]
    Missing(PathBuf),
    /// A backup failed.
    #[error("the copy {path} could not be made: {why}")]
    Backup {
        /// Path of the copy.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// Some rows cannot be read. Rows of other boards may be readable.
    #[error("a part of the database is damaged ({0}); `lavagna doctor` says what is damaged")]
    DamagedRows(sqlx::Error),
    /// A board's rows contradict each other.
    #[error("the board is damaged: {0}")]
    DamagedBoard(String),
    /// A stored edit cannot be read.
    #[error("edit {seq} of the board cannot be read: {why}")]
    BadEdit {
        /// Its seq.
        seq: u64,
        /// Error of the parser.
        why: String,
    },
}

impl StoreError {
    /// Whether it concerns the rows of one board only, so that other boards still work.
    pub fn is_of_one_board(&self) -> bool {
        match self {
            Self::NotFound
            | Self::Behind { .. }
            | Self::Gap { .. }
            | Self::History { .. }
            | Self::BadEdit { .. }
            | Self::DamagedRows(_)
            | Self::DamagedBoard(_) => true,
            Self::Unavailable(error) => {
                error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
            }
            Self::NoRoom { .. }
            | Self::Directory { .. }
            | Self::InUse(_)
            | Self::Damaged { .. }
            | Self::Newer { .. }
            | Self::Migration { .. }
            | Self::OldLibrary(_)
            | Self::Unsynced(_)
            | Self::Together(_)
            | Self::Missing(_)
            | Self::Backup { .. } => false,
        }
    }

    /// The same failure, for another unit of the shared transaction.
    pub fn again(&self) -> Self {
        Self::Together(self.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            other if is_unsynced(&other) => Self::Unsynced(other),
            other if is_damage(&other) => Self::DamagedRows(other),
            other => Self::Unavailable(other),
        }
    }
}

/// Whether SQLite found a damaged page, or a value does not fit its column.
fn is_damage(error: &sqlx::Error) -> bool {
    const CORRUPT: i32 = 11;
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == CORRUPT)
        || matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_))
}

/// Whether `fsync` of a file or a directory failed.
fn is_unsynced(error: &sqlx::Error) -> bool {
    const IOERR_FSYNC: &str = "1034";
    const IOERR_DIR_FSYNC: &str = "1290";
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some(IOERR_FSYNC | IOERR_DIR_FSYNC))
}
