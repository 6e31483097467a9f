//! A small file beside the database that says how many edits it has had and whether the server ended in order (SPEC S19).
//!
//! When a write-ahead log is lost or cut short, SQLite opens what is left as if it were all. The mark knows better.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The mark is written at most this often: what is lost of the last moment is not noticed.
const OFTEN: Duration = Duration::from_secs(1);

/// See the module.
pub(super) struct Mark {
    path: PathBuf,
    edits: u64,
    /// What the file says.
    told: u64,
    written: Option<Instant>,
}

/// What a mark said before this process wrote its own, and what stood beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Edits on all boards, at least.
    edits: u64,
    /// Whether the process that wrote it closed the database.
    pub is_closed: bool,
    /// Whether there was a write-ahead log; opening the database makes one.
    has_wal: bool,
}

fn path_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".mark");
    PathBuf::from(name)
}

/// What is there before the database is opened; nothing where no mark can be read, because then nothing is known.
pub(super) fn read(database: &Path) -> Option<Found> {
    let text = fs::read_to_string(path_of(database)).ok()?;
    let mut words = text.split_whitespace();
    let edits = words.next()?.parse().ok()?;
    let is_closed = words.next()? == "closed";
    Some(Found { edits, is_closed, has_wal: database.with_extension("db-wal").exists() })
}

impl Found {
    /// Says what is missing of a database that has `edits` edits, if anything is known to be.
    pub(super) fn missing(&self, edits: u64) -> Option<String> {
        let were = self.edits;
        if edits < were {
            return Some(format!(
                "{} edits that were stored are missing ({edits} are there, there were {were}). Either an older copy was put \
                 back, or the write-ahead log beside the database (its name ends in -wal) was lost or cut short",
                were - edits
            ));
        }
        None
    }
}

impl Found {
    /// Whether the server ended out of order and its write-ahead log is gone, so that what came last may be missing.
    pub(super) fn has_lost_wal(&self) -> bool {
        !self.is_closed && !self.has_wal
    }
}

impl Mark {
    /// Of a database that has `edits` edits now.
    pub(super) fn new(database: &Path, edits: u64) -> Self {
        let mut mark = Self { path: path_of(database), edits, told: 0, written: None };
        mark.write("open");
        mark
    }

    /// So many edits more are on the disk.
    pub(super) fn add(&mut self, edits: u64) {
        self.edits += edits;
        if self.edits > self.told && self.written.is_none_or(|written| written.elapsed() > OFTEN) {
            self.write("open");
        }
    }

    /// The database is closed.
    pub(super) fn close(&mut self) {
        self.write("closed");
    }

    fn write(&mut self, state: &str) {
        (self.told, self.written) = (self.edits, Some(Instant::now()));
        let unfinished = self.path.with_extension("mark.unfinished");
        let text = format!("{} {state}\n", self.edits);
        let written = fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, &self.path));
        // An older mark says less, which is no harm.
        if let Err(error) = written {
            tracing::debug!(%error, "the mark beside the database was not written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [S19] Fewer edits than the mark says are missing; a log that is gone is too, unless the database was closed.
    #[test]
    fn what_is_missing_is_known() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = folder.path().join("lavagna.db");
        assert_eq!(read(&database), None, "nothing is known");
        fs::write(database.with_extension("db-wal"), "log").unwrap();
        let mut mark = Mark::new(&database, 5);
        mark.add(2);
        let found = read(&database).unwrap();
        assert_eq!(found, Found { edits: 5, is_closed: false, has_wal: true }, "not at once");
        assert!(found.missing(4).unwrap().starts_with("1 edits"));
        assert_eq!(found.missing(7), None);
        fs::remove_file(database.with_extension("db-wal")).unwrap();
        assert!(read(&database).unwrap().has_lost_wal());
        mark.close();
        let closed = read(&database).unwrap();
        assert_eq!((closed.has_lost_wal(), closed.missing(7), closed.missing(6).is_some()), (false, None, true));
    }
}
