//! Records the frames of one connection while its page asks for it (SPEC W1, W3 to W5).

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::heads::Heads;
use super::raw_frame::RawFrame;
use crate::board::limits::{CAPTURE_FRAMES, CAPTURE_MS, CAPTURE_SWITCHES};
use crate::hub::{FrameKind, Outbox, Rate, TokenBucket};
use crate::protocol::Frame;

const REPORT: Duration = Duration::from_millis(CAPTURE_MS);

/// Sender of a frame, as on the wire.
#[derive(Clone, Copy)]
enum Sender {
    Page = 0,
    Server = 1,
}

struct Seen {
    at: Duration,
    sender: Sender,
    frame: RawFrame,
    /// Number of the message among those of its sender, 0 for a control frame.
    message: u64,
}

struct Recording {
    since: Instant,
    /// Time of the next report.
    due: Instant,
    frames: VecDeque<Seen>,
    /// Number of the first of `frames`.
    first: u64,
    /// Complete messages of the page and of the server.
    messages: [u64; 2],
    /// Whether the answer to the switch was sent: the server's frames before it belong to no recording.
    is_answered: bool,
}

impl Recording {
    fn new(now: Instant) -> Self {
        Self { since: now, due: now + REPORT, frames: VecDeque::new(), first: 1, messages: [0; 2], is_answered: false }
    }

    fn add(&mut self, sender: Sender, frame: RawFrame) {
        let messages = &mut self.messages[sender as usize];
        let message = if frame.is_data() { *messages + 1 } else { 0 };
        if frame.is_data() && frame.is_final() {
            *messages += 1;
        }
        if self.frames.len() == CAPTURE_FRAMES {
            self.frames.pop_front();
            self.first += 1;
        }
        self.frames.push_back(Seen { at: self.since.elapsed(), sender, frame, message });
    }

    /// The report of the recorded frames.
    fn take(&mut self) -> Frame {
        let mut text = format!(r#"{{"t":"wire","n":{},"frames":["#, self.first);
        self.first += self.frames.len() as u64;
        for (i, Seen { at, sender, frame, message }) in self.frames.drain(..).enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let (header, key, payload) = (Hex(frame.header()), Hex(frame.key()), Hex(frame.payload()));
            let (at, sender, length) = (at.as_micros(), sender as u8, frame.length);
            let _never_fails =
                write!(text, r#"{comma}[{at},{sender},"{header}","{key}",{length},"{payload}",{message}]"#);
        }
        text.push_str("]}");
        Frame::text(text.as_bytes())
    }
}

/// Bytes as hex digits.
struct Hex<'a>(&'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

#[derive(Default)]
struct Inner {
    heads: Option<Rc<Heads>>,
    is_on: Cell<bool>,
    /// Limit of the switch; made by its first use.
    switches: RefCell<Option<Box<TokenBucket>>>,
    recording: RefCell<Option<Box<Recording>>>,
}

/// See the module. A clone records for the same connection. While it is off, a frame costs one comparison.
#[derive(Clone, Default)]
pub struct Tap(Option<Rc<Inner>>);

impl Tap {
    /// The tap of a connection with this handshake.
    pub fn new(heads: Option<Rc<Heads>>) -> Self {
        Self(Some(Rc::new(Inner { heads, ..Inner::default() })))
    }

    fn active(&self) -> Option<&Inner> {
        self.0.as_deref().filter(|inner| inner.is_on.get())
    }

    /// Turns the recording on or off. Turning it on begins a new one, whose first message has the handshake.
    pub fn switch(&self, on: bool, outbox: &Outbox) {
        let Some(inner) = &self.0 else { return };
        let now = Instant::now();
        if !on {
            inner.is_on.set(false);
            inner.recording.take();
            return;
        }
        let mut switches = inner.switches.borrow_mut();
        let rate =
            switches.get_or_insert_with(|| Box::new(TokenBucket::new(Rate::of(CAPTURE_SWITCHES), now.into_std())));
        if !rate.take(1, now.into_std()) {
            return;
        }
        inner.is_on.set(true);
        inner.recording.replace(Some(Box::new(Recording::new(now))));
        let answer = |heads: Option<(&str, &str)>| {
            let (request, answer) = heads.unzip();
            let (request, answer) = (json!(request), json!(answer));
            format!(r#"{{"t":"wire","on":true,"request":{request},"answer":{answer}}}"#)
        };
        let text = match &inner.heads {
            Some(heads) => heads.with(answer),
            None => answer(None),
        };
        // Live, so that a page that does not read costs no memory: the page asks again when no answer comes.
        outbox.push(FrameKind::Live, Frame::text(text.as_bytes()));
    }

    /// Looks at the frame that begins the received bytes.
    pub fn look(&self, bytes: &[u8]) -> Option<RawFrame> {
        self.active().and_then(|_| RawFrame::of(bytes))
    }

    /// Records a frame of the page, which has arrived whole.
    pub fn received(&self, frame: Option<RawFrame>) {
        if let (Some(inner), Some(frame)) = (self.active(), frame)
            && let Some(recording) = &mut *inner.recording.borrow_mut()
        {
            recording.add(Sender::Page, frame);
        }
    }

    /// Records a frame that is about to be written to the socket.
    pub fn sending(&self, frame: &Frame) {
        let Some(inner) = self.active() else { return };
        if let Some(recording) = &mut *inner.recording.borrow_mut()
            && let Some(frame) = RawFrame::of(frame.as_bytes())
        {
            if frame.is_report() {
                recording.is_answered = true;
            } else if recording.is_answered {
                recording.add(Sender::Server, frame);
            }
        }
    }

    /// Time of the next report.
    pub fn due(&self) -> Option<Instant> {
        self.active().and_then(|inner| inner.recording.borrow().as_ref().map(|recording| recording.due))
    }

    /// Sends the report that is due.
    pub fn report(&self, now: Instant, outbox: &Outbox) {
        let Some(inner) = self.active() else { return };
        if let Some(recording) = &mut *inner.recording.borrow_mut()
            && recording.due <= now
        {
            recording.due = now + REPORT;
            if !recording.frames.is_empty() {
                outbox.push(FrameKind::Live, recording.take());
            }
        }
    }
}

#[cfg(test)]
#[path = "tap_tests.rs"]
mod tests;
