//! Where boards are kept: the only SQL of the project.
//!
//! SQLite with WAL and `synchronous=FULL`, one writer connection and a few readers. Nothing here
//! decides anything: [`Store::step`] appends what was ordered, and it holds once that returned.
//! Never does a failure look like an empty board.

mod backup;
mod error;
mod history;
mod inspect;
mod lock;
mod manifests;
mod mark;
mod open;
mod ops;
mod read;
mod settings;
mod share;
mod space;
mod statements;
mod step;
mod writer;

pub use error::StoreError;
pub use history::{NewChunk, NewManifest, Trimmed};
pub use lock::FileLock;
pub use manifests::{StoredChunk, StoredManifest};
pub use ops::StoredOps;
pub use read::{LogRow, StoredBoard, StoredClearing};
pub use space::Space;
pub use step::{Batch, NewBoard, Place, Stepped};
pub use writer::Writer;

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::SqlitePool;
use tokio::sync::{Mutex, Notify};

/// A board's row number; the hub learns it when it loads the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BoardRow(i64);

/// The open database.
pub struct Store {
    path: PathBuf,
    readers: SqlitePool,
    writer: Mutex<Writer>,
    lost: Arc<Notify>,
    /// Held as long as the store lives: one process orders a database's edits. Who only reads has none.
    _lock: Option<FileLock>,
}
