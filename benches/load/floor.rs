//! The floor: a bare relay, in a process of its own on the server's core. It knows no boards, checks nothing and keeps
//! nothing. It reads what the clients send and writes frames of the sizes and at the times at which the server wrote its
//! own a moment before, with the times of the drafts that came since the last one in them, so that the same clients measure
//! the same things. What the server takes beyond it is what a whiteboard costs; below it only fewer frames help.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::rc::Rc;
use std::time::Instant;

use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};

use crate::draw::places;
use crate::plan::{Plan, Sent};
use crate::server::{Server, on_server_core};

/// Size of one read, bytes.
const BUFFER: usize = 64 * 1024;
/// Frames of the server: the text opcode and no mask.
const FIN_TEXT: u8 = 0x81;

/// The process, as the one who measures sees it.
pub struct Relay {
    /// Its address and what it costs.
    pub server: Server,
    process: Child,
    _plan: NamedTempFile,
}

impl Relay {
    /// Starts this program once more.
    pub fn start(boards: &[String], plan: &Plan) -> Self {
        let mut file = NamedTempFile::new().expect("a temporary file");
        writeln!(file, "{}", boards.join(" ")).expect("it takes a line");
        file.write_all(plan.to_text().as_bytes()).expect("it takes the plan");
        let mut command = on_server_core(&std::env::current_exe().expect("a program"));
        let mut process =
            command.arg("--relay").arg(file.path()).stdout(Stdio::piped()).spawn().expect("the relay starts");
        let mut address = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut address).expect("the relay listens");
        let server = Server::running(address.trim(), Some(process.id()));
        Self { server, process, _plan: file }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // It never ends by itself, unless it failed.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// A connection.
struct Line {
    stream: TcpStream,
    /// Bytes that the kernel has not accepted yet.
    rest: RefCell<Vec<u8>>,
}

/// Frames relayed on one board.
#[derive(Default)]
struct Board {
    lines: RefCell<Vec<Rc<Line>>>,
    /// Time and number of points of the drafts that came.
    came: RefCell<Vec<(u64, u32)>>,
}

/// The relay itself.
struct Floor {
    names: Vec<String>,
    boards: Vec<Board>,
    /// Somebody has begun to draw.
    has_begun: Cell<bool>,
    begun: tokio::sync::Notify,
}

/// Relays until it is killed.
pub async fn relay(path: &std::path::Path) -> io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let (names, plan) = text.split_once('\n').unwrap_or_default();
    let names: Vec<String> = names.split(' ').map(str::to_string).collect();
    let boards = names.iter().map(|_| Board::default()).collect();
    let floor = Rc::new(Floor { names, boards, has_begun: Cell::new(false), begun: tokio::sync::Notify::new() });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    tokio::task::spawn_local(floor.clone().send(Plan::from_text(plan)));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::task::spawn_local(floor.clone().serve(stream));
    }
}

impl Floor {
    /// Sends what the plan says from the first draft on.
    async fn send(self: Rc<Self>, plan: Plan) {
        self.begun.notified().await;
        let start = Instant::now();
        for frames in plan.writes() {
            tokio::time::sleep_until((start + frames[0].at).into()).await;
            let board = &self.boards[frames[0].board];
            let bytes = board.write(frames);
            board.lines.borrow().iter().for_each(|line| line.send(&bytes));
        }
    }

    async fn serve(self: Rc<Self>, stream: TcpStream) -> io::Result<()> {
        let line = Rc::new(Line { stream, rest: RefCell::default() });
        let mut buffer = Vec::with_capacity(BUFFER);
        let mut board = None;
        loop {
            line.stream.readable().await?;
            buffer.reserve(BUFFER);
            match line.stream.try_read_buf(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error),
            }
            let place = match board {
                Some(place) => place,
                None if buffer.ends_with(b"\r\n\r\n") => {
                    let head = String::from_utf8_lossy(&buffer).into_owned();
                    let place = self.names.iter().position(|name| head.contains(name.as_str())).expect("a known board");
                    line.send(b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
                    buffer.clear();
                    board = Some(place);
                    continue;
                }
                None => continue,
            };
            while let Some((from, to)) = whole_frame(&buffer) {
                self.hear(&line, place, &buffer[from..to]);
                buffer.drain(..to);
            }
        }
    }

    fn hear(&self, line: &Rc<Line>, place: usize, payload: &[u8]) {
        let board = &self.boards[place];
        if payload.starts_with(br#"{"t":"hello""#) {
            line.send(&frame(br#"{"t":"welcome"}"#, 0));
            board.lines.borrow_mut().push(line.clone());
        } else if payload.starts_with(br#"{"t":"draft""#) {
            board.came.borrow_mut().extend(draft(payload));
            if !self.has_begun.replace(true) {
                self.begun.notify_one();
            }
        }
    }
}

impl Board {
    /// The bytes of frames that leave together.
    fn write(&self, frames: &[Sent]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for Sent { bytes: size, is_live, .. } in frames {
            if !is_live {
                bytes.extend(frame(br#"{"t":"other"}"#, *size));
                continue;
            }
            let came = std::mem::take(&mut *self.came.borrow_mut());
            let drafts: Vec<String> = came
                .iter()
                .map(|(time, points)| format!(r#"{{"ink":{{"points":[{}]}}}}"#, places(*time, *points)))
                .collect();
            let live = format!(r#"{{"t":"live","peers":{{"0":{{"drafts":[{}]}}}}}}"#, drafts.join(","));
            bytes.extend(frame(live.as_bytes(), *size));
        }
        bytes
    }
}

impl Line {
    /// Writes at once what the system takes, and the rest when it takes more.
    fn send(self: &Rc<Self>, bytes: &[u8]) {
        let mut rest = self.rest.borrow_mut();
        let taken = if rest.is_empty() { self.stream.try_write(bytes).unwrap_or(0) } else { 0 };
        let is_first = rest.is_empty();
        rest.extend_from_slice(&bytes[taken..]);
        if is_first && !rest.is_empty() {
            tokio::task::spawn_local(self.clone().flush());
        }
    }

    async fn flush(self: Rc<Self>) {
        while self.stream.writable().await.is_ok() {
            let mut rest = self.rest.borrow_mut();
            match self.stream.try_write(&rest) {
                Ok(taken) => drop(rest.drain(..taken)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
            if rest.is_empty() {
                return;
            }
        }
    }
}

/// A frame whose JSON is filled with spaces up to that size.
fn frame(json: &[u8], size: usize) -> Vec<u8> {
    let length = json.len().max(size);
    let mut frame = Vec::with_capacity(length + 10);
    frame.push(FIN_TEXT);
    match length {
        short @ 0..=125 => frame.push(short as u8),
        medium @ 126..=0xffff => {
            frame.push(126);
            frame.extend_from_slice(&(medium as u16).to_be_bytes());
        }
        long => {
            frame.push(127);
            frame.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    let start = frame.len();
    frame.extend_from_slice(json);
    frame.resize(start + length, b' ');
    frame
}

/// Place of the payload of the first whole frame of a client, whose mask is all zeros ([`crate::socket`]).
fn whole_frame(bytes: &[u8]) -> Option<(usize, usize)> {
    let [_, second] = *bytes.first_chunk()?;
    let (header, length) = match second & 0x7f {
        126 => (8, usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        127 => (14, u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?) as usize),
        short => (6, usize::from(short)),
    };
    (header + length <= bytes.len()).then_some((header, header + length))
}

/// Time and number of points of a draft.
fn draft(payload: &[u8]) -> Option<(u64, u32)> {
    let text = std::str::from_utf8(payload).ok()?;
    let (_, points) = text.split_once(r#""points":["#)?;
    let (points, _) = points.split_once(']')?;
    let time = points.split(',').next()?.parse().ok()?;
    Some((time, (points.matches(',').count() as u32).div_ceil(2)))
}
