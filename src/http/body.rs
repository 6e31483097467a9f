//! Reads bodies of requests: limits each body, the memory of all together, and the time (SPEC H1, H15).

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{timeout, timeout_at};

use super::error::HttpError;
use crate::board::limits::{BODIES_BYTES, MESSAGE_BYTES, UPLOAD_BYTES, UPLOADS_BYTES};
use crate::hub::Patience;

/// Bytes of a refused body that are still read and discarded, because most clients read no answer before they have
/// sent everything.
const DRAIN_BYTES: usize = 32 * 1024 * 1024;
/// Longest time of draining a body.
const DRAIN_TIME: Duration = Duration::from_secs(5);
/// Bodies that are drained at the same time.
const MAX_DRAINS: usize = 16;

/// Memory budget of arriving bodies: one for the first [`MESSAGE_BYTES`] of each with edits, one for the rest of them, and one for
/// pictures, which never take memory from edits.
pub struct Bodies {
    first: Arc<Semaphore>,
    rest: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    drains: Semaphore,
}

impl Default for Bodies {
    fn default() -> Self {
        let budget = || Arc::new(Semaphore::new(BODIES_BYTES));
        let uploads = Arc::new(Semaphore::new(UPLOADS_BYTES));
        Self { first: budget(), rest: budget(), uploads, drains: Semaphore::new(MAX_DRAINS) }
    }
}

/// Reserved memory of a body and of its decoded form, until it is dropped.
#[derive(Default)]
pub struct BodyMemory(Vec<OwnedSemaphorePermit>);

/// A body and its memory.
pub struct Body {
    pub bytes: Bytes,
    pub memory: BodyMemory,
}

impl BodyMemory {
    /// Reserves more bytes of a budget.
    fn reserve(&mut self, budget: &Arc<Semaphore>, bytes: usize) -> Result<(), HttpError> {
        let permit = budget.clone().try_acquire_many_owned(bytes as u32).map_err(|_| HttpError::Busy)?;
        match self.0.iter_mut().find(|reserved| Arc::ptr_eq(reserved.semaphore(), budget)) {
            Some(reserved) => reserved.merge(permit),
            None => self.0.push(permit),
        }
        Ok(())
    }
}

fn declared_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl Bodies {
    async fn drain(&self, payload: &mut Payload) {
        let Ok(_permit) = self.drains.try_acquire() else { return };
        let drain = async {
            let mut drained = 0;
            while drained < DRAIN_BYTES
                && let Some(Ok(bytes)) = payload.next().await
            {
                drained += bytes.len();
            }
        };
        // The answer follows in any case.
        let _outcome = timeout(DRAIN_TIME, drain).await;
    }

    /// Reads a body with edits, of at most `limit` bytes.
    pub async fn read(&self, request: &HttpRequest, payload: Payload, limit: usize) -> Result<Body, HttpError> {
        self.read_into(&[(&self.first, MESSAGE_BYTES), (&self.rest, limit)], request, payload, limit).await
    }

    /// Reads a picture (SPEC P2).
    pub async fn read_upload(&self, request: &HttpRequest, payload: Payload) -> Result<Body, HttpError> {
        self.read_into(&[(&self.uploads, UPLOAD_BYTES)], request, payload, UPLOAD_BYTES).await
    }

    /// Reads and discards a body that is refused unread.
    pub async fn refuse(&self, mut payload: Payload, error: HttpError) -> HttpError {
        self.drain(&mut payload).await;
        error
    }

    /// Reads a body into `budgets`, each of which takes the bytes up to a length of the body.
    async fn read_into(
        &self,
        budgets: &[(&Arc<Semaphore>, usize)],
        request: &HttpRequest,
        mut payload: Payload,
        limit: usize,
    ) -> Result<Body, HttpError> {
        let outcome = match declared_length(request) {
            Some(length) if length > limit => Err(HttpError::TooBig { limit }),
            _ => collect(&mut payload, limit, budgets).await,
        };
        if matches!(outcome, Err(HttpError::TooBig { .. } | HttpError::Busy)) {
            self.drain(&mut payload).await;
        }
        outcome
    }
}

async fn collect(payload: &mut Payload, limit: usize, budgets: &[(&Arc<Semaphore>, usize)]) -> Result<Body, HttpError> {
    let (mut body, mut memory) = (BytesMut::new(), BodyMemory::default());
    let mut patience = Patience::new(Instant::now());
    while let Some(piece) = timeout_at(patience.end().into(), payload.next()).await.map_err(|_| HttpError::TooSlow)? {
        let piece = piece.map_err(|_| HttpError::CutShort)?;
        if body.len() + piece.len() > limit {
            return Err(HttpError::TooBig { limit });
        }
        let (mut begin, end) = (body.len(), body.len() + piece.len());
        for (budget, upto) in budgets {
            let until = end.min(*upto);
            if begin < until {
                memory.reserve(budget, until - begin)?;
                begin = until;
            }
        }
        body.extend_from_slice(&piece);
        patience.moved(piece.len(), Instant::now());
    }
    Ok(Body { bytes: body.freeze(), memory })
}

#[cfg(test)]
mod tests {
    use super::*;

    // [H15] Small bodies have memory of their own.
    #[test]
    fn large_bodies_leave_room_for_small_ones() {
        let bodies = Bodies::default();
        let mut large = BodyMemory::default();
        large.reserve(&bodies.rest, BODIES_BYTES).unwrap();
        assert!(matches!(BodyMemory::default().reserve(&bodies.rest, 1), Err(HttpError::Busy)));
        assert!(BodyMemory::default().reserve(&bodies.first, MESSAGE_BYTES).is_ok());
        drop(large);
        assert!(BodyMemory::default().reserve(&bodies.rest, BODIES_BYTES).is_ok(), "dropping it frees the memory");
    }
}
