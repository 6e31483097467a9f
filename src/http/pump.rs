//! The frame pump of a WebSocket connection: reads frames in one task and sends an outbox as the response's body.
//! actix-ws does the handshake; frames leave as they were encoded, once for all receivers.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::capture::Tap;
use super::frames::{FrameReader, Incoming, Limits};
use crate::board::limits::{PING_MS, SILENCE_MS};
use crate::hub::{FrameKind, Outbox, UnfinishedMessage};
use crate::protocol::{Close, CloseCode, Frame, SUBPROTOCOL};

const PING: Duration = Duration::from_millis(PING_MS);
const SILENCE: Duration = Duration::from_millis(SILENCE_MS);
/// Longest wait for the answer to a Close frame.
const LINGER: Duration = Duration::from_secs(1);
/// First byte of a Close frame.
const CLOSE_BYTE: u8 = 0x88;

const BINARY: Close = Close::new(CloseCode::Unsupported, "messages are JSON in text frames");
const FLOOD: Close = Close::new(CloseCode::Flood, "the client does not read its responses");

/// Handler of a connection's messages.
#[allow(
    async_fn_in_trait,
    reason = "a connection stays on the thread that accepted it, so its futures need not be Send"
)]
pub trait Listener {
    /// Handles a text message. An error ends the connection.
    async fn on_message(&mut self, text: &str) -> Result<(), Close>;

    /// Handles a binary message. A board refuses it (SPEC F2).
    async fn on_binary(&mut self, _bytes: Bytes) -> Result<(), Close> {
        Err(BINARY)
    }

    /// Until when nothing more is read, if the peer has sent too much. The rest waits with the peer.
    fn pause(&self) -> Option<Instant> {
        None
    }

    /// The time at which the connection ends unless the expected message arrives, and the close.
    fn deadline(&self) -> Option<(Instant, Close)>;

    /// Recorder of its frames (SPEC W), none by default.
    fn tap(&self) -> Tap {
        Tap::default()
    }

    /// Limits of its messages.
    fn limits(&self) -> Limits {
        Limits::BOARD
    }
}

/// The response's body: frames of an outbox, until it is closed.
struct Frames(Arc<Outbox>, Tap);

impl MessageBody for Frames {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let whole = |frame: Frame| {
            self.1.sending(&frame);
            [frame.into_bytes(), Bytes::new(), Bytes::new()]
        };
        self.0.poll(context, whole).map(|piece| piece.map(Ok))
    }
}

impl Drop for Frames {
    /// The socket has ended, so the reading task ends too (SPEC F7).
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Upgrades the connection and reads it until either side ends it.
///
/// # Errors
/// When the request is no WebSocket handshake.
pub async fn open<L: Listener + 'static>(
    request: &HttpRequest,
    payload: web::Payload,
    outbox: Arc<Outbox>,
    listener: L,
) -> Result<HttpResponse, actix_web::Error> {
    let response = handshake(request, outbox.clone(), listener.tap()).await?;
    actix_web::rt::spawn(run(payload, outbox, listener));
    Ok(response)
}

/// Accepts the handshake and closes the connection with a reason, which a page can read. Handles no message.
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
    let response = handshake(request, outbox.clone(), Tap::default()).await?;
    actix_web::rt::spawn(async move {
        linger(payload, &outbox).await;
        outbox.end();
    });
    Ok(response)
}

/// The answer of the handshake, with the outbox's frames as its body.
async fn handshake(request: &HttpRequest, outbox: Arc<Outbox>, tap: Tap) -> Result<HttpResponse, actix_web::Error> {
    // actix-ws gets an empty payload, because only its handshake is used.
    let nothing = web::Payload::from_request(request, &mut dev::Payload::None).await?;
    let (response, _, _) = actix_ws::handle_with_protocols(request, nothing, &[SUBPROTOCOL])?;
    Ok(response.set_body(Frames(outbox, tap)).map_into_boxed_body())
}

/// Reads the connection, then waits until its Close frame is delivered.
async fn run<L: Listener>(mut payload: web::Payload, outbox: Arc<Outbox>, mut listener: L) {
    let disconnect = read_frames(&mut payload, &outbox, &mut listener).await.unwrap_or_else(|close| {
        outbox.close(&close);
        Disconnect::Closing
    });
    drop(listener);
    match disconnect {
        Disconnect::Gone => {}
        Disconnect::Answered => outbox.flushed().await,
        Disconnect::Closing => linger(payload, &outbox).await,
    }
    outbox.end();
}

/// How a connection ends.
#[derive(Clone, Copy, PartialEq)]
enum Disconnect {
    /// The peer is gone.
    Gone,
    /// The peer sent a Close frame, and the answer is queued.
    Answered,
    /// This side's Close frame is queued.
    Closing,
}

/// Waits until the Close frame is sent and answered. Discards what the peer still sends, because closing a socket with
/// unread bytes resets it, and the reset may overtake the Close frame. Does not wait for a peer that does not read
/// (see [`Outbox::flushed`]).
async fn linger(mut payload: web::Payload, outbox: &Outbox) {
    let answered = async {
        while let Some(Ok(bytes)) = payload.next().await {
            // After malformed frames the position is unknown; a wrong guess ends the wait early.
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

/// Reads and handles frames until the connection ends. An error is the close to send.
async fn read_frames<L: Listener>(
    payload: &mut web::Payload,
    outbox: &Arc<Outbox>,
    listener: &mut L,
) -> Result<Disconnect, Close> {
    let tap = listener.tap();
    let mut reader = FrameReader::new(listener.limits()).with_tap(tap.clone());
    let mut last_received = Instant::now();
    let mut ping = last_received + PING;
    let mut unfinished: Option<Arc<UnfinishedMessage>> = None;
    // One timer for all deadlines, because each timer takes memory on every idle connection.
    let mut alarm = std::pin::pin!(tokio::time::sleep_until(ping));
    loop {
        let deadline = listener.deadline();
        let pause = listener.pause();
        let finish = unfinished.as_ref().map(|message| Instant::from_std(message.deadline()));
        let others = deadline.iter().map(|(end, _)| *end).chain(tap.due()).chain(finish).chain(pause);
        let due = others.fold(ping.min(last_received + SILENCE), Instant::min);
        if due != alarm.deadline() {
            alarm.as_mut().reset(due);
        }
        tokio::select! {
            chunk = payload.next(), if pause.is_none() => {
                let Some(Ok(bytes)) = chunk else { return Ok(Disconnect::Gone) };
                last_received = Instant::now();
                reader.feed(&bytes);
                match handle(&mut reader, outbox, listener).await? {
                    Flow::End => return Ok(Disconnect::Answered),
                    Flow::Messages => unfinished = None,
                    Flow::Nothing => {}
                }
                reader.shrink();
                if reader.held() == 0 {
                    unfinished = None;
                } else {
                    let begin = || UnfinishedMessage::begin(outbox, Instant::now().into_std());
                    unfinished.get_or_insert_with(begin).resize(reader.held());
                }
            }
            () = outbox.closing() => return Ok(Disconnect::Closing),
            () = &mut alarm => {
                let now = Instant::now();
                if let Some((_, close)) = deadline.filter(|(end, _)| *end <= now) {
                    return Err(close);
                }
                if finish.is_some_and(|end| end <= now) {
                    return Err(UnfinishedMessage::CLOSE);
                }
                if last_received + SILENCE <= now {
                    return Ok(Disconnect::Gone);
                }
                tap.report(now, outbox);
                if ping <= now {
                    ping = now + PING;
                    outbox.push(FrameKind::Control, Frame::ping());
                }
            }
        }
    }
}

/// Whether the received bytes completed a message, or the peer's Close.
#[derive(PartialEq)]
enum Flow {
    /// No message was complete.
    Nothing,
    /// Messages.
    Messages,
    /// The peer's Close.
    End,
}

async fn handle<L: Listener>(reader: &mut FrameReader, outbox: &Outbox, listener: &mut L) -> Result<Flow, Close> {
    let mut flow = Flow::Nothing;
    while let Some(incoming) = reader.read()? {
        match incoming {
            Incoming::Text(text) => {
                listener.on_message(&text).await?;
                flow = Flow::Messages;
            }
            Incoming::Binary(bytes) => {
                listener.on_binary(bytes).await?;
                flow = Flow::Messages;
            }
            Incoming::Ping(bytes) => {
                if !outbox.push(FrameKind::Control, Frame::pong(&bytes)) {
                    return Err(FLOOD);
                }
            }
            Incoming::Pong => {}
            Incoming::Close(reason) => {
                outbox.finish(Frame::close_of(reason));
                return Ok(Flow::End);
            }
        }
    }
    Ok(flow)
}
