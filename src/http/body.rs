//! Bodies of requests: bounded each and all together, and read in time (SPEC H1).

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::HttpError;

/// A body up to this size is taken without asking: as much as a socket's message.
const FREE_BYTES: usize = 64 * 1024;
/// Larger bodies share this much memory, each with what it becomes; who finds no room is asked to come back.
const SHARED_BYTES: usize = 64 * 1024 * 1024;
/// A body has to be there by then: 4 MiB over the line of a village school.
const PATIENCE: Duration = Duration::from_secs(60);
/// Of a body that is too large so much is still listened to, because most clients read no answer before they
/// have said everything.
const HEARD_OUT_BYTES: usize = 32 * 1024 * 1024;
const HEARD_OUT: Duration = Duration::from_secs(5);

/// Room for large bodies.
pub struct Bodies(Arc<Semaphore>);

impl Default for Bodies {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(SHARED_BYTES)))
    }
}

/// A body, and the room that it takes as long as this lives.
pub struct Body {
    pub bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

fn declared(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn hear_out(payload: &mut Payload) {
    let listening = async {
        let mut heard = 0;
        while heard < HEARD_OUT_BYTES
            && let Some(Ok(bytes)) = payload.next().await
        {
            heard += bytes.len();
        }
    };
    // However it ends, the answer follows.
    let _enough = tokio::time::timeout(HEARD_OUT, listening).await;
}

impl Bodies {
    /// Reads a body of at most `limit` bytes.
    pub async fn read(&self, request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Body, HttpError> {
        let expected = declared(request).unwrap_or(limit);
        if expected > limit {
            hear_out(&mut payload).await;
            return Err(HttpError::TooBig { limit });
        }
        let room = if expected > FREE_BYTES {
            let room = self.0.clone().try_acquire_many_owned(expected as u32).map_err(|_| HttpError::Busy)?;
            Some(room)
        } else {
            None
        };
        let reading = async {
            let mut body = BytesMut::new();
            while let Some(piece) = payload.next().await {
                let piece = piece.map_err(|_| HttpError::CutShort)?;
                if body.len() + piece.len() > limit {
                    hear_out(&mut payload).await;
                    return Err(HttpError::TooBig { limit });
                }
                body.extend_from_slice(&piece);
            }
            Ok(body.freeze())
        };
        let bytes = tokio::time::timeout(PATIENCE, reading).await.map_err(|_| HttpError::CutShort)??;
        Ok(Body { bytes, _room: room })
    }
}
