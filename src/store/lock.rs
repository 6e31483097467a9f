//! The lock that lets one process at a time order a database's edits.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::StoreError;

/// Time between two attempts of a waiting process.
const RETRY: Duration = Duration::from_millis(200);

/// An exclusive lock on a file beside the database. The system releases it when the process ends in any way.
pub struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits at most `patience` for another process to release the lock, as at an update.
    pub async fn acquire(database: &Path, patience: Duration) -> Result<Self, StoreError> {
        let path = lock_path(database);
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = open.map_err(|why| StoreError::Directory { path: path.clone(), why })?;
        let deadline = tokio::time::Instant::now() + patience;
        let mut is_logged = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if tokio::time::Instant::now() < deadline => {
                    if !std::mem::replace(&mut is_logged, true) {
                        tracing::info!("another lavagna is using the database; waiting until it ends");
                    }
                    tokio::time::sleep(RETRY).await;
                }
                Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(database.to_owned())),
                Err(TryLockError::Error(why)) => return Err(StoreError::Directory { path, why }),
            }
        }
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
