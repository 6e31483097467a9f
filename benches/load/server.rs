//! The server under load: started here or elsewhere, and what it costs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;

/// Linux counts the time of processes in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// The server and the way to it.
pub struct Server {
    /// `host:port`.
    pub address: String,
    /// Follows no redirects.
    pub http: Client,
    pid: Option<u32>,
    started: Option<Started>,
}

/// A server of ours.
struct Started {
    process: Child,
    /// Starts it, each time at the same place.
    command: Command,
    _folder: TempDir,
}

/// Whether processes can be pinned, and the machine has a second core for it. Asked before this process is pinned itself,
/// after which it sees one core.
static CAN_PIN: LazyLock<bool> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let known = Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    cores > 1 && known.is_ok_and(|status| status.success())
});

/// The program under load.
pub fn binary() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/lavagna");
    std::env::var_os("LAVAGNA_BIN").map_or_else(usual, PathBuf::from)
}

/// A program on the core of the server, core 0, when there is another one for this process, which moves to core 1.
pub fn on_server_core(program: &Path) -> Command {
    if !*CAN_PIN {
        eprintln!("not pinned: no taskset, or one core");
        return Command::new(program);
    }
    let own = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-a", "-p", "-c", "1", &own]).stdout(Stdio::null()).status();
    assert!(moved.is_ok_and(|status| status.success()), "cannot move to core 1");
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

/// Sends a request again when the server says that it is too much for now, as long after as it says.
pub async fn patiently(request: RequestBuilder) -> Response {
    loop {
        let again = request.try_clone().expect("no body that is read once");
        let answer = again.send().await.expect("the server answers");
        if answer.status() != 429 {
            return answer;
        }
        let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse().ok());
        tokio::time::sleep(Duration::from_secs(wait.unwrap_or(1))).await;
    }
}

fn client() -> Client {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().tcp_nodelay(true);
    client.build().expect("no TLS is configured")
}

impl Server {
    /// Starts the release binary on core 0 and moves this process to core 1.
    pub fn start() -> Self {
        let binary = binary();
        assert!(binary.exists(), "no server at {}: cargo build --release", binary.display());
        let probe = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = probe.local_addr().expect("it is bound").port();
        drop(probe);
        let folder = TempDir::new().expect("a temporary folder");
        let mut command = on_server_core(&binary);
        command.env_clear().env("HOST", "127.0.0.1").env("PORT", port.to_string()).env("DATA_DIR", folder.path());
        // taskset puts itself away by exec, so that the child is the server.
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).stdout(Stdio::null());
        let process = command.spawn().expect("the server starts");
        let pid = Some(process.id());
        let started = Some(Started { process, command, _folder: folder });
        Self { address: format!("127.0.0.1:{port}"), http: client(), pid, started }
    }

    /// A server that runs already.
    pub fn running(url: &str, pid: Option<u32>) -> Self {
        let address = url.trim_start_matches("http://").trim_start_matches("ws://").trim_end_matches('/');
        Self { address: address.to_string(), http: client(), pid, started: None }
    }

    /// Whether it was started here, so that it can be started again.
    pub fn is_ours(&self) -> bool {
        self.started.is_some()
    }

    /// Ends the server that was started here by a signal; says how long that took.
    pub async fn leave(&mut self, signal: &str) -> Duration {
        let Started { process, .. } = self.started.as_mut().expect("a server of our own");
        let start = Instant::now();
        let sent = Command::new("sh").args(["-c", &format!("kill -{signal} {}", process.id())]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -{signal}");
        let status = loop {
            match process.try_wait().expect("it is our child") {
                Some(status) => break status,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        };
        assert_eq!(status.code(), Some(0), "{signal}");
        start.elapsed()
    }

    /// Starts it again where it was.
    pub async fn come_back(&mut self) {
        let Started { process, command, .. } = self.started.as_mut().expect("a server of our own");
        *process = command.spawn().expect("the server starts");
        self.pid = Some(process.id());
        self.ready().await;
    }

    /// Waits until it takes edits.
    pub async fn ready(&self) {
        for _ in 0..1_000 {
            let answer = self.http.get(self.url("/readyz")).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the server at {} is not ready", self.address);
    }

    /// A path as an address.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// GET of JSON.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.http.get(self.url(path)).send().await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.expect("JSON")
    }

    /// Makes boards.
    pub async fn boards(&self, count: usize) -> Vec<String> {
        let mut boards = Vec::new();
        for _ in 0..count {
            let request = self.http.post(self.url("/boards")).header("Origin", self.url(""));
            let answer = patiently(request).await;
            let location = answer.headers()["location"].to_str().expect("ASCII").to_string();
            boards.push(location.trim_start_matches("/b/").to_string());
        }
        boards
    }

    /// Seconds of processor time that it has used.
    pub fn cpu(&self) -> Option<f64> {
        cpu_of(self.pid?)
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid?)).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1_024)
    }

    /// Memory for the table.
    pub fn memory_row(&self) -> String {
        self.memory().map_or("unknown".to_string(), |bytes| format!("{:.1} MiB", bytes as f64 / 1_048_576.0))
    }
}

/// Seconds of processor time that a process has used.
pub fn cpu_of(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold spaces; user and system time are fields 14 and 15 of all.
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(Started { process, .. }) = &mut self.started {
            // It may have ended already, then there is nothing to end.
            let _ended = process.kill();
            let _reaped = process.wait();
        }
    }
}
