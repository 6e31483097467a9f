//! What waits to be sent to one peer: ready frames, bounded in bytes (SPEC V9).
//!
//! The room pushes and never waits; the connection takes pieces of frames as its socket drains. When too much
//! waits, live frames go first; then the log goes too, and the peer pulls it later (SPEC L7). So it does when what waits
//! is read too slowly.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::{timeout, timeout_at};

use crate::hub::fail_stop::lock;
use crate::hub::fanout::frame_queue::{Budget, FrameKind, FrameQueue, Parts};
use crate::hub::patience::Patience;
use crate::protocol::{Close, CloseCode, Frame};

/// Most that may wait for one peer: some seconds of a busy class.
const PEER_BYTES: usize = 1024 * 1024;
/// Most that may wait in all; above it, peers are cut to the small share.
const TOTAL_BYTES: usize = 256 * 1024 * 1024;
const SMALL_SHARE: usize = 64 * 1024;
/// Most that may wait of answers about the connection itself, which nothing else takes away: whoever asks for more
/// without reading is not served.
const CONTROL_BYTES: usize = 64 * 1024;
/// Most that may be held back of answers. A client that keeps to SPEC E11 awaits 256 of some 60 bytes.
const HELD_BYTES: usize = 64 * 1024;
const UNREAD: Close = Close::new(CloseCode::Behind, "this connection does not read its answers; come back");
/// Below this the peer keeps up and may get the next piece of the log.
const LOW_BYTES: usize = 64 * 1024;
/// A connection that is closed may take this long for what waits.
const PARTING: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Inner {
    queue: FrameQueue,
    /// Answers whose log was cleared, at most [`HELD_BYTES`] of them.
    held: Vec<(u64, Frame)>,
    held_bytes: usize,
    /// From the time at which [`LOW_BYTES`] wait or something was dropped, until the peer has read that.
    patience: Option<Patience>,
    /// Something was dropped, and the peer has not read yet what came before.
    is_cut: bool,
    waker: Option<Waker>,
    /// Nothing is taken in any more; what is queued still goes out.
    closing: bool,
    /// The last frame is out.
    flushed: bool,
    /// The reader or the socket is gone.
    ended: bool,
}

/// See the module.
pub struct Outbox {
    /// Connections are numbered in the order in which they were opened.
    opened: u64,
    inner: Mutex<Inner>,
    budget: Budget,
    drained: Notify,
    /// Told of the steps of the end: closing, flushed, ended.
    ending: Notify,
}

impl Outbox {
    /// An empty one of the connection that was opened as number `opened`; `budget` is shared by all.
    pub fn new(opened: u64, budget: Budget) -> Self {
        let inner = Inner { queue: FrameQueue::new(budget.clone()), ..Inner::default() };
        Self { opened, inner: Mutex::new(inner), budget, drained: Notify::new(), ending: Notify::new() }
    }

    /// Whether its connection was opened before that of another (SPEC C7).
    pub fn is_older_than(&self, other: &Outbox) -> bool {
        self.opened < other.opened
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    /// Most that may wait now.
    fn limit(&self) -> usize {
        if self.budget.load(Ordering::Relaxed) > TOTAL_BYTES { SMALL_SHARE } else { PEER_BYTES }
    }

    /// Queues a frame. `false` means that too much waits even without live frames, or that it is read too slowly: the
    /// caller then calls [`Outbox::clear`] and lets the peer pull. For a control frame it means that the peer asks and
    /// does not read, and that the frame was not taken.
    pub fn push(&self, kind: FrameKind, frame: Frame) -> bool {
        let mut inner = self.lock();
        if inner.closing || inner.ended {
            return true;
        }
        if kind == FrameKind::Control {
            let fits = inner.queue.control() + frame.len() <= CONTROL_BYTES;
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

    /// Drops log and live frames and holds answers back. Says from which seq on log was dropped.
    pub fn clear(&self) -> Option<u64> {
        let mut inner = self.lock();
        inner.cut();
        let dropped = inner.queue.waiting().find_map(|(kind, _)| match kind {
            FrameKind::Log(seq) => Some(*seq),
            FrameKind::Control | FrameKind::Reply(_) | FrameKind::Live => None,
        });
        let answers = inner.queue.waiting().filter_map(|(kind, frame)| match kind {
            FrameKind::Reply(after) => Some((*after, frame.clone())),
            FrameKind::Control | FrameKind::Log(_) | FrameKind::Live => None,
        });
        let answers: Vec<_> = answers.collect();
        inner.queue.retain(|kind| kind == FrameKind::Control);
        for (after, frame) in answers {
            self.add_held(&mut inner, after, frame);
        }
        self.close_if_unread(inner);
        dropped
    }

    /// Drops everything that belongs to what was said before a new hello, answers too.
    pub fn restart(&self) {
        let mut inner = self.lock();
        inner.cut();
        self.take_held(&mut inner);
        inner.queue.retain(|kind| kind == FrameKind::Control);
    }

    /// Holds an answer back while the peer pulls the log that it depends on. A peer for which too many are held is
    /// closed: it sends without reading.
    pub fn hold(&self, after: u64, frame: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            self.add_held(&mut inner, after, frame);
            self.close_if_unread(inner);
        }
    }

    /// Drops the answers that are held back.
    pub fn forget_held(&self) {
        self.take_held(&mut self.lock());
    }

    fn add_held(&self, inner: &mut Inner, after: u64, frame: Frame) {
        inner.held_bytes += frame.len();
        self.budget.fetch_add(frame.len(), Ordering::Relaxed);
        inner.held.push((after, frame));
    }

    fn take_held(&self, inner: &mut Inner) -> Vec<(u64, Frame)> {
        self.budget.fetch_sub(std::mem::take(&mut inner.held_bytes), Ordering::Relaxed);
        std::mem::take(&mut inner.held)
    }

    fn close_if_unread(&self, mut inner: MutexGuard<'_, Inner>) {
        if inner.held_bytes > HELD_BYTES {
            self.take_held(&mut inner);
            drop(inner);
            self.close(&UNREAD);
        }
    }

    /// Queues the answers that were held back for the log up to `seq`.
    pub fn release(&self, seq: u64) {
        let mut inner = self.lock();
        for (after, frame) in self.take_held(&mut inner) {
            if after <= seq {
                inner.add(FrameKind::Reply(after), frame);
            } else {
                self.add_held(&mut inner, after, frame);
            }
        }
        wake(inner);
    }

    /// Sends a Close frame after what is queued, and takes in nothing more.
    pub fn close(&self, close: &Close) {
        self.finish(Frame::close(close));
    }

    /// Sends a last frame after what is queued, and takes in nothing more. A peer that does not keep up gets only the last
    /// frame and what else is control: an answer never comes without the log that it depends on.
    pub fn finish(&self, last: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            if inner.patience.is_some() {
                inner.queue.retain(|kind| kind == FrameKind::Control);
            }
            self.take_held(&mut inner);
            inner.add(FrameKind::Control, last);
            inner.closing = true;
        }
        wake(inner);
        self.drained.notify_waiters();
        self.ending.notify_waiters();
    }

    /// Ends both directions at once: the socket's body and whoever waits for it (SPEC F7).
    pub fn end(&self) {
        let mut inner = self.lock();
        inner.ended = true;
        self.take_held(&mut inner);
        inner.queue.clear();
        wake(inner);
        self.ending.notify_waiters();
        self.drained.notify_waiters();
    }

    /// Whether nobody will read from here any more.
    pub fn is_ended(&self) -> bool {
        self.lock().ended
    }

    /// Returns when the outbox has ended.
    pub async fn ended(&self) {
        wait_until(&self.ending, || self.is_ended()).await;
    }

    /// Returns when a last frame was queued, or the outbox has ended.
    pub async fn closing(&self) {
        let is_closing = || {
            let inner = self.lock();
            inner.closing || inner.ended
        };
        wait_until(&self.ending, is_closing).await;
    }

    /// Returns when the last frame is out, the outbox has ended, or 10 s are over. Whoever awaits it ends the outbox then:
    /// a peer that does not read keeps nothing for longer (SPEC V9).
    pub async fn flushed(&self) {
        self.flushed_within(PARTING).await;
    }

    async fn flushed_within(&self, limit: Duration) {
        let is_flushed = || {
            let inner = self.lock();
            inner.flushed || inner.ended
        };
        let _in_time = timeout(limit, wait_until(&self.ending, is_flushed)).await;
    }

    /// Whether little waits, or nothing more will be sent.
    pub fn is_drained(&self) -> bool {
        let inner = self.lock();
        inner.patience.is_none() || inner.ended
    }

    /// Whether what waits is read too slowly (SPEC V9).
    pub fn is_slow(&self) -> bool {
        self.lock().is_slow()
    }

    /// Returns when little waits, or nothing more will be sent; `false` when what waits is read too slowly.
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

    /// The next piece for the socket, of a frame that is laid out as it is to leave; `None` when the outbox has ended.
    /// After the last frame the socket stays as it is until then, so that the peer can answer it.
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

    /// The socket has taken some bytes.
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
        if self.queue.bytes() >= LOW_BYTES && self.patience.is_none() {
            self.patience = Some(Patience::new(Instant::now()));
        }
    }

    /// What the peer has not begun to read is dropped: patience begins anew, once for all that is dropped before it has read
    /// the rest.
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

/// Wakes the socket after the lock is given back.
fn wake(mut inner: MutexGuard<'_, Inner>) {
    let waker = inner.waker.take();
    drop(inner);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Registers before it looks, so that a notification between the two is not missed.
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

impl Drop for Outbox {
    fn drop(&mut self) {
        self.forget_held();
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
pub(in crate::hub) mod tests;
