//! Ops that a page might send, decided by chance.

use lavagna::board::{Board, Canvas, ShapeId, Tag};
use serde_json::{Value, json};

use super::chance::Chance;

/// The kinds of things that people do, as the tally counts them.
pub const KINDS: [&str; 10] = ["add", "set", "del", "split", "clear", "restore", "undo", "undo split", "board", "page"];

const INKS: [&str; 12] =
    ["black", "blue", "red", "green", "orange", "violet", "sky", "teal", "pink", "yellow", "brown", "grey"];
const HEADS: [&str; 5] = ["none", "arrow", "triangle", "dot", "bar"];
const PAPERS: [&str; 5] = ["blank", "squares", "lines", "dots", "staff"];
const BOXES: [&str; 3] = ["rectangle", "ellipse", "diamond"];

/// State that a page knows when it makes an edit.
pub struct Known<'a> {
    pub tag: Tag,
    /// Its confirmed board and the head of that.
    pub board: &'a Board,
    pub head: u64,
    /// Edits of anybody that may have removed something.
    pub removers: &'a [(Tag, u64)],
    /// Whether the world is traced. The traces in `tests/vectors` keep the ops of form 2, which prove that their boards stay.
    pub is_traced: bool,
    /// Its own splits, by number: the source and the pieces.
    pub cuts: &'a [(u64, Value)],
}

/// One edit: what it is, its ops, and whether it is an undo, which carries `upto`.
pub fn some_edit(chance: &mut Chance, known: &Known<'_>, count: &mut u64) -> (&'static str, Vec<Value>, Option<u64>) {
    // By number, so that the order of a hash table decides nothing.
    let mut ids: Vec<ShapeId> = known.board.shapes().map(|shape| shape.id).collect();
    ids.sort_unstable();
    let dice = chance.within(1, 100);
    if dice <= 4 && !ids.is_empty() {
        let upto = chance.within(0, known.head);
        let mut op = json!({ "op": "clear", "page": chance.within(1, 2), "upto": upto });
        if !known.is_traced && chance.percent(30) {
            op["all"] = json!(true);
        }
        return ("clear", vec![op], None);
    }
    if (5..=12).contains(&dice) && !known.removers.is_empty() {
        let (tag, n) = chance.pick(known.removers);
        let mut op = json!({ "op": "restore", "n": n });
        if *tag != known.tag || chance.percent(50) {
            op["tag"] = json!(tag);
        }
        return ("restore", vec![op], None);
    }
    if (13..=15).contains(&dice) {
        return ("board", vec![json!({ "op": "board", "name": format!("name {}", chance.within(1, 9)) })], None);
    }
    if (16..=18).contains(&dice) {
        let mut op = json!({ "op": "page", "page": chance.within(1, 3), "paper": chance.pick(&PAPERS) });
        if !known.is_traced && chance.percent(50) {
            match chance.within(1, 4) {
                1 => op["tone"] = json!(chance.pick(&["auto", "light", "dark"])),
                2 => op["name"] = json!(chance.pick(&["", "Angles", "é🖍"])),
                3 => op["place"] = json!(chance.around(9) << 20),
                _ => op["gone"] = json!(chance.percent(50)),
            }
        }
        return ("page", vec![op], None);
    }
    if ids.is_empty() || dice <= 48 {
        let many = if chance.percent(20) { 3 } else { 1 };
        let ops = (0..many).map(|_| add(chance, known, count)).collect();
        return ("add", ops, None);
    }
    if (49..=56).contains(&dice)
        && let Some(op) = split(chance, known, (&ids, count))
    {
        return ("split", vec![op], None);
    }
    if (57..=60).contains(&dice) && !known.cuts.is_empty() {
        return ("undo split", undo_split(chance, known.cuts), Some(known.head));
    }
    let id = *chance.pick(&ids);
    if dice <= 68 {
        return ("del", vec![json!({ "op": "del", "id": id })], None);
    }
    let op = set(chance, known, id);
    if dice <= 82 {
        // An undo of mine takes back an addition or writes an older value.
        let own: Vec<ShapeId> = ids.iter().copied().filter(|id| id.tag == known.tag).collect();
        let id = if own.is_empty() { id } else { *chance.pick(&own) };
        let op = if chance.percent(40) { json!({ "op": "del", "id": id }) } else { set(chance, known, id) };
        let upto = known.head - chance.within(0, known.head.min(3));
        return ("undo", vec![op], Some(upto));
    }
    ("set", vec![op], None)
}

/// Keeps one or two runs of a stroke that it can see; all strokes here have three points.
fn split(chance: &mut Chance, known: &Known<'_>, (ids, count): (&[ShapeId], &mut u64)) -> Option<Value> {
    let points = |id: &ShapeId| known.board.shape(id).and_then(|shape| shape.geometry.stroke_points());
    let strokes: Vec<ShapeId> = ids.iter().copied().filter(|id| points(id).is_some_and(|count| count > 1)).collect();
    if strokes.is_empty() {
        return None;
    }
    let id = *chance.pick(&strokes);
    let all = points(&id)? as u64;
    let cut = chance.within(1, all - 1);
    let runs = if chance.percent(30) { vec![(0, cut)] } else { vec![(0, cut), (cut, all)] };
    let piece = |(from, to)| {
        *count += 1;
        json!({ "id": ShapeId { tag: known.tag, n: *count }, "from": from, "to": to })
    };
    Some(json!({ "op": "split", "id": id, "pieces": runs.into_iter().map(piece).collect::<Vec<_>>() }))
}

/// Takes back a split, or does it again.
fn undo_split(chance: &mut Chance, cuts: &[(u64, Value)]) -> Vec<Value> {
    let (n, split) = chance.pick(cuts);
    if chance.percent(25) {
        return vec![split.clone()];
    }
    let pieces = split["pieces"].as_array().expect("it was made here");
    let dels = pieces.iter().map(|piece| json!({ "op": "del", "id": piece["id"] }));
    [json!({ "op": "restore", "n": n })].into_iter().chain(dels).collect()
}

fn place(chance: &mut Chance) -> Value {
    let turn = if chance.percent(80) { 0 } else { chance.within(0, 35_999) };
    json!([chance.around(9_000), chance.around(9_000), turn])
}

/// A value for one of the registers that few shapes write.
fn rare(chance: &mut Chance) -> (&'static str, Value) {
    match chance.within(1, 3) {
        1 => {
            let depth = chance.within(0, 4);
            let path: Vec<_> = (0..depth).map(|level| ShapeId { tag: Tag(level), n: chance.within(1, 2) }).collect();
            ("group", json!(path))
        }
        2 => ("locked", json!(chance.percent(60))),
        _ => ("alt", json!(chance.pick(&["", "a tree", "é🖍"]))),
    }
}

/// A style, plain in half of all cases; some keys have their default.
fn style(chance: &mut Chance, known: &Known<'_>) -> Value {
    let mut style = json!({ "ink": chance.pick(&INKS), "size": chance.within(1, 300) });
    if known.is_traced || chance.percent(50) {
        return style;
    }
    let further = [
        ("ink", json!("#c0ffee")),
        ("fill", json!(chance.pick(&["none", "yellow", "#0a1b2c"]))),
        ("pattern", json!(chance.pick(&["solid", "tint", "hatch"]))),
        ("dash", json!(chance.pick(&["solid", "dashed", "dotted"]))),
        ("opacity", json!(chance.pick(&[5, 60, 100]))),
        ("font", json!(chance.pick(&["sans", "hand", "mono"]))),
        ("type", json!(chance.pick(&[1, 384, 4_096]))),
        ("align", json!(chance.pick(&["start", "center", "end"]))),
        ("head", json!(chance.pick(&HEADS))),
        ("tail", json!(chance.pick(&HEADS))),
        ("bend", json!(chance.pick(&["straight", "round", "elbow"]))),
    ];
    for (key, value) in further {
        if chance.percent(30) {
            style[key] = value;
        }
    }
    style
}

/// Gives a line more points or a bound end, and a box or a line a label.
fn detail(chance: &mut Chance, shape: &mut Value) {
    let is_line = shape["kind"] == "line" || shape["kind"] == "arrow";
    if shape["geometry"].get("time").is_some() {
        return;
    }
    if is_line && chance.percent(50) {
        let points: Vec<i64> = (0..8).map(|_| chance.around(500)).collect();
        shape["geometry"]["points"] = json!(points);
        let end = if chance.percent(50) { "from" } else { "to" };
        shape["geometry"][end] = json!([ShapeId { tag: Tag(1), n: 1 }, chance.within(0, 1_000), 500]);
    } else {
        if !is_line && chance.percent(30) {
            shape["geometry"]["fixed"] = json!(chance.percent(70));
        }
        shape["text"] = json!(chance.pick(&["", "ab", "é🖍"]));
        shape["geometry"]["lines"] = json!(chance.pick(&[&[2][..], &[1, 1], &[]]));
    }
}

fn add(chance: &mut Chance, known: &Known<'_>, count: &mut u64) -> Value {
    *count += 1;
    let id = ShapeId { tag: known.tag, n: *count };
    let page = if chance.percent(80) { 1 } else { 2 };
    let mut shape = json!({
        "id": id, "page": page, "pos": place(chance),
        "style": style(chance, known),
    });
    match chance.within(1, 4) {
        1 => {
            let points: Vec<i64> = (0..6).map(|_| chance.around(500)).collect();
            shape["kind"] = json!(if chance.percent(70) { "ink" } else { "highlight" });
            shape["geometry"] = json!({ "points": points, "pressure": [128, 3, -5], "time": [0, 8, 9] });
        }
        2 => {
            let points: Vec<i64> = (0..4).map(|_| chance.around(500)).collect();
            shape["kind"] = json!(if chance.percent(50) { "line" } else { "arrow" });
            shape["geometry"] = json!({ "points": points });
        }
        3 => {
            shape["kind"] = json!(if chance.percent(50) { "text" } else { "note" });
            shape["geometry"] = json!({ "w": 100, "h": 50 });
            shape["text"] = json!(chance.pick(&["", "a", "é🖍"]));
        }
        _ => {
            shape["kind"] = json!(chance.pick(&BOXES));
            shape["geometry"] = json!({ "w": chance.within(1, 500), "h": chance.within(1, 500) });
        }
    }
    if !known.is_traced && chance.percent(10) {
        // Only an image has a description, and no board has its picture.
        let (register, value) = rare(chance);
        if register != "alt" {
            shape[register] = value;
        }
    }
    if !known.is_traced && chance.percent(15) {
        detail(chance, &mut shape);
    }
    if !known.is_traced && chance.percent(2) {
        // No board has its picture (SPEC O13).
        shape["kind"] = json!("image");
        shape["image"] = json!(ShapeId { tag: Tag(1), n: 1 });
        shape["geometry"] = json!({ "w": 100, "h": 50 });
        shape.as_object_mut().expect("it was made here").remove("text");
    }
    json!({ "op": "add", "shape": shape })
}

/// A z that is a number, or points without times. Some numbers are too large, and some strokes have fewer points.
fn reshape(chance: &mut Chance, known: &Known<'_>, id: ShapeId, op: &mut Value) {
    let points = known.board.shape(&id).and_then(|shape| shape.geometry.stroke_points());
    if let Some(count) = points.filter(|_| chance.percent(50)) {
        let points: Vec<i64> = (0..2 * count).map(|_| chance.around(500)).collect();
        op["geometry"] = json!({ "points": points, "pressure": vec![4; count] });
    } else {
        let most = (known.head as i64 + 3) << 16;
        op["z"] = json!(chance.around(most));
    }
}

/// Some of them do not fit the kind of shape they are for, which is refused (SPEC O9).
fn set(chance: &mut Chance, known: &Known<'_>, id: ShapeId) -> Value {
    let mut op = json!({ "op": "set", "id": id });
    if !known.is_traced && chance.percent(15) {
        reshape(chance, known, id, &mut op);
        return op;
    }
    if !known.is_traced && chance.percent(20) {
        let (register, value) = rare(chance);
        op[register] = value;
        return op;
    }
    match chance.within(1, 12) {
        1..=3 => op["style"] = style(chance, known),
        4..=5 => op["z"] = json!(if chance.percent(50) { "front" } else { "back" }),
        6 => op["text"] = json!(format!("t{}", chance.within(1, 99))),
        7 => op["geometry"] = json!({ "w": chance.within(1, 500), "h": chance.within(1, 500) }),
        8 => {
            op["pos"] = place(chance);
            op["geometry"] = json!({ "points": [0, 0, chance.around(90), chance.around(90)] });
        }
        _ => op["pos"] = place(chance),
    }
    op
}
