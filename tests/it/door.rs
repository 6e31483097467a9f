//! The door of an owned board (SPEC R9, R10): the removed and the newcomers, on every way in.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::{Peer, fresh_hex};
use crate::shapes;
use crate::teacher::{ask, pupil, set, teacher};

/// Asks for a part of a board as somebody: status, and the error's code.
pub async fn call(server: &Server, (method, path): (Method, String), by: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut request = server.http.request(method, server.origin() + &path).body(body.to_owned());
    for (header, value) in by {
        request = request.header(*header, *value);
    }
    let answer = request.send().await.expect("the server listens");
    let status = answer.status().as_u16();
    // A stream that is let in does not end.
    let is_stream = answer.headers().get("content-type").is_some_and(|media| media == "text/event-stream");
    let text = if is_stream { String::new() } else { answer.text().await.unwrap_or_default() };
    let error = serde_json::from_str::<Value>(&text).ok().and_then(|json| Some(json["error"].as_str()?.to_owned()));
    (status, error.unwrap_or_default())
}

/// Every way to read a board, and to write on it, with a body where one is needed.
pub fn ways(board: &str, person: &str) -> Vec<((Method, String), String)> {
    let of = |path: &str| (Method::GET, format!("/api/boards/{board}/{path}"));
    let tag = fresh_hex(16);
    let edit = json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.1"), 0, 0))]});
    let post = json!({"person": person, "tag": tag, "first": 1, "edits": [edit]}).to_string();
    let hash = "0".repeat(32);
    let mut ways: Vec<_> = ["snapshot", "log", "hash", "clears", "events", &format!("chunks?hashes={hash}")]
        .iter()
        .map(|path| (of(path), String::new()))
        .collect();
    ways.extend([of(&format!("chunks/{hash}")), of(&format!("chunks/{hash}/timing"))].map(|way| (way, String::new())));
    ways.push((of(&format!("images/{tag}.1")), String::new()));
    ways.push(((Method::PUT, format!("/api/boards/{board}/images/{tag}.1")), "no picture".to_owned()));
    ways.push(((Method::POST, format!("/api/boards/{board}/ops")), post));
    ways
}

/// Asserts what every way answers.
pub async fn expect_all(server: &Server, board: &str, by: &[(&str, &str)], person: &str, code: &str) {
    for ((method, path), body) in ways(board, person) {
        let what = format!("{method} {path}");
        let (status, error) = call(server, (method, path), by, &body).await;
        assert_eq!((status, error.as_str()), (403, code), "{what}");
    }
}

// [R9] A removed person is told so on every connection before it is closed, and gets in by no way until a role is given
// back; the others stay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_removed_are_out_on_every_way() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "Bruno").await;
    let mut carla = Peer::join(&server, board, "Carla").await;
    bruno.drawn(0, 0).await;
    let mut second = bruno.another_page(&server);
    second.enter(&server).await;
    let events = server.http.get(format!("{}/api/boards/{board}/events", server.origin()));
    let mut stream = events.header("Lavagna-Person", &bruno.person).send().await.unwrap();
    let role = |role: Value| json!({"roles": {number.to_string(): role}});
    set(&server, &anna, board, role(json!("out"))).await;
    for page in [&mut bruno, &mut second] {
        let gone = page.closed().await.0.expect("a close");
        assert_eq!((gone.0, &page.you["role"]), (4503, &json!("out")));
        assert!(gone.1.contains("removed"), "{}", gone.1);
    }
    let mut heard = String::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let (before, close) = heard.split_once("event: close").expect("a close");
    assert!(before.contains(r#"{"t":"you","role":"out""#) && close.contains("4503"), "{heard}");
    expect_all(&server, board, &[("Lavagna-Person", &bruno.person)], &bruno.person, "out").await;
    bruno.you = Value::Null;
    bruno.connect().await.unwrap();
    bruno.hello().await;
    let gone = bruno.closed().await.0.expect("a close");
    assert_eq!((gone.0, &bruno.you["role"]), (4503, &json!("out")), "told again, for a page that was away");
    assert_eq!(bruno.welcome, Value::Null);
    anna.until("Bruno is gone", |anna| anna.count == 2).await;
    let n = carla.draw(0, 0).await;
    carla.stored(n).await;
    set(&server, &anna, board, role(Value::Null)).await;
    bruno.enter(&server).await;
    let n = bruno.draw(160, 0).await;
    bruno.stored(n).await;
}

// [R9] [R6] What a removed person had in the queue is refused, a co-teacher removes no teacher, and nobody removes themselves
// without the token.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_is_not_removed() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    let mut anna = teacher(&server, &owned).await;
    let by_token = (None, Some(token.as_str()));
    let out = json!({"roles": {"1": "out"}});
    let (status, answer) = ask(&server, board, (Some(&anna.person), None), &out).await;
    assert_eq!((status, &answer["error"]), (403, &json!("token")));
    assert_eq!(ask(&server, board, by_token, &out).await.0, 200);
    anna.closed().await;
    // The token makes them a teacher again.
    anna.enter(&server).await;
    anna.until("to be a teacher", |anna| anna.you["role"] == "owner").await;
}

// [R10] Behind a locked door, and where the link gives nothing, newcomers get in by no way and are told to ask; who was in
// before stays, also over a restart and with another page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_door_keeps_newcomers_out() {
    let mut server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    let anna = teacher(&server, &owned).await;
    let (mut bruno, _) = pupil(&server, board, "Bruno").await;
    for (closed, open) in
        [(json!({"door": "locked"}), json!({"door": "open"})), (json!({"access": "none"}), json!({"access": "draw"}))]
    {
        let told = set(&server, &anna, board, closed.clone()).await;
        bruno.until("the door closes", |bruno| bruno.lesson["stamp"] == told["stamp"]).await;
        let stranger = fresh_hex(32);
        expect_all(&server, board, &[("Lavagna-Person", &stranger)], &stranger, "closed").await;
        let wrong = format!("Bearer {}", fresh_hex(22));
        let as_stranger = [("Lavagna-Person", stranger.as_str()), ("Authorization", wrong.as_str())];
        expect_all(&server, board, &as_stranger, &stranger, "closed").await;
        let snapshot = || (Method::GET, format!("/api/boards/{board}/snapshot"));
        assert_eq!(call(&server, snapshot(), &[], "").await, (403, "closed".to_owned()));
        assert_eq!(call(&server, snapshot(), &[("Lavagna-Person", &bruno.person)], "").await.0, 200);
        assert_eq!(call(&server, snapshot(), &[("Authorization", &format!("Bearer {token}"))], "").await.0, 200);
        let mut dora = Peer::new(&server, board, "Dora");
        dora.connect().await.unwrap();
        dora.hello().await;
        let gone = dora.closed().await.0.expect("a close");
        assert_eq!((gone.0, dora.you, dora.welcome), (4503, Value::Null, Value::Null), "nothing is deleted for it");
        let mut page = bruno.another_page(&server);
        page.enter(&server).await;
        let n = page.draw(0, 0).await;
        if closed["door"] == "locked" {
            page.stored(n).await;
        } else {
            assert_eq!(page.refused(n).await, "role", "the link gives nothing to draw with");
        }
        set(&server, &anna, board, open).await;
    }
    set(&server, &anna, board, json!({"door": "locked"})).await;
    server.signal("TERM");
    server.exit().await;
    server.restart().await;
    let mut dora = Peer::new(&server, board, "Dora");
    dora.connect().await.unwrap();
    dora.hello().await;
    assert_eq!(dora.closed().await.0.expect("a close").0, 4503);
    bruno.vanish();
    bruno.enter(&server).await;
}

// [R10] Who is in the room when the door closes is in, even if no number was theirs yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_shut_out_from_inside() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let anna = teacher(&server, &owned).await;
    let mut class = Vec::new();
    for _ in 0..8 {
        class.push(Peer::join(&server, board, "Pupil").await);
    }
    set(&server, &anna, board, json!({"door": "locked"})).await;
    for pupil in &mut class {
        let n = pupil.draw(0, 0).await;
        pupil.stored(n).await;
        pupil.vanish();
        pupil.enter(&server).await;
    }
}
