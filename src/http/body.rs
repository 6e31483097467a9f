//! Bodies of requests: bounded each and all together, and read in time (SPEC H1, H15).

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{timeout, timeout_at};

use super::error::HttpError;
use crate::hub::Patience;

/// The beginning of a body: as much as a socket's message.
const FIRST_BYTES: usize = 64 * 1024;
/// Memory for the beginnings of all bodies, and for all the rest: large ones never keep small ones out.
const SHARED_BYTES: usize = 64 * 1024 * 1024;
/// Of a body that is refused this much is still read and thrown away, because most clients read no answer before
/// they have sent everything; and of so many bodies at a time.
const DRAINED_BYTES: usize = 32 * 1024 * 1024;
const DRAINING: Duration = Duration::from_secs(5);
const MAX_DRAINED: usize = 16;

/// Memory for bodies that arrive.
pub struct Bodies {
    first: Arc<Semaphore>,
    rest: Arc<Semaphore>,
    draining: Semaphore,
}

impl Default for Bodies {
    fn default() -> Self {
        let shared = || Arc::new(Semaphore::new(SHARED_BYTES));
        Self { first: shared(), rest: shared(), draining: Semaphore::new(MAX_DRAINED) }
    }
}

/// Memory that is counted as long as this lives: for what has arrived, and then for what it becomes.
#[derive(Default)]
pub struct Memory(Vec<OwnedSemaphorePermit>);

/// A body and its memory.
pub struct Body {
    pub bytes: Bytes,
    pub memory: Memory,
}

impl Memory {
    /// Counts more bytes of a shared memory.
    fn take(&mut self, shared: &Arc<Semaphore>, bytes: usize) -> Result<(), HttpError> {
        let permit = shared.clone().try_acquire_many_owned(bytes as u32).map_err(|_| HttpError::Busy)?;
        match self.0.iter_mut().find(|held| Arc::ptr_eq(held.semaphore(), shared)) {
            Some(held) => held.merge(permit),
            None => self.0.push(permit),
        }
        Ok(())
    }
}

fn declared(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl Bodies {
    async fn drain(&self, payload: &mut Payload) {
        let Ok(_one) = self.draining.try_acquire() else { return };
        let draining = async {
            let mut drained = 0;
            while drained < DRAINED_BYTES
                && let Some(Ok(bytes)) = payload.next().await
            {
                drained += bytes.len();
            }
        };
        // However it ends, the answer follows.
        let _enough = timeout(DRAINING, draining).await;
    }

    /// Reads a body of at most `limit` bytes.
    pub async fn read(&self, request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Body, HttpError> {
        let outcome = match declared(request) {
            Some(length) if length > limit => Err(HttpError::TooBig { limit }),
            _ => self.collect(&mut payload, limit).await,
        };
        if matches!(outcome, Err(HttpError::TooBig { .. } | HttpError::Busy)) {
            self.drain(&mut payload).await;
        }
        outcome
    }

    async fn collect(&self, payload: &mut Payload, limit: usize) -> Result<Body, HttpError> {
        let (mut body, mut memory) = (BytesMut::new(), Memory::default());
        let mut patience = Patience::new(Instant::now());
        while let Some(piece) =
            timeout_at(patience.end().into(), payload.next()).await.map_err(|_| HttpError::TooSlow)?
        {
            let piece = piece.map_err(|_| HttpError::CutShort)?;
            if body.len() + piece.len() > limit {
                return Err(HttpError::TooBig { limit });
            }
            let first = piece.len().min(FIRST_BYTES.saturating_sub(body.len()));
            memory.take(&self.first, first)?;
            if first < piece.len() {
                memory.take(&self.rest, piece.len() - first)?;
            }
            body.extend_from_slice(&piece);
            patience.moved(piece.len(), Instant::now());
        }
        Ok(Body { bytes: body.freeze(), memory })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H15] Small bodies have memory of their own.
    #[test]
    fn large_bodies_leave_room_for_small_ones() {
        let bodies = Bodies::default();
        let mut large = Memory::default();
        large.take(&bodies.rest, SHARED_BYTES).unwrap();
        assert!(matches!(Memory::default().take(&bodies.rest, 1), Err(HttpError::Busy)));
        assert!(Memory::default().take(&bodies.first, FIRST_BYTES).is_ok());
        drop(large);
        assert!(Memory::default().take(&bodies.rest, SHARED_BYTES).is_ok(), "it is given back");
    }
}
