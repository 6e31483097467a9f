//! The state of one Engine.IO session: its phase, its transport, waiting packets and heartbeat (SPEC I2 to I5).
//!
//! It never waits: its caller passes the time, and then wakes the waiting poll and the session's task.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::packet::{Packet, SEPARATOR};
use super::packet_queue::PacketQueue;
use crate::hub::{FrameKind, Outbox, OutboxPool};
use crate::protocol::Frame;

/// Interval of pings.
pub const PING_INTERVAL: Duration = Duration::from_secs(25);
/// The client answers a ping within this time.
pub const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// An upgrade that takes longer is given up.
const UPGRADE_TIMEOUT: Duration = Duration::from_secs(10);
/// Interval at which a poll is released while a client upgrades.
const RELEASE_INTERVAL: Duration = Duration::from_millis(100);
/// A session that the server closes waits this long for the poll that takes the close packet.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of packets in one answer to a poll.
const POLL_BYTES: usize = 64 * 1024;

const CLOSE: &str = "1";
const NOOP: &str = "6";
/// The answer to the poll that takes the close packet of the server.
const LAST: &str = "6\u{1e}1";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Open,
    /// The server has closed it, and the client is to be told at its next poll, until then.
    Closing(Instant),
    Closed,
}

enum Transport {
    Polling,
    Socket(Arc<Outbox>),
}

/// A WebSocket to which the session may change.
struct Probe {
    socket: Arc<Outbox>,
    is_answered: bool,
    deadline: Instant,
    next_release: Instant,
}

/// The result of a packet that concerns more than the transport.
#[derive(Debug, PartialEq, Eq)]
pub enum Received<'a> {
    /// A Socket.IO packet.
    Message(&'a str),
    /// Binary data.
    Binary,
    /// Nothing more to do.
    Handled,
}

/// See the module.
pub struct Engine {
    phase: Phase,
    transport: Transport,
    probe: Option<Probe>,
    waiting: PacketQueue,
    has_poll: bool,
    has_post: bool,
    /// The answer of the current poll, before all packets.
    answer: Option<&'static str>,
    next_ping: Instant,
    pong_deadline: Option<Instant>,
    /// Whether a packet other than a pong has extended the wait for the pong.
    is_extended: bool,
}

impl Engine {
    /// An open session over polling, or over the socket of a connection. The pool counts its waiting packets.
    pub fn new(socket: Option<Arc<Outbox>>, pool: Arc<OutboxPool>, now: Instant) -> Self {
        Self {
            phase: Phase::Open,
            transport: socket.map_or(Transport::Polling, Transport::Socket),
            probe: None,
            waiting: PacketQueue::new(pool),
            has_poll: false,
            has_post: false,
            answer: None,
            next_ping: now + PING_INTERVAL,
            pong_deadline: None,
            is_extended: false,
        }
    }

    /// Whether it takes packets.
    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Whether it has ended, so that its id is unknown.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Whether the transport is polling.
    pub fn is_polling(&self) -> bool {
        matches!(self.transport, Transport::Polling)
    }

    /// Whether few packets wait, so that more may be made.
    pub fn has_room(&self) -> bool {
        self.waiting.has_room()
    }

    /// How much waits for how long, to compare sessions with (SPEC V9).
    pub fn debt(&self, now: Instant) -> u128 {
        self.waiting.debt(now)
    }

    /// Queues packets, and sends them if the transport is a socket that keeps up.
    pub fn push(&mut self, batch: Batch) {
        if !self.is_open() {
            return;
        }
        self.waiting.push(batch);
        self.flush();
        if self.waiting.is_too_large() {
            self.end();
        }
    }

    /// Queues packets of what the board shows. They wait until there is room (SPEC I10).
    pub fn show(&mut self, batches: Vec<Batch>) {
        if self.is_open() {
            batches.into_iter().for_each(|batch| self.waiting.show(batch));
            self.flush();
        }
    }

    /// Drops what the board showed and the client did not get yet.
    pub fn forget_shown(&mut self) {
        self.waiting.forget_shown();
    }

    /// Sends waiting packets over the socket, as far as it keeps up.
    pub fn flush(&mut self) {
        let Transport::Socket(socket) = &self.transport else { return };
        while socket.is_drained()
            && let Some(batch) = self.waiting.pop()
        {
            // The socket drops nothing of this kind, and nothing more is added before it has drained.
            socket.offer(FrameKind::Log(1), batch.frames);
        }
    }

    /// The socket for which packets wait.
    pub fn slow_socket(&self) -> Option<Arc<Outbox>> {
        match &self.transport {
            Transport::Socket(socket) if !self.waiting.is_empty() => Some(socket.clone()),
            _ => None,
        }
    }

    /// Begins a poll. `false` when another one waits: then the session has ended.
    pub fn begin_poll(&mut self) -> bool {
        if self.has_poll {
            self.end();
            return false;
        }
        self.has_poll = true;
        true
    }

    /// The body of the current poll, once there is one. It ends the poll.
    pub fn take_answer(&mut self) -> Option<String> {
        let answer = match (self.answer.take(), self.phase) {
            (Some(answer), _) => answer.to_owned(),
            (None, _) if !self.waiting.is_empty() => self.take_waiting(),
            (None, Phase::Closing(_)) => {
                self.phase = Phase::Closed;
                LAST.to_owned()
            }
            (None, Phase::Closed) => CLOSE.to_owned(),
            (None, Phase::Open) => return None,
        };
        self.has_poll = false;
        Some(answer)
    }

    fn take_waiting(&mut self) -> String {
        let mut body = String::new();
        while body.len() < POLL_BYTES
            && let Some(batch) = self.waiting.pop()
        {
            if !body.is_empty() {
                body.push(SEPARATOR);
            }
            body.push_str(&String::from_utf8_lossy(&batch.payload));
        }
        body
    }

    /// The connection of the current poll is gone, which ends the session.
    pub fn lose_poll(&mut self) {
        if std::mem::take(&mut self.has_poll) {
            self.end();
        }
    }

    /// Begins the body of a POST. `false` when another one arrives: then the session has ended.
    pub fn begin_post(&mut self) -> bool {
        if self.has_post {
            self.end();
            return false;
        }
        self.has_post = true;
        true
    }

    /// The body of a POST has arrived, or never will.
    pub fn end_post(&mut self) {
        self.has_post = false;
    }

    /// Handles a packet of the current transport.
    pub fn receive<'a>(&mut self, packet: Packet<'a>, now: Instant) -> Received<'a> {
        if !self.is_open() {
            return Received::Handled;
        }
        if packet != Packet::Pong && self.pong_deadline.is_some() && !self.is_extended {
            self.is_extended = true;
            self.prolong_wait(now);
        }
        match packet {
            Packet::Message(text) => return Received::Message(text),
            Packet::Binary => return Received::Binary,
            Packet::Pong => {
                self.pong_deadline = None;
                self.next_ping = now + PING_INTERVAL;
            }
            Packet::Close if self.is_polling() => self.end_with(NOOP),
            Packet::Ping(_) | Packet::Malformed => self.end(),
            Packet::Close | Packet::Upgrade | Packet::Ignored => {}
        }
        Received::Handled
    }

    /// Waits for the pong anew, because this side holds packets back.
    pub fn prolong_wait(&mut self, now: Instant) {
        self.pong_deadline = self.pong_deadline.map(|_| now + PING_TIMEOUT);
    }

    /// Begins an upgrade to a socket. `false` when the session is upgrading or upgraded.
    pub fn begin_upgrade(&mut self, socket: &Arc<Outbox>, now: Instant) -> bool {
        if self.probe.is_some() || !self.is_polling() {
            return false;
        }
        let (deadline, next_release) = (now + UPGRADE_TIMEOUT, now + RELEASE_INTERVAL);
        self.probe = Some(Probe { socket: socket.clone(), is_answered: false, deadline, next_release });
        true
    }

    /// Whether the socket is the one to which the session may change.
    pub fn is_probe(&self, socket: &Arc<Outbox>) -> bool {
        self.probe.as_ref().is_some_and(|probe| Arc::ptr_eq(&probe.socket, socket))
    }

    /// Whether the socket is the transport.
    pub fn is_transport(&self, socket: &Arc<Outbox>) -> bool {
        matches!(&self.transport, Transport::Socket(current) if Arc::ptr_eq(current, socket))
    }

    /// Handles a packet of the socket to which the session may change.
    pub fn receive_probe(&mut self, packet: Packet<'_>) {
        let Some(mut probe) = self.probe.take() else { return };
        match packet {
            Packet::Ping("probe") => {
                probe.socket.offer(FrameKind::Control, Frame::text(b"3probe"));
                probe.is_answered = true;
                self.probe = Some(probe);
                self.release_poll();
            }
            Packet::Upgrade => {
                if self.has_poll {
                    self.answer = Some(CLOSE);
                }
                self.transport = Transport::Socket(probe.socket);
                self.pong_deadline = None;
                if self.is_open() { self.flush() } else { self.end() }
            }
            _ => close_socket(&probe.socket),
        }
    }

    fn release_poll(&mut self) {
        if self.has_poll && self.waiting.is_empty() && self.answer.is_none() {
            self.answer = Some(NOOP);
        }
    }

    /// A socket is gone: of the transport, which ends the session, or of an upgrade.
    pub fn lose_socket(&mut self, socket: &Arc<Outbox>) {
        if self.is_probe(socket) {
            self.probe = None;
        } else if self.is_transport(socket) {
            self.end();
        }
    }

    /// Closes the session from this side: the client is told, after what waits for it.
    pub fn close(&mut self, now: Instant) {
        if !self.is_open() {
            return;
        }
        self.cancel_upgrade();
        if self.is_polling() && (!self.has_poll || !self.waiting.is_empty()) {
            self.phase = Phase::Closing(now + CLOSE_TIMEOUT);
        } else {
            self.end();
        }
    }

    /// Ends the session at once, as after an error of the transport.
    pub fn end(&mut self) {
        self.end_with(CLOSE);
    }

    fn end_with(&mut self, answer: &'static str) {
        if self.is_closed() {
            return;
        }
        self.phase = Phase::Closed;
        self.waiting.clear();
        if self.has_poll {
            self.answer = Some(answer);
        }
        self.cancel_upgrade();
        if let Transport::Socket(socket) = &self.transport {
            close_socket(socket);
        }
    }

    fn cancel_upgrade(&mut self) {
        if let Some(probe) = self.probe.take() {
            close_socket(&probe.socket);
        }
    }

    /// Does what is due: pings, and the ends of waits.
    pub fn tick(&mut self, now: Instant) {
        if let Phase::Closing(deadline) = self.phase
            && deadline <= now
        {
            self.end();
        }
        if self.probe.as_ref().is_some_and(|probe| probe.deadline <= now) {
            self.cancel_upgrade();
        }
        if let Some(probe) = self.probe.as_mut().filter(|probe| probe.is_answered && probe.next_release <= now) {
            probe.next_release = now + RELEASE_INTERVAL;
            self.release_poll();
        }
        if !self.is_open() {
            return;
        }
        match self.pong_deadline {
            Some(deadline) if deadline <= now => self.end(),
            None if self.next_ping <= now => {
                self.pong_deadline = Some(now + PING_TIMEOUT);
                self.is_extended = false;
                self.push(Batch::one("2".to_owned()));
            }
            _ => {}
        }
    }

    /// When [`Engine::tick`] has something to do.
    pub fn next_tick(&self) -> Instant {
        let heartbeat = match self.phase {
            Phase::Closing(deadline) => deadline,
            Phase::Open | Phase::Closed => self.pong_deadline.unwrap_or(self.next_ping),
        };
        let probe = self.probe.as_ref().map(|probe| match probe.is_answered {
            true => probe.deadline.min(probe.next_release),
            false => probe.deadline,
        });
        probe.map_or(heartbeat, |probe| probe.min(heartbeat))
    }
}

/// Ends a socket with a Close frame without a code, as the reference server does.
fn close_socket(socket: &Outbox) {
    socket.finish(Frame::close_of(None));
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
