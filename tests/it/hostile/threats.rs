//! Tries the table row by row.

use std::collections::BTreeSet;

use serde_json::json;

use super::Bystander;
use super::scenes;
use super::table::{self, Answer, Case, ELSEWHERE, Input, WAITING};
use crate::harness::Server;
use crate::layers::tree::Tree;
use crate::peer::{Peer, fresh_hex};
use crate::raw::{CLOSE, End, Raw, status_of, text};

/// Every row of the list of threats.
const ROWS: std::ops::RangeInclusive<u8> = 1..=76;
/// Growth that a server may show after all of it: the boards that were made, and memory that the allocator keeps.
pub const GROWTH: u64 = 48 << 20;

/// Says hello as a new page; its tag.
async fn enter(raw: &mut Raw) -> String {
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let hello = json!({"t": "hello", "person": person, "tag": tag, "name": "Mallory", "since": 0, "at": 0});
    raw.write(&text(&hello.to_string())).await;
    raw.expect_text("\"t\":\"welcome\"").await;
    tag
}

/// Sends what a case says and compares what comes back.
async fn try_case(server: &Server, board: &str, Case { row, what, input, answer }: &Case) {
    let bytes = match input {
        Input::Request(head) => {
            let head =
                head.replace("BOARD", board).replace("HOST", &server.address()).replace("ORIGIN", &server.origin());
            return match answer {
                Answer::Status(least, most) => {
                    let status = status_of(server, &head).await;
                    assert!((least..=most).contains(&&status), "row {row}, {what}: {status}");
                }
                Answer::ClosedAtOnce(code) => {
                    let first = Raw::upgrade(server, &head).await.read_frame().await.expect("a frame");
                    let is_close = first.opcode == CLOSE && first.payload.starts_with(&code.to_be_bytes());
                    assert!(is_close, "row {row}, {what}: {first:?}");
                }
                _ => panic!("row {row}, {what}: a request has a status"),
            };
        }
        Input::Bytes(bytes) => bytes.clone(),
        Input::Message(message) => text(message),
        Input::Op(op) => text(&format!(r#"{{"t":"ops","first":1,"edits":[{{"ops":[{op}]}}]}}"#)),
        Input::First(message) => text(&message.replace("TAG", &fresh_hex(16)).replace("PERSON", &fresh_hex(32))),
    };
    let mut raw = Raw::connect(server, board).await;
    let mut sent = bytes;
    if !matches!(input, Input::First(_)) {
        let tag = enter(&mut raw).await;
        if let Input::Op(op) = input {
            let op = op.replace("TAG", &tag);
            sent = text(&format!(r#"{{"t":"ops","first":1,"edits":[{{"ops":[{op}]}}]}}"#));
        }
    }
    raw.write(&sent).await;
    let says = match answer {
        Answer::Close(codes) => {
            let end = raw.end().await;
            assert!(matches!(end, End::Close(code) if codes.contains(&code)), "row {row}, {what}: {end:?}");
            return;
        }
        Answer::Nack(code) => format!(r#"{{"t":"nack","n":1,"code":"{code}""#),
        Answer::Stored => r#""n":1,"#.to_string(),
        Answer::Says(part) => part.to_string(),
        Answer::GoesOn => String::new(),
        Answer::Status(..) | Answer::ClosedAtOnce(_) => panic!("row {row}, {what}: a message has no status"),
    };
    if !says.is_empty() {
        let heard = raw.expect_text(if matches!(answer, Answer::Stored) { "\"t\":\"log\"" } else { "" }).await;
        let mut heard = heard;
        while !heard.contains(&says) {
            heard = raw.expect_text("").await;
        }
    }
    if !matches!(input, Input::First(_)) {
        raw.write(&text(r#"{"t":"ping"}"#)).await;
        raw.expect_text("\"t\":\"hb\"").await;
    }
}

// [F1] [F2] [F6] [C1] [C9] [C11] [E4] [A5] Everything on the list of threats, one after the other: each has its answer,
// the same process goes on, in between somebody on another board draws, memory stays within bounds, and no
// connection is worth more than a line in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_threats() {
    let server = Server::start().await;
    let (board, other) = (server.new_board().await, server.new_board().await);
    let mut bystander = Bystander::watch(&server, &other).await;
    Peer::join(&server, &board, "Owner").await.drawn(0, 0).await;
    let (pid, lines) = (server.pid(), server.output().lines().count());
    let cases = table::cases();
    for case in &cases {
        try_case(&server, &board, case).await;
        bystander.peer.drawn(0, 0).await;
    }
    let mut connections = cases.len();
    for (row, what, count, scene) in scenes::SCENES {
        // Reply in time, so that a failure names the row.
        println!("row {row}: {what}");
        scene(&server, &board).await;
        bystander.peer.drawn(0, 0).await;
        connections += count;
    }
    bystander.assert_unharmed(&server, &other).await;
    let late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!((late.mirror.head, late.mirror.hash()), server.hash(&board).await);
    assert_eq!((server.pid(), server.status("/readyz").await), (pid, 200));
    let said = server.output().lines().count() - lines;
    assert!(said <= connections, "{said} lines about {connections} connections:\n{}", server.output());
    println!("tried: {} hostile inputs over {connections} connections", cases.len() + scenes::SCENES.len());
}

// Every row is tried here, or by a test that is there, or waits for something with a reason; none twice.
#[test]
fn every_threat_is_accounted_for() {
    let rows = table::rows();
    let unique: BTreeSet<u8> = rows.iter().copied().collect();
    assert_eq!(rows, Vec::from_iter(unique), "a row is in two lists");
    assert_eq!(rows, Vec::from_iter(ROWS), "a row is missing, or there is no such row");
    let tree = Tree::of_this_repository();
    for (row, file, test) in ELSEWHERE {
        let text = tree.text(&format!("tests/it/{file}.rs")).unwrap_or_default();
        assert!(text.contains(&format!("fn {test}(")), "row {row}: {file}::{test} is not there");
    }
    assert!(WAITING.iter().all(|(_, why)| why.len() > 20));
}
