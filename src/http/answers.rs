//! Large answers until they are read: their bytes are counted, and leave in small pieces (SPEC A9).
//!
//! The HTTP library copies what a body gives it, so a body that gave all at once would be held twice, and
//! would be gone from the count while its copy waits for a reader.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use super::error::HttpError;
use crate::hub::{Hub, Reservation, lock};

/// What the HTTP library gets at a time.
const PIECE: usize = 16 * 1024;

/// Bytes that several answers hold at once, counted once.
struct Shared {
    readers: usize,
    /// Keeps their place in memory theirs.
    _bytes: Bytes,
    _room: Reservation,
}

/// Answers whose bytes the room keeps as well, as manifests and chunks, by where these lie in memory.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<HashMap<usize, Shared>>>);

/// Counts an answer for as long as this lives.
enum Counted {
    Own { _room: Reservation },
    Shared { answers: Answers, place: usize },
}

/// The body of an answer.
pub struct Unread {
    rest: Bytes,
    _counted: Counted,
}

impl Unread {
    /// An answer of its own, whose bytes are counted already.
    pub fn counted(bytes: Bytes, room: Reservation) -> Self {
        Self { rest: bytes, _counted: Counted::Own { _room: room } }
    }

    /// An answer of its own.
    pub fn own(hub: &Hub, bytes: Bytes) -> Result<Self, HttpError> {
        let room = hub.reserve(bytes.len()).ok_or(HttpError::Busy)?;
        Ok(Self::counted(bytes, room))
    }
}

impl Answers {
    fn lock(&self) -> MutexGuard<'_, HashMap<usize, Shared>> {
        lock(&self.0)
    }

    /// An answer with bytes that others hold too: a class that opens the same board is counted once.
    pub fn shared(&self, hub: &Hub, bytes: &Bytes) -> Result<Unread, HttpError> {
        if bytes.is_empty() {
            return Unread::own(hub, Bytes::new());
        }
        let place = bytes.as_ptr() as usize;
        let mut shared = self.lock();
        match shared.get_mut(&place) {
            Some(known) => known.readers += 1,
            None => {
                let room = hub.reserve(bytes.len()).ok_or(HttpError::Busy)?;
                shared.insert(place, Shared { readers: 1, _bytes: bytes.clone(), _room: room });
            }
        }
        Ok(Unread { rest: bytes.clone(), _counted: Counted::Shared { answers: self.clone(), place } })
    }
}

impl MessageBody for Unread {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Self::Shared { answers, place } = self else { return };
        let mut shared = answers.lock();
        if let Some(known) = shared.get_mut(place) {
            known.readers -= 1;
            if known.readers == 0 {
                shared.remove(place);
            }
        }
    }
}
