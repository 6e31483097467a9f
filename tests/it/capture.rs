//! A connection learns of its own handshake and frames (SPEC W).

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{CLOSE, CONTINUATION, End, FIN, PING, PONG, Raw, TEXT, frame, hello, text, upgrade_head};

const ON: &str = r#"{"t":"wire","on":true}"#;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The next message of the server, with the kinds of frames that came before it.
async fn read_message(raw: &mut Raw) -> Value {
    loop {
        let frame = raw.read_frame().await.expect("the connection goes on");
        if frame.opcode == TEXT {
            return serde_json::from_slice(&frame.payload).expect("JSON");
        }
    }
}

async fn read_wire(raw: &mut Raw) -> Value {
    loop {
        let message = read_message(raw).await;
        if message["t"] == "wire" {
            return message;
        }
    }
}

/// Frames as reported, without their times and numbers, until one matches.
async fn read_until(raw: &mut Raw, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        let report = read_wire(raw).await;
        frames.extend(report["frames"].as_array().expect("frames").iter().cloned());
        if let Some(last) = frames.iter().position(&is_last) {
            frames.truncate(last + 1);
            return frames.iter().map(|frame| json!(frame.as_array().expect("a list")[1..])).collect();
        }
    }
}

// [W1] [W2] [C2] The handshake is told as it was, before hello too, without secrets.
#[tokio::test]
async fn the_handshake_is_told_without_secrets() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let extra = format!(
        "origin: {}\r\nCookie: session=secret\r\nAUTHORIZATION: Basic c2VjcmV0\r\nX-Access-Token: secret\r\n\
         User-Agent: a test\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: lavagna.v1\r\n",
        server.origin()
    );
    let head = upgrade_head(&server, &board, &extra);
    let mut raw = Raw::upgrade(&server, &head).await;
    raw.write(&text(ON)).await;
    let told = read_wire(&mut raw).await;
    let expected = head
        .replace("session=secret", "***")
        .replace("Basic c2VjcmV0", "***")
        .replace("X-Access-Token: secret", "X-Access-Token: ***");
    assert_eq!(told["request"].as_str().expect("a head"), expected.trim_end_matches("\r\n").to_owned() + "\r\n");
    let answer = told["answer"].as_str().expect("a head");
    assert!(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\n"), "{answer}");
    let answer = answer.to_ascii_lowercase();
    assert!(answer.contains("\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"), "{answer}");
    assert!(answer.contains("\r\nsec-websocket-protocol: lavagna.v1\r\n"), "{answer}");
    assert!(!answer.contains("sec-websocket-extensions"), "none is taken: {answer}");
}

// [W1] [W3] [W4] The frames of both directions are told with the bytes that were on the socket, to their connection only.
#[tokio::test]
async fn frames_are_told_as_they_were_on_the_socket() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut other = Raw::join(&server, &board).await;
    let mut raw = Raw::connect(&server, &board).await;
    raw.write(&text(ON)).await;
    assert_eq!(read_wire(&mut raw).await["on"], true);
    let hello = text(&hello());
    raw.write(&hello).await;
    let (begin, end) = (frame(TEXT, br#"{"t":"#), frame(FIN | CONTINUATION, br#""ping"}"#));
    let ping = frame(FIN | PING, b"12345");
    raw.write(&[begin.clone(), ping.clone(), end.clone()].concat()).await;
    let heartbeat = hex(br#"{"t":"hb","head""#);
    let frames = read_until(&mut raw, |frame| frame[5] == heartbeat.as_str()).await;
    let of = |sender: u64| frames.iter().filter(move |frame| frame[0] == sender).collect::<Vec<_>>();
    let of_page = |bytes: &[u8], header: usize, length: usize, message: u64| {
        let start = header + 4;
        let payload = &bytes[start..(start + 16).min(bytes.len())];
        json!([0, hex(&bytes[..header]), hex(&bytes[header..start]), length, hex(payload), message])
    };
    let expected = [
        of_page(&hello, 2, hello.len() - 6, 1),
        of_page(&begin, 2, 5, 2),
        of_page(&ping, 2, 5, 0),
        of_page(&end, 2, 7, 2),
    ];
    assert_eq!(of(0), expected.iter().collect::<Vec<_>>());
    let of_server = of(1);
    assert_eq!(of_server[0][4], hex(br#"{"t":"welcome","h"#[..16].as_ref()), "the answer of the switch is not told");
    assert!(of_server.iter().any(|frame| **frame == json!([1, "8a05", "", 5, hex(b"12345"), 0])), "{of_server:?}");

    raw.write(&text(r#"{"t":"wire","on":false}"#)).await;
    raw.write(&frame(FIN | PING, b"off")).await;
    loop {
        let frame = raw.read_frame().await.expect("the connection goes on");
        if frame.opcode == PONG && frame.payload == b"off" {
            break;
        }
    }
    raw.write(&text(r#"{"t":"ping"}"#)).await;
    while read_message(&mut raw).await["t"] != "hb" {}
    other.write(&text(r#"{"t":"ping"}"#)).await;
    loop {
        let message = read_message(&mut other).await;
        assert_ne!(message["t"], "wire", "only the own connection");
        if message["t"] == "hb" {
            break;
        }
    }
}

// [W4] [W5] [F3] A flood of frames and of switches costs a bounded report each 100 ms, and nobody else notices.
#[tokio::test]
async fn a_flood_is_told_in_bounded_reports() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut raw = Raw::join(&server, &board).await;
    raw.write(&text(ON).repeat(50)).await;
    // Pongs are answered by nothing, so the whole flood is taken.
    raw.write(&frame(FIN | PONG, b"").repeat(20_000)).await;
    raw.write(&frame(FIN | CLOSE, &1000_u16.to_be_bytes())).await;
    let (mut answers, mut last) = (0, 0);
    while let Some(frame) = raw.read_frame().await {
        let Ok(message) = serde_json::from_slice::<Value>(&frame.payload) else { continue };
        if message["on"] == true {
            answers += 1;
        } else if let Some(frames) = message["frames"].as_array() {
            assert!(frames.len() <= 128);
            let n = message["n"].as_u64().expect("a number");
            assert!(n > last, "numbers rise");
            last = n + frames.len() as u64 - 1;
        }
    }
    assert!((1..=12).contains(&answers), "{answers}");
    anna.drawn(0, 0).await;
}

// [W1] [C9] Anything else that is called wire is unreadable; a stream has no frames (H11).
#[tokio::test]
async fn other_switches_are_unreadable() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for odd in [r#"{"t":"wire"}"#, r#"{"t":"wire","on":1}"#, r#"{"t":"wire","on":true,"all":true}"#] {
        let mut raw = Raw::join(&server, &board).await;
        raw.write(&text(odd)).await;
        assert_eq!(raw.end().await, End::Close(4500), "{odd}");
    }
}
