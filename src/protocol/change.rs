//! Resizes and rotations in progress (SPEC V2): many shapes, and one map of the board for all of them.

use serde::{Deserialize, Serialize};

use crate::board::{ShapeId, limits, only_objects};

/// Shapes that a gesture resizes or rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Change {
    /// At most [`limits::DRAFT_CHANGE_IDS`]; empty for the ids of the gesture's earlier message.
    pub ids: Vec<ShapeId>,
    /// `[a,b,c,d,e,f]`: the point (x, y) goes to (ax + cy + e, bx + dy + f). a to d in 1/65,536, e and f in units.
    pub map: (i32, i32, i32, i32, i64, i64),
}

only_objects!(Change; written Change);

impl Change {
    /// Whether its ids and offsets are within the limits.
    pub(super) fn is_in_range(&self) -> bool {
        let (.., e, f) = self.map;
        let fits = |offset: i64| offset.unsigned_abs() <= limits::MAX_NUMBER;
        self.ids.len() <= limits::DRAFT_CHANGE_IDS && fits(e) && fits(f)
    }

    /// Merges a later message of the same gesture.
    pub(super) fn merge(&mut self, later: Change) {
        if later.ids.is_empty() {
            self.map = later.map;
        } else {
            *self = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::protocol::Draft;

    const NAMED: &str = r#"{"g":1,"change":{"ids":["00000000000000aa.1"],"map":[65536,0,0,65536,5,-5]}}"#;

    fn draft(text: &str) -> Option<Draft> {
        serde_json::from_str::<Draft>(text).ok()
    }

    // [V2] A change has a map of six numbers and at most 1,000 ids.
    #[test]
    fn a_change_has_limits() {
        let is_in_range = |text: &str| draft(text).is_some_and(|draft| draft.is_in_range());
        let of = |ids: usize| {
            let ids = vec![r#""00000000000000aa.1""#; ids].join(",");
            format!(r#"{{"g":1,"change":{{"ids":[{ids}],"map":[1,2,3,4,5,6]}}}}"#)
        };
        assert!(is_in_range(NAMED) && is_in_range(&of(0)) && is_in_range(&of(1_000)));
        let map = |map: &str| format!(r#"{{"g":1,"change":{{"ids":[],"map":[{map}]}}}}"#);
        assert!(is_in_range(&map("-2147483648,0,0,2147483647,9007199254740991,-9007199254740991")));
        for bad in [
            of(1_001),
            map("1,0,0,1,0"),
            map("1,0,0,1,0,0,0"),
            map("1,0,0,2147483648,0,0"),
            map("1,0,0,1,9007199254740992,0"),
            map("1,0,0,1,0,-9007199254740992"),
            map("1,0,0,0.5,0,0"),
            r#"{"g":1,"change":{"ids":[]}}"#.to_owned(),
            r#"{"g":1,"change":[[],[1,0,0,1,0,0]]}"#.to_owned(),
        ] {
            assert!(!is_in_range(&bad), "{}", &bad[..60.min(bad.len())]);
        }
    }

    // [V2] [V6] The ids of a change are sent once; of the maps the latest counts.
    #[test]
    fn a_later_map_replaces_the_one_before() {
        let on = r#"{"g":1,"change":{"ids":[],"map":[0,65536,-65536,0,7,7]},"done":3}"#;
        let [mut named, on] = [NAMED, on].map(|text| draft(text).unwrap());
        assert!(named.is_whole() && !on.is_whole() && named.follows(&on));
        named.merge(on.clone());
        let merged = r#"{"g":1,"change":{"ids":["00000000000000aa.1"],"map":[0,65536,-65536,0,7,7]},"done":3}"#;
        assert_eq!(named, draft(merged).unwrap());
        named.merge(draft(NAMED).unwrap());
        assert!(named.is_whole() && named.gesture == draft(NAMED).unwrap().gesture, "a whole message replaces it");
        let moved = r#"{"g":1,"move":{"ids":["00000000000000aa.1"],"dx":1,"dy":1}}"#;
        assert!(!draft(moved).unwrap().follows(&on));
    }

    // [V7] The counted bytes are at least those on the wire.
    #[test]
    fn bytes_of_a_change_are_those_on_the_wire() {
        let ids = vec![r#""00000000000000aa.9007199254740991""#; 500].join(",");
        let text = format!(
            r#"{{"g":9007199254740991,"change":{{"ids":[{ids}],"map":[-2147483648,-2147483648,-2147483648,-2147483648,-9007199254740991,-9007199254740991]}},"done":9007199254740991}}"#
        );
        let bytes = draft(&text).unwrap().bytes();
        assert!(bytes >= text.len() && bytes < text.len() + 160, "{bytes} for {}", text.len());
    }
}
