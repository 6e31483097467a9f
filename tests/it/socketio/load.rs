//! Many sessions, sessions that flood or never read, and a server that dies under them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::iter;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;

use super::{POLLING, Session, drawing, shapes_of};
use crate::harness::{Server, eventually};
use crate::peer::Peer;

// [I9] [C13] Sessions are peers: they count, and a session above the limit comes back by itself when somebody leaves.
#[tokio::test]
async fn sessions_are_peers_of_a_full_board() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut sessions = Vec::new();
    for _ in 0..600 {
        sessions.push(Session::open(&server, &board).await);
        assert_eq!(sessions.last().unwrap().post("40").await.0, 200);
    }
    for session in &sessions {
        session.until("40{").await;
    }
    let late = Session::open(&server, &board).await;
    late.post("40").await;
    assert!(["1", "6\u{1e}1"].contains(&late.poll().await.1.as_str()));
}

// [I7] [I10] A session that never polls and one that floods bother nobody, and the flood is slowed down.
#[tokio::test]
async fn floods_and_silence_bother_nobody() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let silent = Session::join(&server, &board).await;
    let flood = Session::join(&server, &board).await;
    let viewer = Session::join(&server, &board).await;
    let many = vec![format!("42{}", drawing([0.1, 0.1], [0.2, 0.2], "red")); 700].join("\u{1e}");
    let began = Instant::now();
    let flooding = async { while flood.post(&many).await.0 == 200 {} };
    let others = async {
        viewer.until("drawing").await;
        let drawer = Session::join(&server, &board).await;
        drawer.draw([0.3, 0.3], [0.4, 0.4], "#123456").await;
        viewer.until("#123456").await;
        assert_eq!(silent.poll().await.0, 200, "it is still there");
    };
    tokio::select! {
        () = flooding => panic!("it is slowed down, not ended"),
        () = others => {}
    }
    let (head, _) = server.hash(&board).await;
    let most = 400 + 700 + 200 * (began.elapsed().as_secs() + 1);
    assert!(head <= most, "{head} events were stored, {most} at most");
}

// [I10] A session that never reads the answers that it causes ends.
#[tokio::test]
async fn unread_answers_end_a_session() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let session = Session::join(&server, &board).await;
    let namespaces = vec!["40/x,"; 10_000].join("\u{1e}");
    let ended = async || (session.post(&namespaces).await.0 == 400).then_some(());
    eventually("it ends", ended).await;
}

/// Waits until the server has read all that was sent over its connections, of which there are at least `open`.
async fn until_read(server: &Server, open: usize) {
    let port = format!(":{:04X}", server.port());
    let is_read = async || {
        let table = std::fs::read_to_string(format!("/proc/{}/net/tcp", server.pid())).expect("it runs");
        let sockets = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        // Local address, state 01 for established, and the unread bytes after the colon.
        let unread: Vec<bool> = sockets
            .filter(|fields| fields.len() > 4 && fields[1].ends_with(&port) && fields[3] == "01")
            .map(|fields| !fields[4].ends_with(":00000000"))
            .collect();
        (unread.len() >= open && !unread.contains(&true)).then_some(())
    };
    eventually("the server has read all requests", is_read).await;
}

// [I5] [I8] [I12] The server is killed while a poll waits and another session draws: what was acknowledged is there after
// the restart, the old ids are unknown, and returning clients see it and draw on.
#[tokio::test]
async fn a_killed_server_keeps_what_was_stored() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let (sid, mut poll) = {
        let session = Session::join(&server, &board).await;
        let waiting = Session::join(&server, &board).await;
        session.post(&format!("421{}", drawing([0.0, 0.0], [0.5, 0.5], "#654321"))).await;
        session.until("431[]").await;
        waiting.until("#654321").await;
        let poll = waiting.begin_poll().await;
        until_read(&server, 1).await;
        let (_, sid) = waiting.address.split_once("&sid=").expect("an id");
        (sid.to_owned(), poll)
    };
    server.kill_9();
    let mut answer = Vec::new();
    // The connection is cut, cleanly or not, and no answer came.
    let _cut = poll.read_to_end(&mut answer).await;
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    server.restart().await;
    assert_eq!(server.status(&format!("/socket.io/?{POLLING}&board={board}&sid={sid}")).await, 400);
    let session = Session::open(&server, &board).await;
    session.post("40").await;
    session.until("#654321").await;
    session.post(&format!("422{}", drawing([0.5, 0.5], [0.9, 0.5], "#765432"))).await;
    session.until("432[]").await;
    assert!(shapes_of(&server, &board, 2).await.iter().any(|shape| shape["style"]["ink"] == "#654321"));
}

/// Keeps a session alive by polls that wait, over one connection, until a packet draws something.
async fn wait_for_drawing(session: &Session<'_>, posts: &Semaphore) {
    let mut socket = session.begin_poll().await;
    let mut answer = Vec::new();
    loop {
        let mut part = [0; 1024];
        let length = socket.read(&mut part).await.expect("an answer");
        assert!(length > 0, "the connection ended after {}", String::from_utf8_lossy(&answer));
        answer.extend(&part[..length]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        if text.contains("drawing") {
            return;
        }
        if text.ends_with("\r\n\r\n2") {
            let turn = posts.acquire().await.expect("it is never closed");
            assert_eq!(session.post("3").await.0, 200);
            drop(turn);
            answer.clear();
            socket.write_all(session.poll_request().as_bytes()).await.expect("a request");
        }
    }
}

// [I10] 10,000 idle sessions on 17 full boards, each with a poll that waits, take at most 32 KiB each, and a page draws
// beside them: all sessions of its board get the stroke.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_sessions_are_small() {
    const SESSIONS: usize = 10_000;
    const ON_A_BOARD: usize = 590;
    let server = Server::start().await;
    let mut boards = Vec::new();
    while boards.len() * ON_A_BOARD < SESSIONS {
        boards.push(server.new_board().await);
    }
    // Loads each board, so that only sessions are counted.
    for board in &boards {
        Session::join(&server, board).await;
    }
    let before = server.memory();
    let (turns, joined, drawn) = (Semaphore::new(32), AtomicUsize::new(0), AtomicUsize::new(0));
    let sessions = iter(0..SESSIONS).map(async |n| {
        let turn = turns.acquire().await.expect("it is never closed");
        let session = Session::join(&server, &boards[n / ON_A_BOARD]).await;
        drop(turn);
        joined.fetch_add(1, Ordering::Relaxed);
        wait_for_drawing(&session, &turns).await;
        drawn.fetch_add(1, Ordering::Relaxed);
    });
    let reached = async |count: &AtomicUsize, goal: usize| {
        while count.load(Ordering::Relaxed) < goal {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let measured = async {
        reached(&joined, SESSIONS).await;
        until_read(&server, SESSIONS).await;
        let each = server.memory().saturating_sub(before) / SESSIONS as u64;
        println!("{each} bytes for each of {SESSIONS} idle sessions");
        assert!(each <= 32 * 1024, "{each} bytes each");
        assert_eq!(drawn.load(Ordering::Relaxed), 0, "all of them wait");
        let mut anna = Peer::join(&server, &boards[0], "Anna").await;
        anna.drawn(0, 0).await;
        reached(&drawn, ON_A_BOARD).await;
    };
    tokio::select! {
        _ = sessions.buffer_unordered(SESSIONS).count() => panic!("the other boards see nothing"),
        () = measured => {}
    }
}
