//! The clients of a run: what they share, and how they listen.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::histogram::Histogram;
use crate::mirror::Mirror;
use crate::socket::{Reader, Writer};
use crate::summary::Summaries;

/// A point of a draft carries the time of its sending in this unit, so that it fits a coordinate.
pub const STAMP_MICROS: u64 = 10;

/// State shared by all clients of a run, which live in one thread.
pub struct Run {
    pub start: Instant,
    /// The drawers began; from here on the first of each board records what it is sent.
    pub began: Cell<Option<Instant>>,
    /// Counting is on: the clients are there and warm.
    pub measuring: Cell<bool>,
    /// Nobody draws any more.
    pub drawn: Cell<bool>,
    pub over: Cell<bool>,
    /// Those who are slow read nothing any more.
    pub stuck: Cell<bool>,
    pub latency: RefCell<Histogram>,
    pub acks: RefCell<Histogram>,
    /// Events received, own ones too.
    pub received: Cell<u64>,
    pub sent: Cell<u64>,
    pub bytes: Cell<u64>,
    pub frames: Cell<u64>,
    pub nacks: Cell<u64>,
    pub joined: Cell<usize>,
    /// Connections that the server ended.
    pub lost: Cell<usize>,
    /// Edits on the way, by (tag, number): when they were sent.
    pub waiting: RefCell<HashMap<(u64, u64), Instant>>,
    pub summaries: RefCell<Summaries>,
}

impl Run {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            start: Instant::now(),
            began: Cell::new(None),
            measuring: Cell::new(false),
            drawn: Cell::new(false),
            over: Cell::new(false),
            stuck: Cell::new(false),
            latency: RefCell::default(),
            acks: RefCell::default(),
            received: Cell::new(0),
            sent: Cell::new(0),
            bytes: Cell::new(0),
            frames: Cell::new(0),
            nacks: Cell::new(0),
            joined: Cell::new(0),
            lost: Cell::new(0),
            waiting: RefCell::default(),
            summaries: RefCell::default(),
        })
    }

    /// Time since the start, in stamps.
    pub fn stamp(&self) -> u64 {
        self.start.elapsed().as_micros() as u64 / STAMP_MICROS
    }

    /// Counts more.
    pub fn add(cell: &Cell<u64>, more: u64) {
        cell.set(cell.get() + more);
    }

    /// Counts what a client received.
    fn take(&self, payload: &[u8]) {
        let summary = self.summaries.borrow_mut().of(payload);
        if summary.welcome {
            self.joined.set(self.joined.get() + 1);
        }
        if summary.nack {
            Self::add(&self.nacks, 1);
        }
        for edit in &summary.logged {
            // The author receives an edit first; the others receive it with the next tick.
            if let Some(sent) = self.waiting.borrow_mut().remove(edit)
                && self.measuring.get()
            {
                self.acks.borrow_mut().add(sent.elapsed().as_micros() as u64);
            }
        }
        if self.measuring.get() {
            let now = self.stamp();
            let mut latency = self.latency.borrow_mut();
            summary.events.iter().for_each(|sent| latency.add(now.saturating_sub(*sent) * STAMP_MICROS));
            Self::add(&self.received, summary.events.len() as u64);
            Self::add(&self.bytes, payload.len() as u64);
            Self::add(&self.frames, 1);
        }
    }
}

/// A person and page load for hello; the tag as a number.
pub fn hello(number: usize) -> (String, u64) {
    let salt = u64::from(std::process::id());
    let tag = (salt << 32) | number as u64;
    let hello = format!(
        r#"{{"t":"hello","person":"{:032x}","tag":"{tag:016x}","name":"Client {number}","since":0,"at":0}}"#,
        u128::from(tag)
    );
    (hello, tag)
}

/// Reads until the server ends the connection, and answers pings.
pub async fn receive(
    run: Rc<Run>,
    mut reader: Reader,
    writer: Rc<tokio::sync::Mutex<Writer>>,
    mut mirror: Option<Mirror>,
) -> Option<Mirror> {
    let mut over = std::pin::pin!(over(run.clone()));
    loop {
        let frame = tokio::select! {
            frame = reader.next() => frame.ok().flatten(),
            () = &mut over => return mirror,
        };
        let Some(frame) = frame.filter(|frame| !frame.is_close()) else {
            run.lost.set(run.lost.get() + 1);
            return mirror;
        };
        if frame.is_ping() {
            let payload = frame.payload.to_vec();
            if writer.lock().await.pong(&payload).await.is_err() {
                continue;
            }
        } else {
            run.take(frame.payload);
            if let Some(mirror) = &mut mirror {
                mirror.take(&run, frame.payload);
            }
        }
    }
}

async fn over(run: Rc<Run>) {
    while !run.over.get() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until `holds`, at most half a minute.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came true: {what}");
}
