//! Edits by POST, and the log by GET.

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::events::{Script, api, post};
use crate::harness::{Server, eventually};
use crate::peer::{Outcome, Peer};
use crate::raw::status_of;
use crate::shapes;

fn seqs(answer: &Value) -> Vec<u64> {
    answer["acks"].as_array().unwrap().iter().map(|ack| ack["seq"].as_u64().unwrap()).collect()
}

fn nacks(answer: &Value) -> Vec<(u64, &str, bool)> {
    answer["nacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|nack| (nack["n"].as_u64().unwrap(), nack["code"].as_str().unwrap(), nack["retry"].as_bool().unwrap()))
        .collect()
}

// [H1] [H3] [L3] What was answered is on the disk, and everybody on a socket has it.
#[tokio::test]
async fn posted_edits_are_stored_before_they_are_answered() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let script = Script::new();
    let answer = script.stored(&server, &board, 1, &script.strokes(1, 3)).await;
    assert_eq!((seqs(&answer), &answer["last"], &answer["seq"]), (vec![1, 2, 3], &json!(3), &json!(3)));
    assert_eq!(answer["acks"][2], json!({"n": 3, "seq": 3}));
    assert_eq!(answer["nacks"], json!([]));
    anna.expect_head(3).await;
    assert_eq!((anna.mirror.head, anna.mirror.hash()), server.hash(&board).await);
    server.kill_9();
    server.restart().await;
    assert_eq!(server.hash(&board).await.0, 3);
    assert_eq!(server.snapshot(&board).await["authors"], json!({"1": "Script"}));
}

// [H3] [E2] An answer that got lost: the same POST again stores nothing twice and says that it is decided.
#[tokio::test]
async fn a_post_that_is_sent_again_is_stored_once() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    let body = script.body(1, &script.strokes(1, 20)).to_string();
    let mut line = TcpStream::connect(server.address()).await.unwrap();
    let head = format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    line.write_all((head + &body).as_bytes()).await.unwrap();
    eventually("the edits are stored", async || (server.hash(&board).await.0 == 20).then_some(())).await;
    drop(line);
    let (status, answer) = post(&server, &board, "ops", body).await;
    assert_eq!(status, 200);
    assert_eq!(answer, json!({"acks": [], "nacks": [], "last": 20, "seq": 20}));
    // A part of it again, with new ones behind.
    let answer = script.stored(&server, &board, 15, &script.strokes(15, 10)).await;
    assert_eq!((seqs(&answer), answer["last"].as_u64()), ((21..=24).collect(), Some(24)));
    assert_eq!(server.hash(&board).await.0, 24);
}

// [H4] [E4] [E5] A POST skips nothing: the missing number is named until it comes.
#[tokio::test]
async fn a_gap_is_named_each_time() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    for _ in 0..2 {
        let answer = script.stored(&server, &board, 3, &script.strokes(3, 4)).await;
        assert_eq!((nacks(&answer), seqs(&answer)), (vec![(1, "gap", true)], vec![]));
        assert_eq!(answer["last"], 0);
    }
    let answer = script.stored(&server, &board, 1, &script.strokes(1, 6)).await;
    assert_eq!((seqs(&answer), nacks(&answer)), ((1..=6).collect(), vec![]));
}

// [H3] [L6] A request that was given up leaves edits of the same numbers under another tag in line: the next request of the person is
// told of its own alone.
#[tokio::test]
async fn an_answer_is_about_the_tag_of_its_request() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let first = Script::new();
    let second = Script { person: first.person.clone(), tag: Script::new().tag };
    let broken = vec![json!({"ops": []}); 200];
    for _ in 0..5 {
        let body = first.body(1, &first.strokes(1, 200)).to_string();
        let mut line = TcpStream::connect(server.address()).await.unwrap();
        let head =
            format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        line.write_all((head + &body).as_bytes()).await.unwrap();
        drop(line);
        let answer = second.stored(&server, &board, 1, &broken).await;
        assert_eq!(seqs(&answer), [0; 0], "nothing of this request is stored");
    }
    assert_eq!(second.stored(&server, &board, 201, &second.strokes(201, 1)).await["last"], 201);
}

// [E1] [H3] [H4] A refused number stays decided, over a restart too: the script goes on after it, and the number is never stored later.
#[tokio::test]
async fn a_refused_number_has_one_verdict() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let (script, other) = (Script::new(), Script::new());
    let mut edits = script.strokes(1, 5);
    edits[4] = json!({"ops": []});
    let answer = script.stored(&server, &board, 1, &edits).await;
    assert_eq!((nacks(&answer), &answer["last"]), (vec![(5, "invalid", false)], &json!(5)));
    let answer = other.stored(&server, &board, 1, &[json!({"ops": []})]).await;
    assert_eq!((nacks(&answer), &answer["last"]), (vec![(1, "invalid", false)], &json!(1)));
    server.kill_9();
    server.restart().await;
    let again = script.stored(&server, &board, 5, &script.strokes(5, 1)).await;
    assert_eq!((seqs(&again), nacks(&again), &again["last"]), (vec![], vec![], &json!(5)), "decided before");
    let next = script.stored(&server, &board, 6, &script.strokes(6, 2)).await;
    assert_eq!((seqs(&next), nacks(&next), &next["last"]), (vec![5, 6], vec![], &json!(7)));
    let next = other.stored(&server, &board, 2, &other.strokes(2, 1)).await;
    assert_eq!((seqs(&next), nacks(&next), &next["last"]), (vec![7], vec![], &json!(2)));
}

// [H3] [L5] [E3] Every refusal has its code, and those around it are stored.
#[tokio::test]
async fn refusals_are_told_with_their_codes() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let (script, other) = (Script::new(), Script::new());
    let mut edits = script.strokes(1, 6);
    edits[1] = json!({"ops": []});
    edits[2] = json!({"ops": [{"op": "restore", "n": 1}]});
    edits[3] = json!({"ops": [shapes::add(shapes::ink(&format!("{}.1", other.tag), 0, 0))]});
    edits[4] = json!({"ops": [shapes::del(&format!("{}.99", script.tag))], "upto": 0});
    let answer = script.stored(&server, &board, 1, &edits).await;
    let refused = [(2, "invalid", false), (3, "nothing", false), (4, "tag", false), (5, "changed", false)];
    assert_eq!((nacks(&answer), seqs(&answer)), (refused.to_vec(), vec![1, 2]));
    assert_eq!(answer["last"], 6);
    // Somebody else's tag is refused with any numbers.
    let thief = Script { person: other.person.clone(), tag: script.tag.clone() };
    let answer = thief.stored(&server, &board, 7, &script.strokes(7, 1)).await;
    assert_eq!((nacks(&answer), seqs(&answer), &answer["last"]), (vec![(7, "tag", false)], vec![], &json!(0)));
    // A number that was refused is decided, also when nothing else of its tag is stored.
    let answer = other.stored(&server, &board, 1, &[json!({})]).await;
    assert_eq!(nacks(&answer), [(1, "invalid", false)]);
    assert_eq!(seqs(&other.stored(&server, &board, 2, &other.strokes(2, 1)).await), [3]);
}

// [H1] Too large, too many, unreadable, unknown: each with its status and a text.
#[tokio::test]
async fn bad_bodies_are_told_what_is_wrong() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    let huge = script.body(1, &[json!({"ops": "x".repeat(4 << 20)})]).to_string();
    let many = script.body(1, &vec![json!({}); 1_001]).to_string();
    let cases = [
        (huge, 413, "too_big", "4096 KiB"),
        (many, 413, "too_many", "1000 edits"),
        (String::new(), 400, "unreadable", "line 1"),
        ("{\"person\":".to_string(), 400, "unreadable", "line 1"),
        (json!({"first": 1}).to_string(), 400, "unreadable", "person"),
        (json!({"person": "me", "tag": script.tag, "first": 1, "edits": [{}]}).to_string(), 400, "unreadable", "32"),
        (json!({"person": script.person, "tag": "AA", "first": 1, "edits": [{}]}).to_string(), 400, "unreadable", "16"),
    ];
    for (body, status, code, part) in cases {
        let start: String = body.chars().take(60).collect();
        let (got, answer) = post(&server, &board, "ops", body).await;
        assert_eq!((got, &answer["error"]), (status, &json!(code)), "{start}");
        assert!(answer["text"].as_str().unwrap().contains(part), "{answer}");
    }
    let unknown = "A".repeat(22);
    assert_eq!(script.post(&server, &unknown, 1, &script.strokes(1, 1)).await.0, 404);
    // A length that is a lie is refused by the limit, not by memory.
    let before = server.memory();
    let head = format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
    assert_eq!(status_of(&server, &head).await, 413);
    assert!(server.memory() < before + (16 << 20));
    assert_eq!(server.hash(&board).await.0, 0);
}

// [H1] [H2] A POST of nearly 4 MiB goes through as it is, in portions that others can get between.
#[tokio::test]
async fn a_large_post_is_taken_in_portions() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let script = Script::new();
    let long = |n| json!({"ops": [shapes::add(shapes::long_ink(&format!("{}.{n}", script.tag), 46_000))]});
    let edits: Vec<Value> = (1..=90).map(long).collect();
    let body = script.body(1, &edits).to_string();
    assert!((3 << 20..4 << 20).contains(&body.len()), "{}", body.len());
    let posting = post(&server, &board, "ops", body);
    let drawing = async {
        let n = anna.draw(0, 0).await;
        anna.stored(n).await
    };
    let ((status, answer), mine) = tokio::join!(posting, drawing);
    assert_eq!((status, seqs(&answer).len()), (200, 90), "{}", answer["nacks"]);
    assert!(mine <= 91);
    anna.expect_head(91).await;
    assert_eq!((anna.mirror.head, anna.mirror.hash()), server.hash(&board).await);
}

// [H2] [L8] One person has one line: many requests at once do not make it faster, and none floods.
#[tokio::test]
async fn requests_of_one_person_share_a_line() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let scripts: Vec<Script> = {
        let first = Script::new();
        let same = |_| Script { person: first.person.clone(), tag: crate::peer::fresh_hex(16) };
        (0..4).map(same).collect()
    };
    let start = std::time::Instant::now();
    let sent = scripts.iter().map(|script| async { script.stored(&server, &board, 1, &script.strokes(1, 300)).await });
    let answers = futures_util::future::join_all(sent).await;
    assert!(answers.iter().all(|answer| seqs(answer).len() == 300));
    // 1,000 at once, then 100 a second.
    assert!(start.elapsed().as_millis() > 1_500, "{:?}", start.elapsed());
    assert_eq!(server.hash(&board).await.0, 1_200);
}

// [H5] Pages of other sites may not; scripts, which say nothing, may.
#[tokio::test]
async fn foreign_pages_may_not_post() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    let body = script.body(1, &script.strokes(1, 1)).to_string();
    for what in ["ops", "live"] {
        for origin in ["http://evil.example", "null"] {
            let request = server.http.post(api(&server, &board, what)).header("Origin", origin).body(body.clone());
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 403, "{what} from {origin}");
            assert_eq!(answer.json::<Value>().await.unwrap()["error"], "origin");
        }
    }
    for what in ["events", "log"] {
        let named = if what == "events" { "Lavagna-Origin" } else { "Origin" };
        for (header, value) in
            [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://evil.example"), (named, "http://127.0.0.1:1")]
        {
            let answer = server.http.get(api(&server, &board, what)).header(header, value).send().await.unwrap();
            assert_eq!(answer.status(), 403, "{what} with {header}");
            assert_eq!(answer.json::<Value>().await.unwrap()["error"], "origin");
        }
    }
    assert_eq!(server.hash(&board).await.0, 0);
    let own = server.http.post(api(&server, &board, "ops")).header("Origin", server.origin()).body(body);
    assert_eq!(own.send().await.unwrap().status(), 200);
}

/// The JSON of each edit of a page, as it stands there.
fn raw_edits(page: &str) -> (u64, Vec<String>, u64) {
    #[derive(serde::Deserialize)]
    struct Page<'a> {
        seq: u64,
        #[serde(borrow)]
        edits: Vec<&'a serde_json::value::RawValue>,
        head: u64,
    }
    let page: Page<'_> = serde_json::from_str(page).unwrap();
    (page.seq, page.edits.iter().map(|edit| edit.get().to_string()).collect(), page.head)
}

// [H6] Pages of the log, put together, are the log of a socket byte for byte, from memory and from the disk.
#[tokio::test]
async fn pages_of_the_log_are_the_log() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna è qui").await;
    for i in 0..40 {
        anna.draw(160 * i, 0).await;
    }
    let id = anna.id(1);
    anna.edit(json!([shapes::add(shapes::note(&anna.id(900), "così è «tutto» \"qui\"\n")), shapes::del(&id)])).await;
    let n = anna.clear().await;
    anna.restore(n).await;
    anna.until("all are stored", |peer| peer.pending.is_empty()).await;
    let head = anna.mirror.head;
    for again in 0..2 {
        let mut found = Vec::new();
        while (found.len() as u64) < head {
            let path = format!("/api/boards/{board}/log?since={}&limit=17", found.len());
            let text = server.get(&path).await.text().await.unwrap();
            let (seq, edits, told) = raw_edits(&text);
            assert_eq!((seq, told), (found.len() as u64 + 1, head));
            assert!((1..=17).contains(&edits.len()));
            found.extend(edits);
        }
        let expected: Vec<String> = anna.log.values().cloned().collect();
        assert_eq!(found, expected, "run {again}");
        let end = server.json(&format!("/api/boards/{board}/log?since={head}")).await;
        assert_eq!(end, json!({"seq": head + 1, "edits": [], "head": head}));
        server.kill_9();
        server.restart().await;
    }
}

// [H6] A page is bounded in bytes too.
#[tokio::test]
async fn a_page_of_the_log_is_bounded() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    let long = |n| json!({"ops": [shapes::add(shapes::long_ink(&format!("{}.{n}", script.tag), 46_000))]});
    // More than is kept in memory, so that the first page comes from the disk.
    for first in [1, 61] {
        let edits: Vec<Value> = (first..first + 60).map(long).collect();
        script.stored(&server, &board, first, &edits).await;
    }
    for since in [0, 90] {
        let text = server.get(&format!("/api/boards/{board}/log?since={since}")).await.text().await.unwrap();
        assert!(((1 << 20) - 100_000..(1 << 20) + 100_000).contains(&text.len()), "{since}: {}", text.len());
    }
}

// [H7] A place that is not in the log, or is another edit there, is told.
#[tokio::test]
async fn a_lost_order_is_told() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let n = anna.draw(0, 0).await;
    assert_eq!(anna.settled(n).await, Outcome::Stored(1));
    let at = anna.mirror.at;
    let base = format!("/api/boards/{board}/log");
    for query in ["since=2".to_string(), format!("since=1&at={}", at + 1), "since=0&at=5".to_string()] {
        let answer = server.get(&format!("{base}?{query}")).await;
        assert_eq!(answer.status(), 409, "{query}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "resync");
    }
    for query in ["", "since=0&at=0", "since=1", &format!("since=1&at={at}"), "limit=0", "since=0&limit=99999"] {
        assert_eq!(server.status(&format!("{base}?{query}")).await, 200, "{query}");
    }
    for query in ["since=x", "since=-1", "before=3"] {
        assert_eq!(server.status(&format!("{base}?{query}")).await, 400, "{query}");
    }
}

// [H2] A person who sends more requests while four wait is told to come back, whatever the requests hold.
#[tokio::test]
async fn requests_of_one_person_are_bounded() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let script = Script::new();
    script.stored(&server, &board, 1, &script.strokes(1, 1_000)).await;
    // Each takes ten seconds now.
    let body = script.body(1_001, &script.strokes(1_001, 1_000)).to_string();
    let mut requests: Vec<_> = (0..5)
        .map(|_| {
            let request = server.http.post(api(&server, &board, "ops")).body(body.clone());
            Box::pin(request.send())
        })
        .collect();
    let first = std::future::poll_fn(|context| {
        let done = requests.iter_mut().find_map(|request| match request.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => Some(answer.unwrap()),
            std::task::Poll::Pending => None,
        });
        done.map_or(std::task::Poll::Pending, std::task::Poll::Ready)
    });
    let refused = first.await;
    assert_eq!((refused.status().as_u16(), refused.headers().contains_key("retry-after")), (429, true));
    let refusal: Value = refused.json().await.unwrap();
    assert_eq!(refusal["error"], "flood");
}
