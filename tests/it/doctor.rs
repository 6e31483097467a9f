//! `lavagna doctor`: finds what is wrong, says what to do, changes nothing.

use std::fs;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::harness::{Server, eventually};
use crate::lesson::Lesson;
use crate::peer::Peer;

async fn change(server: &Server, sql: &'static str) {
    let mut connection =
        SqliteConnectOptions::new().filename(server.database()).foreign_keys(false).connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

// [S12] A sound database is called sound, also beside a running server; each thing that can be wrong is found,
// told with its board and its edit, and ends with exit code 1 and advice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_found() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut lesson = Lesson::begin(&server, &board, (7, 4)).await;
    lesson.go_on(1_300).await;
    let is_kept = async || server.task(&["doctor"]).1.lines().any(|line| line.ends_with(" 1  sound")).then_some(());
    eventually("the doctor sees a manifest", is_kept).await;
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success() && report.contains("Everything is in order"), "{report}");
    assert!(report.contains(&board) && report.contains("demo"), "{report}");
    server.signal("TERM");
    server.exit().await;
    let sound = fs::read(server.database()).unwrap();
    let damages = [
        ("DELETE FROM log WHERE seq = 40", "edit 39 of the board's log is followed by edit 41"),
        ("UPDATE board SET head = head + 1 WHERE head > 1", "the board's log ends at"),
        ("UPDATE log SET ops = '[{\"op\":\"?\"}]' WHERE seq = 7", "edit 7 of the board cannot be read"),
        ("UPDATE chunk SET body = x'1f8b'", "chunk "),
        ("DELETE FROM chunk", "refers to a missing row of chunk"),
        ("UPDATE manifest SET body = x'00'", "cannot be used"),
        (
            "UPDATE log SET ops = '[{\"op\":\"clear\",\"page\":1,\"upto\":400}]' WHERE seq = 400",
            "differs from the board of the log",
        ),
        ("DELETE FROM log WHERE seq < 10; UPDATE board SET first = 10 WHERE head > 1; DELETE FROM manifest", "edit 10"),
    ];
    // A trim that has come half-way leaves a manifest before the beginning of the log.
    change(
        &server,
        "DELETE FROM log WHERE seq < 21; UPDATE board SET first = 21 WHERE head > 1; \
         INSERT INTO manifest (board, seq, at, body) SELECT board, 5, at, body FROM manifest",
    )
    .await;
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    fs::write(server.database(), &sound).unwrap();
    for (damage, complaint) in damages {
        change(&server, damage).await;
        let damaged = fs::read(server.database()).unwrap();
        let (status, report) = server.task(&["doctor"]);
        assert_eq!(status.code(), Some(1), "{damage}: {report}");
        assert!(report.contains(complaint) && report.contains("NOT SOUND"), "{damage}: {report}");
        assert!(report.contains("backup") && report.contains(".recover"), "{report}");
        assert!(fs::read(server.database()).unwrap() == damaged, "{damage}: the doctor changed the file");
        fs::write(server.database(), &sound).unwrap();
    }
    let mut torn = sound.clone();
    torn[..100].fill(0x5a);
    fs::write(server.database(), torn).unwrap();
    let (status, report) = server.task(&["doctor"]);
    assert!(!status.success() && report.contains("damaged"), "{report}");
    fs::write(server.database(), sound).unwrap();
    server.restart().await;
    let mut anna = Peer::join_by_snapshot(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
}
