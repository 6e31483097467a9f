//! The bridge for Socket.IO: stock sessions are peers of a board.

mod load;

use reqwest::Response;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::{PATIENCE, Server, eventually};
use crate::peer::Peer;
use crate::shapes;
use crate::small_disk::SmallDisk;
use crate::teacher::{set, teacher};

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

    /// Begins a poll on a connection of its own, and leaves it waiting.
    async fn begin_poll(&self) -> TcpStream {
        let mut socket = TcpStream::connect(self.server.address()).await.expect("a connection");
        socket.write_all(self.poll_request().as_bytes()).await.expect("a request");
        socket
    }

    fn poll_request(&self) -> String {
        let (_, path) = self.address.split_once("/socket.io/").expect("an address of ours");
        format!("GET /socket.io/{path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.server.address())
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

// [I13] What is erased or changed on a native page leaves pages of the course: they forget their lines and get the board as
// it is, with what the session itself drew.
#[tokio::test]
async fn a_change_draws_the_page_again() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let session = Session::join(&server, &board).await;
    session.post(&format!("421{}", drawing([0.0, 0.0], [0.5, 0.5], "#0a0b0c"))).await;
    session.until("431[]").await;
    let id = anna.id(anna.next);
    anna.edit(json!([shapes::add(shapes::ink(&id, 160, 160))])).await;
    session.until("drawing").await;
    for change in [shapes::restyle(&id, "red"), shapes::del(&id)] {
        let ink = change["style"]["ink"].as_str().map(str::to_owned);
        anna.edit(json!([change])).await;
        let mut seen = session.until(r#"42["clear"]"#).await;
        if !seen.contains("#0a0b0c") {
            seen.push_str(&session.until("#0a0b0c").await);
        }
        let (_, picture) = seen.split_once(r#"42["clear"]"#).expect("it is there");
        assert_eq!(picture.matches("drawing").count() > 1, ink.is_some(), "{picture}");
        assert_eq!(picture.contains(r#""color":"red""#), ink.is_some(), "{picture}");
    }
    // Only adding clears nothing.
    anna.drawn(320, 320).await;
    let added = session.until("drawing").await;
    assert!(!added.contains("clear"), "{added}");
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

// [I7] [I11] An event without length is acknowledged at once, and neither begins, prolongs nor ends a stroke.
#[tokio::test]
async fn an_event_without_length_is_acknowledged_at_once() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let session = Session::join(&server, &board).await;
    let (first, dot, second) = (
        drawing([0.0, 0.0], [0.5, 0.5], "blue"),
        drawing([0.9, 0.9], [0.9, 0.9], "red"),
        drawing([0.5, 0.5], [0.5, 1.0], "blue"),
    );
    session.post(&format!("427{first}\u{1e}428{dot}\u{1e}429{second}")).await;
    let seen = session.until("439[").await;
    let at = |answer: &str| seen.find(answer).unwrap_or_else(|| panic!("no {answer} in {seen}"));
    assert!(at("438[]") < at("437[]") && at("437[]") < at("439[]"), "{seen}");
    assert_eq!(shapes_of(&server, &board, 1).await[0]["geometry"]["points"].as_array().map(Vec::len), Some(6));
}

// [I11] A session ends while the store takes nothing: its stroke is stored once there is room again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ending_session_outlasts_a_failing_store() {
    let disk = SmallDisk::mount(6);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let session = Session::join(&server, &board).await;
    disk.fill();
    let n = anna.edit(json!([shapes::add(shapes::long_ink(&anna.id(anna.next), 40_000))])).await;
    assert_eq!(anna.expect_nack(n).await.code, "store");
    session.post(&format!("42{}\u{1e}1", drawing([0.0, 0.0], [0.5, 0.5], "blue"))).await;
    assert_eq!(session.poll().await.0, 400, "it has ended");
    disk.free();
    let stored = shapes_of(&server, &board, 1).await;
    assert_eq!(stored[0]["style"]["ink"], "blue");
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

// [I8] [I9] [R9] [R10] A session on a board that lets nobody in is refused with a text; a removed one is disconnected, and its
// person is used by nobody again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_is_closed_to_sessions_too() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    set(&server, &anna, board, json!({"door": "locked"})).await;
    let refused = Session::open(&server, board).await;
    refused.post("40").await;
    let seen = refused.until("44{").await;
    assert!(seen.contains("lets nobody new in"), "{seen}");
    set(&server, &anna, board, json!({"door": "open"})).await;
    let session = Session::join(&server, board).await;
    anna.until("the guest's number", |anna| anna.live.iter().any(|live| live.contains(r#""author":2"#))).await;
    set(&server, &anna, board, json!({"roles": {"2": "out"}})).await;
    anna.until("the guest is gone", |anna| anna.count == 1).await;
    drop(session);
    let _again = Session::join(&server, board).await;
    anna.until("somebody new", |anna| anna.live.iter().any(|live| live.contains(r#""author":3"#))).await;
}
