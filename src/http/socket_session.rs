//! What a browser says on its board's socket, brought to the room (SPEC C2 to C9).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::pump::Listener;
use crate::hub::{BoardKey, Entry, Hub, LoadError, Membership, Outbox, Rate, TokenBucket};
use crate::protocol::{ClientMessage, Close, CloseCode, Hello};

/// A connection that says nothing costs memory; everybody else says hello within a round trip.
const HELLO: Duration = Duration::from_secs(5);
/// After `resync` the client fetches a snapshot first.
const RESYNC: Duration = Duration::from_secs(60);

/// Hellos of one connection (SPEC C14): each has the log looked up and the room told. A client says it again after a
/// gap or a `resync`, both rare.
const HELLO_RATE: Rate = Rate { per_second: 1, burst: 10 };

const OFTEN: Close = Close::new(CloseCode::Flood, "hello was said too often on this connection; come back");
const LATE: Close = Close::new(CloseCode::HelloLate, "no hello came in time; come back");
const HELLO_FIRST: Close = Close::new(CloseCode::Unreadable, "the first message must be hello (see SPEC.md, C2)");
const NO_BOARD: Close = Close::new(CloseCode::BoardGone, "this board is not there any more");
const NO_MEMORY: Close =
    Close::new(CloseCode::StoreUnavailable, "the server has no memory for another board now; trying again helps");
const NO_STORE: Close = Close::new(CloseCode::StoreUnavailable, "the board cannot be read now; trying again helps");
const DAMAGED: Close =
    Close::new(CloseCode::StoreUnavailable, "this board's data is damaged; tell whoever runs the server");

/// One connection, before and after it has its membership.
pub struct SocketSession {
    hub: Arc<Hub>,
    key: BoardKey,
    outbox: Arc<Outbox>,
    membership: Option<Membership>,
    until: Instant,
    hellos: TokenBucket,
}

impl SocketSession {
    /// A connection that has said nothing yet.
    pub fn new(hub: Arc<Hub>, key: BoardKey, outbox: Arc<Outbox>) -> Self {
        let now = Instant::now();
        let hellos = TokenBucket::new(HELLO_RATE, now.into_std());
        Self { hub, key, outbox, membership: None, until: now + HELLO, hellos }
    }

    /// Does what a message asks for, or gives back the hello, which takes a while.
    fn take(&self, text: &str) -> Result<Option<Hello>, Close> {
        match (ClientMessage::decode(text)?, &self.membership) {
            (ClientMessage::Hello(hello), _) => return Ok(Some(hello)),
            (_, None) => return Err(HELLO_FIRST),
            (ClientMessage::Ops(ops), Some(membership)) => membership.submit(ops.read())?,
            (ClientMessage::Draft(draft), Some(membership)) => membership.draft(draft),
            (ClientMessage::Presence(presence), Some(membership)) => membership.presence(presence),
            (ClientMessage::Ping, Some(membership)) => membership.pong()?,
            (ClientMessage::Excess, Some(_)) => {}
        }
        Ok(None)
    }

    async fn greet(&mut self, hello: Hello) -> Result<(), Close> {
        if !self.hellos.take(1, Instant::now().into_std()) {
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
                if error.is_of_one_board() { DAMAGED } else { NO_STORE }
            }
        })?;
        match room.join(&hello, self.outbox.clone()).await? {
            Entry::Joined(membership) => self.membership = Some(membership),
            Entry::Resync => self.until = Instant::now() + RESYNC,
        }
        Ok(())
    }
}

impl Listener for SocketSession {
    // What a hello needs while a board is loaded is boxed, and messages are gone before anything is waited for: every
    // connection would keep room for both for ever.
    async fn on_message(&mut self, text: &str) -> Result<(), Close> {
        match self.take(text)? {
            Some(hello) => Box::pin(self.greet(hello)).await,
            None => Ok(()),
        }
    }

    fn deadline(&self) -> Option<(Instant, Close)> {
        self.membership.is_none().then_some((self.until, LATE))
    }
}
