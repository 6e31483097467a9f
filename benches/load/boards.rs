//! Many boards on one server: each drawn on once and left, until all are let go of.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::row;
use crate::server::Server;

/// A board that nobody is in is let go of after a minute and a heartbeat or two; keeping its manifest comes first.
const PATIENCE: Duration = Duration::from_secs(600);

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

/// The whole run and its table.
pub async fn run(server: &Server, count: usize) {
    let empty = server.memory();
    let boards = server.boards(count).await;
    let from = Instant::now();
    for (tag, board) in (1u64..).zip(&boards) {
        visit(server, board, tag).await;
    }
    println!("{count} boards, each opened, drawn on and left");
    let each = from.elapsed().as_secs_f64() * 1_000.0 / count as f64;
    row("from opening to reading what was drawn, each", &format!("{each:.2} ms"));
    row("server memory before", &format!("{:.1} MiB", empty.unwrap_or_default() as f64 / 1_048_576.0));
    row("server memory with all that are still open", &server.memory_row());
    let full = server.memory();
    let left = Instant::now();
    // Memory goes back to the system in pieces; half of what came must have gone.
    let is_low = || match (empty, full, server.memory()) {
        (Some(empty), Some(full), Some(now)) => now < empty + (full - empty) / 2,
        _ => true,
    };
    while !is_low() && left.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    row("after", &format!("{:.0} s: {}", left.elapsed().as_secs_f64(), server.memory_row()));
    let again = Instant::now();
    for board in boards.iter().step_by(count.div_ceil(100)) {
        let snapshot = server.json(&format!("/api/boards/{board}/snapshot")).await;
        assert_eq!(snapshot["delta"]["shapes"].as_array().map(Vec::len), Some(10), "it is as it was left");
    }
    row("a hundred of them opened again", &format!("{:.1} ms", again.elapsed().as_secs_f64() * 1_000.0));
}
