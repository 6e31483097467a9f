//! A WebSocket client that can break every rule: bytes in, frames out.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::net::TcpStream;

use crate::harness::{PATIENCE, Server};
use crate::peer::fresh_hex;

pub const CONTINUATION: u8 = 0x0;
pub const TEXT: u8 = 0x1;
pub const BINARY: u8 = 0x2;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xA;
/// Set in the first byte of the last frame of a message.
pub const FIN: u8 = 0x80;

/// A frame of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub opcode: u8,
    pub payload: Vec<u8>,
}

/// A connection without manners.
pub struct Raw {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// How the server ended a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// With a Close frame of this code, then the end of the stream.
    Close(u16),
    /// Without a Close frame.
    Cut,
}

/// A masked frame. `first` is the whole first byte: FIN, reserved bits and opcode.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = header(first, payload.len() as u64);
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    bytes.extend_from_slice(&mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// The header of a masked frame up to its length, which may be a lie; mask and payload are to follow.
pub fn header(first: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![first];
    match length {
        0..=125 => bytes.push(0x80 | length as u8),
        126..=0xffff => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&length.to_be_bytes());
        }
    }
    bytes
}

/// A whole text message in one frame.
pub fn text(message: &str) -> Vec<u8> {
    frame(FIN | TEXT, message.as_bytes())
}

/// A hello of a person that nobody knows.
pub fn hello() -> String {
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    format!(r#"{{"t":"hello","person":"{person}","tag":"{tag}","name":"raw","since":0,"at":0}}"#)
}

/// Sends a request head as it is and says the status of the answer, 0 for none.
pub async fn status_of(server: &Server, head: &str) -> u16 {
    let mut stream = TcpStream::connect(server.address()).await.expect("the server listens");
    // The server may answer and close before everything is sent.
    let _cut_short = stream.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let reading = async {
        let mut piece = [0; 1024];
        while !answer.windows(2).any(|two| two == b"\r\n") {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => break,
                Ok(n) => answer.extend_from_slice(&piece[..n]),
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("the server answers or hangs up");
    let line = String::from_utf8_lossy(&answer).into_owned();
    line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// The head of a good upgrade request, with `extra` lines (each with its line end) after it.
pub fn upgrade_head(server: &Server, board: &str, extra: &str) -> String {
    format!(
        "GET /b/{board}/ws?v=3 HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extra}\r\n",
        server.address()
    )
}

impl Raw {
    /// Connects and shakes hands; says no hello.
    pub async fn connect(server: &Server, board: &str) -> Self {
        Self::connect_narrow(server, board, None).await
    }

    /// Connects with a small receive buffer of the system, so that not reading is felt early.
    pub async fn connect_narrow(server: &Server, board: &str, buffer: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).expect("a size");
        }
        let address = server.address().parse().expect("an address");
        let stream = socket.connect(address).await.expect("the server listens");
        Self::shake_hands(stream, server, board).await
    }

    /// Shakes hands over a connection that is there.
    pub async fn shake_hands(stream: TcpStream, server: &Server, board: &str) -> Self {
        let extra = format!("Origin: {}\r\nSec-WebSocket-Protocol: lavagna.v1\r\n", server.origin());
        Self::shake_hands_by(stream, upgrade_head(server, board, &extra).as_bytes()).await
    }

    /// Connects and sends a head, and what follows it, that must be answered with an upgrade.
    pub async fn upgrade(server: &Server, head: impl AsRef<[u8]>) -> Self {
        let stream = TcpStream::connect(server.address()).await.expect("the server listens");
        Self::shake_hands_by(stream, head.as_ref()).await
    }

    async fn shake_hands_by(mut stream: TcpStream, head: &[u8]) -> Self {
        stream.set_nodelay(true).expect("a TCP socket");
        stream.write_all(head).await.expect("the server reads");
        let mut raw = Self { stream, buffer: Vec::new() };
        let head = raw.read_head().await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        raw
    }

    /// Connects, says hello and reads the welcome.
    pub async fn join(server: &Server, board: &str) -> Self {
        let mut raw = Self::connect(server, board).await;
        raw.write(&text(&hello())).await;
        raw.expect_text("\"t\":\"welcome\"").await;
        raw
    }

    async fn read_head(&mut self) -> String {
        loop {
            let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let rest = self.buffer.split_off(end + 4);
                let head = std::mem::replace(&mut self.buffer, rest);
                return String::from_utf8_lossy(&head).into_owned();
            }
            assert!(self.more().await.expect("an answer"), "the connection ended in the head of the answer");
        }
    }

    /// Reads what is there; `false` at the end of the stream.
    async fn more(&mut self) -> io::Result<bool> {
        let mut piece = vec![0; 64 * 1024];
        let reading = tokio::time::timeout(PATIENCE, self.stream.read(&mut piece));
        let n = reading.await.expect("the server says something in time")?;
        self.buffer.extend_from_slice(&piece[..n]);
        Ok(n > 0)
    }

    /// Whether a Close frame is among what has come so far; other frames are thrown away.
    pub async fn is_closed(&mut self) -> bool {
        let mut piece = [0; 4096];
        while let Ok(n @ 1..) = self.stream.try_read(&mut piece) {
            self.buffer.extend_from_slice(&piece[..n]);
        }
        while let Some(first) = self.buffer.first() {
            if first & 0x0f == CLOSE {
                return true;
            }
            if self.take_frame().is_none() {
                return false;
            }
        }
        false
    }

    /// Reads this many bytes and no more.
    pub async fn read_bytes(&mut self, count: usize) {
        let start = self.buffer.len();
        self.buffer.resize(start + count, 0);
        let reading = tokio::time::timeout(PATIENCE, self.stream.read_exact(&mut self.buffer[start..]));
        reading.await.expect("something comes").expect("the connection goes on");
    }

    /// Sends bytes as they are; an error means that the server has ended the connection.
    pub async fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends bytes that the server may refuse to take, which the next read tells.
    pub async fn write(&mut self, bytes: &[u8]) {
        let _told_by_reading = self.stream.write_all(bytes).await;
    }

    /// The next frame, `None` at the end of the stream.
    pub async fn read_frame(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.take_frame() {
                return Some(frame);
            }
            if !self.more().await.unwrap_or(false) {
                return None;
            }
        }
    }

    fn take_frame(&mut self) -> Option<Frame> {
        let [first, second] = *self.buffer.first_chunk()?;
        assert_eq!(second & 0x80, 0, "a server does not mask");
        assert_eq!(first & 0x70, 0, "nothing was agreed about reserved bits");
        assert_eq!(first & FIN, FIN, "the server does not cut messages");
        let (start, length) = match second {
            126 => (4, usize::from(u16::from_be_bytes(*self.buffer.get(2..)?.first_chunk()?))),
            127 => (10, u64::from_be_bytes(*self.buffer.get(2..)?.first_chunk()?) as usize),
            short => (2, usize::from(short)),
        };
        let payload = self.buffer.get(start..start + length)?.to_vec();
        self.buffer.drain(..start + length);
        Some(Frame { opcode: first & 0x0f, payload })
    }

    /// Reads frames until one is a text that holds `part`, and says it.
    pub async fn expect_text(&mut self, part: &str) -> String {
        loop {
            let frame = self.read_frame().await.unwrap_or_else(|| panic!("the end, but no {part}"));
            let text = String::from_utf8_lossy(&frame.payload).into_owned();
            assert_ne!(frame.opcode, CLOSE, "closed with {:?}, but no {part}", &frame.payload);
            if frame.opcode == TEXT && text.contains(part) {
                return text;
            }
        }
    }

    /// Reads up to the end of the stream, answers a Close frame, and says how the end came.
    pub async fn end(&mut self) -> End {
        let mut end = End::Cut;
        while let Some(Frame { opcode, payload }) = self.read_frame().await {
            if opcode == CLOSE {
                let code = payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                end = End::Close(code);
                self.write(&frame(FIN | CLOSE, payload.get(..2).unwrap_or_default())).await;
            }
        }
        end
    }

    /// Whether the stream ends here, in order, without a further byte and without this side having closed.
    pub async fn is_at_end(&mut self) -> bool {
        self.buffer.is_empty() && !self.more().await.expect("an end, not a reset")
    }

    /// Ends the connection as a process that dies: with a reset instead of a farewell.
    pub fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).expect("a TCP socket");
    }
}
