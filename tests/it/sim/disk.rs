//! A disk that keeps what was synced and may lose the rest.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lavagna::board::{Board, Lesson, LoggedEdit, PersonKey, Registry, Tag, TagEntry, canonical};
use lavagna::protocol::LogEntry;
use lavagna::store::Batch;

/// An edit of the log: itself, its ops as text, and the text that everybody is sent.
pub struct Row {
    pub edit: Arc<LoggedEdit>,
    pub ops: String,
    pub text: String,
}

/// Content of a database file.
#[derive(Clone, Default)]
pub struct Image {
    pub log: Vec<Arc<Row>>,
    tags: HashMap<Tag, TagEntry>,
    authors: HashMap<PersonKey, u32>,
    pub lesson: Lesson,
}

impl Image {
    pub fn head(&self) -> u64 {
        self.log.len() as u64
    }

    pub fn registry(&self) -> Registry {
        let tags = self.tags.iter().map(|(tag, entry)| (*tag, TagEntry { is_gap_reported: false, ..*entry }));
        Registry { authors: self.authors.clone(), tags: tags.collect(), ..Registry::default() }
    }

    /// The board as of edit `seq`, and that in the form that replicas are compared by.
    pub fn board(&self, seq: u64) -> (Board, String) {
        let mut board = Board::default();
        self.log[..seq as usize].iter().for_each(|row| drop(board.advance(&row.edit)));
        let form = canonical(&board);
        (board, form)
    }

    /// [E6] [G2] The log of the tables: no number twice, seqs without a gap.
    fn append(&mut self, batch: &Batch, forgets_tags: bool) -> Result<(), String> {
        if batch.first != self.head() + 1 {
            return Err(format!("edit {} is to follow {}", batch.first, self.head()));
        }
        for (edit, ops) in &batch.edits {
            let text = String::from_utf8(LogEntry::new(edit, ops).json.to_vec()).expect("JSON is text");
            self.log.push(Arc::new(Row { edit: Arc::new(edit.clone()), ops: ops.to_string(), text }));
        }
        self.authors.extend(batch.authors.iter().map(|(author, person, _)| (*person, *author)));
        if !forgets_tags {
            self.tags.extend(batch.tags.iter().copied());
        }
        Ok(())
    }
}

#[derive(Default)]
pub struct Disk {
    /// Survives everything.
    pub durable: Image,
    /// Every (tag, n) that is durable.
    numbers: HashSet<(Tag, u64)>,
    /// Written and not synced: a crash may lose it.
    written: Option<Image>,
    /// Older copies of the file.
    pub copies: Vec<Image>,
}

impl Disk {
    /// Writes a batch; it does not hold yet.
    pub fn write(&mut self, (batch, lesson): (&Batch, &Lesson), forgets_tags: bool) -> Result<(), String> {
        let mut image = self.durable.clone();
        image.append(batch, forgets_tags)?;
        image.lesson = lesson.clone();
        self.written = Some(image);
        Ok(())
    }

    /// Syncs: everything written so far is durable.
    pub fn sync(&mut self) -> Result<(), String> {
        if let Some(image) = self.written.take() {
            for row in &image.log[self.durable.log.len()..] {
                if !self.numbers.insert((row.edit.tag, row.edit.n)) {
                    return Err(format!("[G2] edit {}.{} stands in the log twice", row.edit.tag, row.edit.n));
                }
            }
            self.durable = image;
        }
        Ok(())
    }

    /// Loses everything written and not synced.
    pub fn lose(&mut self) {
        self.written = None;
    }

    pub fn keep_copy(&mut self) {
        self.copies.push(self.durable.clone());
    }

    /// Puts an older copy in the place of the file. Gives back what stood after it.
    pub fn copy_back(&mut self, copy: usize) -> Vec<Arc<Row>> {
        self.written = None;
        let image = self.copies[copy].clone();
        self.copies.truncate(copy + 1);
        let lost = self.durable.log.split_off(image.log.len());
        for row in &lost {
            self.numbers.remove(&(row.edit.tag, row.edit.n));
        }
        self.durable = image;
        lost
    }
}
