//! The encoded frames that wait for one peer, bounded in bytes (SPEC V9).
//!
//! The room pushes frames and never waits; the connection takes pieces as its socket drains. When too many bytes wait,
//! live frames are dropped first, then the log, which the peer pulls later (SPEC L7). Log is also dropped when the peer
//! reads too slowly.

use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::{timeout, timeout_at};

use crate::hub::fail_stop::lock;
use crate::hub::fanout::frame_queue::{FrameKind, FrameQueue, Parts};
use crate::hub::fanout::held_replies::HeldReplies;
use crate::hub::fanout::outbox_pool::{Debtor, OutboxPool};
use crate::hub::patience::Patience;
use crate::protocol::{Close, CloseCode, Frame};

/// Most waiting bytes of one peer: some seconds of a busy class.
const PEER_BYTES: usize = 1024 * 1024;
/// The same while all outboxes together are large.
const SMALL_SHARE: usize = 64 * 1024;
/// Most waiting bytes of control frames, which are never dropped: a client that requests more without reading is refused.
const CONTROL_BYTES: usize = 64 * 1024;
const UNREAD: Close = Close::new(CloseCode::Behind, "this connection does not read its answers; come back");
/// With fewer waiting bytes the peer keeps up and gets the next piece of the log.
const LOW_BYTES: usize = 64 * 1024;
/// A closed connection has this long to read its waiting frames.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Inner {
    queue: FrameQueue,
    /// Replies whose log was dropped.
    held: HeldReplies,
    /// Since when the peer has not read everything.
    unread_since: Option<Instant>,
    /// Set when [`LOW_BYTES`] wait or a frame was dropped, until the peer has read the rest.
    patience: Option<Patience>,
    /// Whether frames were dropped and the peer has not read the frames before them.
    is_cut: bool,
    waker: Option<Waker>,
    /// No frame is accepted any more; the queue is still sent.
    closing: bool,
    /// The last frame was sent.
    flushed: bool,
    /// The reader or the socket is gone.
    ended: bool,
}

/// See the module.
pub struct Outbox {
    /// Number of the connection, in the order of opening.
    opened: u64,
    inner: Mutex<Inner>,
    pool: Arc<OutboxPool>,
    /// Notified when few bytes wait. Apart from `ending`, which each connection awaits from its beginning: a drained queue
    /// must not wake it.
    drained: Notify,
    /// Notified of closing, flushed and ended.
    ending: Notify,
}

impl Outbox {
    /// An empty outbox of the connection with number `opened`, counted in the pool.
    pub fn new(opened: u64, pool: Arc<OutboxPool>) -> Self {
        let (queue, held) = (FrameQueue::new(pool.bytes().clone()), HeldReplies::new(pool.bytes().clone()));
        let inner = Inner { queue, held, ..Inner::default() };
        Self { opened, inner: Mutex::new(inner), pool, drained: Notify::new(), ending: Notify::new() }
    }

    /// Whether its connection was opened before the other's (SPEC C7).
    pub fn is_older_than(&self, other: &Outbox) -> bool {
        self.opened < other.opened
    }

    /// An empty outbox that the pool may end.
    pub fn open(opened: u64, pool: Arc<OutboxPool>) -> Arc<Self> {
        let outbox = Arc::new(Self::new(opened, pool.clone()));
        let debtor: Weak<dyn Debtor> = Arc::downgrade(&outbox) as Weak<dyn Debtor>;
        pool.add(debtor);
        outbox
    }

    /// The pool of all connections.
    pub(super) fn pool(&self) -> &OutboxPool {
        &self.pool
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    /// Most bytes that may wait now.
    fn limit(&self) -> usize {
        if self.pool.is_short() { SMALL_SHARE } else { PEER_BYTES }
    }

    /// Queues a frame. Returns `false` when too many bytes wait even without live frames, or when the peer reads too slowly:
    /// the caller then calls [`Outbox::clear`] and lets the peer pull. A control frame is refused instead, when the peer
    /// does not read its replies.
    pub fn push(&self, kind: FrameKind, frame: Frame) -> bool {
        let is_taken = self.offer(kind, frame);
        self.pool.reclaim();
        is_taken
    }

    /// The same for callers that hold a lock: it ends no connection when all unread bytes are too many. The caller calls
    /// [`OutboxPool::reclaim`] afterwards.
    pub fn offer(&self, kind: FrameKind, frame: Frame) -> bool {
        let mut inner = self.lock();
        if inner.closing || inner.ended {
            return true;
        }
        if kind.is_kept() {
            // A state replaces the one that waits, so that both kinds of it are few bytes.
            let fits = kind != FrameKind::Control || inner.queue.control() + frame.len() <= CONTROL_BYTES;
            if fits {
                inner.add(kind, frame);
            }
            wake(inner);
            return fits;
        }
        let (limit, is_slow) = (self.limit(), inner.is_slow());
        if inner.queue.bytes() + frame.len() > limit {
            inner.queue.retain(|kind| kind != FrameKind::Live);
            if kind == FrameKind::Live {
                return !is_slow;
            }
        }
        inner.add(kind, frame);
        let fits = inner.queue.bytes() <= limit && !is_slow;
        wake(inner);
        fits
    }

    /// Drops log and live frames and holds replies. Returns the seq of the first dropped edit.
    pub fn clear(&self) -> Option<u64> {
        let mut inner = self.lock();
        inner.cut();
        let dropped = inner.queue.waiting().find_map(|(kind, _)| match kind {
            FrameKind::Log(seq) => Some(*seq),
            FrameKind::Control | FrameKind::State(_) | FrameKind::Reply(_) | FrameKind::Live => None,
        });
        let replies = inner.queue.waiting().filter_map(|(kind, frame)| match kind {
            FrameKind::Reply(after) => Some((*after, frame.clone())),
            FrameKind::Control | FrameKind::State(_) | FrameKind::Log(_) | FrameKind::Live => None,
        });
        let replies: Vec<_> = replies.collect();
        inner.queue.retain(FrameKind::is_kept);
        replies.into_iter().for_each(|(after, frame)| inner.held.push(after, frame));
        self.close_if_unread(inner);
        dropped
    }

    /// Drops log, live frames and replies from before a new hello.
    pub fn restart(&self) {
        let mut inner = self.lock();
        inner.cut();
        inner.held.take();
        inner.queue.retain(|kind| kind == FrameKind::Control);
    }

    /// Holds a reply while the peer pulls the log that it depends on. A peer with too many held replies is closed, because it
    /// sends without reading.
    pub fn hold(&self, after: u64, frame: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            inner.held.push(after, frame);
            inner.unread_since.get_or_insert_with(Instant::now);
            self.close_if_unread(inner);
        }
        self.pool.reclaim();
    }

    /// Drops held replies.
    pub fn forget_held(&self) {
        self.lock().held.take();
    }

    fn close_if_unread(&self, mut inner: MutexGuard<'_, Inner>) {
        if inner.held.is_too_large() {
            inner.held.take();
            drop(inner);
            self.close(&UNREAD);
        }
    }

    /// Queues the replies that were held for the log up to `seq`.
    pub fn release(&self, seq: u64) {
        let mut inner = self.lock();
        for (after, frame) in inner.held.take() {
            if after <= seq {
                inner.add(FrameKind::Reply(after), frame);
            } else {
                inner.held.push(after, frame);
            }
        }
        wake(inner);
    }

    /// Queues a Close frame as the last one.
    pub fn close(&self, close: &Close) {
        self.finish(Frame::close(close));
    }

    /// Queues a last frame and accepts no more. A peer that does not keep up gets only control frames: a reply is never sent
    /// without the log that it depends on.
    pub fn finish(&self, last: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            if inner.patience.is_some() {
                inner.queue.retain(FrameKind::is_kept);
            }
            inner.held.take();
            inner.add(FrameKind::Control, last);
            inner.closing = true;
        }
        wake(inner);
        self.drained.notify_waiters();
        self.ending.notify_waiters();
    }

    /// Ends both directions at once: the socket's body, and tasks that wait for it (SPEC F7).
    pub fn end(&self) {
        let mut inner = self.lock();
        inner.ended = true;
        inner.held.take();
        inner.queue.clear();
        wake(inner);
        self.ending.notify_waiters();
        self.drained.notify_waiters();
    }

    /// Whether the outbox has ended.
    pub fn is_ended(&self) -> bool {
        self.lock().ended
    }

    /// Returns when the outbox has ended.
    pub async fn ended(&self) {
        wait_until(&self.ending, || self.is_ended()).await;
    }

    /// Returns when a last frame was queued, or the outbox has ended.
    pub async fn closing(&self) {
        wait_until(&self.ending, || self.is_closing()).await;
    }

    /// Whether a last frame was queued, or the outbox has ended.
    pub fn is_closing(&self) -> bool {
        let inner = self.lock();
        inner.closing || inner.ended
    }

    /// Returns when the last frame was sent, the outbox has ended, or 10 s are over. Then the caller ends the outbox, so that
    /// an unread queue takes memory no longer (SPEC V9).
    pub async fn flushed(&self) {
        self.flushed_within(CLOSE_TIMEOUT).await;
    }

    async fn flushed_within(&self, limit: Duration) {
        let is_flushed = || {
            let inner = self.lock();
            inner.flushed || inner.ended
        };
        let _in_time = timeout(limit, wait_until(&self.ending, is_flushed)).await;
    }

    /// Whether few bytes wait, or the outbox has ended.
    pub fn is_drained(&self) -> bool {
        let inner = self.lock();
        inner.patience.is_none() || inner.ended
    }

    /// Whether the peer reads too slowly (SPEC V9).
    pub fn is_slow(&self) -> bool {
        self.lock().is_slow()
    }

    /// Returns `true` when few bytes wait or the outbox has ended, and `false` when the peer reads too slowly.
    pub async fn drained(&self) -> bool {
        while let Some(end) = self.patience_end() {
            if timeout_at(end.into(), wait_until(&self.drained, || self.is_drained())).await.is_ok() {
                return true;
            }
            if self.is_slow() {
                return false;
            }
        }
        true
    }

    fn patience_end(&self) -> Option<Instant> {
        self.lock().patience.as_ref().map(Patience::end)
    }

    /// Takes the next piece for the socket; `lay_out` turns a frame into its parts. `None` when the outbox has ended. After
    /// the last frame the socket stays open until then, so that the peer can answer the Close frame.
    pub fn poll(&self, context: &mut Context<'_>, lay_out: impl FnMut(Frame) -> Parts) -> Poll<Option<Bytes>> {
        let mut inner = self.lock();
        if let Some(piece) = inner.queue.next_piece(lay_out) {
            self.read(&mut inner, piece.len());
            return Poll::Ready(Some(piece));
        }
        if inner.ended {
            return Poll::Ready(None);
        }
        inner.is_cut = false;
        inner.unread_since = None;
        self.read(&mut inner, 0);
        if inner.closing && !inner.flushed {
            inner.flushed = true;
            self.ending.notify_waiters();
        }
        match &mut inner.waker {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    /// Counts bytes that the socket has taken.
    fn read(&self, inner: &mut Inner, bytes: usize) {
        let Some(patience) = &mut inner.patience else { return };
        if inner.queue.bytes() < LOW_BYTES && !inner.is_cut {
            inner.patience = None;
            self.drained.notify_waiters();
        } else {
            patience.moved(bytes, Instant::now());
        }
    }
}

impl Inner {
    fn add(&mut self, kind: FrameKind, frame: Frame) {
        self.queue.push(kind, frame);
        self.unread_since.get_or_insert_with(Instant::now);
        if self.queue.bytes() >= LOW_BYTES && self.patience.is_none() {
            self.patience = Some(Patience::new(Instant::now()));
        }
    }

    /// Restarts the patience after frames were dropped, once until the peer has read the frames before them.
    fn cut(&mut self) {
        if !self.queue.is_empty() && !self.is_cut {
            self.is_cut = true;
            self.patience = Some(Patience::new(Instant::now()));
        }
    }

    fn is_slow(&self) -> bool {
        self.patience.as_ref().is_some_and(|patience| patience.is_over(Instant::now()))
    }
}

impl Debtor for Outbox {
    fn debt(&self, now: Instant) -> u128 {
        let inner = self.lock();
        let bytes = inner.queue.bytes() + inner.held.bytes();
        let since = inner.unread_since.map_or(Duration::ZERO, |since| now.duration_since(since));
        bytes as u128 * (since.as_micros() + 1)
    }

    fn end(&self) {
        Outbox::end(self);
    }
}

/// Releases the lock, then wakes the socket.
fn wake(mut inner: MutexGuard<'_, Inner>) {
    let waker = inner.waker.take();
    drop(inner);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Waits until a condition holds. Registers before it checks, so that a notification in between is not missed.
async fn wait_until(notify: &Notify, holds: impl Fn() -> bool) {
    loop {
        let notified = notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if holds() {
            return;
        }
        notified.await;
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
pub(in crate::hub) mod tests;
