//! Kept manifests and the history behind them: loading, finding what an old edit removed, trimming.

use std::collections::HashMap;
use std::time::Duration;

use lavagna::board::{Board, LoggedEdit, Tag, canonical, limits};
use lavagna::hub::load;
use lavagna::store::{BoardRow, NewChunk, Store, Trimmed};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};

use crate::harness::{Server, eventually};
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::shapes;

const READ_BYTES: usize = 1024 * 1024;

pub async fn stop(server: &mut Server) {
    server.signal("TERM");
    server.exit().await;
}

async fn open(server: &Server) -> Store {
    Store::open(&server.store(), Duration::ZERO).await.expect("nobody else has it")
}

/// Waits until a manifest is kept that holds the board up to `seq` at least.
pub async fn kept(server: &Server, board: &str, seq: u64) -> u64 {
    eventually(&format!("a manifest after edit {seq}"), async || {
        let store = Store::inspect(&server.store()).await.ok()?;
        let row = store.board(board).await.ok()?.row;
        let latest = store.manifests(row, u64::MAX >> 1).await.ok()?.first().copied();
        latest.filter(|latest| *latest >= seq)
    })
    .await
}

/// Every edit of the log from `first` on.
async fn log_from(store: &Store, row: BoardRow, first: u64) -> Vec<LoggedEdit> {
    let mut edits = Vec::new();
    loop {
        let rows = store.log(row, first - 1 + edits.len() as u64, READ_BYTES).await.expect("the log is whole");
        if rows.is_empty() {
            return edits;
        }
        edits.extend(rows.into_iter().map(|(_, edit, _)| edit));
    }
}

/// The board with its writers, tags and authors: what [`load`] reads must be what the whole log gives.
async fn assert_loads_as_the_log_says(store: &Store, key: &str) {
    let stored = store.board(key).await.expect("the board is there");
    let log = log_from(store, stored.row, 1).await;
    let mut board = Board::default();
    let mut last: HashMap<Tag, u64> = HashMap::new();
    for edit in &log {
        board.advance(edit);
        last.insert(edit.tag, edit.n);
    }
    let loaded = load(store, key).await.expect("it loads");
    assert_eq!((loaded.board().head(), loaded.board().at()), (board.head(), board.at()));
    assert_eq!(canonical(loaded.board()), canonical(&board));
    assert_eq!(loaded.board().size(), board.size(), "the quota counts the same");
    let by_id: HashMap<_, _> = loaded.board().shapes().map(|shape| (shape.id, shape)).collect();
    for shape in board.shapes() {
        assert_eq!(by_id[&shape.id], shape, "registers and their writers");
    }
    let registry = loaded.registry();
    let used = registry.tags.iter().filter(|(_, entry)| entry.last > 0);
    assert_eq!(used.map(|(tag, entry)| (*tag, entry.last)).collect::<HashMap<_, _>>(), last);
    let authors: std::collections::BTreeSet<u32> = log.iter().map(|edit| edit.author).collect();
    assert_eq!(authors, registry.authors.values().copied().collect());
}

// [S5] [B9] A board that is read from its latest manifest is the board of the whole log, with every writer of
// every register; after a crash too, and everybody who was there goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_from_a_manifest_is_the_board_of_the_log() {
    for seed in [1, 2] {
        let mut server = Server::start().await;
        let board = server.new_board().await;
        let mut lesson = Lesson::begin(&server, &board, (seed, 5)).await;
        lesson.go_on(1_300).await;
        kept(&server, &board, 900).await;
        lesson.go_on(300).await;
        let (seq, hash) = server.hash(&board).await;
        assert_ne!(server.snapshot(&board).await["chunks"], json!([]), "enough shapes for a chunk");
        server.kill_9();
        server.restart().await;
        assert_eq!(server.hash(&board).await, (seq, hash), "seed {seed}");
        for peer in &mut lesson.peers {
            peer.come_back().await;
        }
        lesson.go_on(50).await;
        let (seq, hash) = server.hash(&board).await;
        let mut late = Peer::join_by_snapshot(&server, &board, "Late").await;
        for peer in lesson.peers.iter_mut().chain([&mut late]) {
            peer.expect_head(seq).await;
            assert_eq!(peer.mirror.hash(), hash, "seed {seed}: {}", peer.name);
        }
        stop(&mut server).await;
        let store = open(&server).await;
        let row = store.board(&board).await.unwrap().row;
        assert!(!store.manifests(row, seq).await.unwrap().is_empty());
        assert_loads_as_the_log_says(&store, &board).await;
        store.close().await.unwrap();
    }
}

// [A3] [S5] A chunk that was replaced long ago is still there for those who joined with it, and only on its board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_chunk_is_found_in_the_store() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    let mut lesson = Lesson::begin(&server, &board, (7, 5)).await;
    lesson.go_on(1_300).await;
    let first = kept(&server, &board, 900).await;
    let old = server.snapshot(&board).await["chunks"][0]["hash"].as_str().unwrap().to_owned();
    let path = format!("/api/boards/{board}/chunks/{old}");
    let bytes = server.bytes(&path).await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let clear = anna.clear().await;
    anna.stored(clear).await;
    // A clear may be stored at once, at any position, and the next time is 1,000 edits later.
    lesson.go_on(2_100).await;
    kept(&server, &board, first + 900).await;
    server.kill_9();
    server.restart().await;
    let chunks = server.snapshot(&board).await["chunks"].clone();
    assert!(!chunks.to_string().contains(&old), "it was replaced");
    assert_eq!(server.bytes(&path).await, bytes);
    assert_eq!(server.status(&format!("{path}/timing")).await, 200);
    assert_eq!(server.status(&format!("/api/boards/{other}/chunks/{old}")).await, 404);
}

// [S5] A manifest or chunk that cannot be read is passed over: the log says the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_manifest_is_passed_over() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut lesson = Lesson::begin(&server, &board, (3, 4)).await;
    lesson.go_on(1_300).await;
    kept(&server, &board, 900).await;
    let before = server.hash(&board).await;
    stop(&mut server).await;
    let damages = [
        "UPDATE chunk SET body = (SELECT body FROM manifest LIMIT 1)",
        "UPDATE chunk SET body = x'1f8b'",
        "UPDATE manifest SET body = x'00'",
    ];
    for damage in damages {
        let mut connection = SqliteConnectOptions::new().filename(server.database()).connect().await.unwrap();
        assert!(connection.execute(damage).await.unwrap().rows_affected() > 0, "{damage}");
        drop(connection);
        server.restart().await;
        assert_eq!(server.hash(&board).await, before, "{damage}");
        assert!(server.output().contains("an earlier manifest"), "{}", server.output());
        stop(&mut server).await;
    }
}

// [S5] [O5] [S6] What an old edit removed is found from the nearest manifest, also when the log before it is
// gone; what was removed before the history cannot be had back. The board itself is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trimming_takes_the_oldest_and_leaves_the_board() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let first_clear = anna.clear().await;
    anna.stored(first_clear).await;
    let mut lesson = Lesson::begin(&server, &board, (4, 5)).await;
    lesson.go_on(1_250).await;
    let old = kept(&server, &board, 900).await;
    let id = anna.drawn(320, 320).await;
    let removal = anna.del(&id).await;
    let removed_at = anna.stored(removal).await;
    assert!(removed_at > old);
    lesson.go_on(1_250).await;
    let latest = kept(&server, &board, old + 900).await;
    let (seq, hash) = server.hash(&board).await;
    stop(&mut server).await;

    let store = open(&server).await;
    let row = store.board(&board).await.unwrap().row;
    let full = store.history_bytes(row).await.unwrap();
    assert_eq!(store.trim(row, full).await.unwrap(), Trimmed::Enough, "it fits");
    // Down to the first manifest, and no further.
    while store.board(&board).await.unwrap().first <= old {
        assert!(matches!(store.trim(row, 1).await.unwrap(), Trimmed::Some { .. }));
    }
    assert!(store.history_bytes(row).await.unwrap() < full);
    assert_eq!(log_from(&store, row, old + 1).await.len() as u64, seq - old);
    store.close().await.unwrap();
    drop(store);

    server.restart().await;
    assert_eq!(server.hash(&board).await, (seq, hash.clone()));
    let mut stale = Peer::new(&server, &board, "Stale");
    stale.connect().await.unwrap();
    stale.hello_from(5, 1).await;
    stale.welcomed(&server).await;
    assert!(stale.kinds.iter().any(|kind| kind == "resync"), "its place lies before the history [C6]");
    stale.catch_up().await;
    assert_eq!(stale.mirror.hash(), hash);
    anna.vanish();
    anna.enter(&server).await;
    let back = anna.restore(removal).await;
    anna.stored(back).await;
    assert!(anna.mirror.shape(&id).is_some(), "found between the manifest and its edit");
    let gone = anna.restore(first_clear).await;
    assert_eq!(anna.refused(gone).await, "nothing", "its log is gone");
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    let head = server.hash(&board).await;
    stop(&mut server).await;

    let store = open(&server).await;
    while store.trim(row, 1).await.unwrap() != Trimmed::Enough {}
    assert_eq!(store.manifests(row, seq + 9).await.unwrap().len(), 1, "the latest stays");
    assert_eq!(store.board(&board).await.unwrap().first, latest + 1, "and the log after it");
    assert_eq!(store.sweep_chunks().await.unwrap(), 0, "chunks went with their manifests");
    store.close().await.unwrap();
    drop(store);
    server.restart().await;
    assert_eq!(server.hash(&board).await, head);
    let entry: serde_json::Value = serde_json::from_str(&anna.log[&latest]).unwrap();
    for (at, leads_on) in [(&entry["at"], true), (&json!(1), false)] {
        let mut exact = Peer::new(&server, &board, "Exact");
        exact.connect().await.unwrap();
        exact.hello_from(latest, at.as_u64().unwrap()).await;
        exact.until("an answer", |peer| peer.resync || !peer.welcome.is_null()).await;
        assert_eq!(!exact.resync, leads_on, "the time of the manifest stands for that of its edit [C6]");
    }
    assert_eq!(limits::HISTORY_BYTES, 512 * 1024 * 1024);
}

// [S5] [O5] An edit before the manifest that cannot be read does not hurt the board. What it removed can never be had
// back: asking for it is refused, and what is sent before and after that is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_edit_that_cannot_be_read_hurts_only_its_restore() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let clear = anna.clear().await;
    anna.stored(clear).await;
    let mut lesson = Lesson::begin(&server, &board, (8, 4)).await;
    lesson.go_on(1_300).await;
    kept(&server, &board, 900).await;
    let (before, hash) = server.hash(&board).await;
    let damages = [
        "UPDATE log SET ops = substr(ops, 1, 5) || char(0) || substr(ops, 7) WHERE seq = 2",
        "UPDATE log SET ops = CAST(x'5bff5d' AS TEXT) WHERE seq = 2",
        "UPDATE log SET ops = '?' WHERE seq = 1",
        "UPDATE log SET packed = x'28b52ffd' WHERE seq = 1",
    ];
    for (damage, seq) in damages.into_iter().zip((before..).step_by(2)) {
        stop(&mut server).await;
        let mut connection = SqliteConnectOptions::new().filename(server.database()).connect().await.unwrap();
        connection.execute(damage).await.unwrap();
        drop(connection);
        server.restart().await;
        assert_eq!(server.hash(&board).await.0, seq);
        anna.vanish();
        anna.enter(&server).await;
        let n = anna.next;
        let add = |peer: &Peer, n: u64| json!({"ops": [shapes::add(shapes::ink(&peer.id(n), 0, 0))]});
        let edits = [add(&anna, n), json!({"ops": [{"op": "restore", "n": clear}]}), add(&anna, n + 2)];
        anna.send_ops(n, &edits).await;
        anna.next = n + 3;
        let nack = anna.expect_nack(n + 1).await;
        assert_eq!((nack.code.as_str(), nack.retry), ("nothing", false), "{damage}");
        anna.expect_head(seq + 2).await;
        assert_eq!(server.status("/readyz").await, 200);
        assert!(server.output().contains("can never be read"), "{}", server.output());
        if seq == before {
            let page = server.json(&format!("/api/boards/{board}/log?since=0&limit=10")).await;
            assert_eq!(page["edits"].as_array().unwrap().len(), 1, "the edit before the damaged one [A12]");
        }
        let page = server.get(&format!("/api/boards/{board}/log?since=1&limit=10")).await;
        assert_eq!(page.status().as_u16(), 503);
        assert!(page.text().await.unwrap().contains("damaged"), "[A12]");
    }
    assert_ne!(server.hash(&board).await.1, hash);
}

// [S6] Chunks that a crash left without a manifest are removed; those of a manifest stay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunks_without_a_manifest_are_removed() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut lesson = Lesson::begin(&server, &board, (5, 4)).await;
    lesson.go_on(1_300).await;
    kept(&server, &board, 900).await;
    stop(&mut server).await;
    let store = open(&server).await;
    let lost = |hash| NewChunk { hash, zstd: b"lost", gzip: b"lost", timing: b"lost" };
    store.store_chunks(&[lost("lost"), lost("lost too")]).await.unwrap();
    assert!(store.chunk("lost").await.unwrap().is_some());
    store.close().await.unwrap();
    drop(store);
    server.restart().await;
    let gone =
        async || Store::inspect(&server.store()).await.ok()?.chunk("lost too").await.ok()?.is_none().then_some(());
    eventually("the lost chunks are gone", gone).await;
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}

// [S7] A manifest that cannot be kept is a line in the log of the server; edits are stored as before, and the
// next manifest is kept when the store is well again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeping_that_fails_harms_nobody() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut connection = SqliteConnectOptions::new().filename(server.database()).connect().await.unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON manifest BEGIN SELECT raise(FAIL, 'not today'); END";
    connection.execute(refuse).await.unwrap();
    let mut lesson = Lesson::begin(&server, &board, (6, 5)).await;
    lesson.go_on(1_300).await;
    let told = async || server.output().contains("a manifest was not kept").then_some(());
    eventually("the failure is told", told).await;
    assert_eq!(server.status("/readyz").await, 200);
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let n = anna.edit(json!([shapes::add(shapes::note(&anna.id(1), "still here"))])).await;
    anna.stored(n).await;
    connection.execute("DROP TRIGGER refuse").await.unwrap();
    lesson.go_on(1_250).await;
    kept(&server, &board, 1_800).await;
}
