//! Rows 35 to 72: messages and ops.

use serde_json::{Value, json};

use super::BAD_COORDINATES;
use super::table::{Answer, Case, Input};
use crate::shapes;

const UNREADABLE: Answer = Answer::Close(&[4500]);

fn message(row: u8, what: &'static str, text: impl Into<String>) -> Case {
    Case { row, what, input: Input::Message(text.into()), answer: UNREADABLE }
}

fn first(row: u8, what: &'static str, text: &str, answer: Answer) -> Case {
    Case { row, what, input: Input::First(text.into()), answer }
}

/// A hello from a state that may be none.
fn hello(since: &str, at: &str) -> String {
    format!(r#"{{"t":"hello","person":"PERSON","tag":"TAG","name":"x","since":{since},"at":{at}}}"#)
}

pub fn cases() -> Vec<Case> {
    let ops = |first: &str| format!(r#"{{"t":"ops","first":{first},"edits":[{{"ops":[]}}]}}"#);
    let edit = |first: u64| {
        Input::Message(format!(r#"{{"t":"ops","first":{first},"edits":[{{"ops":[{{"op":"board","name":"x"}}]}}]}}"#))
    };
    let mut cases = vec![
        message(35, "nothing", ""),
        message(35, "null", "null"),
        message(35, "a list", "[]"),
        message(35, "an object without anything", "{}"),
        message(35, "a number", "0"),
        message(35, "a byte order mark", "\u{feff}{\"t\":\"ping\"}"),
        message(36, "10,000 lists", "[".repeat(10_000)),
        message(36, "10,000 lists in an edit", format!(r#"{{"t":"ops","first":1,"edits":[{}]}}"#, "[".repeat(10_000))),
        message(37, "a key twice", r#"{"t":"ping","t":"ping"}"#),
        message(37, "an unknown key", r#"{"t":"ops","first":1,"edits":[{}],"role":"owner"}"#),
        message(37, "edits that are a text", r#"{"t":"ops","first":1,"edits":"x"}"#),
        message(37, "a tag that is an object", r#"{"t":"ops","tag":{},"first":1,"edits":[{}]}"#),
        message(38, "a kind from the prototype", r#"{"t":"__proto__"}"#),
        message(38, "another kind from the prototype", r#"{"t":"constructor"}"#),
        message(38, "a tag from the prototype", r#"{"t":"ops","tag":"toString","first":1,"edits":[{}]}"#),
        message(39, "NaN in an edit", r#"{"t":"ops","first":1,"edits":[{"ops":[{"op":"del","id":NaN}]}]}"#),
        message(39, "Infinity in a cursor", r#"{"t":"presence","cursor":[Infinity,0]}"#),
        message(39, "1e400 in a cursor", r#"{"t":"presence","cursor":[1e400,0]}"#),
        message(40, "a draft of fractions", r#"{"t":"draft","g":1,"move":{"ids":[],"dx":0.5,"dy":0}}"#),
        first(42, "since below zero", &hello("-1", "0"), UNREADABLE),
        first(42, "since 1.5", &hello("1.5", "0"), UNREADABLE),
        first(42, "since 2^53", &hello("9007199254740992", "0"), UNREADABLE),
        first(43, "since beyond the head", &hello("1000000", "5"), Answer::Says("\"t\":\"resync\"")),
        first(43, "since 2^53 - 1", &hello("9007199254740991", "9007199254740991"), Answer::Says("\"t\":\"resync\"")),
        first(43, "an edit of another time", &hello("1", "1"), Answer::Says("\"t\":\"resync\"")),
        first(72, "a time in the year 9999", &hello("1", "253402300799000"), Answer::Says("\"t\":\"resync\"")),
    ];
    let firsts =
        ["-9223372036854775808", "9007199254740993", "-1", "0", "1.5", "1e3", "18446744073709551616", "\"1\"", "null"];
    cases.extend(firsts.map(|number| message(42, "a bad number", ops(number))));
    cases.push(Case {
        row: 44,
        what: "a number from far out, the first time",
        input: edit(1 << 40),
        answer: Answer::GoesOn,
    });
    for (what, message) in [
        ("a draft that leaves the board", r#"{"t":"draft","g":1,"move":{"ids":[],"dx":134217729,"dy":0}}"#),
        (
            "a map that leaves the board",
            r#"{"t":"draft","g":1,"change":{"ids":[],"map":[1,0,0,1,9007199254740992,0]}}"#,
        ),
        ("a cursor off the board", r#"{"t":"presence","cursor":[67108865,0]}"#),
        ("a page that is none", r#"{"t":"presence","page":2147483648}"#),
    ] {
        cases.push(Case { row: 40, what, input: Input::Message(message.into()), answer: Answer::GoesOn });
    }
    let far = format!("{{\"t\":\"ops\",\"first\":1,\"edits\":[{0},{0}]}}", r#"{"ops":[]}"#);
    cases.push(Case {
        row: 44,
        what: "numbers of edits that are none",
        input: Input::Message(far),
        answer: Answer::Nack("invalid"),
    });
    cases
}

/// Edits that break a rule: refused alone.
pub fn ops() -> Vec<Case> {
    let op = |row, what, text: String| Case { row, what, input: Input::Op(text), answer: Answer::Nack("invalid") };
    let ink = |change: &dyn Fn(&mut Value)| {
        let mut shape = shapes::ink("TAG.1", 0, 0);
        change(&mut shape);
        shapes::add(shape).to_string()
    };
    let with = |key: &'static str, value: Value| ink(&|shape| shape[key] = value.clone());
    let at = |x: &str| ink(&|shape| shape["pos"] = json!([777_777, 0, 0])).replace("777777", x);
    let columns =
        |points: usize| json!({"points": vec![0; 2 * points], "pressure": vec![0; points], "time": vec![0; points]});
    let rectangle = |w: i64, h: i64| {
        let mut shape = shapes::rectangle("TAG.1", 0, 0);
        (shape["geometry"]["w"], shape["geometry"]["h"]) = (json!(w), json!(h));
        shapes::add(shape).to_string()
    };
    let stored = |row, what, text: String| Case { row, what, input: Input::Op(text), answer: Answer::Stored };
    let foreign = shapes::add(shapes::ink("00000000000000aa.1", 0, 0)).to_string();
    let mut cases = vec![
        op(36, "5,000 objects", "{\"op\":".repeat(5_000) + "1" + &"}".repeat(5_000)),
        op(37, "an id that is an object", r#"{"op":"del","id":{}}"#.into()),
        op(37, "an unknown key", r#"{"op":"del","id":"TAG.1","author":1}"#.into()),
        op(38, "an op from the prototype", r#"{"op":"__proto__"}"#.into()),
        op(41, "a negative width", rectangle(-5, 1)),
        op(41, "no width", rectangle(0, 1)),
        op(41, "a turn of 10^9", with("pos", json!([0, 0, 1_000_000_000]))),
        op(55, "no points", with("geometry", columns(0))),
        op(55, "2,001 points", with("geometry", columns(2_001))),
        stored(55, "one point", with("geometry", columns(1))),
        stored(55, "2,000 times the same point", with("geometry", columns(2_000))),
        op(56, "a width of 10,000", with("style", json!({"ink": "red", "size": 10_000}))),
        stored(56, "from one edge of the board to the other", {
            let far = json!({"points": [-(1 << 26), 0, 1 << 27, 0], "pressure": [9, 0], "time": [0, 1]});
            with("geometry", far)
        }),
        op(72, "a time of its own", with("at", json!(0))),
        Case { row: 47, what: "a shape under another's tag", input: Input::Op(foreign), answer: Answer::Nack("tag") },
    ];
    cases.extend(BAD_COORDINATES.map(|x| op(40, "a bad coordinate", at(x))));
    let ids = [
        "",
        ".",
        "../x",
        "x\\u0000",
        "x\\n",
        "\\u202e",
        "😀",
        "__proto__",
        "а1b2c3d4e5f60718.1",
        "TAG.0",
        "TAG.01",
        "TAG.-1",
    ];
    cases.extend(ids.map(|id| op(48, "a bad id", format!(r#"{{"op":"del","id":"{id}"}}"#))));
    cases.push(op(48, "an id of 10 KB", format!(r#"{{"op":"del","id":"{}"}}"#, "0".repeat(10_000))));
    let inks = ["red;background:url(//x)", "url(#a)", "expression(alert(1))", "#FF0000", "#fff", "RED", ""];
    cases.extend(inks.map(|ink| op(54, "a bad colour", with("style", json!({"ink": ink, "size": 64})))));
    cases
}
