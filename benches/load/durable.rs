//! Only stored edits: how long until they are durable and their authors know.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::draw::{Hand, WARM_UP, measured, stroke};
use crate::run::{Run, hello, receive, until};
use crate::server::Server;
use crate::socket::connect;
use crate::{Load, row};

/// How much is stored; may change while they write.
#[derive(Clone, Copy)]
pub struct Pace {
    /// A second, of all together.
    pub edits: u32,
    /// Number of clients that write, the first ones.
    pub writers: usize,
}

impl Pace {
    /// Between two strokes of one.
    fn pause(self) -> Duration {
        Duration::from_secs(1).mul_f64(self.writers.max(1) as f64 / f64::from(self.edits))
    }
}

/// Sends strokes. A stroke that comes late does not delay the next one.
pub async fn write(run: Rc<Run>, (writer, tag): Hand, pace: Rc<Cell<Pace>>, place: usize) {
    // Clients do not tick together.
    let mut at = Instant::now() + pace.get().pause().mul_f64((tag % 97) as f64 / 97.0);
    for n in 1u64.. {
        tokio::time::sleep_until(at.into()).await;
        while place >= pace.get().writers && !run.over.get() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            at = Instant::now();
        }
        if run.over.get() {
            return;
        }
        at += pace.get().pause();
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": [{"op": "add", "shape": stroke(tag, n)}]}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        if run.measuring.get() {
            Run::add(&run.sent, 1);
        }
        if writer.lock().await.text(&message.to_string()).await.is_err() {
            return;
        }
    }
}

/// A client comes to one of the boards.
pub async fn enter(run: &Rc<Run>, server: &Server, boards: &[String], number: usize) -> Hand {
    let (reader, mut writer) = connect(&server.address, &boards[number % boards.len()]).await.expect("connected");
    let (hello, tag) = hello(number);
    writer.text(&hello).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    drop(tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None)));
    (writer, tag)
}

/// The whole run and its table.
pub async fn run(server: &Server, load: &Load) {
    tokio::task::LocalSet::new().run_until(measure(server, load)).await;
}

async fn measure(server: &Server, load: &Load) {
    let run = Run::new();
    let boards = server.boards(load.boards).await;
    let mut hands = Vec::new();
    for number in 0..load.drawers {
        hands.push(enter(&run, server, &boards, number).await);
    }
    until("all are welcome", || run.joined.get() == load.drawers).await;
    let pace = Rc::new(Cell::new(Pace { edits: load.edits_per_second, writers: load.drawers }));
    for (place, hand) in hands.into_iter().enumerate() {
        tokio::task::spawn_local(write(run.clone(), hand, pace.clone(), place));
    }
    tokio::time::sleep(WARM_UP).await;
    let (took, used) = measured(&run, load.length(), server).await;
    run.over.set(true);
    println!("{} connections on {} boards, {} edits/s", load.drawers, load.boards, load.edits_per_second);
    row("stored per second", &format!("{:.0}", run.acks.borrow().total() as f64 / took));
    row("stored edits p50 / p99 / highest", &run.acks.borrow().row());
    if let Some(used) = used {
        row("share of a core", &format!("{:.3}", used / took));
    }
    row("server memory at the end", &server.memory_row());
    row("refusals, connections lost", &format!("{}, {}", run.nacks.get(), run.lost.get()));
}
