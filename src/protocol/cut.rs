//! Part erasers in progress (SPEC V2): the way of the eraser, from which every page computes what remains of the strokes.

use serde::{Deserialize, Serialize};

use crate::board::{limits, only_objects};

/// The places that an eraser has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in NewShape")]
pub struct CutPiece {
    /// Index of the first place of `points` among all places of the gesture.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub from: usize,
    pub page: u32,
    /// Units.
    pub radius: u32,
    /// Pairs of units: at most [`limits::POINTS`], including the places before `from`.
    pub points: Vec<i32>,
}

only_objects!(CutPiece; written CutPiece);

fn is_zero(value: &usize) -> bool {
    *value == 0
}

impl CutPiece {
    /// Whether it has some places on a page.
    pub(super) fn is_in_range(&self) -> bool {
        let is_place = |v: &i32| v.unsigned_abs() <= limits::COORDINATE.unsigned_abs();
        (1..=limits::PAGES).contains(&self.page)
            && (1..=u32::from(limits::SIZE)).contains(&self.radius)
            && self.points.len().is_multiple_of(2)
            && !self.points.is_empty()
            && self.end() <= limits::POINTS
            && self.points.iter().all(is_place)
    }

    /// Whether a later piece leaves no gap after this (SPEC V6).
    pub(super) fn follows(&self, later: &CutPiece) -> bool {
        later.from == 0 || later.from == self.end() && later.page == self.page && later.radius == self.radius
    }

    /// Places of the gesture up to and with this piece.
    fn end(&self) -> usize {
        self.from.saturating_add(self.points.len() / 2)
    }
}

#[cfg(test)]
mod tests {
    use crate::board::limits;
    use crate::protocol::Draft;

    fn draft(cut: &str) -> Option<Draft> {
        serde_json::from_str::<Draft>(&format!(r#"{{"g":1,"cut":{cut}}}"#)).ok()
    }

    // [V2] A cut has some places on a page, and an eraser of some size.
    #[test]
    fn a_cut_passes_places_of_a_page() {
        let is_in_range = |cut: &str| draft(cut).is_some_and(|draft| draft.is_in_range());
        let places = |count: usize| vec!["-67108864,67108864"; count].join(",");
        let on = |page: u32, radius: u32, points: &str| {
            format!(r#"{{"page":{page},"radius":{radius},"points":[{points}]}}"#)
        };
        assert!(is_in_range(&on(1, 1, "5,-5")) && is_in_range(&on(limits::PAGES, 4_096, &places(limits::POINTS))));
        assert!(is_in_range(r#"{"from":1999,"page":1,"radius":9,"points":[5,5]}"#));
        for bad in [
            on(0, 9, "5,5"),
            on(1, 0, "5,5"),
            on(1, 4_097, "5,5"),
            on(1, 9, ""),
            on(1, 9, "5"),
            on(1, 9, "5,67108865"),
            on(1, 9, &places(limits::POINTS + 1)),
            r#"{"from":2000,"page":1,"radius":9,"points":[5,5]}"#.to_owned(),
            r#"{"page":1,"radius":9,"points":[5,5],"ids":[]}"#.to_owned(),
            r#"{"page":1,"points":[5,5]}"#.to_owned(),
            "[0,1,9,[5,5]]".to_owned(),
        ] {
            assert!(!is_in_range(&bad), "{}", &bad[..60.min(bad.len())]);
        }
    }

    // [V6] Pieces are joined where they follow; a whole one replaces those before.
    #[test]
    fn a_cut_continues() {
        let piece = |cut: &str| draft(cut).unwrap();
        let first = piece(r#"{"page":1,"radius":9,"points":[1,2,3,4]}"#);
        let next = piece(r#"{"from":2,"page":1,"radius":9,"points":[5,6]}"#);
        assert!(first.is_whole() && !next.is_whole() && first.follows(&next) && !next.follows(&next));
        assert!(!first.follows(&piece(r#"{"from":2,"page":2,"radius":9,"points":[5,6]}"#)));
        let mut joined = first.clone();
        joined.merge(next);
        assert_eq!(joined, piece(r#"{"page":1,"radius":9,"points":[1,2,3,4,5,6]}"#));
        joined.merge(first.clone());
        assert_eq!(joined, first);
    }

    // [V7] The counted bytes are at least those on the wire.
    #[test]
    fn bytes_are_those_on_the_wire() {
        let far = vec!["-67108864"; 2 * 1_000].join(",");
        let cut = format!(r#"{{"from":1000,"page":{},"radius":4096,"points":[{far}]}}"#, limits::PAGES);
        let draft = draft(&cut).unwrap();
        let wire = serde_json::to_string(&draft).unwrap().len();
        assert!((wire..wire + 160).contains(&draft.bytes()), "{} for {wire}", draft.bytes());
    }
}
