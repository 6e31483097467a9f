//! A log that was changed under a running server, as by another server after a failover (SPEC S16).

use serde_json::json;
use sqlx::Executor;

use crate::harness::Server;
use crate::history::stop;
use crate::mirror::Mirror;
use crate::peer::Peer;
use crate::store;

/// Edits of a board as somebody else would have stored or lost them.
async fn change(server: &Server, board: &str, sql: &str) {
    let mut connection = store::open(server).await;
    let sql = sql.replace("BOARD", &format!("(SELECT id FROM board WHERE key = '{board}')"));
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.expect("the rows are changed");
}

// [S16] [C6] The last edit is lost: the next step sees it, everybody loads the board anew, and drawing goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_whose_order_was_lost_starts_anew() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    for x in 0..3 {
        anna.drawn(160 * x, 0).await;
    }
    bruno.expect_head(3).await;
    let sql = "DELETE FROM log WHERE board = BOARD AND seq = 3; UPDATE tag SET last = 2 WHERE board = BOARD; \
               UPDATE board SET head = 2, at = (SELECT at FROM log WHERE board = BOARD AND seq = 2) WHERE id = BOARD;";
    change(&server, &board, sql).await;
    bruno.draw(0, 160).await;
    for peer in [&mut anna, &mut bruno] {
        peer.until("resync", |peer| peer.resync).await;
    }
    let mut carla = Peer::join_by_snapshot(&server, &board, "Carla").await;
    carla.drawn(160, 160).await;
    assert_eq!(carla.mirror.hash(), server.hash(&board).await.1);
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}

// [S16] [H6] An edit more than the room knows: it reads that one, with its author and name, and its own comes after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_reads_what_it_missed() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let sql = "INSERT INTO author (board, author, person, name) VALUES (BOARD, 2, zeroblob(32), 'Somebody'); INSERT INTO tag (board, tag, person, last) VALUES (BOARD, 7, zeroblob(32), 1); \
               INSERT INTO log (board, seq, author, tag, n, at, ops) SELECT BOARD, 2, 2, 7, 1, at + 1, '[{\"op\":\"board\",\"name\":\"theirs\"}]' \
               FROM log WHERE board = BOARD AND seq = 1; \
               UPDATE board SET head = 2, at = (SELECT at FROM log WHERE board = BOARD AND seq = 2) WHERE id = BOARD;";
    change(&server, &board, sql).await;
    let n = anna.draw(160, 0).await;
    assert_eq!(anna.stored(n).await, 3);
    let snapshot = server.snapshot(&board).await;
    assert_eq!((&snapshot["name"], &snapshot["authors"]["2"]), (&"theirs".into(), &"Somebody".into()));
    assert_eq!(anna.mirror.hash(), server.hash(&board).await.1);
}

// [S16] [B11] Shapes that another server brings are on the board with their authors: for who follows, who joins, after a
// restart and for `doctor`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_reads_shapes_that_were_brought() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let shapes = r#"[{"id":"00000000000000ee.1","kind":"rectangle","author":2,"pos":[5,5,0],"geometry":{"w":9,"h":9},"style":{"ink":"red","size":64}}]"#;
    let sql = format!(
        "INSERT INTO author (board, author, person, name) VALUES (BOARD, 2, zeroblob(32), 'Somebody'); INSERT INTO tag (board, tag, person, last) VALUES (BOARD, 7, zeroblob(32), 1); \
         INSERT INTO log (board, seq, author, tag, n, at, ops) SELECT BOARD, 2, 2, 7, 1, at + 1, '[{{\"op\":\"bring\",\"page\":3,\"shapes\":{shapes}}}]' \
         FROM log WHERE board = BOARD AND seq = 1; \
         UPDATE board SET head = 2, at = (SELECT at FROM log WHERE board = BOARD AND seq = 2) WHERE id = BOARD;"
    );
    change(&server, &board, &sql).await;
    let n = anna.draw(160, 0).await;
    assert_eq!(anna.stored(n).await, 3);
    let brought = anna.mirror.shape("00000000000000ee.1").expect("it is on the board");
    assert_eq!((&brought["author"], &brought["page"], &brought["seq"]), (&2.into(), &3.into(), &2.into()));
    let before = server.hash(&board).await;
    assert_eq!((anna.mirror.hash(), anna.mirror.count()), (before.1.clone(), 3));
    assert_eq!(Mirror::fetch(&server, &board).await.hash(), before.1);
    // Only the server may: from a page it is an edit that nobody can read.
    let n = anna.edit(json!([{"op": "bring", "page": 1, "shapes": []}])).await;
    assert_eq!(anna.refused(n).await, "invalid");
    server.restart().await;
    assert_eq!(server.hash(&board).await, before);
    stop(&mut server).await;
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}
