//! Power gone at any instant: what was acknowledged, or shown to anybody, is there exactly once, and all
//! replicas are equal. Two hundred kills:
//!
//! ```text
//! KILLS=200 cargo test --test it durability -- --nocapture
//! ```
//!
//! `SEED` repeats the kills and the edits of a run as far as a real process can be repeated.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::drawer::{Class, Drawer, Habits, asked_for};
use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::sim::chance::Chance;

const DRAWERS: u64 = 10;
const KILLS: u64 = 8;

/// When the process is killed, counted from the first edit that was stored after its start.
const MOMENT_MS: (u64, u64) = (50, 500);
/// So many in a hundred restarts are killed as well, within this time.
const EARLY_PERCENT: u64 = 15;
const EARLY_MS: (u64, u64) = (0, 150);

const HABITS: Habits = Habits { on_the_way: 8, pause: Duration::ZERO, while_away: 0, has_manners: false };

/// Kills the server again and again while the drawers draw, and looks each time at what the disk has. Says how
/// many of the kills met a server that was starting.
async fn kill_again_and_again(server: &mut Server, board: &str, class: &Class, chance: &mut Chance) -> u64 {
    let (mut early, mut audited) = (0, 0);
    let mut kills = asked_for("KILLS").unwrap_or(KILLS);
    while kills > 0 {
        let before = class.witness.edits();
        eventually("the drawers draw", async || (class.witness.edits() > before).then_some(())).await;
        tokio::time::sleep(Duration::from_millis(chance.within(MOMENT_MS.0, MOMENT_MS.1))).await;
        server.kill_9();
        kills -= 1;
        while kills > 0 && chance.percent(EARLY_PERCENT) {
            server.launch_again();
            tokio::time::sleep(Duration::from_millis(chance.within(EARLY_MS.0, EARLY_MS.1))).await;
            server.kill_9();
            (kills, early) = (kills - 1, early + 1);
        }
        server.restart().await;
        audited = class.witness.audit(server, board, audited).await;
    }
    class.over.store(true, Ordering::Relaxed);
    early
}

/// Everybody has the same board, and every edit the fate that its author was told.
async fn reckon(server: &mut Server, board: &str, drawers: &mut [Drawer], class: &Class) -> u64 {
    let end = server.hash(board).await;
    let mut stored = 0;
    for drawer in &mut *drawers {
        stored += drawer.reckon(&end).await;
    }
    assert_eq!(stored, end.0, "[O1] the log is what the drawers stored, without a gap");
    assert_eq!(class.witness.audit(server, board, 0).await, end.0);
    let late = Peer::join_by_snapshot(server, board, "Late").await;
    assert_eq!((late.mirror.head, late.mirror.hash()), end, "who comes late");
    server.kill_9();
    server.restart().await;
    assert_eq!(server.hash(board).await, end, "the board as it was, read from the disk");
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
    stored
}

/// Runs in which nothing was at stake prove nothing.
fn assert_much_was_at_stake(drawers: &[Drawer], kills: u64) {
    let sum = |part: fn(&Drawer) -> u64| drawers.iter().map(part).sum::<u64>();
    assert!(sum(|drawer| drawer.tally.sent_again) >= 5 * kills, "few edits were on the way when the process died");
    for kind in ["add", "set", "del", "split", "clear", "restore", "undo", "undo split"] {
        let count = drawers.iter().map(|drawer| drawer.tally.kinds.get(kind).copied().unwrap_or(0)).sum::<u64>();
        assert!(count >= kills, "only {count} edits were {kind}");
    }
    // A commit that nobody had heard of yet: a moment that few kills meet, the fewer the faster the disk.
    if kills >= 100 {
        assert!(sum(|drawer| drawer.tally.untold) > 0, "no kill fell between a commit and its telling");
        assert!(sum(|drawer| drawer.tally.recognised) > 0, "nothing that was stored already was sent again");
    }
}

// [G1] [G2] [G3] [S4] [E1] [E2] [E4] [E6] [E8] [O1] [L3] Ten draw, erase, split, clear, bring back and undo; the process is killed
// again and again: nothing that was acknowledged or shown to anybody is missing or different, nothing is there
// twice, and every replica is the same board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_that_anybody_was_shown() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() as u64;
    let (seed, start) = (asked_for("SEED").unwrap_or(now), Instant::now());
    println!("SEED={seed}");
    let mut chance = Chance::new(seed);
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let class = Arc::new(Class::default());
    let mut drawing = Vec::new();
    for _ in 0..DRAWERS {
        let drawer = Drawer::join((&server, &board), &class, HABITS, Chance::new(chance.next())).await;
        drawing.push(tokio::spawn(drawer.draw()));
    }
    let early = kill_again_and_again(&mut server, &board, &class, &mut chance).await;
    let mut drawers = Vec::new();
    for task in drawing {
        drawers.push(task.await.expect("a drawer did not fail"));
    }
    let stored = reckon(&mut server, &board, &mut drawers, &class).await;
    let sum = |part: fn(&Drawer) -> u64| drawers.iter().map(part).sum::<u64>();
    let kills = asked_for("KILLS").unwrap_or(KILLS);
    println!(
        "tried: {kills} kills ({early} while starting), {stored} acknowledged edits, shown {} times, {} on the way at a kill: \
         {} sent again, {} stored already ({} offered again and recognised), {:.0} s",
        class.witness.showings(),
        sum(|drawer| drawer.tally.in_flight),
        sum(|drawer| drawer.tally.sent_again),
        sum(|drawer| drawer.tally.untold),
        sum(|drawer| drawer.tally.recognised),
        start.elapsed().as_secs_f64(),
    );
    assert_much_was_at_stake(&drawers, kills);
}
