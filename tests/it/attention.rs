//! Who follows whom, raised hands, and calls of a teacher (SPEC Q).

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::Peer;
use crate::teacher::{pupil, set, teacher};

/// The hands that a peer sees raised, in their order.
fn hands(peer: &Peer) -> Vec<u64> {
    let mut hands = std::collections::BTreeMap::new();
    for (number, change) in peer.changes() {
        if let Some(place) = change["hand"].as_u64() {
            hands.retain(|_, other| *other != number);
            if place > 0 {
                hands.insert(place, number);
            }
        }
    }
    hands.into_values().collect()
}

fn call(page: u32, lead: bool) -> Value {
    json!({"t": "call", "page": page, "view": [0, 0, 1600, 900], "lead": lead})
}

// [Q1] Whoever is followed knows by how many, also after one of them has left, and a peer that is not there is nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_followed_know_how_many_follow() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut carla = Peer::join(&server, &board, "Carla").await;
    let whom = anna.number();
    bruno.send(&json!({"t": "presence", "follow": 999})).await;
    bruno.send(&json!({"t": "presence", "follow": bruno.number()})).await;
    bruno.send(&json!({"t": "presence", "follow": whom})).await;
    anna.until("one follower", |peer| peer.followed["count"] == 1).await;
    carla.send(&json!({"t": "presence", "follow": whom})).await;
    anna.until("two followers", |peer| peer.followed["count"] == 2).await;
    assert!(bruno.followed.is_null());
    carla.vanish();
    anna.until("one has left", |peer| peer.followed["count"] == 1).await;
    bruno.send(&json!({"t": "presence", "follow": null})).await;
    anna.until("nobody follows", |peer| peer.followed["count"] == 0).await;
}

// [Q2] Hands are in the order in which they were raised; one that is raised again keeps its place, and teachers lower any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hands_keep_their_order() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let mut rossi = teacher(&server, &owned).await;
    let (mut anna, _) = pupil(&server, &owned.0, "Anna").await;
    let (mut bruno, _) = pupil(&server, &owned.0, "Bruno").await;
    let (a, b) = (anna.number(), bruno.number());
    let up = json!({"t": "presence", "hand": true});
    bruno.send(&up).await;
    rossi.until("Bruno's hand", |peer| hands(peer) == [b]).await;
    anna.send(&up).await;
    bruno.send(&up).await;
    rossi.until("both hands", |peer| hands(peer) == [b, a]).await;
    anna.send(&json!({"t": "lower", "peer": b})).await;
    anna.ping().await;
    let mut late = Peer::join(&server, &owned.0, "Late").await;
    late.until("both hands", |peer| hands(peer) == [b, a]).await;
    rossi.send(&json!({"t": "lower", "peer": b})).await;
    bruno.until("the own hand is down", |peer| hands(peer) == [a]).await;
    bruno.send(&up).await;
    rossi.until("the last now", |peer| hands(peer) == [a, b]).await;
    anna.send(&json!({"t": "presence", "hand": false})).await;
    rossi.until("Anna's is down", |peer| hands(peer) == [b]).await;
}

// [Q3] A teacher calls everybody once, or leads: whoever comes later hears it, and nobody else ends it. It ends with the
// teacher's role, and when the teacher leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_calls_everybody() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let mut rossi = teacher(&server, &owned).await;
    let (mut anna, author) = pupil(&server, &owned.0, "Anna").await;
    anna.send(&call(1, true)).await;
    anna.ping().await;
    rossi.send(&call(3, false)).await;
    anna.until("a call", |peer| peer.call["page"] == 3 && peer.call["lead"] == false).await;
    assert_eq!(anna.call["peer"], rossi.number());
    rossi.send(&call(2, true)).await;
    anna.until("a lead", |peer| peer.call["lead"] == true).await;
    anna.send(&json!({"t": "call", "lead": false})).await;
    anna.ping().await;
    assert_eq!((&anna.call["lead"], &anna.call["page"]), (&json!(true), &json!(2)));
    let mut late = Peer::join(&server, &owned.0, "Late").await;
    late.until("the lead", |peer| peer.call["page"] == 2).await;
    anna.vanish();
    rossi.send(&json!({"t": "call", "lead": false})).await;
    rossi.ping().await;
    anna.enter(&server).await;
    anna.until("that nobody leads", |peer| peer.call["lead"] == false).await;
    late.until("the end", |peer| peer.call["page"].is_null() && peer.call["lead"] == false).await;
    let token = Some(owned.1.as_str());
    let roles = json!({"roles": {author.to_string(): "owner"}});
    let (status, _) = crate::teacher::ask(&server, &owned.0, (None, token), &roles).await;
    assert_eq!(status, 200);
    anna.until("to be a teacher", |peer| peer.you["role"] == "owner").await;
    anna.send(&call(1, true)).await;
    late.until("Anna leads", |peer| peer.call["peer"] == anna.number() && peer.call["lead"] == true).await;
    let (status, _) =
        crate::teacher::ask(&server, &owned.0, (None, token), &json!({"roles": {author.to_string(): null}})).await;
    assert_eq!(status, 200);
    late.until("Anna leads no more", |peer| peer.call["lead"] == false).await;
    rossi.send(&call(2, true)).await;
    late.until("Rossi leads", |peer| peer.call["lead"] == true).await;
    set(&server, &rossi, &owned.0, json!({"mode": "frozen"})).await;
    assert_eq!(late.call["lead"], true, "another change of the lesson does not end it");
    rossi.vanish();
    late.until("the end of the lead", |peer| peer.call["lead"] == false).await;
}

// [Q3] Floods of calls are bounded, and on a board without an owner nobody calls.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_bounded() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let mut rossi = teacher(&server, &owned).await;
    let (mut anna, _) = pupil(&server, &owned.0, "Anna").await;
    for page in 1..=400 {
        rossi.send(&call(page, false)).await;
    }
    rossi.ping().await;
    anna.drawn(0, 0).await;
    anna.ping().await;
    let page = anna.call["page"].as_u64().expect("the first ones came");
    assert!(page < 100, "{page}");
    let board = server.new_board().await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut carla = Peer::join(&server, &board, "Carla").await;
    bruno.send(&call(1, true)).await;
    bruno.drawn(0, 0).await;
    carla.expect_head(1).await;
    carla.ping().await;
    assert!(carla.call.is_null());
}
