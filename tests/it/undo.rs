//! Taking back: undo that spares what others changed, clear and its restore.

use lavagna::board::limits;
use serde_json::json;

use crate::events::Script;
use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::shapes;

async fn two(server: &Server) -> (String, Peer, Peer) {
    let board = server.new_board().await;
    let anna = Peer::join(server, &board, "Anna").await;
    let bruno = Peer::join(server, &board, "Bruno").await;
    (board, anna, bruno)
}

async fn assert_equal(server: &Server, board: &str, peers: &mut [&mut Peer]) {
    let (seq, hash) = server.hash(board).await;
    for peer in peers {
        peer.expect_head(seq).await;
        assert_eq!(peer.mirror.hash(), hash, "{}", peer.name);
    }
}

// [O4] Undo of a register that somebody else has written since is refused; of another register it is not.
#[tokio::test]
async fn undo_spares_what_another_has_changed() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let id = anna.drawn(0, 0).await;
    let moved = anna.edit(json!([shapes::move_to(&id, 800, 0)])).await;
    let seen = anna.stored(moved).await;
    bruno.expect_head(seen).await;
    let restyled = bruno.edit(json!([shapes::restyle(&id, "red")])).await;
    bruno.stored(restyled).await;

    let back = anna.edit_upto(json!([shapes::move_to(&id, 0, 0)]), seen).await;
    anna.stored(back).await;
    let recolour = anna.edit_upto(json!([shapes::restyle(&id, "blue")]), seen).await;
    assert_eq!(anna.refused(recolour).await, "changed");
    let remove = anna.edit_upto(json!([shapes::del(&id)]), seen).await;
    assert_eq!(anna.refused(remove).await, "changed", "a del stands for every register");

    let shape = anna.mirror.shape(&id).unwrap();
    assert_eq!((&shape["pos"], &shape["style"]["ink"]), (&json!([0, 0, 0]), &json!("red")));
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
}

// [O4] [O10] Refused whole: the part that nobody touched is not done either, and can be sent again alone.
#[tokio::test]
async fn undo_is_refused_whole() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let first = anna.drawn(0, 0).await;
    let second = anna.drawn(160, 0).await;
    let seen = anna.mirror.head;
    bruno.expect_head(seen).await;
    let gone = bruno.del(&first).await;
    bruno.stored(gone).await;
    let both = anna.edit_upto(json!([shapes::move_to(&second, 9, 9), shapes::move_to(&first, 9, 9)]), seen).await;
    assert_eq!(anna.refused(both).await, "changed", "a shape that it sets is gone");
    assert_eq!(anna.mirror.shape(&second).unwrap()["pos"], json!([160, 0, 0]));
    let rest = anna.edit_upto(json!([shapes::move_to(&second, 9, 9)]), seen).await;
    anna.stored(rest).await;
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
}

// [B2] [B4] Later wins register by register, and a removal wins over everything.
#[tokio::test]
async fn later_wins_and_removal_beats_change() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let id = anna.drawn(0, 0).await;
    bruno.expect_head(1).await;
    // Nobody has seen the other's edit when sending the own one.
    let a = anna.edit(json!([shapes::move_to(&id, 11, 0)])).await;
    let b = bruno.edit(json!([shapes::move_to(&id, 22, 0), shapes::restyle(&id, "teal")])).await;
    let (a, b) = (anna.stored(a).await, bruno.stored(b).await);
    anna.expect_head(3).await;
    let x = if a > b { 11 } else { 22 };
    let shape = anna.mirror.shape(&id).unwrap();
    assert_eq!((&shape["pos"], &shape["style"]["ink"]), (&json!([x, 0, 0]), &json!("teal")));
    anna.del(&id).await;
    let late = bruno.edit(json!([shapes::move_to(&id, 33, 0)])).await;
    bruno.stored(late).await;
    let twice = anna.del(&id).await;
    anna.stored(twice).await;
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
    assert_eq!(anna.mirror.count(), 0);
}

// [B5] A clear takes what its author had seen, and what its author drew; a stroke on the way stays.
#[tokio::test]
async fn clear_takes_what_its_author_saw() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    anna.drawn(0, 0).await;
    bruno.expect_head(1).await;
    let seen = anna.mirror.head;
    let unseen = bruno.drawn(160, 0).await;
    let own = anna.draw(320, 0).await;
    let cleared = anna.edit(json!([{"op": "clear", "page": 1, "upto": seen}])).await;
    anna.stored(cleared).await;
    assert!(anna.mirror.shape(&unseen).is_some(), "what came unseen stays");
    assert!(anna.mirror.shape(&anna.id(own)).is_none(), "what she drew before goes");
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
}

// [O5] [O6] [B6] [O7] What a clear removed comes back as it was, at anybody's wish on a board without owner.
#[tokio::test]
async fn restore_puts_back_what_a_clear_removed() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    for i in 0..20 {
        anna.drawn(160 * i, 0).await;
    }
    let top = anna.edit(json!([{"op": "set", "id": anna.id(3), "z": "front"}])).await;
    anna.stored(top).await;
    bruno.expect_head(21).await;
    bruno.drawn(0, 320).await;
    anna.expect_head(22).await;
    let before = anna.mirror.hash();
    let cleared = anna.clear().await;
    anna.stored(cleared).await;
    assert_eq!(anna.mirror.count(), 0);
    bruno.expect_head(23).await;
    let back = bruno.edit(json!([{"op": "restore", "tag": anna.tag, "n": cleared}])).await;
    bruno.stored(back).await;
    assert_eq!(bruno.mirror.hash(), before);
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
    // A replica that never had the shapes can apply it all the same.
    let mut late = Peer::join(&server, &board, "Late").await;
    assert_equal(&server, &board, &mut [&mut late]).await;
    let again = anna.restore(cleared).await;
    anna.stored(again).await;
    assert_eq!(anna.mirror.hash(), before, "what is there is left alone");
}

// [O5] [O6] A removal is found in the log when the server was started anew since.
#[tokio::test]
async fn restore_finds_an_old_removal_in_the_log() {
    let mut server = Server::start().await;
    let (board, mut anna, _) = two(&server).await;
    for i in 0..20 {
        anna.drawn(160 * i, 0).await;
    }
    let before = anna.mirror.hash();
    let cleared = anna.clear().await;
    anna.stored(cleared).await;
    server.kill_9();
    server.restart().await;
    anna.come_back().await;
    anna.catch_up().await;
    let back = anna.restore(cleared).await;
    anna.stored(back).await;
    assert_eq!(anna.mirror.hash(), before);
    assert_equal(&server, &board, &mut [&mut anna]).await;
    let nothing = anna.restore(1).await;
    assert_eq!(anna.refused(nothing).await, "nothing", "edit 1 removed nothing");
}

// [O5] Edits that come together may ask for more than is kept at hand, some of it from the log.
#[tokio::test]
async fn removals_asked_for_together_all_come_back() {
    const EDITS: u64 = 130;
    const BYTES: usize = EDITS as usize * 3 * 12 * limits::POINTS;
    const { assert!(BYTES < limits::REMOVAL_BYTES && 2 * BYTES > limits::REMOVAL_BYTES) };
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut removals = Vec::new();
    for _ in 0..2 {
        for _ in 0..EDITS {
            let ids = (0..3).map(|at| anna.id(3 * anna.next + at));
            let adds: Vec<_> = ids.map(|id| shapes::add(shapes::dots(&id, limits::POINTS))).collect();
            anna.edit(json!(adds)).await;
            anna.until("some are stored", |peer| peer.pending.len() < 6).await;
        }
        anna.until("all are stored", |peer| peer.pending.is_empty()).await;
        let cleared = anna.clear().await;
        anna.stored(cleared).await;
        removals.push(cleared);
    }
    let edits: Vec<_> = removals.iter().map(|n| json!({"ops": [{"op": "restore", "n": n}]})).collect();
    anna.send_ops(anna.next, &edits).await;
    anna.until("more than goes over a connection [C6]", |peer| peer.resync).await;
    // Each of them has a step of its own.
    eventually("both are stored", async || (server.hash(&board).await.0 == 2 * (EDITS + 1) + 2).then_some(())).await;
    let mut late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!(late.mirror.board.shapes().count() as u64, 2 * 3 * EDITS);
    assert_equal(&server, &board, &mut [&mut late]).await;
}

// [B6] [C5] [V9] What comes back may be larger than any message of a client: all get it, whenever they come.
#[tokio::test]
async fn a_large_restore_reaches_everybody() {
    const STROKES: u64 = 20;
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let reading = tokio::spawn(async move {
        bruno.expect_head(STROKES + 3).await;
        bruno
    });
    for _ in 0..STROKES {
        let id = anna.id(anna.next);
        anna.edit(json!([shapes::add(shapes::long_ink(&id, 45_000))])).await;
        anna.until("some are stored", |peer| peer.pending.len() < 6).await;
    }
    anna.until("all are stored", |peer| peer.pending.is_empty()).await;
    let before = anna.mirror.hash();
    let cleared = anna.clear().await;
    let back = anna.restore(cleared).await;
    anna.stored(back).await;
    assert_eq!(anna.mirror.hash(), before);
    anna.drawn(0, 0).await;
    let mut late = Peer::join(&server, &board, "Late").await;
    let mut later = Peer::join_by_snapshot(&server, &board, "Later").await;
    let mut bruno = reading.await.expect("who reads gets everything");
    bruno.drawn(160, 0).await;
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno, &mut late, &mut later]).await;
}

// [O5] A delete is taken back in the same way, in the same message even.
#[tokio::test]
async fn restore_follows_its_removal_at_once() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let id = anna.drawn(0, 0).await;
    let before = anna.mirror.hash();
    let n = anna.next;
    let edits = [json!({"ops": [shapes::del(&id)]}), json!({"ops": [{"op": "restore", "n": n}]})];
    anna.send_ops(n, &edits).await;
    anna.expect_head(3).await;
    assert_eq!(anna.mirror.hash(), before);
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
}

// [B10] [O12] [O5] Of two who split a stroke at once the first has it; it is whole again by an undo, and from the log too.
#[tokio::test]
async fn a_stroke_is_split_once_and_made_whole_again() {
    let mut server = Server::start().await;
    let (board, mut anna, mut bruno) = two(&server).await;
    let id = anna.drawn(0, 0).await;
    bruno.expect_head(1).await;
    let before = anna.mirror.hash();
    let (a, b) = ([anna.id(10), anna.id(11)], bruno.id(10));
    let first = anna.edit(json!([shapes::split(&id, &[(&a[0], 0, 1), (&a[1], 2, 4)])])).await;
    anna.stored(first).await;
    let second = bruno.edit(json!([shapes::split(&id, &[(&b, 0, 3)])])).await;
    bruno.stored(second).await;
    assert_equal(&server, &board, &mut [&mut anna, &mut bruno]).await;
    assert_eq!(bruno.mirror.count(), 2);
    assert_eq!(bruno.mirror.shape(&a[1]).unwrap()["geometry"]["points"], json!([32, 16, 16, 4]));
    anna.expect_head(3).await;
    let sides = [json!({"op": "restore", "n": first}), shapes::del(&a[0]), shapes::del(&a[1])];
    let whole = anna.edit_upto(json!(sides), 3).await;
    anna.stored(whole).await;
    assert_eq!(anna.mirror.hash(), before);
    let again = bruno.edit(json!([shapes::split(&id, &[(&b, 0, 3)])])).await;
    bruno.stored(again).await;
    server.kill_9();
    server.restart().await;
    bruno.come_back().await;
    bruno.catch_up().await;
    let back = bruno.edit(json!([{"op": "restore", "n": again}, shapes::del(&b)])).await;
    bruno.stored(back).await;
    assert_eq!(bruno.mirror.hash(), before, "found in the log");
}

// [A13] A thousand clears of an empty page, and of a page with a dot, do not hide the one that removed a drawing; each is
// listed for its page alone.
#[tokio::test]
async fn empty_clears_hide_nothing() {
    let server = Server::start().await;
    let (board, mut anna, _) = two(&server).await;
    for i in 0..5 {
        anna.drawn(160 * i, 0).await;
    }
    let cleared = anna.clear().await;
    anna.stored(cleared).await;
    let (mallory, mut first) = (Script::new(), 1);
    let empty = json!({"ops": [{"op": "clear", "page": 1, "upto": 0}]});
    mallory.stored(&server, &board, first, &vec![empty.clone(); 1_000]).await;
    first += 1_000;
    for _ in 0..30 {
        let dot = mallory.strokes(first, 1).remove(0);
        let answer = mallory.stored(&server, &board, first, &[dot, empty.clone()]).await;
        assert_eq!(answer["acks"].as_array().map(Vec::len), Some(2), "{answer}");
        first += 2;
    }
    let listed = async |query: &str| {
        let list = server.json(&format!("/api/boards/{board}/clears{query}")).await;
        list["clears"].as_array().unwrap().clone()
    };
    let all = listed("").await;
    assert!(all.iter().all(|clear| clear["shapes"].as_u64() > Some(0)), "{all:?}");
    let drawing = all.iter().find(|clear| clear["tag"] == anna.tag.as_str()).expect("it is listed");
    assert_eq!((&drawing["n"], &drawing["shapes"]), (&json!(cleared), &json!(5)));
    assert!(all.len() <= 40 && all.windows(2).all(|pair| pair[0]["at"].as_u64() >= pair[1]["at"].as_u64()));
    assert_eq!((listed("?page=1").await, listed("?page=2").await), (all, Vec::new()));
    assert_eq!(server.status(&format!("/api/boards/{board}/clears?size=2")).await, 400);
}

// [A13] [O5] [O6] Who comes later, after a restart too, learns what was cleared and brings it back.
#[tokio::test]
async fn a_cleared_page_comes_back_by_somebody_who_comes_later() {
    let mut server = Server::start().await;
    let (board, mut anna, _) = two(&server).await;
    let id = anna.drawn(0, 0).await;
    let cleared = anna.clear().await;
    anna.stored(cleared).await;
    anna.drawn(160, 0).await;
    server.restart().await;
    let listed = server.json(&format!("/api/boards/{board}/clears")).await;
    let clear = &listed["clears"][0];
    assert_eq!(listed["clears"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!((&clear["page"], &clear["n"], &clear["name"]), (&json!(1), &json!(cleared), &json!("Anna")));
    let mut carla = Peer::join(&server, &board, "Carla").await;
    let back = carla.edit(json!([{"op": "restore", "tag": clear["tag"], "n": clear["n"]}])).await;
    carla.stored(back).await;
    assert!(carla.mirror.shape(&id).is_some());
    let nobody = server.status("/api/boards/0123456789abcdefghijkl/clears").await;
    assert_eq!(nobody, 404);
}
