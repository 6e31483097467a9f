//! Socket sessions: pass a socket's messages to its room (SPEC C2 to C9).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::capture::Tap;
use super::pump::Listener;
use crate::board::limits::{HELLO_MS, HELLOS, RESYNC_MS};
use crate::hub::{BoardKey, Entry, Hub, LoadError, Membership, Outbox, Rate, TokenBucket};
use crate::protocol::{ClientMessage, Close, CloseCode, Hello};

const OFTEN: Close = Close::new(CloseCode::Flood, "hello was said too often on this connection; come back");
const LATE: Close = Close::new(CloseCode::HelloLate, "no hello arrived in time; come back");
const HELLO_FIRST: Close = Close::new(CloseCode::Unreadable, "the first message must be hello (see SPEC.md, C2)");
const NO_BOARD: Close = Close::new(CloseCode::BoardGone, "this board no longer exists");
const NO_MEMORY: Close =
    Close::new(CloseCode::StoreUnavailable, "the server has no memory for another board now; try again later");
const DAMAGED: Close =
    Close::new(CloseCode::StoreUnavailable, "this board's data is damaged; tell the operator of the server");

/// One connection, before and after it joins its room.
pub struct SocketSession {
    hub: Arc<Hub>,
    key: BoardKey,
    outbox: Arc<Outbox>,
    tap: Tap,
    membership: Option<Membership>,
    hello_deadline: Instant,
    hello_rate: TokenBucket,
}

impl SocketSession {
    /// A new connection.
    pub fn new(hub: Arc<Hub>, key: BoardKey, outbox: Arc<Outbox>, tap: Tap) -> Self {
        let now = Instant::now();
        // Each hello reads the log and notifies the room.
        let hello_rate = TokenBucket::new(Rate { per_second: HELLOS.0, burst: HELLOS.1 }, now.into_std());
        let hello_deadline = now + Duration::from_millis(HELLO_MS);
        Self { hub, key, outbox, tap, membership: None, hello_deadline, hello_rate }
    }

    /// Handles a message at once, except a hello, which it returns because it has to wait for the board.
    fn handle(&self, text: &str) -> Result<Option<Hello>, Close> {
        match (ClientMessage::decode(text)?, &self.membership) {
            (ClientMessage::Hello(hello), _) => return Ok(Some(hello)),
            (ClientMessage::Wire(on), _) => self.tap.switch(on, &self.outbox),
            (_, None) => return Err(HELLO_FIRST),
            (ClientMessage::Ops(ops), Some(membership)) => membership.submit(ops.decode_edits())?,
            (ClientMessage::Draft(draft), Some(membership)) => membership.draft(draft),
            (ClientMessage::Presence(presence), Some(membership)) => membership.presence(presence),
            (ClientMessage::Call(call), Some(membership)) => membership.call(call),
            (ClientMessage::Lower(lower), Some(membership)) => membership.lower(lower.peer),
            (ClientMessage::Ping, Some(membership)) => membership.pong()?,
            (ClientMessage::OutOfRange, Some(_)) => {}
        }
        Ok(None)
    }

    async fn on_hello(&mut self, hello: Hello) -> Result<(), Close> {
        if !self.hello_rate.take(1, Instant::now().into_std()) {
            return Err(OFTEN);
        }
        if let Some(membership) = &self.membership {
            return membership.hello_again(&hello).await;
        }
        let room = self.hub.room(&self.key).await.map_err(|error| match error {
            LoadError::NotFound => NO_BOARD,
            LoadError::NoMemory => NO_MEMORY,
            LoadError::Leaving => Close::RESTART,
            LoadError::Unreadable(error) => {
                tracing::error!(%error, "a board cannot be loaded");
                if error.is_of_one_board() { DAMAGED } else { Close::UNREADABLE }
            }
        })?;
        match room.join(&hello, self.outbox.clone()).await? {
            Entry::Joined(membership) => self.membership = Some(membership),
            Entry::Resync => self.hello_deadline = Instant::now() + Duration::from_millis(RESYNC_MS),
        }
        Ok(())
    }
}

impl Listener for SocketSession {
    // Boxes the hello future and drops the message before awaiting, so that neither enlarges every connection's task.
    async fn on_message(&mut self, text: &str) -> Result<(), Close> {
        match self.handle(text)? {
            Some(hello) => Box::pin(self.on_hello(hello)).await,
            None => Ok(()),
        }
    }

    fn tap(&self) -> Tap {
        self.tap.clone()
    }

    fn deadline(&self) -> Option<(Instant, Close)> {
        self.membership.is_none().then_some((self.hello_deadline, LATE))
    }
}
