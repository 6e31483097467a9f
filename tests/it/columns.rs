//! Chunks as bytes (SPEC T): the shared vectors, which the client reads too, and whatever chance comes up with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lavagna::board::columns::{Columns, decode, encode, is_current};
use lavagna::board::{
    Geometry, GroupPath, Ink, Kind, Pos, Register, Shape, ShapeId, StoredShape, Style, Tag, TextUse, limits,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lesson::Chance;
use crate::shapes;

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

// [T1] [S5] Chunks of form 2 are read for ever: here are the bytes that earlier versions wrote of the same shapes.
#[test]
fn chunks_of_form_2_are_read() {
    let mut read = 0;
    for (path, shapes) in vectors() {
        let old = path.with_file_name("form_2").join(path.file_stem().unwrap());
        let parts = [old.with_extension("face"), old.with_extension("timing")].map(fs::read);
        let [Ok(visible), Ok(timing)] = parts else { continue };
        read += 1;
        let bytes = [visible, timing].concat();
        assert!(!is_current(&bytes) && is_current(&encode(&shapes).bytes));
        assert_eq!(decode(&bytes).unwrap(), shapes, "{}", path.display());
        for end in 0..bytes.len() {
            assert!(decode(&bytes[..end]).is_err(), "{} cut off at {end}", path.display());
        }
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 1;
            assert!(decode(&other).is_err() || decode(&other).is_ok_and(|others| others != shapes));
        }
    }
    assert_eq!(read, 5);
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
    for bytes in
        [&b""[..], b"{\"v\":1}", &[1], &[2], &[3], &[4], &[3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 0]]
    {
        assert!(decode(bytes).is_err(), "{bytes:?}");
    }
}

/// Takes a number from the beginning of the bytes.
fn number(bytes: &mut &[u8]) -> usize {
    let end = bytes.iter().position(|byte| *byte < 0x80).unwrap() + 1;
    let (number, rest) = bytes.split_at(end);
    *bytes = rest;
    number.iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f))
}

/// Takes a number, and that many bytes, as they are.
fn column<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let before = *bytes;
    let length = number(bytes);
    let end = before.len() - bytes.len() + length;
    *bytes = &before[end..];
    &before[..end]
}

/// The visible part that form 2 had of these strokes.
fn form_2_of(visible: &[u8], shapes: &[Arc<Shape>]) -> Vec<u8> {
    let mut rest = &visible[1..];
    let (_, _, tags) = (number(&mut rest), number(&mut rest), number(&mut rest));
    rest = &rest[8 * tags..];
    let head = &visible[1..visible.len() - rest.len()];
    (0..number(&mut rest)).for_each(|_| _ = column(&mut rest));
    let columns: Vec<&[u8]> = (0..20).map(|_| column(&mut rest)).collect();
    assert!(rest.is_empty() && columns[19] == [0]);
    let styles = shapes.iter().map(|shape| serde_json::to_value(shape.style).unwrap());
    let inks = ["black", "blue", "red", "green"];
    let ink = |style: &Value| inks.iter().position(|ink| style["ink"] == *ink).unwrap() as u8;
    let (ink, size): (Vec<u8>, Vec<Vec<u8>>) =
        styles.map(|style| (ink(&style), varint(style["size"].as_u64().unwrap()))).unzip();
    let with_length = |bytes: Vec<u8>| [varint(bytes.len() as u64), bytes].concat();
    [&[2], head, &columns[..8].concat(), &with_length(ink), &with_length(size.concat()), &columns[9..19].concat()]
        .concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

// [T2] [T3] A chunk of strokes takes at most 101 % of the bytes that it had in form 2, compressed as it is sent.
#[test]
fn chunks_of_strokes_are_as_small_as_those_of_form_2() {
    let styles = [("black", 40), ("blue", 64), ("black", 64), ("red", 112), ("green", 192)];
    let mut chance = Chance(7);
    let strokes = (0..1_000_i64).map(|at| {
        let mut shape = shapes::stroke(&format!("00000000000000aa.{}", at + 1), at * 97);
        let mut step = |most: u64| chance.below(2 * most + 1) as i64 - most as i64;
        shape["geometry"]["points"] = (0..80).map(|_| step(20)).collect();
        let (ink, size) = styles[(at / 7 % 5) as usize];
        shape["style"] = json!({"ink": ink, "size": size});
        (shape["author"], shape["seq"], shape["z"]) = (json!(1), json!(at + 1), json!((at + 1) << 16));
        Arc::new(serde_json::from_value::<Shape>(shape).unwrap())
    });
    let strokes: Vec<_> = strokes.collect();
    let Columns { bytes, visible } = encode(&strokes);
    let (new, timing) = bytes.split_at(visible);
    let old = form_2_of(new, &strokes);
    assert_eq!(decode(&[&old, timing].concat()).unwrap(), strokes, "it is what form 2 had");
    let size = |plain: &[u8]| zstd::bulk::compress(plain, 7).unwrap().len();
    assert!(100 * size(new) <= 101 * size(&old), "{} bytes after {}", size(new), size(&old));
    assert!(new.len() < old.len());
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
        Kind::Rectangle | Kind::Ellipse | Kind::Diamond | Kind::Text | Kind::Note | Kind::Image => {
            (side.clone(), side).prop_map(|(w, h)| Geometry::Box { w, h, details: None }).boxed()
        }
    }
}

fn shape(page: u32) -> impl Strategy<Value = Arc<Shape>> {
    use Kind::{Arrow, Diamond, Ellipse, Highlight, Image, Line, Note, Rectangle, Text};
    let kind =
        prop::sample::select(vec![Kind::Ink, Highlight, Line, Arrow, Rectangle, Ellipse, Diamond, Text, Note, Image]);
    let id = (0..4u64, 1..=limits::MAX_NUMBER).prop_map(|(tag, n)| ShapeId { tag: Tag(tag << 62 | tag), n });
    let seq = prop_oneof![1..2_000u64, 1..1u64 << 37];
    let pos = (coordinate(), coordinate(), 0..limits::ROTATION).prop_map(|(x, y, rotation)| Pos { x, y, rotation });
    let style = (prop::sample::select(vec![Ink::Black, Ink::Teal, Ink::Grey]), 1..=limits::SIZE);
    let writers =
        prop::collection::btree_map(prop::sample::select(Register::ALL.to_vec()), (1..1u64 << 37, any::<u32>()), 0..3);
    let most = limits::MAX_NUMBER as i64;
    let group = prop::collection::vec((any::<u64>(), 1..=limits::MAX_NUMBER), 1..=limits::GROUPS)
        .prop_map(|ids| ids.into_iter().map(|(tag, n)| ShapeId { tag: Tag(tag), n }).collect::<Vec<_>>());
    let rare = prop_oneof![
        8 => Just((Vec::new(), false, String::new())),
        1 => (Just(Vec::new()), any::<bool>(), ".{0,30}"),
        1 => (group, any::<bool>(), ".{0,3}"),
    ];
    let rest = (style, ".{0,30}", -most..=most, (rare, writers));
    (kind, id, any::<u32>(), seq, pos, rest).prop_flat_map(move |(kind, id, author, seq, pos, rest)| {
        let ((ink, size), text, z, ((group, locked, alt), writers)) = rest;
        geometry(kind).prop_map(move |geometry| {
            let text = (kind.text() == TextUse::Always).then(|| text.clone());
            let (style, writers) = (Style::new(ink, size), writers.clone());
            let (group, alt) = (GroupPath::try_from(group.clone()).unwrap(), alt.clone());
            let image = (kind == Image).then(|| Box::new(ShapeId { tag: Tag(7), n: id.n }));
            Arc::new(Shape {
                id,
                kind,
                page,
                author,
                seq,
                pos,
                geometry: geometry.into(),
                style,
                text: text.map(Into::into),
                z,
                group,
                locked,
                alt: alt.into(),
                image,
                writers,
            })
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
        bytes[0] = 2 + bytes[0] % 2;
        if let Ok(shapes) = decode(&bytes) {
            prop_assert_eq!(decode(&encode(&shapes).bytes).unwrap(), shapes);
        }
    }
}
