//! POSTs while the store cannot be used, and bodies that do not come.

use serde_json::{Value, json};
use sqlx::{Connection, Executor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::events::{Script, post};
use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::small_disk::SmallDisk;

// [H3] [L6] [S13] [A1] On a full disk a POST is answered with `store` and is worth sending again; no board is made. Both
// say what happened, and both work again by themselves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_on_a_full_disk_is_to_be_sent_again() {
    let disk = SmallDisk::mount(8);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let script = Script::new();
    script.stored(&server, &board, 1, &script.strokes(1, 2)).await;
    disk.fill();
    let answer = script.stored(&server, &board, 3, &script.strokes(3, 2)).await;
    assert_eq!(answer["nacks"], json!([{"n": 3, "code": "store", "retry": true}]));
    assert_eq!((&answer["acks"], &answer["last"]), (&json!([]), &json!(2)));
    let request = server.http.post(server.origin() + "/boards").header("Origin", server.origin());
    let refused = request.send().await.unwrap();
    assert_eq!(refused.status(), 503);
    let page = refused.text().await.unwrap();
    assert!(page.contains("No room for a new board"), "{page}");
    disk.free();
    eventually("ready by itself", async || (server.status("/readyz").await == 200).then_some(())).await;
    let answer = script.stored(&server, &board, 3, &script.strokes(3, 2)).await;
    assert_eq!(answer["acks"], json!([{"n": 3, "seq": 3}, {"n": 4, "seq": 4}]));
    server.new_board().await;
}

async fn refusal(server: &Server, board: &str) -> (u16, Value) {
    let script = Script::new();
    let (status, answer) = post(server, board, "ops", script.body(1, &script.strokes(1, 1)).to_string()).await;
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("try again")), "{answer}");
    (status, answer["error"].clone())
}

// [A5] [H1] 503 with a word for scripts and a text for people: the store is not open yet, a board cannot be read, too
// many large bodies are on their way.
#[tokio::test]
async fn what_cannot_be_taken_now_is_503() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    Peer::join(&server, &board, "Anna").await.drawn(0, 0).await;
    let second = server.beside();
    eventually("the second listens", async || (second.status("/healthz").await == 200).then_some(())).await;
    assert_eq!(refusal(&second, &board).await, (503, json!("not_ready")));
    drop(second);
    server.signal("TERM");
    server.exit().await;
    let mut connection = crate::store::open(&server).await;
    connection.execute("UPDATE log SET ops = '[{\"op\":\"from the future\"}]'").await.unwrap();
    connection.close().await.unwrap();
    server.restart().await;
    assert_eq!(refusal(&server, &board).await, (503, json!("store")));

    // A body takes its room when its head is there, so that the sixteenth of 4 MiB is the last.
    let head = format!("POST /api/boards/{other}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", 4 << 20);
    let mut waiting = Vec::new();
    let mut busy = String::new();
    for _ in 0..17 {
        let mut line = TcpStream::connect(server.address()).await.unwrap();
        line.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; 2_048];
        let heard = tokio::time::timeout(std::time::Duration::from_millis(50), line.read(&mut answer)).await;
        if let Ok(read) = heard {
            busy = String::from_utf8_lossy(&answer[..read.unwrap()]).into_owned();
            break;
        }
        waiting.push(line);
    }
    assert_eq!(waiting.len(), 16);
    assert!(busy.starts_with("HTTP/1.1 503 ") && busy.contains("\"busy\"") && busy.contains("try again"), "{busy}");
    drop(waiting);
    // A small one needs no room, and with the others gone a large one has it again.
    let script = Script::new();
    script.stored(&server, &other, 1, &script.strokes(1, 1)).await;
}
