//! The store of all boards, with all SQL of the project.
//!
//! SQLite with WAL and `synchronous=FULL`, one writer connection and a few readers. The store decides nothing:
//! [`Store::step`] appends ordered edits, which are durable when it returns. A failure never looks like an empty board.

mod backup;
mod batch;
mod codes;
mod error;
mod history;
mod inspect;
mod lock;
mod manifests;
mod mark;
mod open;
mod ops;
mod owners;
mod pictures;
mod read;
mod settings;
mod share;
mod space;
mod statements;
mod step;
mod writer;

pub use batch::{Batch, LessonRow, NewBoard};
pub use error::StoreError;
pub use history::{NewChunk, NewManifest, Trimmed};
pub use lock::FileLock;
pub use manifests::{StoredChunk, StoredManifest};
pub use ops::StoredOps;
pub use pictures::{NewPicture, StoredImage, StoredPicture, picture_hash};
pub use read::{LogRow, StoredBoard, StoredClearing};
pub use space::Space;
pub use step::{LogExtent, Stepped};
pub use writer::Writer;

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::SqlitePool;
use tokio::sync::{Mutex, Notify};

/// Row number of a board. The hub gets it when it loads the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BoardRow(i64);

/// The open database.
pub struct Store {
    path: PathBuf,
    readers: SqlitePool,
    writer: Mutex<Writer>,
    /// Locked while a picture is stored or removed: they are written in several transactions.
    pictures: Mutex<()>,
    lost: Arc<Notify>,
    /// Locked until the store is dropped, so that one process orders the edits. `None` for a store that only reads.
    _lock: Option<FileLock>,
}
