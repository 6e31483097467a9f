//! All Socket.IO sessions of a server, and the task of each (SPEC I2, I10).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use serde_json::json;
use tokio::time::sleep_until;

use super::batch::Batch;
use super::bridge::{Bridge, Demand};
use super::guests::Guests;
use super::session::{Order, Session};
use super::view::Views;
use crate::hub::{Barred, BoardKey, Debtor as _, Hub, LoadError, Outbox, lock, supervise};
use crate::protocol::{CloseCode, Frame};

/// Most sessions of a server.
const SESSIONS: usize = 20_000;
/// Random bytes of a session's id.
const ID_BYTES: usize = 15;
/// The answer to a CONNECT to a board that does not exist.
const NO_BOARD: &str = r#"44{"message":"There is no board with this id; check the link or start a new board"}"#;

/// See the module.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<HashMap<String, Arc<Session>>>,
    guests: Guests,
    views: Views,
}

/// A new random id.
///
/// # Errors
/// When the system has no randomness.
fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(base16ct::lower::encode_string(&bytes))
}

/// Why no session can be opened.
pub enum NotOpened {
    /// There are too many.
    Full,
    /// The system has no randomness.
    NoRandomness(getrandom::Error),
}

impl Sessions {
    /// The session with an id, unless it has ended.
    pub fn get(&self, sid: &str) -> Option<Arc<Session>> {
        lock(&self.open).get(sid).filter(|session| !session.is_closed()).cloned()
    }

    /// Opens a session over polling, or over a socket, and starts its task.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub fn open(
        self: &Arc<Self>,
        hub: &Arc<Hub>,
        board: Option<BoardKey>,
        socket: Option<Arc<Outbox>>,
    ) -> Result<Arc<Session>, NotOpened> {
        let sid = random_id().map_err(NotOpened::NoRandomness)?;
        let session = Session::open(sid.clone(), board, socket, hub.outbox_pool());
        let mut open = lock(&self.open);
        if open.len() >= SESSIONS {
            return Err(NotOpened::Full);
        }
        open.insert(sid, session.clone());
        drop(open);
        let task = Task { session: session.clone(), hub: hub.clone(), sessions: self.clone() };
        supervise("Socket.IO session", task.run());
        Ok(session)
    }
}

/// The task of a session. All that waits for the board is done here, and never in a request.
struct Task {
    session: Arc<Session>,
    hub: Arc<Hub>,
    sessions: Arc<Sessions>,
}

impl Task {
    async fn run(self) {
        fail::fail_point!("socketio-session");
        let mut bridge = None;
        self.serve(&mut bridge).await;
        self.session.end();
        self.leave(&mut bridge).await;
        lock(&self.sessions.open).remove(&self.session.sid);
    }

    async fn serve(&self, bridge: &mut Option<Box<Bridge>>) {
        let mut alarm = std::pin::pin!(sleep_until(tokio::time::Instant::now()));
        loop {
            while bridge.as_ref().is_none_or(|bridge| bridge.takes_segments())
                && let Some(order) = self.session.take_order()
            {
                self.carry_out(order, bridge).await;
            }
            let now = Instant::now();
            let mut due = self.session.tick(now);
            if let Some(bridge) = bridge {
                if bridge.tick(now).is_err() {
                    self.session.close();
                }
                bridge.take_answers().into_iter().for_each(|batch| self.session.push(batch));
                if bridge.must_redraw(now) && self.session.has_room() {
                    Box::pin(bridge.redraw()).await;
                }
                self.session.show(bridge.take_shown());
                due = bridge.next_tick(self.session.has_room()).map_or(due, |at| at.min(due));
            }
            let is_closed = self.session.is_closed();
            if is_closed && !self.session.has_orders() {
                return;
            }
            if alarm.deadline() != due.into() {
                alarm.as_mut().reset(due.into());
            }
            let slow = self.session.slow_socket();
            let takes_frames = bridge.is_some() && (is_closed || self.session.has_room());
            tokio::select! {
                () = self.session.changed() => {}
                frame = next_frame(bridge), if takes_frames => {
                    self.on_frame(frame, bridge).await;
                }
                is_drained = drained(slow.as_ref()), if slow.is_some() => {
                    if is_drained {
                        self.session.flush();
                    } else {
                        self.session.end();
                    }
                }
                () = &mut alarm => {}
            }
        }
    }

    async fn carry_out(&self, order: Order, bridge: &mut Option<Box<Bridge>>) {
        match order {
            Order::Join => *bridge = Box::pin(self.join()).await,
            Order::Leave => self.leave(bridge).await,
            Order::Draw(segment, ack) => {
                let Some(bridge) = bridge else { return };
                if bridge.draw(segment, ack, Instant::now()).is_err() {
                    self.session.close();
                }
            }
        }
    }

    /// Joins the board. A reason that may pass closes the session, so that its client comes back by itself.
    async fn join(&self) -> Option<Box<Bridge>> {
        let refuse = || self.session.refused(Batch::one(NO_BOARD.to_owned()));
        let Some(board) = &self.session.board else {
            refuse();
            return None;
        };
        let room = match self.hub.room(board).await {
            Ok(room) => room,
            Err(LoadError::NotFound) => {
                refuse();
                return None;
            }
            Err(_) => {
                self.session.close();
                return None;
            }
        };
        let view = self.sessions.views.of_first_page(&room, self.hub.outbox_pool());
        let Ok(id) = random_id() else {
            self.session.close();
            return None;
        };
        loop {
            let Ok(guest) = self.sessions.guests.take(board) else {
                self.session.close();
                return None;
            };
            match Bridge::join(&room, view.clone(), guest, self.hub.outbox()).await {
                Ok(bridge) => {
                    self.session.joined(Batch::one(format!(r#"40{{"sid":"{id}"}}"#)));
                    return Some(Box::new(bridge));
                }
                Err((_removed, Some(close))) if close == Barred::Removed.close() => {
                    // The person of an ended session: this session is somebody else, and gets a person of its own.
                    self.sessions.guests.give_back(board, None);
                }
                Err((guest, close)) => {
                    self.sessions.guests.give_back(board, Some(guest));
                    match close {
                        Some(close) if close.code == CloseCode::BoardGone => refuse(),
                        // Its client would come back for ever.
                        Some(close) if close.code == CloseCode::Forbidden => {
                            let refusal = json!({"message": close.reason});
                            self.session.refused(Batch::one(format!("44{refusal}")));
                        }
                        _ => self.session.close(),
                    }
                    return None;
                }
            }
        }
    }

    async fn on_frame(&self, frame: Option<Frame>, bridge: &mut Option<Box<Bridge>>) {
        let Some(current) = bridge else { return };
        match frame.map(|frame| current.on_frame(&frame)) {
            Some(Demand::None) => {}
            Some(Demand::Resync) => {
                // The picture has what was still to be shown.
                self.session.forget_shown();
                if Box::pin(current.resync()).await.is_err() {
                    self.session.close();
                }
            }
            Some(Demand::Close) | None => {
                // The board has ended the connection, so there is nothing to store any more.
                self.session.close();
                self.leave(bridge).await;
            }
        }
    }

    async fn leave(&self, bridge: &mut Option<Box<Bridge>>) {
        let Some(bridge) = bridge.take() else { return };
        self.session.forget_shown();
        let guest = Box::pin(bridge.leave()).await;
        if let Some(board) = &self.session.board {
            self.sessions.guests.give_back(board, guest);
        }
    }
}

async fn next_frame(bridge: &Option<Box<Bridge>>) -> Option<Frame> {
    bridge.as_ref()?.next_frame().await
}

async fn drained(socket: Option<&Arc<Outbox>>) -> bool {
    match socket {
        Some(socket) => socket.drained().await,
        None => true,
    }
}
