//! From the command to a server that listens, and what it takes while nobody is there.

use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::row;
use crate::server::{Server, binary};

/// How often it is tried whether it listens.
const STEP: Duration = Duration::from_micros(500);
/// Long enough for everything that a start sets going.
const REST: Duration = Duration::from_secs(1);

/// The whole run and its table.
pub async fn run(starts: usize) {
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..starts.max(1) {
        let from = Instant::now();
        let server = Server::start();
        while TcpStream::connect(&server.address).await.is_err() {
            tokio::time::sleep(STEP).await;
        }
        times.push(from.elapsed());
        server.ready().await;
        tokio::time::sleep(REST).await;
        sizes.extend(server.memory());
    }
    times.sort_unstable();
    sizes.sort_unstable();
    println!("{starts} starts over an empty folder");
    row("start to listening", &format!("{:.1} ms", times[times.len() / 2].as_secs_f64() * 1_000.0));
    if let Some(size) = sizes.get(sizes.len() / 2) {
        row("idle memory", &format!("{:.1} MB", *size as f64 / 1e6));
    }
    let bytes = std::fs::metadata(binary()).expect("the server was started").len();
    row("binary", &format!("{:.1} MB", bytes as f64 / 1e6));
}
