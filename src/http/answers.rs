//! Memory of large answers until they are read (SPEC A9): counts their bytes, sends them in small pieces, and drops
//! slowly read ones when other answers need the memory.
//!
//! The HTTP library copies each piece of a body. A body in one piece would exist twice, and its copy would wait for
//! the reader without being counted.

use std::collections::{HashMap, VecDeque};
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use super::error::HttpError;
use crate::hub::{Hub, Patience, Reservation, lock};

/// Bytes that the HTTP library gets at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// Bytes that several answers share and that are reserved once.
struct SharedBytes {
    readers: usize,
    /// Keeps the address in use, because it is the key of the entry.
    _bytes: Bytes,
    _reservation: Reservation,
}

/// Reserves the memory of an answer until it is dropped.
enum Claim {
    Own { _reservation: Reservation },
    Shared { answers: Answers, address: usize },
}

/// The unread part of an answer.
struct Unread {
    parts: VecDeque<Bytes>,
    patience: Patience,
    _claims: Vec<Claim>,
}

/// An answer that is being read; `None` after it was dropped.
type PendingAnswer = Mutex<Option<Unread>>;

/// The body of an answer.
pub struct AnswerBody {
    bytes: usize,
    answer: Arc<PendingAnswer>,
}

#[derive(Default)]
struct State {
    /// Bytes that a room stores too (manifests and chunks), by their address in memory.
    shared: HashMap<usize, SharedBytes>,
    pending: Vec<Weak<PendingAnswer>>,
}

/// All answers of a server that are being read.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<State>>);

impl Answers {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }

    /// An answer whose bytes nothing else uses.
    pub fn own(&self, hub: &Hub, bytes: Bytes) -> Result<AnswerBody, HttpError> {
        let reservation = self.reserve(|| hub.reserve(bytes.len()))?;
        Ok(self.reserved(bytes, reservation))
    }

    /// An answer whose memory is already reserved.
    pub fn reserved(&self, bytes: Bytes, reservation: Reservation) -> AnswerBody {
        self.begin([bytes].into(), vec![Claim::Own { _reservation: reservation }])
    }

    /// An answer that shares its bytes: a class that opens the same board reserves them once.
    pub fn shared(&self, hub: &Hub, bytes: &Bytes) -> Result<AnswerBody, HttpError> {
        if bytes.is_empty() {
            return self.own(hub, Bytes::new());
        }
        let claim = self.claim(hub, bytes)?;
        Ok(self.begin([bytes.clone()].into(), vec![claim]))
    }

    /// The same for several parts in a row, each behind its length as four bytes, the highest first.
    pub fn shared_parts<'a>(
        &self,
        hub: &Hub,
        parts: impl IntoIterator<Item = &'a Bytes>,
    ) -> Result<AnswerBody, HttpError> {
        let (mut framed, mut claims) = (VecDeque::new(), Vec::new());
        for part in parts {
            let length = u32::try_from(part.len()).map_err(|error| HttpError::Internal(error.into()))?;
            claims.push(self.claim(hub, part)?);
            framed.extend([Bytes::copy_from_slice(&length.to_be_bytes()), part.clone()]);
        }
        Ok(self.begin(framed, claims))
    }

    /// Reserves bytes that several answers share, once for all of them.
    fn claim(&self, hub: &Hub, bytes: &Bytes) -> Result<Claim, HttpError> {
        let address = bytes.as_ptr() as usize;
        if !self.add_reader(address) {
            let reservation = self.reserve(|| hub.reserve(bytes.len()))?;
            let new = SharedBytes { readers: 0, _bytes: bytes.clone(), _reservation: reservation };
            // Another thread may have inserted the same bytes meanwhile; then its reservation counts.
            self.lock().shared.entry(address).or_insert(new).readers += 1;
        }
        Ok(Claim::Shared { answers: self.clone(), address })
    }

    /// Adds a reader to shared bytes, if these are reserved.
    fn add_reader(&self, address: usize) -> bool {
        self.lock().shared.get_mut(&address).map(|shared| shared.readers += 1).is_some()
    }

    /// Reserves memory for an answer; if none is left, drops slowly read answers and tries again.
    pub fn reserve(&self, reserve: impl Fn() -> Option<Reservation>) -> Result<Reservation, HttpError> {
        let retry = || {
            self.drop_slow(Instant::now());
            reserve()
        };
        reserve().or_else(retry).ok_or(HttpError::Busy)
    }

    fn begin(&self, parts: VecDeque<Bytes>, claims: Vec<Claim>) -> AnswerBody {
        let length = parts.iter().map(Bytes::len).sum();
        let patience = Patience::new(Instant::now());
        let answer = Arc::new(Mutex::new(Some(Unread { parts, patience, _claims: claims })));
        let pending = &mut self.lock().pending;
        if pending.len() == pending.capacity() {
            pending.retain(|answer| answer.strong_count() > 0);
        }
        pending.push(Arc::downgrade(&answer));
        AnswerBody { bytes: length, answer }
    }

    /// Frees the bytes of slowly read answers; their connections end at the next write.
    fn drop_slow(&self, now: Instant) {
        let pending = std::mem::take(&mut self.lock().pending);
        let pending: Vec<Arc<PendingAnswer>> = pending.iter().filter_map(Weak::upgrade).collect();
        let (slow, others): (Vec<_>, Vec<_>) = pending.into_iter().partition(|answer| is_slow(answer, now));
        self.lock().pending.extend(others.iter().map(Arc::downgrade));
        for answer in slow {
            // Dropping a shared answer takes the lock of all answers, so neither lock may be held here.
            let unread = lock(&answer).take();
            drop(unread);
        }
    }
}

fn is_slow(answer: &PendingAnswer, now: Instant) -> bool {
    lock(answer).as_ref().is_none_or(|unread| unread.patience.is_over(now))
}

impl MessageBody for AnswerBody {
    type Error = Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.bytes as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let mut unread = lock(&self.answer);
        let Some(Unread { parts, patience, .. }) = unread.as_mut() else {
            return Poll::Ready(Some(Err(Error::new(ErrorKind::TimedOut, "the answer was read too slowly"))));
        };
        while parts.front().is_some_and(Bytes::is_empty) {
            parts.pop_front();
        }
        let Some(bytes) = parts.front_mut() else { return Poll::Ready(None) };
        let piece = bytes.len().min(PIECE_BYTES);
        patience.moved(piece, Instant::now());
        Poll::Ready(Some(Ok(bytes.split_to(piece))))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let Self::Shared { answers, address } = self else { return };
        let shared = &mut answers.lock().shared;
        if let Some(bytes) = shared.get_mut(address) {
            bytes.readers -= 1;
            if bytes.readers == 0 {
                shared.remove(address);
            }
        }
    }
}
