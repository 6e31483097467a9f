//! A school behind one address: 500 come at once and draw, while some of them do their worst.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::{Peer, fresh_hex};
use crate::raw::{End, FIN, PING, Raw, frame, text};
use crate::shapes;

const SCHOOL: usize = 500;
/// Edits of each student.
const DRAWN: u64 = 2;

/// The part of a log message that is looked at here.
#[derive(serde::Deserialize)]
struct Log {
    seq: u64,
    edits: Vec<serde::de::IgnoredAny>,
}

struct Student {
    raw: Raw,
    tag: String,
    head: u64,
}

impl Student {
    async fn come_in(server: &Server, board: &str) -> Self {
        let (person, tag) = (fresh_hex(32), fresh_hex(16));
        let mut raw = Raw::connect(server, board).await;
        let hello = json!({"t": "hello", "person": person, "tag": tag, "name": "Pupil", "since": 0, "at": 0});
        raw.write(&text(&hello.to_string())).await;
        raw.expect_text("\"t\":\"welcome\"").await;
        Self { raw, tag, head: 0 }
    }

    async fn draw(&mut self) {
        for n in 1..=DRAWN {
            let id = format!("{}.{n}", self.tag);
            let draft = shapes::ink_draft(n, &id, 0, 4).to_string();
            let edit = json!({"ops": [shapes::add(shapes::rectangle(&id, 0, 0))]});
            let ops = json!({"t": "ops", "first": n, "edits": [edit]}).to_string();
            self.raw.write(&[text(&draft), text(&ops)].concat()).await;
        }
    }

    /// Reads the log up to where `is_far` says; nobody tells this student that anything was refused.
    async fn read(&mut self, mut is_far: impl FnMut(&str, u64) -> bool) {
        loop {
            let message = self.raw.expect_text("").await;
            assert!(!message.starts_with("{\"t\":\"nack\""), "{message}");
            if message.starts_with("{\"t\":\"log\"") {
                let log: Log = serde_json::from_str(&message).unwrap();
                assert_eq!(log.seq, self.head + 1, "the log has a gap");
                self.head += log.edits.len() as u64;
                if is_far(&message, self.head) {
                    return;
                }
            }
        }
    }
}

/// A client that sends edits without waiting, far more than the limit.
async fn flood_with_edits(mut student: Student) -> End {
    let edits = vec![json!({"ops": [{"op": "board", "name": "flood"}]}); 200];
    for message in 0..40 {
        let ops = json!({"t": "ops", "first": 1 + 200 * message, "edits": edits}).to_string();
        student.raw.write(&text(&ops)).await;
    }
    student.raw.end().await
}

/// A client that sends a thousand live messages at a time, with pings, and reads no answers.
async fn flood_with_noise(mut student: Student) -> Student {
    let mut noise = Vec::new();
    for g in 1..=2_000 {
        noise.extend(text(&json!({"t": "presence", "cursor": [g, g]}).to_string()));
        noise.extend(text(&shapes::ink_draft(g, &format!("{}.{g}", student.tag), 0, 4).to_string()));
        noise.extend(frame(FIN | PING, b"are you there"));
    }
    student.raw.write(&noise).await;
    student
}

/// Every edit of the board: how often each (tag, number) is in the log.
async fn stored(server: &Server, board: &str) -> (u64, HashMap<(String, u64), u64>) {
    let mut counts = HashMap::new();
    let mut since = 0;
    loop {
        let page = server.json(&format!("/api/boards/{board}/log?since={since}")).await;
        let edits = page["edits"].as_array().unwrap();
        for edit in edits {
            let text = |value: &Value| value.as_str().unwrap().to_string();
            *counts.entry((text(&edit["tag"]), edit["n"].as_u64().unwrap())).or_default() += 1;
        }
        since += edits.len() as u64;
        if since == page["head"].as_u64().unwrap() {
            return (since, counts);
        }
    }
}

// [C4] [V3] [E11] [L8] [O11] [V7] 500 come in from one address and draw, none is refused and everything is stored exactly
// once;
// of two who flood, one with edits and one with noise, nobody else is held up or put out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_draws_while_some_flood() {
    let server = Arc::new(Server::start().await);
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut coming = tokio::task::JoinSet::new();
    for _ in 0..SCHOOL {
        let (server, board) = (server.clone(), board.clone());
        coming.spawn(async move { Student::come_in(&server, &board).await });
    }
    let mut students = coming.join_all().await;
    anna.until("all are here", |peer| peer.count == SCHOOL as u64 + 1).await;
    let flooding = tokio::spawn(flood_with_edits(students.pop().unwrap()));
    let noisy = tokio::spawn(flood_with_noise(students.pop().unwrap()));
    let mut drawing = tokio::task::JoinSet::new();
    for mut student in students {
        drawing.spawn(async move {
            student.draw().await;
            let mine = format!("\"tag\":\"{}\",\"n\":{DRAWN},", student.tag);
            student.read(|message, _| message.contains(&mine)).await;
            student
        });
    }
    assert_eq!(flooding.await.unwrap(), End::Close(4002));
    let students = drawing.join_all().await;
    let noisy = noisy.await.unwrap();
    let n = anna.draw(0, 0).await;
    anna.stored(n).await;
    let (head, counts) = stored(&server, &board).await;
    assert!(counts.values().all(|count| *count == 1), "an edit is there twice");
    for student in &students {
        assert!((1..=DRAWN).all(|n| counts.contains_key(&(student.tag.clone(), n))), "an edit is missing");
    }
    assert_eq!(counts.keys().filter(|(tag, _)| *tag == noisy.tag).count(), 0);
    // All are still there and have everything.
    let mut reading = tokio::task::JoinSet::new();
    for mut student in students {
        reading.spawn(async move {
            if student.head < head {
                student.read(|_, far| far >= head).await;
            }
            student
        });
    }
    let students = reading.join_all().await;
    assert_eq!(students.len(), SCHOOL - 2);
    // What the flood had queued before it was ended is still being ordered.
    let hash = loop {
        let (head, hash) = server.hash(&board).await;
        anna.expect_head(head).await;
        if anna.mirror.head == head {
            break hash;
        }
    };
    assert_eq!(anna.mirror.hash(), hash);
    assert!(anna.nacks.is_empty());
    println!("tried: {SCHOOL} students from one address, {} edits, two of them flood", counts.len());
    drop((students, noisy));
    anna.until("all have left", |peer| peer.count == 1).await;
}
