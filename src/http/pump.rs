//! Carries a WebSocket connection: reads frames in one task, and sends an outbox as the response's
//! body. The handshake is actix-ws's; frames leave as they were encoded once for everybody.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::frames::{FrameReader, Incoming};
use crate::hub::{Outbox, Sort};
use crate::protocol::{Close, CloseCode, MESSAGE_BYTES, SUBPROTOCOL, close_frame_of, ping_frame, pong_frame};

/// The server asks this often whether a peer is there; routers forget silent connections after 55 s.
const PING: Duration = Duration::from_secs(20);
/// A peer from which nothing came for so long is gone (SPEC F5).
const GONE: Duration = Duration::from_secs(45);

const FLOOD: Close = Close::new(CloseCode::Flood, "too much was sent without reading the answers");

/// Who listens to a connection's messages.
pub trait Listener {
    /// One text message. An error ends the connection.
    async fn hear(&mut self, text: &str) -> Result<(), Close>;

    /// When patience ends for a connection that has not said what it has to, and how.
    fn deadline(&self) -> Option<(Instant, Close)>;
}

/// The response's body: frames of an outbox, until it is closed.
struct Frames(Arc<Outbox>);

impl MessageBody for Frames {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.0.poll(context).map(|frame| frame.map(Ok))
    }
}

impl Drop for Frames {
    /// The socket is done with: so is the reader (SPEC F7).
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Upgrades the connection and listens to it until either side ends it.
///
/// # Errors
/// When the request is no WebSocket handshake.
pub async fn open<L: Listener + 'static>(
    request: &HttpRequest,
    payload: web::Payload,
    outbox: Arc<Outbox>,
    listener: L,
) -> Result<HttpResponse, actix_web::Error> {
    // actix-ws gets an empty payload: only its handshake is used.
    let nothing = web::Payload::from_request(request, &mut dev::Payload::None).await?;
    let (response, _, _) = actix_ws::handle_with_protocols(request, nothing, &[SUBPROTOCOL])?;
    let body = Frames(outbox.clone());
    actix_web::rt::spawn(listen(payload, outbox, listener));
    Ok(response.set_body(body).map_into_boxed_body())
}

async fn listen<L: Listener>(payload: web::Payload, outbox: Arc<Outbox>, mut listener: L) {
    if let Err(close) = converse(payload, &outbox, &mut listener).await {
        outbox.close(&close);
        drop(listener);
        // What is queued still goes out; a peer that does not take it is cut off by the kernel's timeout.
        outbox.ended().await;
        return;
    }
    drop(listener);
    outbox.end();
}

/// `Ok` when the connection is over, an error when it is to be closed.
async fn converse<L: Listener>(mut payload: web::Payload, outbox: &Outbox, listener: &mut L) -> Result<(), Close> {
    let mut reader = FrameReader::new(MESSAGE_BYTES);
    let mut heard = Instant::now();
    let mut ping = tokio::time::interval_at(heard + PING, PING);
    loop {
        let deadline = listener.deadline();
        let patience = async {
            match &deadline {
                Some((end, _)) => tokio::time::sleep_until(*end).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            chunk = payload.next() => {
                let Some(Ok(bytes)) = chunk else { return Ok(()) };
                heard = Instant::now();
                reader.feed(&bytes);
                if handle(&mut reader, outbox, listener).await? == Flow::Over {
                    return Ok(());
                }
            }
            () = outbox.ended() => return Ok(()),
            () = patience => {
                if let Some((_, close)) = deadline {
                    return Err(close);
                }
            }
            () = tokio::time::sleep_until(heard + GONE) => return Ok(()),
            _ = ping.tick() => drop(outbox.push(Sort::Control, ping_frame())),
        }
    }
}

#[derive(PartialEq)]
enum Flow {
    On,
    Over,
}

async fn handle<L: Listener>(reader: &mut FrameReader, outbox: &Outbox, listener: &mut L) -> Result<Flow, Close> {
    while let Some(incoming) = reader.next()? {
        match incoming {
            Incoming::Text(text) => listener.hear(&text).await?,
            Incoming::Ping(bytes) => {
                if !outbox.push(Sort::Control, pong_frame(&bytes)) {
                    return Err(FLOOD);
                }
            }
            Incoming::Pong => {}
            Incoming::Close(reason) => {
                outbox.finish(close_frame_of(reason));
                outbox.ended().await;
                return Ok(Flow::Over);
            }
        }
    }
    Ok(Flow::On)
}
