//! What can go wrong with the store, said so that a person knows what to do.

use std::path::PathBuf;

/// A failure of the store. None of them is ever taken for an empty board.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No board has this id.
    #[error("there is no such board")]
    NotFound,
    /// Reading or writing failed; it may work again later.
    #[error("the database cannot be used now: {0}")]
    Unavailable(sqlx::Error),
    /// The disk of the database is so full that nothing more is written.
    #[error("only {} KiB are free on the disk of the database", free / 1024)]
    NoRoom {
        /// Bytes.
        free: u64,
    },
    /// The directory or lock file cannot be used.
    #[error("cannot use {path}: {why}. Set DATA_DIR to a directory this user may write.")]
    Directory {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Another process has the database.
    #[error("another lavagna is using {0}. Stop it first, or give this one its own DATA_DIR.")]
    InUse(PathBuf),
    /// The file is no sound database. It is left as it is.
    #[error(
        "the database {path} is damaged ({why}). It was not changed. Put a backup in its place \
         (`lavagna backup` makes them, `lavagna doctor` says what is hit), or save what can be read \
         with `sqlite3 {path} .recover`."
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// The file was written by a newer program.
    #[error("the database {path} was written by a newer lavagna (step {step}). Install that version or later.")]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The first migration that this program does not know.
        step: i64,
    },
    /// A migration failed.
    #[error("the database {path} could not be brought up to date: {why}")]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What failed.
        why: String,
    },
    /// The library is one with a known corruption bug.
    #[error("SQLite {0} loses data in WAL mode; build with the bundled library (3.51.3 or later)")]
    OldLibrary(String),
    /// The log ends before an edit that was shown already: the file was exchanged under us.
    #[error("the board's log ends at {stored}, but edit {shown} was shown; was the database replaced while running?")]
    Behind {
        /// Seq that was shown or promised.
        shown: u64,
        /// Seq of the last edit found.
        stored: u64,
    },
    /// The disk did not keep what was written (`fsync` failed). What it holds now is not known, so that
    /// nothing more may be written by this process.
    #[error(
        "the disk failed to keep what was written ({0}). Nothing that was acknowledged is lost. \
         Look after the disk, then start again."
    )]
    Unsynced(#[source] sqlx::Error),
    /// A transaction failed that others had a part in.
    #[error("{0}")]
    Together(String),
    /// The log does not go on where it should.
    #[error("edit {after} of the board's log is followed by edit {found}")]
    Gap {
        /// Seq before the gap.
        after: u64,
        /// Seq of the next edit that is there.
        found: u64,
    },
    /// A kept manifest or one of its chunks cannot be read back, or could not be kept.
    #[error("the manifest of edit {seq} is of no use: {why}")]
    History {
        /// Seq of the manifest.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// There is no database to work on.
    #[error("there is no database {0}. Set DATA_DIR to the folder that holds lavagna.db.")]
    Missing(PathBuf),
    /// A copy could not be made.
    #[error("the copy {path} could not be made: {why}")]
    Backup {
        /// Where it should have been.
        path: PathBuf,
        /// What went wrong.
        why: String,
    },
    /// Some rows cannot be read. Those of other boards may be.
    #[error("a part of the database is damaged ({0}); `lavagna doctor` says what is hit")]
    DamagedRows(sqlx::Error),
    /// A board's rows contradict each other.
    #[error("the board is damaged: {0}")]
    DamagedBoard(String),
    /// A stored edit cannot be read back.
    #[error("edit {seq} of the board cannot be read: {why}")]
    BadEdit {
        /// Its place in the log.
        seq: u64,
        /// What the parser said.
        why: String,
    },
}

impl StoreError {
    /// Whether it is about one board, whatever the others can do: what its rows are cannot be read or written.
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

    /// The same failure, told to another of those who shared the transaction.
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

/// Whether SQLite found a page that is not what it should be, or a value is not of its column's form.
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
