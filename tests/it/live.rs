//! Cursors, drafts and presence: shown while they happen and never stored.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::raw::Raw;
use crate::shapes;

async fn room_of_two(server: &Server) -> (String, Peer, Peer) {
    let board = server.new_board().await;
    let mut anna = Peer::join(server, &board, "Anna").await;
    let mut bruno = Peer::join(server, &board, "Bruno").await;
    // A peer is shown once its tag is stored, and what it changed before that comes with its card.
    for peer in [&mut anna, &mut bruno] {
        peer.until("both are shown", |peer| peer.peers.len() == 2).await;
    }
    (board, anna, bruno)
}

/// All that is said about `of` so far, later fields over earlier ones.
fn shown(peer: &Peer, of: u64) -> Value {
    let mut sum = json!({});
    for (_, change) in peer.changes().iter().filter(|(number, _)| *number == of) {
        for (key, value) in change.as_object().unwrap() {
            sum[key] = value.clone();
        }
    }
    sum
}

// [V1] [V3] Where the others are and what they look at; what is not said stays as it was.
#[tokio::test]
async fn presence_reaches_the_others_field_by_field() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = room_of_two(&server).await;
    let me = anna.number();
    anna.send(&json!({"t": "presence", "cursor": [10, -20], "page": 2, "view": [0, 0, 640, 480], "name": "Ännchen"}))
        .await;
    bruno.until("all fields", |peer| shown(peer, me)["name"] == "Ännchen").await;
    let expected = json!({"cursor": [10, -20], "page": 2, "view": [0, 0, 640, 480], "name": "Ännchen"});
    assert_eq!(shown(&bruno, me), expected);
    bruno.live.clear();
    anna.send(&json!({"t": "presence", "cursor": null})).await;
    bruno.until("the cursor left", |peer| shown(peer, me).get("cursor").is_some()).await;
    assert_eq!(shown(&bruno, me), json!({"cursor": null}));
    let mut late = Peer::join(&server, &board, "Late").await;
    late.until("what stayed", |peer| shown(peer, me)["page"] == 2).await;
    assert_eq!(shown(&late, me), json!({"page": 2, "view": [0, 0, 640, 480]}));
    late.until("all are named", |peer| peer.peers.len() == 3).await;
    let names: Vec<&str> = late.peers.values().map(String::as_str).collect();
    assert_eq!(names, ["Ännchen", "Bruno", "Late"]);
}

// [V1] [A2] A new name is that of all one's shapes, and is kept.
#[tokio::test]
async fn a_new_name_is_kept() {
    let mut server = Server::start().await;
    let (board, mut anna, _) = room_of_two(&server).await;
    anna.drawn(0, 0).await;
    anna.send(&json!({"t": "presence", "name": "Ännchen"})).await;
    let named = async || (server.snapshot(&board).await["authors"] == json!({"1": "Ännchen"})).then_some(());
    anna.ping().await;
    eventually("the new name", named).await;
    server.signal("TERM");
    server.exit().await;
    server.restart().await;
    assert_eq!(server.snapshot(&board).await["authors"], json!({"1": "Ännchen"}));
}

// [V2] [V3] The pen is seen while it moves: pieces that follow each other, and what settles them.
#[tokio::test]
async fn a_stroke_is_seen_before_it_is_finished() {
    let server = Server::start().await;
    let (_, mut anna, mut bruno) = room_of_two(&server).await;
    let id = anna.id(1);
    let mut points = 0;
    for _ in 0..5 {
        anna.send(&shapes::ink_draft(1, &id, points, 4)).await;
        points += 4;
        bruno.until("the next piece", |peer| seen_points(peer, &id) == Some(points)).await;
        assert_eq!(bruno.mirror.count(), 0, "the pen is still down");
    }
    anna.send(&json!({"t": "draft", "g": 1, "done": 1})).await;
    let n = anna.edit(json!([shapes::add(shapes::ink(&id, 0, 0))])).await;
    anna.stored(n).await;
    bruno.expect_head(1).await;
    let done = |peer: &Peer| peer.drafts().iter().any(|(_, draft)| draft["done"] == 1);
    bruno.until("what settles it", |peer| done(peer)).await;
    let kinds: Vec<&str> = bruno.kinds.iter().map(String::as_str).filter(|kind| *kind == "log").collect();
    assert_eq!(kinds.len(), 1);
}

/// How many points of the draft of `id` a receiver has, put together as SPEC V6 says.
fn seen_points(peer: &Peer, id: &str) -> Option<usize> {
    let mut have = None;
    for (_, draft) in peer.drafts() {
        if draft["ink"]["id"] != id {
            continue;
        }
        let from = draft["ink"]["from"].as_u64().unwrap() as usize;
        let piece = draft["ink"]["pressure"].as_array().unwrap().len();
        if from == 0 || have == Some(from) {
            have = Some(from + piece);
        }
    }
    have
}

// [V2] The other gestures, and one that is given up.
#[tokio::test]
async fn shapes_moving_and_erasing_are_seen_too() {
    let server = Server::start().await;
    let (_, mut anna, mut bruno) = room_of_two(&server).await;
    let id = anna.drawn(0, 0).await;
    let next = anna.id(2);
    let square = |side: i32| {
        let shape = json!({"id": next, "kind": "rectangle", "page": 1, "pos": [0, 0, 0],
            "geometry": {"w": side, "h": side}, "style": {"ink": "red", "size": 64}});
        json!({"g": 3, "shape": shape})
    };
    for draft in [
        square(5),
        square(90),
        json!({"g": 4, "set": [{"id": id, "style": {"ink": "red", "size": 64}}]}),
        json!({"g": 1, "move": {"ids": [id], "dx": 5, "dy": -5}}),
        json!({"g": 1, "move": {"ids": [], "dx": 7, "dy": 7}}),
        json!({"g": 5, "change": {"ids": [id], "map": [131072, 0, 0, 65536, -400, 0]}}),
        json!({"g": 5, "change": {"ids": [], "map": [0, 65536, -65536, 0, 7, 9]}}),
        json!({"g": 2, "erase": {"ids": [id]}}),
        json!({"g": 2, "erase": {"from": 1, "ids": [id]}}),
        json!({"g": 2, "end": true}),
        json!({"g": 7, "cut": {"page": 1, "radius": 128, "points": [5, -5, 6, -7]}}),
        json!({"g": 7, "cut": {"from": 2, "page": 1, "radius": 128, "points": [9, 9]}}),
        json!({"g": 7, "end": true}),
        json!({"g": 6, "laser": {"page": 1, "points": [5, -5, 6, -7]}}),
        json!({"g": 6, "laser": {"page": 1, "points": [9, 9]}, "end": true}),
    ] {
        let mut message = draft.clone();
        message["t"] = json!("draft");
        anna.send(&message).await;
        bruno.until("the gesture", |peer| peer.drafts().iter().any(|(_, seen)| *seen == draft)).await;
    }
}

// [V3] [V8] [L3] One frame for everybody, the sender too.
#[tokio::test]
async fn live_frames_are_the_same_for_all() {
    let server = Server::start().await;
    let (_, mut anna, mut bruno) = room_of_two(&server).await;
    let id = anna.id(1);
    for i in 0..20 {
        anna.send(&shapes::ink_draft(1, &id, 3 * i, 3)).await;
        bruno.send(&json!({"t": "presence", "cursor": [i, i]})).await;
    }
    anna.until("the last piece", |peer| seen_points(peer, &id) == Some(60)).await;
    bruno.until("the last piece", |peer| seen_points(peer, &id) == Some(60)).await;
    let (annas, brunos) = (since_the_first_of(&anna, &id), since_the_first_of(&bruno, &id));
    let both = annas.len().min(brunos.len());
    assert!(both > 0);
    assert_eq!(annas[..both], brunos[..both]);
}

/// The live frames from the first that shows this shape: what came before depends on when a peer joined.
fn since_the_first_of<'a>(peer: &'a Peer, id: &str) -> &'a [String] {
    let first = peer.live.iter().position(|frame| frame.contains(id)).unwrap();
    &peer.live[first..]
}

// [V8] [V3] Points of many hands arrive, and when nothing happens nothing is sent.
#[tokio::test]
async fn a_quiet_board_sends_nothing() {
    let server = Server::start().await;
    let (board, anna, mut observer) = room_of_two(&server).await;
    let mut crowd = vec![anna];
    for i in 0..8 {
        crowd.push(Peer::join(&server, &board, &format!("Pupil {i}")).await);
    }
    observer.until("all are there", |peer| peer.count == 10).await;
    for i in 0..50 {
        for peer in &mut crowd {
            let id = peer.id(1);
            peer.send(&shapes::ink_draft(1, &id, 2 * i, 2)).await;
        }
    }
    let ids: Vec<String> = crowd.iter().map(|peer| peer.id(1)).collect();
    observer.until("all points", |peer| ids.iter().all(|id| seen_points(peer, id) == Some(100))).await;
    observer.ping().await;
    let quiet = observer.kinds.len();
    observer.ping().await;
    assert_eq!(observer.kinds[quiet..], ["hb"]);
}

// [G6] [V4] Nothing live is stored: after a new start it is gone, and the log never had it.
#[tokio::test]
async fn drafts_and_cursors_are_not_stored() {
    let mut server = Server::start().await;
    let (board, mut anna, mut bruno) = room_of_two(&server).await;
    anna.send(&shapes::ink_draft(1, &anna.id(1), 0, 3)).await;
    anna.send(&json!({"t": "presence", "cursor": [1, 1]})).await;
    bruno.until("the draft", |peer| !peer.drafts().is_empty()).await;
    assert_eq!(server.snapshot(&board).await["delta"]["shapes"], json!([]));
    assert_eq!(server.hash(&board).await.0, 0);
    server.kill_9();
    server.restart().await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.ping().await;
    assert!(late.drafts().is_empty() && late.mirror.head == 0);
}

// [V5] [V6] A gesture that says nothing more ends by itself; one that goes on is whole for newcomers.
#[tokio::test]
async fn a_silent_draft_ends() {
    let server = Server::start().await;
    let (board, mut anna, _bruno) = room_of_two(&server).await;
    let id = anna.id(1);
    anna.send(&shapes::ink_draft(1, &id, 0, 3)).await;
    anna.send(&shapes::ink_draft(1, &id, 3, 3)).await;
    anna.ping().await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.until("the draft as a whole", |peer| seen_points(peer, &id) == Some(6)).await;
    anna.send(&shapes::ink_draft(1, &id, 0, 9)).await;
    anna.ping().await;
    late.until("the repetition", |peer| seen_points(peer, &id) == Some(9)).await;
    eventually("the draft is forgotten", async || {
        let mut newcomer = Peer::join(&server, &board, "Newcomer").await;
        newcomer.ping().await;
        newcomer.drafts().is_empty().then_some(())
    })
    .await;
}

// [V5] A finished draft stays for newcomers until its edit is in the log.
#[tokio::test]
async fn a_finished_draft_stays_until_it_is_settled() {
    let server = Server::start().await;
    let (board, mut anna, _bruno) = room_of_two(&server).await;
    let id = anna.id(1);
    anna.send(&shapes::ink_draft(1, &id, 0, 3)).await;
    anna.send(&json!({"t": "draft", "g": 1, "done": 1})).await;
    anna.ping().await;
    let mut early = Peer::join(&server, &board, "Early").await;
    early.until("the finished draft", |peer| peer.drafts().iter().any(|(_, draft)| draft["done"] == 1)).await;
    let n = anna.edit(json!([shapes::add(shapes::ink(&id, 0, 0))])).await;
    anna.stored(n).await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.ping().await;
    assert!(late.drafts().is_empty(), "{:?}", late.drafts());
    assert_eq!(late.mirror.count(), 1);
}

// [V5] A refused edit ends its draft as well.
#[tokio::test]
async fn a_refused_edit_ends_its_draft() {
    let server = Server::start().await;
    let (board, mut anna, _bruno) = room_of_two(&server).await;
    anna.send(&shapes::ink_draft(1, &anna.id(1), 0, 3)).await;
    anna.send(&json!({"t": "draft", "g": 1, "done": 1})).await;
    let n = anna.edit(json!([{"op": "explode"}])).await;
    anna.refused(n).await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.ping().await;
    assert!(late.drafts().is_empty(), "{:?}", late.drafts());
}

// [V6] A draft for a shape that is on the board already is ignored.
#[tokio::test]
async fn a_draft_of_a_settled_shape_is_ignored() {
    let server = Server::start().await;
    let (board, mut anna, _bruno) = room_of_two(&server).await;
    let id = anna.drawn(0, 0).await;
    anna.send(&shapes::ink_draft(1, &id, 0, 3)).await;
    anna.ping().await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.ping().await;
    assert!(late.drafts().is_empty(), "{:?}", late.drafts());
}

// [V7] Who shows more bytes than a class can be sent is thinned out, silently, and goes on drawing.
#[tokio::test]
async fn live_bytes_are_capped() {
    let server = Server::start().await;
    let (_, mut anna, mut bruno) = room_of_two(&server).await;
    let ids: Vec<String> = (1..=1_500).map(|n| anna.id(n)).collect();
    // 37 KB each: the allowance of a minute and a half.
    for g in 1..=150 {
        anna.send(&json!({"t": "draft", "g": g, "erase": {"ids": ids}})).await;
    }
    anna.send(&json!({"t": "draft", "g": 150, "end": true})).await;
    let n = anna.draw(0, 0).await;
    anna.stored(n).await;
    bruno.expect_head(1).await;
    let gestures = |peer: &Peer, part: &str| -> BTreeSet<u64> {
        let drafts = peer.drafts();
        drafts
            .iter()
            .filter(|(_, draft)| draft.get(part).is_some())
            .map(|(_, draft)| draft["g"].as_u64().unwrap())
            .collect()
    };
    bruno.until("the end of the last", |peer| gestures(peer, "end").contains(&150)).await;
    let passed = gestures(&bruno, "erase").len();
    assert!((1..100).contains(&passed), "{passed} of 150 were passed on");
}

// [V7] What is kept of a gesture for newcomers is bounded.
#[tokio::test]
async fn a_huge_draft_is_not_kept() {
    let server = Server::start().await;
    let (board, mut anna, mut bruno) = room_of_two(&server).await;
    let ids: Vec<String> = (1..=2_000).map(|n| anna.id(n)).collect();
    bruno.until("Anna is shown", |peer| peer.saw("Anna")).await;
    anna.send(&json!({"t": "draft", "g": 1, "erase": {"ids": ids}})).await;
    bruno.until("the gesture", |peer| !peer.drafts().is_empty()).await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.ping().await;
    assert!(late.drafts().is_empty());
}

// [V3] [F7] Coming and going is told, however it happens.
#[tokio::test]
async fn joins_and_leaves_are_told() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let number = bruno.number();
    anna.until("Bruno came", |peer| peer.peers.get(&number).is_some_and(|name| name == "Bruno")).await;
    assert_eq!(anna.count, 2);
    bruno.leave().await;
    anna.until("Bruno left", |peer| !peer.peers.contains_key(&number) && peer.count == 1).await;
    let mut carla = Peer::join(&server, &board, "Carla").await;
    anna.until("Carla came", |peer| peer.peers.len() == 2).await;
    carla.vanish();
    anna.until("Carla vanished", |peer| peer.count == 1).await;
    let raw = Raw::join(&server, &board).await;
    anna.until("a third came", |peer| peer.peers.len() == 2).await;
    raw.reset();
    anna.until("the third was torn away", |peer| peer.count == 1).await;
    let leaves = anna.live.iter().filter(|text| text.contains("\"leave\":[")).count();
    assert_eq!(leaves, 3);
}

// [V3] A peer's author number is told when it draws for the first time.
#[tokio::test]
async fn a_first_stroke_makes_an_author_known() {
    let server = Server::start().await;
    let (_, mut anna, mut bruno) = room_of_two(&server).await;
    anna.drawn(0, 0).await;
    let me = anna.number();
    bruno.until("Anna's author number", |peer| shown(peer, me)["author"] == 1).await;
}
