//! Connections that do nothing: what each of them takes, and that none is lost meanwhile.

use std::rc::Rc;
use std::time::Duration;

use crate::row;
use crate::run::{Run, hello, receive, until};
use crate::server::Server;
use crate::socket::connect;

/// Connections of a board.
const CLASS: usize = 50;
/// Excludes memory that the server allocates once, at its first connections.
const WARM_UP: usize = CLASS;

/// The whole run and its table.
pub async fn run(server: &Server, idle: usize) {
    tokio::task::LocalSet::new().run_until(measure(server, idle)).await;
}

async fn open(server: &Server, run: &Rc<Run>, board: &str, number: usize) {
    let (reader, mut writer) = connect(&server.address, board).await.expect("connected");
    writer.text(&hello(number).0).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    drop(tokio::task::spawn_local(receive(run.clone(), reader, writer, None)));
}

async fn measure(server: &Server, idle: usize) {
    let run = Run::new();
    let boards = server.boards(1 + idle.div_ceil(CLASS)).await;
    let mut before = None;
    for number in 0..WARM_UP + idle {
        open(server, &run, &boards[number / CLASS], number).await;
        if number + 1 == WARM_UP {
            until("the first are welcome", || run.joined.get() == WARM_UP).await;
            before = server.memory();
        }
    }
    until("all are welcome", || run.joined.get() == WARM_UP + idle).await;
    // Long enough for the last frames about who came, and for a ping.
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("{idle} connections that do nothing, {CLASS} on a board");
    if let (Some(before), Some(after)) = (before, server.memory()) {
        row("memory per idle connection", &format!("{:.1} KiB", (after - before) as f64 / 1_024.0 / idle as f64));
    }
    row("server memory at the end", &server.memory_row());
    row("connections lost", &run.lost.get().to_string());
    run.over.set(true);
}
