//! Several chunks in one response.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::shapes;

/// More than a response may have.
const TOO_MANY: usize = 17;

/// A board with several chunks, and their hashes.
async fn board_with_chunks(server: &Server) -> (String, Vec<String>) {
    let board = server.new_board().await;
    let mut anna = Peer::join(server, &board, "Anna").await;
    for edit in 0..16 {
        let shapes: Vec<Value> = (1..=200)
            .map(|i| shapes::add(shapes::rectangle(&anna.id(1_000 * edit + i), 400 * i as i64, 200 * edit as i64)))
            .collect();
        let n = anna.edit(json!(shapes)).await;
        anna.stored(n).await;
    }
    let hashes = eventually("three chunks", async || {
        let snapshot = server.snapshot(&board).await;
        let hashes =
            snapshot["chunks"].as_array().unwrap().iter().map(|chunk| chunk["hash"].as_str().unwrap().to_owned());
        let hashes: Vec<String> = hashes.collect();
        (hashes.len() >= 3).then_some(hashes)
    });
    let hashes = hashes.await;
    (board, hashes)
}

/// Splits a response into its decompressed chunks.
fn unpack(mut pack: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    while !pack.is_empty() {
        let (length, rest) = pack.split_first_chunk().expect("a length");
        let (chunk, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        let mut plain = Vec::new();
        GzDecoder::new(chunk).read_to_end(&mut plain).expect("gzip");
        chunks.push(plain);
        pack = rest;
    }
    chunks
}

// [A3] A pack has the chunks that were asked for, in that order, and never changes.
#[tokio::test]
async fn a_pack_has_the_chunks_that_were_asked_for() {
    let server = Server::start().await;
    let (board, mut hashes) = board_with_chunks(&server).await;
    hashes.reverse();
    let path = format!("/api/boards/{board}/chunks?hashes={}", hashes.join(","));
    let answer = server.get(&path).await;
    assert_eq!(answer.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert_eq!(answer.headers().get("content-encoding"), None, "its parts are compressed");
    let chunks = unpack(&answer.bytes().await.unwrap());
    assert_eq!(chunks.len(), hashes.len());
    for (hash, chunk) in hashes.iter().zip(&chunks) {
        assert_eq!(*chunk, server.bytes(&format!("/api/boards/{board}/chunks/{hash}")).await, "{hash}");
    }
}

// [A3] [T5] A pack is whole or refused: one unknown chunk, too many of them, or a board that has none of them.
#[tokio::test]
async fn a_pack_is_whole_or_refused() {
    let server = Server::start().await;
    let (board, hashes) = board_with_chunks(&server).await;
    let other = server.new_board().await;
    let unknown = "0".repeat(64);
    let cases = [
        (&board, [hashes[0].as_str(), &unknown].join(","), 404, "no_chunk"),
        (&board, String::new(), 404, "no_chunk"),
        (&other, hashes.join(","), 404, "no_chunk"),
        (&unknown, hashes.join(","), 404, "no_board"),
        (&board, vec![hashes[0].as_str(); TOO_MANY].join(","), 400, "unreadable"),
    ];
    for (board, asked, status, error) in cases {
        let answer = server.get(&format!("/api/boards/{board}/chunks?hashes={asked}")).await;
        assert_eq!(answer.status(), status, "{asked}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], error, "{asked}");
    }
    assert_eq!(server.status(&format!("/api/boards/{board}/chunks")).await, 400, "no hashes");
    let most = vec![hashes[0].as_str(); TOO_MANY - 1].join(",");
    assert_eq!(server.status(&format!("/api/boards/{board}/chunks?hashes={most}")).await, 200);
}
