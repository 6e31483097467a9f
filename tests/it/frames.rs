//! The framing of RFC 6455, and what happens to those who break it.

use std::time::{Duration, Instant};

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::raw::{BINARY, CLOSE, CONTINUATION, End, FIN, Frame, PING, PONG, Raw, TEXT, frame, header, text};

const PING_TEXT: &str = r#"{"t":"ping"}"#;

async fn connected(server: &Server) -> (String, Raw) {
    let board = server.new_board().await;
    let raw = Raw::join(server, &board).await;
    (board, raw)
}

// [F1] The declared length alone ends it; what is announced is never stored.
#[tokio::test]
async fn a_declared_length_over_the_limit_is_refused_at_the_header() {
    let server = Server::start().await;
    let (board, _first) = connected(&server).await;
    for length in [64 * 1024 + 1, 1 << 20, 8 << 30, (1 << 63) - 1] {
        let mut raw = Raw::join(&server, &board).await;
        raw.write(&header(FIN | TEXT, length)).await;
        assert_eq!(raw.end().await, End::Close(1009), "{length}");
    }
    let mut raw = Raw::join(&server, &board).await;
    raw.write(&header(FIN | TEXT, u64::MAX)).await;
    let end = raw.end().await;
    assert!(matches!(end, End::Close(1009 | 1002)), "{end:?}");
}

// [F1] The largest message is taken.
#[tokio::test]
async fn a_message_of_64_kib_is_read() {
    let server = Server::start().await;
    let (_, mut raw) = connected(&server).await;
    let message = format!("{PING_TEXT}{}", " ".repeat(64 * 1024 - PING_TEXT.len()));
    raw.write(&text(&message)).await;
    raw.expect_text("\"t\":\"hb\"").await;
}

// [F1] A client that goes on sending the body costs no memory.
#[tokio::test]
async fn a_streamed_body_is_not_buffered() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut raw = Raw::join(&server, &board).await;
    let before = server.memory();
    raw.write(&header(FIN | TEXT, 100 << 20)).await;
    let piece = vec![0x20; 64 * 1024];
    let mut most = before;
    for _ in 0..1_600 {
        if raw.try_write(&piece).await.is_err() {
            break;
        }
        most = most.max(server.memory());
    }
    // The allocator takes memory in pieces of up to a megabyte.
    assert!(most - before < 4 << 20, "memory grew by {} KiB", (most - before) >> 10);
    let mut next = Raw::join(&server, &board).await;
    next.write(&text(PING_TEXT)).await;
    next.expect_text("\"t\":\"hb\"").await;
}

// [F2] [C11] Every breach of the framing has its close code.
#[tokio::test]
async fn breaches_have_their_close_codes() {
    let server = Server::start().await;
    let (board, _first) = connected(&server).await;
    let unmasked = [FIN | TEXT, 12].into_iter().chain(PING_TEXT.bytes()).collect();
    let close = |payload: &[u8]| frame(FIN | CLOSE, payload);
    let join = |frames: &[Vec<u8>]| frames.concat();
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("unmasked", unmasked, 1002),
        ("RSV1", frame(FIN | 0x40 | TEXT, b"x"), 1002),
        ("RSV2", frame(FIN | 0x20 | TEXT, b"x"), 1002),
        ("RSV3", frame(FIN | 0x10 | TEXT, b"x"), 1002),
        ("opcode 3", frame(FIN | 0x3, b"x"), 1002),
        ("opcode 7", frame(FIN | 0x7, b"x"), 1002),
        ("opcode 11", frame(FIN | 0xB, b"x"), 1002),
        ("opcode 15", frame(FIN | 0xF, b"x"), 1002),
        ("long ping", frame(FIN | PING, &[0; 126]), 1002),
        ("fragmented ping", frame(PING, b"x"), 1002),
        ("continuation of nothing", frame(FIN | CONTINUATION, b"x"), 1002),
        ("new message inside another", join(&[frame(TEXT, b"{"), text("{}")]), 1002),
        ("binary", frame(FIN | BINARY, b"x"), 1003),
        ("no UTF-8", frame(FIN | TEXT, b"\xff\xfe"), 1007),
        ("overlong UTF-8", frame(FIN | TEXT, b"\xc0\xaf"), 1007),
        ("surrogate in UTF-8", frame(FIN | TEXT, b"\xed\xa0\x80"), 1007),
        ("cut UTF-8", frame(FIN | TEXT, b"\xe2\x82"), 1007),
        ("no UTF-8 in fragments", join(&[frame(TEXT, b"\xe2"), frame(FIN | CONTINUATION, b"x")]), 1007),
        ("close of one byte", close(&[3]), 1002),
        ("close code 0", close(&[0, 0]), 1002),
        ("close code 999", close(&999u16.to_be_bytes()), 1002),
        ("close code 1005", close(&1005u16.to_be_bytes()), 1002),
        ("close code 1006", close(&1006u16.to_be_bytes()), 1002),
        ("close code 5000", close(&5000u16.to_be_bytes()), 1002),
        ("long close", close(&[3; 126]), 1002),
    ];
    println!("tried: {} breaches of framing", cases.len());
    for (what, bytes, code) in cases {
        let mut raw = Raw::join(&server, &board).await;
        raw.write(&bytes).await;
        assert_eq!(raw.end().await, End::Close(code), "{what}");
    }
    // A reason that is no text is a bad control frame as well as bad text.
    let mut raw = Raw::join(&server, &board).await;
    raw.write(&close(b"\x03\xe8\xff")).await;
    let end = raw.end().await;
    assert!(matches!(end, End::Close(1002 | 1007)), "{end:?}");
}

// [F3] What was good before the breach is done, in the same segment too.
#[tokio::test]
async fn good_messages_before_a_bad_frame_are_handled() {
    let server = Server::start().await;
    let (board, mut raw) = connected(&server).await;
    let edit = r#"{"t":"ops","first":1,"edits":[{"ops":[{"op":"board","name":"kept"}]}]}"#;
    let bytes = [text(PING_TEXT), text(edit), frame(FIN | BINARY, b"x")].concat();
    raw.write(&bytes).await;
    raw.expect_text("\"t\":\"hb\"").await;
    assert_eq!(raw.end().await, End::Close(1003));
    eventually("the edit is stored", async || (server.hash(&board).await.0 == 1).then_some(())).await;
}

// [F4] Fragments are one message, with control frames between them and characters cut in two.
#[tokio::test]
async fn fragments_are_joined() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut raw = Raw::join(&server, &board).await;
    let message = r#"{"t":"presence","name":"Zoë €"}"#.as_bytes();
    let mut bytes = frame(TEXT, &message[..1]);
    for byte in &message[1..message.len() - 1] {
        bytes.extend(frame(CONTINUATION, &[*byte]));
        bytes.extend(frame(FIN | PING, b"between"));
    }
    bytes.extend(frame(FIN | CONTINUATION, &message[message.len() - 1..]));
    raw.write(&bytes).await;
    // In a change, or on its card when that goes out later.
    anna.until("the name", |peer| peer.saw("Zoë €")).await;
}

// [F4] [F1] The limit is that of the whole message, whatever its pieces; endless empty pieces end too.
#[tokio::test]
async fn fragments_together_have_the_limit_of_one() {
    let server = Server::start().await;
    let (_, mut raw) = connected(&server).await;
    raw.write(&frame(TEXT, b" ")).await;
    let piece = frame(CONTINUATION, &[0x20; 1_024]);
    for _ in 0..80 {
        raw.write(&piece).await;
    }
    assert_eq!(raw.end().await, End::Close(1009));
}

// [F5] A ping comes back as it was.
#[tokio::test]
async fn a_ping_is_answered_with_its_own_bytes() {
    let server = Server::start().await;
    let (_, mut raw) = connected(&server).await;
    for payload in [b"".as_slice(), b"hello", &[0xff; 125]] {
        raw.write(&frame(FIN | PING, payload)).await;
        let pong = loop {
            let frame = raw.read_frame().await.expect("the connection goes on");
            if frame.opcode == PONG {
                break frame;
            }
        };
        assert_eq!(pong, Frame { opcode: PONG, payload: payload.to_vec() });
    }
}

// [F6] Goodbye is answered with the same code, and the stream ends at once.
#[tokio::test]
async fn a_close_is_answered_and_the_stream_ends() {
    let server = Server::start().await;
    let (board, _first) = connected(&server).await;
    for code in [1000u16, 1001, 3000, 4999] {
        let mut raw = Raw::join(&server, &board).await;
        let start = Instant::now();
        let ping_after_close = text(PING_TEXT);
        raw.write(&[frame(FIN | CLOSE, &code.to_be_bytes()), ping_after_close].concat()).await;
        assert_eq!(raw.end().await, End::Close(code));
        // A server that lingers does so for a full second.
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    }
    let mut raw = Raw::join(&server, &board).await;
    raw.write(&frame(FIN | CLOSE, b"")).await;
    let end = raw.end().await;
    assert!(matches!(end, End::Close(1000 | 1005)), "{end:?}");
}

// [F7] However a client goes, nothing of it is left: no socket, no peer.
#[tokio::test]
async fn nothing_is_left_of_a_client_that_is_gone() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let sockets = server.sockets();
    for round in 0..3 {
        let mut raws = Vec::new();
        for _ in 0..10 {
            raws.push(Raw::join(&server, &board).await);
        }
        anna.until("eleven are here", |peer| peer.count == 11).await;
        for (i, mut raw) in raws.into_iter().enumerate() {
            match (round, i % 2) {
                // Half of them in the middle of a message.
                (0, 0) => raw.write(&header(FIN | TEXT, 1_000)).await,
                (0, _) => {}
                (1, 0) => raw.write(&frame(TEXT, b"{")).await,
                (1, _) => raw.reset(),
                _ => raw.write(&frame(FIN | CLOSE, &1001u16.to_be_bytes())).await,
            }
        }
        anna.until("one is here", |peer| peer.count == 1).await;
    }
    eventually("all sockets are closed", async || (server.sockets() <= sockets).then_some(())).await;
}

// [F8] A message that has not ended in time ends the connection, although its peer goes on sending.
#[tokio::test]
async fn a_message_that_never_ends_is_not_waited_for() {
    let server = Server::start().await;
    let (_, mut raw) = connected(&server).await;
    raw.write(&[header(FIN | TEXT, 1_000), vec![0; 4], vec![b' '; 10]].concat()).await;
    let close = loop {
        let Frame { opcode, payload } = raw.read_frame().await.expect("a Close frame before the end");
        if opcode == CLOSE {
            break payload;
        }
        raw.write(b" ").await;
    };
    assert_eq!(close[..2], 4001_u16.to_be_bytes());
}
