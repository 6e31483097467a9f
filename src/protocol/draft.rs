//! Drafts: gestures in progress (SPEC V2). The server relays them at once and never stores them.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::cut::CutPiece;
use super::gesture::{Gesture, laser_bytes, measure};
use super::ink_piece::InkPiece;
use super::laser::LaserPiece;
use crate::board::{GeometryClass, NewShape, SetRegisters, ShapeId, limits, only_objects};

/// A `draft` message, as a client sends it and as `live` relays it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawDraft")]
pub struct Draft {
    /// Number of the gesture on its connection.
    pub g: u64,
    /// `None` in a message that only ends the gesture.
    #[serde(flatten)]
    pub gesture: Option<Gesture>,
    /// Number of the edit that the gesture became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Whether the gesture was cancelled.
    #[serde(default, skip_serializing_if = "is_false")]
    pub end: bool,
    /// See [`measure`].
    #[serde(skip)]
    pub(super) list_bytes: usize,
}

/// A `draft` message with a field for each gesture, so that serde refuses unknown fields (SPEC C9).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDraft {
    #[serde(rename = "t")]
    _kind: Option<IgnoredAny>,
    g: u64,
    ink: Option<InkPiece>,
    shape: Option<Box<NewShape>>,
    set: Option<Vec<SetRegisters>>,
    #[serde(rename = "move")]
    moved: Option<RawMove>,
    change: Option<Change>,
    erase: Option<RawErase>,
    cut: Option<CutPiece>,
    laser: Option<LaserPiece>,
    done: Option<u64>,
    #[serde(default)]
    end: bool,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
struct RawMove {
    ids: Vec<ShapeId>,
    dx: i32,
    dy: i32,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
struct RawErase {
    #[serde(default)]
    from: usize,
    ids: Vec<ShapeId>,
}

only_objects!(RawMove, RawErase);

impl TryFrom<RawDraft> for Draft {
    type Error = &'static str;

    fn try_from(raw: RawDraft) -> Result<Self, Self::Error> {
        let RawDraft { g, ink, shape, set, moved, change, erase, cut, laser, done, end, .. } = raw;
        let moved = moved.map(|RawMove { ids, dx, dy }| Gesture::Move { ids, dx, dy });
        let erase = erase.map(|RawErase { from, ids }| Gesture::Erase { from, ids });
        let drawn = [ink.map(Gesture::Ink), shape.map(Gesture::Shape), set.map(Gesture::Set)];
        let others = [moved, change.map(Gesture::Change), erase, cut.map(Gesture::Cut), laser.map(Gesture::Laser)];
        let mut gestures = drawn.into_iter().chain(others).flatten();
        let gesture = gestures.next();
        if gestures.next().is_some() {
            return Err("a draft has one gesture");
        }
        if gesture.is_none() && done.is_none() && !end {
            return Err("a draft needs a gesture, done or end");
        }
        Ok(Self::new(g, gesture, done, end))
    }
}

/// Whether a shape may be a draft (SPEC V2): ink has a draft of its own.
fn is_shape_draft(shape: &NewShape) -> bool {
    shape.kind.geometry() != GeometryClass::Stroke && shape.check().is_ok()
}

/// Whether registers may be a draft (SPEC V2): as in a `set` of an edit, but without `z`, which depends on its seq.
fn is_set_draft(sets: &[SetRegisters]) -> bool {
    (1..=limits::DRAFT_SETS).contains(&sets.len()) && sets.iter().all(|set| set.z.is_none() && set.is_valid())
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Draft {
    /// A draft, which is measured here and nowhere else.
    pub fn new(g: u64, gesture: Option<Gesture>, done: Option<u64>, end: bool) -> Self {
        let list_bytes = measure(gesture.as_ref());
        Self { g, gesture, done, end, list_bytes }
    }

    /// The end of its gesture alone, if it is one.
    pub fn ending(&self) -> Option<Self> {
        self.is_ending().then_some(Self { g: self.g, gesture: None, done: self.done, end: self.end, list_bytes: 0 })
    }

    /// Whether everything in it is within the limits (SPEC V2).
    pub fn is_in_range(&self) -> bool {
        let numbers = self.g <= limits::MAX_NUMBER && self.done.is_none_or(|n| (1..=limits::MAX_NUMBER).contains(&n));
        let gesture = match &self.gesture {
            Some(Gesture::Ink(piece)) => piece.is_in_range(),
            Some(Gesture::Shape(shape)) => self.list_bytes <= limits::DRAFT_SHAPE_BYTES && is_shape_draft(shape),
            Some(Gesture::Set(sets)) => self.list_bytes <= limits::DRAFT_SHAPE_BYTES && is_set_draft(sets),
            Some(Gesture::Move { ids, dx, dy }) => {
                let is_distance = |v: &i32| v.unsigned_abs() <= 2 * limits::COORDINATE.unsigned_abs();
                ids.len() <= limits::EDIT_OPS && is_distance(dx) && is_distance(dy)
            }
            Some(Gesture::Change(change)) => change.is_in_range(),
            Some(Gesture::Erase { from, ids }) => from.saturating_add(ids.len()) <= limits::EDIT_OPS,
            Some(Gesture::Cut(piece)) => piece.is_in_range(),
            Some(Gesture::Laser(piece)) => piece.is_in_range(),
            None => true,
        };
        numbers && gesture
    }

    /// Whether it describes its whole gesture, so that a receiver needs no earlier message.
    pub fn is_whole(&self) -> bool {
        match &self.gesture {
            Some(
                Gesture::Ink(InkPiece { from, .. }) | Gesture::Erase { from, .. } | Gesture::Cut(CutPiece { from, .. }),
            ) => *from == 0,
            Some(Gesture::Shape(_) | Gesture::Set(_) | Gesture::Laser(_)) => true,
            Some(Gesture::Move { ids, .. } | Gesture::Change(Change { ids, .. })) => !ids.is_empty(),
            None => false,
        }
    }

    /// Whether `later`, of the same gesture, leaves no gap after this (SPEC V6).
    pub fn follows(&self, later: &Draft) -> bool {
        match (&self.gesture, &later.gesture) {
            (Some(Gesture::Ink(ink)), Some(Gesture::Ink(piece))) => {
                piece.from == 0 || piece.id == ink.id && piece.from == ink.from + ink.pressure.len()
            }
            (Some(Gesture::Erase { from, ids }), Some(Gesture::Erase { from: next, .. })) => {
                *next == 0 || *next == from + ids.len()
            }
            (Some(Gesture::Cut(cut)), Some(Gesture::Cut(piece))) => cut.follows(piece),
            (Some(Gesture::Move { .. }), Some(Gesture::Move { .. }))
            | (Some(Gesture::Change(_)), Some(Gesture::Change(_))) => true,
            (_, None) => true,
            (_, Some(_)) => later.is_whole(),
        }
    }

    /// Merges a later message that [follows](Draft::follows).
    pub fn merge(&mut self, later: Draft) {
        let (mine, more) = (self.list_bytes, later.list_bytes);
        self.list_bytes = match (&mut self.gesture, later.gesture) {
            (Some(Gesture::Ink(ink)), Some(Gesture::Ink(piece))) if piece.from > 0 => {
                ink.points.extend(piece.points);
                ink.pressure.extend(piece.pressure);
                mine + more
            }
            (Some(Gesture::Erase { ids, .. }), Some(Gesture::Erase { from, ids: further })) if from > 0 => {
                ids.extend(further);
                mine + more
            }
            (Some(Gesture::Cut(cut)), Some(Gesture::Cut(piece))) if piece.from > 0 => {
                cut.points.extend(piece.points);
                mine + more
            }
            (Some(Gesture::Move { dx, dy, .. }), Some(Gesture::Move { ids, dx: x, dy: y })) if ids.is_empty() => {
                (*dx, *dy) = (x, y);
                mine
            }
            (Some(Gesture::Change(change)), Some(Gesture::Change(newer))) => {
                let named = if newer.ids.is_empty() { mine } else { more };
                change.merge(newer);
                named
            }
            (Some(Gesture::Laser(piece)), Some(Gesture::Laser(later))) => {
                piece.merge(later);
                laser_bytes(piece)
            }
            (_, None) => mine,
            (current, newer) => {
                *current = newer;
                more
            }
        };
        self.done = later.done.or(self.done);
        self.end |= later.end;
    }

    /// Whether it ends the gesture.
    pub fn is_ending(&self) -> bool {
        self.done.is_some() || self.end
    }

    /// Upper bound of its bytes on the wire, for the budgets of SPEC V7.
    pub fn bytes(&self) -> usize {
        let head = match &self.gesture {
            Some(Gesture::Ink(piece)) => 280 + piece.style.bytes(),
            Some(Gesture::Shape(_) | Gesture::Set(_)) => 80,
            Some(Gesture::Laser(_)) => 100,
            Some(Gesture::Cut(_)) => 160,
            Some(Gesture::Move { .. } | Gesture::Erase { .. }) => 120,
            Some(Gesture::Change(_)) => 200,
            None => 60,
        };
        head + self.list_bytes()
    }

    /// The part of [`Draft::bytes`] that it adds to the draft into which it is merged.
    pub fn list_bytes(&self) -> usize {
        self.list_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [V7] The counted bytes of a draft are at least those on the wire, and at most 160 more.
    #[test]
    fn bytes_are_those_on_the_wire() {
        let ids = vec![r#""00000000000000aa.9007199254740991""#; 500].join(",");
        for text in [
            r#"{"g":9007199254740991,"done":9007199254740991}"#.to_owned(),
            format!(
                r#"{{"g":9007199254740991,"shape":{},"done":9007199254740991}}"#,
                shape("note", r#""w":9,"h":9"#, Some("é\\n\\u0001"))
            ),
            r#"{"g":9007199254740991,"set":[{"id":"00000000000000aa.9007199254740991","pos":[-67108864,-67108864,35999],"text":"é\\n\\u0001"}]}"#.to_owned(),
            format!(r#"{{"g":1,"erase":{{"ids":[{ids}]}}}}"#),
            format!(r#"{{"g":1,"move":{{"ids":[{ids}],"dx":-134217728,"dy":134217728}}}}"#),
            format!(
                r#"{{"g":1,"ink":{{"id":"00000000000000aa.1","kind":"highlight","page":500,"pos":[-67108864,-67108864,35999],"style":{{"ink":"orange","size":4096}},"from":0,"points":[0,-67108864{}],"pressure":[0{}]}}}}"#,
                ",-10,10".repeat(1_000),
                ",-255".repeat(1_000)
            ),
            r##"{"g":1,"ink":{"id":"00000000000000aa.1","kind":"highlight","page":500,"pos":[-67108864,-67108864,35999],"style":{"ink":"#ffffff","size":4096,"fill":"#ffffff","pattern":"hatch","dash":"dashed","opacity":99,"font":"hand","type":4096,"align":"center","head":"triangle","tail":"triangle","bend":"elbow"},"from":0,"points":[0,-67108864],"pressure":[0]}}"##.to_owned(),
        ] {
            let bytes = serde_json::from_str::<Draft>(&text).unwrap().bytes();
            assert!(bytes >= text.len() && bytes < text.len() + 160, "{bytes} for {}: {}", text.len(), &text[..40]);
        }
    }

    fn shape(kind: &str, geometry: &str, text: Option<&str>) -> String {
        let text = text.map_or(String::new(), |text| format!(r#","text":"{text}""#));
        format!(
            r#"{{"id":"00000000000000aa.9007199254740991","kind":"{kind}","page":500,"pos":[-67108864,-67108864,35999],"geometry":{{{geometry}}},"style":{{"ink":"orange","size":4096}}{text}}}"#
        )
    }

    // [V2] A shape is one that could be added, but no ink, and of few bytes.
    #[test]
    fn a_shape_in_progress_is_a_small_shape_that_could_be_added() {
        let is_in_range = |shape: &str| {
            let draft = serde_json::from_str::<Draft>(&format!(r#"{{"g":1,"shape":{shape}}}"#));
            draft.is_ok_and(|draft| draft.is_in_range())
        };
        assert!(is_in_range(&shape("rectangle", r#""w":1,"h":67108864"#, None)));
        assert!(is_in_range(&shape("arrow", r#""points":[0,0,-5,9]"#, None)));
        assert!(is_in_range(&shape("note", r#""w":9,"h":9"#, Some(&"x".repeat(2_000)))));
        // Of a wrong page, geometry or kind, and of more than 16 KiB.
        for bad in [
            shape("rectangle", r#""w":0,"h":9"#, None),
            shape("rectangle", r#""points":[0,0,-5,9]"#, None),
            shape("line", r#""w":9,"h":9"#, None),
            shape("text", r#""w":9,"h":9"#, None),
            shape("ink", r#""points":[0,0],"pressure":[9],"time":[0]"#, None),
            shape("note", r#""w":9,"h":9"#, Some(&"\\u0001".repeat(4_000))),
            shape("diamond", r#""w":9,"h":9"#, None).replace(r#""page":500"#, r#""page":2147483648"#),
        ] {
            assert!(!is_in_range(&bad), "{bad}");
        }
    }

    // [V2] Registers are those of a set, but no z, of few shapes and few bytes.
    #[test]
    fn registers_in_progress_are_those_of_a_small_set() {
        let is_in_range = |sets: &str| {
            let draft = serde_json::from_str::<Draft>(&format!(r#"{{"g":1,"set":[{sets}]}}"#));
            draft.is_ok_and(|draft| draft.is_in_range())
        };
        let set = |registers: &str| format!(r#"{{"id":"00000000000000aa.1"{registers}}}"#);
        assert!(is_in_range(&set(r#","text":"é","geometry":{"w":9,"h":9}"#)));
        assert!(is_in_range(&[set(r#","pos":[1,2,3]"#).as_str(); 50].join(",")));
        for bad in [
            String::new(),
            set(""),
            set(r#","z":"front""#),
            set(&format!(r#","text":"{}""#, "x".repeat(limits::TEXT + 1))),
            [set(r#","pos":[1,2,3]"#).as_str(); 51].join(","),
            [set(&format!(r#","text":"{}""#, "x".repeat(1_000))).as_str(); 20].join(","),
        ] {
            assert!(!is_in_range(&bad), "{bad}");
        }
    }

    // [V6] Of a shape in progress the latest message counts, whatever was missed.
    #[test]
    fn the_latest_shape_replaces_the_ones_before() {
        let draft = |geometry: &str, end: &str| {
            let text = format!(r#"{{"g":1,"shape":{}{end}}}"#, shape("ellipse", geometry, None));
            serde_json::from_str::<Draft>(&text).unwrap()
        };
        let (mut first, later) = (draft(r#""w":5,"h":5"#, ""), draft(r#""w":9,"h":7"#, r#","done":3"#));
        assert!(later.is_whole() && first.follows(&later));
        first.merge(later.clone());
        assert_eq!(first, later);
    }

    // [V2] [V6] Ids are sent once; later messages are merged with them if they follow.
    #[test]
    fn ids_are_sent_once() {
        let draft = |text: &str| serde_json::from_str::<Draft>(text).unwrap();
        let merged = |first: &str, later: &str| {
            let mut first = draft(first);
            assert!(first.follows(&draft(later)));
            first.merge(draft(later));
            serde_json::to_value(&first).unwrap()
        };
        let named = r#"{"g":1,"move":{"ids":["00000000000000aa.1"],"dx":1,"dy":1}}"#;
        let on = r#"{"g":1,"move":{"ids":[],"dx":5,"dy":-5},"done":7}"#;
        assert_eq!(
            merged(named, on),
            serde_json::json!({"g": 1, "move": {"ids": ["00000000000000aa.1"], "dx": 5, "dy": -5}, "done": 7})
        );
        let one = r#"{"g":1,"erase":{"ids":["00000000000000aa.1"]}}"#;
        let two = r#"{"g":1,"erase":{"from":1,"ids":["00000000000000aa.2"]}}"#;
        let both = serde_json::json!({"g": 1, "erase": {"ids": ["00000000000000aa.1", "00000000000000aa.2"]}});
        assert_eq!(merged(one, two), both);
        assert_eq!(merged(two, one), serde_json::to_value(draft(one)).unwrap(), "a whole message replaces it");
        let [named, on, one, two] = [named, on, one, two].map(draft);
        assert!([&named, &one].into_iter().all(Draft::is_whole) && ![&on, &two].into_iter().any(Draft::is_whole));
        assert!(!one.follows(&on) && !two.follows(&two) && !named.follows(&two));
    }

    // [V2] Distances, numbers and counts have limits too.
    #[test]
    fn the_rest_of_a_draft_has_limits_too() {
        let is_in_range = |text: &str| serde_json::from_str::<Draft>(text).is_ok_and(|draft| draft.is_in_range());
        assert!(is_in_range(r#"{"g":1,"move":{"ids":[],"dx":134217728,"dy":-134217728}}"#));
        assert!(is_in_range(r#"{"g":1,"done":9007199254740991}"#));
        for bad in [
            r#"{"g":1,"move":{"ids":[],"dx":134217729,"dy":0}}"#,
            r#"{"g":1,"move":{"ids":[],"dx":0,"dy":-2147483648}}"#,
            r#"{"g":1,"done":9007199254740992}"#,
            r#"{"g":1,"done":0}"#,
            r#"{"g":1,"erase":{"from":2000,"ids":["00000000000000aa.1"]}}"#,
            r#"{"g":9007199254740992,"end":true}"#,
            r#"{"g":1}"#,
        ] {
            assert!(!is_in_range(bad), "{bad}");
        }
    }
}
