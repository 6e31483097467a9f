//! A WebSocket client that does as little as possible: frames are read in place and not copied.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};

const TEXT: u8 = 0x1;
const PING: u8 = 0x9;
const CLOSE: u8 = 0x8;
const FIN_TEXT: u8 = 0x81;
const FIN_PONG: u8 = 0x8A;

/// Size of one read, bytes.
const BUFFER: usize = 256 * 1024;

/// The receiving side.
pub struct Reader {
    stream: OwnedReadHalf,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

/// The sending side.
pub struct Writer {
    stream: OwnedWriteHalf,
    frame: Vec<u8>,
}

/// One frame of the server.
pub struct Frame<'a> {
    opcode: u8,
    pub payload: &'a [u8],
}

impl Frame<'_> {
    /// Whether the server asks for a sign of life.
    pub fn is_ping(&self) -> bool {
        self.opcode == PING
    }

    /// Whether it is a message.
    pub fn is_text(&self) -> bool {
        self.opcode == TEXT
    }

    /// Why the server ends the connection.
    pub fn close_code(&self) -> Option<u16> {
        let code = self.payload.first_chunk().filter(|_| self.is_close());
        code.map(|code| u16::from_be_bytes(*code))
    }

    /// Whether the server ends the connection.
    pub fn is_close(&self) -> bool {
        self.opcode == CLOSE
    }
}

/// Connects to a board and shakes hands.
pub async fn connect(address: &str, board: &str) -> io::Result<(Reader, Writer)> {
    shake_hands(TcpStream::connect(address).await?, address, board).await
}

/// The same with so small a buffer of the system that the server soon feels it when nobody reads.
pub async fn connect_narrow(address: &str, board: &str) -> io::Result<(Reader, Writer)> {
    const NARROW: u32 = 8 * 1024;
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(NARROW)?;
    let stream = socket.connect(address.parse().map_err(io::Error::other)?).await?;
    shake_hands(stream, address, board).await
}

async fn shake_hands(mut stream: TcpStream, address: &str, board: &str) -> io::Result<(Reader, Writer)> {
    stream.set_nodelay(true)?;
    let head = format!(
        "GET /b/{board}/ws?v=3 HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: lavagna.v1\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await?);
    }
    if !answer.starts_with(b"HTTP/1.1 101") {
        return Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned()));
    }
    let (read, write) = stream.into_split();
    let reader = Reader { stream: read, buffer: vec![0; BUFFER], start: 0, end: 0 };
    Ok((reader, Writer { stream: write, frame: Vec::new() }))
}

impl Reader {
    /// The next frame; `None` at the end of the stream.
    pub async fn next(&mut self) -> io::Result<Option<Frame<'_>>> {
        loop {
            if let Some((opcode, from, to)) = self.complete() {
                self.start = to;
                return Ok(Some(Frame { opcode, payload: &self.buffer[from..to] }));
            }
            self.make_room();
            let read = self.stream.read(&mut self.buffer[self.end..]).await?;
            if read == 0 {
                return Ok(None);
            }
            self.end += read;
        }
    }

    /// Opcode and place of the first whole frame in the buffer.
    fn complete(&self) -> Option<(u8, usize, usize)> {
        let bytes = &self.buffer[self.start..self.end];
        let [first, second] = *bytes.first_chunk()?;
        let (header, length) = match second {
            126 => (4, usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
            127 => (10, u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?) as usize),
            short => (2, usize::from(short)),
        };
        let whole = header + length <= bytes.len();
        whole.then(|| (first & 0x0f, self.start + header, self.start + header + length))
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.end == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
        }
    }
}

impl Writer {
    /// Sends a text message.
    pub async fn text(&mut self, message: &str) -> io::Result<()> {
        self.write(FIN_TEXT, message.as_bytes()).await
    }

    /// Answers a ping.
    pub async fn pong(&mut self, payload: &[u8]) -> io::Result<()> {
        self.write(FIN_PONG, payload).await
    }

    /// The mask is all zeros, which is a mask like any other.
    async fn write(&mut self, first: u8, payload: &[u8]) -> io::Result<()> {
        self.frame.clear();
        self.frame.push(first);
        match payload.len() {
            short @ 0..=125 => self.frame.push(0x80 | short as u8),
            medium @ 126..=0xffff => {
                self.frame.push(0x80 | 126);
                self.frame.extend_from_slice(&(medium as u16).to_be_bytes());
            }
            long => {
                self.frame.push(0x80 | 127);
                self.frame.extend_from_slice(&(long as u64).to_be_bytes());
            }
        }
        self.frame.extend_from_slice(&[0; 4]);
        self.frame.extend_from_slice(payload);
        self.stream.write_all(&self.frame).await
    }
}
