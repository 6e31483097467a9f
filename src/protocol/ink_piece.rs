//! Pieces of strokes in progress (SPEC V2).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::board::{GeometryClass, Kind, Pos, ShapeId, Style, limits, only_objects};

/// A piece of an unfinished stroke: columns as in SPEC D5, from point `from` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in NewShape")]
pub struct InkPiece {
    pub id: ShapeId,
    pub kind: Kind,
    pub page: u32,
    pub pos: Pos,
    pub style: Style,
    pub from: usize,
    pub points: Vec<i32>,
    pub pressure: Vec<i16>,
}

only_objects!(InkPiece; written InkPiece);

/// Whether the running sums of differences stay in `range`. The first value of a continuation is unknown; then some
/// first value must keep them in range.
fn stays_within(differences: impl Iterator<Item = i64>, range: RangeInclusive<i64>, is_start: bool) -> bool {
    let (mut sum, mut low, mut high) = (0, 0, 0);
    for difference in differences {
        sum += difference;
        (low, high) = (low.min(sum), high.max(sum));
    }
    if is_start { range.contains(&low) && range.contains(&high) } else { high - low <= range.end() - range.start() }
}

impl InkPiece {
    /// Whether the columns can be part of a stroke (SPEC D5).
    pub(super) fn is_in_range(&self) -> bool {
        let n = self.pressure.len();
        let is_stroke = self.kind.geometry() == GeometryClass::Stroke && (1..=limits::PAGES).contains(&self.page);
        let fits = self.points.len() == 2 * n && self.from.saturating_add(n) <= limits::POINTS;
        let far = i64::from(limits::COORDINATE);
        let is_start = self.from == 0;
        let axis = |axis: usize| self.points.iter().skip(axis).step_by(2).map(|step| i64::from(*step));
        let pressure = self.pressure.iter().map(|step| i64::from(*step));
        is_stroke
            && fits
            && (0..2).all(|at| stays_within(axis(at), -far..=far, is_start))
            && stays_within(pressure, 0..=i64::from(limits::PRESSURE), is_start)
    }
}

#[cfg(test)]
mod tests {
    use crate::board::limits;
    use crate::protocol::Draft;

    fn is_in_range(from: usize, points: &str, pressure: &str) -> bool {
        let text = format!(
            r#"{{"g":1,"ink":{{"id":"00000000000000aa.1","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"red","size":64}},"from":{from},"points":[{points}],"pressure":[{pressure}]}}}}"#
        );
        serde_json::from_str::<Draft>(&text).unwrap().is_in_range()
    }

    // [V2] [D5] A piece in range can be part of some stroke.
    #[test]
    fn columns_of_a_piece_are_those_of_a_stroke() {
        let far = limits::COORDINATE;
        assert!(is_in_range(0, "", "") && is_in_range(0, "5,-5,1,1", "255,-255") && is_in_range(1_999, "1,1", "9"));
        assert!(is_in_range(3, &format!("{},0", 2 * far), "-255"), "from one edge to the other");
        for (from, points, pressure) in [
            (0, "1", "0".to_owned()),
            (0, "1,1", "0,0".to_owned()),
            (0, "1,1", "256".to_owned()),
            (0, "1,1,1,1", "5,-6".to_owned()),
            (3, "1,1,1,1", "200,-256".to_owned()),
            (2_000, "1,1", "0".to_owned()),
            (usize::MAX, "1,1", "0".to_owned()),
        ] {
            assert!(!is_in_range(from, points, &pressure), "{from} {points} {pressure}");
        }
        assert!(!is_in_range(0, &format!("{far},0,0,0,1,0"), "1,0,0"), "off the board");
        assert!(!is_in_range(3, &format!("0,{far},0,{far},0,1"), "1,0,0"), "further than the board is wide");
    }
}
