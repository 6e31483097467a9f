//! `lavagna backup`, and the copy before an update.

use std::fs;
use std::time::Duration;

use lavagna::store::{Store, StoreError};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, Row};
use tempfile::TempDir;

use crate::harness::{Server, fresh_folder};
use crate::peer::Peer;

// [S10] A copy made while people draw is the board at one moment, and can be put in the place of the database;
// so can one that is made when no server runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_can_be_put_in_the_place_of_the_database() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..20 {
        anna.drawn(160 * i, 0).await;
    }
    let before = server.hash(&board).await;
    let copy = server.store().join("monday.db");
    let copy = copy.to_str().unwrap();
    let (status, text) = server.task(&["backup", copy]);
    assert!(status.success(), "{text}");
    assert!(text.contains("monday.db") && text.contains("restore"), "{text}");
    anna.drawn(0, 320).await;
    assert_eq!(server.status("/readyz").await, 200);
    let after = server.hash(&board).await;
    server.kill_9();

    let (status, text) = server.task(&["backup"]);
    assert!(status.success(), "without a server and after a crash: {text}");
    let named = fs::read_dir(server.store()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let own: Vec<String> = named.filter(|name| name.starts_with("lavagna-")).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    for (file, expected) in [(copy.to_string(), &before), (server.store().join(&own[0]).display().to_string(), &after)]
    {
        for part in ["lavagna.db-wal", "lavagna.db-shm"] {
            // Not there after a clean end.
            let _gone = fs::remove_file(server.store().join(part));
        }
        fs::copy(&file, server.database()).unwrap();
        let (_, report) = server.task(&["doctor"]);
        // [S19] Of an older copy the doctor may say that later edits are missing, and nothing else.
        let faults = report.lines().filter(|line| line.ends_with("NOT SOUND")).count();
        assert_eq!(faults, report.matches("edits that were stored are missing").count(), "{report}");
        server.restart().await;
        assert_eq!(&server.hash(&board).await, expected, "{file}");
        server.signal("TERM");
        server.exit().await;
    }
}

// [S10] A file that is there is not replaced, a database that is not there is not made, and a copy that fails
// leaves nothing behind.
#[tokio::test]
async fn a_copy_replaces_nothing() {
    let server = Server::start().await;
    let there = server.store().join("letter.txt");
    fs::write(&there, "to my aunt").unwrap();
    let (status, text) = server.task(&["backup", there.to_str().unwrap()]);
    assert!(!status.success() && text.contains("a file of this name exists already"), "{text}");
    let (status, text) = server.task(&["backup", server.database().to_str().unwrap()]);
    assert!(!status.success(), "{text}");
    assert_eq!(fs::read_to_string(&there).unwrap(), "to my aunt");
    let nowhere = server.store().join("no such folder").join("copy.db");
    let (status, text) = server.task(&["backup", nowhere.to_str().unwrap()]);
    assert!(!status.success() && text.contains("could not be made"), "{text}");
    let empty = TempDir::new().unwrap();
    let (status, text) = server.task(&["backup", "--data-dir", empty.path().to_str().unwrap()]);
    assert!(!status.success() && text.contains("there is no database"), "{text}");
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
    assert!(!fs::read_dir(server.store()).unwrap().flatten().any(|entry| {
        let name = entry.file_name().into_string().unwrap();
        name.ends_with(".unfinished")
    }));
}

// [S11] [A13] A database of the first version is brought up to date, and a copy of how it was lies beside it.
#[tokio::test]
async fn an_update_keeps_a_copy_of_how_it_was() {
    let folder = fresh_folder();
    let path = folder.path().join("store").join("lavagna.db");
    let first = TempDir::new().unwrap();
    let name = "0001_boards_and_log.sql";
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name);
    fs::copy(source, first.path().join(name)).unwrap();
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut connection = options.clone().connect().await.unwrap();
    Migrator::new(first.path()).await.unwrap().run(&mut connection).await.unwrap();
    let content = "INSERT INTO board (key, head, created_at) VALUES ('demo', 2, 5); \
                   INSERT INTO log VALUES (1, 1, 1, 7, 1, 5, '[{\"op\":\"board\",\"name\":\"old\"}]'); \
                   INSERT INTO log VALUES (1, 2, 1, 7, 2, 6, '[{\"op\":\"clear\",\"page\":1,\"upto\":1}]'); \
                   INSERT INTO tag VALUES (1, 7, zeroblob(32), 2); \
                   INSERT INTO author VALUES (1, 1, zeroblob(32), 'Anna')";
    connection.execute(sqlx::raw_sql(content)).await.unwrap();
    connection.close().await.unwrap();

    let Err(error) = Store::inspect(path.parent().unwrap()).await else { panic!("it is of an older form") };
    assert!(matches!(&error, StoreError::Migration { .. }), "{error}");
    let server = Server::start_in(folder.clone()).await;
    let board = server.snapshot("demo").await;
    assert_eq!((&board["name"], &board["seq"]), (&serde_json::json!("old"), &serde_json::json!(2)));
    let clears = server.json("/api/boards/demo/clears").await;
    let clear = serde_json::json!({"page": 1, "tag": "0000000000000007", "n": 2, "at": 6, "name": "Anna", "shapes": 0});
    assert_eq!(clears["clears"], serde_json::json!([clear]), "what was cleared before can be brought back");
    let copy = path.with_file_name("lavagna.db.before-11");
    let mut before = SqliteConnectOptions::new().filename(&copy).connect().await.unwrap();
    let version: i64 = before.fetch_one("SELECT max(version) FROM _sqlx_migrations").await.unwrap().get(0);
    let head: i64 = before.fetch_one("SELECT head FROM board").await.unwrap().get(0);
    assert_eq!((version, head), (1, 2));
    let store = Store::inspect(path.parent().unwrap()).await.unwrap();
    let row = store.board("demo").await.unwrap().row;
    let ops = "[{\"op\":\"board\",\"name\":\"old\"}][{\"op\":\"clear\",\"page\":1,\"upto\":1}]";
    assert_eq!(store.history_bytes(row).await.unwrap(), ops.len() as u64 + 200, "what was there is counted");
    drop(server);
    let again = Store::open(path.parent().unwrap(), Duration::from_secs(10)).await.unwrap();
    let modified = fs::metadata(&copy).unwrap().modified().unwrap();
    again.close().await.unwrap();
    assert_eq!(fs::metadata(&copy).unwrap().modified().unwrap(), modified, "made once");
}
