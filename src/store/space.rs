//! Room on the disk on which the database lies.

use super::Store;
use super::error::StoreError;

/// Bytes of a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What this process may still write.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

impl Store {
    /// Asks the system, which takes about a microsecond.
    ///
    /// # Errors
    /// `Directory` when the folder of the database cannot be asked about.
    pub fn space(&self) -> Result<Space, StoreError> {
        let told = rustix::fs::statvfs(self.path());
        let told = told.map_err(|why| StoreError::Directory { path: self.path().to_owned(), why: why.into() })?;
        let bytes = |blocks: u64| blocks.saturating_mul(told.f_frsize);
        Ok(Space { free: bytes(told.f_bavail), total: bytes(told.f_blocks) })
    }
}
