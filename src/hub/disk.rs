//! Watches the free space of the database's disk, so that writing stops before SQLite fails (SPEC S13).
//!
//! The operator is warned early. Below a bound nothing is written until clearly more space is free, and authors keep their
//! edits, as after any failed commit.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::hub::fail_stop::lock;
use crate::store::{Space, Store, StoreError};

const MEBIBYTE: u64 = 1024 * 1024;
/// Below this the operator is warned.
const WARN: u64 = 200 * MEBIBYTE;
/// Below this no new board is created: existing boards have precedence.
const BOARDS: u64 = 100 * MEBIBYTE;
/// Below this nothing is written. The edits of one step are at most 15 MiB, so the last step still fits.
const WRITE: u64 = 20 * MEBIBYTE;
/// On a small disk the bounds are these parts of it.
const WARN_PART: u64 = 5;
const BOARDS_PART: u64 = 10;
const WRITE_PART: u64 = 20;
/// Pictures leave a quarter of the disk free, at most this: histories are trimmed at a fifth, and a picture is never worth one.
const PICTURES: u64 = 5 * 1024 * MEBIBYTE;
const PICTURES_PART: u64 = 4;

/// With this free space, or a hundredth of a small disk, the write-ahead log can grow while free pages of the database are
/// written.
const WAL: u64 = 4 * MEBIBYTE;
const WAL_PART: u64 = 100;

/// The space that can be written: free space of the disk, and free pages of the database, which SQLite writes first.
fn usable(space: Space, free_pages: u64) -> Space {
    let has_wal = space.free >= WAL.min(space.total / WAL_PART);
    Space { free: space.free + if has_wal { free_pages } else { 0 }, ..space }
}

/// A level of free space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Enough.
    Plenty,
    /// The operator should make room.
    Low,
    /// Nothing is written.
    Full,
}

impl Level {
    /// The next level. Its upper bounds are half as large again as the lower ones, so that it does not oscillate.
    fn after(self, Space { free, total }: Space) -> Self {
        let is_below = |limit: u64, was_below: bool| free < if was_below { limit + limit / 2 } else { limit };
        if is_below(WRITE.min(total / WRITE_PART), self == Self::Full) {
            Self::Full
        } else if is_below(WARN.min(total / WARN_PART), self != Self::Plenty) {
            Self::Low
        } else {
            Self::Plenty
        }
    }
}

/// See the module.
pub struct Disk {
    store: Arc<Store>,
    level: Mutex<Level>,
    /// Bytes of free pages in the database at the last count.
    free_pages: AtomicU64,
}

impl Disk {
    /// The disk of a store; assumed to have plenty of space.
    pub fn of(store: Arc<Store>) -> Self {
        Self { store, level: Mutex::new(Level::Plenty), free_pages: AtomicU64::new(0) }
    }

    /// Sets the counted free pages of the database.
    pub fn set_free_pages(&self, bytes: u64) {
        self.free_pages.store(bytes, Ordering::Relaxed);
    }

    /// Reads the free space, logs a changed level, and returns the level and the free bytes. Unknown free space counts as
    /// plenty.
    pub fn check(&self) -> (Level, u64) {
        let mut level = lock(&self.level);
        let space = match self.store.space() {
            Ok(space) => space,
            Err(error) => {
                tracing::debug!(%error, "the free room is not known");
                return (Level::Plenty, u64::MAX);
            }
        };
        let space = usable(space, self.free_pages.load(Ordering::Relaxed));
        let next = level.after(space);
        if next != *level {
            let free_mib = space.free / MEBIBYTE;
            match next {
                Level::Plenty => tracing::info!(free_mib, "there is room on the disk of the database again"),
                Level::Low => tracing::warn!(
                    free_mib,
                    "the disk of the database is nearly full: make room, or attach a larger one"
                ),
                Level::Full => tracing::error!(
                    free_mib,
                    "the disk of the database is full: nothing is stored until there is room; people keep what they draw"
                ),
            }
        }
        *level = next;
        (next, space.free)
    }

    /// Checks whether edits may be written now.
    ///
    /// # Errors
    /// `NoRoom`.
    pub fn admit(&self) -> Result<(), StoreError> {
        let (level, free) = self.check();
        if level == Level::Full { Err(StoreError::NoRoom { free }) } else { Ok(()) }
    }

    /// Checks whether a board may be created now (SPEC S13).
    ///
    /// # Errors
    /// `NoRoom`.
    pub fn admit_board(&self) -> Result<(), StoreError> {
        self.admit()?;
        match self.store.space() {
            Ok(Space { free, total }) if free < BOARDS.min(total / BOARDS_PART) => Err(StoreError::NoRoom { free }),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Checks whether a picture may be stored now (SPEC P4). Free pages of the database count as free.
    ///
    /// # Errors
    /// `NoRoom`.
    pub fn admit_picture(&self) -> Result<(), StoreError> {
        self.admit()?;
        let free_pages = self.free_pages.load(Ordering::Relaxed);
        match self.store.space().map(|space| usable(space, free_pages)) {
            Ok(Space { free, total }) if free < PICTURES.min(total / PICTURES_PART) => Err(StoreError::NoRoom { free }),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [S13] [S17] Pages that trimming freed inside the database can be written while its write-ahead log has room to grow.
    #[test]
    fn free_pages_can_be_written() {
        let mib = |free: u64, pages: u64| {
            usable(Space { free: free * MEBIBYTE, total: 1 << 40 }, pages * MEBIBYTE).free / MEBIBYTE
        };
        assert_eq!((mib(19, 83), mib(4, 83), mib(3, 83)), (102, 87, 3));
    }

    fn levels(total: u64, free: &[u64]) -> Vec<Level> {
        let mut level = Level::Plenty;
        let step = |free: &u64| {
            level = level.after(Space { free: *free, total });
            level
        };
        free.iter().map(step).collect()
    }

    // [S13] Writing stops below 20 MiB and resumes at 30; the warning starts below 200 MiB and ends at 300.
    #[test]
    fn levels_change_at_their_bounds_and_back_above_them() {
        use Level::{Full, Low, Plenty};
        let mib = |numbers: [u64; 8]| numbers.map(|n| n * MEBIBYTE);
        let large = levels(1 << 40, &mib([200, 199, 299, 20, 19, 29, 30, 300]));
        assert_eq!(large, [Plenty, Low, Low, Low, Full, Full, Low, Plenty]);
        let small = levels(100 * MEBIBYTE, &mib([20, 19, 29, 5, 4, 7, 8, 30]));
        assert_eq!(small, [Plenty, Low, Low, Low, Full, Full, Low, Plenty]);
    }
}
