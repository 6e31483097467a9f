//! The read gate limits the bytes that a connection buffers before the parser or a handler asks for them (SPEC A14).
//!
//! Without it actix-http buffers 128 KiB of every connection, and up to 16 decoded requests of that size behind an answer
//! that may never end. The gate counts the bytes since somebody last asked for more: the parser that waits for the next
//! request, or a handler that waits for the rest of its body or for a WebSocket's next bytes.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_http::error::PayloadError;
use actix_http::{Payload, Request, Response};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::UPGRADE;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use futures_util::Stream;

use super::capture::Heads;

/// Most bytes read ahead, and the largest head. Node.js has the same bound for heads.
const AHEAD: usize = 16 * 1024;
/// The same of a WebSocket: what actix-http reads without enlarging the buffer that it keeps as long as the connection.
const SOCKET_AHEAD: usize = 7 * 1024;

tokio::task_local! {
    /// The gate of the connection that the current task serves.
    pub static GATE: Rc<ReadGate>;
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Phase {
    /// No request is under way; bytes belong to the next head.
    #[default]
    Head,
    /// A request is being handled or answered.
    Answer,
    /// The connection is a WebSocket.
    Socket,
}

/// Why the connection waits for its peer, with a deadline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wait {
    /// A head has begun and not ended.
    Head,
    /// The gate is shut while an answer is under way, so the server cannot see the peer disconnect.
    Behind,
}

/// State of one connection.
#[derive(Default)]
pub struct ReadGate {
    phase: Cell<Phase>,
    /// Bytes read since somebody asked for more.
    ahead: Cell<usize>,
    /// An answer has ended since then.
    answered: Cell<bool>,
    /// Task of the connection while the gate is shut before it.
    shut_out: RefCell<Option<Waker>>,
    /// Status with which the connection ends.
    refusal: Cell<Option<StatusCode>>,
    /// Heads of the handshake, if the connection becomes a WebSocket.
    pub heads: Rc<Heads>,
}

impl ReadGate {
    /// Bytes that may be read now.
    pub fn room(&self) -> usize {
        let most = if self.phase.get() == Phase::Socket { SOCKET_AHEAD } else { AHEAD };
        most.saturating_sub(self.ahead.get())
    }

    /// Counts bytes that were read, and shows those of a head.
    pub fn count(&self, bytes: &[u8]) {
        if self.phase.get() == Phase::Head {
            self.heads.received(bytes, self.ahead.get() == 0);
        }
        self.ahead.set(self.ahead.get() + bytes.len());
    }

    /// Suspends the reader until somebody asks for more.
    pub fn shut_out(&self, reader: &Waker) {
        self.shut_out.replace(Some(reader.clone()));
    }

    fn open(&self) {
        self.ahead.set(0);
        if let Some(reader) = self.shut_out.take() {
            reader.wake();
        }
    }

    fn enter(&self, phase: Phase) {
        self.phase.set(phase);
    }

    /// Opens the gate if requests were answered and the parser waits for the next one; the connection calls it after
    /// each poll. The parser then holds at most the beginning of one head, which the next request consumes: so buffers
    /// never exceed twice [`AHEAD`].
    pub fn settle(&self) -> bool {
        let is_settled = self.phase.get() == Phase::Head && self.answered.take();
        if is_settled {
            self.open();
        }
        is_settled
    }

    /// Why the connection waits for its peer.
    pub fn wait(&self) -> Option<Wait> {
        match self.phase.get() {
            Phase::Head if self.ahead.get() > 0 => Some(Wait::Head),
            Phase::Answer if self.shut_out.borrow().is_some() => Some(Wait::Behind),
            _ => None,
        }
    }

    /// Whether the parser has seen [`AHEAD`] bytes without finding the end of a head.
    pub fn is_head_too_large(&self) -> bool {
        self.phase.get() == Phase::Head && self.shut_out.borrow().is_some()
    }

    /// Has the next read end the connection with this status.
    pub fn refuse(&self, status: StatusCode) {
        self.refusal.set(Some(status));
    }

    pub fn refusal(&self) -> Option<StatusCode> {
        self.refusal.get()
    }
}

/// The heads of the handshake of the connection that the current task serves.
pub fn heads() -> Option<Rc<Heads>> {
    GATE.try_with(|gate| gate.heads.clone()).ok()
}

/// Marks the begin of a request, and has its handler's reads of the body open the gate. Handlers of GET read no body
/// but a WebSocket's.
pub fn begin(request: &mut Request) {
    let Ok(gate) = GATE.try_with(Rc::clone) else { return };
    gate.enter(Phase::Answer);
    let upgrades = request.head().headers().contains_key(UPGRADE);
    if !upgrades {
        gate.heads.forget();
    }
    if (upgrades || request.method() != Method::GET)
        && let Payload::H1 { payload } = request.take_payload()
    {
        *request.payload() = Payload::Stream { payload: Box::pin(Body { payload, gate }) };
    }
}

/// Body of a request; opens the gate when its reader waits for more.
struct Body {
    payload: actix_http::h1::Payload,
    gate: Rc<ReadGate>,
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.payload).poll_next(context);
        if next.is_pending() {
            self.gate.open();
        }
        next
    }
}

/// Body of an answer; its drop marks the end of the answer.
pub struct Answer {
    body: BoxBody,
    gate: Option<Rc<ReadGate>>,
}

impl Answer {
    /// Wraps a response to see its end, and opens the gate for a WebSocket.
    pub fn mark<B: MessageBody + 'static>(response: Response<B>) -> Response<Self> {
        let gate = GATE.try_with(Rc::clone).ok();
        response.map_body(|head, body| {
            if let Some(gate) = &gate {
                if head.status == StatusCode::SWITCHING_PROTOCOLS {
                    gate.heads.upgraded();
                    gate.enter(Phase::Socket);
                    gate.open();
                } else {
                    gate.heads.forget();
                }
            }
            Self { body: body.boxed(), gate }
        })
    }
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some(gate) = &self.gate {
            gate.enter(Phase::Head);
            gate.answered.set(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A14] A peer is waited for in the middle of a head, and where its end would go unnoticed; no timer runs otherwise.
    #[test]
    fn idle_connections_and_answers_need_no_timer() {
        let gate = Rc::<ReadGate>::default();
        assert_eq!(gate.wait(), None, "idle");
        gate.count(&[0; 100]);
        assert_eq!(gate.wait(), Some(Wait::Head));
        gate.enter(Phase::Answer);
        let answer = Answer { body: BoxBody::new(()), gate: Some(gate.clone()) };
        gate.count(&vec![0; gate.room()]);
        assert_eq!(gate.wait(), None, "the peer's end is read");
        gate.shut_out(Waker::noop());
        assert_eq!(gate.wait(), Some(Wait::Behind));
        assert!(!gate.settle() && gate.room() == 0, "the answer goes on");
        drop(answer);
        assert!(gate.settle() && gate.room() == AHEAD);
        assert_eq!(gate.wait(), None, "idle again");
    }
}
