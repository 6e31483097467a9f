//! Large answers until they are read: their bytes are counted, leave in small pieces, and are given up when they are read
//! too slowly while others need the memory (SPEC A9).
//!
//! The HTTP library copies what a body gives it, so a body that gave all at once would be held twice, and
//! would be gone from the count while its copy waits for a reader.

use std::collections::HashMap;
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use super::error::HttpError;
use crate::hub::{Hub, Patience, Reservation, lock};

/// What the HTTP library gets at a time.
const PIECE: usize = 16 * 1024;

/// Bytes that several answers hold at once, counted once.
struct Shared {
    readers: usize,
    /// Keeps their place in memory theirs.
    _bytes: Bytes,
    _room: Reservation,
}

/// Counts an answer for as long as this lives.
enum Counted {
    Own { _room: Reservation },
    Shared { answers: Answers, place: usize },
}

/// The part of an answer that is not read yet.
struct Rest {
    bytes: Bytes,
    patience: Patience,
    _counted: Counted,
}

/// An answer that is being read; `None` once it was given up.
type Reading = Mutex<Option<Rest>>;

/// The body of an answer.
pub struct Unread {
    bytes: usize,
    reading: Arc<Reading>,
}

#[derive(Default)]
struct All {
    /// Bytes that the room keeps as well, as manifests and chunks, by where they lie in memory.
    shared: HashMap<usize, Shared>,
    read: Vec<Weak<Reading>>,
}

/// All answers of a server that are being read.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<All>>);

impl Answers {
    fn lock(&self) -> MutexGuard<'_, All> {
        lock(&self.0)
    }

    /// An answer of its own.
    pub fn own(&self, hub: &Hub, bytes: Bytes) -> Result<Unread, HttpError> {
        let room = self.reserve(|| hub.reserve(bytes.len()))?;
        Ok(self.counted(bytes, room))
    }

    /// An answer of its own, whose bytes are counted already.
    pub fn counted(&self, bytes: Bytes, room: Reservation) -> Unread {
        self.begin(bytes, Counted::Own { _room: room })
    }

    /// An answer with bytes that others hold too: a class that opens the same board is counted once.
    pub fn shared(&self, hub: &Hub, bytes: &Bytes) -> Result<Unread, HttpError> {
        if bytes.is_empty() {
            return self.own(hub, Bytes::new());
        }
        let place = bytes.as_ptr() as usize;
        if !self.joins(place) {
            let room = self.reserve(|| hub.reserve(bytes.len()))?;
            let new = Shared { readers: 0, _bytes: bytes.clone(), _room: room };
            // Another answer may have come first; then its room counts.
            self.lock().shared.entry(place).or_insert(new).readers += 1;
        }
        Ok(self.begin(bytes.clone(), Counted::Shared { answers: self.clone(), place }))
    }

    /// One more reads bytes that are counted.
    fn joins(&self, place: usize) -> bool {
        self.lock().shared.get_mut(&place).map(|known| known.readers += 1).is_some()
    }

    /// Memory for an answer; when there is none left, that of answers that are read too slowly.
    pub fn reserve(&self, ask: impl Fn() -> Option<Reservation>) -> Result<Reservation, HttpError> {
        let again = || {
            self.give_up_slow(Instant::now());
            ask()
        };
        ask().or_else(again).ok_or(HttpError::Busy)
    }

    fn begin(&self, bytes: Bytes, counted: Counted) -> Unread {
        let length = bytes.len();
        let patience = Patience::new(Instant::now());
        let reading = Arc::new(Mutex::new(Some(Rest { bytes, patience, _counted: counted })));
        let read = &mut self.lock().read;
        if read.len() == read.capacity() {
            read.retain(|reading| reading.strong_count() > 0);
        }
        read.push(Arc::downgrade(&reading));
        Unread { bytes: length, reading }
    }

    /// Frees the bytes of answers that are read too slowly; their connections end when they are written to again.
    fn give_up_slow(&self, now: Instant) {
        let read = std::mem::take(&mut self.lock().read);
        let read: Vec<Arc<Reading>> = read.iter().filter_map(Weak::upgrade).collect();
        let (slow, fine): (Vec<_>, Vec<_>) = read.into_iter().partition(|reading| is_slow(reading, now));
        self.lock().read.extend(fine.iter().map(Arc::downgrade));
        for reading in slow {
            // Dropping a shared answer takes the lock, so it is not held here.
            let given_up = lock(&reading).take();
            drop(given_up);
        }
    }
}

fn is_slow(reading: &Reading, now: Instant) -> bool {
    lock(reading).as_ref().is_none_or(|rest| rest.patience.is_over(now))
}

impl MessageBody for Unread {
    type Error = Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.bytes as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let mut rest = lock(&self.reading);
        let Some(Rest { bytes, patience, .. }) = rest.as_mut() else {
            return Poll::Ready(Some(Err(Error::new(ErrorKind::TimedOut, "the answer was read too slowly"))));
        };
        if bytes.is_empty() {
            return Poll::Ready(None);
        }
        let piece = bytes.len().min(PIECE);
        patience.moved(piece, Instant::now());
        Poll::Ready(Some(Ok(bytes.split_to(piece))))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Self::Shared { answers, place } = self else { return };
        let shared = &mut answers.lock().shared;
        if let Some(known) = shared.get_mut(place) {
            known.readers -= 1;
            if known.readers == 0 {
                shared.remove(place);
            }
        }
    }
}
