//! Drawers and viewers: what a lesson costs.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use lavagna::board::{Board, LoggedEdit, canonical};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use crate::histogram::Histogram;
use crate::server::Server;
use crate::slow;
use crate::socket::{Reader, Writer, connect, connect_narrow};
use crate::summary::Summaries;
use crate::{Load, row};

/// A point of a draft carries the time of its sending in this unit, so that it fits a coordinate.
pub const STAMP_MICROS: u64 = 10;
/// Viewers that keep a whole board, to see that it ends like the server's.
pub const MIRRORS: usize = 3;

/// What all clients of a run share: they live in one thread.
pub struct Run {
    pub start: Instant,
    /// Counting is on: the clients are there and warm.
    pub measuring: Cell<bool>,
    /// Nobody draws any more.
    pub drawn: Cell<bool>,
    pub over: Cell<bool>,
    /// Those who are slow read nothing any more.
    pub stuck: Cell<bool>,
    pub latency: RefCell<Histogram>,
    pub acks: RefCell<Histogram>,
    /// Events received, own ones too.
    pub received: Cell<u64>,
    pub sent: Cell<u64>,
    pub bytes: Cell<u64>,
    pub frames: Cell<u64>,
    pub nacks: Cell<u64>,
    pub joined: Cell<usize>,
    /// Connections that the server ended.
    pub lost: Cell<usize>,
    /// Edits on the way, by (tag, number): when they were sent.
    pub waiting: RefCell<HashMap<(u64, u64), Instant>>,
    pub summaries: RefCell<Summaries>,
}

impl Run {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            start: Instant::now(),
            measuring: Cell::new(false),
            drawn: Cell::new(false),
            over: Cell::new(false),
            stuck: Cell::new(false),
            latency: RefCell::default(),
            acks: RefCell::default(),
            received: Cell::new(0),
            sent: Cell::new(0),
            bytes: Cell::new(0),
            frames: Cell::new(0),
            nacks: Cell::new(0),
            joined: Cell::new(0),
            lost: Cell::new(0),
            waiting: RefCell::default(),
            summaries: RefCell::default(),
        })
    }

    /// Time since the start, in stamps.
    pub fn stamp(&self) -> u64 {
        self.start.elapsed().as_micros() as u64 / STAMP_MICROS
    }

    fn add(cell: &Cell<u64>, more: u64) {
        cell.set(cell.get() + more);
    }

    /// Counts what a client received.
    fn take(&self, payload: &[u8]) {
        let summary = self.summaries.borrow_mut().of(payload);
        if summary.welcome {
            self.joined.set(self.joined.get() + 1);
        }
        if summary.nack {
            Self::add(&self.nacks, 1);
        }
        for edit in &summary.logged {
            // Whoever sees an edit first: all clients share one thread and get it in the same tick.
            if let Some(sent) = self.waiting.borrow_mut().remove(edit)
                && self.measuring.get()
            {
                self.acks.borrow_mut().add(sent.elapsed().as_micros() as u64);
            }
        }
        if self.measuring.get() {
            let now = self.stamp();
            let mut latency = self.latency.borrow_mut();
            summary.events.iter().for_each(|sent| latency.add(now.saturating_sub(*sent) * STAMP_MICROS));
            Self::add(&self.received, summary.events.len() as u64);
            Self::add(&self.bytes, payload.len() as u64);
            Self::add(&self.frames, 1);
        }
    }
}

/// A person and page load for hello; the tag as a number.
pub fn hello(number: usize) -> (String, u64) {
    let salt = u64::from(std::process::id());
    let tag = (salt << 32) | number as u64;
    let hello = format!(
        r#"{{"t":"hello","person":"{:032x}","tag":"{tag:016x}","name":"Client {number}","since":0,"at":0}}"#,
        u128::from(tag)
    );
    (hello, tag)
}

/// Reads until the server ends the connection, and answers pings.
pub async fn receive(
    run: Rc<Run>,
    mut reader: Reader,
    writer: Rc<tokio::sync::Mutex<Writer>>,
    mut mirror: Option<Mirror>,
) -> Option<Mirror> {
    let mut over = std::pin::pin!(over(run.clone()));
    loop {
        let frame = tokio::select! {
            frame = reader.next() => frame.ok().flatten(),
            () = &mut over => return mirror,
        };
        let Some(frame) = frame.filter(|frame| !frame.is_close()) else {
            run.lost.set(run.lost.get() + 1);
            return mirror;
        };
        if frame.is_ping() {
            let payload = frame.payload.to_vec();
            if writer.lock().await.pong(&payload).await.is_err() {
                continue;
            }
        } else {
            run.take(frame.payload);
            if let Some(mirror) = &mut mirror {
                mirror.take(frame.payload);
            }
        }
    }
}

async fn over(run: Rc<Run>) {
    while !run.over.get() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A whole replica.
#[derive(Default)]
pub struct Mirror {
    board: Board,
}

impl Mirror {
    fn take(&mut self, payload: &[u8]) {
        #[derive(serde::Deserialize)]
        struct Log {
            seq: u64,
            edits: Vec<LoggedEdit>,
        }
        if !payload.starts_with(b"{\"t\":\"log\"") {
            return;
        }
        let log: Log = serde_json::from_slice(payload).expect("a log message");
        assert_eq!(log.seq, self.board.head() + 1, "the log has a gap");
        log.edits.iter().for_each(|edit| drop(self.board.advance(edit)));
    }

    fn hash(&self) -> String {
        Sha256::digest(canonical(&self.board)).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Draws strokes of about a second: messages at the rate, each with some points, then the stroke itself.
async fn draw(run: Rc<Run>, writer: Rc<tokio::sync::Mutex<Writer>>, tag: u64, (rate, points): (u32, u32)) {
    let pressure = vec!["0"; points as usize].join(",");
    let mut clock = tokio::time::interval(Duration::from_secs(1) / rate);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    for n in 1u64.. {
        for from in 0..rate {
            clock.tick().await;
            if run.drawn.get() {
                return;
            }
            let done = if from + 1 == rate { format!(r#","done":{n}"#) } else { String::new() };
            let (stamp, first) = (run.stamp(), from * points);
            let places = vec![format!("{stamp},0"); points as usize].join(",");
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

/// Waits until `holds`, at most half a minute.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came true: {what}");
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
    let mut receiving = JoinSet::new();
    let mut writers = Vec::new();
    for number in 0..load.viewers + load.drawers {
        let (address, board) = (&server.address, &boards[number % load.boards]);
        let is_slow = slow::is_slow(load, number);
        let connected = if is_slow { connect_narrow(address, board).await } else { connect(address, board).await };
        let (reader, mut writer) = connected.expect("connected");
        let (hello, tag) = hello(number);
        writer.text(&hello).await.expect("the server reads");
        let writer = Rc::new(tokio::sync::Mutex::new(writer));
        let mirror = (number < MIRRORS * load.boards).then(Mirror::default);
        let receiving_one = receive(run.clone(), reader, writer.clone(), mirror);
        if is_slow {
            receiving.spawn_local(slow::until_stuck(run.clone(), receiving_one));
        } else {
            receiving.spawn_local(receiving_one);
        }
        writers.push((writer, tag));
    }
    let clients = writers.len();
    until("all are welcome", || run.joined.get() == clients).await;
    let full = server.memory();
    for (writer, tag) in writers.into_iter().skip(load.viewers) {
        tokio::task::spawn_local(draw(run.clone(), writer, tag, (load.rate, load.points)));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (cpu, from) = (server.cpu(), Instant::now());
    run.measuring.set(true);
    tokio::time::sleep(load.length()).await;
    run.measuring.set(false);
    let took = from.elapsed().as_secs_f64();
    let used = server.cpu().zip(cpu).map(|(after, before)| after - before);
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
        row("memory per idle connection", &format!("{:.1} KiB", (full - empty) as f64 / 1_024.0 / clients as f64));
    }
    row("server memory at the end", &memory);
    let mut heads = Vec::new();
    for board in &boards {
        heads.push(server.json(&format!("/api/boards/{board}/hash")).await);
    }
    let mirrors: Vec<Mirror> = receiving.join_all().await.into_iter().flatten().collect();
    let equal = mirrors.iter().filter(|mirror| heads.iter().any(|head| head["hash"] == mirror.hash().as_str())).count();
    row("mirrors with the server's hash", &format!("{equal} of {}", mirrors.len()));
}

fn report(run: &Run, load: &Load, (took, used): (f64, Option<f64>)) {
    let others = run.received.get().saturating_sub(run.sent.get());
    let clients = (load.drawers + load.viewers) as u64;
    println!("{} draw, {} view, {} events/s each, {took:.1} s", load.drawers, load.viewers, load.rate);
    row("events sent per second", &format!("{:.0}", run.sent.get() as f64 / took));
    row("deliveries per second", &format!("{:.0}", others as f64 / took));
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
