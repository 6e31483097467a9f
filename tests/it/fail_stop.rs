//! A part of the server that is lost ends the process, and nobody loses anything by it.
//!
//! Fail points in the server's tasks make each of them panic once it has work.

use serde_json::json;

use crate::events::Script;
use crate::harness::{Server, eventually};
use crate::peer::Peer;

/// Requests that give a task work.
enum Work {
    /// It works by itself.
    None,
    /// Somebody joins.
    Join,
    /// Somebody draws a stroke.
    Draw,
    /// Somebody moves the cursor more often than there are ticks.
    Move,
    /// A script posts this number of strokes at once.
    Post(u64),
    /// A client of Socket.IO comes.
    SocketIo,
    /// Somebody takes back what was removed before the restart.
    Restore,
}

/// Fail points, the task that the log must name, and what makes it work.
const TASKS: [(&str, &str, Work); 10] = [
    ("heartbeat", "heartbeat", Work::None),
    ("store-probe", "store probe", Work::None),
    ("pull", "pull", Work::Join),
    ("flusher", "flusher", Work::Draw),
    ("tick", "tick", Work::Move),
    ("socketio-session", "Socket.IO session", Work::SocketIo),
    ("removal-lookup", "removal lookup", Work::Restore),
    ("chunk-maker", "chunk maker", Work::Post(1_000)),
    ("snapshot-builder", "snapshot builder", Work::Post(1_000)),
    ("manifest-writer", "manifest writer", Work::Post(1_000)),
];

// [S14] A panic in any long task ends the process with 1 and names the task; whatever was acknowledged is there after the next
// start, and what was under way is stored once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_task_ends_the_process() {
    for (point, task, work) in TASKS {
        let mut server = Server::start().await;
        let board = server.new_board().await;
        let script = Script::new();
        let mut anna = Peer::join(&server, &board, "Anna").await;
        let id = anna.drawn(0, 0).await;
        let removal = anna.del(&id).await;
        anna.stored(removal).await;
        let before = server.hash(&board).await;
        server.kill_9();
        server.launch_again_with_faults(&format!("{point}=panic"));
        if !matches!(work, Work::None) {
            server.ready().await;
            let seated = anna.try_to_return().await;
            match work {
                Work::None | Work::Join => {}
                Work::Draw => drop(anna.draw(160, 160).await),
                Work::Move => {
                    for x in 0..20 {
                        anna.send(&json!({"t": "presence", "cursor": [x, 0]})).await;
                    }
                }
                Work::Post(count) => {
                    let strokes = script.strokes(1, count);
                    assert_eq!(script.post(&server, &board, 1, &strokes).await.0, 200, "{point}");
                }
                Work::SocketIo => {
                    server.status("/socket.io/?EIO=4&transport=polling").await;
                }
                Work::Restore => drop(anna.edit(json!([{"op": "restore", "n": removal}])).await),
            }
            // Reads what is not lost with the task, so that the server goes on sending.
            if seated {
                anna.closed().await;
            }
        }
        let status = server.exit().await;
        let output = server.output();
        assert_eq!(status.code(), Some(1), "{point}: {output}");
        assert!(output.contains(&format!("the task {task} panicked")), "{point}: {output}");

        server.restart().await;
        let stored = server.hash(&board).await;
        assert!(stored.0 > before.0 || stored == before, "{point}: something acknowledged is missing");
        anna.come_back().await;
        let waiting: Vec<u64> = anna.pending.keys().copied().collect();
        for n in waiting {
            anna.stored(n).await;
        }
        let (seq, hash) = server.hash(&board).await;
        anna.expect_head(seq).await;
        assert_eq!((anna.stored.len() as u64, anna.mirror.hash()), (seq, hash), "{point}: each edit once");
    }
}

// [S14] Without faults the same server stays.
#[tokio::test]
async fn without_a_fault_nothing_ends() {
    let mut server = Server::start().await;
    server.kill_9();
    server.launch_again_with_faults("no-such-point=panic");
    server.ready().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    eventually("a snapshot", async || {
        (server.status(&format!("/api/boards/{board}/snapshot")).await == 200).then_some(())
    })
    .await;
}
