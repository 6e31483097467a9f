//! A class walks in: many open a drawn board at once. Somebody comes back: some of it has changed since.

use std::collections::HashSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::row;
use crate::run::{Run, hello, receive, until};
use crate::server::Server;
use crate::socket::{Reader, connect};

/// Ops of one edit: below its 60 KiB.
const OPS_PER_EDIT: usize = 90;
/// Number of the client that draws.
const DRAWER: usize = 999_998;

/// Chunks that a joiner fetches at a time, as browsers do.
const AT_ONCE: usize = 4;
/// Percentage of the strokes that are moved before somebody comes back.
const CHANGED_PERCENT: usize = 1;

/// Numbers that look like chance and are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn within(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % (2 * most as u64 + 1)) as i64 - most
    }
}

/// A stroke of 40 points that wanders about, at a place of its own: hardly anything in it can be foretold.
pub fn stroke(tag: u64, n: u64) -> Value {
    let mut chance = Chance(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let points: Vec<i64> = (0..80).map(|_| chance.within(24)).collect();
    let pressure: Vec<i64> = (0..40).map(|i| if i == 0 { 128 } else { 0 }).collect();
    let time: Vec<i64> = (0..40).map(|_| 8 + chance.within(1)).collect();
    let (x, y) = (n as i64 % 250 * 800 + chance.within(300), n as i64 / 250 * 800 + chance.within(300));
    json!({
        "id": format!("{tag:016x}.{n}"), "kind": "ink", "page": 1, "pos": [x, y, 0],
        "geometry": {"points": points, "pressure": pressure, "time": time},
        "style": {"ink": "black", "size": 64},
    })
}

/// A hello that goes on from a manifest.
fn from_manifest(hello: &str, manifest: &Value) -> String {
    hello.replace(r#""since":0,"at":0"#, &format!(r#""since":{},"at":{}"#, manifest["seq"], manifest["at"]))
}

/// Does these ops, many in an edit.
async fn perform(server: &Server, board: &str, (number, ops): (usize, impl Iterator<Item = Value>)) {
    let run = Run::new();
    let manifest = server.json(&format!("/api/boards/{board}/snapshot")).await;
    let (reader, mut writer) = connect(&server.address, board).await.expect("connected");
    let (hello, tag) = hello(number);
    writer.text(&from_manifest(&hello, &manifest)).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    let receiving = tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None));
    let ops: Vec<Value> = ops.collect();
    for (n, ops) in (1u64..).zip(ops.chunks(OPS_PER_EDIT)) {
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": ops}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        writer.lock().await.text(&message.to_string()).await.expect("the server reads");
        until("an edit is stored", || run.waiting.borrow().len() < 4).await;
    }
    until("everything is stored", || run.waiting.borrow().is_empty()).await;
    run.over.set(true);
    assert_eq!(run.nacks.get(), 0, "the board was refused");
    receiving.await.expect("nothing failed");
}

/// Draws the board.
async fn fill(server: &Server, board: &str, strokes: usize) {
    let (_, tag) = hello(DRAWER);
    let ops = (1..=strokes as u64).map(|n| json!({"op": "add", "shape": stroke(tag, n)}));
    perform(server, board, (DRAWER, ops)).await;
}

/// Moves some strokes, from everywhere on the board.
async fn change(server: &Server, board: &str, strokes: usize) {
    let (_, tag) = hello(DRAWER);
    let moved = (1..=strokes).step_by(100 / CHANGED_PERCENT);
    let ops = moved.map(|n| json!({"op": "set", "id": format!("{tag:016x}.{n}"), "pos": [n, 7, 0]}));
    perform(server, board, (DRAWER + 1, ops)).await;
}

/// Address and board of a join.
struct Door {
    http: reqwest::Client,
    address: String,
    board: String,
}

impl Door {
    /// A body of the API as it travelled, and whether that is zstd.
    async fn get(&self, path: &str) -> (Bytes, bool) {
        let url = format!("http://{}/api/boards/{}{path}", self.address, self.board);
        let answer =
            self.http.get(url).header("Accept-Encoding", "gzip, zstd").send().await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        let is_packed = answer.headers().get("Content-Encoding").is_some_and(|coding| coding == "zstd");
        (answer.bytes().await.expect("a body"), is_packed)
    }

    /// Shapes of the board, and their bytes.
    async fn manifest(&self) -> (u64, Value) {
        let (body, is_packed) = self.get("/snapshot").await;
        let plain = if is_packed { zstd::decode_all(body.as_ref()).expect("zstd") } else { body.to_vec() };
        (body.len() as u64, serde_json::from_slice(&plain).expect("a manifest"))
    }

    /// A chunk. Thirty browsers unpack theirs on thirty machines; here nobody does.
    async fn chunk(&self, hash: &str) -> u64 {
        self.get(&format!("/chunks/{hash}")).await.0.len() as u64
    }
}

/// One joiner: manifest, hello, the chunks that it does not have `kept`, and the log up to the head that `welcome` says.
/// Says how long it took, the bytes it received over HTTP, and the chunks it has now.
async fn enter(door: Door, (number, kept): (usize, Rc<HashSet<String>>)) -> (Duration, u64, HashSet<String>) {
    let from = Instant::now();
    let (mut reader, mut writer) = connect(&door.address, &door.board).await.expect("connected");
    let mut bytes = 0;
    loop {
        let (size, manifest) = door.manifest().await;
        writer.text(&from_manifest(&hello(number).0, &manifest)).await.expect("the server reads");
        let chunks = manifest["chunks"].as_array().expect("a list").iter();
        let chunks: HashSet<String> = chunks.map(|chunk| chunk["hash"].as_str().expect("a hash").to_owned()).collect();
        let missing = chunks.difference(&kept);
        let fetching = missing.map(|hash| door.chunk(hash));
        bytes += size
            + futures_util::stream::iter(fetching).buffer_unordered(AT_ONCE).fold(0, async |sum, of| sum + of).await;
        if follow(&mut reader, manifest["seq"].as_u64().expect("a seq")).await {
            return (from.elapsed(), bytes, chunks);
        }
    }
}

/// Reads from `welcome` to the head that it says; `false` when the snapshot is wanted once more.
async fn follow(reader: &mut Reader, mut seq: u64) -> bool {
    let mut head = None;
    while head.is_none_or(|head| seq < head) {
        let frame = reader.next().await.expect("connected").expect("a message");
        let message: Value = serde_json::from_slice(frame.payload).expect("the server speaks JSON");
        match message["t"].as_str() {
            Some("resync") => return false,
            Some("welcome") => head = message["head"].as_u64(),
            Some("log") => {
                seq = message["seq"].as_u64().expect("a seq") + message["edits"].as_array().map_or(0, Vec::len) as u64
                    - 1;
            }
            _ => {}
        }
    }
    true
}

/// The whole run and its table.
pub async fn run(server: &mut Server, joiners: usize, strokes: usize) {
    tokio::task::LocalSet::new().run_until(measure(server, joiners, strokes)).await;
}

/// The manifest may be a second old; joiners are to find what was done last.
async fn until_fresh() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

/// So many join at once; says bytes each, and what they have now.
async fn turn(
    server: &Server,
    (name, board): (&str, &str),
    (joiners, kept): (usize, HashSet<String>),
) -> (u64, HashSet<String>) {
    let kept = Rc::new(kept);
    let cpu = server.cpu();
    let from = Instant::now();
    let mut entering = JoinSet::new();
    for number in 0..joiners {
        let door = Door { http: server.http.clone(), address: server.address.clone(), board: board.to_owned() };
        entering.spawn_local(enter(door, (number, kept.clone())));
    }
    let entered = entering.join_all().await;
    let took = from.elapsed();
    let bytes = entered.iter().map(|(_, bytes, _)| bytes).sum::<u64>() / joiners.max(1) as u64;
    let mut times: Vec<Duration> = entered.iter().map(|(took, ..)| *took).collect();
    times.sort_unstable();
    row(&format!("{name}: last one done"), &format!("{:.1} ms", took.as_secs_f64() * 1_000.0));
    row(&format!("{name}: p50"), &format!("{:.1} ms", times[times.len() / 2].as_secs_f64() * 1_000.0));
    row(&format!("{name}: bytes each"), &format!("{bytes}"));
    if let Some((after, before)) = server.cpu().zip(cpu) {
        row(&format!("{name}: server CPU each"), &format!("{:.2} ms", (after - before) * 1_000.0 / joiners as f64));
    }
    (bytes, entered.into_iter().next().map_or_else(HashSet::new, |(.., chunks)| chunks))
}

async fn measure(server: &mut Server, joiners: usize, strokes: usize) {
    let board = server.boards(1).await.remove(0);
    fill(server, &board, strokes).await;
    until_fresh().await;
    println!("{joiners} join a board of {strokes} strokes at once");
    turn(server, ("just drawn", &board), (joiners, HashSet::new())).await;
    let (cold, chunks) = turn(server, ("settled", &board), (joiners, HashSet::new())).await;
    if server.is_ours() {
        server.leave("TERM").await;
        server.come_back().await;
        turn(server, ("after a restart", &board), (joiners, HashSet::new())).await;
    }
    change(server, &board, strokes).await;
    until_fresh().await;
    let name = format!("back after {CHANGED_PERCENT} % changed");
    let (back, _) = turn(server, (&name, &board), (joiners, chunks)).await;
    row(&format!("{name}: of the bytes"), &format!("{:.1} %", back as f64 * 100.0 / cold.max(1) as f64));
    row("server memory at the end", &server.memory_row());
}
