//! Drawers and viewers: what a lesson costs.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::mirror::{MIRRORS, Mirror};
use crate::plan::Plan;
use crate::run::{Run, hello, receive, until};
use crate::server::Server;
use crate::socket::{Writer, connect, connect_narrow};
use crate::{Load, floor, row, slow};

/// Most points of a stroke (SPEC D5).
pub const MAX_POINTS: u32 = 2_000;
/// Multiples of it lie evenly between whole numbers, however many there are.
const GOLDEN: f64 = 0.618_034;
/// Everybody draws for so long before anything is counted.
pub const WARM_UP: Duration = Duration::from_secs(1);

/// The writing side of a client, and its tag.
pub type Hand = (Rc<tokio::sync::Mutex<Writer>>, u64);

/// How much is drawn; may change while they draw.
pub struct Pace {
    /// Messages a second of a drawer.
    pub rate: u32,
    /// Points in each.
    pub points: Cell<u32>,
    /// Number of drawers that draw, the first ones.
    pub drawers: Cell<usize>,
}

/// Draws strokes of about a second: messages at the rate, each with some points, then the stroke itself.
pub async fn draw(run: Rc<Run>, (writer, tag): Hand, pace: Rc<Pace>, place: usize) {
    let period = Duration::from_secs(1) / pace.rate;
    // People do not tick together: they are spread over the time between two messages.
    tokio::time::sleep(period.mul_f64(place as f64 * GOLDEN % 1.0)).await;
    let mut clock = tokio::time::interval(period);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    for n in 1u64.. {
        let points = pace.points.get();
        let pieces = pace.rate.min(MAX_POINTS / points);
        let pressure = vec!["0"; points as usize].join(",");
        for piece in 0..pieces {
            clock.tick().await;
            while place >= pace.drawers.get() && !run.drawn.get() {
                clock.tick().await;
            }
            if run.drawn.get() {
                return;
            }
            let done = if piece + 1 == pieces { format!(r#","done":{n}"#) } else { String::new() };
            let (places, first) = (places(run.stamp(), points), piece * points);
            let event = format!(
                r#"{{"t":"draft","g":{n},"ink":{{"id":"{tag:016x}.{n}","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"blue","size":64}},"from":{first},"points":[{places}],"pressure":[{pressure}]}}{done}}}"#
            );
            if run.measuring.get() {
                Run::add(&run.sent, u64::from(points));
            }
            if writer.lock().await.text(&event).await.is_err() {
                return;
            }
        }
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": [{"op": "add", "shape": stroke(tag, n)}]}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        if writer.lock().await.text(&message.to_string()).await.is_err() {
            return;
        }
    }
}

/// Points that were sent at once: the first carries the time, the others are steps as small as a pen's.
pub fn places(stamp: u64, points: u32) -> String {
    let mut places = format!("{stamp},0");
    for point in 1..points {
        places.push_str(if point % 2 == 0 { ",23,-17" } else { ",-23,17" });
    }
    places
}

/// A stroke of 40 points, like a short word.
pub fn stroke(tag: u64, n: u64) -> serde_json::Value {
    let points: Vec<i64> = (0..40i64).flat_map(|i| [24 + (i * 7) % 13, (i * 31) % 47 - 23]).collect();
    let pressure: Vec<i64> = (0..40).map(|i| if i == 0 { 128 } else { i % 7 - 3 }).collect();
    let (x, y) = (n as i64 % 100 * 1_000, n as i64 / 100 % 1_000 * 1_000);
    json!({
        "id": format!("{tag:016x}.{n}"), "kind": "ink", "page": 1, "pos": [x, y, 0],
        "geometry": {"points": points, "pressure": pressure, "time": vec![8; 40]},
        "style": {"ink": "black", "size": 64},
    })
}

/// The clients of a run on some server: connected, welcome and listening.
pub struct Class {
    pub hands: Vec<Hand>,
    pub receiving: JoinSet<Option<Mirror>>,
}

impl Class {
    /// The viewers first, then the drawers. The first on each board records what it is sent.
    pub async fn new(run: &Rc<Run>, load: &Load, address: &str, boards: &[String]) -> Self {
        let mut class = Self { hands: Vec::new(), receiving: JoinSet::new() };
        for number in 0..load.viewers + load.drawers {
            class.enter(run, load, (address, boards), number).await;
        }
        until("all are welcome", || run.joined.get() == class.hands.len()).await;
        class
    }

    /// One more comes.
    pub async fn enter(&mut self, run: &Rc<Run>, load: &Load, (address, boards): (&str, &[String]), number: usize) {
        let board = &boards[number % boards.len()];
        let is_slow = slow::is_slow(load, number);
        let connected = if is_slow { connect_narrow(address, board).await } else { connect(address, board).await };
        let (reader, mut writer) = connected.expect("connected");
        let (hello, tag) = hello(number);
        writer.text(&hello).await.expect("the server reads");
        let writer = Rc::new(tokio::sync::Mutex::new(writer));
        let records = (number < boards.len()).then_some(number);
        let mirror = (number < MIRRORS * boards.len()).then(|| Mirror::new(records));
        let receiving = receive(run.clone(), reader, writer.clone(), mirror);
        if is_slow {
            self.receiving.spawn_local(slow::until_stuck(run.clone(), receiving));
        } else {
            self.receiving.spawn_local(receiving);
        }
        self.hands.push((writer, tag));
    }

    /// The drawers begin; when they are warm it is measured for a while. Says how long, and what the server used.
    async fn lesson(&self, run: &Rc<Run>, load: &Load, server: &Server) -> (f64, Option<f64>) {
        let pace = Rc::new(Pace { rate: load.rate, points: Cell::new(load.points), drawers: Cell::new(load.drawers) });
        run.began.set(Some(Instant::now()));
        for (place, hand) in self.hands[load.viewers..].iter().enumerate() {
            tokio::task::spawn_local(draw(run.clone(), hand.clone(), pace.clone(), place));
        }
        tokio::time::sleep(WARM_UP).await;
        measured(run, load.length(), server).await
    }
}

/// Counts for a while. Says how long, and what the server used.
pub async fn measured(run: &Run, length: Duration, server: &Server) -> (f64, Option<f64>) {
    let (cpu, from) = (server.cpu(), Instant::now());
    run.measuring.set(true);
    tokio::time::sleep(length).await;
    run.measuring.set(false);
    let took = from.elapsed().as_secs_f64();
    (took, server.cpu().zip(cpu).map(|(after, before)| after - before))
}

/// The whole run and its table.
pub async fn run(server: &Server, load: &Load) {
    tokio::task::LocalSet::new().run_until(measure(server, load)).await;
}

async fn measure(server: &Server, load: &Load) {
    let run = Run::new();
    let boards = match &load.board {
        Some(board) => vec![board.clone(); load.boards],
        None => server.boards(load.boards).await,
    };
    let empty = server.memory();
    let class = Class::new(&run, load, &server.address, &boards).await;
    let clients = class.hands.len();
    let full = server.memory();
    let (took, used) = class.lesson(&run, load, server).await;
    let memory = server.memory_row();
    let before = (load.slow > 0).then(|| run.latency.borrow().quantile(0.99));
    if let Some(before) = before {
        report(&run, load, (took, used));
        slow::measure(&run, server, load, &boards[0]).await;
        slow::report(&run, load, before);
    }
    run.drawn.set(true);
    until("every edit is stored", || run.waiting.borrow().is_empty()).await;
    // The last frame reaches the first client a moment before the last.
    tokio::time::sleep(Duration::from_millis(300)).await;
    run.over.set(true);
    if load.slow == 0 {
        report(&run, load, (took, used));
    }
    if let (Some(empty), Some(full)) = (empty, full) {
        row("memory per connection", &format!("{:.1} KiB", (full - empty) as f64 / 1_024.0 / clients as f64));
    }
    row("server memory at the end", &memory);
    let mut heads = Vec::new();
    for board in &boards {
        heads.push(server.json(&format!("/api/boards/{board}/hash")).await);
    }
    let mut mirrors: Vec<Mirror> = class.receiving.join_all().await.into_iter().flatten().collect();
    let equal = mirrors.iter().filter(|mirror| heads.iter().any(|head| head["hash"] == mirror.hash().as_str())).count();
    row("mirrors with the server's hash", &format!("{equal} of {}", mirrors.len()));
    if load.slow == 0 && !load.no_floor {
        let plan = Plan::of(&mut mirrors);
        beside_floor(&run, load, (&boards, plan), used.map(|used| used / took)).await;
    }
}

/// The same clients once more, on a relay that sends them the same frames.
async fn beside_floor(real: &Run, load: &Load, (boards, plan): (&[String], Plan), share: Option<f64>) {
    let relay = floor::Relay::start(boards, &plan);
    let run = Run::new();
    let class = Class::new(&run, load, &relay.server.address, boards).await;
    let (took, used) = class.lesson(&run, load, &relay.server).await;
    run.drawn.set(true);
    run.over.set(true);
    class.receiving.join_all().await;
    row("floor: drafts p50 / p99 / highest", &run.latency.borrow().row());
    let of_real = |floor: u64, real: u64| format!("{:.0} %", floor as f64 * 100.0 / real.max(1) as f64);
    let bytes = of_real(run.bytes.get(), real.bytes.get());
    let frames = of_real(run.frames.get(), real.frames.get());
    let events = of_real(run.received.get(), real.received.get());
    row("floor: bytes, frames, events of the server's", &format!("{bytes}, {frames}, {events}"));
    if let Some((used, share)) = used.zip(share) {
        row("floor: CPU", &format!("{:.3} of a core", used / took));
        row("server / floor", &format!("{:.2}", share * took / used.max(f64::EPSILON)));
    }
}

fn report(run: &Run, load: &Load, (took, used): (f64, Option<f64>)) {
    let others = run.received.get().saturating_sub(run.sent.get());
    let clients = (load.drawers + load.viewers) as u64;
    println!("{} draw, {} view, {} events/s each, {took:.1} s", load.drawers, load.viewers, load.rate);
    row("events sent per second", &format!("{:.0}", run.sent.get() as f64 / took));
    row("deliveries per second", &format!("{:.0}", others as f64 / took));
    let due = run.sent.get() * (clients / load.boards as u64);
    row("of what was sent, delivered", &format!("{:.1} %", run.received.get() as f64 * 100.0 / due.max(1) as f64));
    row("drafts p50 / p99 / highest", &run.latency.borrow().row());
    row("stored edits p50 / p99 / highest", &run.acks.borrow().row());
    row("stored edits", &run.acks.borrow().total().to_string());
    row("frames per second and client", &format!("{:.1}", run.frames.get() as f64 / took / clients as f64));
    row("bytes per second and client", &format!("{:.0}", run.bytes.get() as f64 / took / clients as f64));
    if let Some(used) = used {
        row("share of a core", &format!("{:.3}", used / took));
        row("CPU per million deliveries", &format!("{:.2} s", used * 1e6 / others.max(1) as f64));
    }
    row("refusals, connections lost", &format!("{}, {}", run.nacks.get(), run.lost.get()));
}
