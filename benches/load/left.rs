//! Boards that nobody is in: drawn on by POST and left. What the server takes while it happens, and a minute later.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::join::stroke;
use crate::row;
use crate::server::{Server, patiently};

/// JSON of the shapes of a board.
const BOARD_BYTES: usize = 1_800_000;
/// JSON of one edit: below its 60 KiB.
const EDIT_BYTES: usize = 55_000;
/// Boards that are drawn on at the same time.
const AT_ONCE: usize = 16;
/// How often memory is looked at, and how long after the last stroke.
const LOOK: Duration = Duration::from_millis(100);
const LATER: Duration = Duration::from_secs(60);

/// Draws a whole board by POST.
async fn fill(server: &Server, board: &str, tag: u64) {
    let (mut bytes, mut shape) = (0, 0);
    for n in 1u64.. {
        if bytes >= BOARD_BYTES {
            return;
        }
        let mut ops: Vec<Value> = Vec::new();
        let mut size = 0;
        while size < EDIT_BYTES {
            shape += 1;
            let op = json!({"op": "add", "shape": stroke(tag, shape)});
            size += op.to_string().len();
            ops.push(op);
        }
        bytes += size;
        let body = json!({
            "person": format!("{tag:032x}"), "tag": format!("{tag:016x}"), "first": n, "edits": [{"ops": ops}],
        });
        let request = server.http.post(server.url(&format!("/api/boards/{board}/ops"))).body(body.to_string());
        let answer = patiently(request.header("Content-Type", "application/json")).await;
        assert_eq!(answer.status(), 200, "the edit is stored");
    }
}

/// The whole run and its table.
pub async fn run(server: &Server, count: usize) {
    tokio::task::LocalSet::new().run_until(measure(server, count)).await;
}

async fn measure(server: &Server, count: usize) {
    let boards = server.boards(count).await;
    let peak = Rc::new(Cell::new(0));
    let watched = async {
        loop {
            peak.set(peak.get().max(server.memory().unwrap_or(0)));
            tokio::time::sleep(LOOK).await;
        }
    };
    println!("{count} boards of {:.1} MB, drawn on by POST and left", BOARD_BYTES as f64 / 1e6);
    let from = Instant::now();
    let numbered = (1u64..).zip(&boards);
    let filled = stream::iter(numbered).for_each_concurrent(AT_ONCE, |(tag, board)| fill(server, board, tag));
    tokio::select! {
        () = filled => {}
        () = watched => {}
    }
    let took = from.elapsed();
    row("drawn in", &format!("{:.1} s", took.as_secs_f64()));
    row("memory at most", &megabytes(peak.get()));
    tokio::time::sleep(LATER).await;
    row("memory a minute later", &megabytes(server.memory().unwrap_or(0)));
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
