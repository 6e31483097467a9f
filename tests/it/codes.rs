//! Join codes (SPEC J4 to J6): who comes in by one, and what closing it takes back.

use std::time::Instant;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::door::{call, expect_all};
use crate::harness::{Server, eventually};
use crate::peer::{Peer, fresh_hex};
use crate::shapes;
use crate::teacher::{pupil, set, teacher};

/// Opens or closes the code of a board: status and answer.
async fn code(server: &Server, board: &str, by: (Option<&str>, Option<&str>), open: bool) -> (u16, Value) {
    let mut request = server.http.post(format!("{}/api/boards/{board}/code", server.origin()));
    if let Some(token) = by.1 {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let body = match by.0 {
        Some(person) => json!({"person": person, "open": open}),
        None => json!({"open": open}),
    };
    let answer = request.body(body.to_string()).send().await.expect("the server listens");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// A teacher opens a lesson to a code.
pub async fn open_code(server: &Server, board: &str, teacher: &Peer) -> String {
    let (status, answer) = code(server, board, (Some(&teacher.person), None), true).await;
    assert_eq!(status, 200, "{answer}");
    answer["code"].as_str().expect("a code").to_owned()
}

/// Somebody new who comes in by a code.
pub async fn by_code(server: &Server, board: &str, code: &str) -> Peer {
    let mut peer = Peer::new(server, board, "Pupil");
    peer.code = Some(code.to_owned());
    peer.enter(server).await;
    // `welcome` says it where the step came before.
    let is_in = |told: &Value| told["role"] == "editor" && told["author"].is_u64();
    peer.until("to be an editor", |peer| is_in(&peer.you) || is_in(&peer.welcome)).await;
    peer
}

/// The number that a teacher names somebody by.
fn author(peer: &Peer) -> u64 {
    let told = [&peer.you, &peer.welcome].map(|told| told["author"].as_u64());
    told.into_iter().flatten().next().expect("an author number")
}

// [J4] [J6] A code lets newcomers in as editors whatever the link gives; the end of the lesson takes these roles back, and no
// other. Only a teacher opens, reads and closes it, and all are told that there is one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_lets_in_until_the_lesson_ends() {
    let mut server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, _) = pupil(&server, board, "Bruno").await;
    for by in [(Some(bruno.person.as_str()), None), (None, None), (None, Some("wrong"))] {
        assert_eq!(code(&server, board, by, true).await.0, 403);
    }
    set(&server, &anna, board, json!({"access": "none"})).await;
    let opened = open_code(&server, board, &anna).await;
    anna.until("an open code", |anna| anna.lesson["code"] == true).await;
    assert_eq!(opened.len(), 7);
    assert_eq!(code(&server, board, (None, Some(token)), true).await.1["code"], json!(opened), "an open code stays");
    let path = || (Method::GET, format!("/api/boards/{board}/code"));
    assert_eq!(call(&server, path(), &[("Lavagna-Person", &bruno.person)], "").await, (403, "role".to_owned()));
    assert_eq!(call(&server, path(), &[("Lavagna-Person", &anna.person)], "").await.0, 200);
    let mut carla = by_code(&server, board, &opened.to_lowercase()).await;
    let n = carla.draw(0, 0).await;
    carla.stored(n).await;
    let mut dora = by_code(&server, board, &opened).await;
    let number = author(&dora);
    set(&server, &anna, board, json!({"roles": {number.to_string(): "editor"}})).await;
    let mut emil = Peer::new(&server, board, "Emil");
    emil.code = Some("2222222".to_owned());
    emil.connect().await.unwrap();
    emil.hello().await;
    assert_eq!(emil.closed().await.0.expect("a close").0, 4503, "a wrong code counts as none");
    carla.code = None;
    server.signal("TERM");
    server.exit().await;
    server.restart().await;
    anna.vanish();
    carla.vanish();
    dora.vanish();
    anna.enter(&server).await;
    carla.enter(&server).await;
    dora.enter(&server).await;
    assert_eq!(
        (&carla.welcome["role"], &anna.lesson["code"]),
        (&json!("editor"), &json!(true)),
        "it outlives a restart"
    );
    assert_eq!(open_code(&server, board, &anna).await, opened);
    assert_eq!(code(&server, board, (Some(&anna.person), None), false).await, (200, json!({"code": null})));
    carla.until("the end of the lesson", |carla| carla.you["role"] == "viewer").await;
    let n = carla.draw(0, 0).await;
    assert_eq!(carla.refused(n).await, "role");
    let n = dora.draw(0, 0).await;
    dora.stored(n).await;
    emil.code = Some(opened);
    emil.connect().await.unwrap();
    emil.hello().await;
    assert_eq!(emil.closed().await.0.expect("a close").0, 4503, "a closed code counts as none");
    bruno.vanish();
}

// [J4] [R9] A code opens no locked door and brings back nobody who was removed; it is checked once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_needs_an_open_door() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let anna = teacher(&server, &owned).await;
    let code = open_code(&server, board, &anna).await;
    let mut bruno = by_code(&server, board, &code).await;
    let number = author(&bruno);
    set(&server, &anna, board, json!({"roles": {number.to_string(): "out"}})).await;
    bruno.closed().await;
    let as_bruno = [("Lavagna-Person", bruno.person.as_str()), ("Lavagna-Code", code.as_str())];
    expect_all(&server, board, &as_bruno, &bruno.person, "out").await;
    set(&server, &anna, board, json!({"door": "locked"})).await;
    let stranger = fresh_hex(32);
    let as_stranger = [("Lavagna-Person", stranger.as_str()), ("Lavagna-Code", code.as_str())];
    expect_all(&server, board, &as_stranger, &stranger, "closed").await;
}

// [J4] The code works over HTTP as well: a reader, a stream and a POST come in by its header.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_works_over_http() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let anna = teacher(&server, &owned).await;
    set(&server, &anna, board, json!({"access": "none"})).await;
    let code = open_code(&server, board, &anna).await;
    let of = |path: &str| format!("/api/boards/{board}/{path}");
    for way in [(Method::GET, of("snapshot")), (Method::GET, of("events")), (Method::GET, of("log"))] {
        let person = fresh_hex(32);
        let by = [("Lavagna-Person", person.as_str()), ("Lavagna-Code", code.as_str())];
        assert_eq!(call(&server, way, &by, "").await.0, 200);
        eventually("the person is in", async || {
            let log = (Method::GET, of("log"));
            (call(&server, log, &[("Lavagna-Person", &person)], "").await.0 == 200).then_some(())
        })
        .await;
    }
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let edit = json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.1"), 0, 0))]});
    let post = json!({"person": person, "tag": tag, "first": 1, "edits": [edit]}).to_string();
    let request = server.http.post(server.origin() + &of("ops")).header("Lavagna-Code", &code).body(post);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["acks"], json!([{"n": 1, "seq": 1}]), "{answer}");
}

// [J4] [J5] The address of a code leads to its board, with the code in the fragment; a wrong one says what to do. The form of
// the start page takes a code too. The log has none of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_has_an_address() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let anna = teacher(&server, &owned).await;
    let code = open_code(&server, board, &anna).await;
    for typed in [code.clone(), code.to_lowercase(), format!("{}-{}", &code[..3], &code[3..])] {
        let answer = server.get(&format!("/j/{typed}")).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/b/{board}#c={code}"));
        let answer = server.get(&format!("/join?link={typed}")).await;
        assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/j/{code}"));
    }
    for wrong in ["2222222", "ABC", "demo"] {
        let answer = server.get(&format!("/j/{wrong}")).await;
        assert_eq!(answer.status(), 404);
        assert!(answer.text().await.unwrap().contains("code"), "{wrong}");
    }
    assert!(!server.output().contains(&code));
}

// [J5] A school of 500 comes in by one code from one address, beside a flood of wrong ones: all get in, nobody is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_comes_in_beside_wrong_codes() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let anna = teacher(&server, &owned).await;
    set(&server, &anna, board, json!({"access": "none"})).await;
    let code = open_code(&server, board, &anna).await;
    let begun = Instant::now();
    let wrong = (0..500).map(async |_| {
        let answer = server.get("/j/2222222").await;
        assert_eq!(answer.status(), 404, "a wrong code is answered, not refused");
    });
    let (server, code) = (&server, &code);
    let school = (0..500).map(|_| async move {
        let mut peer = by_code(server, board, code).await;
        let n = peer.draw(0, 0).await;
        peer.stored(n).await;
        peer
    });
    let (_, peers) = tokio::join!(join_all(wrong), join_all(school));
    assert_eq!(peers.len(), 500);
    assert!(begun.elapsed().as_millis() >= 1_000 * 999 / 300, "they took turns");
}
