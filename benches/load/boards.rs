//! Many boards on one server: each drawn on once and left, until it is let go of, and read again. Somebody on a board of
//! their own draws all the time and must not notice.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::durable::{Pace, write};
use crate::row;
use crate::run::{Run, hello, receive, until};
use crate::server::{Server, patiently};
use crate::socket::connect;

/// A board that nobody is in is let go of after a minute and a heartbeat or two. Keeping its manifest comes first, and
/// manifests of thousands of boards are kept one after the other.
const LET_GO: Duration = Duration::from_secs(130);
/// Boards that are asked for at the same time.
const AT_ONCE: usize = 16;
/// A lesson begins in every room of a school: so many boards are read again one by one, so far apart. The others
/// are read as fast as the server can.
const LESSONS: usize = 1_000;
const APART: Duration = Duration::from_millis(10);
/// Content of each board.
const SHAPES: u64 = 10;
/// Strokes a second of the one who draws all the time, and how long they are alone at first.
const STROKES: u32 = 20;
const ALONE: Duration = Duration::from_secs(5);

fn rectangle(tag: u64, n: u64) -> Value {
    json!({"op": "add", "shape": {
        "id": format!("{tag:016x}.{n}"), "kind": "rectangle", "page": 1, "pos": [n, n, 0],
        "geometry": {"w": 320, "h": 160}, "style": {"ink": "red", "size": 40},
    }})
}

/// Draws a little on a board and reads it.
async fn visit(server: &Server, board: &str, tag: u64) {
    let ops: Vec<Value> = (1..=SHAPES).map(|n| rectangle(tag, n)).collect();
    let body = json!({
        "person": format!("{tag:032x}"), "tag": format!("{tag:016x}"), "first": 1, "edits": [{"ops": ops}],
    });
    let request = server.http.post(server.url(&format!("/api/boards/{board}/ops"))).body(body.to_string());
    let answer = patiently(request.header("Content-Type", "application/json")).await;
    assert_eq!(answer.status(), 200, "the edit is stored");
    read(server, board, tag).await;
}

/// Reads a board, which has what was drawn on it and nothing else.
async fn read(server: &Server, board: &str, tag: u64) {
    let snapshot = server.json(&format!("/api/boards/{board}/snapshot")).await;
    let shapes = snapshot["delta"]["shapes"].as_array().expect("so few shapes need no chunk");
    let mut ids: Vec<&str> = shapes.iter().filter_map(|shape| shape["id"].as_str()).collect();
    ids.sort_unstable_by_key(|id| (id.len(), *id));
    let drawn: Vec<String> = (1..=SHAPES).map(|n| format!("{tag:016x}.{n}")).collect();
    assert_eq!(
        (&snapshot["seq"], ids),
        (&json!(1), drawn.iter().map(String::as_str).collect()),
        "it is as it was left"
    );
}

/// The whole run and its table. Half of the boards come when the others are let go of: what a process has freed
/// it uses again, and seldom gives back, so that memory tells only then whether anything stayed.
pub async fn run(server: &Server, count: usize) {
    tokio::task::LocalSet::new().run_until(measure(server, count)).await;
}

async fn measure(server: &Server, count: usize) {
    let boards: Vec<String> = stream::iter(0..count)
        .map(|_| server.boards(1))
        .buffer_unordered(AT_ONCE)
        .flat_map(stream::iter)
        .collect()
        .await;
    let boards: Vec<(u64, String)> = (1..).zip(boards).collect();
    let (first, second) = boards.split_at(count / 2);
    println!("{count} boards, each opened, drawn on and left");
    let witness = witness(server).await;
    tokio::time::sleep(ALONE).await;
    told(&witness, "alone");
    let before = server.memory();
    row("server memory before", &server.memory_row());

    let from = Instant::now();
    stream::iter(first).for_each_concurrent(AT_ONCE, |(tag, board)| visit(server, board, *tag)).await;
    each("from opening to reading what was drawn", from, first);
    told(&witness, "as they are drawn on");
    let half = server.memory();
    row("server memory with the first half", &server.memory_row());

    tokio::time::sleep(LET_GO).await;
    told(&witness, "as they are let go of");
    stream::iter(second).for_each_concurrent(AT_ONCE, |(tag, board)| visit(server, board, *tag)).await;
    told(&witness, "as the second half is drawn on");
    row("server memory with the second half", &server.memory_row());
    if let (Some(before), Some(half), Some(whole)) = (before, half, server.memory()) {
        let stayed = whole.saturating_sub(half) as f64 / half.saturating_sub(before).max(1) as f64;
        row("of the first half stayed", &format!("{:.1} %", stayed * 100.0));
    }

    let (lessons, others) = first.split_at(first.len().min(LESSONS));
    let pace = stream::unfold(tokio::time::interval(APART), |mut pace| async {
        pace.tick().await;
        Some(((), pace))
    });
    let paced = stream::iter(lessons).zip(pace);
    paced.for_each_concurrent(AT_ONCE, |((tag, board), ())| read(server, board, *tag)).await;
    told(&witness, "as 100 a second are read again");
    let from = Instant::now();
    stream::iter(others).for_each_concurrent(AT_ONCE, |(tag, board)| read(server, board, *tag)).await;
    each("the others of the first half, as fast as may be", from, others);
    told(&witness, "meanwhile");
    row("server memory at the end", &server.memory_row());
    row("refusals, connections lost", &format!("{}, {}", witness.nacks.get(), witness.lost.get()));
    witness.over.set(true);
    until("everything is stored", || witness.waiting.borrow().is_empty()).await;
}

fn each(what: &str, from: Instant, boards: &[(u64, String)]) {
    let each = from.elapsed().as_secs_f64() * 1_000.0 / boards.len().max(1) as f64;
    row(what, &format!("{each:.2} ms each"));
}

/// Somebody who draws on a board of their own.
async fn witness(server: &Server) -> Rc<Run> {
    let run = Run::new();
    let board = server.boards(1).await.remove(0);
    let (reader, mut writer) = connect(&server.address, &board).await.expect("connected");
    let (hello, tag) = hello(0);
    writer.text(&hello).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    drop(tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None)));
    until("the witness is welcome", || run.joined.get() == 1).await;
    let pace = Rc::new(Cell::new(Pace { edits: STROKES, writers: 1 }));
    drop(tokio::task::spawn_local(write(run.clone(), (writer, tag), pace, 0)));
    run.measuring.set(true);
    run
}

/// How long the witness's strokes took since this was asked last.
fn told(witness: &Run, when: &str) {
    row(&format!("stroke stored elsewhere, {when}"), &witness.acks.take().row());
}
