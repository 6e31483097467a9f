//! Frames that wait for one socket, counted until the socket has them.
//!
//! The HTTP library copies the bytes that a body returns. It gets pieces of 16 KiB that share the frame's memory, so that a
//! large frame is counted here until its last piece is sent.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::protocol::Frame;

/// Most bytes that the HTTP library gets at once.
const PIECE_BYTES: usize = 16 * 1024;

/// Bytes in all outboxes of a server.
pub type Budget = Arc<AtomicUsize>;

/// A frame as it is written to the socket; unused parts are empty.
pub type Parts = [Bytes; 3];

/// The kind of a frame, which decides whether it is dropped when the peer does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// About the connection itself: never dropped, but limited to a size of its own.
    Control,
    /// The lesson, or the receiver's own role: never dropped, and the latest replaces one that still waits (SPEC R4).
    State(StateKind),
    /// Ack or nack that depends on the log up to this seq: never dropped, sent after that log.
    Reply(u64),
    /// Log from this seq on: dropped second, because the peer can pull it again.
    Log(u64),
    /// Drafts and presence: dropped first.
    Live,
}

/// The subject of a [`FrameKind::State`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// Settings of the lesson.
    Lesson,
    /// Role and author number of the receiver.
    You,
    /// A call of a teacher.
    Call,
    /// How many follow the receiver.
    Followed,
}

impl FrameKind {
    /// Whether it stays when the queue is cleared.
    pub fn is_kept(self) -> bool {
        match self {
            Self::Control | Self::State(_) => true,
            Self::Reply(_) | Self::Log(_) | Self::Live => false,
        }
    }
}

/// The frame that is being written. It cannot be dropped any more.
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

    fn is_written(&self) -> bool {
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
    /// An empty queue.
    pub fn new(budget: Budget) -> Self {
        Self { front: None, queue: VecDeque::new(), bytes: 0, control: 0, budget }
    }

    /// Bytes of all frames, the one that is being written included.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of control frames.
    pub fn control(&self) -> usize {
        self.control
    }

    /// Whether it has no frame.
    pub fn is_empty(&self) -> bool {
        self.front.is_none() && self.queue.is_empty()
    }

    /// Frames that are not being written yet, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &(FrameKind, Frame)> {
        self.queue.iter()
    }

    /// Adds a frame. A state takes the place of the one that waits.
    pub fn push(&mut self, kind: FrameKind, frame: Frame) {
        self.bytes += frame.len();
        self.control += control_of(kind, frame.len());
        self.budget.fetch_add(frame.len(), Ordering::Relaxed);
        let is_same = |(waiting, _): &&mut (FrameKind, Frame)| *waiting == kind;
        let state = if let FrameKind::State(_) = kind { self.queue.iter_mut().find(is_same) } else { None };
        match state {
            Some((_, waiting)) => {
                let replaced = std::mem::replace(waiting, frame);
                self.uncount(kind, replaced.len());
            }
            None => self.queue.push_back((kind, frame)),
        }
    }

    fn uncount(&mut self, kind: FrameKind, bytes: usize) {
        self.bytes -= bytes;
        self.control -= control_of(kind, bytes);
        self.budget.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Drops the frames whose kind `stays` rejects, except one that is being written.
    pub fn retain(&mut self, stays: impl Fn(FrameKind) -> bool) {
        for (kind, frame) in std::mem::take(&mut self.queue) {
            if stays(kind) {
                self.queue.push_back((kind, frame));
            } else {
                self.uncount(kind, frame.len());
            }
        }
    }

    /// Drops all frames.
    pub fn clear(&mut self) {
        self.retain(|_| false);
        if let Some(Front { kind, counted, .. }) = self.front.take() {
            self.uncount(kind, counted);
        }
    }

    /// Takes the next piece; `lay_out` turns a frame into its parts.
    pub fn next_piece(&mut self, mut lay_out: impl FnMut(Frame) -> Parts) -> Option<Bytes> {
        loop {
            if let Some(front) = &mut self.front {
                let piece = front.next_piece();
                if front.is_written() {
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
