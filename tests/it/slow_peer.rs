//! A peer that does not read: it loses what can be lost, gets what it must have, and costs nobody else anything.

use serde_json::{Value, json};

use crate::harness::Server;
use crate::mirror::Mirror;
use crate::peer::Peer;
use crate::raw::{End, FIN, PONG, Raw, TEXT, frame, hello, text};
use crate::shapes;

/// Bytes of log that no buffer on the way holds, even of a slow reader: the kernel's, the outbox, and the log that is
/// kept at hand.
const TOO_MUCH: usize = 7 << 20;
const EDIT: usize = 40_000;
/// Share of each edit that a slow reader takes. All of it buys a minute at the lowest rate that the server accepts (V9), so
/// that it stays connected however long a busy machine takes to fill the board.
const SLOWLY: usize = EDIT / 8;
const ON_THE_WAY: usize = 6;

/// Draws until nothing on the way can hold it.
async fn fill(anna: &mut Peer) {
    fill_and(anna, async || {}).await;
}

/// The same, and does something after every edit.
async fn fill_and(anna: &mut Peer, mut also: impl AsyncFnMut()) {
    for g in 0..(TOO_MUCH / EDIT) as u64 {
        let id = anna.id(anna.next);
        anna.edit(json!([shapes::add(shapes::long_ink(&id, EDIT))])).await;
        anna.send(&shapes::ink_draft(g, &anna.id(9_000_000 + g), 0, 20)).await;
        anna.until("some are stored", |peer| peer.pending.len() < ON_THE_WAY).await;
        also().await;
    }
    anna.until("all are stored", |peer| peer.pending.is_empty()).await;
}

#[derive(serde::Deserialize)]
struct Log {
    seq: u64,
    edits: Vec<lavagna::board::LoggedEdit>,
}

/// Everything that waits for a connection up to the answer to a ping.
async fn read_on(raw: &mut Raw) -> Vec<Value> {
    raw.write(&text(r#"{"t":"ping"}"#)).await;
    let mut messages = Vec::new();
    loop {
        let frame = raw.read_frame().await.expect("the connection goes on");
        if frame.opcode != TEXT {
            continue;
        }
        let message: Value = serde_json::from_slice(&frame.payload).unwrap();
        let over = message["t"] == "hb";
        messages.push(message);
        if over {
            return messages;
        }
    }
}

// [V9] [L7] [L3] Who reads slowly loses live frames, gets the whole log from its own place, and then the answer.
#[tokio::test]
async fn a_slow_peer_gets_log_and_answers_afterwards() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut slow = Raw::connect_narrow(&server, &board, Some(8 * 1024)).await;
    slow.write(&text(&hello())).await;
    slow.expect_text("\"t\":\"live\"").await;
    let before = server.memory();
    fill_and(&mut anna, async || slow.read_bytes(SLOWLY).await).await;
    let head = anna.mirror.head;
    // The board and the log that is kept at hand grow too.
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 3 * TOO_MUCH as u64, "memory grew by {} MiB", grown >> 20);
    slow.write(&text(r#"{"t":"ops","first":1,"edits":[{"ops":[]}]}"#)).await;
    let mut next = 1;
    let mut messages = Vec::new();
    while !messages.iter().any(|message: &Value| message["t"] == "nack") {
        messages = read_on(&mut slow).await;
        for message in &messages {
            match message["t"].as_str().unwrap() {
                "log" => {
                    assert_eq!(message["seq"], next, "the log is whole");
                    next += message["edits"].as_array().unwrap().len() as u64;
                }
                "nack" => assert_eq!(message["code"], "invalid"),
                _ => {}
            }
        }
    }
    assert_eq!(next - 1, head);
    println!(
        "tried: one who reads an eighth of {} MiB, memory grew by {} MiB, then got all",
        TOO_MUCH >> 20,
        grown >> 20
    );
    anna.send(&json!({"t": "presence", "cursor": [7, 7]})).await;
    slow.expect_text("\"cursor\":[7,7]").await;
}

// [V9] [L7] [G3] A slow reader falls far behind and costs the others nothing; when it reads on it gets the log from
// its own place, without asking, and has the same board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_recovers() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut slow = Raw::connect_narrow(&server, &board, Some(4 * 1024)).await;
    slow.write(&text(&hello())).await;
    slow.expect_text("\"t\":\"live\"").await;
    fill_and(&mut anna, async || slow.read_bytes(SLOWLY).await).await;
    let (head, hash) = server.hash(&board).await;
    bruno.expect_head(head).await;
    assert_eq!((anna.mirror.hash(), bruno.mirror.hash()), (hash.clone(), hash.clone()));
    let mut mirror = Mirror::default();
    while mirror.head < head {
        let message = slow.expect_text("\"t\":\"log\"").await;
        let log: Log = serde_json::from_str(&message).unwrap();
        (log.seq..).zip(&log.edits).for_each(|(seq, edit)| assert!(mirror.take(seq, edit), "edit {seq} comes once"));
    }
    assert_eq!(mirror.hash(), hash);
    // It follows again.
    anna.drawn(0, 0).await;
    slow.expect_text(&format!("\"seq\":{}", head + 1)).await;
}

// [V9] [F7] Stuck for good: it is put out, with 4001 if it still listens, and the others draw on.
#[tokio::test]
async fn a_stuck_peer_is_put_out_and_nobody_waits() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut stuck = Raw::connect_narrow(&server, &board, Some(8 * 1024)).await;
    stuck.write(&text(&hello())).await;
    stuck.expect_text("\"t\":\"live\"").await;
    anna.until("three are here", |peer| peer.count == 3).await;
    let reading = tokio::spawn(async move {
        bruno.expect_head((TOO_MUCH / EDIT) as u64).await;
        bruno
    });
    fill(&mut anna).await;
    let mut bruno = reading.await.expect("who reads gets everything");
    assert_eq!(bruno.mirror.hash(), anna.mirror.hash());
    let seen = anna.mirror.head;
    bruno.until("the stuck one is put out", |peer| peer.count == 2).await;
    let n = bruno.draw(0, 0).await;
    assert_eq!(bruno.stored(n).await, seen + 1);
    let end = stuck.end().await;
    assert!(matches!(end, End::Close(4001) | End::Cut), "{end:?}");
}

// [V9] A peer that reads but says nothing else is no slow peer.
#[tokio::test]
async fn a_reading_peer_keeps_its_place() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut reader = Raw::join(&server, &board).await;
    for i in 0..50 {
        anna.drawn(160 * i, 0).await;
    }
    reader.expect_text("\"seq\":50,").await;
    reader.write(&frame(FIN | PONG, b"still here")).await;
    anna.drawn(0, 0).await;
    reader.expect_text("\"seq\":51,").await;
}
