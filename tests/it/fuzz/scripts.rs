//! Submissions made of small numbers: few persons, tags and shapes, so that they meet all the time.

use lavagna::board::{ClientEdit, Lesson, Mode, OwnerKey, PersonKey, Reject, Role, Settings, Submission, Tag};
use serde_json::{Value, json};

/// One op: what, of which shape, and two numbers for what it writes.
pub type Line = (u8, u8, u8, u8);
/// One submission: who and under which circumstances, `upto`, and the ops.
pub type Sheet = (u8, u8, Vec<Line>);

/// Persons; each has a tag of the same number, and may try another's.
const PERSONS: u8 = 3;
const MAX_OPS: usize = 6;
const KINDS: [&str; 5] = ["ink", "highlight", "arrow", "rectangle", "note"];
const PAPERS: [&str; 3] = ["blank", "lines", "staff"];

fn id(tag: u8, shape: u8) -> String {
    format!("{:016x}.{}", tag % PERSONS, shape % 4 + 1)
}

fn geometry(kind: &str, size: u8) -> Value {
    let n = usize::from(size % 9) + 1;
    match kind {
        "ink" | "highlight" => {
            json!({ "points": vec![i32::from(size) - 100; 2 * n], "pressure": vec![3; n], "time": vec![size; n] })
        }
        "arrow" if n < 3 => json!({ "points": [size, 0, -9, 9], "lines": [n], "to": [id(size, 1), n, 1001 - n] }),
        "arrow" => json!({ "points": vec![i32::from(size) - 100; 2 * n] }),
        "rectangle" if n < 3 => json!({ "w": size, "h": 7, "lines": vec![size; n], "fixed": n == 1 }),
        _ => json!({ "w": size, "h": 7 }),
    }
}

/// A value for one of the registers that few shapes write; five groups are too many.
fn rare(a: u8, b: u8) -> (&'static str, Value) {
    match a % 33 {
        0..16 => ("group", json!((0..b % 6).map(|level| id(level, a)).collect::<Vec<_>>())),
        16..32 => ("locked", json!(!b.is_multiple_of(3))),
        // Refused: there are no images.
        _ => ("alt", json!("é".repeat(usize::from(b % 7)))),
    }
}

/// A style of two bytes: the lowest digits choose the further keys, some of which are out of range.
fn style(a: u8, b: u8) -> Value {
    let mut style = json!({ "ink": "red", "size": u16::from(b) + 1 });
    match a % 8 {
        0 => style["ink"] = json!(format!("#{a:02x}{b:02x}f{}", b % 11)),
        1 => style["fill"] = json!(if b.is_multiple_of(2) { "none".to_owned() } else { format!("#{b:06x}") }),
        2 => style["opacity"] = json!(b % 110),
        3 => style["type"] = json!(u16::from(b) * 17),
        4 => (style["head"], style["tail"]) = (json!("dot"), json!("none")),
        5 => (style["dash"], style["bend"], style["pattern"]) = (json!("dotted"), json!("round"), json!("solid")),
        6 => (style["font"], style["align"]) = (json!("mono"), json!("end")),
        _ => {}
    }
    style
}

fn op(tag: u8, (what, shape, a, b): Line) -> Value {
    let id = |own: bool| id(if own { tag } else { a }, shape);
    let kind = KINDS[usize::from(shape) % KINDS.len()];
    let style = style(a, b);
    match what % 16 {
        0..=4 => {
            let text = (kind == "note" || kind == "rectangle" && b % 4 < 2).then(|| "é".repeat(usize::from(b)));
            let mut shape = json!({ "id": id(what != 4), "kind": kind, "page": a % 2 + 1, "pos": [a, b, 0],
                "geometry": geometry(kind, b), "style": style, "text": text });
            // Some images lack a picture, and some of other kinds have one.
            if what / 16 == 2 {
                let image = json!(self::id(a, b));
                match b % 4 {
                    0 => shape["image"] = image,
                    1 => shape["kind"] = json!("image"),
                    _ => (shape["kind"], shape["image"], shape["geometry"]) = (json!("image"), image, geometry("", b)),
                }
            }
            if what / 16 % 4 == 1 {
                let (register, value) = rare(a, b);
                shape[register] = value;
            }
            json!({ "op": "add", "shape": shape })
        }
        5 if what / 16 % 2 == 1 => {
            let mut set = json!({ "op": "set", "id": id(false) });
            let (register, value) = rare(b, shape);
            set[register] = value;
            set
        }
        5 => json!({ "op": "set", "id": id(false), "pos": [b, -1, u16::from(b) * 150] }),
        6 if what / 16 % 3 == 1 => json!({ "op": "set", "id": id(false), "z": (i64::from(b) - 128) << (a % 20) }),
        6 if what / 16 % 3 == 2 => {
            let n = usize::from(b % 9) + 1;
            json!({ "op": "set", "id": id(false), "geometry": { "points": vec![a; 2 * n], "pressure": vec![2; n] } })
        }
        6 => json!({ "op": "set", "id": id(false), "geometry": geometry(kind, b), "z": "back" }),
        7 => json!({ "op": "set", "id": id(false), "style": style, "z": "front" }),
        8 => json!({ "op": "set", "id": id(false), "text": "x".repeat(usize::from(b)) }),
        9 | 10 => json!({ "op": "del", "id": id(false) }),
        11 => {
            let (from, to) = (b % 2, b % 2 + b / 128 + 1);
            let piece = |n: u8, from: u8, to: u8| json!({ "id": format!("{:016x}.{n}", tag % PERSONS), "from": from, "to": to });
            json!({ "op": "split", "id": id(false), "pieces": [piece(20 + b % 8, from, to), piece(30 + b % 8, to, to + 1)] })
        }
        12 => json!({ "op": "clear", "page": a % 2 + 1, "upto": b % 12, "all": b % 3 == 0 }),
        13 | 14 => json!({ "op": "restore", "n": b % 12 + 1, "tag": format!("{:016x}", a % PERSONS) }),
        _ if b % 2 == 0 => json!({ "op": "board", "name": "n".repeat(usize::from(a % 90)) }),
        _ if what / 16 % 2 == 1 => {
            let place = (i64::from(b) - 9) << (b % 50);
            json!({ "op": "page", "page": a % 3, "place": place, "gone": b % 3 == 0, "name": "n".repeat(usize::from(b / 6)) })
        }
        _ => json!({ "op": "page", "page": a % 3, "paper": PAPERS[usize::from(b) % PAPERS.len()] }),
    }
}

fn edit(tag: u8, upto: u8, lines: &[Line]) -> Result<ClientEdit, Reject> {
    let mut ops: Vec<_> = lines.iter().take(MAX_OPS).map(|line| op(tag, *line)).collect();
    // Of a clear and a restore the first stays: with both the edit could not be read, and would try nothing else.
    let mut wide = 0;
    ops.retain(|op| {
        let is_wide = op["op"] == "clear" || op["op"] == "restore";
        wide += usize::from(is_wide);
        !is_wide || wide == 1
    });
    // Most edits carry none; only undo does.
    let upto = upto.is_multiple_of(4).then_some(upto / 4);
    ClientEdit::decode(&json!({ "ops": ops, "upto": upto }).to_string())
}

/// The submissions of a script, numbered as their tags count, now and then wrongly, each with what holds when it is
/// ordered.
pub fn submissions(script: &[Sheet]) -> Vec<(Lesson, Submission)> {
    let mut next = [1u64; PERSONS as usize];
    let submit = |(who, upto, lines): &Sheet| {
        let person = who % PERSONS;
        let odd = who / PERSONS;
        let tag = if odd % 17 == 1 { (person + 1) % PERSONS } else { person };
        let count = &mut next[usize::from(tag)];
        let n = match odd % 11 {
            2 => count.saturating_sub(1),
            3 => *count + 1,
            _ => *count,
        };
        // A number that was skipped comes next, as from a client that was asked for it.
        *count += u64::from(n == *count);
        let role = match odd % 12 {
            9 => Role::Viewer,
            10 => Role::Owner,
            _ => Role::Editor,
        };
        let mode = match odd % 16 {
            5 | 6 => Mode::OwnOnly,
            7 => Mode::Frozen,
            _ => Mode::Free,
        };
        let settings = Settings { mode, pen: vec![2], ..Settings::default() };
        let person = PersonKey([person; 32]);
        let (owner, roles) = ((odd % 7 == 1).then_some(OwnerKey([9; 32])), [(person, role)].into());
        let tag = (Tag(tag.into()), tag);
        let edit = edit(tag.1, *upto, lines);
        let submission = Submission { tag: tag.0, person, n, opens: odd % 17 == 4, edit };
        (Lesson { owner, settings, roles, ..Lesson::default() }, submission)
    };
    script.iter().map(submit).collect()
}
