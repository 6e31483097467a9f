//! Lines that the course's page shows for a shape (SPEC I12).

use super::segment::Line;
use crate::board::{Geometry, Kind, NewShape, Pos, Shape};

/// Lines of an ellipse.
const SIDES: u32 = 32;
/// Height of a line of text, in sizes of its type.
const LEADING: f64 = 1.3;
/// Length of the two strokes of an arrow's head, in units: 12 px.
const HEAD: f64 = 192.0;
/// Opening of an arrow's head to each side, in radians.
const HEAD_ANGLE: f64 = 0.5;

/// A figure: its kind, place, form and the size of its stroke or type.
pub struct Figure<'a> {
    kind: Kind,
    pos: Pos,
    geometry: &'a Geometry,
    size: f64,
    text: Option<&'a str>,
}

impl<'a> From<&'a Shape> for Figure<'a> {
    fn from(shape: &'a Shape) -> Self {
        let Shape { kind, pos, geometry, style, text, .. } = shape;
        Self { kind: *kind, pos: *pos, geometry, size: style.size.into(), text: text.as_deref() }
    }
}

impl<'a> From<&'a NewShape> for Figure<'a> {
    fn from(shape: &'a NewShape) -> Self {
        let NewShape { kind, pos, geometry, style, text, .. } = shape;
        Self { kind: *kind, pos: *pos, geometry, size: style.size.into(), text: text.as_deref() }
    }
}

impl Figure<'_> {
    /// Its lines on the board: of ink and lines along their points, of other shapes the outline. Of a text each line is
    /// one stroke, as long as that line is beside the others.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = match self.geometry {
            Geometry::Ink { points, .. } => self.stroke(points),
            Geometry::Line { points, .. } => self.line(points),
            Geometry::Box { w, h, .. } => self.boxed(f64::from(*w), f64::from(*h)),
        };
        lines.iter_mut().for_each(|line| *line = self.placed(*line));
        lines
    }

    /// A point alone is a dot as wide as the pen.
    fn stroke(&self, points: &[i32]) -> Vec<Line> {
        let points = walk(points);
        match points[..] {
            [[x, y]] => vec![[x - self.size / 2.0, y, x + self.size / 2.0, y]],
            _ => path(&points),
        }
    }

    fn line(&self, points: &[i32]) -> Vec<Line> {
        let points = walk(points);
        let mut lines = path(&points);
        if self.kind == Kind::Arrow
            && let Some([x0, y0, x1, y1]) = lines.last().copied()
        {
            let angle = (y1 - y0).atan2(x1 - x0);
            for side in [angle - HEAD_ANGLE, angle + HEAD_ANGLE] {
                lines.push([x1 - HEAD * side.cos(), y1 - HEAD * side.sin(), x1, y1]);
            }
        }
        lines
    }

    fn boxed(&self, w: f64, h: f64) -> Vec<Line> {
        let closed = |mut points: Vec<[f64; 2]>| {
            points.extend(points.first().copied());
            path(&points)
        };
        let rectangle = || closed(vec![[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]]);
        match self.kind {
            Kind::Text => self.text_lines(w),
            Kind::Note => [rectangle(), self.text_lines(w)].concat(),
            Kind::Diamond => closed(vec![[w / 2.0, 0.0], [w, h / 2.0], [w / 2.0, h], [0.0, h / 2.0]]),
            Kind::Ellipse => {
                let turns = (0..SIDES).map(|side| f64::from(side) * std::f64::consts::TAU / f64::from(SIDES));
                closed(turns.map(|at| [w / 2.0 * (1.0 + at.cos()), h / 2.0 * (1.0 + at.sin())]).collect())
            }
            _ => rectangle(),
        }
    }

    fn text_lines(&self, w: f64) -> Vec<Line> {
        let text = self.text.unwrap_or_default();
        let stored = self.geometry.details().map_or(&[][..], |details| &details.lines);
        let lengths: Vec<f64> = match stored.is_empty() {
            true => text.split('\n').map(|line| line.chars().count() as f64).collect(),
            false => stored.iter().map(|length| f64::from(*length)).collect(),
        };
        let longest = lengths.iter().copied().fold(1.0, f64::max);
        let rows = lengths.iter().enumerate().filter(|(_, length)| **length > 0.0);
        rows.map(|(row, length)| {
            let y = (row as f64 + 0.5) * LEADING * self.size;
            [0.0, y, w * length / longest, y]
        })
        .collect()
    }

    /// A line of the shape on the board: turned around the shape's position, and moved there.
    fn placed(&self, [x0, y0, x1, y1]: Line) -> Line {
        let (sin, cos) = (f64::from(self.pos.rotation) / 100.0).to_radians().sin_cos();
        let (x, y) = (f64::from(self.pos.x), f64::from(self.pos.y));
        let turn = |px: f64, py: f64| [x + px * cos - py * sin, y + px * sin + py * cos];
        let ([x0, y0], [x1, y1]) = (turn(x0, y0), turn(x1, y1));
        [x0, y0, x1, y1]
    }
}

/// The points of flat pairs of differences.
fn walk(points: &[i32]) -> Vec<[f64; 2]> {
    let steps = points.chunks_exact(2).scan([0.0, 0.0], |at, step| {
        *at = [at[0] + f64::from(step[0]), at[1] + f64::from(step[1])];
        Some(*at)
    });
    steps.collect()
}

fn path(points: &[[f64; 2]]) -> Vec<Line> {
    points.windows(2).map(|pair| [pair[0][0], pair[0][1], pair[1][0], pair[1][1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(kind: &str, pos: &str, geometry: &str, more: &str) -> Vec<[i64; 4]> {
        let shape: NewShape = serde_json::from_str(&format!(
            r#"{{"id":"00000000000000aa.1","kind":"{kind}","page":1,"pos":{pos},"geometry":{geometry},"style":{{"ink":"red","size":100}}{more}}}"#
        ))
        .unwrap();
        Figure::from(&shape).lines().iter().map(|line| line.map(|v| v.round() as i64)).collect()
    }

    // [I12] Every kind of shape has lines.
    #[test]
    fn shapes_become_lines() {
        let ink = r#"{"points":[0,0,10,20,5,0],"pressure":[1,0,0],"time":[0,8,8]}"#;
        assert_eq!(lines("ink", "[100,200,0]", ink, ""), [[100, 200, 110, 220], [110, 220, 115, 220]]);
        assert_eq!(
            lines("ink", "[100,200,0]", r#"{"points":[0,0],"pressure":[1],"time":[0]}"#, ""),
            [[50, 200, 150, 200]]
        );
        assert_eq!(lines("line", "[0,0,9000]", r#"{"points":[0,0,10,0]}"#, ""), [[0, 0, 0, 10]]);
        assert_eq!(lines("arrow", "[0,0,0]", r#"{"points":[0,0,1000,0]}"#, "").len(), 3);
        let square = r#"{"w":10,"h":20}"#;
        let rectangle = [[1, 2, 11, 2], [11, 2, 11, 22], [11, 22, 1, 22], [1, 22, 1, 2]];
        assert_eq!(lines("rectangle", "[1,2,0]", square, ""), rectangle);
        assert_eq!(lines("diamond", "[0,0,0]", square, "")[0], [5, 0, 10, 10]);
        assert_eq!(lines("ellipse", "[0,0,0]", square, "").len(), 32);
        let text = r#","text":"abcd\n\nab""#;
        assert_eq!(lines("text", "[0,0,0]", r#"{"w":400,"h":390}"#, text), [[0, 65, 400, 65], [0, 325, 200, 325]]);
        assert_eq!(lines("note", "[0,0,0]", r#"{"w":400,"h":390,"lines":[7]}"#, text).len(), 5);
    }
}
