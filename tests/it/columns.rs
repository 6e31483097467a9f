//! Chunks as bytes (SPEC T): the shared vectors, which the client reads too, and whatever chance comes up with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lavagna::board::columns::{Columns, decode, encode, holds};
use lavagna::board::{
    Geometry, GroupPath, Ink, Kind, Pos, Register, Shape, ShapeId, StoredShape, Style, Tag, TextUse, limits,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    shapes: Vec<StoredShape>,
}

fn vectors() -> Vec<(PathBuf, Vec<Arc<Shape>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/chunks");
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let vector: Vector = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (path, vector.shapes.into_iter().map(|StoredShape(shape)| shape).collect())
    };
    paths.into_iter().map(read).collect()
}

// [T1] [T2] [T3] [T4] The bytes of a chunk are these for ever: stored chunks must be read, and named alike.
// `UPDATE_CHUNKS=1` writes new ones beside the shapes.
#[test]
fn chunks_have_the_bytes_of_the_vectors() {
    for (path, shapes) in vectors() {
        let Columns { bytes, visible } = encode(&shapes);
        let (visible_path, timing_path) = (path.with_extension("face"), path.with_extension("timing"));
        if std::env::var_os("UPDATE_CHUNKS").is_some() {
            fs::write(&visible_path, &bytes[..visible]).unwrap();
            fs::write(&timing_path, &bytes[visible..]).unwrap();
        }
        let stored = [fs::read(visible_path).unwrap(), fs::read(timing_path).unwrap()].concat();
        assert!(stored == bytes, "{}", path.display());
        assert_eq!(decode(&stored).unwrap(), shapes, "{}", path.display());
    }
}

// [T1] [T4] Bytes that are cut off or changed are refused or are other shapes; they never do harm.
#[test]
fn broken_chunks_are_refused() {
    for (path, shapes) in vectors() {
        let bytes = encode(&shapes).bytes;
        for end in 0..bytes.len() {
            assert!(decode(&bytes[..end]).is_err(), "{} cut off at {end}", path.display());
        }
        assert!(decode(&[&bytes[..], &[0]].concat()).is_err(), "something behind the end");
        for place in 0..bytes.len() {
            for change in [1, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[place] ^= change;
                assert!(decode(&other).is_ok_and(|others| others == shapes) == (other == bytes));
            }
        }
    }
    for bytes in [&b""[..], b"{\"v\":1}", &[1], &[2], &[2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 0]] {
        assert!(decode(bytes).is_err(), "{bytes:?}");
    }
}

// [A3] [D17] [D18] Labels, lines, ends and further points have no columns, so shapes with them are in no chunk.
#[test]
fn only_plain_shapes_are_held() {
    let shape = |kind: &str, rest: &str| -> Shape {
        let json = format!(
            r#"{{"id":"00000000000000aa.1","kind":"{kind}","page":1,"author":1,"seq":1,"pos":[0,0,0],"style":{{"ink":"red","size":64}},"z":65536,{rest}}}"#
        );
        serde_json::from_str(&json).unwrap()
    };
    for (kind, rest) in [
        ("rectangle", r#""geometry":{"w":1,"h":1}"#),
        ("note", r#""geometry":{"w":1,"h":1},"text":"x""#),
        ("arrow", r#""geometry":{"points":[0,0,1,1],"lines":[]}"#),
    ] {
        assert!(holds(&shape(kind, rest)), "{kind} {rest}");
    }
    for (kind, rest) in [
        ("rectangle", r#""geometry":{"w":1,"h":1},"text":"x""#),
        ("note", r#""geometry":{"w":1,"h":1,"fixed":true},"text":"x""#),
        ("note", r#""geometry":{"w":1,"h":1,"lines":[1]},"text":"x""#),
        ("line", r#""geometry":{"points":[0,0,1,1,2,2]}"#),
        ("line", r#""geometry":{"points":[0,0,1,1],"to":["00000000000000aa.2",0,0]}"#),
    ] {
        let shape = shape(kind, rest);
        assert!(!holds(&shape), "{kind} {rest}");
        let again: Shape = serde_json::from_str(&serde_json::to_string(&shape).unwrap()).unwrap();
        assert_eq!(again, shape);
    }
}

const COORDINATE: std::ops::RangeInclusive<i32> = -limits::COORDINATE..=limits::COORDINATE;

fn coordinate() -> impl Strategy<Value = i32> {
    prop_oneof![4 => -5_000..5_000, 1 => COORDINATE]
}

/// Points as differences of coordinates.
fn points(count: usize) -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec((coordinate(), coordinate()), count).prop_map(|places| {
        let mut last = (0, 0);
        let mut steps = Vec::new();
        for (x, y) in places {
            steps.extend([x - last.0, y - last.1]);
            last = (x, y);
        }
        steps
    })
}

fn ink() -> impl Strategy<Value = Geometry> {
    (1..60usize).prop_flat_map(|count| {
        let pressure = prop::collection::vec(0..=255i16, count).prop_map(|sums| {
            let mut last = 0;
            let step = |sum| sum - std::mem::replace(&mut last, sum);
            sums.into_iter().map(step).collect()
        });
        let time = prop::collection::vec(any::<u16>(), count);
        (points(count), pressure, time).prop_map(|(points, pressure, time)| Geometry::Ink {
            points: points.into(),
            pressure,
            time: time.into(),
        })
    })
}

fn geometry(kind: Kind) -> BoxedStrategy<Geometry> {
    let side = 1..=limits::COORDINATE;
    match kind {
        Kind::Ink | Kind::Highlight => ink().boxed(),
        Kind::Line | Kind::Arrow => {
            points(2).prop_map(|points| Geometry::Line { points: points.into(), details: None }).boxed()
        }
        Kind::Rectangle | Kind::Ellipse | Kind::Diamond | Kind::Text | Kind::Note => {
            (side.clone(), side).prop_map(|(w, h)| Geometry::Box { w, h, details: None }).boxed()
        }
    }
}

fn shape(page: u16) -> impl Strategy<Value = Arc<Shape>> {
    use Kind::{Arrow, Diamond, Ellipse, Highlight, Line, Note, Rectangle, Text};
    let kind = prop::sample::select(vec![Kind::Ink, Highlight, Line, Arrow, Rectangle, Ellipse, Diamond, Text, Note]);
    let id = (0..4u64, 1..=limits::MAX_NUMBER).prop_map(|(tag, n)| ShapeId { tag: Tag(tag << 62 | tag), n });
    let seq = prop_oneof![1..2_000u64, 1..1u64 << 37];
    let pos = (coordinate(), coordinate(), 0..limits::ROTATION).prop_map(|(x, y, rotation)| Pos { x, y, rotation });
    let style = (prop::sample::select(vec![Ink::Black, Ink::Teal, Ink::Grey]), 1..=limits::SIZE);
    let registers = vec![Register::Pos, Register::Geometry, Register::Style, Register::Text, Register::Z];
    let writers = prop::collection::btree_map(prop::sample::select(registers), (1..1u64 << 37, any::<u32>()), 0..3);
    let most = limits::MAX_NUMBER as i64;
    let rest = (style, ".{0,30}", -most..=most, writers);
    (kind, id, any::<u32>(), seq, pos, rest).prop_flat_map(move |(kind, id, author, seq, pos, rest)| {
        let ((ink, size), text, z, writers) = rest;
        geometry(kind).prop_map(move |geometry| {
            let text = (kind.text() == TextUse::Always).then(|| text.clone());
            let (style, writers) = (Style::new(ink, size), writers.clone());
            let (group, locked, alt) = (GroupPath::default(), false, String::new());
            Arc::new(Shape { id, kind, page, author, seq, pos, geometry, style, text, z, group, locked, alt, writers })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    // [T1] [T2] [T3] [T4] Whatever shapes there are, they come back as they were.
    #[test]
    fn shapes_come_back(shapes in (1..=limits::PAGES).prop_flat_map(|page| prop::collection::vec(shape(page), 1..40))) {
        let Columns { bytes, visible } = encode(&shapes);
        prop_assert!(visible < bytes.len());
        prop_assert_eq!(decode(&bytes).unwrap(), shapes);
    }

    // [T1] Whatever bytes there are, reading them ends with shapes or with a text.
    #[test]
    fn any_bytes_can_be_read(mut bytes in prop::collection::vec(any::<u8>(), 1..400)) {
        bytes[0] = 2;
        if let Ok(shapes) = decode(&bytes) {
            prop_assert_eq!(decode(&encode(&shapes).bytes).unwrap(), shapes);
        }
    }
}
