//! A lesson in small: some draw, a class watches, everybody ends with the same board.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::harness::Server;
use crate::peer::Peer;
use crate::shapes;

const DRAWERS: usize = 3;
const VIEWERS: usize = 20;
const STROKES: usize = 30;
const PIECES: usize = 10;

async fn teach(mut peer: Peer) -> Peer {
    for stroke in 0..STROKES {
        let id = peer.id(peer.next);
        for piece in 0..PIECES {
            peer.send(&shapes::ink_draft(stroke as u64, &id, 4 * piece, 4)).await;
        }
        let n = peer.next;
        peer.send(&json!({"t": "draft", "g": stroke, "done": n})).await;
        peer.draw(160 * stroke as i64, 0).await;
        peer.stored(n).await;
    }
    peer
}

async fn watch(mut peer: Peer, over: Arc<AtomicUsize>) -> Peer {
    peer.until("everything is drawn", |peer| peer.mirror.head == (DRAWERS * STROKES) as u64).await;
    over.fetch_add(1, Ordering::Relaxed);
    peer
}

// [V8] [L3] [O1] [V2] Three draw, twenty watch: the same log, the same board, and the pens were seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_ends_with_one_board() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let over = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for i in 0..VIEWERS {
        let peer = Peer::join(&server, &board, &format!("Pupil {i}")).await;
        tasks.push(tokio::spawn(watch(peer, over.clone())));
    }
    for i in 0..DRAWERS {
        let peer = Peer::join(&server, &board, &format!("Teacher {i}")).await;
        tasks.push(tokio::spawn(teach(peer)));
    }
    let mut peers = Vec::new();
    for task in tasks {
        peers.push(task.await.expect("nobody failed"));
    }
    let (seq, hash) = server.hash(&board).await;
    let log = {
        let mut newcomer = Peer::join(&server, &board, "Newcomer").await;
        newcomer.ping().await;
        newcomer.log.clone()
    };
    for peer in &mut peers {
        peer.expect_head(seq).await;
        assert_eq!((&peer.log, peer.mirror.hash()), (&log, hash.clone()), "{}", peer.name);
        let seen: BTreeSet<u64> = peer.drafts().into_iter().map(|(drawer, _)| drawer).collect();
        assert_eq!(seen.len(), DRAWERS, "{} saw the pens of all", peer.name);
    }
    assert_eq!(over.load(Ordering::Relaxed), VIEWERS);
}

// [O1] Boards do not see each other.
#[tokio::test]
async fn boards_are_apart() {
    let server = Server::start().await;
    let (one, other) = (server.new_board().await, server.new_board().await);
    let mut anna = Peer::join(&server, &one, "Anna").await;
    let mut bruno = Peer::join(&server, &other, "Bruno").await;
    let a = anna.draw(0, 0).await;
    let b = bruno.draw(160, 0).await;
    assert_eq!((anna.stored(a).await, bruno.stored(b).await), (1, 1));
    anna.ping().await;
    bruno.ping().await;
    assert_eq!((anna.mirror.head, anna.count), (1, 1));
    assert_ne!(anna.mirror.hash(), bruno.mirror.hash());
}
