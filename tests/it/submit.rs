//! Edits on their way to the log: numbers, answers, limits.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::{Nack, Outcome, Peer, fresh_hex, number};
use crate::raw::{End, Raw, text};
use crate::shapes;

fn nack(n: u64, code: &str, retry: bool) -> Nack {
    Nack { tag: None, n, code: code.to_string(), retry }
}

// [L1] [L3] [O1] [O3] Edits get consecutive places; everybody sees the same bytes.
#[tokio::test]
async fn everybody_sees_the_same_log() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let edits: Vec<Value> = (1..=3).map(|n| anna.stroke_edit(n)).collect();
    anna.send_ops(1, &edits).await;
    anna.expect_head(3).await;
    bruno.expect_head(3).await;
    let n = bruno.draw(0, 800).await;
    assert_eq!(bruno.stored(n).await, 4);
    anna.expect_head(4).await;
    assert_eq!(anna.log, bruno.log);
    for seq in 1..=4 {
        let edit: Value = serde_json::from_str(&anna.log[&seq]).unwrap();
        let (author, tag, n) = if seq < 4 { (1, &anna.tag, seq) } else { (2, &bruno.tag, 1) };
        assert_eq!((number(&edit["author"]), &edit["tag"], number(&edit["n"])), (author, &json!(tag), n));
        let keys: Vec<&String> = edit.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 5, "{keys:?}");
    }
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
    assert!(anna.nacks.is_empty() && bruno.nacks.is_empty());
}

// [O3] A person is one author, on however many pages; another person is another.
#[tokio::test]
async fn a_person_is_one_author() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut tablet = anna.another_page(&server);
    tablet.enter(&server).await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    anna.drawn(0, 0).await;
    bruno.drawn(0, 0).await;
    tablet.drawn(0, 0).await;
    bruno.expect_head(3).await;
    let authors: Vec<Value> = bruno.log.values().map(|edit| serde_json::from_str(edit).unwrap()).collect();
    let authors: Vec<u64> = authors.iter().map(|edit| number(&edit["author"])).collect();
    assert_eq!(authors, [1, 2, 1]);
    let other = server.new_board().await;
    let mut elsewhere = Peer::new(&server, &other, "Bruno");
    elsewhere.person.clone_from(&bruno.person);
    elsewhere.enter(&server).await;
    elsewhere.drawn(0, 0).await;
    elsewhere.vanish();
    elsewhere.enter(&server).await;
    assert_eq!(elsewhere.author(), Some(1), "numbers are the board's own");
}

// [O2] The server's clock alone is the time of an edit.
#[tokio::test]
async fn time_is_the_servers() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    let before = now();
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    assert!((before..=now()).contains(&anna.mirror.at), "{} from {before}", anna.mirror.at);
    let edit = json!({"ops": [{"op": "board", "name": "x"}], "at": 1});
    anna.send_ops(2, &[edit]).await;
    assert_eq!(anna.expect_nack(2).await, nack(2, "invalid", false));
}

// [E1] [E2] [E6] [L4] What was stored is not stored again; the answer says how far the tag is.
#[tokio::test]
async fn a_number_is_stored_once() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let edits: Vec<Value> = (1..=2).map(|n| anna.stroke_edit(n)).collect();
    anna.send_ops(1, &edits).await;
    anna.expect_head(2).await;
    anna.send_ops(1, &edits).await;
    anna.expect_ack(2).await;
    assert_eq!(number(&anna.acks.last().unwrap()["seq"]), 2);
    anna.send_ops(2, &[anna.stroke_edit(2), anna.stroke_edit(3)]).await;
    anna.expect_head(3).await;
    anna.vanish();
    anna.enter(&server).await;
    assert_eq!(number(&anna.welcome["last"]), 3);
    let other = Peer::join(&server, &board, "Bruno").await;
    assert_eq!(other.log.len(), 3);
}

// [E4] [E5] A number that was skipped is asked for; what comes after it waits for it.
#[tokio::test]
async fn a_gap_is_asked_for_and_holds_back_the_rest() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    // The first message of a connection may begin anywhere.
    anna.send_ops(5, &[anna.stroke_edit(5)]).await;
    anna.expect_head(1).await;
    anna.send_ops(8, &[anna.stroke_edit(8), anna.stroke_edit(9)]).await;
    assert_eq!(anna.expect_nack(6).await, nack(6, "gap", true));
    anna.send_ops(7, &[anna.stroke_edit(7)]).await;
    anna.ping().await;
    assert_eq!((anna.nacks.len(), anna.mirror.head), (1, 1), "asked for once, and nothing is stored");
    let all: Vec<Value> = (6..=9).map(|n| anna.stroke_edit(n)).collect();
    anna.send_ops(6, &all).await;
    anna.expect_head(5).await;
    let numbers: Vec<u64> = anna.stored.keys().map(|(_, n)| *n).collect();
    assert_eq!(numbers, [5, 6, 7, 8, 9]);
    assert_eq!(anna.nacks.len(), 1);
}

// [E5] [C9] [O10] After a refusal for good the next number goes on; the refusal leaves nothing behind.
#[tokio::test]
async fn a_refused_edit_leaves_nothing_behind() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let broken = [
        json!({"ops": "x"}),
        json!({"ops": []}),
        json!({"ops": [{"op": "explode"}]}),
        json!({"ops": [shapes::add(shapes::ink(&anna.id(1), 0, 0)), {"op": "del", "id": "no id"}]}),
        json!(7),
    ];
    anna.send_ops(1, &broken).await;
    anna.expect_nack(5).await;
    let expected: Vec<Nack> = (1..=5).map(|n| nack(n, "invalid", false)).collect();
    assert_eq!(anna.nacks, expected);
    anna.vanish();
    anna.enter(&server).await;
    assert_eq!((number(&anna.welcome["last"]), number(&anna.welcome["head"]), anna.author()), (0, 0, None));
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    bruno.drawn(0, 0).await;
    anna.next = 6;
    let n = anna.draw(0, 0).await;
    assert_eq!(anna.stored(n).await, 2);
    let edit: Value = serde_json::from_str(&anna.log[&2]).unwrap();
    assert_eq!(number(&edit["author"]), 2, "the first stored edit made the author, not the first sent");
}

// [O8] [O9] [L5] What breaks a rule of ordering is refused with its code, and the good ones around it go on.
#[tokio::test]
async fn refusals_have_their_codes() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let box_id = {
        let n = anna.edit(json!([shapes::add(shapes::rectangle(&anna.id(1), 0, 0))])).await;
        anna.stored(n).await;
        anna.id(n)
    };
    let foreign = format!("{}.1", fresh_hex(16));
    let cases = [
        ("tag", json!([shapes::add(shapes::ink(&foreign, 0, 0))])),
        ("invalid", json!([{"op": "set", "id": box_id, "geometry": {"points": [0, 0], "pressure": [9], "time": [0]}}])),
        ("invalid", json!([{"op": "set", "id": box_id, "geometry": {"points": [0, 0, 1, 1]}}])),
        ("invalid", json!([{"op": "clear", "page": 1, "upto": 99}])),
        ("nothing", json!([{"op": "restore", "n": 77}])),
        ("invalid", json!([shapes::restyle(&box_id, "red"), {"op": "set", "id": box_id}])),
    ];
    for (code, ops) in cases {
        let n = anna.edit(ops.clone()).await;
        assert_eq!(anna.refused(n).await, code, "{ops}");
    }
    let stale = anna.edit_upto(json!([shapes::restyle(&box_id, "red")]), 99).await;
    assert_eq!(anna.refused(stale).await, "invalid");
    let good = anna.edit(json!([shapes::restyle(&box_id, "green")])).await;
    assert_eq!(anna.stored(good).await, 2);
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
}

// [E3] [L5] Edits for somebody else's tag are refused one by one.
#[tokio::test]
async fn edits_with_a_foreign_tag_are_refused() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let mut thief = Peer::join(&server, &board, "Thief").await;
    let edits = [anna.stroke_edit(2), anna.stroke_edit(3)];
    thief.send(&json!({"t": "ops", "tag": anna.tag, "first": 2, "edits": edits})).await;
    for n in [2, 3] {
        let expected = Nack { tag: Some(anna.tag.clone()), ..nack(n, "tag", false) };
        assert_eq!(thief.expect_nack(n).await, expected);
    }
    let n = thief.draw(0, 0).await;
    assert_eq!(thief.stored(n).await, 2);
}

// [E7] [E6] What a closed page left is sent by another page of the same person, once even if two send it.
#[tokio::test]
async fn a_leftover_queue_is_sent_by_another_page() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    anna.leave().await;
    let leftover: Vec<Value> = (2..=4).map(|n| anna.stroke_edit(n)).collect();
    let message = json!({"t": "ops", "tag": anna.tag, "first": 2, "edits": leftover});
    let mut second = anna.another_page(&server);
    let mut third = anna.another_page(&server);
    second.enter(&server).await;
    third.enter(&server).await;
    second.send(&message).await;
    third.send(&message).await;
    second.expect_head(4).await;
    third.expect_head(4).await;
    // The second sender is told that all of it is decided.
    let told = |peer: &Peer| peer.acks.iter().any(|ack| ack["tag"] == json!(anna.tag) && number(&ack["last"]) == 4);
    second.send(&message).await;
    second.until("an ack of the leftover tag", |peer| told(peer)).await;
    let own = second.draw(0, 160).await;
    assert_eq!(second.stored(own).await, 5);
    let edit: Value = serde_json::from_str(&second.log[&4]).unwrap();
    assert_eq!((number(&edit["author"]), &edit["tag"]), (1, &json!(anna.tag)));
}

// [E7] The pages whose edits one connection sends are remembered, so there are not any number of them.
#[tokio::test]
async fn a_connection_sends_for_a_bounded_number_of_pages() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for tag in 0..=1_000 {
        let edits = json!([{"ops": []}]);
        anna.send(&json!({"t": "ops", "tag": format!("{tag:016x}"), "first": 1, "edits": edits})).await;
    }
    assert_eq!(anna.closed().await.0.map(|(code, _)| code), Some(4002));
}

// [E8] [E9] What was not decided when the connection broke is sent again and stored once.
#[tokio::test]
async fn undecided_edits_survive_a_broken_connection() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for round in 0..5 {
        for i in 0..20 {
            anna.draw(160 * i, 160 * round).await;
        }
        // Some have arrived, some have not; nobody knows which.
        anna.vanish();
        anna.draw(0, 0).await;
        anna.come_back().await;
    }
    anna.until("all are decided", |peer| peer.pending.is_empty()).await;
    assert!(anna.outcomes.values().all(|outcome| matches!(outcome, Outcome::Stored(_))));
    assert_eq!((anna.outcomes.len(), anna.mirror.head), (105, 105));
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
}

// [L2] The largest edit is taken, one byte more is not; the same for ops.
#[tokio::test]
async fn an_edit_has_a_largest_size() {
    const BYTES: usize = 60 * 1024;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let edit_of = |bytes: usize| {
        let names: Vec<Value> = (0..700).map(|_| json!({"op": "board", "name": "x".repeat(60)})).collect();
        let bare = json!({"ops": names}).to_string().len();
        // Spaces are bytes of the edit too.
        format!("{{{}{}", " ".repeat(bytes - bare), &json!({"ops": names}).to_string()[1..])
    };
    for (first, extra) in [(1, 0), (2, 1)] {
        let edit = edit_of(BYTES + extra);
        assert_eq!(edit.len(), BYTES + extra);
        anna.send_text(format!(r#"{{"t":"ops","first":{first},"edits":[{edit}]}}"#)).await;
    }
    assert_eq!(anna.expect_nack(2).await, nack(2, "invalid", false));
    anna.expect_head(1).await;
    for (first, count, stored) in [(3, 2_000, true), (4, 2_001, false)] {
        let ops: Vec<Value> = (0..count).map(|_| json!({"op": "board", "name": ""})).collect();
        anna.send_ops(first, &[json!({"ops": ops})]).await;
        if stored {
            anna.expect_head(2).await;
        } else {
            assert_eq!(anna.expect_nack(first).await, nack(first, "invalid", false));
        }
    }
}

// [O7] A full board refuses what makes it larger, and nothing else.
#[tokio::test]
async fn a_full_board_says_so() {
    const FULL: u64 = 100_000;
    const EDIT: u64 = 330;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let rectangles = |peer: &Peer, from: u64, count: u64| -> Value {
        (from..from + count).map(|i| shapes::add(shapes::rectangle(&peer.id(i), i as i64, 0))).collect()
    };
    for from in (1..=FULL).step_by(EDIT as usize) {
        let ops = rectangles(&anna, from, EDIT.min(FULL + 1 - from));
        anna.edit(ops).await;
        anna.until("few are on the way", |peer| peer.pending.len() < 5).await;
    }
    anna.until("the board is full", |peer| peer.pending.is_empty()).await;
    assert_eq!(anna.mirror.count() as u64, FULL);
    let more = anna.edit(rectangles(&anna, FULL + 1, 1)).await;
    assert_eq!(anna.refused(more).await, "quota");
    let moved = anna.edit(json!([shapes::move_to(&anna.id(1), 5, 5)])).await;
    anna.stored(moved).await;
    let gone = anna.del(&anna.id(1)).await;
    anna.stored(gone).await;
    let fits = anna.edit(rectangles(&anna, FULL + 2, 1)).await;
    anna.stored(fits).await;
    let back = anna.restore(gone).await;
    anna.stored(back).await;
    assert_eq!(anna.mirror.count() as u64, FULL + 1, "a restore is exempt");
    let late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!(late.mirror.hash(), anna.mirror.hash());
}

// [E11] [C11] A client that does not wait for answers is delayed, then closed.
#[tokio::test]
async fn a_flood_of_edits_is_closed() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut calm = Peer::join(&server, &board, "Calm").await;
    let tag = fresh_hex(16);
    let person = fresh_hex(32);
    let mut flooder = Raw::connect(&server, &board).await;
    let hello = json!({"t": "hello", "person": person, "tag": tag, "name": "Flooder", "since": 0, "at": 0});
    flooder.write(&text(&hello.to_string())).await;
    flooder.expect_text("\"t\":\"welcome\"").await;
    for first in (0..60u64).map(|i| 1 + 100 * i) {
        let stroke = |n: u64| json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.{n}"), 0, 0))]});
        let edits: Vec<Value> = (first..first + 100).map(stroke).collect();
        flooder.write(&text(&json!({"t": "ops", "first": first, "edits": edits}).to_string())).await;
    }
    assert_eq!(flooder.end().await, End::Close(4002));
    // The flooder's queued edits are still ordered, one by one; the calm one is served in between.
    let n = calm.draw(0, 0).await;
    calm.stored(n).await;
    loop {
        let (seq, hash) = server.hash(&board).await;
        calm.expect_head(seq).await;
        if calm.mirror.head == seq {
            assert_eq!(calm.mirror.hash(), hash);
            break;
        }
    }
}

// [L8] [O11] [E11] Beyond the burst edits wait, nothing is refused, and nobody else waits for them.
#[tokio::test]
async fn a_long_queue_waits_and_delays_nobody_else() {
    const BURST: u64 = 1_000;
    const MORE: u64 = 200;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut busy = Peer::join(&server, &board, "Busy").await;
    let mut calm = Peer::join(&server, &board, "Calm").await;
    let start = Instant::now();
    for _ in 0..BURST {
        busy.draw(0, 0).await;
        busy.until("fewer than 200 unanswered", |peer| peer.pending.len() < 200).await;
    }
    busy.until("the burst is stored", |peer| peer.pending.is_empty()).await;
    for _ in 0..MORE {
        busy.draw(0, 0).await;
    }
    // Proof that all of them have arrived before the calm one draws.
    busy.ping().await;
    let n = calm.draw(0, 0).await;
    let seq = calm.stored(n).await;
    busy.until("everything is stored", |peer| peer.pending.is_empty()).await;
    assert!(seq < BURST + MORE + 1, "the calm one's edit came last");
    assert!(busy.nacks.is_empty());
    let rest = Duration::from_millis(1_000 * MORE / 100);
    assert!(start.elapsed() >= rest / 2, "{MORE} edits over the burst took {:?}", start.elapsed());
}
