//! Inputs of those who mean no good: a table for each way in. The process lives, the one who sends is told
//! or put out, and a bystander draws on.

mod frames;
mod messages;
mod requests;
mod scenes;
mod table;
mod threats;

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{End, Raw, status_of, text};
use crate::shapes;

/// JSON values that are no coordinate (SPEC D1).
const BAD_COORDINATES: [&str; 11] =
    ["1e400", "1e308", "5e-324", "-0", "0.1", "1.0", "67108865", "-67108865", "99999999999999999999", "\"1\"", "null"];

/// Somebody who draws while the others misbehave.
struct Bystander {
    peer: Peer,
    before: u64,
}

impl Bystander {
    async fn watch(server: &Server, board: &str) -> Self {
        let mut peer = Peer::join(server, board, "Bystander").await;
        peer.drawn(0, 0).await;
        Self { peer, before: server.memory() }
    }

    /// It still draws, has the server's board, and the server has not grown.
    async fn assert_unharmed(&mut self, server: &Server, board: &str) {
        self.peer.drawn(160, 160).await;
        let (seq, hash) = server.hash(board).await;
        self.peer.expect_head(seq).await;
        assert_eq!(self.peer.mirror.hash(), hash);
        let grown = server.memory().saturating_sub(self.before);
        assert!(grown < threats::GROWTH, "memory grew by {} MiB", grown >> 20);
    }
}

/// Messages that cannot be read: the connection ends with 4500.
fn unreadable() -> Vec<(&'static str, String)> {
    let deep_object = "{\"t\":".repeat(5_000) + "1" + &"}".repeat(5_000);
    let ops = |first: &str| format!(r#"{{"t":"ops","first":{first},"edits":[{{"ops":[]}}]}}"#);
    let mut cases = vec![
        ("nothing", String::new()),
        ("null", "null".into()),
        ("a list", "[]".into()),
        ("nothing in it", "{}".into()),
        ("a number", "0".into()),
        ("byte order mark", "\u{feff}{\"t\":\"ping\"}".into()),
        ("a kind that is a number", r#"{"t":1}"#.into()),
        ("an unknown kind", r#"{"t":"shutdown"}"#.into()),
        ("a kind from the prototype", r#"{"t":"__proto__"}"#.into()),
        ("another kind from the prototype", r#"{"t":"constructor"}"#.into()),
        ("the kind twice", r#"{"t":"ping","t":"ping"}"#.into()),
        ("deep objects", deep_object),
        ("two messages", r#"{"t":"ping"}{"t":"ping"}"#.into()),
        ("half a message", r#"{"t":"ping""#.into()),
        ("a raw line feed in a text", "{\"t\":\"presence\",\"name\":\"a\nb\"}".into()),
        ("no edits", r#"{"t":"ops","first":1}"#.into()),
        ("an empty list of edits", r#"{"t":"ops","first":1,"edits":[]}"#.into()),
        ("edits that are a text", r#"{"t":"ops","first":1,"edits":"x"}"#.into()),
        ("an unknown key", r#"{"t":"ops","first":1,"edits":[{"ops":[]}],"role":"owner"}"#.into()),
        ("a bad tag", r#"{"t":"ops","tag":"__proto__","first":1,"edits":[{"ops":[]}]}"#.into()),
        ("a cursor that is a text", r#"{"t":"presence","cursor":"here"}"#.into()),
        ("a cursor of floats", r#"{"t":"presence","cursor":[0.5,1]}"#.into()),
        ("a draft without gesture", r#"{"t":"draft","g":1}"#.into()),
        ("a draft with a bad id", r#"{"t":"draft","g":1,"erase":{"ids":["../x"]}}"#.into()),
        ("a draft far out", r#"{"t":"draft","g":1,"move":{"ids":[],"dx":99999999999,"dy":0}}"#.into()),
    ];
    let firsts =
        ["0", "-1", "1.5", "1e3", "9007199254740992", "18446744073709551616", "NaN", "Infinity", "\"1\"", "null"];
    cases.extend(firsts.map(|first| ("a bad number", ops(first))));
    cases
}

/// Edits that break a rule, each as the text of one op: refused alone.
fn invalid_ops(tag: &str) -> Vec<(&'static str, String)> {
    let shape = |change: &dyn Fn(&mut Value)| {
        let mut shape = shapes::ink(&format!("{tag}.1"), 0, 0);
        change(&mut shape);
        shapes::add(shape).to_string()
    };
    let with = |key: &'static str, value: Value| shape(&|shape| shape[key] = value.clone());
    let literal = |x: &str| shape(&|shape| shape["pos"] = json!([777_777, 0, 0])).replace("777777", x);
    let (one, other) = (format!("{tag}.8"), format!("{tag}.9"));
    let overlapping = shapes::split(&format!("{tag}.1"), &[(&one, 0, 2), (&other, 1, 3)]).to_string();
    let mut cases = vec![
        ("no op", "{}".to_string()),
        ("deep lists", "[".repeat(10_000) + &"]".repeat(10_000)),
        ("deep objects", "{\"op\":".repeat(5_000) + "1" + &"}".repeat(5_000)),
        ("an op that is a text", "\"add\"".into()),
        ("an unknown op", r#"{"op":"drop table"}"#.into()),
        ("an op from the prototype", r#"{"op":"__proto__"}"#.into()),
        ("restore with shapes", r#"{"op":"restore","n":1,"shapes":[]}"#.into()),
        ("clear with only", r#"{"op":"clear","page":1,"upto":0,"only":1}"#.into()),
        ("a split into nothing", shapes::split(&format!("{tag}.1"), &[]).to_string()),
        ("a split into itself", shapes::split(&format!("{tag}.1"), &[(&format!("{tag}.1"), 0, 1)]).to_string()),
        ("a split that keeps a point twice", overlapping),
        ("z as a fraction", format!(r#"{{"op":"set","id":"{tag}.1","z":5.5}}"#)),
        ("a set of nothing", format!(r#"{{"op":"set","id":"{tag}.1"}}"#)),
        ("an unknown key", format!(r#"{{"op":"del","id":"{tag}.1","author":1}}"#)),
        ("an author", with("author", json!(1))),
        ("a seq", with("seq", json!(1))),
        ("an unknown kind", with("kind", json!("script"))),
        ("page 0", with("page", json!(0))),
        ("page 2^31", with("page", json!(2_147_483_648_u64))),
        ("a rotation of a full turn", with("pos", json!([0, 0, 36_000]))),
        ("a negative rotation", with("pos", json!([0, 0, -1]))),
        ("a position of two numbers", with("pos", json!([0, 0]))),
        ("a text on ink", with("text", json!("x"))),
        ("no points", with("geometry", json!({"points": [], "pressure": [], "time": []}))),
        ("an odd point", with("geometry", json!({"points": [0], "pressure": [0], "time": [0]}))),
        ("columns of different length", with("geometry", json!({"points": [0, 0], "pressure": [], "time": [0]}))),
        ("a pressure over the top", with("geometry", json!({"points": [0, 0], "pressure": [256], "time": [0]}))),
        ("a time that is too long", with("geometry", json!({"points": [0, 0], "pressure": [0], "time": [65_536]}))),
        ("too many points", with("geometry", columns(2_001))),
        (
            "a stroke that runs off",
            with("geometry", json!({"points": [1 << 26, 0, 1, 0], "pressure": [0, 0], "time": [0, 0]})),
        ),
        ("the geometry of a box", with("geometry", json!({"w": 1, "h": 1}))),
        ("an ink from a style sheet", with("style", json!({"ink": "red;background:url(//x)", "size": 64}))),
        ("an ink from an image", with("style", json!({"ink": "url(#a)", "size": 64}))),
        ("a size of 0", with("style", json!({"ink": "red", "size": 0}))),
        ("a huge size", with("style", json!({"ink": "red", "size": 4_097}))),
        ("a lone surrogate", shapes::add(shapes::note(&format!("{tag}.1"), "XX")).to_string().replace("XX", "\\ud800")),
        ("a text that is too long", shapes::add(shapes::note(&format!("{tag}.1"), &"x".repeat(5_001))).to_string()),
        (
            "a note without text",
            shape(&|shape| {
                shape["kind"] = json!("note");
                shape["geometry"] = json!({"w": 1, "h": 1});
            }),
        ),
        (
            "a box of no width",
            shape(&|shape| {
                shape["kind"] = json!("rectangle");
                shape["geometry"] = json!({"w": 0, "h": 1});
            }),
        ),
        (
            "a box of negative width",
            shape(&|shape| {
                shape["kind"] = json!("rectangle");
                shape["geometry"] = json!({"w": -5, "h": 1});
            }),
        ),
        ("a board's name that is too long", json!({"op": "board", "name": "x".repeat(81)}).to_string()),
        ("an unknown paper", json!({"op": "page", "page": 1, "paper": "sand"}).to_string()),
        ("a page without registers", json!({"op": "page", "page": 1}).to_string()),
        (
            "a page with a place that is no safe number",
            json!({"op": "page", "page": 1, "place": 1_i64 << 53}).to_string(),
        ),
    ];
    cases.extend(BAD_COORDINATES.map(|x| ("a bad coordinate", literal(x))));
    let ids = ["", ".", "../x", "x\\u0000", "x\\n", "\\u202e", "😀", "__proto__", "а1b2c3d4e5f60718.1", "0.1"];
    cases.extend(ids.map(|id| ("a bad id", format!(r#"{{"op":"del","id":"{id}"}}"#))));
    cases.push(("a long id", format!(r#"{{"op":"del","id":"{}"}}"#, "0".repeat(10_000))));
    cases
}

fn columns(points: usize) -> Value {
    json!({"points": vec![1; 2 * points], "pressure": vec![0; points], "time": vec![0; points]})
}

// [C9] [C11] What cannot be read ends the connection of who sent it, and nobody else's.
#[tokio::test]
async fn unreadable_messages_end_the_connection() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut bystander = Bystander::watch(&server, &board).await;
    println!("tried: {} unreadable messages", unreadable().len());
    for (what, message) in unreadable() {
        let mut raw = Raw::join(&server, &board).await;
        raw.write(&text(&message)).await;
        let shown: String = message.chars().take(80).collect();
        assert_eq!(raw.end().await, End::Close(4500), "{what}: {shown}");
    }
    bystander.assert_unharmed(&server, &board).await;
}

// [C9] [D1] [D2] [D3] [D4] [D5] [D6] [D7] [D8] [L5] A broken edit is refused alone; the connection goes on.
#[tokio::test]
async fn broken_edits_are_refused_one_by_one() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut bystander = Bystander::watch(&server, &board).await;
    let mut mallory = Peer::join(&server, &board, "Mallory").await;
    let cases = invalid_ops(&mallory.tag);
    println!("tried: {} broken edits", cases.len());
    for (n, (what, op)) in (1..).zip(&cases) {
        mallory.send_text(format!(r#"{{"t":"ops","first":{n},"edits":[{{"ops":[{op}]}}]}}"#)).await;
        let nack = mallory.expect_nack(n).await;
        let shown: String = op.chars().take(120).collect();
        assert_eq!((nack.code.as_str(), nack.retry), ("invalid", false), "{what}: {shown}");
    }
    assert_eq!(mallory.mirror.head, 1);
    bystander.assert_unharmed(&server, &board).await;
}

// [D3] [D5] [D8] Odd but good: stored as it is, to the byte.
#[tokio::test]
async fn odd_content_is_stored_as_it_is() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "'); DROP TABLE log; --").await;
    let texts = [
        "",
        "'; DROP TABLE log; --",
        "]]></text><script>alert(1)</script>&#0;",
        "\u{0}\u{1b}[31m\r\n\t",
        "\u{202e}\u{2066}e\u{301}\u{301}\u{301}👩‍👩‍👧‍👦",
        "${x} %s {{7*7}} __proto__",
        &"😀".repeat(2_000),
    ];
    for text in texts {
        let id = anna.id(anna.next);
        let n = anna.edit(json!([shapes::add(shapes::note(&id, text))])).await;
        anna.stored(n).await;
        assert_eq!(anna.mirror.shape(&id).unwrap()["text"], text);
    }
    for points in [1, 2_000] {
        let id = anna.id(anna.next);
        let mut shape = shapes::ink(&id, -(1 << 26), 1 << 26);
        shape["geometry"] = columns(points);
        shape["geometry"]["points"] = json!(vec![0; 2 * points]);
        let n = anna.edit(json!([shapes::add(shape)])).await;
        anna.stored(n).await;
    }
    let n = anna.edit(json!([shapes::add(shapes::ink(&anna.id(1), 5, 5))])).await;
    anna.stored(n).await;
    assert_eq!(anna.mirror.shape(&anna.id(1)).unwrap()["kind"], "note", "an id that is there is left alone");
    let late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!(late.mirror.hash(), anna.mirror.hash());
    assert!(!server.output().contains("\u{1b}[31m\r"), "content has no place in the server's output");
    assert!(!server.output().contains("DROP TABLE"));
}

// [C2] A head that never ends is cut off.
#[tokio::test]
async fn a_request_that_drips_is_cut_off() {
    let server = Server::start().await;
    let status = status_of(&server, "GET / HTTP/1.1\r\nHo").await;
    assert!(status == 408 || status == 0, "{status}");
}

// [A2] Readers of snapshots with odd wishes, many at once.
#[tokio::test]
async fn snapshots_bear_odd_requests() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut bystander = Bystander::watch(&server, &board).await;
    let url = format!("{}/api/boards/{board}/snapshot", server.origin());
    for (name, value) in [("Range", "bytes=0-0"), ("If-None-Match", "\"x\""), ("Accept", "image/png")] {
        let answer = server.http.get(&url).header(name, value).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{name}");
    }
    let mut reading = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let request = server.http.get(&url);
        reading.spawn(async move { request.send().await.map_or(0, |answer| answer.status().as_u16()) });
    }
    assert!(reading.join_all().await.iter().all(|status| *status == 200));
    bystander.assert_unharmed(&server, &board).await;
}
