//! A board's messages as server-sent events: the same as on a socket, for peers like any other.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::events::{Events, Script, api, post, request};
use crate::harness::{PATIENCE, Server, eventually};
use crate::mirror::Mirror;
use crate::peer::{Peer, fresh_hex};
use crate::shapes;

/// Says something live for a stream.
async fn say(server: &Server, board: &str, stream: &Events, messages: &[Value]) -> (u16, Value) {
    post(server, board, "live", json!({"key": stream.key, "messages": messages}).to_string()).await
}

/// Posts edits for a stream, as a browser does.
async fn send(server: &Server, board: &str, stream: &Events, first: u64, edits: &[Value]) -> (u16, Value) {
    let Events { person, tag, key, .. } = stream;
    let body = json!({"person": person, "tag": tag, "key": key, "first": first, "edits": edits});
    post(server, board, "ops", body.to_string()).await
}

fn stroke(tag: &str, n: u64) -> Value {
    json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.{n}"), 160 * n as i64, 0))]})
}

// [H10] A HEAD request for a stream, as link checkers send it, joins nobody.
#[tokio::test]
async fn asking_for_the_headers_joins_nobody() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for _ in 0..5 {
        let url = format!("{}/api/boards/{board}/events", server.origin());
        let answer = server.http.head(url).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"text/event-stream".parse().unwrap())
        );
    }
    let mut stream = Events::open(&server, &board).await;
    assert_eq!(stream.next().await.unwrap().json()["count"], 1);
}

// [H8] [H10] [C4] [C5] [L3] The messages of a stream are those of a socket, byte for byte, and `id` says how far they lead.
#[tokio::test]
async fn events_are_the_messages_of_a_socket() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..5 {
        anna.drawn(160 * i, 0).await;
    }
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut stream = Events::open(&server, &board).await;
    assert_eq!(stream.key.len(), 32);
    let first = stream.next().await.unwrap();
    let welcome = first.json();
    assert!(first.data.starts_with("{\"t\":\"welcome\""), "{}", first.data);
    assert_eq!((&welcome["head"], &welcome["count"], &welcome["role"]), (&json!(5), &json!(3), &json!("editor")));
    let log = stream.next().await.unwrap();
    assert_eq!((log.id, log.json()["seq"].as_u64()), (Some(5), Some(1)));
    assert_eq!(log.json()["edits"].as_array().unwrap().len(), 5);
    assert!(log.data.contains(&anna.log[&3]), "edits are the same bytes");
    assert_eq!(stream.until("live").await["all"], true);
    // From here on both follow, and what is published is one frame for all.
    bruno.until("the stream is here", |peer| peer.peers.len() == 3).await;
    let seen = bruno.live.len();
    anna.send(&shapes::ink_draft(1, &anna.id(6), 0, 3)).await;
    bruno.until("a draft", |peer| !peer.drafts().is_empty()).await;
    let mut draft = stream.next().await.unwrap();
    while !draft.data.contains("drafts") {
        draft = stream.next().await.unwrap();
    }
    assert_eq!(
        (draft.id, &draft.data),
        (None, &bruno.live[seen..].iter().find(|text| text.contains("drafts")).unwrap().clone())
    );
    anna.drawn(0, 0).await;
    bruno.expect_head(6).await;
    let log = stream.next().await.unwrap();
    assert_eq!(log.data, format!(r#"{{"t":"log","seq":6,"edits":[{}]}}"#, bruno.log[&6]));
    assert_eq!(log.id, Some(6));
}

// [H9] [C6] The query is the hello: from a place in the log, or told to start again.
#[tokio::test]
async fn a_stream_goes_on_from_its_place() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..3 {
        anna.drawn(160 * i, 0).await;
    }
    let at = anna.mirror.at;
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let mut stream = Events::open_as(&server, &board, (&person, &tag), (3, at)).await;
    let welcome = stream.until("welcome").await;
    assert_eq!((&welcome["head"], &welcome["last"]), (&json!(3), &json!(0)));
    assert_eq!(stream.next().await.unwrap().json()["t"], "live", "nothing is missing");
    for (since, at) in [(3, at + 1), (9, at), (0, 4)] {
        let mut lost = Events::open_as(&server, &board, (&person, &tag), (since, at)).await;
        assert_eq!(lost.next().await.unwrap().json(), json!({"t": "resync"}));
        let close = lost.next().await.unwrap();
        assert_eq!((close.name.as_str(), &close.json()["code"]), ("close", &json!(1000)));
        assert_eq!(lost.next().await, None);
    }
    // Somebody else's tag, a broken query, an unknown board.
    assert_eq!(send(&server, &board, &stream, 1, &[stroke(&tag, 1)]).await.0, 200);
    let foreign = request(&server, &board, (&fresh_hex(32), &tag), (0, 0)).send().await.unwrap();
    assert_eq!(
        (foreign.status().as_u16(), foreign.json::<Value>().await.unwrap()["error"].clone()),
        (403, json!("not_yours"))
    );
    for query in ["since=x", "tag=AA&v=3", "colour=red"] {
        assert_eq!(server.status(&format!("/api/boards/{board}/events?{query}")).await, 400, "{query}");
    }
    assert_eq!(server.status(&format!("/api/boards/{}/events", "A".repeat(22))).await, 404);
}

// [H9] The name comes in a header, where no log of addresses has it; in the query it is taken too.
#[tokio::test]
async fn a_stream_has_a_name() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let _stream = Events::open(&server, &board).await;
    let named = |name: &'static str| move |peer: &Peer| peer.live.iter().any(|live| live.contains(name));
    anna.until("its name", named("Zoë & co")).await;
    let _old = server.http.get(api(&server, &board, "events?name=Old%20page")).send().await.unwrap();
    anna.until("the other's name", named("Old page")).await;
}

// [H10] [C7] A stream that is closed leaves the room; a newer one of the same tag takes the place of the older.
#[tokio::test]
async fn a_stream_that_ends_leaves_the_room() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut stream = Events::open(&server, &board).await;
    anna.until("two are here", |peer| peer.count == 2).await;
    stream.caught_up().await;
    let who = (stream.person.clone(), stream.tag.clone());
    let mut again = Events::open_as(&server, &board, (&who.0, &who.1), (0, 0)).await;
    let close = loop {
        let event = stream.next().await.unwrap();
        if event.name == "close" {
            break event.json();
        }
    };
    assert_eq!(close["code"], 4509);
    assert_eq!(stream.next().await, None);
    again.caught_up().await;
    assert_eq!(say(&server, &board, &stream, &[json!({"t": "ping"})]).await.0, 409);
    drop(again);
    anna.until("one is here", |peer| peer.count == 1).await;
    eventually("no connection is left behind", async || (server.sockets() < 20).then_some(())).await;
}

// [H11] [V1] [V2] [C8] What is going on goes through the stream's key, in order, and nothing else does.
#[tokio::test]
async fn live_messages_belong_to_a_stream() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut stream = Events::open(&server, &board).await;
    let me = stream.caught_up().await["peer"].as_u64().unwrap();
    let id = format!("{}.1", stream.tag);
    let messages = [
        json!({"t": "presence", "cursor": [5, 6], "page": 1, "name": "Bruna"}),
        shapes::ink_draft(1, &id, 0, 4),
        shapes::ink_draft(1, &id, 4, 4),
        json!({"t": "ping"}),
    ];
    assert_eq!(say(&server, &board, &stream, &messages).await, (204, Value::Null));
    anna.until("cursor and draft", |peer| {
        let cursor = peer.changes().iter().any(|(peer, change)| *peer == me && change["cursor"] == json!([5, 6]));
        cursor
            && peer.drafts().iter().any(|(_, draft)| draft["ink"]["pressure"].as_array().is_some_and(|p| p.len() == 8))
    })
    .await;
    assert_eq!(stream.until("hb").await["head"], 0);
    for wrong in [json!({"t": "ops", "first": 1, "edits": [{}]}), json!({"t": "what"}), json!(7)] {
        let (status, answer) = say(&server, &board, &stream, std::slice::from_ref(&wrong)).await;
        assert_eq!((status, &answer["error"]), (400, &json!("unreadable")), "{wrong}");
    }
    assert_eq!(say(&server, &other, &stream, &messages).await.0, 409, "the key is good for its board alone");
    let (status, answer) = post(&server, &board, "live", json!({"key": "0", "messages": []}).to_string()).await;
    assert_eq!((status, &answer["error"]), (409, &json!("no_stream")));
    let large = json!({"key": stream.key, "messages": ["x".repeat(256 * 1024)]}).to_string();
    assert_eq!(post(&server, &board, "live", large).await.0, 413);
}

// [H12] [L5] [L7] Edits of a stream are answered there as on a socket, after the log they depend on.
#[tokio::test]
async fn edits_of_a_stream_are_answered_on_it() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut stream = Events::open(&server, &board).await;
    stream.caught_up().await;
    let tag = stream.tag.clone();
    let edits = [stroke(&tag, 1), json!({"ops": []}), stroke(&tag, 3)];
    let (status, answer) = send(&server, &board, &stream, 1, &edits).await;
    assert_eq!((status, answer["nacks"][0]["code"].as_str(), &answer["last"]), (200, Some("invalid"), &json!(3)));
    let log = stream.until("log").await;
    assert_eq!(log["edits"].as_array().unwrap().len(), 2);
    let nack = stream.until("nack").await;
    assert_eq!(nack, json!({"t": "nack", "n": 2, "code": "invalid", "retry": false}));
    // Again: an ack, and nothing new in the log.
    let (_, answer) = send(&server, &board, &stream, 1, &edits).await;
    assert_eq!(answer, json!({"acks": [], "nacks": [], "last": 3, "seq": 2}));
    assert_eq!(stream.until("ack").await, json!({"t": "ack", "last": 3, "seq": 2}));
    // The stream is another person's.
    let thief = json!({"person": fresh_hex(32), "tag": fresh_hex(16), "key": stream.key, "first": 1, "edits": [{}]});
    let (status, answer) = post(&server, &board, "ops", thief.to_string()).await;
    assert_eq!((status, &answer["error"]), (409, &json!("no_stream")));
}

/// A stream over a connection whose system takes next to nothing, and which is not read.
async fn narrow(server: &Server, board: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(8 * 1024).unwrap();
    let mut line = socket.connect(server.address().parse().unwrap()).await.unwrap();
    let head = format!("GET /api/boards/{board}/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.address());
    line.write_all(head.as_bytes()).await.unwrap();
    line
}

/// Reads until a part of the text has come; says everything that was read.
async fn read_until(line: &mut TcpStream, part: &str) -> String {
    let mut text = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    let reading = async {
        let mut looked = 0;
        while !text[looked..].windows(part.len()).any(|window| window == part.as_bytes()) {
            looked = text.len().saturating_sub(part.len());
            let n = line.read(&mut piece).await.unwrap();
            assert!(n > 0, "the end, but no {part}");
            text.extend_from_slice(&piece[..n]);
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("no {part}"));
    String::from_utf8_lossy(&text).into_owned()
}

// [H10] [V9] [L7] A stream that is not read costs a bounded amount, and has the whole log when it reads again.
#[tokio::test]
async fn a_slow_stream_is_bounded_and_recovers() {
    const EDITS: u64 = 150;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut line = narrow(&server, &board).await;
    read_until(&mut line, "\"all\":true").await;
    let script = Script::new();
    let before = server.memory();
    for first in [1, 76] {
        let long = |n| json!({"ops": [shapes::add(shapes::long_ink(&format!("{}.{n}", script.tag), 40_000))]});
        let edits: Vec<Value> = (first..first + EDITS / 2).map(long).collect();
        script.stored(&server, &board, first, &edits).await;
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 40 << 20, "memory grew by {} MiB", grown >> 20);
    let text = read_until(&mut line, &format!("id: {EDITS}\n")).await;
    let mut next = 1;
    for event in text.split("\n\n").filter(|event| event.contains("\"t\":\"log\"")) {
        let seq = event.split("\"seq\":").nth(1).and_then(|rest| rest.split(',').next()).unwrap();
        assert_eq!(seq.parse(), Ok(next), "the log is whole");
        let id = event.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
        next = id.parse::<u64>().unwrap() + 1;
    }
    assert_eq!(next, EDITS + 1);
    if !text.contains("\"all\":true") {
        read_until(&mut line, "\"all\":true").await;
    }
}

/// Takes in the logs of a stream until it is at `head`.
async fn follow(stream: &mut Events, mirror: &mut Mirror, head: u64) {
    while mirror.head < head {
        let log = stream.until("log").await;
        for (seq, edit) in (log["seq"].as_u64().unwrap()..).zip(log["edits"].as_array().unwrap()) {
            mirror.take(seq, &serde_json::from_value(edit.clone()).unwrap());
        }
    }
}

/// Posts that many strokes for a stream, some at a time.
async fn draw_over(server: &Server, board: &str, stream: &Events, count: u64) {
    for first in (1..=count).step_by(4) {
        let edits: Vec<Value> = (first..first + 4).map(|n| stroke(&stream.tag, n)).collect();
        assert_eq!(send(server, board, stream, first, &edits).await.0, 200);
    }
}

// [H10] [H2] [O1] Sockets, streams and scripts on one board: all end with the same one.
#[tokio::test]
async fn sockets_streams_and_scripts_agree() {
    const EACH: u64 = 40;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut streams = [Events::open(&server, &board).await, Events::open(&server, &board).await];
    let script = Script::new();
    let by_socket = async {
        for i in 0..EACH {
            anna.drawn(i as i64, 0).await;
        }
    };
    let by_script = async {
        for n in 1..=EACH {
            script.stored(&server, &board, n, &script.strokes(n, 1)).await;
        }
    };
    let [one, two] = &streams;
    let by_stream = |stream| draw_over(&server, &board, stream, EACH);
    tokio::join!(by_socket, by_script, by_stream(one), by_stream(two));
    let (head, hash) = server.hash(&board).await;
    assert_eq!(head, 4 * EACH);
    anna.expect_head(head).await;
    assert_eq!(anna.mirror.hash(), hash);
    for stream in &mut streams {
        let mut mirror = Mirror::default();
        follow(stream, &mut mirror, head).await;
        assert_eq!(mirror.hash(), hash);
    }
}

// [H10] [A7] [C10] A server that leaves says goodbye to streams and ends them, and nothing posted is lost.
#[tokio::test]
async fn a_leaving_server_ends_its_streams() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(Events::open(&server, &board).await);
    }
    let mut line = narrow(&server, &board).await;
    read_until(&mut line, "\"all\":true").await;
    let script = Script::new();
    script.stored(&server, &board, 1, &script.strokes(1, 10)).await;
    let start = Instant::now();
    server.signal("TERM");
    for stream in &mut streams {
        stream.until("bye").await;
        let close = stream.next().await.unwrap();
        assert_eq!((close.name.as_str(), &close.json()["code"]), ("close", &json!(1012)));
        assert_eq!(stream.next().await, None);
    }
    let status = server.exit().await;
    assert_eq!(status.code(), Some(0), "{}", server.output());
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    server.restart().await;
    let answer = script.stored(&server, &board, 1, &script.strokes(1, 11)).await;
    assert_eq!((&answer["last"], answer["acks"].as_array().unwrap().len()), (&json!(11), 1));
}
