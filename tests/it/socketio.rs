//! The bridge for Socket.IO: stock sessions are peers of a board.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::iter;
use reqwest::Response;
use serde_json::Value;

use crate::harness::{PATIENCE, Server, eventually};
use crate::peer::Peer;

const POLLING: &str = "EIO=4&transport=polling";

/// A session over polling.
struct Session<'a> {
    server: &'a Server,
    address: String,
}

async fn text(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

impl<'a> Session<'a> {
    /// Shakes hands for a board.
    async fn open(server: &'a Server, board: &str) -> Self {
        let path = format!("/socket.io/?{POLLING}&board={board}");
        let (status, open) = text(server.get(&path).await).await;
        assert_eq!(status, 200, "{open}");
        let open: Value = serde_json::from_str(open.strip_prefix('0').expect("an open packet")).expect("JSON");
        let sid = open["sid"].as_str().expect("an id");
        Self { server, address: format!("{}{path}&sid={sid}", server.origin()) }
    }

    /// Shakes hands and joins the board.
    async fn join(server: &'a Server, board: &str) -> Self {
        let session = Self::open(server, board).await;
        assert_eq!(session.post("40").await, (200, "ok".to_owned()));
        session.until("40{\"sid\":").await;
        session
    }

    async fn poll(&self) -> (u16, String) {
        text(self.server.http.get(&self.address).timeout(PATIENCE).send().await.expect("an answer")).await
    }

    async fn post(&self, body: &str) -> (u16, String) {
        text(self.server.http.post(&self.address).body(body.to_owned()).send().await.expect("an answer")).await
    }

    /// Polls until the packets hold a text, and says all of them.
    async fn until(&self, part: &str) -> String {
        let mut seen = String::new();
        while !seen.contains(part) {
            let (status, body) = self.poll().await;
            assert_eq!(status, 200, "{body}, but no {part} after {seen}");
            if body.split('\u{1e}').any(|packet| packet == "2") {
                self.post("3").await;
            }
            seen.push_str(&body);
            seen.push('\u{1e}');
        }
        seen
    }

    /// Draws one segment.
    async fn draw(&self, from: [f64; 2], to: [f64; 2], color: &str) {
        let event = drawing(from, to, color);
        assert_eq!(self.post(&format!("42{event}")).await.0, 200);
    }
}

fn drawing([x0, y0]: [f64; 2], [x1, y1]: [f64; 2], color: &str) -> String {
    format!(r#"["drawing",{{"x0":{x0},"y0":{y0},"x1":{x1},"y1":{y1},"color":"{color}"}}]"#)
}

/// The shapes of a board, once there are this many.
async fn shapes_of(server: &Server, board: &str, count: usize) -> Vec<Value> {
    eventually("the strokes are stored", async || {
        let snapshot = server.snapshot(board).await;
        let shapes = snapshot["delta"]["shapes"].as_array().expect("a list").clone();
        (shapes.len() == count).then_some(shapes)
    })
    .await
}

// [I9] [I11] [I12] Segments are a draft of a guest while they are drawn, then a stroke; a second session sees both.
#[tokio::test]
async fn segments_become_a_stroke_of_a_guest() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let drawer = Session::join(&server, &board).await;
    let viewer = Session::join(&server, &board).await;
    anna.until("both are here", |peer| peer.peers.len() == 3).await;
    let bodies = [drawing([0.0, 0.0], [0.5, 0.5], "red"), drawing([0.5, 0.5], [1.0, 0.5], "red")];
    assert_eq!(drawer.post(&format!("42{}\u{1e}42{}", bodies[0], bodies[1])).await.0, 200);
    anna.until("a draft", |peer| !peer.drafts().is_empty()).await;
    let seen = viewer.until(r#""x1":1.00000"#).await;
    assert_eq!(seen.matches(r#"42["drawing",{"x0":"#).count(), 2, "{seen}");
    assert!(seen.contains(r#"{"x0":0.00000,"y0":0.00000,"x1":0.50000,"y1":0.50000,"color":"red"}"#), "{seen}");
    let stored = shapes_of(&server, &board, 1).await;
    assert_eq!(stored[0]["geometry"]["points"], serde_json::json!([0, 0, 10_240, 5_760, 10_240, 0]));
    assert_eq!(stored[0]["style"], serde_json::json!({"ink": "red", "size": 32}));
    let snapshot = server.snapshot(&board).await;
    assert_eq!(snapshot["authors"]["1"], "Guest 1");
}

// [I12] A newcomer sees what is there, and what native pages draw; nobody hears what it drew itself.
#[tokio::test]
async fn a_newcomer_sees_everything() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(160, 160).await;
    let late = Session::open(&server, &board).await;
    late.post("40").await;
    let picture = late.until("drawing").await;
    assert!(picture.starts_with("40{\"sid\":"), "{picture}");
    late.draw([0.25, 0.25], [0.5, 0.25], "#0a0b0c").await;
    anna.until("the stroke of the guest", |peer| peer.log.len() == 2).await;
    anna.drawn(320, 320).await;
    let heard = late.until("drawing").await;
    assert!(!heard.contains("#0a0b0c"), "{heard}");
    let second = Session::open(&server, &board).await;
    second.post("40").await;
    assert!(second.until("#0a0b0c").await.contains(r#""x0":0.25000"#));
}

// [I7] An event with a number is acknowledged when its stroke is on the disk; a broken one is told so.
#[tokio::test]
async fn events_are_acknowledged() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let session = Session::join(&server, &board).await;
    session.post(&format!("427{}", drawing([0.0, 0.0], [0.5, 0.5], "blue"))).await;
    let seen = session.until("437[").await;
    assert!(seen.contains("437[]"), "{seen}");
    assert_eq!(server.hash(&board).await.0, 1);
    session.post(r#"428["drawing",{"x0":"no"}]"#).await;
    assert!(session.until("438[").await.contains(r#"438[{"error":"invalid"}]"#));
}

// [I6] [I8] [I11] A session that leaves, closes or is cut stores its stroke first.
#[tokio::test]
async fn an_ending_session_stores_its_stroke() {
    let server = Server::start().await;
    for (ends, end) in ["41", "1", "x"].into_iter().enumerate() {
        let board = server.new_board().await;
        let session = Session::join(&server, &board).await;
        let event = drawing([0.0, 0.0], [0.5, 0.5], "blue");
        assert_eq!(session.post(&format!("42{event}\u{1e}{end}")).await.0, 200, "{ends}");
        shapes_of(&server, &board, 1).await;
    }
}

// [I8] A board that does not exist is refused with a reason; the session goes on.
#[tokio::test]
async fn an_unknown_board_is_refused() {
    let server = Server::start().await;
    for board in ["0123456789abcdefghijkl", "nonsense"] {
        let session = Session::open(&server, board).await;
        session.post("40").await;
        let seen = session.until("44{").await;
        assert!(seen.contains("There is no board with this id"), "{seen}");
    }
}

// [I1] Only the demo board answers pages of other origins.
#[tokio::test]
async fn only_the_demo_board_answers_other_origins() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let ask = async |board: &str| {
        let url = format!("{}/socket.io/?{POLLING}&board={board}", server.origin());
        let answer = server.http.get(url).header("Origin", "http://course.example").send().await.expect("an answer");
        let allowed =
            answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), allowed, answer.text().await.unwrap())
    };
    let (status, allowed, _) = ask("demo").await;
    assert_eq!((status, allowed.as_deref()), (200, Some("*")));
    assert_eq!(ask(&board).await, (403, None, r#"{"code":4,"message":"Forbidden"}"#.to_owned()));
    let script = server.get("/socket.io/socket.io.js").await;
    assert_eq!(script.headers()["cross-origin-resource-policy"], "cross-origin");
    assert!(script.text().await.unwrap().contains("Socket.IO v4."));
}

// [I9] [C13] Sessions are peers: they count, and whoever is one too many comes back by itself when somebody leaves.
#[tokio::test]
async fn sessions_are_peers_of_a_full_board() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut sessions = Vec::new();
    for _ in 0..600 {
        sessions.push(Session::open(&server, &board).await);
        assert_eq!(sessions.last().unwrap().post("40").await.0, 200);
    }
    for session in &sessions {
        session.until("40{").await;
    }
    let late = Session::open(&server, &board).await;
    late.post("40").await;
    assert!(["1", "6\u{1e}1"].contains(&late.poll().await.1.as_str()));
}

// [I10] A session that never polls and one that floods bother nobody, and the flood is cut.
#[tokio::test]
async fn floods_and_silence_bother_nobody() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let silent = Session::join(&server, &board).await;
    let flood = Session::join(&server, &board).await;
    let viewer = Session::join(&server, &board).await;
    let many: Vec<String> = (0..700).map(|_| format!("42{}", drawing([0.1, 0.1], [0.2, 0.2], "red"))).collect();
    for _ in 0..20 {
        assert_eq!(flood.post(&many.join("\u{1e}")).await.0, 200);
    }
    viewer.until("drawing").await;
    let drawer = Session::join(&server, &board).await;
    drawer.draw([0.3, 0.3], [0.4, 0.4], "#123456").await;
    viewer.until("#123456").await;
    assert_eq!(silent.poll().await.0, 200, "it is still there");
    let (head, _) = server.hash(&board).await;
    assert!(head < 20 * 700 / 2, "{head} of 14,000 events were stored");
    let namespaces = vec!["40/x,"; 10_000].join("\u{1e}");
    let ended = async || {
        let (status, _) = flood.post(&namespaces).await;
        (status == 400).then_some(())
    };
    eventually("a session that never reads its answers ends", ended).await;
}

// [I5] [I12] The server is killed while polls wait: what was stored is there after the restart.
#[tokio::test]
async fn a_killed_server_keeps_what_was_stored() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    {
        let session = Session::join(&server, &board).await;
        session.post(&format!("421{}", drawing([0.0, 0.0], [0.5, 0.5], "#654321"))).await;
        session.until("431[]").await;
    }
    let address = format!("{}/socket.io/?{POLLING}", server.origin());
    let waiting = tokio::spawn(server.http.get(address).timeout(Duration::from_secs(60)).send());
    server.kill_9();
    drop(waiting.await.expect("the task ends"));
    server.restart().await;
    let session = Session::open(&server, &board).await;
    session.post("40").await;
    session.until("#654321").await;
}

// [I10] 10,000 idle sessions on 17 full boards take at most 16 KiB each, and nobody notices them.
#[tokio::test]
async fn idle_sessions_are_small() {
    const SESSIONS: usize = 10_000;
    const ON_A_BOARD: usize = 590;
    let server = Server::start().await;
    let mut boards = Vec::new();
    while boards.len() * ON_A_BOARD < SESSIONS {
        boards.push(server.new_board().await);
    }
    // Loads each board, so that only sessions are counted.
    for board in &boards {
        Session::join(&server, board).await;
    }
    let before = server.memory();
    let opened = iter(0..SESSIONS).map(async |n| {
        let session = Session::open(&server, &boards[n / ON_A_BOARD]).await;
        assert_eq!(session.post("40").await.0, 200);
    });
    opened.buffer_unordered(32).count().await;
    let each = server.memory().saturating_sub(before) / SESSIONS as u64;
    println!("{each} bytes for each of {SESSIONS} idle sessions");
    assert!(each <= 16 * 1024, "{each} bytes each");
    let mut anna = Peer::join(&server, &boards[0], "Anna").await;
    anna.drawn(0, 0).await;
}
