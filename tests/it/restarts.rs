//! An update during a lesson: the server is replaced again and again while a class draws.
//!
//! `CLIENTS` and `RESTARTS` ask for more; how long people are away is measured by
//! `cargo bench --bench load -- --restarts 3 --drawers 200`.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::drawer::{Class, Drawer, Habits, asked_for};
use crate::harness::Server;
use crate::peer::Peer;
use crate::sim::chance::Chance;

const CLIENTS: u64 = 20;
const RESTARTS: u64 = 3;
/// A7.
const EXIT: Duration = Duration::from_secs(3);

/// A quick hand. What a class draws while one of it is away is less than what needs a new snapshot (SPEC C6).
const HABITS: Habits = Habits { on_the_way: 3, pause: Duration::from_millis(50), while_away: 2, has_manners: true };

/// Replaces the server while everybody draws; says the longest time that it needed to leave.
async fn replace(server: &mut Server, class: &Class, restarts: u64) -> Duration {
    let mut longest = Duration::ZERO;
    for restart in 0..restarts {
        class.everybody_draws(&format!("before restart {restart}")).await;
        let signal = if restart % 2 == 0 { "TERM" } else { "INT" };
        let start = Instant::now();
        server.signal(signal);
        let status = server.exit().await;
        longest = longest.max(start.elapsed());
        assert_eq!(status.code(), Some(0), "{signal}: {}", server.output());
        assert!(start.elapsed() < EXIT, "{signal}: {:?}", start.elapsed());
        server.restart().await;
    }
    class.everybody_draws("after the last").await;
    class.over.store(true, Ordering::Relaxed);
    longest
}

// [G1] [G2] [G3] [G5] [A7] [C10] [C11] [E8] Three restarts while a class draws: nothing is lost, nothing is there twice,
// everybody was told, waited a random time, and is there again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_draws_on_through_restarts() {
    let clients = asked_for("CLIENTS").unwrap_or(CLIENTS);
    let restarts = asked_for("RESTARTS").unwrap_or(RESTARTS);
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let class = Arc::new(Class::default());
    let mut drawing = Vec::new();
    for seed in 0..clients {
        let drawer = Drawer::join((&server, &board), &class, HABITS, Chance::new(seed)).await;
        drawing.push(tokio::spawn(drawer.draw()));
    }
    let longest = replace(&mut server, &class, restarts).await;
    let mut drawers = Vec::new();
    for task in drawing {
        drawers.push(task.await.expect("a drawer did not fail"));
    }
    let end = server.hash(&board).await;
    let (mut stored, mut sent_again) = (0, 0);
    for drawer in &mut drawers {
        stored += drawer.reckon(&end).await;
        sent_again += drawer.tally.sent_again;
        let told = drawer.tally.ends.iter().filter(|(gone, has_bye)| {
            let code = gone.0.as_ref().map(|(code, _)| *code);
            *has_bye && code == Some(1012)
        });
        assert_eq!(told.count() as u64, restarts, "{:?}", drawer.tally.ends);
    }
    assert_eq!(stored, end.0, "[O1] the log is what the class stored, without a gap");
    assert_eq!(class.witness.audit(&server, &board, 0).await, end.0);
    let late = Peer::join_by_snapshot(&server, &board, "Late").await;
    assert_eq!((late.mirror.head, late.mirror.hash()), end, "who comes late");
    assert!(sent_again >= HABITS.while_away * clients * restarts, "what was drawn while away came only then");
    println!(
        "tried: {restarts} restarts with {clients} drawing, {stored} stored edits, shown {} times, {sent_again} drawn while \
         away or sent again, left within {} ms",
        class.witness.showings(),
        longest.as_millis(),
    );
}
