//! The server notices and reports loss and damage behind its back.

use std::fs::File;

use crate::harness::{Server, eventually};
use crate::peer::Peer;

// [S19] [S12] A write-ahead log that was cut short, or is gone, takes acknowledged edits along. `doctor` and the next start
// say so, and what is there is served; after an orderly end there is nothing to say.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_log_is_noticed() {
    for is_gone in [false, true] {
        let mut server = Server::start().await;
        let board = server.new_board().await;
        let mut anna = Peer::join(&server, &board, "Anna").await;
        anna.drawn(0, 0).await;
        server.signal("TERM");
        server.exit().await;
        server.restart().await;
        assert!(!server.output().contains("missing"), "{}", server.output());
        anna.come_back().await;
        anna.drawn(160, 0).await;
        let mark = server.store().join("lavagna.db.mark");
        eventually("the mark says so", async || std::fs::read_to_string(&mark).ok()?.starts_with('2').then_some(()))
            .await;
        server.kill_9();
        let wal = server.store().join("lavagna.db-wal");
        if is_gone {
            std::fs::remove_file(&wal).expect("it is there after such an end");
        } else {
            File::options()
                .write(true)
                .open(&wal)
                .and_then(|wal| wal.set_len(0))
                .expect("it is there after such an end");
        }
        let (status, report) = server.task(&["doctor"]);
        assert!(!status.success() && report.contains("missing"), "{report}");
        server.restart().await;
        assert!(server.output().contains("missing"), "{}", server.output());
        assert_eq!(server.hash(&board).await.0, 1, "what is there is served");
        anna.vanish();
        anna.enter(&server).await;
        anna.drawn(320, 0).await;
    }
}
