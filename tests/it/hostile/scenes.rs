//! Rows that take more than one message.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::json;
use tokio::net::TcpStream;

use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{End, FIN, PING, Raw, TEXT, frame, header, hello, text};

/// Does its worst on a board.
pub type Scene = for<'a> fn(&'a Server, &'a str) -> LocalBoxFuture<'a, ()>;

/// Row, what is done, how many connections it takes, and the doing.
pub const SCENES: [(u8, &str, usize, Scene); 9] = [
    (18, "a flood of pings that reads no answer", 1, |server, board| pings(server, board).boxed_local()),
    (24, "1,000 connections that say nothing", 1_001, |server, _| silent(server).boxed_local()),
    (27, "resets in the middle of a message", 20, |server, board| resets(server, board).boxed_local()),
    (44, "numbers that jump, repeat and go back", 1, |server, board| numbers(server, board).boxed_local()),
    (51, "names that are markup", 2, |server, board| markup(server, board).boxed_local()),
    (52, "names of marks, spaces and turns", 2, |server, board| names(server, board).boxed_local()),
    (58, "1,000 clears at once", 1, |server, board| clears(server, board).boxed_local()),
    (61, "300 boards, one after the other", 300, |server, _| boards(server).boxed_local()),
    (62, "300 boards opened and left", 600, |server, _| openings(server).boxed_local()),
];

async fn pings(server: &Server, board: &str) {
    let mut raw = Raw::connect_narrow(server, board, Some(8 * 1024)).await;
    raw.write(&text(&hello())).await;
    raw.expect_text("\"t\":\"welcome\"").await;
    let burst = frame(FIN | PING, &[b'x'; 100]).repeat(1_000);
    for _ in 0..100 {
        if raw.try_write(&burst).await.is_err() {
            break;
        }
    }
    let end = raw.end().await;
    assert!(matches!(end, End::Close(4002) | End::Cut), "{end:?}");
}

async fn silent(server: &Server) {
    let mut lines = Vec::new();
    for _ in 0..1_000 {
        lines.push(TcpStream::connect(server.address()).await.expect("there is room in the queue"));
    }
    assert_eq!(server.status("/healthz").await, 200);
}

async fn resets(server: &Server, board: &str) {
    for i in 0..20 {
        let mut raw = Raw::join(server, board).await;
        raw.write(&if i % 2 == 0 { header(FIN | TEXT, 60_000) } else { frame(TEXT, b"{\"t\":") }).await;
        raw.reset();
    }
}

async fn numbers(server: &Server, board: &str) {
    let mut peer = Peer::join(server, board, "Jumper").await;
    let edit = json!({"ops": [{"op": "board", "name": "x"}]});
    // The first may be any number; from there on none is skipped and none is done twice.
    peer.send_ops(7, std::slice::from_ref(&edit)).await;
    let far = [9, 1 << 40, 7, 1, (1 << 53) - 2];
    for n in far {
        peer.send_ops(n, std::slice::from_ref(&edit)).await;
    }
    assert_eq!(peer.expect_nack(8).await.code, "gap");
    peer.expect_ack(7).await;
    peer.ping().await;
    assert_eq!(peer.nacks.len(), 1, "what follows a gap is not answered one by one");
    peer.send_ops(8, std::slice::from_ref(&edit)).await;
    peer.until("it goes on with 8", |peer| peer.stored.contains_key(&(peer.tag.clone(), 8))).await;
    assert_eq!(peer.stored.keys().filter(|(tag, _)| *tag == peer.tag).count(), 2);
}

/// How somebody's name reaches the others.
async fn name_as_seen(server: &Server, board: &str, name: &str) -> String {
    let mut watcher = Peer::join(server, board, "Watcher").await;
    let named = Peer::join(server, board, name).await;
    let number = named.number();
    watcher.until("somebody came", |peer| peer.peers.contains_key(&number)).await;
    watcher.peers[&number].clone()
}

async fn markup(server: &Server, board: &str) {
    let name = "<img src=x onerror=alert(1)>\"><script>";
    assert_eq!(name_as_seen(server, board, name).await, name, "it is text, and stays what it was");
    let page = server.get(&format!("/b/{board}")).await.text().await.expect("a page");
    assert!(!page.contains("onerror"), "no name is a part of a page");
}

async fn names(server: &Server, board: &str) {
    let zalgo = format!("a{}", "\u{301}".repeat(5_000));
    assert_eq!(name_as_seen(server, board, &zalgo).await.chars().count(), 40);
    assert_eq!(name_as_seen(server, board, " \t \u{a0} ").await, "");
    assert_eq!(name_as_seen(server, board, "a\r\n\u{1b}[31mb\u{0}c").await, "a[31mbc");
}

async fn clears(server: &Server, board: &str) {
    let mut raw = Raw::join(server, board).await;
    let edits = vec![json!({"ops": [{"op": "clear", "page": 1, "upto": 0}]}); 250];
    for i in 0..4 {
        raw.write(&text(&json!({"t": "ops", "first": 1 + 250 * i, "edits": edits}).to_string())).await;
    }
    raw.write(&text(&json!({"t": "ping"}).to_string())).await;
    // Taken at the rate of every edit, or put out for flooding.
    loop {
        let Some(frame) = raw.read_frame().await else { return };
        if frame.payload.starts_with(b"{\"t\":\"hb\"") {
            return;
        }
        assert!(frame.opcode != crate::raw::CLOSE || frame.payload.starts_with(&4002u16.to_be_bytes()), "{frame:?}");
    }
}

async fn boards(server: &Server) {
    for _ in 0..300 {
        server.new_board().await;
    }
}

async fn openings(server: &Server) {
    for _ in 0..300 {
        let board = server.new_board().await;
        server.snapshot(&board).await;
    }
}
