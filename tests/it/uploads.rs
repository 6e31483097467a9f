//! Uploads beside others: slow ones that are many, and the last room of a quota.

use std::time::Duration;

use lavagna::board::limits::{BOARD_PICTURES, UPLOAD_BYTES};
use lavagna::board::{ShapeId, Tag};
use lavagna::store::{NewPicture, Store, picture_hash};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Server;
use crate::peer::fresh_hex;
use crate::pictures::{jpeg, photo};

/// Sends a file as a person of its own. Returns the status, and the code of a refusal.
async fn put(server: &Server, board: &str, file: Vec<u8>) -> (u16, String) {
    let address = format!("{}/api/boards/{board}/images/{}.1", server.origin(), fresh_hex(16));
    let request = server.http.put(address).header("Lavagna-Person", fresh_hex(32));
    let answer = request.body(file).send().await.unwrap();
    let status = answer.status().as_u16();
    let body: serde_json::Value = answer.json().await.unwrap();
    (status, body["error"].as_str().unwrap_or_default().to_owned())
}

/// Begins an upload of the largest size, sends `bytes` of it and stops.
async fn begin(server: &Server, board: &str, bytes: usize) -> TcpStream {
    let host = server.origin().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let head = format!(
        "PUT /api/boards/{board}/images/{}.1 HTTP/1.1\r\nHost: {host}\r\nLavagna-Person: {}\r\nContent-Length: {UPLOAD_BYTES}\r\n\r\n",
        fresh_hex(16),
        fresh_hex(32)
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![0xff; bytes]).await.unwrap();
    stream
}

// [P2] However many uploads stop in the middle, others are stored; those that stopped are told that they are too slow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_slow_uploads_do_not_keep_others_from_sending() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        slow.push(begin(&server, &board, 1024 * 1024).await);
    }
    for n in 0..10 {
        let stored = put(&server, &board, jpeg(&photo(600 + n, 400), None)).await;
        assert_eq!(stored, (201, String::new()), "picture {n}");
    }
    let mut too_slow = 0;
    for mut stream in slow {
        let mut answer = vec![0; 64];
        let read = tokio::time::timeout(Duration::from_secs(15), stream.read(&mut answer)).await;
        let text = String::from_utf8_lossy(&answer).into_owned();
        too_slow += usize::from(matches!(read, Ok(Ok(1..))) && text.contains(" 408 "));
    }
    assert!(too_slow >= 20, "{too_slow} were told");
    assert_eq!(server.status("/readyz").await, 200);
}

// [P2] A person has two uploads to a board under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_few_uploads_under_way() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let file = jpeg(&photo(60, 40), None);
    let send = |n: u64| {
        let address = format!("{}/api/boards/{board}/images/{tag}.{n}", server.origin());
        let request = server.http.put(address).header("Lavagna-Person", &person).body(file.clone());
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let outcomes = futures_util::future::join_all((1..=8).map(send)).await;
    assert!(outcomes.iter().all(|status| [201, 429].contains(status)), "{outcomes:?}");
    assert!(outcomes.iter().filter(|status| **status == 201).count() >= 2, "{outcomes:?}");
    assert_eq!(send(9).await, 201);
}

// [P4] Pictures that arrive at the same time do not go beyond the quota together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simultaneous_uploads_keep_the_quota() {
    const FREE: usize = 3;
    let mut server = Server::start().await;
    let board = server.new_board().await;
    server.kill_9();
    {
        let store = Store::open(&server.store(), Duration::ZERO).await.unwrap();
        let row = store.board(&board).await.unwrap().row;
        let file = jpeg(&photo(6, 4), None);
        let hash = picture_hash(&file);
        let new = NewPicture { hash: &hash, media: "image/jpeg", size: (6, 4), bytes: &file };
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
        for n in 1..=(BOARD_PICTURES - FREE) as u64 {
            store.store_image(row, ShapeId { tag: Tag(7), n }, &new, now).await.unwrap();
        }
    }
    server.restart().await;
    let sent = (0..10).map(|n| put(&server, &board, jpeg(&photo(600 + n, 400), None)));
    let outcomes = futures_util::future::join_all(sent).await;
    let stored = outcomes.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(stored, FREE, "{outcomes:?}");
    assert!(outcomes.iter().all(|(status, code)| *status == 201 || code == "quota"), "{outcomes:?}");
}
