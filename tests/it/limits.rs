//! Limits of a connection and of a board, and what is said to those who meet them.

use serde_json::{Value, json};

use crate::events::{Events, Script, api, post};
use crate::harness::{Server, eventually};
use crate::peer::{Gone, Peer};
use crate::raw::{End, Raw, hello, text};

const PLACES: usize = 600;

/// Says hello and expects to be sent away because the board is full.
async fn expect_full(server: &Server, board: &str) {
    let mut late = Peer::new(server, board, "Late");
    late.connect().await.expect("the server listens");
    late.hello().await;
    let Gone(Some((code, reason))) = late.closed().await else { panic!("without a word") };
    assert_eq!(code, 4004);
    assert!(reason.contains("600 people are on this board"), "{reason}");
}

// [C13] [C7] [H9] The 601st is told that the board is full and comes in when somebody leaves; a page that comes back
// before its old connection has ended does not need a second place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_board_says_so() {
    let server = std::sync::Arc::new(Server::start().await);
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut coming = tokio::task::JoinSet::new();
    for _ in 1..PLACES {
        let (server, board) = (server.clone(), board.clone());
        coming.spawn(async move { Raw::join(&server, &board).await });
    }
    let mut seated = coming.join_all().await;
    anna.until("all are here", |peer| peer.count == PLACES as u64).await;
    expect_full(&server, &board).await;
    let url = format!("{}/api/boards/{board}/events", server.origin());
    let answer = server.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "full");
    let mut again = Peer::new(&server, &board, "Anna");
    (again.person, again.tag) = (anna.person.clone(), anna.tag.clone());
    again.enter(&server).await;
    assert_eq!(anna.closed().await.0.map(|(code, _)| code), Some(4509));
    again.drawn(0, 0).await;
    drop(seated.pop());
    again.until("one has left", |peer| peer.count == PLACES as u64 - 1).await;
    let mut late = Peer::join(&server, &board, "Late").await;
    late.drawn(160, 0).await;
    // Other boards are not full.
    let other = server.new_board().await;
    Peer::join(&server, &other, "Carla").await.drawn(0, 0).await;
}

// [V7] New names are more than cursors: they are stored, so they have a rate of their own.
#[tokio::test]
async fn names_are_capped() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    anna.drawn(0, 0).await;
    // Cursors do not use it up.
    for x in 0..200 {
        anna.send(&json!({"t": "presence", "cursor": [x, 0]})).await;
    }
    for i in 0..200 {
        anna.send(&json!({"t": "presence", "name": format!("Anna {i}")})).await;
    }
    anna.ping().await;
    let n = anna.draw(160, 0).await;
    anna.stored(n).await;
    bruno.expect_head(2).await;
    bruno.ping().await;
    let me = anna.number();
    let names: Vec<String> = bruno
        .changes()
        .into_iter()
        .filter(|(peer, _)| *peer == me)
        .filter_map(|(_, change)| change["name"].as_str().map(String::from))
        .collect();
    let last: usize = names.last().and_then(|name| name.strip_prefix("Anna ")?.parse().ok()).expect("a new name");
    assert!((9..60).contains(&last), "{last} is the last of 200");
    let kept = json!({"1": format!("Anna {last}")});
    eventually("the last name that passed is kept", async || {
        (server.snapshot(&board).await["authors"] == kept).then_some(())
    })
    .await;
}

// [O3] A person who draws and leaves before it is stored is still its author by name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_early_keeps_the_name() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let script = Script::new();
    let body = script.body(1, &script.strokes(1, 1)).to_string();
    bruno.until("two are here", |peer| peer.count == 2).await;
    let mut blocker = crate::store::open(&server).await;
    sqlx::Executor::execute(&mut blocker, "BEGIN IMMEDIATE").await.unwrap();
    anna.draw(0, 0).await;
    anna.ping().await;
    anna.vanish();
    bruno.until("Anna is gone", |peer| peer.count == 1).await;
    let url = api(&server, &board, "ops");
    let posting = server.http.post(url).body(body).timeout(std::time::Duration::from_millis(300)).send().await;
    assert!(posting.is_err(), "it was given up before it was stored");
    sqlx::Executor::execute(&mut blocker, "ROLLBACK").await.unwrap();
    bruno.expect_head(2).await;
    let authors = server.snapshot(&board).await["authors"].clone();
    assert_eq!(authors, json!({"1": "Anna", "2": "Script"}));
}

// [V9] A client that requests without end and never reads fills no memory: it is closed.
#[tokio::test]
async fn who_asks_and_does_not_read_is_closed() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let before = server.memory();
    let greeting = hello();
    for message in [r#"{"t":"ping"}"#.to_string(), greeting.clone()] {
        let mut deaf = Raw::connect_narrow(&server, &board, Some(8 * 1024)).await;
        deaf.write(&text(&greeting)).await;
        let burst = text(&message).repeat(1_000);
        anna.until("two are here", |peer| peer.count == 2).await;
        let mut sent = 0;
        while sent < 4_000 && deaf.try_write(&burst).await.is_ok() {
            sent += 1;
            if anna.count == 1 {
                break;
            }
            anna.ping().await;
        }
        anna.until("it is put out", |peer| peer.count == 1).await;
        let end = deaf.end().await;
        assert!(matches!(end, End::Close(4002) | End::Cut), "{end:?}");
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "memory grew by {} MiB", grown >> 20);
    anna.drawn(0, 0).await;
}

// [V9] [H11] The same over an event stream that nobody reads: the POST that asks is answered 429.
#[tokio::test]
async fn a_stream_that_is_not_read_answers_no_more() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let stream = Events::open(&server, &board).await;
    let before = server.memory();
    let pings = vec![json!({"t": "ping"}); 5_000];
    let body = json!({"key": stream.key, "messages": pings}).to_string();
    let mut answers = Vec::new();
    while answers.last() != Some(&429) {
        assert!(answers.len() < 400, "{} answers are kept for nobody", 5_000 * answers.len());
        answers.push(post(&server, &board, "live", body.clone()).await.0);
    }
    assert!(answers[..answers.len() - 1].iter().all(|status| *status == 204));
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "memory grew by {} MiB", grown >> 20);
}

// [C14] Each hello costs the room something, so a connection that says it over and over is closed, and draws on when it comes back.
#[tokio::test]
async fn hellos_are_capped() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for _ in 0..5 {
        anna.hello().await;
        anna.until("welcome again", |peer| !peer.welcome.is_null()).await;
    }
    anna.drawn(0, 0).await;
    let mut noisy = Raw::connect(&server, &board).await;
    noisy.write(&text(&hello()).repeat(1_000)).await;
    let end = noisy.end().await;
    assert!(matches!(end, End::Close(4002) | End::Cut), "{end:?}");
    anna.drawn(160, 0).await;
}
