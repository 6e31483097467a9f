//! A client that comes back and keeps its queue as the browser's session does (`static/js/sync`), and goes on
//! drawing meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use crate::closing::{Meaning, meaning_of, wait_ms};
use crate::draw::stroke;
use crate::socket::{Reader, Writer, connect};
use crate::summary::Summaries;

/// A connection that lived this long was a good one (`static/js/sync/reconnector.js`).
const STEADY: Duration = Duration::from_secs(10);
/// Bytes of edits in one message: a frame (SPEC F1) less the envelope.
const MESSAGE_BYTES: usize = 63 * 1024;

/// State shared by the pupils of a run, which live in one thread.
#[derive(Default)]
pub struct Class {
    pub address: String,
    pub board: String,
    pub http: reqwest::Client,
    /// Nobody begins a stroke any more.
    pub drawn: Cell<bool>,
    pub over: Cell<bool>,
    /// Connections that are welcome now.
    pub here: Cell<usize>,
    /// From the last frame before a cut to the welcome after it.
    pub blackouts: RefCell<Vec<Duration>>,
    /// How connections ended: code (0 for none), and whether `bye` came before.
    pub ends: RefCell<BTreeMap<(u16, bool), usize>>,
    pub sent_again: Cell<usize>,
    pub nacks: Cell<usize>,
    pub gaps: Cell<usize>,
    /// By seq: tag and number of the edit that somebody was shown there.
    pub shown: RefCell<HashMap<u64, (u64, u64)>>,
    /// Edits that two were shown differently.
    pub disagreed: Cell<usize>,
    pub summaries: RefCell<Summaries>,
}

/// See the module.
pub struct Pupil {
    pub tag: u64,
    /// Edits made so far.
    pub made: u64,
    /// Edits that are not in the log yet.
    pub pending: BTreeMap<u64, String>,
    class: Rc<Class>,
    rate: u32,
    /// Draft events of the stroke going on.
    points: u32,
    known: (u64, u64),
    attempt: u32,
    bye_ms: Option<u64>,
    last_heard: Option<Instant>,
}

#[derive(Deserialize)]
struct Said {
    t: String,
    #[serde(default)]
    last: u64,
    #[serde(default)]
    retry_ms: u64,
}

pub fn add(cell: &Cell<usize>, more: usize) {
    cell.set(cell.get() + more);
}

fn chance() -> f64 {
    f64::from(getrandom::u32().expect("the system has chance")) / f64::from(u32::MAX)
}

impl Pupil {
    pub fn new(class: &Rc<Class>, number: usize, rate: u32) -> Self {
        let tag = (u64::from(std::process::id()) << 32) | number as u64;
        let (pending, class) = (BTreeMap::new(), class.clone());
        // Not everybody ends a stroke at the same time.
        let points = number as u32 % rate;
        Self { tag, made: 0, pending, class, rate, points, known: (0, 0), attempt: 0, bye_ms: None, last_heard: None }
    }

    /// Lives until it is over.
    pub async fn live(mut self) -> Self {
        let mut clock = tokio::time::interval(Duration::from_secs(1) / self.rate);
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        while !self.class.over.get() {
            let since = Instant::now();
            let (class, mut is_welcome) = (self.class.clone(), false);
            let code = match connect(&class.address, &class.board).await {
                Ok(line) => self.stay(line, (&mut clock, &mut is_welcome)).await.unwrap_or(0),
                Err(_) => 0,
            };
            if class.over.get() {
                break;
            }
            if is_welcome {
                class.here.set(class.here.get() - 1);
                *class.ends.borrow_mut().entry((code, self.bye_ms.is_some())).or_default() += 1;
            }
            assert_eq!(meaning_of(code), Meaning::Return, "closed with {code}");
            if is_welcome && since.elapsed() > STEADY {
                self.attempt = 0;
            }
            self.wait(&mut clock).await;
        }
        self
    }

    /// Waits before the next attempt as long as a browser does (SPEC C10, C11), and draws on.
    async fn wait(&mut self, clock: &mut tokio::time::Interval) {
        let ms = match self.bye_ms.take() {
            Some(limit) => chance() * limit as f64,
            None => {
                self.attempt += 1;
                wait_ms(self.attempt - 1, chance())
            }
        };
        let mut back = std::pin::pin!(tokio::time::sleep(Duration::from_secs_f64(ms / 1_000.0)));
        loop {
            tokio::select! {
                () = &mut back => return,
                _ = clock.tick() => drop(self.draw()),
            }
        }
    }

    /// One connection; says the code that it was closed with.
    async fn stay(
        &mut self,
        (mut reader, mut writer): (Reader, Writer),
        (clock, is_welcome): (&mut tokio::time::Interval, &mut bool),
    ) -> io::Result<u16> {
        self.hello(&mut writer).await?;
        loop {
            tokio::select! {
                frame = reader.next() => {
                    let frame = frame?.ok_or(io::ErrorKind::UnexpectedEof)?;
                    if let Some(code) = frame.close_code() {
                        return Ok(code);
                    }
                    if frame.is_ping() {
                        writer.pong(frame.payload).await?;
                    } else if frame.is_text() {
                        self.hear(frame.payload, &mut writer, is_welcome).await?;
                    }
                }
                _ = clock.tick() => {
                    if self.class.over.get() {
                        return Ok(0);
                    }
                    for message in self.draw().into_iter().filter(|_| *is_welcome) {
                        writer.text(&message).await?;
                    }
                }
            }
        }
    }

    async fn hello(&mut self, writer: &mut Writer) -> io::Result<()> {
        let (since, at) = self.known;
        let Self { tag, .. } = self;
        writer
            .text(&format!(
                r#"{{"t":"hello","person":"{tag:032x}","tag":"{tag:016x}","name":"Pupil","since":{since},"at":{at}}}"#
            ))
            .await
    }

    async fn hear(&mut self, payload: &[u8], writer: &mut Writer, is_welcome: &mut bool) -> io::Result<()> {
        let before = self.last_heard.filter(|_| !*is_welcome);
        if *is_welcome {
            self.last_heard = Some(Instant::now());
        }
        if payload.starts_with(br#"{"t":"live""#) {
            return Ok(());
        }
        if payload.starts_with(br#"{"t":"log""#) {
            return self.read_log(payload, writer).await;
        }
        let said: Said = serde_json::from_slice(payload).expect("the server speaks JSON");
        match said.t.as_str() {
            "welcome" => {
                if !std::mem::replace(is_welcome, true) {
                    add(&self.class.here, 1);
                    self.class.blackouts.borrow_mut().extend(before.map(|heard| heard.elapsed()));
                }
                self.last_heard = Some(Instant::now());
                return self.send_after(said.last, writer).await;
            }
            "resync" => {
                let url = format!("http://{}/api/boards/{}/snapshot", self.class.address, self.class.board);
                let answer = self.class.http.get(url).send().await.map_err(io::Error::other)?;
                let manifest: serde_json::Value = answer.json().await.map_err(io::Error::other)?;
                self.known = (manifest["seq"].as_u64().expect("a seq"), manifest["at"].as_u64().expect("a time"));
                return self.hello(writer).await;
            }
            "bye" => self.bye_ms = Some(said.retry_ms),
            "nack" => add(&self.class.nacks, 1),
            _ => {}
        }
        Ok(())
    }

    async fn read_log(&mut self, payload: &[u8], writer: &mut Writer) -> io::Result<()> {
        let summary = self.class.summaries.borrow_mut().of(payload);
        let first = summary.head + 1 - summary.logged.len() as u64;
        if first > self.known.0 + 1 {
            add(&self.class.gaps, 1);
            return self.hello(writer).await;
        }
        for (seq, edit) in (first..).zip(&summary.logged) {
            let shown = *self.class.shown.borrow_mut().entry(seq).or_insert(*edit);
            add(&self.class.disagreed, usize::from(shown != *edit));
            if edit.0 == self.tag {
                self.pending.remove(&edit.1);
            }
        }
        if summary.head > self.known.0 {
            self.known = (summary.head, summary.at);
        }
        Ok(())
    }

    /// Sends again what the server does not have.
    async fn send_after(&mut self, last: u64, writer: &mut Writer) -> io::Result<()> {
        // Removes by number the edits that the snapshot or the following log contains.
        self.pending = self.pending.split_off(&(last + 1));
        add(&self.class.sent_again, self.pending.len());
        let edits: Vec<(&u64, &String)> = self.pending.iter().collect();
        let most = MESSAGE_BYTES / edits.iter().map(|(_, edit)| edit.len()).max().unwrap_or(1);
        for some in edits.chunks(most.max(1)) {
            let bodies: Vec<&str> = some.iter().map(|(_, edit)| edit.as_str()).collect();
            let message = format!(r#"{{"t":"ops","first":{},"edits":[{}]}}"#, some[0].0, bodies.join(","));
            writer.text(&message).await?;
        }
        Ok(())
    }

    /// The next point of a stroke of about a second, and at its end the stroke itself.
    fn draw(&mut self) -> Vec<String> {
        if self.class.drawn.get() {
            return Vec::new();
        }
        let (tag, n, from) = (self.tag, self.made + 1, self.points);
        self.points = (self.points + 1) % self.rate;
        let done = if self.points == 0 { format!(r#","done":{n}"#) } else { String::new() };
        let mut messages = vec![format!(
            r#"{{"t":"draft","g":{n},"ink":{{"id":"{tag:016x}.{n}","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"blue","size":64}},"from":{from},"points":[1,0],"pressure":[0]}}{done}}}"#
        )];
        if self.points == 0 {
            let edit = json!({"ops": [{"op": "add", "shape": stroke(tag, n)}]}).to_string();
            messages.push(format!(r#"{{"t":"ops","first":{n},"edits":[{edit}]}}"#));
            self.pending.insert(n, edit);
            self.made = n;
        }
        messages
    }
}
