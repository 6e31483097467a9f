//! Frames that wait for one socket, counted until they are handed to it.
//!
//! The HTTP library copies what a body gives it. It gets small pieces, so that a large frame stays here, and counted, until
//! its last piece is out: the pieces are slices of the same memory.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::protocol::Frame;

/// Most bytes that the HTTP library gets at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// Bytes that wait in all outboxes of a server.
pub type Budget = Arc<AtomicUsize>;

/// A frame in the form in which it leaves; parts that it does not need are empty.
pub type Parts = [Bytes; 3];

/// What a frame is, which decides what happens to it when the peer does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Answers about the connection itself: kept always, and taken only up to a bound of their own.
    Control,
    /// Ack or nack that depends on the log up to this seq: kept always, sent after that log.
    Reply(u64),
    /// Log from this seq on: can be pulled again.
    Log(u64),
    /// Drafts and presence: dropped first.
    Live,
}

/// The frame that the peer is getting. It cannot be dropped any more.
struct Front {
    kind: FrameKind,
    parts: Parts,
    counted: usize,
}

impl Front {
    fn next_piece(&mut self) -> Option<Bytes> {
        let part = self.parts.iter_mut().find(|part| !part.is_empty())?;
        Some(part.split_to(part.len().min(PIECE_BYTES)))
    }

    fn is_out(&self) -> bool {
        self.parts.iter().all(Bytes::is_empty)
    }
}

/// See the module.
#[derive(Default)]
pub struct FrameQueue {
    front: Option<Front>,
    queue: VecDeque<(FrameKind, Frame)>,
    bytes: usize,
    /// The part of `bytes` that is control.
    control: usize,
    budget: Budget,
}

impl FrameQueue {
    /// Nothing waits yet.
    pub fn new(budget: Budget) -> Self {
        Self { front: None, queue: VecDeque::new(), bytes: 0, control: 0, budget }
    }

    /// Bytes of all frames, of the one that has begun too.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of those that are control.
    pub fn control(&self) -> usize {
        self.control
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.front.is_none() && self.queue.is_empty()
    }

    /// Frames that have not begun, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &(FrameKind, Frame)> {
        self.queue.iter()
    }

    /// Adds a frame.
    pub fn push(&mut self, kind: FrameKind, frame: Frame) {
        self.bytes += frame.len();
        self.control += control_of(kind, frame.len());
        self.budget.fetch_add(frame.len(), Ordering::Relaxed);
        self.queue.push_back((kind, frame));
    }

    fn uncount(&mut self, kind: FrameKind, bytes: usize) {
        self.bytes -= bytes;
        self.control -= control_of(kind, bytes);
        self.budget.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Drops the others among the frames that have not begun.
    pub fn retain(&mut self, keep: impl Fn(FrameKind) -> bool) {
        for (kind, frame) in std::mem::take(&mut self.queue) {
            if keep(kind) {
                self.queue.push_back((kind, frame));
            } else {
                self.uncount(kind, frame.len());
            }
        }
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.retain(|_| false);
        if let Some(Front { kind, counted, .. }) = self.front.take() {
            self.uncount(kind, counted);
        }
    }

    /// The next piece, of a frame that is laid out as it is to leave.
    pub fn next_piece(&mut self, mut lay_out: impl FnMut(Frame) -> Parts) -> Option<Bytes> {
        loop {
            if let Some(front) = &mut self.front {
                let piece = front.next_piece();
                if front.is_out() {
                    let (kind, counted) = (front.kind, front.counted);
                    self.front = None;
                    self.uncount(kind, counted);
                }
                if piece.is_some() {
                    return piece;
                }
            }
            let (kind, frame) = self.queue.pop_front()?;
            let counted = frame.len();
            self.front = Some(Front { kind, parts: lay_out(frame), counted });
        }
    }
}

fn control_of(kind: FrameKind, bytes: usize) -> usize {
    if kind == FrameKind::Control { bytes } else { 0 }
}

impl Drop for FrameQueue {
    fn drop(&mut self) {
        self.clear();
    }
}
