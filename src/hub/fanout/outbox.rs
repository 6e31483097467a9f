//! What waits to be sent to one peer: ready frames, bounded in bytes (SPEC V9).
//!
//! The room pushes and never waits; the connection takes frames as its socket drains. When too much
//! waits, live frames go first; then the log goes too, and the peer pulls it later (SPEC L7).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use tokio::sync::Notify;

use crate::hub::fail_stop::lock;
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
const DEAF: Close = Close::new(CloseCode::Behind, "this connection does not read its answers; come back");
/// Below this the peer keeps up and may get the next piece of the log.
const LOW_BYTES: usize = 64 * 1024;

/// Bytes that wait in all outboxes of a server.
pub type Budget = Arc<AtomicUsize>;

/// What a frame is, which decides what happens to it when the peer does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Answers about the connection itself: kept always, and taken only up to a bound of their own.
    Control,
    /// Ack or nack that depends on the log up to this seq: kept always, sent after that log.
    Answer(u64),
    /// Log from this seq on: can be pulled again.
    Log(u64),
    /// Drafts and presence: dropped first.
    Live,
}

struct Queued {
    sort: FrameKind,
    frame: Frame,
}

#[derive(Default)]
struct Inner {
    queue: VecDeque<Queued>,
    /// Answers whose log was cleared, at most [`HELD_BYTES`] of them.
    held: Vec<(u64, Frame)>,
    held_bytes: usize,
    /// Of the frames in the queue.
    bytes: usize,
    /// The part of `bytes` that is control.
    control: usize,
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
        Self { opened, inner: Mutex::default(), budget, drained: Notify::new(), ending: Notify::new() }
    }

    /// Whether its connection was opened before that of another (SPEC C7).
    pub fn is_older_than(&self, other: &Outbox) -> bool {
        self.opened < other.opened
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    fn limit(&self) -> usize {
        if self.budget.load(Ordering::Relaxed) > TOTAL_BYTES { SMALL_SHARE } else { PEER_BYTES }
    }

    /// Queues a frame. `false` means that too much waits even without live frames: the caller then
    /// calls [`Outbox::clear`] and lets the peer pull. For a control frame it means that the peer asks and does
    /// not read, and that the frame was not taken.
    pub fn push(&self, sort: FrameKind, frame: Frame) -> bool {
        let mut inner = self.lock();
        if inner.closing || inner.ended {
            return true;
        }
        if sort == FrameKind::Control {
            let fits = inner.control + frame.len() <= CONTROL_BYTES;
            if fits {
                self.add(&mut inner, sort, frame);
            }
            wake(inner);
            return fits;
        }
        let limit = self.limit();
        if inner.bytes + frame.len() > limit {
            self.retain(&mut inner, |queued| queued.sort != FrameKind::Live);
            if sort == FrameKind::Live {
                return true;
            }
        }
        self.add(&mut inner, sort, frame);
        let fits = inner.bytes <= limit;
        wake(inner);
        fits
    }

    fn add(&self, inner: &mut Inner, sort: FrameKind, frame: Frame) {
        inner.bytes += frame.len();
        if sort == FrameKind::Control {
            inner.control += frame.len();
        }
        self.budget.fetch_add(frame.len(), Ordering::Relaxed);
        inner.queue.push_back(Queued { sort, frame });
    }

    fn retain(&self, inner: &mut Inner, keep: impl Fn(&Queued) -> bool) {
        let before = inner.bytes;
        inner.queue.retain(keep);
        inner.bytes = inner.queue.iter().map(|queued| queued.frame.len()).sum();
        let control = inner.queue.iter().filter(|queued| queued.sort == FrameKind::Control);
        inner.control = control.map(|queued| queued.frame.len()).sum();
        self.budget.fetch_sub(before - inner.bytes, Ordering::Relaxed);
    }

    /// Drops log and live frames and holds answers back. Says from which seq on log was dropped.
    pub fn clear(&self) -> Option<u64> {
        let mut inner = self.lock();
        let dropped = inner.queue.iter().find_map(|queued| match queued.sort {
            FrameKind::Log(seq) => Some(seq),
            FrameKind::Control | FrameKind::Answer(_) | FrameKind::Live => None,
        });
        let answers = inner.queue.iter().filter_map(|queued| match queued.sort {
            FrameKind::Answer(after) => Some((after, queued.frame.clone())),
            FrameKind::Control | FrameKind::Log(_) | FrameKind::Live => None,
        });
        let answers: Vec<_> = answers.collect();
        self.retain(&mut inner, |queued| queued.sort == FrameKind::Control);
        for (after, frame) in answers {
            self.add_held(&mut inner, after, frame);
        }
        self.close_if_deaf(inner);
        dropped
    }

    /// Drops everything that belongs to what was said before a new hello, answers too.
    pub fn start_again(&self) {
        let mut inner = self.lock();
        self.take_held(&mut inner);
        self.retain(&mut inner, |queued| queued.sort == FrameKind::Control);
    }

    /// Holds an answer back while the peer pulls the log that it depends on. A peer for which too many are held is
    /// closed: it sends without reading.
    pub fn hold(&self, after: u64, frame: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            self.add_held(&mut inner, after, frame);
            self.close_if_deaf(inner);
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

    fn close_if_deaf(&self, mut inner: MutexGuard<'_, Inner>) {
        if inner.held_bytes > HELD_BYTES {
            self.take_held(&mut inner);
            drop(inner);
            self.close(&DEAF);
        }
    }

    /// Queues the answers that were held back for the log up to `seq`.
    pub fn release(&self, seq: u64) {
        let mut inner = self.lock();
        for (after, frame) in self.take_held(&mut inner) {
            if after <= seq {
                self.add(&mut inner, FrameKind::Answer(after), frame);
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

    /// Sends a last frame after what is queued, and takes in nothing more.
    pub fn finish(&self, last: Frame) {
        let mut inner = self.lock();
        if !inner.closing && !inner.ended {
            self.add(&mut inner, FrameKind::Control, last);
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
        self.retain(&mut inner, |_| false);
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

    /// Returns when the last frame is out, or the outbox has ended.
    pub async fn flushed(&self) {
        let is_flushed = || {
            let inner = self.lock();
            inner.flushed || inner.ended
        };
        wait_until(&self.ending, is_flushed).await;
    }

    /// Returns when little waits, or nothing more will be sent.
    pub async fn drained(&self) {
        let is_low = || {
            let inner = self.lock();
            inner.bytes < LOW_BYTES || inner.ended
        };
        wait_until(&self.drained, is_low).await;
    }

    /// The next frame for the socket; `None` when the outbox has ended. After the last frame the socket
    /// stays as it is until then, so that the peer can answer it.
    pub fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Frame>> {
        let mut inner = self.lock();
        if let Some(Queued { sort, frame }) = inner.queue.pop_front() {
            inner.bytes -= frame.len();
            if sort == FrameKind::Control {
                inner.control -= frame.len();
            }
            self.budget.fetch_sub(frame.len(), Ordering::Relaxed);
            if inner.bytes < LOW_BYTES {
                self.drained.notify_waiters();
            }
            return Poll::Ready(Some(frame));
        }
        if inner.ended {
            return Poll::Ready(None);
        }
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
        let bytes = {
            let inner = self.lock();
            inner.bytes + inner.held_bytes
        };
        self.budget.fetch_sub(bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
