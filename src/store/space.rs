//! Free space on the disk of the database.

use super::Store;
use super::error::StoreError;

/// Space of a file system, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes that this process may still write.
    pub free: u64,
    /// Size of the file system.
    pub total: u64,
}

impl Store {
    /// Asks the system for the space; takes about a microsecond.
    ///
    /// # Errors
    /// `Directory` when the system cannot tell.
    pub fn space(&self) -> Result<Space, StoreError> {
        let stat = rustix::fs::statvfs(self.path());
        let stat = stat.map_err(|why| StoreError::Directory { path: self.path().to_owned(), why: why.into() })?;
        let bytes = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
        Ok(Space { free: bytes(stat.f_bavail), total: bytes(stat.f_blocks) })
    }
}
