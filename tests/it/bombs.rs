//! Small input must not become much stored data or memory, and a client that sends much must not stop the others.

use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use crate::harness::Server;
use crate::peer::Peer;
use crate::shapes;

const MIB: u64 = 1024 * 1024;
/// Fewer than make a restore that is fetched instead of sent (C6).
const STROKES: u64 = 1_500;
const AN_EDIT: u64 = 100;

async fn fill(anna: &mut Peer) {
    for first in (0..STROKES).step_by(AN_EDIT as usize) {
        let ids = first..first + AN_EDIT;
        let ops: Vec<_> = ids.map(|n| shapes::add(shapes::stroke(&anna.id(1_000_000 + n), n as i64))).collect();
        // Edits that it may leave unanswered (E11).
        anna.until("some are stored", |peer| peer.pending.len() < 4).await;
        anna.edit(json!(ops)).await;
    }
    anna.until("all are stored", |peer| peer.pending.is_empty()).await;
}

/// Bytes of all files of the database.
fn stored(server: &Server) -> u64 {
    let files = std::fs::read_dir(server.store()).expect("the folder is ours");
    files.map(|file| file.and_then(|file| file.metadata()).map_or(0, |of| of.len())).sum()
}

/// Draws on another board until told to stop; every stroke must be stored.
async fn draw_elsewhere(server: &Server, mut stop: oneshot::Receiver<()>) -> u64 {
    let board = server.new_board().await;
    let mut carla = Peer::join(server, &board, "Carla").await;
    let mut drawn = 0;
    while stop.try_recv() == Err(TryRecvError::Empty) {
        carla.drawn(160, 160).await;
        drawn += 1;
    }
    assert!(carla.nacks.is_empty(), "{:?}", carla.nacks);
    drawn
}

// [L2] [L8] [O7] Taking back a cleared page again and again: each small edit stores at most 3 MiB, memory does not grow with
// their number, and somebody on another board draws on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restores_store_little_and_stop_nobody() {
    const ROUNDS: u64 = 40;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    fill(&mut anna).await;
    let (files, memory) = (stored(&server), server.memory());
    let (stop, stopped) = oneshot::channel::<()>();
    let bomb = async {
        for _ in 0..ROUNDS {
            let upto = anna.mirror.head;
            let cleared = anna.edit(json!([{"op": "clear", "page": 1, "upto": upto}])).await;
            let back = anna.edit(json!([{"op": "restore", "n": cleared}])).await;
            anna.stored(back).await;
        }
        drop(stop);
    };
    let (drawn, ()) = tokio::join!(draw_elsewhere(&server, stopped), bomb);
    let (files, memory) = (stored(&server) - files, server.memory().saturating_sub(memory));
    eprintln!(
        "{ROUNDS} restores of {STROKES} strokes: {} KiB stored, {} KiB of memory, {drawn} strokes elsewhere",
        files >> 10,
        memory >> 10
    );
    assert!(files < ROUNDS * MIB / 4, "{} MiB were stored", files >> 20);
    assert!(memory < 96 * MIB, "memory grew by {} MiB", memory >> 20);
    assert!(drawn >= ROUNDS, "somebody elsewhere waited: {drawn} strokes");
}

// [L2] An edit with a thousand clears and restores is refused; what stood around it is stored.
#[tokio::test]
async fn an_edit_has_one_op_that_grows() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let cleared = anna.clear().await;
    let pair = [json!({"op": "clear", "page": 1, "upto": 1}), json!({"op": "restore", "n": cleared})];
    let bomb: Vec<Value> = pair.iter().cycle().take(1_800).cloned().collect();
    let n = anna.edit(json!(bomb)).await;
    assert_eq!(anna.refused(n).await, "invalid");
    let after = anna.draw(160, 0).await;
    assert_eq!(anna.stored(after).await, 3);
}

// [L8] One client that writes as fast as it can: 16 MiB at once and then half a MiB a second, by the times of the log; everybody
// else saves throughout.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_client_stores_at_a_bounded_rate() {
    const BYTES: u64 = 18 * MIB;
    const EDIT: usize = 46 * 1024;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let before = stored(&server);
    let (stop, stopped) = oneshot::channel::<()>();
    let flood = async {
        let mut sent = 0;
        while sent < BYTES {
            // Edits that it may leave unanswered (E11).
            anna.until("some are stored", |peer| peer.pending.len() < 4).await;
            let n = anna.next;
            let ops = json!([shapes::add(shapes::long_ink(&anna.id(n), EDIT))]);
            sent += ops.to_string().len() as u64;
            anna.edit(ops).await;
            anna.del(&anna.id(n)).await;
        }
        anna.until("all are stored", |peer| peer.pending.is_empty()).await;
        drop(stop);
        sent
    };
    let (drawn, sent) = tokio::join!(draw_elsewhere(&server, stopped), flood);
    let at = |seq: u64| {
        let logged: Value = serde_json::from_str(&anna.log[&seq]).expect("it is JSON");
        logged["at"].as_u64().expect("a time")
    };
    let (first, last) = (*anna.log.keys().next().unwrap(), *anna.log.keys().last().unwrap());
    let seconds = (at(last) - at(first)) as f64 / 1_000.0;
    let grown = stored(&server) - before;
    eprintln!("{} KiB sent, {} KiB stored in {seconds:.1} s, {drawn} strokes elsewhere", sent >> 10, grown >> 10);
    let allowed = 16.0 * MIB as f64 + seconds * 0.5 * MIB as f64 + 4.0 * EDIT as f64;
    assert!(sent as f64 <= allowed, "{sent} bytes in {seconds} s");
    assert!(drawn > 100, "somebody elsewhere waited: {drawn} strokes");
}
