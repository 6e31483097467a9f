//! The server leaves when it is told to: nothing is lost, everybody is told.

use std::time::{Duration, Instant};

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
