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
use crate::hub::{ArrivingUpload, ArrivingUploads, Patience};

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
    arriving: Arc<ArrivingUploads>,
    uploads: Arc<Semaphore>,
    drains: Semaphore,
}

impl Default for Bodies {
    fn default() -> Self {
        let budget = || Arc::new(Semaphore::new(BODIES_BYTES));
        let uploads = Arc::new(Semaphore::new(UPLOADS_BYTES));
        let drains = Semaphore::new(MAX_DRAINS);
        Self { first: budget(), rest: budget(), arriving: Arc::default(), uploads, drains }
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

    /// Reads a picture (SPEC P2). While it arrives it may have to end for others; complete, it has memory of its own.
    pub async fn read_upload(&self, request: &HttpRequest, mut payload: Payload) -> Result<Body, HttpError> {
        let upload = ArrivingUpload::begin(&self.arriving, Instant::now());
        let counted = |bytes| {
            upload.resize(bytes);
            Ok(())
        };
        let arrived = async {
            check_length(request, UPLOAD_BYTES)?;
            let arriving = timeout_at(upload.deadline().into(), collect(&mut payload, UPLOAD_BYTES, counted));
            let bytes = tokio::select! {
                outcome = arriving => outcome.map_err(|_| HttpError::TooSlow)??,
                () = upload.ended() => return Err(HttpError::TooSlow),
            };
            let mut memory = BodyMemory::default();
            memory.reserve(&self.uploads, bytes.len())?;
            Ok(Body { bytes, memory })
        };
        let outcome = arrived.await;
        self.drain_refused(&outcome, &mut payload).await;
        outcome
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
        let mut memory = BodyMemory::default();
        let mut counted = 0;
        let count = |upto: usize| {
            for (budget, limit) in budgets {
                let until = upto.min(*limit);
                if counted < until {
                    memory.reserve(budget, until - counted)?;
                    counted = until;
                }
            }
            Ok(())
        };
        let outcome = match check_length(request, limit) {
            Ok(()) => collect(&mut payload, limit, count).await,
            Err(error) => Err(error),
        };
        self.drain_refused(&outcome, &mut payload).await;
        Ok(Body { bytes: outcome?, memory })
    }

    /// Reads the rest of a body that is refused.
    async fn drain_refused<T>(&self, outcome: &Result<T, HttpError>, payload: &mut Payload) {
        if matches!(outcome, Err(HttpError::TooBig { .. } | HttpError::Busy)) {
            self.drain(payload).await;
        }
    }
}

fn check_length(request: &HttpRequest, limit: usize) -> Result<(), HttpError> {
    match declared_length(request) {
        Some(length) if length > limit => Err(HttpError::TooBig { limit }),
        _ => Ok(()),
    }
}

/// Collects a body; `count` takes its bytes so far before they are kept.
async fn collect(
    payload: &mut Payload,
    limit: usize,
    mut count: impl FnMut(usize) -> Result<(), HttpError>,
) -> Result<Bytes, HttpError> {
    let mut body = BytesMut::new();
    let mut patience = Patience::new(Instant::now());
    while let Some(piece) = timeout_at(patience.end().into(), payload.next()).await.map_err(|_| HttpError::TooSlow)? {
        let piece = piece.map_err(|_| HttpError::CutShort)?;
        if body.len() + piece.len() > limit {
            return Err(HttpError::TooBig { limit });
        }
        count(body.len() + piece.len())?;
        body.extend_from_slice(&piece);
        patience.moved(piece.len(), Instant::now());
    }
    Ok(body.freeze())
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
