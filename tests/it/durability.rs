//! Power gone at any instant: what was acknowledged is there exactly once, and all replicas are equal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::harness::{Server, eventually};
use crate::peer::{Outcome, Peer};
use crate::shapes;
use serde_json::json;

const DRAWERS: usize = 10;
const KILLS: usize = 5;
/// Edits that are stored between two kills at least.
const BETWEEN: u64 = 150;
/// Edits that a drawer has on the way: some are always lost with the connection.
const ON_THE_WAY: usize = 8;

/// What the drawers share with the one who kills.
#[derive(Default)]
struct Progress {
    stored: AtomicU64,
    over: AtomicBool,
}

/// Draws, moves and deletes until told to stop; comes back whenever the connection is gone.
async fn draw_on(mut peer: Peer, progress: Arc<Progress>) -> Peer {
    let mut counted = 0;
    while !progress.over.load(Ordering::Relaxed) || !peer.pending.is_empty() {
        while peer.pending.len() < ON_THE_WAY && !progress.over.load(Ordering::Relaxed) {
            act(&mut peer).await;
        }
        if peer.pump().await.is_err() {
            peer.come_back().await;
        }
        let stored = peer.outcomes.len() as u64;
        progress.stored.fetch_add(stored - counted, Ordering::Relaxed);
        counted = stored;
    }
    peer
}

async fn act(peer: &mut Peer) {
    let n = peer.next;
    match n % 5 {
        3 => peer.edit(json!([shapes::move_to(&peer.id(n - 1), 7, n as i64)])).await,
        4 => peer.del(&peer.id(n - 3)).await,
        _ => peer.draw(160 * n as i64, 0).await,
    };
}

/// Kills the server again and again while the drawers draw.
async fn kill_and_restart(server: &mut Server, progress: &Progress) {
    for kill in 1..=KILLS as u64 {
        let enough = || progress.stored.load(Ordering::Relaxed) >= kill * BETWEEN;
        eventually("the drawers draw", async || enough().then_some(())).await;
        server.kill_9();
        server.restart().await;
    }
    progress.over.store(true, Ordering::Relaxed);
}

// [G1] [G2] [S4] [E1] [E6] [E8] [O1] Ten draw, the process is killed five times: nothing acknowledged is missing,
// nothing is there twice, and every replica is the same board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_that_was_acknowledged() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let progress = Arc::new(Progress::default());
    let mut drawing = Vec::new();
    for i in 0..DRAWERS {
        let peer = Peer::join(&server, &board, &format!("Pupil {i}")).await;
        drawing.push(tokio::spawn(draw_on(peer, progress.clone())));
    }
    kill_and_restart(&mut server, &progress).await;
    let mut peers = Vec::new();
    for task in drawing {
        peers.push(task.await.expect("a drawer did not fail"));
    }
    let (seq, hash) = server.hash(&board).await;
    for peer in &mut peers {
        // Who was done before the last kill has not noticed it.
        peer.vanish();
        peer.come_back().await;
        peer.expect_head(seq).await;
        assert_eq!(peer.mirror.hash(), hash, "{}", peer.name);
        let numbers: Vec<u64> = peer.outcomes.keys().copied().collect();
        assert_eq!(numbers, (1..peer.next).collect::<Vec<u64>>(), "{}: every edit is decided", peer.name);
        assert!(peer.outcomes.values().all(|outcome| matches!(outcome, Outcome::Stored(_))), "{:?}", peer.outcomes);
    }
    assert_log_is_whole(&server, &board, &peers).await;
    server.kill_9();
    server.restart().await;
    assert_eq!(server.hash(&board).await, (seq, hash), "the board as it was, read from the disk");
}

/// A newcomer reads the log from its beginning: contiguous, with every edit of everybody exactly once, at
/// the place that its author was told.
async fn assert_log_is_whole(server: &Server, board: &str, peers: &[Peer]) {
    let newcomer = Peer::join(server, board, "Newcomer").await;
    let mut told = BTreeMap::new();
    for peer in peers {
        for (n, outcome) in &peer.outcomes {
            if let Outcome::Stored(seq) = outcome {
                told.insert((peer.tag.clone(), *n), *seq);
            }
        }
    }
    assert_eq!(newcomer.stored, told);
    assert_eq!(newcomer.mirror.head, told.len() as u64);
}
