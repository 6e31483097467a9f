//! POSTs while the store cannot be used, and bodies that do not come.

use serde_json::{Value, json};
use sqlx::{Connection, Executor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::events::{Script, post};
use crate::harness::{PATIENCE, Server, eventually};
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

/// Status and body of a POST that is not taken.
async fn refusal(server: &Server, board: &str) -> (u16, Value) {
    let script = Script::new();
    let (status, answer) = post(server, board, "ops", script.body(1, &script.strokes(1, 1)).to_string()).await;
    (status, answer)
}

// [A5] [A12] [H1] 503 with a word for scripts and a text for people: the store is not open yet, or a board is damaged.
#[tokio::test]
async fn what_cannot_be_taken_now_is_503() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    Peer::join(&server, &board, "Anna").await.drawn(0, 0).await;
    let second = server.beside();
    eventually("the second listens", async || (second.status("/healthz").await == 200).then_some(())).await;
    let (status, answer) = refusal(&second, &board).await;
    assert_eq!((status, &answer["error"]), (503, &json!("not_ready")));
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("try again")), "{answer}");
    drop(second);
    server.signal("TERM");
    server.exit().await;
    let mut connection = crate::store::open(&server).await;
    connection.execute("UPDATE log SET ops = '[{\"op\":\"from the future\"}]'").await.unwrap();
    connection.close().await.unwrap();
    server.restart().await;
    let (status, answer) = refusal(&server, &board).await;
    assert_eq!((status, &answer["error"]), (503, &json!("damaged")));
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("lavagna doctor")), "{answer}");
}

/// The head of a POST that says how long its body is.
fn head(board: &str, length: usize) -> String {
    format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n")
}

/// The first line of an answer and its body.
async fn answer_of(line: &mut TcpStream) -> (String, String) {
    let mut text = Vec::new();
    let reading = async {
        let mut piece = [0; 4096];
        while !text.ends_with(b"}") {
            match line.read(&mut piece).await {
                Ok(0) | Err(_) => break,
                Ok(n) => text.extend_from_slice(&piece[..n]),
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("an answer comes");
    let text = String::from_utf8_lossy(&text).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

/// A POST of a bit more than 1 MiB.
fn large_body(script: &Script) -> String {
    let long =
        |n| json!({"ops": [crate::shapes::add(crate::shapes::long_ink(&format!("{}.{n}", script.tag), 45_000))]});
    script.body(1, &(1..=25).map(long).collect::<Vec<Value>>()).to_string()
}

// [H15] Bodies that are announced and do not come keep nobody out, and end with 408; bodies that have come do count, and
// are told so. Small ones are taken all the time.
#[tokio::test]
async fn slow_bodies_starve_nobody() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut slow = Vec::new();
    for _ in 0..40 {
        let mut line = TcpStream::connect(server.address()).await.unwrap();
        line.write_all(head(&board, 4 << 20).as_bytes()).await.unwrap();
        line.write_all(b"{").await.unwrap();
        slow.push(line);
    }
    let script = Script::new();
    let (status, answer) = post(&server, &board, "ops", large_body(&script)).await;
    assert_eq!((status, answer["acks"].as_array().map(Vec::len)), (200, Some(25)), "{answer}");
    let (first, body) = answer_of(&mut slow[0]).await;
    assert!(first.contains(" 408 ") && body.contains("too_slow"), "{first} {body}");
    drop(slow);

    let almost = vec![b' '; (4 << 20) - 1];
    let full = (0..40).map(|_| async {
        let mut line = TcpStream::connect(server.address()).await.unwrap();
        line.write_all(head(&board, 4 << 20).as_bytes()).await.unwrap();
        // Some are refused in the middle.
        let _refused = line.write_all(&almost).await;
        answer_of(&mut line).await
    });
    let answers = futures_util::future::join_all(full).await;
    let is_busy = |(first, body): &(String, String)| first.contains(" 503 ") && body.contains("\"busy\"");
    assert!(answers.iter().any(is_busy) && !answers.iter().any(|(first, _)| first.contains(" 200 ")), "{answers:?}");
    let small = Script::new();
    small.stored(&server, &board, 1, &small.strokes(1, 1)).await;
    eventually("a large one is taken again", async || {
        let body = large_body(&Script::new());
        (post(&server, &board, "ops", body).await.0 == 200).then_some(())
    })
    .await;
}

// [A9] [H6] Pages of the log that nobody reads are bounded all together, told with 503, and given up after a while for who
// reads; who draws does not notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unread_answers_are_bounded() {
    const READERS: usize = 500;
    let server = Server::start().await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    let script = Script::new();
    let body = large_body(&script);
    assert_eq!(post(&server, &board, "ops", body).await.0, 200);
    let mut bystander = Peer::join(&server, &other, "Bystander").await;
    let before = server.memory();
    let mut unread = Vec::new();
    for _ in 0..READERS {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8 * 1024).unwrap();
        let mut line = socket.connect(server.address().parse().unwrap()).await.unwrap();
        let asked = format!("GET /api/boards/{board}/log HTTP/1.1\r\nHost: x\r\n\r\n");
        line.write_all(asked.as_bytes()).await.unwrap();
        unread.push(line);
    }
    let path = format!("/api/boards/{board}/log");
    let refused = eventually("too much waits", async || {
        let answer = server.get(&path).await;
        (answer.status() == 503).then_some(answer)
    })
    .await;
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "busy");
    let grown = server.memory().saturating_sub(before) >> 20;
    println!("tried: {READERS} unread pages of the log, {grown} MiB");
    assert!(grown < 300, "memory grew by {grown} MiB");
    assert_eq!(server.status(&format!("/api/boards/{other}/snapshot")).await, 200, "boards can be opened");
    bystander.drawn(0, 0).await;
    assert_eq!(server.status(&format!("/api/boards/{other}/log?limit=1")).await, 503, "for everybody");
    // Those that are left unread for long make room for who reads.
    eventually("it is read again", async || (server.status(&path).await == 200).then_some(())).await;
    drop(unread);
}

// [A9] A class that opens a large board at once is counted once: they all hold the same bytes.
#[tokio::test]
async fn a_shared_answer_is_counted_once() {
    let server = Server::start().await;
    let board = server.new_board().await;
    assert_eq!(post(&server, &board, "ops", large_body(&Script::new())).await.0, 200);
    let mut unread = Vec::new();
    for _ in 0..600 {
        let mut line = TcpStream::connect(server.address()).await.unwrap();
        let asked = format!("GET /api/boards/{board}/snapshot HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
        line.write_all(asked.as_bytes()).await.unwrap();
        unread.push(line);
    }
    for line in &mut unread {
        let mut first = [0; 12];
        line.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
    }
}
