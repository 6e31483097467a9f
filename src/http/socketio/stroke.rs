//! Segments that continue each other become one stroke: a draft while it grows, and then an edit (SPEC I11).

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::segment::Segment;
use crate::board::limits::POINTS;
use crate::board::{Colour, Kind, Pos, ShapeId, Style};
use crate::protocol::InkPiece;

/// A stroke ends when nothing continues it for this long.
pub const SILENCE: Duration = Duration::from_millis(150);
/// A stroke ends at this age, and the next segment begins another.
const AGE: Duration = Duration::from_secs(60);
/// Width of a stroke, in units: the 2 px of the course's page.
const WIDTH: u16 = 32;
/// Pressure of a hand that has none.
const PRESSURE: i16 = 128;

/// A stroke that grows.
pub struct Stroke {
    id: ShapeId,
    colour: Colour,
    page: u32,
    points: Vec<[i32; 2]>,
    times: Vec<u16>,
    began: Instant,
    last: Instant,
    /// Number of points that the draft has.
    shown: usize,
}

impl Stroke {
    /// The stroke that a segment begins.
    pub fn begin(id: ShapeId, page: u32, segment: Segment, now: Instant) -> Self {
        let Segment { from, to, colour } = segment;
        Self { id, colour, page, points: vec![from, to], times: vec![0, 0], began: now, last: now, shown: 0 }
    }

    /// Whether a segment continues it.
    pub fn continues(&self, segment: &Segment, now: Instant) -> bool {
        let is_near = self.points.last() == Some(&segment.from) && now < self.deadline();
        is_near && self.colour == segment.colour && self.points.len() < POINTS
    }

    /// Adds a segment that continues it.
    pub fn extend(&mut self, segment: Segment, now: Instant) {
        let passed = now.saturating_duration_since(self.last).as_millis();
        self.points.push(segment.to);
        self.times.push(passed.min(u128::from(u16::MAX)) as u16);
        self.last = now;
    }

    /// When it ends unless something continues it.
    pub fn deadline(&self) -> Instant {
        (self.last + SILENCE).min(self.began + AGE)
    }

    /// The style of its shape.
    fn style(&self) -> Style {
        Style { ink: self.colour, ..Style::new(crate::board::Ink::Black, WIDTH) }
    }

    /// Its points from `from` on, as differences.
    fn steps(&self, from: usize) -> impl Iterator<Item = [i32; 2]> + '_ {
        (from..self.points.len()).map(|at| {
            let [x, y] = self.points[at];
            let [px, py] = self.points[at.saturating_sub(1)];
            [x - px, y - py]
        })
    }

    /// The piece of its draft that was not sent yet, or all of it; `None` if there is nothing new.
    pub fn piece(&mut self, is_whole: bool) -> Option<InkPiece> {
        let from = if is_whole { 0 } else { self.shown };
        self.shown = self.points.len();
        let [x, y] = *self.points.first()?;
        let points: Vec<i32> = self.steps(from).flatten().collect();
        let pressure = (from..self.points.len()).map(|at| if at == 0 { PRESSURE } else { 0 }).collect();
        let piece = InkPiece {
            id: self.id,
            kind: Kind::Ink,
            page: self.page,
            pos: Pos { x, y, rotation: 0 },
            style: self.style(),
            from,
            points,
            pressure,
        };
        (from < self.points.len()).then_some(piece)
    }

    /// The edit that adds it, as JSON.
    pub fn edit(&self) -> String {
        let [x, y] = self.points.first().copied().unwrap_or_default();
        let (mut points, mut pressure, mut times) = (String::new(), PRESSURE.to_string(), String::new());
        for [dx, dy] in self.steps(0) {
            let _infallible = write!(points, "{}{dx},{dy}", if points.is_empty() { "" } else { "," });
        }
        pressure.push_str(&",0".repeat(self.points.len().saturating_sub(1)));
        for time in &self.times {
            let _infallible = write!(times, "{}{time}", if times.is_empty() { "" } else { "," });
        }
        let style = serde_json::to_string(&self.style()).unwrap_or_default();
        let (id, page) = (self.id, self.page);
        format!(
            r#"{{"ops":[{{"op":"add","shape":{{"id":"{id}","kind":"ink","page":{page},"pos":[{x},{y},0],"geometry":{{"points":[{points}],"pressure":[{pressure}],"time":[{times}]}},"style":{style}}}}}]}}"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{ClientEdit, ClientOp, Ink, Tag};

    const ID: ShapeId = ShapeId { tag: Tag(0xaa), n: 7 };

    fn segment(from: [i32; 2], to: [i32; 2]) -> Segment {
        Segment { from, to, colour: Colour::Named(Ink::Red) }
    }

    // [I11] A segment continues a stroke that ends where it begins, in its colour and within 150 ms.
    #[test]
    fn segments_continue_a_stroke() {
        let start = Instant::now();
        let after = |ms| start + Duration::from_millis(ms);
        let mut stroke = Stroke::begin(ID, 1, segment([10, 10], [20, 15]), start);
        assert!(stroke.continues(&segment([20, 15], [30, 15]), after(149)));
        assert!(!stroke.continues(&segment([20, 15], [30, 15]), after(150)));
        assert!(!stroke.continues(&segment([20, 16], [30, 15]), after(1)));
        let blue = Segment { colour: Colour::Named(Ink::Blue), ..segment([20, 15], [30, 15]) };
        assert!(!stroke.continues(&blue, after(1)));
        stroke.extend(segment([20, 15], [30, 15]), after(100));
        assert_eq!(stroke.deadline(), after(250));
        let (mut last, mut at) = ([30, 15], 100);
        while stroke.continues(&segment(last, [last[0] + 1, 15]), after(at)) {
            last[0] += 1;
            stroke.extend(segment([last[0] - 1, 15], last), after(at));
            at += 149;
        }
        assert!((60_000..60_149).contains(&at), "a stroke ends at its age");
    }

    // [I11] Its pieces are those of a draft, and the edit is one that anybody could send.
    #[test]
    fn a_stroke_becomes_pieces_and_an_edit() {
        let start = Instant::now();
        let mut stroke = Stroke::begin(ID, 3, segment([10, 10], [20, 15]), start);
        let first = stroke.piece(false).unwrap();
        assert_eq!((first.from, first.points, first.pressure), (0, vec![0, 0, 10, 5], vec![128, 0]));
        assert!(stroke.piece(false).is_none());
        stroke.extend(segment([20, 15], [18, 15]), start + Duration::from_millis(10));
        let second = stroke.piece(false).unwrap();
        assert_eq!((second.from, second.points, second.pressure), (2, vec![-2, 0], vec![0]));
        assert_eq!(stroke.piece(true).unwrap().points.len(), 6);
        let edit = ClientEdit::decode(&stroke.edit()).unwrap();
        let [ClientOp::Add { shape }] = &edit.ops[..] else { panic!("{edit:?}") };
        assert_eq!((shape.id, shape.page, shape.geometry.stroke_points()), (ID, 3, Some(3)));
    }

    // [I11] The longest stroke fits an edit; then another one begins.
    #[test]
    fn the_longest_stroke_fits_an_edit() {
        let start = Instant::now();
        let ends = [[0, 0], [20_480, 11_520]];
        let mut stroke = Stroke::begin(ID, 1, segment(ends[0], ends[1]), start);
        let mut next = 1;
        while stroke.continues(&segment(ends[next % 2], ends[(next + 1) % 2]), start) {
            stroke.extend(segment(ends[next % 2], ends[(next + 1) % 2]), start);
            next += 1;
        }
        assert_eq!(next, 1_999);
        assert!(ClientEdit::decode(&stroke.edit()).is_ok());
    }
}
