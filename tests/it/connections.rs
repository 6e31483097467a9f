//! Connections that are slow, or send more than anybody asked for.

use std::io::ErrorKind;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::events::Script;
use crate::harness::{PATIENCE, Server, eventually};
use crate::raw::{FIN, PING, PONG, Raw, frame, hello, status_of, text, upgrade_head};
use crate::shapes;

const REQUEST: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 ";

/// A request whose head has this many bytes.
fn request_of(bytes: usize) -> String {
    REQUEST.replace("Host: x", &format!("Host: x\r\nCookie: {}", "c".repeat(bytes - REQUEST.len() - 10)))
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.expect("the server listens")
}

/// Reads until that many answers of 200 have begun, or the end; says how many have.
async fn answers(line: &mut TcpStream, wanted: usize) -> usize {
    let mut bytes = Vec::new();
    let count = |bytes: &[u8]| bytes.windows(OK.len()).filter(|part| *part == OK).count();
    let reading = async {
        let mut piece = [0; 16 * 1024];
        while count(&bytes) < wanted {
            match line.read(&mut piece).await {
                Ok(0) | Err(_) => break,
                Ok(n) => bytes.extend_from_slice(&piece[..n]),
            }
        }
        count(&bytes)
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("answers come, or the end")
}

/// A connection that has had an answer.
async fn kept_alive(server: &Server) -> TcpStream {
    let mut line = connect(server).await;
    line.write_all(REQUEST.as_bytes()).await.unwrap();
    assert_eq!(answers(&mut line, 1).await, 1);
    line
}

/// The status that the server ends a connection with, 0 for none.
async fn end(line: &mut TcpStream) -> u16 {
    let mut last = Vec::new();
    let _reset = tokio::time::timeout(PATIENCE, line.read_to_end(&mut last)).await.expect("the connection ends");
    let text = String::from_utf8_lossy(&last).into_owned();
    text.rsplit("HTTP/1.1 ").next().and_then(|last| last.get(..3)?.parse().ok()).unwrap_or(0)
}

// [A14] Every head of a connection has to end in time, however its bytes come. An idle connection is kept, and so are
// those that wait for an answer.
#[tokio::test]
async fn each_head_ends_in_time() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut idle = kept_alive(&server).await;
    let mut socket = Raw::join(&server, &board).await;
    let mut stream = connect(&server).await;
    let asked = format!("GET /api/boards/{board}/events HTTP/1.1\r\nHost: x\r\n\r\n{REQUEST}");
    stream.write_all(asked.as_bytes()).await.unwrap();
    assert_eq!(answers(&mut stream, 1).await, 1);

    let mut slow = kept_alive(&server).await;
    slow.write_all(&request_of(8_000).as_bytes()[..7_000]).await.unwrap();
    let mut dripping = kept_alive(&server).await;
    let mut head = request_of(15_000).into_bytes().into_iter();
    eventually("a dripped head is given up", async || {
        let byte = head.next().expect("it is given up before it ends");
        let is_gone = dripping.write_all(&[byte]).await.is_err();
        let mut piece = [0; 1_024];
        let is_open = matches!(dripping.try_read(&mut piece), Err(error) if error.kind() == ErrorKind::WouldBlock);
        (is_gone || !is_open).then_some(())
    })
    .await;
    assert_eq!(end(&mut slow).await, 408);

    idle.write_all(REQUEST.as_bytes()).await.unwrap();
    assert_eq!(answers(&mut idle, 1).await, 1, "an idle connection stays");
    socket.write(&frame(FIN | PING, b"here")).await;
    while socket.read_frame().await.expect("a socket stays").opcode != PONG {}
    let mut piece = [0; 16 * 1024];
    while let Ok(n) = stream.try_read(&mut piece) {
        assert!(n > 0, "a stream stays, whatever waits behind it");
    }
}

// [A14] A head that is too large is told so, on a new connection and on one that is kept.
#[tokio::test]
async fn too_large_heads_are_told_so() {
    let server = Server::start().await;
    assert_eq!(status_of(&server, &request_of(15_000)).await, 200);
    assert_eq!(status_of(&server, &request_of(17_000)[..16_400]).await, 431);
    let mut line = kept_alive(&server).await;
    line.write_all(request_of(15_000).as_bytes()).await.unwrap();
    assert_eq!(answers(&mut line, 1).await, 1);
    line.write_all(&request_of(17_000).as_bytes()[..16_384]).await.unwrap();
    assert_eq!(end(&mut line).await, 431);
}

// [A14] Bytes behind an answer that does not end stay with the kernel.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn little_is_read_ahead() {
    const STREAMS: usize = 100;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut lines = Vec::new();
    for _ in 0..STREAMS {
        let mut line = connect(&server).await;
        let asked = format!("GET /api/boards/{board}/events HTTP/1.1\r\nHost: x\r\n\r\n");
        line.write_all(asked.as_bytes()).await.unwrap();
        assert_eq!(answers(&mut line, 1).await, 1);
        lines.push(line);
    }
    let before = server.memory();
    let behind = request_of(100_000).repeat(10);
    for line in &mut lines {
        let mut sent = 0;
        while let Ok(n) = line.try_write(&behind.as_bytes()[sent..]) {
            sent += n;
            if sent == behind.len() {
                break;
            }
            line.writable().await.unwrap();
        }
        assert!(sent > 100_000, "{sent}");
    }
    // Each worker has had its turns with all of them.
    for _ in 0..50 {
        assert_eq!(server.status("/healthz").await, 200);
    }
    let grown = server.memory().saturating_sub(before) >> 10;
    println!("tried: {STREAMS} streams with {} KiB behind each, {grown} KiB", behind.len() >> 10);
    assert!(grown < 64 * STREAMS as u64, "memory grew by {grown} KiB");
}

// [A14] Requests that do not wait for answers are answered, also behind large bodies. A body that follows unanswered
// requests is no part of this: the HTTP library may announce `connection: close` then, as RFC 9112 (9.6) allows.
#[tokio::test]
async fn pipelined_requests_are_answered() {
    const MANY: usize = 500;
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    let edits: Vec<_> = (1..=25)
        .map(|n| serde_json::json!({"ops": [shapes::add(shapes::long_ink(&format!("{}.{n}", script.tag), 45_000))]}))
        .collect();
    let body = script.body(1, &edits).to_string();
    let post = |framing: &str| format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n");
    let whole = post(&format!("Content-Length: {}", body.len())) + &body;
    // The same once more, in small chunks; it is known already.
    let mut chunked = post("Transfer-Encoding: chunked");
    for chunk in body.as_bytes().chunks(100) {
        chunked += &format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk));
    }
    chunked += "0\r\n\r\n";
    let mut line = connect(&server).await;
    for (first, answers) in [(String::new(), MANY), (whole, 1 + MANY), (chunked, 1 + MANY)] {
        let all = first + &REQUEST.repeat(MANY);
        let (mut reading, mut writing) = line.split();
        let writing = async {
            writing.write_all(all.as_bytes()).await.expect("all is taken");
        };
        let reading = async {
            let mut bytes = Vec::new();
            let mut piece = [0; 16 * 1024];
            while bytes.windows(OK.len()).filter(|part| *part == OK).count() < answers {
                let n = reading.read(&mut piece).await.expect("answers");
                assert!(n > 0, "{}", String::from_utf8_lossy(&bytes));
                bytes.extend_from_slice(&piece[..n]);
            }
        };
        let both = async { tokio::join!(writing, reading) };
        tokio::time::timeout(PATIENCE, both).await.expect("all is answered");
    }
    assert_eq!(server.hash(&board).await.0, 25);
}

// [A14] A socket's messages may come with its handshake.
#[tokio::test]
async fn messages_may_follow_a_handshake_at_once() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let extra = format!("Origin: {}\r\nSec-WebSocket-Protocol: lavagna.v1\r\n", server.origin());
    let mut all = upgrade_head(&server, &board, &extra).into_bytes();
    all.extend(frame(FIN | PONG, &[0; 125]).repeat(1_000));
    all.extend(text(&hello()));
    Raw::upgrade(&server, all).await.expect_text("welcome").await;
}
