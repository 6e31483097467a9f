//! The real server as a process of its own, with a fresh folder for its database.
//!
//! Nothing here knows what a shape is. A server that is started again keeps its port and its folder, so
//! that peers find it where it was.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;

/// How long a condition may take to come true. A start takes a tenth of a second; a loaded machine may
/// need more, a broken server never gets there.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Where servers listen unless a test needs more.
const LOOPBACK: &str = "127.0.0.1";

/// How often a condition is looked at that nobody announces.
const LOOK: Duration = Duration::from_millis(10);

/// Ports are counted up within the process, below those that the system hands out to connections.
static NEXT_PORT: AtomicU16 = AtomicU16::new(0);

/// Asks `probe` until it has an answer, and fails with `what` when it never has one.
pub async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = probe().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "never came true: {what}");
        tokio::time::sleep(LOOK).await;
    }
}

/// A port of 127.0.0.1 that nobody listens on at this moment.
fn free_port() -> u16 {
    const FIRST: u16 = 12_000;
    const SPAN: u16 = 20_000;
    loop {
        let step = NEXT_PORT.fetch_add(1, Ordering::Relaxed);
        let start = (std::process::id() * 61 % u32::from(SPAN)) as u16;
        let port = FIRST + (start.wrapping_add(step)) % SPAN;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A new folder with a place for a database.
pub fn fresh_folder() -> Arc<TempDir> {
    let folder = TempDir::new().expect("a temporary folder can be made");
    fs::create_dir(folder.path().join("store")).expect("the folder is ours");
    Arc::new(folder)
}

/// The server under test.
pub struct Server {
    process: Child,
    port: u16,
    folder: Arc<TempDir>,
    output: PathBuf,
    host: &'static str,
    /// Does not follow redirects, asks for no compression.
    pub http: Client,
}

impl Server {
    /// Starts a server over a fresh folder; ready when it returns.
    pub async fn start() -> Self {
        Self::start_in(fresh_folder()).await
    }

    /// Starts a server over a folder that is there; ready when it returns.
    pub async fn start_in(folder: Arc<TempDir>) -> Self {
        let server = Self::spawn(folder, LOOPBACK);
        server.ready().await;
        server
    }

    /// Starts a server that listens on every address of this machine; ready when it returns.
    pub async fn start_everywhere() -> Self {
        let server = Self::spawn(fresh_folder(), "0.0.0.0");
        server.ready().await;
        server
    }

    /// Starts another process over the same folder, and does not wait for it.
    pub fn beside(&self) -> Self {
        Self::spawn(self.folder.clone(), LOOPBACK)
    }

    fn spawn(folder: Arc<TempDir>, host: &'static str) -> Self {
        let port = free_port();
        let output = folder.path().join(format!("output-{port}.txt"));
        let process = launch((host, port), &folder, &output, &[]);
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self { process, port, folder, output, host, http: http.build().expect("no TLS is configured") }
    }

    /// Waits until it would take an edit.
    pub async fn ready(&self) {
        eventually(&format!("ready: {}", self.output()), async || (self.status("/readyz").await == 200).then_some(()))
            .await;
    }

    /// `http://127.0.0.1:port`, which is also its Origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `127.0.0.1:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Where its database lies.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.store().join("lavagna.db")
    }

    /// Output so far.
    pub fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// GET of a path.
    pub async fn get(&self, path: &str) -> Response {
        let answer = self.http.get(self.origin() + path).send().await;
        answer.unwrap_or_else(|error| panic!("GET {path}: {error}\n{}", self.output()))
    }

    /// Status of a GET, 0 when nobody answers.
    pub async fn status(&self, path: &str) -> u16 {
        self.http.get(self.origin() + path).send().await.map_or(0, |answer| answer.status().as_u16())
    }

    /// GET of a path that must answer 200 with JSON.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "GET {path}");
        answer.json().await.expect("the API speaks JSON")
    }

    /// GET of a path that must answer 200 with bytes, not compressed.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "GET {path}");
        answer.bytes().await.expect("a body").to_vec()
    }

    /// GET with an `Accept-Encoding`: which coding was chosen, and the bytes as they came.
    pub async fn packed(&self, path: &str, accepted: &str) -> (String, Vec<u8>) {
        let asked = self.http.get(self.origin() + path).header("Accept-Encoding", accepted).send().await;
        let answer = asked.expect("the server listens");
        let coding = answer.headers().get("content-encoding").map_or("", |coding| coding.to_str().expect("ASCII"));
        (coding.to_owned(), answer.bytes().await.expect("a body").to_vec())
    }

    /// Makes a board without owner and says its id.
    pub async fn new_board(&self) -> String {
        self.make_board("/boards").await
    }

    /// Makes a board with an owner; says its id and the owner's token.
    pub async fn new_owned_board(&self) -> (String, String) {
        let place = self.make_board("/boards?owned=true").await;
        let (board, token) = place.split_once("#o=").unwrap_or_else(|| panic!("no token in {place}"));
        (board.to_owned(), token.to_owned())
    }

    async fn make_board(&self, path: &str) -> String {
        let request = self.http.post(self.origin() + path).header("Origin", self.origin());
        let answer = request.send().await.expect("the server listens");
        assert_eq!(answer.status(), 303, "POST /boards");
        let location = answer.headers()["location"].to_str().expect("an address is ASCII");
        location.strip_prefix("/b/").unwrap_or_else(|| panic!("an odd place for a board: {location}")).to_string()
    }

    /// The manifest of a board.
    pub async fn snapshot(&self, board: &str) -> Value {
        self.json(&format!("/api/boards/{board}/snapshot")).await
    }

    /// Seq and hash of the board in the server's memory.
    pub async fn hash(&self, board: &str) -> (u64, String) {
        let answer = self.json(&format!("/api/boards/{board}/hash")).await;
        let seq = answer["seq"].as_u64().expect("seq is a number");
        (seq, answer["hash"].as_str().expect("hash is a text").to_string())
    }

    /// Runs the binary for one of its other tasks over this server's folder; says how it ended and all that it
    /// printed.
    pub fn task(&self, arguments: &[&str]) -> (ExitStatus, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lavagna"));
        command.env_clear().env("DATA_DIR", self.store()).args(arguments);
        let output = command.output().expect("the binary was built with the tests");
        let text = [output.stdout, output.stderr].concat();
        (output.status, String::from_utf8(text).expect("it prints text"))
    }

    /// Number of the process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends a signal by name and does not wait.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.process.id())]).status();
        assert!(sent.expect("every system has a shell").success(), "kill -{name}");
    }

    /// Waits for the end of the process.
    pub async fn exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.process.try_wait().expect("it is our child") {
                return status;
            }
            tokio::time::sleep(LOOK).await;
        }
        panic!("the process does not end; it said: {}", self.output());
    }

    /// Power gone: nothing is finished, nothing is said.
    pub fn kill_9(&mut self) {
        self.process.kill().expect("it is our child");
        self.process.wait().expect("it is our child");
    }

    /// Starts the process again after its end, at the same place.
    pub async fn restart(&mut self) {
        self.launch_again();
        self.ready().await;
    }

    /// Starts the process again after its end, and does not wait for it.
    pub fn launch_again(&mut self) {
        self.launch_again_with(&[]);
    }

    /// The same, with fail points of the server's tasks set as the crate `fail` reads them.
    pub fn launch_again_with_faults(&mut self, faults: &str) {
        self.launch_again_with(&[("FAILPOINTS", faults)]);
    }

    /// The same, with settings of its own.
    pub fn launch_again_with(&mut self, settings: &[(&str, &str)]) {
        self.process = launch((self.host, self.port), &self.folder, &self.output, settings);
    }

    /// The same, in a process that may have this many open files.
    pub fn launch_again_with_files(&mut self, files: usize) {
        let limit = format!("--nofile={files}:{files}");
        let command = ["prlimit", limit.as_str(), env!("CARGO_BIN_EXE_lavagna")];
        self.process = launch_by(&command, (self.host, self.port), &self.folder, &self.output, &[]);
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("the process lives");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux tells the memory");
        let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number of kB");
        kibibytes * 1024
    }

    /// Sockets that the process holds open.
    pub fn sockets(&self) -> usize {
        let open = fs::read_dir(format!("/proc/{}/fd", self.process.id())).expect("the process lives");
        let targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
    }
}

fn launch(place: (&str, u16), folder: &TempDir, output: &PathBuf, settings: &[(&str, &str)]) -> Child {
    launch_by(&[env!("CARGO_BIN_EXE_lavagna")], place, folder, output, settings)
}

fn launch_by(
    program: &[&str],
    (host, port): (&str, u16),
    folder: &TempDir,
    output: &PathBuf,
    settings: &[(&str, &str)],
) -> Child {
    let output = File::options().create(true).append(true).open(output).expect("the folder is ours");
    let errors = output.try_clone().expect("a file can be shared");
    let mut command = Command::new(program[0]);
    // The caller's own settings for a server must not reach this one.
    command.args(&program[1..]).env_clear().env("HOST", host).env("PORT", port.to_string());
    command.env("DATA_DIR", folder.path().join("store")).env("RUST_BACKTRACE", "1").envs(settings.iter().copied());
    command.stdin(Stdio::null()).stdout(output).stderr(errors);
    command.spawn().expect("the program is there")
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill, and `wait` knows.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}
