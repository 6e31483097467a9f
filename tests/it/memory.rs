//! Memory of all boards together: those that nobody is on make room for others, and nobody loses anything by it.

use serde_json::json;

use crate::events::Script;
use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::shapes;

/// Edits of 45 KB.
const EDIT_BYTES: usize = 45_000;
const MEBIBYTE: u64 = 1024 * 1024;

async fn with_memory(mebibytes: u64) -> Server {
    let mut server = Server::start().await;
    server.kill_9();
    server.launch_again_with(&[("BOARD_MEMORY", &mebibytes.to_string())]);
    server.ready().await;
    server
}

/// A board with `edits` large edits that nobody is on.
async fn drawn(server: &Server, edits: u64) -> String {
    let (board, script) = (server.new_board().await, Script::new());
    let stroke = |n: u64| json!({"ops": [shapes::add(shapes::long_ink(&format!("{}.{n}", script.tag), EDIT_BYTES))]});
    let edits: Vec<_> = (1..=edits).map(stroke).collect();
    script.stored(server, &board, 1, &edits).await;
    board
}

// [S20] Many boards that are drawn on and left take the memory of a few, and are whole when somebody comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boards_that_nobody_is_on_make_room_for_others() {
    let server = with_memory(16).await;
    let before = server.memory();
    let mut boards = Vec::new();
    for _ in 0..40 {
        let board = drawn(&server, 40).await;
        boards.push((server.hash(&board).await, board));
        let more = server.memory().saturating_sub(before) / MEBIBYTE;
        // Without a budget all of them take some 280 MiB.
        assert!(more < 140, "{} boards of some 3 MiB take {more} MiB", boards.len());
    }
    for (hash, board) in boards.iter().step_by(10) {
        assert_eq!(server.hash(board).await, *hash);
    }
}

// [S20] Where people are, a board stays; no further one is opened when these fill the memory, until somebody leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boards_with_people_stay_and_fill_the_memory() {
    let server = with_memory(1).await;
    let small = drawn(&server, 1).await;
    let large = drawn(&server, 80).await;
    let mut anna = Peer::join(&server, &large, "Anna").await;
    let path = format!("/api/boards/{small}/snapshot");
    eventually("the memory is full", async || (server.status(&path).await == 503).then_some(())).await;
    let answer = server.get(&path).await;
    assert_eq!(answer.headers()["retry-after"], "2");
    let text = answer.text().await.unwrap();
    assert!(text.contains("no_memory") && text.contains("try again"), "{text}");
    anna.drawn(0, 0).await;
    drop(anna);
    eventually("the other board is there", async || (server.status(&path).await == 200).then_some(())).await;
}
