//! The mark: a small file beside the database with the number of stored edits and whether the server ended in order
//! (SPEC S19).
//!
//! SQLite opens a database without its write-ahead log, or with a truncated one, as if nothing were missing. The mark
//! reveals the loss.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Shortest time between two writes of the mark. A loss of the last second's edits goes unnoticed.
const INTERVAL: Duration = Duration::from_secs(1);

/// Writer of the mark.
pub(super) struct Mark {
    path: PathBuf,
    edits: u64,
    /// The number in the file.
    written: u64,
    written_at: Option<Instant>,
}

/// State of the mark and the write-ahead log before this process opened the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MarkFound {
    /// Lower bound of the edits on all boards.
    edits: u64,
    /// Whether the process that wrote it closed the database.
    pub is_closed: bool,
    /// Whether a write-ahead log existed; opening the database creates one.
    has_wal: bool,
}

fn path_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".mark");
    PathBuf::from(name)
}

/// Reads the mark before the database is opened; `None` if it cannot be read.
pub(super) fn read(database: &Path) -> Option<MarkFound> {
    let text = fs::read_to_string(path_of(database)).ok()?;
    let mut words = text.split_whitespace();
    let edits = words.next()?.parse().ok()?;
    let is_closed = words.next()? == "closed";
    Some(MarkFound { edits, is_closed, has_wal: database.with_extension("db-wal").exists() })
}

impl MarkFound {
    /// A text about the missing edits of a database that has `edits` edits, if any are missing.
    pub(super) fn missing(&self, edits: u64) -> Option<String> {
        let before = self.edits;
        (edits < before).then(|| {
            format!(
                "{} edits that were stored are missing ({edits} of {before} are there). Either an older copy was put \
                 back, or the write-ahead log beside the database (its name ends in -wal) was lost or cut short",
                before - edits
            )
        })
    }

    /// Whether the server ended out of order and its write-ahead log is gone, so that the last edits may be missing.
    pub(super) fn has_lost_wal(&self) -> bool {
        !self.is_closed && !self.has_wal
    }
}

impl Mark {
    /// Writes the mark of an open database with `edits` edits.
    pub(super) fn new(database: &Path, edits: u64) -> Self {
        let mut mark = Self { path: path_of(database), edits, written: 0, written_at: None };
        mark.write("open");
        mark
    }

    /// Counts durable edits and writes the mark if it is due.
    pub(super) fn add(&mut self, edits: u64) {
        self.edits += edits;
        if self.edits > self.written && self.written_at.is_none_or(|at| at.elapsed() > INTERVAL) {
            self.write("open");
        }
    }

    /// Records that the database is closed.
    pub(super) fn close(&mut self) {
        self.write("closed");
    }

    fn write(&mut self, state: &str) {
        (self.written, self.written_at) = (self.edits, Some(Instant::now()));
        let unfinished = self.path.with_extension("mark.unfinished");
        let text = format!("{} {state}\n", self.edits);
        let written = fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, &self.path));
        // An older mark has a lower number, which does no harm.
        if let Err(error) = written {
            tracing::debug!(%error, "the mark beside the database cannot be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [S19] Edits are missing if there are fewer than the mark says; a missing log counts unless the database was closed.
    #[test]
    fn missing_edits_are_noticed() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = folder.path().join("lavagna.db");
        assert_eq!(read(&database), None, "there is no mark");
        fs::write(database.with_extension("db-wal"), "log").unwrap();
        let mut mark = Mark::new(&database, 5);
        mark.add(2);
        let found = read(&database).unwrap();
        assert_eq!(found, MarkFound { edits: 5, is_closed: false, has_wal: true }, "at most once a second");
        assert!(found.missing(4).unwrap().starts_with("1 edits"));
        assert_eq!(found.missing(7), None);
        fs::remove_file(database.with_extension("db-wal")).unwrap();
        assert!(read(&database).unwrap().has_lost_wal());
        mark.close();
        let closed = read(&database).unwrap();
        assert_eq!((closed.has_lost_wal(), closed.missing(7), closed.missing(6).is_some()), (false, None, true));
    }
}
