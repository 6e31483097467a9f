//! Databases that earlier versions wrote: they open unchanged, and their boards continue.

use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use lavagna::board::columns::FORM;
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use crate::harness::{Server, fresh_folder};
use crate::history::{kept, stop};
use crate::lesson::Lesson;
use crate::mirror::Mirror;
use crate::peer::Peer;
use crate::shapes;

/// A board of form 1, up to edit 13: its log is trimmed, so that only a manifest and a chunk of JSON have it.
const JSON_CHUNKS: &[u8] = include_bytes!("older/json_chunks.db.gz");
const JSON_CHUNKS_HASH: &str = "7f3a0234e895dca90dd9c094ed2ece90567b0ee3cb0050e2a0a50f32619a28bd";

/// Two equal boards of form 2, of which [`TRIMMED`] has lost its log up to the manifest of edit 34 and [`WHOLE`] has all of
/// it: 36 edits of three people with every kind of shape, splits, cleared and restored shapes, four pages and refused edits.
const FORM_2: &[u8] = include_bytes!("older/form_2.db.gz");
const FORM_2_HASH: &str = "c535828be99e87ff3c5ec53d6b9e9eb9d49975b0549cdeb7d2ea51ce04fa19a3";
const FORM_2_CHUNK: &str = "a0fc3398aeb2cf9aa2afbad2de6b2427c3ba6e75241ede86a3fe6d35681082ea";
const TRIMMED: &str = "demo";
const WHOLE: &str = "4o9L3xmfAY9qUzFe8kgr42";

/// A folder with this database, compressed with gzip.
fn folder_with(database: &[u8]) -> Arc<TempDir> {
    let folder = fresh_folder();
    let mut bytes = Vec::new();
    GzDecoder::new(database).read_to_end(&mut bytes).unwrap();
    std::fs::write(folder.path().join("store").join("lavagna.db"), bytes).unwrap();
    folder
}

/// Chunks of the manifest of edit `seq`: all, and those in columns.
async fn chunks_of(server: &Server, seq: u64) -> (i64, i64) {
    let mut connection = SqliteConnectOptions::new().filename(server.database()).connect().await.unwrap();
    let named = "SELECT count(*), count(timing) FROM manifest_chunk JOIN chunk ON chunk.id = chunk \
                 JOIN manifest ON manifest.id = manifest WHERE seq = ?";
    sqlx::query_as(named).bind(seq as i64).fetch_one(&mut connection).await.unwrap()
}

/// Forms of the chunks in columns of the manifest of edit `seq` of [`TRIMMED`].
async fn forms_of(server: &Server, seq: u64) -> Vec<u8> {
    let mut connection = SqliteConnectOptions::new().filename(server.database()).connect().await.unwrap();
    let named = "SELECT chunk.body FROM manifest_chunk JOIN chunk ON chunk.id = chunk JOIN manifest ON manifest.id = manifest \
                 JOIN board ON board.id = manifest.board WHERE key = ? AND seq = ? AND timing IS NOT NULL";
    let bodies: Vec<(Vec<u8>,)> =
        sqlx::query_as(named).bind(TRIMMED).bind(seq as i64).fetch_all(&mut connection).await.unwrap();
    bodies.iter().map(|(body,)| zstd::decode_all(&body[..]).unwrap()[0]).collect()
}

// [S5] [T1] Chunks that an earlier version stored are read, and sent and stored as columns from then on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunks_of_an_earlier_version_are_read_and_stored_anew() {
    let mut server = Server::start_in(folder_with(JSON_CHUNKS)).await;
    assert_eq!(server.hash("demo").await, (13, JSON_CHUNKS_HASH.to_owned()));
    let old = Mirror::fetch(&server, "demo").await;
    assert_eq!((old.hash().as_str(), old.count()), (JSON_CHUNKS_HASH, 1_199));
    let mut lesson = Lesson::begin(&server, "demo", (9, 5)).await;
    lesson.go_on(1_200).await;
    let seq = kept(&server, "demo", 1_000).await;
    let before = server.hash("demo").await;
    stop(&mut server).await;
    let (all, columns) = chunks_of(&server, seq).await;
    assert!(all > 0 && all == columns, "{columns} of {all} chunks have the new form");
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    server.restart().await;
    assert_eq!(server.hash("demo").await, before);
}

async fn return_of(server: &Server, board: &str, (person, tag): (&str, &str)) -> Peer {
    let mut peer = Peer::new(server, board, "Somebody");
    (peer.person, peer.tag) = (person.repeat(16), format!("00000000000000{tag}"));
    peer.enter(server).await;
    peer
}

// [S5] [D11] [B9] [E1] A database of form 2 opens with the hashes that it had, and is sound. Its people come back with their
// numbers, and their edits are judged by the writers of that time. Its
// chunks are sent and stored in the present form from then on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_form_2_opens_and_continues() {
    let mut server = Server::start_in(folder_with(FORM_2)).await;
    for board in [TRIMMED, WHOLE] {
        assert_eq!(server.hash(board).await, (36, FORM_2_HASH.to_owned()), "{board}");
        let joiner = Mirror::fetch(&server, board).await;
        assert_eq!((joiner.hash().as_str(), joiner.count(), joiner.head), (FORM_2_HASH, 1_085, 36), "{board}");
        assert_ne!(server.snapshot(board).await["chunks"], json!([]), "{board}");
        assert_eq!(server.status(&format!("/api/boards/{board}/chunks/{FORM_2_CHUNK}")).await, 404, "{board}");
    }
    stop(&mut server).await;
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    server.restart().await;
    for board in [TRIMMED, WHOLE] {
        let mut anna = return_of(&server, board, ("aa", "aa")).await;
        let mut bruno = return_of(&server, board, ("bb", "bb")).await;
        assert_eq!((anna.author(), anna.welcome["last"].clone()), (Some(1), json!(27)), "{board}");
        assert_eq!((bruno.author(), bruno.welcome["last"].clone()), (Some(2), json!(8)), "{board}");
        // Edit 28 was refused, and its number is taken.
        anna.next = 29;
        // The last writer of shape 1003 is Bruno, of the piece of his split shape Anna.
        let moved = |id: &str| json!([shapes::move_to(id, 5, 5)]);
        let n = anna.edit_upto(moved("00000000000000aa.1003"), 21).await;
        assert_eq!(anna.refused(n).await, "changed", "{board}");
        let n = bruno.edit_upto(moved("00000000000000bb.6001"), 21).await;
        assert_eq!(bruno.refused(n).await, "changed", "{board}");
        let n = bruno.edit_upto(moved("00000000000000aa.1003"), 21).await;
        bruno.stored(n).await;
        anna.drawn(400, 500).await;
        let cleared = anna.clear().await;
        anna.stored(cleared).await;
        let restored = anna.restore(cleared).await;
        let seq = anna.stored(restored).await;
        assert_eq!(server.hash(board).await, (seq, anna.mirror.hash()), "{board}");
    }
    let old = forms_of(&server, 34).await;
    assert_eq!(old, [2], "the manifest of then stays as it is");
    let mut lesson = Lesson::begin(&server, TRIMMED, (5, 5)).await;
    lesson.go_on(1_300).await;
    let seq = kept(&server, TRIMMED, 1_000).await;
    let before = server.hash(TRIMMED).await;
    stop(&mut server).await;
    let forms = forms_of(&server, seq).await;
    assert!(!forms.is_empty() && forms.iter().all(|form| *form == FORM), "{forms:?}");
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    server.restart().await;
    assert_eq!(server.hash(TRIMMED).await, before);
}
