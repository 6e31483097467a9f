//! Only stored edits: how long until they are durable and seen by everybody.

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::draw::{Run, hello, receive, stroke, until};
use crate::server::Server;
use crate::socket::{Writer, connect};
use crate::{Load, row};

/// Sends a stroke each `pause`.
pub async fn send(run: Rc<Run>, writer: Rc<tokio::sync::Mutex<Writer>>, tag: u64, pause: Duration) {
    // Clients do not tick together.
    tokio::time::sleep(pause.mul_f64((tag % 97) as f64 / 97.0)).await;
    let mut clock = tokio::time::interval(pause);
    for n in 1u64.. {
        clock.tick().await;
        if run.over.get() {
            return;
        }
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": [{"op": "add", "shape": stroke(tag, n)}]}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        if writer.lock().await.text(&message.to_string()).await.is_err() {
            return;
        }
    }
}

/// The whole run and its table.
pub async fn run(server: &Server, load: &Load) {
    tokio::task::LocalSet::new().run_until(measure(server, load)).await;
}

async fn measure(server: &Server, load: &Load) {
    let run = Run::new();
    let boards = server.boards(load.boards).await;
    let mut writers = Vec::new();
    for number in 0..load.drawers {
        let (reader, mut writer) = connect(&server.address, &boards[number % load.boards]).await.expect("connected");
        let (hello, tag) = hello(number);
        writer.text(&hello).await.expect("the server reads");
        let writer = Rc::new(tokio::sync::Mutex::new(writer));
        tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None));
        writers.push((writer, tag));
    }
    until("all are welcome", || run.joined.get() == load.drawers).await;
    let pause = Duration::from_secs(1).mul_f64(load.drawers as f64 / f64::from(load.edits_per_second));
    for (writer, tag) in writers {
        tokio::task::spawn_local(send(run.clone(), writer, tag, pause));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (cpu, from) = (server.cpu(), Instant::now());
    run.measuring.set(true);
    tokio::time::sleep(load.length()).await;
    run.measuring.set(false);
    let took = from.elapsed().as_secs_f64();
    let used = server.cpu().zip(cpu).map(|(after, before)| after - before);
    run.over.set(true);
    println!("{} connections on {} boards, {} edits/s", load.drawers, load.boards, load.edits_per_second);
    row("stored per second", &format!("{:.0}", run.acks.borrow().total() as f64 / took));
    row("stored edits p50 / p99 / highest", &run.acks.borrow().row());
    if let Some(used) = used {
        row("share of a core", &format!("{:.3}", used / took));
    }
    row("server memory at the end", &server.memory_row());
    row("refusals, connections lost", &format!("{}, {}", run.nacks.get(), run.lost.get()));
    until("everything is stored", || run.waiting.borrow().is_empty()).await;
}
