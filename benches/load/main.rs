//! Load on a real server over real sockets, and what it costs.
//!
//! ```text
//! cargo build --release
//! cargo bench --bench load -- --drawers 10 --viewers 100 --rate 60 --seconds 10
//! cargo bench --bench load -- --ceiling
//! cargo bench --bench load -- --durable-only --edits-per-second 3000 --boards 10 --drawers 200
//! cargo bench --bench load -- --ceiling --durable-only --boards 10 --drawers 200
//! cargo bench --bench load -- --join 30 --strokes 10000
//! cargo bench --bench load -- --join 1 --strokes 50000
//! cargo bench --bench load -- --open-boards 10000
//! cargo bench --bench load -- --left-boards 300
//! cargo bench --bench load -- --idle 2000
//! cargo bench --bench load -- --starts 10
//! cargo bench --bench load -- --restarts 3 --drawers 200
//! cargo bench --bench load -- --drawers 1 --viewers 500 --slow 1
//! ```
//!
//! Without `--url` it starts `target/release/lavagna`, or `LAVAGNA_BIN`, over a fresh folder, the server pinned
//! to core 0 and itself to core 1 where `taskset` is there, and ends it afterwards. Everything runs in one thread.
//! An *event* is one point of a draft; a *delivery* is one event that reached one client other than its
//! drawer. Times are from sending to receiving, in one process with one clock. Drawers and viewers are measured twice, the
//! second time on a bare relay that sends the same frames (`floor.rs`).

mod boards;
mod ceiling;
#[path = "../../tests/it/sim/closing.rs"]
mod closing;
mod draw;
mod durable;
mod floor;
mod histogram;
mod idle;
mod join;
mod left;
mod mirror;
mod plan;
mod pupil;
mod restarts;
mod run;
mod server;
mod slow;
mod socket;
mod starts;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use server::Server;

/// Load to put on the server.
#[derive(Debug, Parser)]
struct Load {
    /// Clients that draw, in all.
    #[arg(long, default_value_t = 10)]
    drawers: usize,
    /// Clients that watch, in all.
    #[arg(long, default_value_t = 100)]
    viewers: usize,
    /// Draft messages per second of each drawer.
    #[arg(long, default_value_t = 60)]
    rate: u32,
    /// Events in each of them: a browser sends the points of a frame together.
    #[arg(long, default_value_t = 1)]
    points: u32,
    /// Length of the measured part.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Boards over which the clients are spread.
    #[arg(long, default_value_t = 1)]
    boards: usize,
    /// Only stored edits, no drafts: how long until they are durable.
    #[arg(long)]
    durable_only: bool,
    /// Edits per second of all drawers together, with --durable-only.
    #[arg(long, alias = "edits", default_value_t = 3_000)]
    edits_per_second: u32,
    /// Raises the load until p99 is above 100 ms or less arrives than is sent, within a minute.
    #[arg(long)]
    ceiling: bool,
    /// Does not measure the floor.
    #[arg(long)]
    no_floor: bool,
    /// So many clients open a drawn board at once.
    #[arg(long)]
    join: Option<usize>,
    /// Strokes of 40 points on that board.
    #[arg(long, default_value_t = 10_000)]
    strokes: usize,
    /// So many boards, each opened, drawn on and left.
    #[arg(long)]
    open_boards: Option<usize>,
    /// So many boards of 1.8 MB that nobody is in, drawn on by POST and left.
    #[arg(long)]
    left_boards: Option<usize>,
    /// So many connections that do nothing.
    #[arg(long)]
    idle: Option<usize>,
    /// So many times a server is started over an empty folder.
    #[arg(long, conflicts_with = "url")]
    starts: Option<usize>,
    /// So many times the server is replaced while the drawers draw; ends with 1 when an edit was lost or stored
    /// twice, or a goal was missed.
    #[arg(long, conflicts_with = "url")]
    restarts: Option<usize>,
    /// So many of the viewers stop reading after a first measurement, and what the others feel is measured again.
    #[arg(long, default_value_t = 0)]
    slow: usize,
    /// A server that runs already, as `http://host:port` or `ws://host:port`.
    #[arg(long)]
    url: Option<String>,
    /// Draw on this board of it instead of a new one.
    #[arg(long)]
    board: Option<String>,
    /// Its process, to measure what it costs.
    #[arg(long)]
    pid: Option<u32>,
    /// Be the floor: what was sent is in this file.
    #[arg(long, hide = true)]
    relay: Option<PathBuf>,
    /// Said by cargo to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Load {
    fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// Prints a row of the table.
fn row(name: &str, value: &str) {
    println!("  {name:<44} {value}");
}

fn main() -> ExitCode {
    let load = Load::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    if let Some(path) = &load.relay {
        let ended = tokio::task::LocalSet::new().block_on(&runtime, floor::relay(path));
        return ended.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let mut server = match &load.url {
        Some(url) => Server::running(url, load.pid),
        None => Server::start(),
    };
    runtime.block_on(async {
        server.ready().await;
        if let Some(restarts) = load.restarts {
            return restarts::run(&mut server, &load, restarts).await;
        }
        if let Some(joiners) = load.join {
            join::run(&mut server, joiners, load.strokes).await;
        } else if let Some(starts) = load.starts {
            starts::run(starts).await;
        } else if let Some(count) = load.open_boards {
            boards::run(&server, count).await;
        } else if let Some(count) = load.left_boards {
            left::run(&server, count).await;
        } else if let Some(idle) = load.idle {
            idle::run(&server, idle).await;
        } else if load.ceiling {
            ceiling::run(&server, &load).await;
        } else if load.durable_only {
            durable::run(&server, &load).await;
        } else {
            draw::run(&server, &load).await;
        }
        ExitCode::SUCCESS
    })
}
