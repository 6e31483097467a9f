//! A log that was changed under a running server, as by another server after a failover (SPEC S16).

use sqlx::Executor;

use crate::harness::Server;
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
    let sql = "INSERT INTO author VALUES (BOARD, 2, zeroblob(32), 'Somebody'); INSERT INTO tag (board, tag, person, last) VALUES (BOARD, 7, zeroblob(32), 1); \
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
