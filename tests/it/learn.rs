//! The lecture page, and the endpoint of its frame figure.

use serde_json::{Value, json};

use crate::harness::{Server, eventually};

async fn read(server: &Server, bytes: Vec<u8>) -> (u16, Value) {
    let sent = server.http.post(server.origin() + "/api/learn/frame").body(bytes).send();
    let answer = sent.await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// A masked frame with a mask of zeros.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [&[first, 0x80 | payload.len() as u8, 0, 0, 0, 0], payload].concat()
}

// [A17] The answer is what a socket of a board would have made of the same bytes.
#[tokio::test]
async fn the_reader_says_what_it_makes_of_bytes() {
    let server = Server::start().await;
    let none = json!({"messages": [], "close": null, "rest": 0, "open": false});
    assert_eq!(read(&server, Vec::new()).await, (200, none));
    let fragments = [frame(0x01, b"Good "), frame(0x89, b"?"), frame(0x80, b"morning")].concat();
    let (_, reading) = read(&server, fragments).await;
    assert_eq!(reading["messages"], json!([{"kind": "ping", "bytes": 1}, {"kind": "text", "text": "Good morning"}]));
    let refused = [
        (vec![0x81, 1, b'x'], 1002),
        (frame(0xc1, b"x"), 1002),
        (frame(0x83, b"x"), 1002),
        (frame(0x80, b"x"), 1002),
        (frame(0x09, b"x"), 1002),
        (frame(0x81, b"\xff"), 1007),
        (vec![0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1], 1009),
    ];
    for (bytes, code) in refused {
        let (status, reading) = read(&server, bytes.clone()).await;
        assert_eq!((status, &reading["close"]["code"]), (200, &json!(code)), "{bytes:x?}: {reading}");
    }
    let (_, reading) = read(&server, frame(0x88, &[3, 232, b'b'])).await;
    assert_eq!(reading["messages"], json!([{"kind": "close", "code": 1000, "reason": "b"}]));
}

// [A17] More than 1 KiB is refused, and 1 KiB of the smallest frames is read.
#[tokio::test]
async fn the_bytes_are_bounded() {
    let server = Server::start().await;
    let (status, reading) = read(&server, frame(0x8a, b"").repeat(170)).await;
    assert_eq!((status, reading["messages"].as_array().map(Vec::len)), (200, Some(170)));
    let (status, refusal) = read(&server, vec![0; 1025]).await;
    assert_eq!((status, &refusal["error"]), (413, &json!("too_big")));
}

// [A17] The reader is asked a bounded number of times a second, and is there again afterwards.
#[tokio::test]
async fn the_reader_has_a_rate() {
    let server = Server::start().await;
    let began = std::time::Instant::now();
    let (mut read_ones, mut refusal) = (0, None);
    while refusal.is_none() {
        let answers = futures_util::future::join_all((0..50).map(|_| read(&server, frame(0x81, b"x")))).await;
        read_ones += answers.iter().filter(|(status, _)| *status == 200).count() as u64;
        refusal = answers.into_iter().find(|(status, _)| *status != 200);
        assert!(read_ones <= 400 + 100 * (began.elapsed().as_secs() + 1), "{read_ones} were read");
        // A machine that is too slow to exceed the rate shows nothing.
        if began.elapsed().as_secs() > 60 {
            return;
        }
    }
    let Some((429, refusal)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(refusal["error"], json!("flood"));
    let again = async || (read(&server, frame(0x81, b"x")).await.0 == 200).then_some(());
    eventually("the reader answers again", again).await;
}

// [A17] The page is there in both languages, and the start page leads to it.
#[tokio::test]
async fn the_lecture_page_speaks_both_languages() {
    let server = Server::start().await;
    for (lang, title) in [("en", "How a shared whiteboard talks"), ("it", "Come comunica una lavagna condivisa")] {
        let text = server.get(&format!("/learn?lang={lang}")).await.text().await.unwrap();
        assert!(text.contains(title) && text.contains(&format!("<html lang=\"{lang}\"")), "{lang}");
        assert!(!text.contains("learn-"), "{lang}: every text is there");
        let home = server.get(&format!("/?lang={lang}")).await.text().await.unwrap();
        assert!(home.contains("href=\"/learn\""), "{lang}");
    }
}
