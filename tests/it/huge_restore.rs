//! A restore may bring back a whole board: the server sends it to nobody as one message.

use serde_json::json;

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::raw::{Raw, hello, text};
use crate::shapes;

const SHAPES: u64 = 8_000;
const AN_EDIT: u64 = 100;
/// Apart from those that are named after their edit.
const OTHER_IDS: u64 = 1_000_000;
const WATCHING: u64 = 40;
/// A stroke of 40 points in a logged restore.
const STROKE_BYTES: u64 = 500;

/// Anna fills the board; the others read meanwhile, however long that takes.
async fn fill(anna: &mut Peer, others: &mut [Peer]) {
    for first in (0..SHAPES).step_by(AN_EDIT as usize) {
        let numbers = first..first + AN_EDIT;
        let ops: Vec<_> = numbers.map(|n| shapes::add(shapes::stroke(&anna.id(OTHER_IDS + n), n as i64))).collect();
        anna.edit(json!(ops)).await;
        anna.until("some are stored", |peer| peer.pending.len() < 6).await;
        for other in &mut *others {
            other.expect_head(anna.mirror.head).await;
        }
    }
    anna.until("all are stored", |peer| peer.pending.is_empty()).await;
}

/// Somebody who has the board and does not read any further.
async fn watch(server: &Server, board: &str, anna: &Peer) -> Raw {
    let mut raw = Raw::connect_narrow(server, board, Some(8 * 1024)).await;
    let place = format!(r#""since":{},"at":{}"#, anna.mirror.head, anna.mirror.at);
    raw.write(&text(&hello().replace(r#""since":0,"at":0"#, &place))).await;
    raw.expect_text("\"t\":\"live\"").await;
    raw
}

/// Clears the page, brings all back, draws at once, and goes on from the snapshot.
async fn clear_and_restore((server, board): (&Server, &str), peers: &mut [Peer]) {
    // A manifest is kept for a second; this one must not be what they are sent for.
    server.snapshot(board).await;
    let cleared = peers[0].clear().await;
    peers[0].restore(cleared).await;
    peers[0].draw(7, 7).await;
    for peer in &mut *peers {
        peer.until("being sent for the snapshot", |peer| peer.resync).await;
        peer.welcomed(server).await;
        peer.catch_up().await;
    }
    assert!(peers[0].pending.is_empty(), "{:?}", peers[0].pending);
}

// [C6] [B6] [V9] [A2] All are sent for the snapshot instead, the one who asked for it too, and go on from there.
#[tokio::test]
async fn a_huge_restore_is_fetched_and_not_sent() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut peers = [Peer::join(&server, &board, "Anna").await, Peer::join(&server, &board, "Bruno").await];
    let (anna, others) = peers.split_at_mut(1);
    fill(&mut anna[0], others).await;
    // The first round is warm-up without watchers: the memory that it takes stays.
    clear_and_restore((&server, &board), &mut peers).await;
    let mut watching = Vec::new();
    for _ in 0..WATCHING {
        watching.push(watch(&server, &board, &peers[0]).await);
    }
    let memory = server.memory();
    clear_and_restore((&server, &board), &mut peers).await;
    for raw in &mut watching {
        raw.expect_text("\"t\":\"resync\"").await;
    }
    let grown = server.memory().saturating_sub(memory);
    let [anna, bruno] = &mut peers;
    let drawn = bruno.drawn(160, 0).await;
    let (seq, hash) = server.hash(&board).await;
    assert!(grown < WATCHING * SHAPES * STROKE_BYTES / 4, "memory grew by {} MiB", grown >> 20);
    for peer in [anna, bruno] {
        peer.expect_head(seq).await;
        assert_eq!(peer.mirror.hash(), hash, "{}", peer.name);
        let largest = peer.log_sizes.iter().map(|(bytes, _)| *bytes).max();
        assert!(largest < Some(1 << 20), "{largest:?}");
        assert!(peer.mirror.shape(&drawn).is_some());
        assert_eq!(peer.mirror.count() as u64, SHAPES + 3);
    }
}

// [O11] [L6] While the text of a large restore is written, everybody on other boards saves. It is written in no step: here it
// never ends, and the restore is stored after the next start.
#[tokio::test]
async fn others_save_while_a_large_restore_is_written() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    fill(&mut anna, &mut []).await;
    let cleared = anna.clear().await;
    anna.stored(cleared).await;
    server.kill_9();
    server.launch_again_with_faults("large-text=pause");
    server.ready().await;
    anna.come_back().await;
    let restore = anna.edit(json!([{ "op": "restore", "n": cleared }])).await;
    let other = server.new_board().await;
    let mut bruno = Peer::join(&server, &other, "Bruno").await;
    for x in 0..20 {
        bruno.drawn(x * 160, 0).await;
    }
    assert!(bruno.nacks.is_empty(), "{:?}", bruno.nacks);
    assert!(anna.pending.contains_key(&restore), "it is not stored yet");
    let head = server.hash(&board).await.0;
    server.kill_9();
    server.restart().await;
    anna.come_back().await;
    eventually("the restore", async || (server.hash(&board).await.0 == head + 1).then_some(())).await;
    let counted = server.snapshot(&board).await;
    let chunks = counted["chunks"].as_array().expect("a manifest has chunks");
    let unchunked = counted["delta"]["shapes"].as_array().expect("a manifest has a delta").len() as u64;
    assert_eq!(chunks.iter().filter_map(|chunk| chunk["count"].as_u64()).sum::<u64>() + unchunked, SHAPES);
}
