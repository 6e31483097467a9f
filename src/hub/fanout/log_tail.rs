//! The latest part of a board's log in memory, encoded once for all peers that are slightly behind.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use crate::protocol::{Frame, LogEntry, log_message};

/// Most bytes in memory: a resume of more than 1 MiB starts from a snapshot anyway.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Most entries in memory: each has some overhead.
const MAX_ENTRIES: usize = 16_384;
/// An edit larger than this is never sent, and a longer log only when no newer snapshot exists (SPEC C6).
pub const RESYNC_BYTES: usize = 1024 * 1024;
/// Bytes of a piece of log for a peer that pulls (SPEC C5).
pub const PIECE_BYTES: usize = 64 * 1024;

/// A piece of the log as a frame, and the seq after it.
pub struct Piece {
    /// A `log` message.
    pub frame: Frame,
    /// Seq of the first edit in it.
    pub first: u64,
    /// Seq that follows its last edit.
    pub next: u64,
}

/// Edits that followers have not been sent. The frame from each seq on is encoded once, when a follower needs it: authors
/// have been sent more than other followers.
pub struct UnsentLog<'a> {
    tail: &'a LogTail,
    /// Seq of its first edit, after the last one that was sent.
    first: u64,
    /// Frames by the seq of their first edit; `None` where the log is too large for one, or no longer in memory.
    frames: RefCell<BTreeMap<u64, Option<Frame>>>,
}

impl UnsentLog<'_> {
    /// Seq of the first edit that was not sent before.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Seq of the last edit, the board's head.
    pub fn head(&self) -> u64 {
        self.tail.next() - 1
    }

    /// The frame from `seq` on.
    pub fn from(&self, seq: u64) -> Option<Frame> {
        self.frames.borrow_mut().entry(seq).or_insert_with(|| self.tail.short_rest(seq)).clone()
    }

    /// Bytes of all frames that were encoded.
    pub fn encoded(&self) -> usize {
        self.frames.borrow().values().flatten().map(Frame::len).sum()
    }
}

/// Consecutive entries, the last being the board's head.
pub struct LogTail {
    entries: VecDeque<LogEntry>,
    /// Seq of the first entry.
    first: u64,
    bytes: usize,
    oversized: u64,
}

impl LogTail {
    /// An empty tail after `head`.
    pub fn new(head: u64) -> Self {
        Self { entries: VecDeque::new(), first: head + 1, bytes: 0, oversized: 0 }
    }

    /// Appends an entry and drops the oldest beyond the bounds. An oversized entry empties the tail, because no peer can be
    /// sent the log across it.
    pub fn push(&mut self, entry: LogEntry) {
        if entry.json.len() > RESYNC_BYTES {
            return self.push_oversized();
        }
        self.bytes += entry.json.len();
        self.entries.push_back(entry);
        while (self.bytes > MAX_BYTES || self.entries.len() > MAX_ENTRIES) && self.entries.len() > 1 {
            self.bytes -= self.entries.pop_front().map_or(0, |old| old.json.len());
            self.first += 1;
        }
    }

    /// Appends an oversized edit, whose text nobody is sent and nobody encodes.
    pub fn push_oversized(&mut self) {
        let seq = self.next();
        *self = Self { oversized: seq, ..Self::new(seq) };
    }

    /// Approximate bytes in memory.
    pub fn bytes(&self) -> usize {
        const ENTRY: usize = 64;
        self.bytes + self.entries.len() * ENTRY
    }

    /// Seq of the next entry.
    pub fn next(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    fn index(&self, seq: u64) -> Option<usize> {
        let index = usize::try_from(seq.checked_sub(self.first)?).ok()?;
        (index < self.entries.len()).then_some(index)
    }

    /// Time of edit `seq`, if it is in memory.
    pub fn at(&self, seq: u64) -> Option<u64> {
        self.index(seq).map(|index| self.entries[index].at)
    }

    /// Seq of the latest oversized edit, 0 when none is known.
    pub fn oversized(&self) -> u64 {
        self.oversized
    }

    /// Bytes of all entries after `since`; `None` when some of them are not in memory.
    pub fn bytes_after(&self, since: u64) -> Option<usize> {
        let index = usize::try_from((since + 1).checked_sub(self.first)?).ok()?;
        Some(self.entries.iter().skip(index).map(|entry| entry.json.len()).sum())
    }

    /// Entries from `seq` on, at least one, up to `bytes` and `limit`; `None` when `seq` is not in memory.
    pub fn page(&self, seq: u64, mut bytes: usize, limit: usize) -> Option<Vec<LogEntry>> {
        let start = self.index(seq)?;
        let mut page = Vec::new();
        for entry in self.entries.iter().skip(start).take(limit) {
            if entry.json.len() > bytes && !page.is_empty() {
                break;
            }
            bytes = bytes.saturating_sub(entry.json.len());
            page.push(entry.clone());
        }
        Some(page)
    }

    /// The piece from `seq` on; `None` when `seq` is not in memory.
    pub fn piece(&self, seq: u64) -> Option<Piece> {
        let start = self.index(seq)?;
        Some(piece(seq, self.entries.iter().skip(start)))
    }

    /// The log from `first` on, which followers have not been sent.
    pub fn unsent(&self, first: u64) -> UnsentLog<'_> {
        UnsentLog { tail: self, first, frames: RefCell::default() }
    }

    /// The log from `seq` on as one frame; `None` when it is too large, or `seq` is not in memory.
    fn short_rest(&self, seq: u64) -> Option<Frame> {
        let start = self.index(seq)?;
        let bytes = self.bytes_after(seq - 1)?;
        (bytes <= RESYNC_BYTES).then(|| log_message(seq, self.entries.iter().skip(start)))
    }
}

/// Encodes as many entries as fit a piece, at least one.
pub fn piece<'a>(first: u64, entries: impl Iterator<Item = &'a LogEntry> + Clone) -> Piece {
    let mut bytes = 0;
    let fitting = entries.clone().take_while(|entry| {
        bytes += entry.json.len() + 1;
        bytes <= PIECE_BYTES
    });
    let count = fitting.count().max(1);
    Piece { frame: log_message(first, entries.take(count)), first, next: first + count as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(bytes: usize) -> LogEntry {
        LogEntry { at: bytes as u64, json: vec![b'0'; bytes].into() }
    }

    // [C6] The seq of the latest oversized edit is known; the edit takes no memory.
    #[test]
    fn an_oversized_edit_takes_no_memory() {
        let mut tail = LogTail::new(10);
        [1, RESYNC_BYTES, RESYNC_BYTES + 1].into_iter().for_each(|bytes| tail.push(entry(bytes)));
        assert_eq!((tail.oversized(), tail.next(), tail.at(13), tail.bytes), (13, 14, None, 0));
        tail.push(entry(1));
        assert_eq!((tail.oversized(), tail.at(14), tail.bytes_after(13)), (13, Some(1), Some(1)));
        assert!(tail.bytes_after(12).is_none() && tail.piece(13).is_none());
    }

    // [C5] Pieces stay below 64 KiB unless one edit is larger.
    #[test]
    fn pieces_are_small_and_never_empty() {
        let mut tail = LogTail::new(10);
        (0..5).for_each(|_| tail.push(entry(30_000)));
        tail.push(entry(PIECE_BYTES * 2));
        let piece = tail.piece(11).unwrap();
        assert_eq!(piece.next, 13);
        assert_eq!(tail.piece(16).unwrap().next, 17);
        assert!(tail.piece(17).is_none() && tail.piece(10).is_none());
    }

    // [V8] Authors of commits between two ticks have been sent more than the others; those at the same seq share a frame.
    #[test]
    fn a_frame_for_many_is_encoded_once() {
        let mut tail = LogTail::new(0);
        (0..10).for_each(|_| tail.push(entry(1_000)));
        let log = tail.unsent(1);
        assert_eq!(log.encoded(), 0, "no follower needs it yet");
        for seq in [1, 7, 9] {
            let place = |frame: Option<Frame>| frame.unwrap().message().unwrap().as_ptr();
            assert_eq!(place(log.from(seq)), place(log.from(seq)));
        }
        let lengths = [1, 7, 9].map(|seq| log.from(seq).unwrap().len());
        assert_eq!(log.encoded(), lengths.iter().sum::<usize>());
    }

    #[test]
    fn the_oldest_entries_are_dropped_first() {
        let mut tail = LogTail::new(0);
        (0..10).for_each(|_| tail.push(entry(MAX_BYTES / 4)));
        assert_eq!(tail.at(5), None);
        assert_eq!(tail.at(10), Some(MAX_BYTES as u64 / 4));
        assert_eq!(tail.bytes_after(3), None);
        assert_eq!(tail.bytes_after(10), Some(0));
        assert_eq!(tail.bytes_after(9), Some(MAX_BYTES / 4));
    }
}
