//! Many boards on one server: each drawn on once and left, until all are let go of.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::row;
use crate::server::Server;

/// A board that nobody is in is let go of after a minute and a heartbeat or two; keeping its manifest comes first.
const LET_GO: Duration = Duration::from_secs(100);

fn rectangle(tag: u64, n: u64) -> Value {
    json!({"op": "add", "shape": {
        "id": format!("{tag:016x}.{n}"), "kind": "rectangle", "page": 1, "pos": [n, n, 0],
        "geometry": {"w": 320, "h": 160}, "style": {"ink": "red", "size": 40},
    }})
}

/// Draws a little on a board and reads it.
async fn visit(server: &Server, board: &str, tag: u64) {
    let ops: Vec<Value> = (1..=10).map(|n| rectangle(tag, n)).collect();
    let body = json!({
        "person": format!("{tag:032x}"), "tag": format!("{tag:016x}"), "first": 1, "edits": [{"ops": ops}],
    });
    let request = server.http.post(server.url(&format!("/api/boards/{board}/ops"))).body(body.to_string());
    let answer = request.header("Content-Type", "application/json").send().await.expect("the server answers");
    assert_eq!(answer.status(), 200, "the edit is stored");
    assert_eq!(server.json(&format!("/api/boards/{board}/snapshot")).await["seq"], 1);
}

/// The whole run and its table. Half of the boards come when the others are let go of: what a process has freed
/// it uses again, and seldom gives back, so that memory tells only then whether anything stayed.
pub async fn run(server: &Server, count: usize) {
    let boards = server.boards(count).await;
    println!("{count} boards, each opened, drawn on and left");
    row("server memory before", &server.memory_row());
    let (first, second) = boards.split_at(count / 2);
    let from = Instant::now();
    draw_on(server, (first, 1)).await;
    let each = from.elapsed().as_secs_f64() * 1_000.0 / first.len().max(1) as f64;
    row("from opening to reading what was drawn, each", &format!("{each:.2} ms"));
    row("server memory with the first half", &server.memory_row());
    tokio::time::sleep(LET_GO).await;
    draw_on(server, (second, first.len() as u64 + 1)).await;
    row("server memory with the second half", &server.memory_row());
    let again = Instant::now();
    for board in first.iter().take(100) {
        let snapshot = server.json(&format!("/api/boards/{board}/snapshot")).await;
        assert_eq!(snapshot["delta"]["shapes"].as_array().map(Vec::len), Some(10), "it is as it was left");
    }
    row("a hundred of the first opened again", &format!("{:.1} ms", again.elapsed().as_secs_f64() * 1_000.0));
}

async fn draw_on(server: &Server, (boards, first): (&[String], u64)) {
    for (tag, board) in (first..).zip(boards) {
        visit(server, board, tag).await;
    }
}
