//! One connection: its socket, read through a [`ReadGate`], and the deadline of what its peer has begun (SPEC A14).
//!
//! actix-http times only the first head of a connection. This one times every head, with a timer that exists only while
//! a head is incomplete.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_web::http::StatusCode;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::futures::TaskLocalFuture;

use super::read_gate::{GATE, ReadGate, Wait};

/// A request's head has to come within this time.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// An idle connection stays this long. Proxies keep theirs for 60 s: one that is closed here first fails a request now
/// and then.
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);
const _: () = assert!(KEEP_ALIVE.as_secs() > 60);

/// The socket of a connection.
pub struct GatedStream {
    stream: TcpStream,
    gate: Rc<ReadGate>,
    /// The kernel's send buffer is full, so an answer may be half written.
    is_blocked: bool,
}

impl GatedStream {
    /// Answers with a bare status, unless another answer is half written.
    fn tell(&self, status: StatusCode) {
        let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        if !self.is_blocked {
            // A peer that does not read it loses the reason only.
            let _untold = self.stream.try_write(answer.as_bytes());
        }
    }
}

impl AsyncRead for GatedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Some(status) = this.gate.refusal() {
            this.tell(status);
            return Poll::Ready(Ok(()));
        }
        let (stream, room) = (Pin::new(&mut this.stream), this.gate.room());
        if room == 0 {
            this.gate.shut_out(context.waker());
            return Poll::Pending;
        }
        let before = buf.filled().len();
        if buf.remaining() <= room {
            ready!(stream.poll_read(context, buf))?;
        } else {
            let mut part = ReadBuf::new(buf.initialize_unfilled_to(room));
            ready!(stream.poll_read(context, &mut part))?;
            let read = part.filled().len();
            buf.advance(read);
        }
        this.gate.count(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for GatedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = written {
            self.gate.heads.written(&bytes[..count]);
        }
        self.is_blocked = written.is_pending();
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Serves one connection, and ends it when its peer is too slow or sends too large a head.
pub struct Connection<F> {
    /// Boxed, because actix-server's task reserves space for its future twice: 1 KiB of each connection.
    exchange: Pin<Box<TaskLocalFuture<Rc<ReadGate>, F>>>,
    gate: Rc<ReadGate>,
    alarm: Option<(Wait, Pin<Box<Sleep>>)>,
}

impl<F: Future<Output = Result<(), DispatchError>>> Connection<F> {
    /// Connects a socket to the exchange that `dispatch` makes of it.
    pub fn new(stream: TcpStream, dispatch: impl FnOnce((GatedStream, Option<SocketAddr>)) -> F) -> Self {
        let gate = Rc::<ReadGate>::default();
        let peer = stream.peer_addr().ok();
        let exchange = dispatch((GatedStream { stream, gate: gate.clone(), is_blocked: false }, peer));
        Self { exchange: Box::pin(GATE.scope(gate.clone(), exchange)), gate, alarm: None }
    }

    /// The wait whose deadline has passed.
    fn late(&mut self, context: &mut Context<'_>) -> Option<Wait> {
        let Some(wait) = self.gate.wait() else {
            self.alarm = None;
            return None;
        };
        let (_, alarm) = match self.alarm.take().filter(|(reason, _)| *reason == wait) {
            Some(alarm) => self.alarm.insert(alarm),
            None => self.alarm.insert((wait, Box::pin(sleep(patience(wait))))),
        };
        alarm.as_mut().poll(context).is_ready().then_some(wait)
    }

    /// Ends the exchange with a status, without waiting for the peer to read it.
    fn refuse(&mut self, status: StatusCode, context: &mut Context<'_>) -> Poll<F::Output> {
        self.gate.refuse(status);
        let _ended = self.exchange.as_mut().poll(context);
        Poll::Ready(Ok(()))
    }
}

fn patience(wait: Wait) -> Duration {
    match wait {
        Wait::Head => REQUEST_PATIENCE,
        Wait::Behind => KEEP_ALIVE,
    }
}

impl<F: Future<Output = Result<(), DispatchError>>> Future for Connection<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Poll::Ready(outcome) = this.exchange.as_mut().poll(context) {
            return Poll::Ready(outcome);
        }
        if this.gate.settle() {
            this.alarm = None;
        } else if this.gate.is_head_too_large() {
            return this.refuse(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, context);
        }
        match this.late(context) {
            None => Poll::Pending,
            Some(Wait::Head) => this.refuse(StatusCode::REQUEST_TIMEOUT, context),
            // In the middle of an answer no other can begin.
            Some(Wait::Behind) => Poll::Ready(Ok(())),
        }
    }
}
