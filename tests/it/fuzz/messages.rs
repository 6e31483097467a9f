//! The decoders of messages and edits: what is accepted says exactly what was sent, and reading it costs memory only
//! in proportion to its length.

use lavagna::board::limits::{EDIT_OPS, MAX_NUMBER, NAME};
use lavagna::board::{ClientEdit, ClientOp};
use lavagna::protocol::{ClientMessage, LivePost, Post, Presence};
use serde_json::{Value, json};

use super::{Corpus, Recipe, Tried, most_bytes, seed};
use crate::vectors::edit_texts;

const TARGET: &str = "messages";
/// Reading JSON of tagged objects takes 32 bytes for a number of two, in a list that doubles.
const MAX_HELD_A_BYTE: u64 = 64;
const MAX_HELD: u64 = 8 * 1_024;

/// The value without fields that are null: for those who read it a null is a missing field.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, field)| !field.is_null());
            Value::Object(given.map(|(key, field)| (key, without_nulls(field))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// The edit without what its ops leave out because it is the default.
fn without_defaults(mut edit: Value) -> Value {
    for op in edit["ops"].as_array_mut().into_iter().flatten() {
        let of = if op.get("shape").is_some() { &mut op["shape"] } else { op };
        let Value::Object(fields) = of else { continue };
        if let Some(Value::Object(geometry)) = fields.get_mut("geometry") {
            geometry.retain(|key, value| {
                !(key == "lines" && *value == json!([]) || key == "fixed" && *value == json!(false))
            });
        }
        if fields.get("op").is_none_or(|op| op != "set") {
            let is_default = |key: &str, value: &Value| match key {
                "all" | "locked" => *value == json!(false),
                "group" => *value == json!([]),
                "alt" => *value == json!(""),
                _ => false,
            };
            fields.retain(|key, value| !is_default(key, value));
            if let Some(Value::Object(geometry)) = fields.get_mut("geometry") {
                let is_zero = |time: &Value| time.as_array().is_some_and(|time| time.iter().all(|step| step == 0));
                geometry.retain(|key, value| key != "time" || !is_zero(value));
            }
        }
    }
    edit
}

fn op_as_sent(op: &ClientOp) -> Value {
    match op {
        ClientOp::Add { shape } => json!({ "op": "add", "shape": shape }),
        ClientOp::Set(set) => {
            let mut op = json!(set);
            op["op"] = json!("set");
            op
        }
        ClientOp::Del { id } => json!({ "op": "del", "id": id }),
        ClientOp::Split { id, pieces } => json!({ "op": "split", "id": id, "pieces": pieces }),
        ClientOp::Clear { page, upto, all } => json!({ "op": "clear", "page": page, "upto": upto, "all": all }),
        ClientOp::Restore { n, tag } => json!({ "op": "restore", "n": n, "tag": tag }),
        ClientOp::Board { name } => json!({ "op": "board", "name": name }),
        ClientOp::Page(write) => {
            let mut op = json!(write);
            op["op"] = json!("page");
            op
        }
    }
}

/// An edit that was accepted holds all that its JSON holds, and nothing else.
fn check_edit(json: &str) {
    let Ok(edit) = ClientEdit::decode(json) else { return };
    assert!((1..=EDIT_OPS).contains(&edit.ops.len()));
    let ops: Vec<_> = edit.ops.iter().map(op_as_sent).collect();
    let again = without_nulls(json!({ "ops": ops, "upto": edit.upto }));
    let sent: Value = serde_json::from_str(json).expect("it was read before");
    assert_eq!(without_defaults(again.clone()), without_defaults(without_nulls(sent)));
    assert_eq!(ClientEdit::decode(&again.to_string()), Ok(edit));
}

fn check_name(name: &str) {
    assert!(name.chars().count() <= NAME && !name.chars().any(char::is_control), "{name:?}");
}

fn presence_as_sent(presence: &Presence) -> Value {
    let mut sent = without_nulls(json!({ "t": "presence", "page": presence.page, "view": presence.view,
        "name": presence.name }));
    if let Some(follow) = presence.follow {
        sent["follow"] = json!(follow);
    }
    if let Some(hand) = presence.hand {
        sent["hand"] = json!(hand);
    }
    if let Some(cursor) = presence.cursor {
        sent["cursor"] = json!(cursor);
    }
    sent
}

fn check_message(text: &str) {
    let Ok(message) = ClientMessage::decode(text) else { return };
    let read = |sent: &Value| format!("{:?}", ClientMessage::decode(&sent.to_string()));
    match &message {
        ClientMessage::Hello(hello) => {
            check_name(&hello.name);
            assert!(hello.since <= MAX_NUMBER && hello.at <= MAX_NUMBER);
        }
        ClientMessage::Ops(ops) => {
            assert!(ops.first >= 1 && ops.first + ops.edits.len() as u64 <= MAX_NUMBER);
            ops.edits.iter().for_each(|edit| check_edit(edit));
        }
        ClientMessage::Draft(draft) => {
            let mut sent = json!(draft);
            sent["t"] = json!("draft");
            assert_eq!(read(&sent), format!("{:?}", Ok::<_, ()>(&message)));
        }
        ClientMessage::Presence(presence) => {
            presence.name.as_deref().iter().for_each(|name| check_name(name));
            assert_eq!(read(&presence_as_sent(presence)), format!("{:?}", Ok::<_, ()>(&message)));
        }
        ClientMessage::Call(call) => assert!(call.is_in_range()),
        ClientMessage::Lower(_) | ClientMessage::Ping | ClientMessage::OutOfRange | ClientMessage::Wire(_) => {}
    }
}

fn check_posts(body: &[u8]) {
    if let Ok(post) = Post::decode(body) {
        check_name(&post.name);
        assert!(post.first + post.edits.len() as u64 <= MAX_NUMBER);
    }
    if let Ok(live) = LivePost::decode(body) {
        live.messages.iter().for_each(|message| check_message(message.get()));
    }
}

fn check(bytes: &[u8]) {
    let most = MAX_HELD + MAX_HELD_A_BYTE * bytes.len() as u64;
    let text = std::str::from_utf8(bytes).ok();
    let held = most_bytes(|| {
        // Their content is checked below.
        let _read = (text.map(|text| ClientMessage::decode(text).is_ok()), Post::decode(bytes).is_ok());
    });
    assert!(held <= most, "{held} bytes for {}", bytes.len());
    if let Some(text) = text {
        check_message(text);
        check_edit(text);
    }
    check_posts(bytes);
}

fn seeds() -> Vec<Vec<u8>> {
    const WHO: &str = r#""person":"00112233445566778899aabbccddeeff","tag":"00000000000000aa""#;
    let edits = edit_texts().into_iter().filter(|edit| edit.len() < 600);
    let mut seeds: Vec<String> = edits
        .enumerate()
        .map(|(at, edit)| match at % 4 {
            0 => edit,
            1 => format!(r#"{{{WHO},"first":{at},"edits":[{edit}]}}"#),
            _ => format!(r#"{{"t":"ops","first":{at},"edits":[{edit},{edit}]}}"#),
        })
        .collect();
    let ink = r#""ink":{"id":"00000000000000aa.1","kind":"ink","page":1,"pos":[0,0,0],"style":{"ink":"red","size":64},"from":0,"points":[1,2,3,4],"pressure":[100,-3]}"#;
    let styled = ink.replace(r#""size":64"#, r##""size":64,"fill":"#0a1b2c","opacity":50,"head":"dot","type":384"##);
    let drafts = [
        ink,
        &styled,
        r#""move":{"ids":["00000000000000aa.1"],"dx":5,"dy":-5}"#,
        r#""set":[{"id":"00000000000000aa.1","text":"a","geometry":{"w":9,"h":9}}]"#,
        r#""shape":{"id":"00000000000000aa.1","kind":"arrow","page":1,"pos":[0,0,0],"geometry":{"points":[0,0,5,5]},"style":{"ink":"red","size":64}}"#,
        r#""erase":{"ids":["00000000000000aa.1","00000000000000aa.2"]},"done":7"#,
        r#""move":{"ids":[],"dx":6,"dy":-6}"#,
        r#""erase":{"from":2,"ids":["00000000000000aa.3"]}"#,
        r#""change":{"ids":["00000000000000aa.1"],"map":[65536,0,0,-65536,9007199254740991,-5]}"#,
        r#""change":{"ids":[],"map":[1,2,3,4,5,6]}"#,
        r#""move":[["00000000000000aa.1"],5,-5]"#,
        r#""laser":{"page":1,"points":[5,-5,6,-7]}"#,
        r#""cut":{"page":1,"radius":128,"points":[5,-5,6,-7]}"#,
        r#""cut":{"from":2,"page":1,"radius":128,"points":[9,9]}"#,
        r#""end":true"#,
    ];
    seeds.extend(drafts.map(|gesture| format!(r#"{{"t":"draft","g":1,{gesture}}}"#)));
    seeds.push(format!(r#"{{"t":"hello",{WHO},"name":" Zoë\u0000\n","since":3,"at":1700000000000}}"#));
    seeds.push(format!(r#"{{"key":"k","messages":[{{"t":"ping"}},{{"t":"draft","g":2,{ink}}}]}}"#));
    let hostile = [
        r#"{"t":"ping"}"#,
        r#"["ping"]"#,
        r#"{"t":"presence","cursor":null,"page":2,"view":[0,0,9,9],"name":"<img src=x onerror=1>"}"#,
        r#"{"t":"presence","cursor":[1,-2147483648]}"#,
        r#"{"t":"ops","first":9007199254740991,"edits":[{}]}"#,
        r#"{"t":"ops","first":1,"first":2,"edits":[null]}"#,
        r#"{"t":"ops","first":1,"edits":[{"__proto__":{}}]}"#,
        "",
        "null",
        "{}",
        "\u{feff}{}",
        r#"{"t":"\u0070ing"}"#,
        r#"{"ops":[["del","00000000000000aa.1"]]}"#,
    ];
    seeds.extend(hostile.map(str::to_owned));
    seeds.push(format!(r#"{{"t":"ops","first":1,"edits":[{}"#, "[".repeat(400)));
    seeds.into_iter().map(String::into_bytes).collect()
}

// [C9] [L1] [L2] [H1] [H11] [D3] Whatever is sent is refused or means what it says.
#[test]
fn bytes() {
    seed(TARGET, seeds);
    bolero::check!().with_iterations(1_000).for_each(check);
}

#[test]
fn changed() {
    let corpus = Corpus::of(TARGET);
    let tried = Tried::new("changed messages");
    bolero::check!().with_iterations(6_000).with_type::<Recipe>().for_each(|recipe| {
        tried.count();
        check(&corpus.changed(recipe));
    });
}
