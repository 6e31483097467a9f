//! Some viewers stop reading: what the others feel of it.

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::mirror::{MIRRORS, Mirror};
use crate::run::{Run, hello, receive, until};
use crate::server::Server;
use crate::socket::connect;
use crate::{Load, row};

/// Bytes sent to a slow viewer beyond the kernel's buffers and its outbox, so that the server has to disconnect it.
const FILL_EDITS: u64 = 36;
/// Points of such an edit: about 46 KB of JSON.
const FILL_POINTS: usize = 1_900;

/// Whether client `number` is one of those who stop reading: the first viewers that keep no board.
pub fn is_slow(load: &Load, number: usize) -> bool {
    let first = MIRRORS * load.boards;
    (first..first + load.slow).contains(&number) && number < load.viewers
}

/// Reads until the slow ones stop; then holds the connection and reads nothing until all is over.
pub async fn until_stuck(run: Rc<Run>, receiving: impl Future<Output = Option<Mirror>>) -> Option<Mirror> {
    let mut receiving = std::pin::pin!(receiving);
    let stuck = async {
        while !run.stuck.get() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        mirror = &mut receiving => return mirror,
        () = stuck => {}
    }
    while !run.over.get() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

/// Lets the slow ones stop, fills what holds frames for them, and measures the others again.
pub async fn measure(run: &Rc<Run>, server: &Server, load: &Load, board: &str) {
    run.stuck.set(true);
    let (reader, mut writer) = connect(&server.address, board).await.expect("connected");
    let (hello, tag) = hello(load.viewers + load.drawers);
    writer.text(&hello).await.expect("the server reads");
    let writer = Rc::new(tokio::sync::Mutex::new(writer));
    tokio::task::spawn_local(receive(run.clone(), reader, writer.clone(), None));
    let far = 60_000_000i64;
    let points: Vec<i64> =
        (0..FILL_POINTS as i64).flat_map(|i| if i % 2 == 0 { [-far, far] } else { [far, -far] }).collect();
    for n in 1..=FILL_EDITS {
        let shape = json!({
            "id": format!("{tag:016x}.{n}"), "kind": "ink", "page": 1, "pos": [0, 0, 0],
            "geometry": {"points": points, "pressure": vec![0; FILL_POINTS], "time": vec![9; FILL_POINTS]},
            "style": {"ink": "black", "size": 64},
        });
        let message = json!({"t": "ops", "first": n, "edits": [{"ops": [{"op": "add", "shape": shape}]}]});
        run.waiting.borrow_mut().insert((tag, n), Instant::now());
        writer.lock().await.text(&message.to_string()).await.expect("the server reads");
        until("the others have it", || !run.waiting.borrow().contains_key(&(tag, n))).await;
    }
    // The delay caused by filling is over.
    tokio::time::sleep(Duration::from_secs(1)).await;
    run.latency.take();
    run.measuring.set(true);
    tokio::time::sleep(load.length()).await;
    run.measuring.set(false);
}

/// Both measurements side by side; `before` is the p99 with everybody reading, in ms.
pub fn report(run: &Run, load: &Load, before: f64) {
    let after = run.latency.borrow().quantile(0.99);
    row("p99 of drafts, everybody reads", &format!("{before:.2} ms"));
    row(&format!("p99 of drafts, {} of {} do not read", load.slow, load.viewers), &format!("{after:.2} ms"));
    row("ratio", &format!("{:.2}", after / before));
}
