//! Frames that a server sent on each board, with their times; the floor sends them again.

use std::fmt::Write as _;
use std::time::Duration;

use crate::mirror::Mirror;

/// Frames that come so close together left in one write.
const TOGETHER: Duration = Duration::from_micros(500);

/// One frame.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Since the drawers began.
    pub at: Duration,
    /// Place of its board.
    pub board: usize,
    /// Of its payload.
    pub bytes: usize,
    /// Whether drafts were in it.
    pub is_live: bool,
}

/// Frames in the order of their times.
#[derive(Default)]
pub struct Plan {
    sent: Vec<Sent>,
}

impl Plan {
    /// Frames received by the recording clients.
    pub fn of(mirrors: &mut [Mirror]) -> Self {
        let mut sent: Vec<Sent> = mirrors.iter_mut().flat_map(|mirror| std::mem::take(&mut mirror.sent)).collect();
        sent.sort_by_key(|frame| frame.at);
        Self { sent }
    }

    /// For another process.
    pub fn to_text(&self) -> String {
        self.sent.iter().fold(String::new(), |mut text, Sent { at, board, bytes, is_live }| {
            let written = writeln!(text, "{} {board} {bytes} {}", at.as_micros(), u8::from(*is_live));
            written.expect("a string takes everything");
            text
        })
    }

    /// Parses the output of `to_text`.
    pub fn from_text(text: &str) -> Self {
        let sent = text.lines().map(|line| {
            let numbers: Vec<u64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
            let [at, board, bytes, live] = numbers[..] else { panic!("not a frame: {line}") };
            Sent { at: Duration::from_micros(at), board: board as usize, bytes: bytes as usize, is_live: live == 1 }
        });
        Self { sent: sent.collect() }
    }

    /// Frames of one board that leave together, one after the other.
    pub fn writes(&self) -> Vec<&[Sent]> {
        let together = |one: &Sent, next: &Sent| one.board == next.board && next.at - one.at < TOGETHER;
        self.sent.chunk_by(together).collect()
    }
}
