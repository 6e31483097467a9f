//! One Socket.IO session: the engine behind its lock, its namespace, and the orders for its task (SPEC I6 to I8).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep_until;

use super::batch::Batch;
use super::engine::{Engine, Received};
use super::message::{EVENT, Message, MessageKind, ROOT};
use super::pace::Pace;
use super::packet::{Packet, packets};
use super::segment::Segment;
use crate::board::limits::HELLOS;
use crate::hub::{BoardKey, Debtor, Outbox, OutboxPool, Rate, TokenBucket, lock};

/// CONNECTs of a session, each of which joins the board (SPEC C14).
const CONNECTS: Rate = Rate::of(HELLOS);
/// A session joins the namespace within this time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(45);
/// Orders that wait for the task, above which nothing more is read.
const MOST_ORDERS: usize = 400;
/// How long nothing is read then.
const ORDERS_REST: Duration = Duration::from_millis(100);
/// The only event that means something.
const DRAWING: &str = "drawing";

/// Work for the session's task.
#[derive(Debug, PartialEq)]
pub enum Order {
    /// Join the board.
    Join,
    /// Leave the board.
    Leave,
    /// Draw, and acknowledge the event with this number; `None` for an event that means no segment.
    Draw(Option<Segment>, Option<u64>),
}

/// Where a session stands with its only namespace.
#[derive(Clone, Copy, PartialEq)]
enum Namespace {
    Outside,
    Joining,
    Inside,
}

struct State {
    engine: Engine,
    namespace: Namespace,
    pace: Pace,
    connects: TokenBucket,
    orders: VecDeque<Order>,
    connect_deadline: Option<Instant>,
}

/// See the module.
pub struct Session {
    /// Its id.
    pub sid: String,
    /// Its board, if the address named one that can exist.
    pub board: Option<BoardKey>,
    state: Mutex<State>,
    pool: Arc<OutboxPool>,
    /// Wakes the request that polls.
    poll: Notify,
    /// Wakes the task.
    work: Notify,
}

/// A poll that has begun. Dropped before its answer, it ends the session: the client is gone.
struct PendingPoll<'a>(&'a Session);

/// The body of a POST that arrives. Dropped before it has, it ends the session.
pub struct PendingPost<'a> {
    session: &'a Session,
    has_arrived: bool,
}

impl Session {
    /// An open session over polling, or over a socket. The pool counts its waiting packets, and may end it.
    pub fn open(
        sid: String,
        board: Option<BoardKey>,
        socket: Option<Arc<Outbox>>,
        pool: &Arc<OutboxPool>,
    ) -> Arc<Self> {
        let session = Arc::new(Self::new(sid, board, socket, pool.clone()));
        let debtor: Weak<dyn Debtor> = Arc::downgrade(&session) as Weak<dyn Debtor>;
        pool.add(debtor);
        session
    }

    fn new(sid: String, board: Option<BoardKey>, socket: Option<Arc<Outbox>>, pool: Arc<OutboxPool>) -> Self {
        let now = Instant::now();
        let state = State {
            engine: Engine::new(socket, pool.clone(), now),
            namespace: Namespace::Outside,
            pace: Pace::new(now),
            connects: TokenBucket::new(CONNECTS, now),
            orders: VecDeque::new(),
            connect_deadline: Some(now + CONNECT_TIMEOUT),
        };
        Self { sid, board, state: Mutex::new(state), pool, poll: Notify::new(), work: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Changes the engine and wakes the poll and the task.
    fn change<T>(&self, change: impl FnOnce(&mut Engine) -> T) -> T {
        let result = self.add(|state| change(&mut state.engine));
        self.work.notify_one();
        result
    }

    /// Changes what may queue packets, and wakes the poll. Ends the largest debtors of all when too much is unread.
    fn add<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.pool.reclaim();
        self.poll.notify_one();
        result
    }

    /// Whether it has ended.
    pub fn is_closed(&self) -> bool {
        self.lock().engine.is_closed()
    }

    /// Whether its transport is polling.
    pub fn is_polling(&self) -> bool {
        self.lock().engine.is_polling()
    }

    /// Whether packets for it may be made now.
    pub fn has_room(&self) -> bool {
        self.lock().engine.has_room()
    }

    /// Queues packets.
    pub fn push(&self, batch: Batch) {
        self.add(|state| state.engine.push(batch));
    }

    /// Queues packets of what the board shows, as there is room.
    pub fn show(&self, batches: Vec<Batch>) {
        if !batches.is_empty() {
            self.add(|state| state.engine.show(batches));
        }
    }

    /// Drops what the board showed and the client did not get yet.
    pub fn forget_shown(&self) {
        self.lock().engine.forget_shown();
    }

    /// Closes it from this side.
    pub fn close(&self) {
        self.change(|engine| engine.close(Instant::now()));
    }

    /// Waits for the body of a poll; `None` when another poll waits, which ends the session.
    pub async fn poll(&self) -> Option<String> {
        if !self.change(Engine::begin_poll) {
            return None;
        }
        let pending = PendingPoll(self);
        loop {
            let answer = self.lock().engine.take_answer();
            if answer.is_some() {
                drop(pending);
                self.work.notify_one();
                return answer;
            }
            self.poll.notified().await;
        }
    }

    /// Begins a POST; `None` when another one arrives, which ends the session.
    pub fn begin_post(&self) -> Option<PendingPost<'_>> {
        let has_begun = self.change(Engine::begin_post);
        has_begun.then_some(PendingPost { session: self, has_arrived: false })
    }

    /// Begins an upgrade to a socket. `false` when that cannot be.
    pub fn begin_upgrade(&self, socket: &Arc<Outbox>) -> bool {
        self.change(|engine| engine.begin_upgrade(socket, Instant::now()))
    }

    /// Handles a packet of a socket, which is its transport or may become it.
    pub fn receive_from_socket(&self, socket: &Arc<Outbox>, packet: Packet<'_>) {
        self.add(|state| {
            if state.engine.is_probe(socket) {
                state.engine.receive_probe(packet);
            } else if state.engine.is_transport(socket) {
                state.receive(packet);
            }
        });
        self.work.notify_one();
    }

    /// A socket is gone.
    pub fn lose_socket(&self, socket: &Arc<Outbox>) {
        self.change(|engine| engine.lose_socket(socket));
    }

    /// The next order for the task.
    pub fn take_order(&self) -> Option<Order> {
        self.lock().orders.pop_front()
    }

    /// Whether the task has orders.
    pub fn has_orders(&self) -> bool {
        !self.lock().orders.is_empty()
    }

    /// Until when nothing more is read of it, if it has sent too much.
    pub fn rests_until(&self, now: Instant) -> Option<Instant> {
        let mut state = self.lock();
        let rest = state.pace.rest(now);
        let rest = if state.orders.len() > MOST_ORDERS { rest.max(ORDERS_REST) } else { rest };
        (state.engine.is_open() && !rest.is_zero()).then(|| now + rest)
    }

    /// Returns when something has changed.
    pub async fn changed(&self) {
        self.work.notified().await;
    }

    /// The socket for which packets wait.
    pub fn slow_socket(&self) -> Option<Arc<Outbox>> {
        self.lock().engine.slow_socket()
    }

    /// Sends waiting packets over the socket.
    pub fn flush(&self) {
        self.add(|state| state.engine.flush());
    }

    /// The session has joined its board: `answer` is the answer to its CONNECT.
    pub fn joined(&self, answer: Batch) {
        self.add(|state| {
            state.namespace = Namespace::Inside;
            state.connect_deadline = None;
            state.engine.push(answer);
        });
    }

    /// The session could not join, for a reason that stays.
    pub fn refused(&self, answer: Batch) {
        self.add(|state| {
            state.namespace = Namespace::Outside;
            state.engine.push(answer);
        });
    }

    /// Does what is due, and returns when to do so again.
    pub fn tick(&self, now: Instant) -> Instant {
        self.add(|state| {
            state.engine.tick(now);
            if state.connect_deadline.is_some_and(|deadline| deadline <= now) {
                state.connect_deadline = None;
                state.engine.close(now);
            }
            state.connect_deadline.map_or(state.engine.next_tick(), |at| at.min(state.engine.next_tick()))
        })
    }
}

impl Debtor for Session {
    fn debt(&self, now: Instant) -> u128 {
        self.lock().engine.debt(now)
    }

    fn end(&self) {
        let mut state = self.lock();
        state.engine.end();
        drop(state);
        self.poll.notify_one();
        self.work.notify_one();
    }
}

impl State {
    fn receive(&mut self, packet: Packet<'_>) {
        let now = Instant::now();
        let is_rested = self.pace.count(packet.bytes(), now);
        if !is_rested {
            // Its pong may wait behind what is not read yet.
            self.engine.prolong_wait(now);
        }
        match self.engine.receive(packet, now) {
            // A hand makes events only, so whoever floods with others is no page.
            Received::Message(text) if !is_rested && !text.starts_with(EVENT) => self.engine.end(),
            Received::Message(text) => self.on_message(text, now),
            Received::Binary => self.engine.close(now),
            Received::Handled => {}
        }
    }

    /// A packet that does not fit where the session stands closes it, as the reference server does.
    fn on_message(&mut self, text: &str, now: Instant) {
        let Ok(Message { namespace, kind }) = Message::decode(text) else {
            return self.engine.close(now);
        };
        match (kind, self.namespace) {
            (MessageKind::Connect, _) if namespace != ROOT => {
                // Namespaces are text of the client, so it is written as the text that it was.
                let refusal = format!("44{namespace},{{\"message\":\"Invalid namespace\"}}");
                self.engine.push(Batch::one(refusal));
            }
            (MessageKind::Connect, Namespace::Outside) if !self.connects.take(1, now) => self.engine.end(),
            (MessageKind::Connect, Namespace::Outside) => {
                self.namespace = Namespace::Joining;
                self.orders.push_back(Order::Join);
            }
            (MessageKind::Disconnect, Namespace::Inside) if namespace == ROOT => {
                self.namespace = Namespace::Outside;
                self.orders.push_back(Order::Leave);
            }
            (MessageKind::Event(number, arguments), Namespace::Inside) if namespace == ROOT => {
                self.on_event(number, &arguments);
            }
            (MessageKind::Ack, Namespace::Inside) if namespace == ROOT => {}
            _ => self.engine.close(now),
        }
    }

    fn on_event(&mut self, number: Option<u64>, arguments: &[&serde_json::value::RawValue]) {
        let name = arguments.first().and_then(|name| serde_json::from_str::<String>(name.get()).ok());
        if name.as_deref() == Some(DRAWING) {
            let segment = arguments.get(1).and_then(|argument| Segment::decode(argument.get()));
            self.orders.push_back(Order::Draw(segment, number));
        }
    }
}

impl PendingPost<'_> {
    /// Handles the packets of the body.
    pub fn arrived(&mut self, body: &str) {
        self.has_arrived = true;
        self.session.add(|state| packets(body).for_each(|packet| state.receive(packet)));
        self.session.work.notify_one();
    }

    /// Waits until the session takes another body.
    pub async fn rested(self) {
        while let Some(end) = self.session.rests_until(Instant::now()) {
            sleep_until(end.into()).await;
        }
    }
}

impl Drop for PendingPoll<'_> {
    fn drop(&mut self) {
        self.0.change(Engine::lose_poll);
    }
}

impl Drop for PendingPost<'_> {
    fn drop(&mut self) {
        let has_arrived = self.has_arrived;
        self.session.change(|engine| {
            engine.end_post();
            if !has_arrived {
                engine.end();
            }
        });
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
