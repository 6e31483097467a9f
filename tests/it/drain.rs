//! The server leaves when it is told to: nothing is lost, everybody is told.

use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Executor};

use crate::harness::{Server, eventually};
use crate::peer::{Gone, Outcome, Peer};

/// A7.
const EXIT: Duration = Duration::from_secs(3);

/// Draws without a pause until the connection ends.
async fn draw_until_the_end(mut peer: Peer) -> (Peer, Gone) {
    loop {
        if peer.pending.len() < 20 {
            peer.draw(0, 0).await;
        }
        if let Err(gone) = peer.pump().await {
            return (peer, gone);
        }
    }
}

async fn leaves_well(signal: &str) {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut drawing = Vec::new();
    for i in 0..4 {
        let peer = Peer::join(&server, &board, &format!("Pupil {i}")).await;
        drawing.push(tokio::spawn(draw_until_the_end(peer)));
    }
    let watcher = Peer::join(&server, &board, "Watcher").await;
    let watching = tokio::spawn(async move {
        let mut watcher = watcher;
        let gone = watcher.closed().await;
        (watcher, gone)
    });
    eventually("the drawers draw", async || (server.hash(&board).await.0 > 100).then_some(())).await;
    let start = Instant::now();
    server.signal(signal);
    let status = server.exit().await;
    let took = start.elapsed();
    assert_eq!(status.code(), Some(0), "{signal}: {}", server.output());
    assert!(took < EXIT, "{signal}: {took:?}");
    let (watcher, gone) = watching.await.unwrap();
    assert_eq!(gone.0.map(|(code, _)| code), Some(1012), "{signal}");
    assert!(watcher.bye.is_some(), "{signal}: bye comes before the close");
    let mut peers = Vec::new();
    for task in drawing {
        let (peer, gone) = task.await.unwrap();
        assert_eq!(gone.0.map(|(code, _)| code), Some(1012), "{signal}: {}", peer.name);
        assert!(peer.bye.is_some());
        peers.push(peer);
    }
    server.restart().await;
    // The queues go on where they were cut, and what was acknowledged is there once.
    for peer in &mut peers {
        peer.come_back().await;
        peer.until("all is decided", |peer| peer.pending.is_empty()).await;
        assert!(peer.outcomes.values().all(|outcome| matches!(outcome, Outcome::Stored(_))));
    }
    let (seq, hash) = server.hash(&board).await;
    assert_eq!(seq, peers.iter().map(|peer| peer.next - 1).sum::<u64>());
    for peer in &mut peers {
        peer.expect_head(seq).await;
        assert_eq!(peer.mirror.hash(), hash);
    }
}

// [A7] [C10] [C11] What a container manager sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_loses_nothing() {
    leaves_well("TERM").await;
}

// [A7] [C10] What Ctrl-C sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigint_under_load_loses_nothing() {
    leaves_well("INT").await;
}

// [A7] [L8] Edits that wait for their turn stay with their authors; the server does not wait for them.
#[tokio::test]
async fn a_long_queue_does_not_hold_the_server() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut busy = Peer::join(&server, &board, "Busy").await;
    for _ in 0..1_300 {
        busy.draw(0, 0).await;
        busy.until("fewer than 250 unanswered", |peer| peer.pending.len() < 250).await;
    }
    let start = Instant::now();
    server.signal("TERM");
    let gone = busy.closed().await;
    assert_eq!(gone.0.map(|(code, _)| code), Some(1012));
    assert!(busy.bye.is_some());
    let status = server.exit().await;
    assert_eq!(status.code(), Some(0), "{}", server.output());
    assert!(start.elapsed() < EXIT, "{:?}", start.elapsed());
    server.restart().await;
    busy.come_back().await;
    busy.until("all is decided", |peer| peer.pending.is_empty()).await;
    assert_eq!(busy.mirror.head, 1_300);
}

// [A7] A peer that does not read cannot hold the server.
#[tokio::test]
async fn a_server_leaves_though_a_peer_is_stuck() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let _silent = crate::raw::Raw::join(&server, &board).await;
    let _early = crate::raw::Raw::connect(&server, &board).await;
    let _half = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    let start = Instant::now();
    server.signal("TERM");
    let status = server.exit().await;
    assert_eq!(status.code(), Some(0), "{}", server.output());
    assert!(start.elapsed() < EXIT, "{:?}", start.elapsed());
}

// [A7] [L6] A disk that does not answer cannot hold it either; what was not acknowledged is not lost.
#[tokio::test]
async fn a_server_leaves_though_its_disk_hangs() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let options = SqliteConnectOptions::new().filename(server.database());
    let mut blocker = SqliteConnection::connect_with(&options).await.unwrap();
    blocker.execute("BEGIN IMMEDIATE").await.unwrap();
    anna.draw(160, 0).await;
    anna.ping().await;
    let start = Instant::now();
    server.signal("TERM");
    let gone = anna.closed().await;
    assert_eq!(gone.0.map(|(code, _)| code), Some(1012));
    let status = server.exit().await;
    assert_eq!(status.code(), Some(0), "{}", server.output());
    assert!(start.elapsed() < EXIT, "{:?}", start.elapsed());
    blocker.execute("ROLLBACK").await.unwrap();
    server.restart().await;
    anna.come_back().await;
    anna.until("all is decided", |peer| peer.pending.is_empty()).await;
    assert_eq!((anna.mirror.head, anna.mirror.hash()), server.hash(&board).await);
}
