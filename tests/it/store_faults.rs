//! Faults of the disk, by which nobody may lose anything.

use std::time::Duration;

use lavagna::board::{LoggedEdit, PersonKey, Tag, TagEntry};
use lavagna::store::{Batch, Store, StoredOps};
use serde_json::json;

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::shapes;
use crate::small_disk::SmallDisk;
use crate::strace::Strace;

/// Sends what is not decided again and again, as a client does that was told to try again.
async fn insist(peer: &mut Peer, last: u64) {
    while !peer.outcomes.contains_key(&last) {
        let first = *peer.pending.keys().next().expect("it is not decided");
        let (nacks, outcomes) = (peer.nacks.len(), peer.outcomes.len());
        peer.send_pending_from(first).await;
        peer.until("an answer", |peer| peer.nacks.len() > nacks || peer.outcomes.len() > outcomes).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

// [S8] [L6] [A6] A full disk: edits come back with `store`, nobody is shown them, everything can be read. Once
// there is room again the server is ready by itself, and what waited is stored exactly once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_only_stops_the_writing() {
    let disk = SmallDisk::mount(6);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let other = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut carla = Peer::join(&server, &other, "Carla").await;
    for i in 0..5 {
        anna.drawn(160 * i, 0).await;
    }
    carla.drawn(0, 0).await;
    let (seq, hash) = server.hash(&board).await;
    disk.fill();
    let n = anna.edit(json!([shapes::add(shapes::long_ink(&anna.id(anna.next), 40_000))])).await;
    let nack = anna.expect_nack(n).await;
    assert_eq!((nack.code.as_str(), nack.retry), ("store", true));
    let m = carla.edit(json!([shapes::add(shapes::long_ink(&carla.id(carla.next), 40_000))])).await;
    assert_eq!(carla.expect_nack(m).await.code, "store");
    assert_eq!(server.status("/readyz").await, 503);
    assert_eq!(server.status("/healthz").await, 200);
    assert_eq!(server.hash(&board).await, (seq, hash.clone()), "nothing of it is shown");
    let mut late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!(late.mirror.hash(), hash, "reading works");
    let last = anna.draw(0, 320).await;

    disk.free();
    eventually("ready by itself", async || (server.status("/readyz").await == 200).then_some(())).await;
    insist(&mut anna, last).await;
    insist(&mut carla, m).await;
    assert_eq!((anna.stored(n).await, anna.stored(last).await), (seq + 1, seq + 2));
    late.expect_head(seq + 2).await;
    assert_eq!(late.mirror.hash(), server.hash(&board).await.1);
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}

// [S13] [A6] [S8] Before the disk is full nothing is written any more: rooms are read-only while SQLite could still
// write, the operator is warned before that, and it ends by itself when there is clearly more room.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_ends_before_the_disk_is_full() {
    // A twentieth of it is 3.2 MiB, a tenth 6.4 and a fifth 12.8.
    let disk = SmallDisk::mount(64);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let readyz = async || {
        let answer = server.get("/readyz").await;
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    assert_eq!(readyz().await, (200, "ready\n".to_string()));
    disk.fill_up_to(10 << 10);
    anna.drawn(0, 0).await;
    let (status, text) = readyz().await;
    assert!(status == 200 && text.contains("only") && text.contains("MiB are free"), "{status} {text}");
    let new_board = async || {
        let request = server.http.post(server.origin() + "/boards").header("Origin", server.origin());
        request.send().await.expect("the server listens").status().as_u16()
    };
    assert_eq!(new_board().await, 303);
    disk.fill_up_to(5 << 10);
    assert_eq!(new_board().await, 503, "what is there goes first");
    anna.drawn(160, 0).await;

    disk.fill_up_to(2 << 10);
    let n = anna.draw(320, 0).await;
    let nack = anna.expect_nack(n).await;
    assert_eq!((nack.code.as_str(), nack.retry), ("store", true));
    let m = anna.del(&anna.id(1)).await;
    assert_eq!(anna.nacks.len(), 1, "what follows waits with it");
    let (status, text) = readyz().await;
    assert!(status == 503 && text.contains("free some space"), "{status} {text}");
    let mut probe = crate::store::open(&server).await;
    sqlx::Executor::execute(&mut probe, "CREATE TABLE probe AS SELECT 1").await.expect("SQLite itself can still write");
    sqlx::Connection::close(probe).await.expect("it is closed");
    // A little more is not enough; clearly more is.
    disk.free_up_to(4 << 10);
    anna.send_pending_from(n).await;
    anna.until("it comes back again", |peer| peer.nacks.len() > 1).await;
    disk.free();
    eventually("ready by itself", async || (readyz().await == (200, "ready\n".to_string())).then_some(())).await;
    insist(&mut anna, m).await;
    assert_eq!((anna.stored(n).await, anna.stored(m).await), (3, 4));
    let output = server.output();
    for line in ["nearly full", "is full: nothing is stored", "there is room on the disk"] {
        assert_eq!(output.matches(line).count(), 1, "{line}: {output}");
    }
}

// [S17] [S6] A flood on one board does not stop the others: when less than a fifth of the disk is free, the oldest history of the
// largest boards goes, and the pages that it leaves are written again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn histories_keep_to_a_share_of_the_disk() {
    const FLOOD: u64 = 2_500;
    let disk = SmallDisk::mount(64);
    let folder = disk.folder.path().join("store");
    let store = Store::open(&folder, Duration::ZERO).await.expect("nobody else has it");
    store.create_board("00000000000000000flood", 1).await.expect("it is made");
    let row = store.board("00000000000000000flood").await.expect("it is there").row;
    let edit = |n: u64| -> (LoggedEdit, StoredOps) {
        let name = format!("{n} {}", "x".repeat(70));
        let ops = json!(vec![json!({"op": "board", "name": name}); 120]);
        let edit = json!({"author": 1, "tag": "00000000000000aa", "n": n, "at": n, "ops": ops});
        (serde_json::from_value(edit).expect("an edit"), ops.to_string().into())
    };
    for first in (1..=FLOOD).step_by(100) {
        let authors = if first == 1 { vec![(1, PersonKey([7; 32]), String::new())] } else { Vec::new() };
        let tags = vec![(Tag(0xaa), TagEntry::stored(PersonKey([7; 32]), first + 99))];
        let batch = Batch { first, edits: (first..first + 100).map(edit).collect(), authors, tags, ..Batch::default() };
        store
            .step(&[], &[row], |_| vec![Some(batch)])
            .await
            .expect("there is room")
            .boards
            .remove(0)
            .expect("it is stored");
    }
    store.close().await.expect("it is closed");
    drop(store);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    disk.fill_up_to(10 << 10);
    // Nobody is on that board, and there is no manifest of it: it is loaded for one, and then its log may go.
    let trimmed = async || {
        let mut connection = crate::store::open(&server).await;
        let first = sqlx::query_scalar::<_, i64>("SELECT max(first) FROM board").fetch_one(&mut connection).await;
        (first.expect("it can be read") > 1).then_some(())
    };
    eventually("the flood's oldest history goes", trimmed).await;
    for x in 0..20 {
        anna.drawn(160 * x, 0).await;
    }
    assert_eq!(server.status("/readyz").await, 200);
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}

// [S8] [S4] A COMMIT that fails because the log of the database cannot be written: the writer is opened anew
// and goes on; every edit is there once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_cannot_write_is_followed_by_one_that_can() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let wal = server.store().join("lavagna.db-wal");
    let wal = wal.to_str().expect("a path of ours");
    let strace = Strace::attach(&server, &["-P", wal, "-e", "inject=pwrite64:error=EIO"]).await;
    let n = anna.draw(160, 0).await;
    assert_eq!(anna.expect_nack(n).await.code, "store");
    assert_eq!(server.hash(&board).await.0, 1);
    strace.finish();
    let last = anna.draw(320, 0).await;
    insist(&mut anna, last).await;
    assert_eq!((anna.stored(n).await, anna.stored(last).await), (2, 3));
    let before = server.hash(&board).await;
    server.kill_9();
    server.restart().await;
    assert_eq!(server.hash(&board).await, before);
}

// [S9] An fsync that fails ends the process with a text and without touching the file again; what was
// acknowledged is there after the next start, and the edit that was under way is stored once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_fsync_ends_the_server() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for i in 0..5 {
        anna.drawn(160 * i, 0).await;
    }
    let strace =
        Strace::attach(&server, &["-e", "trace=fsync,fdatasync,pwrite64", "-e", "inject=fsync,fdatasync:error=EIO"])
            .await;
    let n = anna.draw(0, 320).await;
    let status = server.exit().await;
    let calls = strace.finish();
    assert_eq!(status.code(), Some(1), "{}", server.output());
    let output = server.output();
    assert!(output.contains("the disk did not keep what was written"), "{output}");
    let (_, after) = calls.split_once("EIO").unwrap_or_else(|| panic!("no call failed:\n{calls}"));
    let rest: Vec<&str> = after.lines().skip(1).filter(|line| line.contains("lavagna.db")).collect();
    assert!(rest.is_empty(), "the file was written after the failure: {rest:?}");
    assert!(!anna.outcomes.contains_key(&n), "nobody was told that it is stored");
    server.restart().await;
    anna.come_back().await;
    let seq = anna.stored(n).await;
    assert_eq!((seq, server.hash(&board).await.0), (6, 6));
}
