//! The event `drawing` of the course's whiteboard: a line and its colour, in parts of a frame (SPEC I9, I12).

use serde::Deserialize;

use crate::board::{Colour, Ink, Shape};

/// Width of the frame on the board, in units: 1280 px. Its middle is the origin, the middle of a page that opens.
pub const WIDTH: f64 = 1_280.0 * 16.0;
/// Height of the frame: 720 px.
pub const HEIGHT: f64 = 720.0 * 16.0;

/// A line from one point to another, in units of the board.
pub type Line = [f64; 4];

/// The colour words of the course's page. They are inks, which each theme shades.
const WORDS: [(&str, Ink); 5] =
    [("black", Ink::Black), ("red", Ink::Red), ("green", Ink::Green), ("blue", Ink::Blue), ("yellow", Ink::Yellow)];

/// A segment that a client drew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins, in units.
    pub from: [i32; 2],
    /// Where it ends.
    pub to: [i32; 2],
    /// Its colour.
    pub colour: Colour,
}

#[derive(Deserialize)]
struct Drawing<'a> {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
    #[serde(borrow)]
    color: std::borrow::Cow<'a, str>,
}

impl Segment {
    /// Decodes the argument of the event; `None` if it is none. Points beyond the frame are moved to its edge.
    pub fn decode(json: &str) -> Option<Self> {
        let Drawing { x0, y0, x1, y1, color } = serde_json::from_str(json).ok()?;
        let from_middle = |part: f64, length: f64| ((part.clamp(0.0, 1.0) - 0.5) * length).round() as i32;
        let place = |x: f64, y: f64| [from_middle(x, WIDTH), from_middle(y, HEIGHT)];
        Some(Self { from: place(x0, y0), to: place(x1, y1), colour: colour(&color)? })
    }
}

/// A colour word of the course's page, `#rrggbb` or `#rgb`.
fn colour(text: &str) -> Option<Colour> {
    if let Some((_, ink)) = WORDS.iter().find(|(word, _)| *word == text) {
        return Some(Colour::Named(*ink));
    }
    let digits = text.strip_prefix('#')?.to_ascii_lowercase();
    let long = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits,
    };
    serde_json::from_value(format!("#{long}").into()).ok()
}

/// A colour as a page paints it: a word of the course's page, or what light paper shows.
fn css(colour: Colour) -> String {
    let hex = match colour {
        Colour::Named(Ink::Black) => "black",
        Colour::Named(Ink::Red) => "red",
        Colour::Named(Ink::Green) => "green",
        Colour::Named(Ink::Blue) => "blue",
        Colour::Named(Ink::Yellow) => "yellow",
        Colour::Named(Ink::Orange) => "#c44e0d",
        Colour::Named(Ink::Violet) => "#7a1fd0",
        Colour::Named(Ink::Sky) => "#1f77bf",
        Colour::Named(Ink::Teal) => "#00676c",
        Colour::Named(Ink::Pink) => "#c6229a",
        Colour::Named(Ink::Brown) => "#5e2f12",
        Colour::Named(Ink::Grey) => "#75736e",
        Colour::Custom(rgb) => return rgb.to_string(),
    };
    hex.to_owned()
}

/// The part of a line that lies in the frame, counted from its corner (Liang and Barsky).
fn clip([x0, y0, x1, y1]: Line) -> Option<Line> {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, x0), (dx, WIDTH - x0), (-dy, y0), (dy, HEIGHT - y0)] {
        if step == 0.0 && room < 0.0 {
            return None;
        }
        if step < 0.0 {
            enters = enters.max(room / step);
        } else if step > 0.0 {
            leaves = leaves.min(room / step);
        }
    }
    (enters <= leaves).then_some([x0 + enters * dx, y0 + enters * dy, x0 + leaves * dx, y0 + leaves * dy])
}

/// Units by which what is painted may be beyond the box of a shape, with its size: the head of an arrow.
const MARGIN: f64 = 512.0;

/// Whether no part of a shape lies in the frame, however it is turned. Cheaper than its lines.
pub fn is_beside(shape: &Shape) -> bool {
    let [left, top, right, bottom] = shape.geometry.bounds(shape.pos).edges.map(|edge| edge as f64);
    let (x, y) = (f64::from(shape.pos.x), f64::from(shape.pos.y));
    let margin = MARGIN + f64::from(shape.style.size);
    let [left, top, right, bottom] = if shape.pos.rotation == 0 {
        [left, top, right, bottom]
    } else {
        let reach = (x - left).max(right - x).hypot((y - top).max(bottom - y));
        [x - reach, y - reach, x + reach, y + reach]
    };
    let [beside, above] = [WIDTH / 2.0 + margin, HEIGHT / 2.0 + margin];
    left > beside || right < -beside || top > above || bottom < -above
}

/// The packet of a line, if any of it lies in the frame.
pub fn packet(line: Line, colour: Colour) -> Option<String> {
    let [x0, y0, x1, y1] = line;
    let (left, top) = (WIDTH / 2.0, HEIGHT / 2.0);
    let [x0, y0, x1, y1] = clip([x0 + left, y0 + top, x1 + left, y1 + top])?;
    let [x0, y0, x1, y1] = [x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT];
    let colour = css(colour);
    Some(format!(r#"42["drawing",{{"x0":{x0:.5},"y0":{y0:.5},"x1":{x1:.5},"y1":{y1:.5},"color":"{colour}"}}]"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I9] Parts of the frame become units; what lies beyond it is moved to the edge.
    #[test]
    fn parts_of_the_frame_become_units() {
        let read = |x0: &str, color: &str| {
            Segment::decode(&format!(r#"{{"x0":{x0},"y0":0.5,"x1":1,"y1":-3,"color":"{color}","more":1}}"#))
        };
        let segment = read("0.25", "red").unwrap();
        assert_eq!((segment.from, segment.to), ([-5_120, 0], [10_240, -5_760]));
        assert_eq!(segment.colour, Colour::Named(Ink::Red));
        for (color, text) in [("#0A1b2C", "#0a1b2c"), ("#f80", "#ff8800"), ("yellow", "yellow")] {
            assert_eq!(css(read("0", color).unwrap().colour), text);
        }
        for (x0, color) in [
            ("0", "orange red"),
            ("0", "#12345"),
            ("0", "#12345g"),
            ("0", ""),
            ("0", "url(x)"),
            ("null", "red"),
            ("\"0\"", "red"),
            ("1e999", "red"),
        ] {
            assert!(read(x0, color).is_none(), "{x0} {color}");
        }
        for text in ["1", "null", "[]", "{}", r#"{"x0":0,"y0":0,"x1":1,"y1":1}"#] {
            assert!(Segment::decode(text).is_none(), "{text}");
        }
    }

    // [I12] Lines are cut to the frame.
    #[test]
    fn lines_are_cut_to_the_frame() {
        let sent = |[x0, y0, x1, y1]: Line| {
            let (left, top) = (WIDTH / 2.0, HEIGHT / 2.0);
            packet([x0 - left, y0 - top, x1 - left, y1 - top], Colour::Named(Ink::Blue))
        };
        assert_eq!(
            sent([-WIDTH, HEIGHT / 2.0, WIDTH / 2.0, HEIGHT / 2.0]).unwrap(),
            r#"42["drawing",{"x0":0.00000,"y0":0.50000,"x1":0.50000,"y1":0.50000,"color":"blue"}]"#
        );
        assert!(sent([0.0, 0.0, WIDTH, HEIGHT]).unwrap().contains(r#""x1":1.00000,"y1":1.00000"#));
        assert!(sent([WIDTH / 2.0, -9.0, WIDTH / 2.0, 2.0 * HEIGHT]).unwrap().contains(r#""y0":0.00000"#));
        for outside in [[-9.0, 0.0, -1.0, 50.0], [0.0, -5.0, 50.0, -5.0], [-100.0, 50.0, 50.0, -150.0]] {
            assert_eq!(sent(outside), None, "{outside:?}");
        }
    }
}
