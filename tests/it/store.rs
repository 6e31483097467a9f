//! The database file: one process, one version, never replaced.

use std::fs;
use std::time::Duration;

use lavagna::store::{Store, StoreError};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Executor, Row};
use tempfile::TempDir;

use crate::harness::{Server, eventually};
use crate::peer::Peer;

/// The database as a file like others, beside the server.
pub async fn open(server: &Server) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(server.database()).busy_timeout(Duration::from_secs(5));
    SqliteConnection::connect_with(&options).await.expect("the database is a file like others")
}

// [S1] WAL, and a library without the bug that eats WAL databases.
#[tokio::test]
async fn the_database_is_in_wal_mode_and_the_library_is_new_enough() {
    let server = Server::start().await;
    let mut connection = open(&server).await;
    let mode: String = connection.fetch_one("PRAGMA journal_mode").await.unwrap().get(0);
    assert_eq!(mode, "wal");
    let version: String = connection.fetch_one("SELECT sqlite_version()").await.unwrap().get(0);
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(numbers >= vec![3, 51, 3], "{version}");
}

// [S2] [A6] A second process is alive, waits, and takes over when the first has left.
#[tokio::test]
async fn a_second_process_waits_and_takes_over() {
    let mut first = Server::start().await;
    let board = first.new_board().await;
    let mut anna = Peer::join(&first, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let second = first.beside();
    eventually("the second listens", async || (second.status("/healthz").await == 200).then_some(())).await;
    assert_eq!(second.status("/readyz").await, 503);
    assert_eq!(first.status("/readyz").await, 200, "the first is not disturbed");
    assert_eq!(second.status(&format!("/api/boards/{board}/hash")).await, 503);
    anna.drawn(160, 0).await;
    first.signal("TERM");
    first.exit().await;
    second.ready().await;
    let (seq, hash) = second.hash(&board).await;
    assert_eq!((seq, hash), (2, anna.mirror.hash()));
}

// [S2] Its patience has an end, which says what to do.
#[tokio::test]
async fn waiting_for_the_other_process_has_an_end() {
    let folder = TempDir::new().unwrap();
    let first = Store::open(folder.path(), Duration::ZERO).await.unwrap();
    let Err(error) = Store::open(folder.path(), Duration::from_millis(300)).await else {
        panic!("two processes have the same database");
    };
    assert!(matches!(error, StoreError::InUse(_)));
    assert!(error.to_string().contains("another lavagna is using"), "{error}");
    first.close().await.unwrap();
    drop(first);
    Store::open(folder.path(), Duration::ZERO).await.unwrap();
}

// [S3] What is no database is left as it is, and the text names the file and the way out.
#[tokio::test]
async fn a_damaged_file_is_refused_and_not_touched() {
    let mut server = Server::start().await;
    server.signal("TERM");
    server.exit().await;
    let path = server.database();
    let sound = fs::read(&path).unwrap();
    let mut torn = sound.clone();
    torn[..100].fill(0x5a);
    for damage in [b"this is a letter to my aunt".repeat(200), torn] {
        fs::write(&path, &damage).unwrap();
        let mut second = server.beside();
        let status = second.exit().await;
        assert_ne!(status.code(), Some(0));
        let output = second.output();
        assert!(output.contains("damaged") && output.contains("lavagna.db"), "{output}");
        assert!(output.contains("backup"), "{output}");
        assert!(fs::read(&path).unwrap() == damage, "the file was changed");
    }
    fs::write(&path, sound).unwrap();
    server.restart().await;
}

// [S3] Damage inside shows after a crash, before anything is served.
#[tokio::test]
async fn damage_inside_the_file_is_found_after_a_crash() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..30 {
        anna.drawn(160 * i, 0).await;
    }
    server.signal("TERM");
    server.exit().await;
    server.restart().await;
    anna.come_back().await;
    anna.drawn(0, 0).await;
    server.kill_9();
    let path = server.database();
    let mut bytes = fs::read(&path).unwrap();
    let page = 4096;
    assert!(bytes.len() > 4 * page, "{} bytes", bytes.len());
    bytes[page..3 * page].fill(0xa5);
    fs::write(&path, &bytes).unwrap();
    let mut second = server.beside();
    let status = second.exit().await;
    assert_ne!(status.code(), Some(0));
    assert!(second.output().contains("damaged"), "{}", second.output());
}

// [S3] A database from the future is not touched.
#[tokio::test]
async fn a_newer_database_is_refused() {
    let mut server = Server::start().await;
    server.signal("TERM");
    server.exit().await;
    let mut connection = open(&server).await;
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                  VALUES (99991231000000, 'from the future', TRUE, x'00', 0)";
    connection.execute(future).await.unwrap();
    connection.close().await.unwrap();
    let mut second = server.beside();
    let status = second.exit().await;
    assert_ne!(status.code(), Some(0));
    assert!(second.output().contains("newer lavagna"), "{}", second.output());
}

// [L6] [S4] [E5] While the database cannot be written, edits come back with `store` and nobody sees them; then
// it goes on by itself.
#[tokio::test]
async fn a_commit_that_fails_is_told_and_retried() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    anna.drawn(0, 0).await;
    let mut blocker = open(&server).await;
    blocker.execute("BEGIN IMMEDIATE").await.unwrap();
    let n = anna.draw(160, 0).await;
    let nack = anna.expect_nack(n).await;
    assert_eq!((nack.code.as_str(), nack.retry), ("store", true));
    bruno.ping().await;
    assert_eq!(bruno.mirror.head, 1, "nothing of it is shown");
    assert_eq!(server.hash(&board).await.0, 1);
    blocker.execute("ROLLBACK").await.unwrap();
    // A client that was told to try again does.
    while !anna.outcomes.contains_key(&n) {
        anna.send_pending_from(n).await;
        let known = anna.nacks.len();
        anna.until("an answer", |peer| peer.outcomes.contains_key(&n) || peer.nacks.len() > known).await;
    }
    assert_eq!(anna.stored(n).await, 2);
    eventually("ready again", async || (server.status("/readyz").await == 200).then_some(())).await;
    bruno.expect_head(2).await;
    assert_eq!(bruno.mirror.hash(), server.hash(&board).await.1);
}

// [L6] [E2] [O1] A commit that held though it seemed to fail is read back: the edit is there once.
#[tokio::test]
async fn a_commit_of_unknown_outcome_is_read_back() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    anna.drawn(0, 0).await;
    // Such a commit leaves edit 2 in the database, unknown to the process.
    let mut connection = open(&server).await;
    let held = "BEGIN; \
                INSERT INTO log SELECT board, 2, author, tag, 2, at, '[{\"op\":\"board\",\"name\":\"held\"}]', NULL FROM log; \
                UPDATE board SET head = 2 WHERE head = 1; UPDATE tag SET last = 2; COMMIT";
    connection.execute(sqlx::raw_sql(held)).await.unwrap();
    connection.close().await.unwrap();
    anna.send_ops(2, &[json!({"ops": [{"op": "board", "name": "held"}]})]).await;
    anna.expect_ack(2).await;
    bruno.expect_head(2).await;
    anna.next = 3;
    let n = anna.draw(160, 0).await;
    assert_eq!(anna.stored(n).await, 3);
    bruno.expect_head(3).await;
    assert_eq!((bruno.mirror.board.name(), bruno.mirror.hash()), ("held", server.hash(&board).await.1));
}

// [C6] [S4] A database that was put back from an older copy: clients that saw more are told to start anew.
#[tokio::test]
async fn a_restored_backup_is_noticed() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    server.signal("TERM");
    server.exit().await;
    let copy = fs::read(server.database()).unwrap();
    server.restart().await;
    anna.come_back().await;
    for i in 1..4 {
        anna.drawn(160 * i, 0).await;
    }
    server.signal("TERM");
    server.exit().await;
    fs::write(server.database(), copy).unwrap();
    server.restart().await;
    anna.vanish();
    anna.enter(&server).await;
    assert_eq!(anna.mirror.head, 1, "what the copy has");
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
    assert!(anna.kinds.iter().any(|kind| kind == "resync"));
}

// [A5] [C11] A board that cannot be read is an error, never an empty board; the others are not hit.
#[tokio::test]
async fn an_unreadable_board_is_not_an_empty_one() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    server.signal("TERM");
    server.exit().await;
    let mut connection = open(&server).await;
    connection.execute("UPDATE log SET ops = '[{\"op\":\"from the future\"}]'").await.unwrap();
    connection.close().await.unwrap();
    server.restart().await;
    for path in ["snapshot", "hash"] {
        assert_eq!(server.status(&format!("/api/boards/{board}/{path}")).await, 503, "{path}");
    }
    let mut late = Peer::new(&server, &board, "Late");
    if late.connect().await.is_ok() {
        late.hello().await;
        let gone = late.closed().await;
        assert_eq!(gone.0.map(|(code, _)| code), Some(4003));
    }
    let mut carla = Peer::join(&server, &other, "Carla").await;
    carla.drawn(0, 0).await;
}
