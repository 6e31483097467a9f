//! A WebSocket of a session: its transport from the beginning, or the one that it upgrades to (SPEC I5).

use std::sync::Arc;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::Instant;

use super::packet::Packet;
use super::refusal::Refusal;
use super::session::Session;
use crate::http::pump::{self, Listener};
use crate::hub::Outbox;
use crate::protocol::Close;

/// Passes the packets of a socket to its session.
struct SocketTransport {
    session: Arc<Session>,
    socket: Arc<Outbox>,
}

impl Listener for SocketTransport {
    async fn on_message(&mut self, text: &str) -> Result<(), Close> {
        self.session.receive_from_socket(&self.socket, Packet::decode(text));
        Ok(())
    }

    async fn on_binary(&mut self, _bytes: Bytes) -> Result<(), Close> {
        self.session.receive_from_socket(&self.socket, Packet::Binary);
        Ok(())
    }

    fn pause(&self) -> Option<Instant> {
        self.session.rests_until(std::time::Instant::now()).map(Instant::from_std)
    }

    /// The session has deadlines of its own.
    fn deadline(&self) -> Option<(Instant, Close)> {
        None
    }
}

impl Drop for SocketTransport {
    fn drop(&mut self) {
        self.session.lose_socket(&self.socket);
    }
}

/// Upgrades the connection to a socket of the session.
pub async fn open(
    request: &HttpRequest,
    payload: web::Payload,
    session: Arc<Session>,
    socket: Arc<Outbox>,
) -> HttpResponse {
    let transport = SocketTransport { session, socket: socket.clone() };
    let answer = pump::open(request, payload, socket, transport).await;
    answer.unwrap_or_else(|_| Refusal::BadRequest.handshake_answer())
}
