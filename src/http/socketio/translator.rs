//! Turns a board's frames into packets, once for all sessions of the board (SPEC I12).
//!
//! The first session that meets a frame translates it; the others find the result by the frame's memory, which all peers
//! share. A stroke that was seen as a draft is not sent again with its edit.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::Deserialize;

use super::batch::Batch;
use super::outline::Figure;
use super::segment::{Line, is_beside, packet};
use crate::board::{Colour, LoggedEdit, NewShape, Op, Shape, ShapeId, Tag};
use crate::hub::{OutboxPool, lock};
use crate::protocol::{Draft, Frame, Gesture, InkPiece};

/// Lines of one frame of the board, and of a picture, that are sent: the latest.
const MOST_LINES: usize = 5_000;
/// Points that a picture visits: about 50 ms.
const MOST_POINTS: usize = 500_000;
/// Memory of a line and of its packet in both forms.
const LINE_BYTES: usize = 320;
/// Frames whose translation is kept: what a slow session may lag behind.
const KEPT_FRAMES: usize = 128;
/// Memory of these frames and their translations. The latest is kept in any case.
const KEPT_BYTES: usize = 2 * 1024 * 1024;
/// A translation is dropped this long after its frame, so that a quiet board keeps none.
const KEPT_TIME: Duration = Duration::from_secs(30);
/// Strokes in progress, and ids of ended ones, that are remembered. Beyond it some strokes are sent twice.
const STROKES: usize = 2_000;

/// A line and its colour.
type Coloured = (Line, Colour);

/// Packets of a frame.
pub enum Translated {
    /// Drafts: the number of the frame, and what each peer drew in it.
    Live(u64, Vec<(u32, Vec<Batch>)>),
    /// Edits: what each shows.
    Log(Vec<ShownEdit>),
    /// A message about the connection, to be read by its session.
    Other,
}

/// Segments of an edit.
pub struct ShownEdit {
    /// Tag of its author's connection.
    pub tag: Tag,
    /// Its number within the tag.
    pub n: u64,
    /// Its number in the log.
    pub seq: u64,
    /// Whether it may change or erase what is shown.
    pub is_change: bool,
    /// Number of the first frame with a draft of it; `None` if there was none.
    began: Option<u64>,
    /// Segments that its drafts have not shown.
    rest: Vec<Batch>,
    lines: Vec<Coloured>,
    whole: OnceLock<Vec<Batch>>,
    pool: Arc<OutboxPool>,
}

impl ShownEdit {
    /// The packets for a session that has missed frames up to number `missed`.
    pub fn batches(&self, missed: u64) -> &[Batch] {
        if self.began.is_some_and(|began| began <= missed) {
            self.whole.get_or_init(|| encode(&self.lines, &self.pool))
        } else {
            &self.rest
        }
    }
}

impl Translated {
    /// Bytes that it holds in memory, or may hold once a session asks for whole strokes.
    fn memory(&self) -> usize {
        let of_batches = |batches: &[Batch]| batches.iter().map(Batch::memory).sum::<usize>();
        match self {
            Self::Live(_, drawn) => drawn.iter().map(|(_, batches)| of_batches(batches)).sum(),
            Self::Log(edits) => edits.iter().map(|edit| of_batches(&edit.rest) + edit.lines.len() * LINE_BYTES).sum(),
            Self::Other => 0,
        }
    }
}

/// An edit whose lines are not yet encoded.
struct Outlined {
    began: Option<u64>,
    rest: Vec<Coloured>,
    lines: Vec<Coloured>,
}

/// A stroke whose drafts were translated.
#[derive(Clone, Copy)]
struct Progress {
    /// The gesture that it is: its peer and number.
    gesture: (u32, u64),
    began: u64,
    /// Number of points that were shown.
    shown: usize,
    /// The last of them, relative to the stroke's position.
    last: [i64; 2],
}

/// A frame and its translation, with the memory of both.
struct Kept {
    message: Bytes,
    translated: Arc<Translated>,
    memory: usize,
    at: Instant,
}

#[derive(Default)]
struct State {
    recent: VecDeque<Kept>,
    recent_bytes: usize,
    strokes: HashMap<ShapeId, Progress>,
    ended: HashMap<ShapeId, Option<Progress>>,
    live: u64,
}

/// See the module.
pub struct Translator {
    page: u32,
    pool: Arc<OutboxPool>,
    state: Mutex<State>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    t: &'a str,
}

#[derive(Deserialize)]
struct LiveMessage {
    #[serde(default)]
    all: bool,
    #[serde(default)]
    peers: BTreeMap<u32, LivePeer>,
}

#[derive(Deserialize)]
struct LivePeer {
    #[serde(default)]
    drafts: Vec<Draft>,
}

#[derive(Deserialize)]
struct LogMessage {
    /// Seq of the first edit.
    seq: u64,
    edits: Vec<LoggedEdit>,
}

/// The packets of lines, counted in the pool.
fn encode(lines: &[Coloured], pool: &Arc<OutboxPool>) -> Vec<Batch> {
    let batches = Batch::all(lines.iter().filter_map(|(line, colour)| packet(*line, *colour)));
    batches.into_iter().map(|batch| batch.counted(pool)).collect()
}

/// The packets of shapes in their order, at most [`MOST_LINES`] and [`MOST_POINTS`], the latest.
pub fn picture<'a>(shapes: impl DoubleEndedIterator<Item = &'a Arc<Shape>>, pool: &Arc<OutboxPool>) -> Vec<Batch> {
    let (mut packets, mut left, mut work) = (Vec::new(), MOST_LINES, MOST_POINTS);
    for shape in shapes.rev() {
        // Of eight bytes or more.
        let points = shape.geometry.bytes() / 8 + 1;
        let is_beside = is_beside(shape);
        let Some(rest) = work.checked_sub(if is_beside { points.div_ceil(10) } else { points }) else { break };
        work = rest;
        if is_beside {
            continue;
        }
        let lines = Figure::from(&**shape).lines();
        let shown: Vec<String> = lines.iter().filter_map(|line| packet(*line, shape.style.ink)).collect();
        let skipped = shown.len().saturating_sub(left);
        left -= shown.len() - skipped;
        packets.push(shown.into_iter().skip(skipped));
        if left == 0 {
            break;
        }
    }
    Batch::all(packets.into_iter().rev().flatten()).into_iter().map(|batch| batch.counted(pool)).collect()
}

impl Translator {
    /// A translator of a page.
    pub fn new(page: u32, pool: Arc<OutboxPool>) -> Self {
        Self { page, pool, state: Mutex::default() }
    }

    /// Number of the last frame with drafts.
    pub fn live(&self) -> u64 {
        lock(&self.state).live
    }

    /// Drops translations that no session waits for any more.
    pub fn forget_old(&self, now: Instant) {
        let mut state = lock(&self.state);
        while state.recent.front().is_some_and(|kept| now.saturating_duration_since(kept.at) > KEPT_TIME) {
            state.forget_oldest();
        }
    }

    /// Translates a frame of a peer of the board.
    pub fn translate(&self, frame: &Frame) -> Arc<Translated> {
        let Some(message) = frame.message() else { return Arc::new(Translated::Other) };
        let mut state = lock(&self.state);
        let is_same = |kept: &&Kept| kept.message.as_ptr() == message.as_ptr();
        if let Some(kept) = state.recent.iter().rev().find(is_same) {
            return kept.translated.clone();
        }
        let translated = Arc::new(state.translate(self.page, &message, &self.pool));
        if !matches!(*translated, Translated::Other) {
            state.keep(message, translated.clone());
        }
        translated
    }
}

impl State {
    fn keep(&mut self, message: Bytes, translated: Arc<Translated>) {
        let memory = message.len() + translated.memory();
        self.recent_bytes += memory;
        self.recent.push_back(Kept { message, translated, memory, at: Instant::now() });
        while self.recent.len() > KEPT_FRAMES || (self.recent.len() > 1 && self.recent_bytes > KEPT_BYTES) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        self.recent_bytes -= self.recent.pop_front().map_or(0, |kept| kept.memory);
    }

    fn translate(&mut self, page: u32, message: &[u8], pool: &Arc<OutboxPool>) -> Translated {
        match serde_json::from_slice::<Kind<'_>>(message).map(|kind| kind.t) {
            Ok("live") => serde_json::from_slice(message).map_or(Translated::Other, |live| self.live(page, live, pool)),
            Ok("log") => serde_json::from_slice(message).map_or(Translated::Other, |log| self.log(page, log, pool)),
            _ => Translated::Other,
        }
    }

    /// The frame for newcomers repeats what the frames for the others bring, so only those are followed.
    fn live(&mut self, page: u32, message: LiveMessage, pool: &Arc<OutboxPool>) -> Translated {
        if message.all {
            return Translated::Other;
        }
        self.live += 1;
        let drawn = message.peers.into_iter().filter_map(|(peer, LivePeer { drafts })| {
            let lines: Vec<Coloured> = drafts.into_iter().flat_map(|draft| self.draft(page, peer, draft)).collect();
            (!lines.is_empty()).then(|| (peer, encode(&lines, pool)))
        });
        let drawn = drawn.collect();
        Translated::Live(self.live, drawn)
    }

    /// The new lines of a draft.
    fn draft(&mut self, page: u32, peer: u32, draft: Draft) -> Vec<Coloured> {
        let gesture = (peer, draft.g);
        if draft.end {
            // It becomes no edit, so another stroke may have its id.
            self.strokes.retain(|_, progress| progress.gesture != gesture);
        }
        match draft.gesture {
            Some(Gesture::Ink(piece)) if piece.page == page => self.grow(gesture, &piece),
            _ => Vec::new(),
        }
    }

    /// The new lines of a stroke in progress.
    fn grow(&mut self, gesture: (u32, u64), piece: &InkPiece) -> Vec<Coloured> {
        let known = self.strokes.get(&piece.id);
        let (began, shown, start) = match known {
            Some(Progress { began, shown, last, .. }) if piece.from == *shown => (*began, *shown, *last),
            // A repetition of the whole, or its beginning.
            known if piece.from == 0 && !self.ended.contains_key(&piece.id) => {
                known.map_or((self.live, 0, [0, 0]), |known| (known.began, known.shown, [0, 0]))
            }
            // A gap: the edit brings the rest.
            _ => return Vec::new(),
        };
        let (mut last, mut lines) = (start, Vec::new());
        for (at, step) in (piece.from..).zip(piece.points.chunks_exact(2)) {
            let next = [last[0] + i64::from(step[0]), last[1] + i64::from(step[1])];
            if at > 0 && at >= shown {
                lines.push((place(piece, last, next), piece.style.ink));
            }
            last = next;
        }
        let shown = shown.max(piece.from + piece.points.len() / 2);
        if self.strokes.len() >= STROKES {
            self.strokes.clear();
        }
        self.strokes.insert(piece.id, Progress { gesture, began, shown, last });
        lines
    }

    fn log(&mut self, page: u32, LogMessage { seq, edits }: LogMessage, pool: &Arc<OutboxPool>) -> Translated {
        let mut outlined: Vec<Outlined> = edits.iter().map(|edit| self.edit(page, edit)).collect();
        let (mut of_rest, mut of_lines) = (MOST_LINES, MOST_LINES);
        for Outlined { rest, lines, .. } in outlined.iter_mut().rev() {
            keep_latest(rest, &mut of_rest);
            keep_latest(lines, &mut of_lines);
        }
        let shown = (seq..).zip(edits.iter()).zip(outlined).map(|((seq, edit), Outlined { began, rest, lines })| {
            let (whole, is_change) = (OnceLock::new(), edit.ops.iter().any(|op| is_change(page, op)));
            ShownEdit {
                tag: edit.tag,
                n: edit.n,
                seq,
                is_change,
                began,
                rest: encode(&rest, pool),
                lines,
                whole,
                pool: pool.clone(),
            }
        });
        Translated::Log(shown.collect())
    }

    fn edit(&mut self, page: u32, edit: &LoggedEdit) -> Outlined {
        let (mut began, mut lines, mut rest) = (None, Vec::new(), Vec::new());
        let mut add = |figure: Figure<'_>, colour: Colour, shown: usize| {
            let figure: Vec<Coloured> = figure.lines().into_iter().map(|line| (line, colour)).collect();
            // The first point of a stroke makes no line.
            rest.extend(figure.iter().skip(shown.saturating_sub(1)).copied());
            lines.extend(figure);
        };
        for op in edit.ops.iter() {
            match op {
                Op::Add { shape } if shape.page == page => {
                    let progress = self.end(shape);
                    // A session that missed the first of its strokes gets all of them.
                    began = began.into_iter().chain(progress.as_ref().map(|progress| progress.began)).min();
                    add(Figure::from(shape), shape.style.ink, progress.map_or(0, |progress| progress.shown));
                }
                Op::Restore { shapes, .. } => {
                    let here = shapes.iter().filter(|shape| shape.0.page == page);
                    here.for_each(|shape| add(Figure::from(&*shape.0), shape.0.style.ink, 0));
                }
                _ => {}
            }
        }
        if began.is_none() {
            lines = Vec::new();
        }
        Outlined { began, rest, lines }
    }

    fn end(&mut self, shape: &NewShape) -> Option<Progress> {
        // Authors get an edit before the tick, so its last drafts, and a frame with the same edit, may follow.
        if self.ended.len() >= STROKES {
            self.ended.clear();
        }
        let drawn = self.strokes.remove(&shape.id);
        *self.ended.entry(shape.id).or_insert(drawn)
    }
}

/// Whether an op may change or erase what the page shows. The page of a shape is not looked up: a redraw too many is cheap.
fn is_change(page: u32, op: &Op) -> bool {
    match op {
        Op::Add { .. } | Op::Restore { .. } | Op::Board { .. } | Op::Page(_) => false,
        Op::Clear { page: cleared, .. } => *cleared == page,
        Op::Set(_) | Op::Del { .. } | Op::Split { .. } | Op::Bring { .. } => true,
    }
}

/// Keeps the latest lines, as many as are left of a frame's.
fn keep_latest(lines: &mut Vec<Coloured>, left: &mut usize) {
    drop(lines.drain(..lines.len().saturating_sub(*left)));
    *left -= lines.len();
}

/// A line between two points of a piece, on the board.
fn place(piece: &InkPiece, from: [i64; 2], to: [i64; 2]) -> Line {
    let (x, y) = (i64::from(piece.pos.x), i64::from(piece.pos.y));
    [x + from[0], y + from[1], x + to[0], y + to[1]].map(|v| v as f64)
}

#[cfg(test)]
#[path = "translator_tests.rs"]
mod tests;
