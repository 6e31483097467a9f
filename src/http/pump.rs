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

use super::frames::{FrameReader, Incoming, Limits};
use crate::hub::{FrameKind, Outbox};
use crate::protocol::{Close, CloseCode, Frame, SUBPROTOCOL};

/// The server asks this often whether a peer is there; routers forget silent connections after 55 s.
const PING: Duration = Duration::from_secs(20);
/// A peer from which nothing came for so long is gone (SPEC F5).
const GONE: Duration = Duration::from_secs(45);

/// A peer that does not answer a Close frame is not waited for longer.
const LINGER: Duration = Duration::from_secs(1);
/// First byte of a Close frame.
const CLOSE_BYTE: u8 = 0x88;

const BINARY: Close = Close::new(CloseCode::Unsupported, "messages are JSON in text frames");
const FLOOD: Close = Close::new(CloseCode::Flood, "too much was sent without reading the answers");

/// Who listens to a connection's messages.
#[allow(
    async_fn_in_trait,
    reason = "a connection stays on the thread that accepted it, so its futures need not be Send"
)]
pub trait Listener {
    /// One text message. An error ends the connection.
    async fn on_message(&mut self, text: &str) -> Result<(), Close>;

    /// One binary message, which nobody speaks here unless the listener does (SPEC F2).
    async fn hear_bytes(&mut self, _bytes: Bytes) -> Result<(), Close> {
        Err(BINARY)
    }

    /// When patience ends for a connection that has not said what it has to, and how.
    fn deadline(&self) -> Option<(Instant, Close)>;

    /// The largest messages it takes.
    fn limits(&self) -> Limits {
        Limits::BOARD
    }
}

/// The response's body: frames of an outbox, until it is closed.
struct Frames(Arc<Outbox>);

impl MessageBody for Frames {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let whole = |frame: Frame| [frame.into_bytes(), Bytes::new(), Bytes::new()];
        self.0.poll(context, whole).map(|piece| piece.map(Ok))
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
    let response = shake_hands(request, outbox.clone()).await?;
    actix_web::rt::spawn(listen(payload, outbox, listener));
    Ok(response)
}

/// Accepts the handshake only to close the connection with a reason; no message is read.
///
/// # Errors
/// When the request is no WebSocket handshake.
pub async fn refuse(
    request: &HttpRequest,
    payload: web::Payload,
    outbox: Arc<Outbox>,
    close: &Close,
) -> Result<HttpResponse, actix_web::Error> {
    outbox.close(close);
    let response = shake_hands(request, outbox.clone()).await?;
    actix_web::rt::spawn(async move {
        linger(payload, &outbox).await;
        outbox.end();
    });
    Ok(response)
}

/// The answer of the handshake, with the outbox's frames as its body.
async fn shake_hands(request: &HttpRequest, outbox: Arc<Outbox>) -> Result<HttpResponse, actix_web::Error> {
    // actix-ws gets an empty payload: only its handshake is used.
    let nothing = web::Payload::from_request(request, &mut dev::Payload::None).await?;
    let (response, _, _) = actix_ws::handle_with_protocols(request, nothing, &[SUBPROTOCOL])?;
    Ok(response.set_body(Frames(outbox)).map_into_boxed_body())
}

async fn listen<L: Listener>(mut payload: web::Payload, outbox: Arc<Outbox>, mut listener: L) {
    let parting = converse(&mut payload, &outbox, &mut listener).await.unwrap_or_else(|close| {
        outbox.close(&close);
        Disconnect::Closing
    });
    drop(listener);
    match parting {
        Disconnect::Gone => {}
        Disconnect::Answered => outbox.flushed().await,
        Disconnect::Closing => linger(payload, &outbox).await,
    }
    outbox.end();
}

/// How a socket_session is over.
#[derive(Clone, Copy, PartialEq)]
enum Disconnect {
    /// Nobody is there.
    Gone,
    /// The peer said goodbye, and the answer is queued.
    Answered,
    /// This side's Close frame is queued.
    Closing,
}

/// Waits for the Close frame to be out and answered. Meanwhile what the peer still sends is read and
/// thrown away: a socket that is closed with bytes unread is reset, and the reset may overtake the
/// Close frame. A peer that does not read is not waited for (see [`Outbox::flushed`]).
async fn linger(mut payload: web::Payload, outbox: &Outbox) {
    let answered = async {
        while let Some(Ok(bytes)) = payload.next().await {
            // After broken frames nothing can be read for certain, and a wrong guess only ends it early.
            if bytes.first() == Some(&CLOSE_BYTE) {
                return;
            }
        }
    };
    let patience = async {
        outbox.flushed().await;
        tokio::time::sleep(LINGER).await;
    };
    tokio::select! {
        _ = futures_util::future::join(answered, outbox.flushed()) => {}
        () = patience => {}
        () = outbox.ended() => {}
    }
}

/// Talks until the connection is over; an error is the Close that it is to end with.
async fn converse<L: Listener>(
    payload: &mut web::Payload,
    outbox: &Outbox,
    listener: &mut L,
) -> Result<Disconnect, Close> {
    let mut reader = FrameReader::new(listener.limits());
    let mut heard = Instant::now();
    let mut ping = heard + PING;
    // One timer for all that may come due: each takes memory for as long as a connection does nothing.
    let mut alarm = std::pin::pin!(tokio::time::sleep_until(ping));
    loop {
        let deadline = listener.deadline();
        let due = deadline.iter().map(|(end, _)| *end).fold(ping.min(heard + GONE), Instant::min);
        if due != alarm.deadline() {
            alarm.as_mut().reset(due);
        }
        tokio::select! {
            chunk = payload.next() => {
                let Some(Ok(bytes)) = chunk else { return Ok(Disconnect::Gone) };
                heard = Instant::now();
                reader.feed(&bytes);
                if handle(&mut reader, outbox, listener).await? == Flow::Over {
                    return Ok(Disconnect::Answered);
                }
            }
            () = outbox.closing() => return Ok(Disconnect::Closing),
            () = &mut alarm => {
                let now = Instant::now();
                if let Some((_, close)) = deadline.filter(|(end, _)| *end <= now) {
                    return Err(close);
                }
                if heard + GONE <= now {
                    return Ok(Disconnect::Gone);
                }
                if ping <= now {
                    ping = now + PING;
                    outbox.push(FrameKind::Control, Frame::ping());
                }
            }
        }
    }
}

#[derive(PartialEq)]
enum Flow {
    On,
    Over,
}

async fn handle<L: Listener>(reader: &mut FrameReader, outbox: &Outbox, listener: &mut L) -> Result<Flow, Close> {
    while let Some(incoming) = reader.read()? {
        match incoming {
            Incoming::Text(text) => listener.on_message(&text).await?,
            Incoming::Binary(bytes) => listener.hear_bytes(bytes).await?,
            Incoming::Ping(bytes) => {
                if !outbox.push(FrameKind::Control, Frame::pong(&bytes)) {
                    return Err(FLOOD);
                }
            }
            Incoming::Pong => {}
            Incoming::Close(reason) => {
                outbox.finish(Frame::close_of(reason));
                return Ok(Flow::Over);
            }
        }
    }
    Ok(Flow::On)
}
