//! The frame reader: how the bytes arrive makes no difference, and little of them is held.

use lavagna::http::frames::{FrameReader, Incoming, Limits};
use lavagna::protocol::CloseCode;

use super::{Corpus, Recipe, Tried, most_bytes, seed};
use crate::raw::{BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, TEXT, frame, header, text};
use crate::sim::chance::Chance;

const TARGET: &str = "frames";
/// Small, so that random input reaches them.
const LIMITS: Limits = Limits { bytes: 512, fragments: 8 };
/// A frame and the parts of a message, each in a buffer that doubles, and what is handed out.
const MAX_HELD: u64 = 6 * 512 + 2_048;

/// Returns a reader's result for bytes that arrive in pieces of the lengths that `length` gives.
fn hear(bytes: &[u8], mut length: impl FnMut() -> usize, mut hear: impl FnMut(Incoming)) -> Result<(), CloseCode> {
    let mut reader = FrameReader::new(LIMITS);
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(length().clamp(1, rest.len()));
        reader.feed(piece);
        while let Some(incoming) = reader.read().map_err(|close| close.code)? {
            hear(incoming);
        }
        rest = later;
    }
    Ok(())
}

fn told(bytes: &[u8], length: impl FnMut() -> usize) -> (Vec<String>, Result<(), CloseCode>) {
    let mut all = Vec::new();
    let end = hear(bytes, length, |incoming| all.push(format!("{incoming:?}")));
    (all, end)
}

fn check(bytes: &[u8]) {
    let whole = told(bytes, || usize::MAX);
    assert_eq!(told(bytes, || 1), whole, "byte by byte");
    let mut chance = Chance::new(bytes.len() as u64);
    assert_eq!(told(bytes, || chance.within(1, 40) as usize), whole, "in pieces");
    let held = most_bytes(|| {
        // How it ends was compared above.
        let _end = hear(
            bytes,
            || 16,
            |incoming| match incoming {
                Incoming::Text(text) => assert!(text.len() <= LIMITS.bytes),
                Incoming::Binary(bytes) => assert!(bytes.len() <= LIMITS.bytes),
                Incoming::Ping(bytes) => assert!(bytes.len() <= 125),
                Incoming::Pong | Incoming::Close(_) => {}
            },
        );
    });
    assert!(held <= MAX_HELD, "{held} bytes were held");
}

/// Sequences of good frames, and those of the table of breaches.
fn seeds() -> Vec<Vec<u8>> {
    let plain = [0, 1, 125, 126, 512, 513].map(|length| frame(FIN | TEXT, &vec![b'a'; length]));
    let lying = [513, 65_536, 8 << 30, (1 << 63) - 1, u64::MAX].map(|length| header(FIN | TEXT, length));
    let codes = [999, 1000, 1005, 1006, 3000, 4999, 5000].map(|code: u16| frame(FIN | CLOSE, &code.to_be_bytes()));
    let firsts =
        [FIN | 0x40 | TEXT, FIN | 0x20 | TEXT, FIN | 0x10 | TEXT, FIN | 0x3, FIN | 0xB, PING, FIN | CONTINUATION];
    let broken = firsts.map(|first| frame(first, b"x"));
    let parts = [frame(TEXT, b"a\xc3"), frame(FIN | PING, b"between"), frame(CONTINUATION, b""), frame(FIN, b"\xa8")];
    let others = [
        text(r#"{"t":"ping"}"#),
        [text("{}"), frame(FIN | BINARY, b"\x00\xff"), text("{}")].concat(),
        parts.concat(),
        [frame(TEXT, b"x"), frame(CONTINUATION, b"").repeat(9)].concat(),
        [frame(BINARY, &[7; 300]), frame(FIN | CONTINUATION, &[7; 300])].concat(),
        [frame(TEXT, b"{"), text("{}")].concat(),
        frame(FIN | PING, &[0; 126]),
        frame(FIN | PONG, &[0xff; 125]),
        frame(FIN | CLOSE, b""),
        frame(FIN | CLOSE, b"\x03"),
        frame(FIN | CLOSE, b"\x03\xe8\xff"),
        frame(FIN | TEXT, b"\xed\xa0\x80"),
        vec![FIN | TEXT, 3, b'a', b'b', b'c'],
        // Broken and too long at once: the first two bytes decide, however many came with them.
        header(FIN | 0x40 | TEXT, 1 << 40),
        [text("{}"), header(0x3, 1 << 20)].concat(),
    ];
    plain.into_iter().chain(lying).chain(codes).chain(broken).chain(others).collect()
}

// [F1] [F2] [F3] [F4] However the bytes are cut, the same is heard and the same ends it.
#[test]
fn bytes() {
    seed(TARGET, seeds);
    bolero::check!().with_iterations(1_000).for_each(check);
}

#[test]
fn changed() {
    let corpus = Corpus::of(TARGET);
    let tried = Tried::new("streams of changed frames");
    bolero::check!().with_iterations(3_000).with_type::<Recipe>().for_each(|recipe| {
        tried.count();
        check(&corpus.changed(recipe));
    });
}
