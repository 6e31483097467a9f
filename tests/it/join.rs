//! Coming in: handshake, hello, the log that follows, and starting anew when the order was lost.

use serde_json::{Value, json};

use crate::harness::Server;
use crate::mirror::Mirror;
use crate::peer::{Gone, Outcome, Peer, fresh_hex, number};
use crate::raw::{End, Raw, hello, status_of, text, upgrade_head};
use crate::shapes;

fn code(gone: Gone) -> u16 {
    gone.0.map_or(0, |(code, _)| code)
}

// [C1] Only this server's own pages get through, to a board that is there, with the protocol by name.
#[tokio::test]
async fn handshake_is_refused_before_the_upgrade() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let own = server.origin();
    let protocol = "Sec-WebSocket-Protocol: lavagna.v1\r\n";
    let unknown = "A".repeat(22);
    let cases = [
        ("own Origin", board.as_str(), format!("Origin: {own}\r\n{protocol}"), 101),
        ("among others", &board, format!("Origin: {own}\r\nSec-WebSocket-Protocol: chat, lavagna.v1\r\n"), 101),
        ("foreign, and no protocol", &board, "Origin: http://evil.example\r\n".to_owned(), 403),
        ("unknown board", &unknown, format!("Origin: {own}\r\n{protocol}"), 404),
        ("no board id", "nonsense", format!("Origin: {own}\r\n{protocol}"), 404),
        ("no protocol", &board, format!("Origin: {own}\r\n"), 400),
        ("other protocol", &board, format!("Origin: {own}\r\nSec-WebSocket-Protocol: lavagna.v0\r\n"), 400),
    ];
    for (what, board, extra, expected) in cases {
        let status = status_of(&server, &upgrade_head(&server, board, &extra)).await;
        assert_eq!(status, expected, "{what}");
    }
}

// [C2] Something else before hello is unreadable.
#[tokio::test]
async fn nothing_is_taken_before_hello() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for early in [r#"{"t":"ping"}"#, r#"{"t":"ops","first":1,"edits":[{"ops":[{"op":"board","name":"x"}]}]}"#] {
        let mut raw = Raw::connect(&server, &board).await;
        raw.write(&text(early)).await;
        assert_eq!(raw.end().await, End::Close(4500), "{early}");
    }
    assert_eq!(server.hash(&board).await.0, 0);
}

// [C2] [C11] Who says nothing is sent away.
#[tokio::test]
async fn a_hello_that_does_not_come_is_late() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut raw = Raw::connect(&server, &board).await;
    assert_eq!(raw.end().await, End::Close(4000));
}

// [C3] [C9] A hello has its fields, of their types, and no others.
#[tokio::test]
async fn a_hello_is_read_strictly() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let good: Value = serde_json::from_str(&hello()).unwrap();
    let bad = [
        ("person", json!("00")),
        ("person", json!("G".repeat(32))),
        ("person", json!(7)),
        ("tag", json!("00ff")),
        ("tag", json!("00FF00FF00FF00FF")),
        ("name", json!(null)),
        ("since", json!(-1)),
        ("since", json!(1.5)),
        ("since", json!(1u64 << 53)),
        ("at", json!("0")),
        ("surprise", json!(1)),
    ];
    for (field, value) in bad {
        let mut hello = good.clone();
        hello[field] = value;
        let mut raw = Raw::connect(&server, &board).await;
        raw.write(&text(&hello.to_string())).await;
        assert_eq!(raw.end().await, End::Close(4500), "{hello}");
    }
    let mut raw = Raw::connect(&server, &board).await;
    raw.write(&text(&good.to_string())).await;
    raw.expect_text("\"t\":\"welcome\"").await;
}

// [C4] The welcome says who is there, who one is, and how far one's own edits got.
#[tokio::test]
async fn welcome_says_where_one_is() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let welcome = anna.welcome.clone();
    assert_eq!((number(&welcome["head"]), number(&welcome["at"]), number(&welcome["last"])), (0, 0, 0));
    assert_eq!((&welcome["role"], &welcome["mode"]), (&json!("editor"), &json!("free")));
    assert_eq!((&welcome["peers"], number(&welcome["count"])), (&json!([]), 1));
    assert_eq!(anna.author(), None, "nobody is an author before drawing");
    anna.drawn(0, 0).await;
    anna.drawn(16, 0).await;

    let bruno = Peer::join(&server, &board, "Bruno").await;
    let card = json!({"peer": anna.number(), "name": "Anna", "tag": anna.tag, "author": 1});
    assert_eq!(bruno.welcome["peers"], json!([card]));
    assert_eq!(number(&bruno.welcome["count"]), 2);
    assert_ne!(bruno.number(), anna.number());
    assert_eq!((number(&bruno.welcome["head"]), bruno.welcome["at"].clone()), (2, json!(anna.mirror.at)));

    let first = anna.number();
    anna.vanish();
    anna.enter(&server).await;
    assert_eq!((number(&anna.welcome["last"]), anna.author()), (2, Some(1)));
    assert_ne!(anna.number(), first, "a peer's number is not used again");
}

// [C4] A crowd is counted, and fifty of it are named.
#[tokio::test]
async fn welcome_names_fifty_others_at_most() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut crowd = Vec::new();
    for i in 0..53 {
        crowd.push(Peer::join(&server, &board, &format!("Pupil {i}")).await);
    }
    let last = crowd.last().unwrap();
    assert_eq!(last.welcome["peers"].as_array().unwrap().len(), 50);
    assert_eq!(number(&last.welcome["count"]), 53);
}

// [C5] [L3] The log comes whole, in pieces of at most 64 KiB, and is the same that the others saw.
#[tokio::test]
async fn the_log_follows_the_welcome_in_pieces() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for _ in 0..12 {
        let id = anna.id(anna.next);
        let n = anna.edit(json!([shapes::add(shapes::long_ink(&id, 30_000))])).await;
        anna.stored(n).await;
    }
    let bruno = Peer::join(&server, &board, "Bruno").await;
    assert_eq!(bruno.log, anna.log);
    assert_eq!(bruno.mirror.hash(), server.hash(&board).await.1);
    assert!(bruno.log_sizes.len() > 1, "{:?}", bruno.log_sizes);
    for (bytes, edits) in &bruno.log_sizes {
        assert!(*bytes <= 64 * 1024 || *edits == 1, "{bytes} bytes with {edits} edits");
    }
    assert_eq!(bruno.kinds[0], "welcome");
}

// [C5] Then what is going on: the drafts and cursors of the others, after the log.
#[tokio::test]
async fn drafts_and_cursors_follow_the_log() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let going_on = anna.id(99);
    anna.send(&shapes::ink_draft(1, &going_on, 0, 3)).await;
    anna.send(&json!({"t": "presence", "cursor": [32, 48], "page": 1})).await;
    anna.ping().await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    bruno.until("Anna's draft", |peer| !peer.drafts().is_empty()).await;
    let (peer, draft) = bruno.drafts()[0].clone();
    assert_eq!((peer, &draft["ink"]["id"]), (anna.number(), &json!(going_on)));
    bruno.until("Anna's cursor", |peer| peer.changes().iter().any(|(_, c)| c["cursor"] == json!([32, 48]))).await;
    let first = |kind: &str| bruno.kinds.iter().position(|known| known == kind).unwrap();
    assert!(first("welcome") < first("log") && first("log") < first("live"), "{:?}", bruno.kinds);
}

// [C5] [E8] Who comes back gets what was missed, and nothing that is there already.
#[tokio::test]
async fn coming_back_resumes_where_one_was() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    anna.drawn(0, 0).await;
    bruno.expect_head(1).await;
    bruno.vanish();
    let n = bruno.draw(320, 0).await;
    anna.drawn(160, 0).await;
    let seen = bruno.log_sizes.len();
    bruno.enter(&server).await;
    bruno.stored(n).await;
    assert_eq!(bruno.outcomes[&n], Outcome::Stored(3));
    let edits: usize = bruno.log_sizes[seen..].iter().map(|(_, edits)| edits).sum();
    assert_eq!(edits, 2, "edit 2 and the own one");
    assert_eq!(bruno.mirror.hash(), server.hash(&board).await.1);
}

// [C6] A state that this server's log does not lead to: start again from the snapshot, on this socket.
#[tokio::test]
async fn a_lost_order_is_noticed() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..3 {
        anna.drawn(160 * i, 0).await;
    }
    let strange = [("beyond the head", 9, anna.mirror.at), ("another time", 2, anna.mirror.at + 1), ("no time", 2, 0)];
    for (what, since, at) in strange {
        let mut bruno = Peer::new(&server, &board, "Bruno");
        bruno.connect().await.unwrap();
        bruno.hello_from(since, at).await;
        bruno.until(what, |peer| peer.resync).await;
        assert!(bruno.welcome.is_null(), "{what}: resync comes instead of welcome");
        bruno.welcomed(&server).await;
        bruno.catch_up().await;
        assert_eq!(bruno.mirror.hash(), anna.mirror.hash(), "{what}");
    }
}

// [C6] A long way back is shorter over the snapshot.
#[tokio::test]
async fn a_long_tail_is_replaced_by_a_snapshot() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..30 {
        let id = anna.id(anna.next);
        let n = anna.edit(json!([shapes::add(shapes::long_ink(&id, 45_000))])).await;
        anna.stored(n).await;
        assert_eq!(anna.mirror.head, i + 1);
    }
    let mut bruno = Peer::new(&server, &board, "Bruno");
    bruno.connect().await.unwrap();
    bruno.hello().await;
    bruno.until("resync or all of the log", |peer| peer.resync || peer.mirror.head == 30).await;
    assert!(bruno.resync, "1.3 MB of log were sent");
    bruno.welcomed(&server).await;
    bruno.catch_up().await;
    assert_eq!(bruno.mirror.hash(), server.hash(&board).await.1);
}

// [A2] [A3] [A4] [B1] Snapshot, then the log after it: the board that those have who were there all the time.
#[tokio::test]
async fn late_joiners_see_everything() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    // More than a thousand edits make the snapshot move on, so that chunks, delta and tail all take part.
    for round in 0..8 {
        let mut last = 0;
        for i in 0..150 {
            last = anna.draw(160 * i, 160 * round).await;
        }
        anna.stored(last).await;
        anna.del(&anna.id(last)).await;
        let moved = anna.edit(json!([shapes::move_to(&anna.id(last - 3), 7, round)])).await;
        anna.stored(moved).await;
    }
    let named =
        anna.edit(json!([{"op": "board", "name": "Fractions"}, {"op": "page", "page": 2, "paper": "dots"}])).await;
    anna.stored(named).await;
    let bruno = Peer::join_by_snapshot(&server, &board, "Bruno").await;
    let (seq, hash) = server.hash(&board).await;
    assert_eq!((anna.mirror.head, anna.mirror.hash()), (seq, hash.clone()));
    assert_eq!((bruno.mirror.head, bruno.mirror.hash()), (seq, hash.clone()));
    assert_eq!(anna.mirror.count(), 8 * 149);
    let chunks = server.snapshot(&board).await["chunks"].as_array().unwrap().len();
    let fetched = Mirror::fetch(&server, &board).await;
    assert!(fetched.head + 1_000 >= seq, "the snapshot is at {} of {seq}", fetched.head);
    assert!(chunks >= 1, "a board of a thousand strokes has chunks");
}

// [C7] The same page load again: the older connection is a ghost.
#[tokio::test]
async fn a_newer_connection_supersedes_the_older() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut old = Peer::join(&server, &board, "Anna").await;
    let mut new = old.another_page(&server);
    new.tag.clone_from(&old.tag);
    new.enter(&server).await;
    assert_eq!(code(old.closed().await), 4509);
    new.drawn(0, 0).await;
    new.until("only one is counted", |peer| peer.count == 1).await;
}

// [C8] A ping is answered with the head.
#[tokio::test]
async fn a_ping_is_answered_by_a_heartbeat() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    assert_eq!(anna.ping().await, 0);
    anna.drawn(0, 0).await;
    anna.ping().await;
    // A regular heartbeat may have been on its way before.
    anna.until("a heartbeat with the new head", |peer| peer.beats.last() == Some(&1)).await;
}

// [C8] Hello may be said again on the same socket, from whatever one has.
#[tokio::test]
async fn hello_again_fills_a_gap() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    anna.drawn(160, 0).await;
    anna.mirror = Mirror::default();
    anna.log.clear();
    anna.stored.clear();
    anna.hello().await;
    anna.welcomed(&server).await;
    anna.catch_up().await;
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
    let bruno = Peer::join(&server, &board, "Bruno").await;
    assert_eq!(number(&bruno.welcome["count"]), 2, "the second hello is no second peer");
    let n = anna.draw(320, 0).await;
    assert_eq!(anna.stored(n).await, 3);
}

// [C8] [C6] However early hello is said again, it is answered again.
#[tokio::test]
async fn hello_twice_is_welcome_twice() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for _ in 0..20 {
        let id = anna.id(anna.next);
        let n = anna.edit(json!([shapes::add(shapes::long_ink(&id, 40_000))])).await;
        anna.stored(n).await;
    }
    let mut bruno = Peer::new(&server, &board, "Bruno");
    bruno.connect().await.unwrap();
    bruno.hello().await;
    bruno.hello().await;
    let welcomes = |peer: &Peer| peer.kinds.iter().filter(|kind| *kind == "welcome").count();
    bruno.until("two welcomes", |peer| welcomes(peer) == 2).await;
    bruno.catch_up().await;
    assert_eq!(bruno.mirror.hash(), anna.mirror.hash());
    let late = anna.drawn(0, 0).await;
    bruno.expect_head(21).await;
    assert!(bruno.mirror.shape(&late).is_some());
}

// [C3] [D8] A name is shown as it is, but short and without what cannot be seen.
#[tokio::test]
async fn names_are_cut_to_size() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let long = format!("<b>\u{202e}Zoë\n\u{1b}[31m{}", "x".repeat(60));
    let anna = Peer::join(&server, &board, &long).await;
    let mut bruno = Peer::join(&server, &board, &fresh_hex(8)).await;
    bruno.until("her name", |peer| peer.peers.contains_key(&anna.number())).await;
    let name = &bruno.peers[&anna.number()];
    assert!(name.starts_with("<b>Zoë[31m") && name.chars().count() == 40, "{name:?}");
}
