//! Turns a board's frames into packets, once for all sessions of the board (SPEC I12).
//!
//! The first session that meets a frame translates it; the others find the result by the frame's memory, which all peers
//! share. A stroke that was seen as a draft is not sent again with its edit.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use serde::Deserialize;

use super::batch::Batch;
use super::outline::Figure;
use super::segment::{Line, packet};
use crate::board::{Colour, LoggedEdit, NewShape, Op, Shape, ShapeId, Tag};
use crate::hub::lock;
use crate::protocol::{Draft, Frame, Gesture, InkPiece};

/// Lines of one edit that are sent: the latest.
const MOST_LINES: usize = 5_000;
/// Frames whose translation is kept: what a slow session may lag behind.
const KEPT_FRAMES: usize = 128;
/// Bytes of these frames.
const KEPT_BYTES: usize = 2 * 1024 * 1024;
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

/// What an edit shows.
pub struct ShownEdit {
    /// Tag of its author's connection.
    pub tag: Tag,
    /// Its number within the tag.
    pub n: u64,
    /// Number of the first frame with a draft of it; `None` if there was none.
    began: Option<u64>,
    /// What its drafts have not shown.
    rest: Vec<Batch>,
    lines: Vec<Coloured>,
    whole: OnceLock<Vec<Batch>>,
}

impl ShownEdit {
    /// The packets for a session that has missed frames up to number `missed`.
    pub fn batches(&self, missed: u64) -> &[Batch] {
        if self.began.is_some_and(|began| began <= missed) {
            self.whole.get_or_init(|| encode(&self.lines))
        } else {
            &self.rest
        }
    }
}

/// A stroke whose drafts were translated.
#[derive(Clone, Copy)]
struct Progress {
    began: u64,
    /// Number of points that were shown.
    shown: usize,
    /// The last of them, relative to the stroke's position.
    last: [i64; 2],
}

#[derive(Default)]
struct State {
    recent: VecDeque<(Bytes, Arc<Translated>)>,
    recent_bytes: usize,
    strokes: HashMap<ShapeId, Progress>,
    ended: HashMap<ShapeId, Option<Progress>>,
    live: u64,
}

/// See the module.
pub struct Translator {
    page: u32,
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
    edits: Vec<LoggedEdit>,
}

/// The packets of lines.
fn encode(lines: &[Coloured]) -> Vec<Batch> {
    Batch::all(lines.iter().filter_map(|(line, colour)| packet(*line, *colour)))
}

/// The packets of shapes in their order, at most [`MOST_LINES`], the latest.
pub fn picture<'a>(shapes: impl DoubleEndedIterator<Item = &'a Arc<Shape>>) -> Vec<Batch> {
    let (mut packets, mut left) = (Vec::new(), MOST_LINES);
    for shape in shapes.rev() {
        let lines = Figure::from(&**shape).lines();
        let shown: Vec<String> = lines.iter().filter_map(|line| packet(*line, shape.style.ink)).collect();
        let skipped = shown.len().saturating_sub(left);
        left -= shown.len() - skipped;
        packets.push(shown.into_iter().skip(skipped));
        if left == 0 {
            break;
        }
    }
    Batch::all(packets.into_iter().rev().flatten())
}

impl Translator {
    /// A translator of a page.
    pub fn new(page: u32) -> Self {
        Self { page, state: Mutex::default() }
    }

    /// Number of the last frame with drafts.
    pub fn live(&self) -> u64 {
        lock(&self.state).live
    }

    /// Translates a frame of a peer of the board.
    pub fn translate(&self, frame: &Frame) -> Arc<Translated> {
        let Some(message) = frame.message() else { return Arc::new(Translated::Other) };
        let mut state = lock(&self.state);
        let is_same = |(known, _): &&(Bytes, Arc<Translated>)| known.as_ptr() == message.as_ptr();
        if let Some((_, translated)) = state.recent.iter().rev().find(is_same) {
            return translated.clone();
        }
        let translated = Arc::new(state.translate(self.page, &message));
        if !matches!(*translated, Translated::Other) {
            state.keep(message, translated.clone());
        }
        translated
    }
}

impl State {
    fn keep(&mut self, message: Bytes, translated: Arc<Translated>) {
        self.recent_bytes += message.len();
        self.recent.push_back((message, translated));
        while self.recent.len() > KEPT_FRAMES || self.recent_bytes > KEPT_BYTES {
            let Some((message, _)) = self.recent.pop_front() else { return };
            self.recent_bytes -= message.len();
        }
    }

    fn translate(&mut self, page: u32, message: &[u8]) -> Translated {
        match serde_json::from_slice::<Kind<'_>>(message).map(|kind| kind.t) {
            Ok("live") => serde_json::from_slice(message).map_or(Translated::Other, |live| self.live(page, live)),
            Ok("log") => serde_json::from_slice(message).map_or(Translated::Other, |log| self.log(page, log)),
            _ => Translated::Other,
        }
    }

    /// The frame for newcomers repeats what the frames for the others bring, so only those are followed.
    fn live(&mut self, page: u32, message: LiveMessage) -> Translated {
        if message.all {
            return Translated::Other;
        }
        self.live += 1;
        let drawn = message.peers.into_iter().filter_map(|(peer, LivePeer { drafts })| {
            let pieces = drafts.into_iter().filter_map(|draft| match draft.gesture {
                Some(Gesture::Ink(piece)) if piece.page == page => Some(piece),
                _ => None,
            });
            let lines: Vec<Coloured> = pieces.flat_map(|piece| self.grow(&piece)).collect();
            (!lines.is_empty()).then(|| (peer, encode(&lines)))
        });
        let drawn = drawn.collect();
        Translated::Live(self.live, drawn)
    }

    /// The new lines of a stroke in progress.
    fn grow(&mut self, piece: &InkPiece) -> Vec<Coloured> {
        let known = self.strokes.get(&piece.id);
        let (began, shown, start) = match known {
            Some(Progress { began, shown, last }) if piece.from == *shown => (*began, *shown, *last),
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
        self.strokes.insert(piece.id, Progress { began, shown, last });
        lines
    }

    fn log(&mut self, page: u32, LogMessage { edits }: LogMessage) -> Translated {
        Translated::Log(edits.iter().map(|edit| self.edit(page, edit)).collect())
    }

    fn edit(&mut self, page: u32, edit: &LoggedEdit) -> ShownEdit {
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
                    began = began.max(progress.as_ref().map(|progress| progress.began));
                    add(Figure::from(shape), shape.style.ink, progress.map_or(0, |progress| progress.shown));
                }
                Op::Restore { shapes, .. } => {
                    let here = shapes.iter().filter(|shape| shape.0.page == page);
                    here.for_each(|shape| add(Figure::from(&*shape.0), shape.0.style.ink, 0));
                }
                _ => {}
            }
        }
        drop(lines.drain(..lines.len().saturating_sub(MOST_LINES)));
        drop(rest.drain(..rest.len().saturating_sub(MOST_LINES)));
        if began.is_none() {
            lines = Vec::new();
        }
        ShownEdit { tag: edit.tag, n: edit.n, began, rest: encode(&rest), lines, whole: OnceLock::new() }
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

/// A line between two points of a piece, on the board.
fn place(piece: &InkPiece, from: [i64; 2], to: [i64; 2]) -> Line {
    let (x, y) = (i64::from(piece.pos.x), i64::from(piece.pos.y));
    [x + from[0], y + from[1], x + to[0], y + to[1]].map(|v| v as f64)
}

#[cfg(test)]
#[path = "translator_tests.rs"]
mod tests;
