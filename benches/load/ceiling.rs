//! How much it takes: the load is doubled until too much waits, then the place is found by halving.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::draw::{Class, MAX_POINTS, Pace, WARM_UP, draw, measured};
use crate::durable;
use crate::run::{Run, until};
use crate::server::Server;
use crate::{Load, row};

/// A step is sustained when the slowest of a hundred take no longer, in ms, …
const MAX_MS: f64 = 100.0;
/// … and of what was sent this share arrived while it was measured.
const MIN_SHARE: f64 = 0.98;
/// Each step is measured for so long, after what was before has settled.
const STEP: Duration = Duration::from_secs(2);
/// Time that a load must hold, because a server can take more for a moment; if it does not, a smaller load is tried.
const HOLD: Duration = Duration::from_secs(6);
const LESS: f64 = 0.9;
const SETTLE: Duration = Duration::from_millis(700);
/// No step of the search begins later than this, and none that is to hold later than that.
const SEARCH: Duration = Duration::from_secs(40);
const LONGEST: Duration = Duration::from_secs(54);
/// Near enough.
const NEAR: f64 = 1.08;
/// Edits a second of one person, below SPEC L8.
const MAX_EDITS: u64 = 80;

/// Result of a step.
#[derive(Clone, Copy)]
struct Step {
    level: u64,
    /// A second: what was to be sent, what was, what of it was to arrive, and what did.
    wanted: f64,
    sent: f64,
    due: f64,
    done: f64,
    p50: f64,
    p99: f64,
    /// Shares of a core: of the server, and of this process.
    server: f64,
    own: f64,
}

impl Step {
    fn is_sustained(&self) -> bool {
        self.p99 <= MAX_MS && self.done >= MIN_SHARE * self.due
    }

    fn print(&self, name: &str) {
        let Self { wanted, sent, done, p50, p99, server, own, .. } = self;
        let mark = match self.is_sustained() {
            true => "",
            false if *sent < MIN_SHARE * wanted => "   too much for the clients",
            false => "   too much",
        };
        row(
            name,
            &format!(
                "{sent:.0}/s sent, {done:.0}/s done, p50 {p50:.1}, p99 {p99:.1} ms, server {server:.2}, clients {own:.2}{mark}"
            ),
        );
    }
}

/// Raises the level from `start`, to `most` at the most.
async fn climb((start, most): (u64, u64), mut attempt: impl AsyncFnMut(u64, Duration) -> Step) -> Option<Step> {
    let from = Instant::now();
    let (mut low, mut high): (u64, Option<u64>) = (0, None);
    while from.elapsed() < SEARCH {
        let level = match high {
            None if low == 0 => start,
            None if low == most => break,
            None => (low * 2).min(most),
            Some(high) if (high as f64) < low as f64 * NEAR || high <= low + 1 => break,
            Some(high) => low.midpoint(high),
        };
        let mut step = attempt(level, STEP).await;
        step.print(&format!("step {level}"));
        if !step.is_sustained() && high.is_none() {
            // A shared machine is sometimes away for a moment.
            step = attempt(level, STEP).await;
            step.print(&format!("step {level} again"));
        }
        if step.is_sustained() {
            low = level;
        } else if level == start && low == 0 {
            break;
        } else {
            high = Some(level);
        }
    }
    while low > 0 && from.elapsed() < LONGEST {
        let step = attempt(low, HOLD).await;
        step.print(&format!("held {low}"));
        if step.is_sustained() {
            return Some(step);
        }
        low = (low as f64 * LESS) as u64;
    }
    None
}

/// Drafts or, with `--durable-only`, edits; and the table.
pub async fn run(server: &Server, load: &Load) {
    let local = tokio::task::LocalSet::new();
    if load.durable_only {
        local.run_until(edits(server, load)).await
    } else {
        local.run_until(drafts(server, load)).await
    }
}

fn report(best: Option<Step>, (what, level): (&str, &str)) {
    let Some(best) = best else {
        return row(what, "none was held");
    };
    row(what, &format!("{:.0}", best.done));
    row(level, &best.level.to_string());
    row("… p50 / p99", &format!("{:.1} / {:.1} ms", best.p50, best.p99));
    row("… server, clients, of a core each", &format!("{:.2}, {:.2}", best.server, best.own));
}

async fn drafts(server: &Server, load: &Load) {
    let run = Run::new();
    let boards = server.boards(load.boards).await;
    let class = Class::new(&run, load, &server.address, &boards).await;
    let pace = Pace { rate: load.rate, points: Cell::new(load.points), drawers: Cell::new(load.drawers) };
    let pace = Rc::new(pace);
    for (place, hand) in class.hands[load.viewers..].iter().enumerate() {
        tokio::task::spawn_local(draw(run.clone(), hand.clone(), pace.clone(), place));
    }
    tokio::time::sleep(WARM_UP).await;
    println!(
        "{} draw, {} view, {} messages/s each: the points in a message are raised",
        load.drawers, load.viewers, load.rate
    );
    let peers = (class.hands.len() / load.boards) as f64;
    let best = climb((load.points.into(), MAX_POINTS.into()), async |points, length| {
        pace.points.set(points as u32);
        tokio::time::sleep(SETTLE).await;
        let (took, used, own) = step(&run, length, server).await;
        let sent = run.sent.take();
        let latency = run.latency.take();
        let nominal = (load.drawers as u64 * points * u64::from(load.rate)) as f64;
        Step {
            level: points,
            wanted: nominal,
            sent: sent as f64 / took,
            due: nominal * (peers - 1.0),
            done: run.received.take().saturating_sub(sent) as f64 / took,
            p50: latency.quantile(0.5),
            p99: latency.quantile(0.99),
            server: used / took,
            own: own / took,
        }
    })
    .await;
    report(best, ("most deliveries per second", "… points in a message"));
    row("refusals, connections lost", &format!("{}, {}", run.nacks.get(), run.lost.get()));
}

async fn edits(server: &Server, load: &Load) {
    let (mut came, mut refused, mut lost) = (0, 0, 0);
    println!("edits on {} boards until everybody has them from the disk, raised", load.boards);
    let best = climb((load.edits_per_second.into(), u64::MAX), async |level, length| {
        // New people on new boards each time: a step that is too much may cost some their connection.
        let boards = server.boards(load.boards).await;
        let run = Run::new();
        let people = load.drawers.max(level.div_ceil(MAX_EDITS) as usize);
        let pace = Rc::new(Cell::new(durable::Pace { edits: level as u32, writers: people }));
        let mut hands = Vec::new();
        for _ in 0..people {
            hands.push(durable::enter(&run, server, &boards, came).await);
            came += 1;
        }
        until("all are welcome", || run.joined.get() == people).await;
        for (place, hand) in hands.into_iter().enumerate() {
            tokio::task::spawn_local(durable::write(run.clone(), hand, pace.clone(), place));
        }
        tokio::time::sleep(SETTLE).await;
        let (took, used, own) = step(&run, length, server).await;
        run.over.set(true);
        let acks = run.acks.take();
        refused += run.nacks.get();
        lost += run.lost.get();
        // The server stores the excess before the next step.
        tokio::time::sleep(SETTLE).await;
        Step {
            level,
            wanted: level as f64,
            sent: run.sent.get() as f64 / took,
            due: level as f64,
            done: acks.total() as f64 / took,
            p50: acks.quantile(0.5),
            p99: acks.quantile(0.99),
            server: used / took,
            own: own / took,
        }
    })
    .await;
    report(best, ("most durable edits per second", "… wanted"));
    row("refusals, connections lost", &format!("{refused}, {lost}"));
}

/// Measures one step; says how long, and what the server and this process used.
async fn step(run: &Run, length: Duration, server: &Server) -> (f64, f64, f64) {
    let own = crate::server::cpu_of(std::process::id()).unwrap_or(0.0);
    let (took, used) = measured(run, length, server).await;
    let own = crate::server::cpu_of(std::process::id()).unwrap_or(0.0) - own;
    (took, used.unwrap_or(0.0), own)
}
