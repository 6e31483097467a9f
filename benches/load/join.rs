//! A class walks in: many open a drawn board at once.

use std::io::Read;
use std::rc::Rc;
use std::time::Instant;

use flate2::read::GzDecoder;
use serde_json::json;
use tokio::task::JoinSet;

use crate::draw::{Run, hello, receive, stroke, until};
use crate::row;
use crate::server::Server;
use crate::socket::connect;

/// Strokes of one edit: below its 60 KiB.
const STROKES_PER_EDIT: usize = 100;

/// Draws the board.
async fn fill(server: &Server, board: &str, strokes: usize) {
    let run = Run::new();
    let (reader, mut writer) = connect(&server.address, board).await.expect("connected");
    let (hello, tag) = hello(999_999);
    writer.text(&hello).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    let receiving = tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None));
    for (n, first) in (1u64..).zip((0..strokes).step_by(STROKES_PER_EDIT)) {
        let numbers = first + 1..=(first + STROKES_PER_EDIT).min(strokes);
        let ops: Vec<_> = numbers.map(|i| json!({"op": "add", "shape": stroke(tag, i as u64)})).collect();
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": ops}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        writer.lock().await.text(&message.to_string()).await.expect("the server reads");
        until("an edit is stored", || run.waiting.borrow().len() < 4).await;
    }
    until("the board is drawn", || run.waiting.borrow().is_empty()).await;
    run.over.set(true);
    assert_eq!(run.nacks.get(), 0, "the board was refused");
    receiving.await.expect("nothing failed");
}

/// What a joiner needs to know of the server.
struct Door {
    http: reqwest::Client,
    address: String,
    board: String,
}

impl Door {
    /// A body of the API: its bytes as they travelled, and what they say.
    async fn get(&self, path: &str) -> (u64, Vec<u8>) {
        let url = format!("http://{}/api/boards/{}{path}", self.address, self.board);
        let answer = self.http.get(url).header("Accept-Encoding", "gzip").send().await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        let packed = answer.headers().get("Content-Encoding").is_some_and(|coding| coding == "gzip");
        let body = answer.bytes().await.expect("a body");
        let mut plain = Vec::new();
        if packed {
            GzDecoder::new(body.as_ref()).read_to_end(&mut plain).expect("gzip");
        } else {
            plain.extend_from_slice(&body);
        }
        (body.len() as u64, plain)
    }
}

/// One joiner: manifest, hello, chunks. Says the bytes it received over HTTP.
async fn enter(door: Door, number: usize) -> u64 {
    let (mut bytes, manifest) = door.get("/snapshot").await;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("a manifest");
    let (mut reader, mut writer) = connect(&door.address, &door.board).await.expect("connected");
    let state = format!(r#""since":{},"at":{}"#, manifest["seq"], manifest["at"]);
    let hello = hello(number).0.replace(r#""since":0,"at":0"#, &state);
    writer.text(&hello).await.expect("the server reads");
    for chunk in manifest["chunks"].as_array().expect("a list") {
        let hash = chunk["hash"].as_str().expect("a hash");
        bytes += door.get(&format!("/chunks/{hash}")).await.0;
    }
    let welcome = reader.next().await.expect("connected").expect("a welcome");
    assert!(welcome.payload.starts_with(b"{\"t\":\"welcome\""));
    bytes
}

/// The whole run and its table.
pub async fn run(server: &Server, joiners: usize, strokes: usize) {
    tokio::task::LocalSet::new().run_until(measure(server, joiners, strokes)).await;
}

async fn measure(server: &Server, joiners: usize, strokes: usize) {
    let board = server.boards(1).await.remove(0);
    fill(server, &board, strokes).await;
    // The manifest may be a second old; joiners are to find the chunks.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    println!("{joiners} join a board of {strokes} strokes at once");
    for turn in ["first", "second"] {
        let cpu = server.cpu();
        let from = Instant::now();
        let mut entering = JoinSet::new();
        for number in 0..joiners {
            let door = Door { http: server.http.clone(), address: server.address.clone(), board: board.clone() };
            entering.spawn_local(enter(door, number));
        }
        let bytes: u64 = entering.join_all().await.into_iter().sum();
        let took = from.elapsed();
        row(&format!("{turn}: last one done"), &format!("{:.1} ms", took.as_secs_f64() * 1_000.0));
        row(&format!("{turn}: bytes each"), &format!("{}", bytes / joiners.max(1) as u64));
        if let Some((after, before)) = server.cpu().zip(cpu) {
            row(&format!("{turn}: server CPU each"), &format!("{:.2} ms", (after - before) * 1_000.0 / joiners as f64));
        }
    }
    row("server memory at the end", &server.memory_row());
}
