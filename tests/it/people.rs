//! Names that teachers give, and the list of a lesson's persons (SPEC R11, R12).

use serde_json::{Value, json};

use crate::codes::{by_code, open_code};
use crate::harness::Server;
use crate::peer::{Peer, fresh_hex};
use crate::teacher::{ask, pupil, set, teacher};

async fn people(server: &Server, board: &str, person: &str, query: &str) -> (u16, Value) {
    let request = server.http.get(format!("{}/api/boards/{board}/people{query}", server.origin()));
    let answer = request.header("Lavagna-Person", person).send().await.expect("the server listens");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// The names of peers in the live frames that somebody got.
fn heard(peer: &Peer, name: &str) -> bool {
    peer.live.iter().any(|live| live.contains(&format!(r#""name":"{name}""#)))
}

// [R11] A teacher's name for a person is what all others see, at once, later and over a restart; the person's own stays theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_names_a_person() {
    let mut server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "xXx").await;
    bruno.drawn(0, 0).await;
    let number = number.to_string();
    set(&server, &anna, board, json!({"names": {&number: " Bruno\u{202e} "}})).await;
    bruno.until("to hear of it", |bruno| bruno.you["name"] == "Bruno").await;
    anna.until("the name", |anna| heard(anna, "Bruno")).await;
    let from = anna.live.len();
    bruno.send(&json!({"t": "presence", "name": "Brunone", "page": 7})).await;
    anna.until("his page", |anna| anna.live[from..].iter().any(|live| live.contains(r#""page":7"#))).await;
    assert!(!heard(&anna, "Brunone"), "his own name is not shown");
    let carla = Peer::join(&server, board, "Carla").await;
    assert!(carla.peers.values().any(|name| name == "Bruno"), "{:?}", carla.peers);
    let authors = server.snapshot(board).await["authors"].clone();
    assert_eq!(authors[&number], "Bruno");
    server.signal("TERM");
    server.exit().await;
    server.restart().await;
    anna.vanish();
    bruno.vanish();
    anna.enter(&server).await;
    bruno.name = "Brunone".to_owned();
    bruno.enter(&server).await;
    anna.until("Bruno comes back", |anna| anna.peers.values().any(|name| name == "Bruno")).await;
    assert_eq!(people(&server, board, &anna.person, "").await.1["people"][1]["name"], "Brunone");
    let from = anna.live.len();
    set(&server, &anna, board, json!({"names": {&number: null}})).await;
    anna.until("his own name", |anna| anna.live[from..].iter().any(|live| live.contains(r#""name":"Brunone""#))).await;
    bruno.until("to hear of it", |bruno| bruno.you.get("name").is_none()).await;
    let (status, answer) = ask(&server, board, (Some(&bruno.person), None), &json!({"names": {"1": "X"}})).await;
    assert_eq!((status, &answer["error"]), (403, &json!("role")));
    let (status, _) = ask(&server, board, (Some(&anna.person), None), &json!({"names": {"99": "X"}})).await;
    assert_eq!(status, 400);
}

// [R12] Teachers list all persons: names, roles and how they came by them, who is here and who drew; in parts. Nobody else does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn teachers_list_the_people() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    let anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "Bruno").await;
    bruno.drawn(0, 0).await;
    let mut second = bruno.another_page(&server);
    second.enter(&server).await;
    let (mut carla, gone) = pupil(&server, board, "Carla").await;
    set(&server, &anna, board, json!({"roles": {number.to_string(): "viewer", gone.to_string(): "out"}})).await;
    carla.closed().await;
    let code = open_code(&server, board, &anna).await;
    let _dora = by_code(&server, board, &code).await;
    let (status, list) = people(&server, board, &anna.person, "").await;
    let expected = json!({"count": 4, "people": [
        {"author": 1, "name": "Teacher", "role": "owner", "given": true, "code": false, "here": 1, "drew": false},
        {"author": 2, "name": "Bruno", "role": "viewer", "given": true, "code": false, "here": 2, "drew": true},
        {"author": 3, "name": "Carla", "role": "out", "given": true, "code": false, "here": 0, "drew": false},
        {"author": 4, "name": "Pupil", "role": "editor", "given": true, "code": true, "here": 1, "drew": false},
    ]});
    assert_eq!((status, &list), (200, &expected));
    let (_, part) = people(&server, board, &anna.person, "?after=1&limit=2").await;
    assert_eq!((&part["people"], &part["next"]), (&json!(expected["people"].as_array().unwrap()[1..3]), &json!(3)));
    for stranger in [&bruno.person, &carla.person, &fresh_hex(32)] {
        let (status, answer) = people(&server, board, stranger, "").await;
        assert_eq!((status, &answer["error"]), (403, &json!("role")));
    }
    assert_eq!(people(&server, "demo", &anna.person, "").await.0, 403, "nobody leads a board without owner");
    assert_eq!(people(&server, board, &anna.person, "?x=1").await.0, 400);
    let by_token = server.http.get(format!("{}/api/boards/{board}/people", server.origin()));
    let by_token = by_token.header("Authorization", format!("Bearer {token}")).send().await.unwrap();
    assert_eq!(by_token.status(), 200);
}
