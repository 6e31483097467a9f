//! A class, its network and its server, in virtual time. Chance decides what happens next.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use lavagna::board::{Lesson, OwnerKey, Role, Tag};
use lavagna::hub::Outbox;
use lavagna::protocol::ClientMessage;

use super::chance::Chance;
use super::disk::Disk;
use super::incoming::Incoming;
use super::ops::{Known, some_edit};
use super::page::{Loading, News, Outcome, Page, key};
use super::server::Process;
use super::trace::Trace;
use super::wire::{self, Down};

/// The server greets everybody this often (SPEC C8).
const BEAT_MS: u64 = 15_000;

/// Parameters of a world.
#[derive(Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub steps: u64,
    pub pages: (u64, u64),
    pub traces: bool,
    pub sabotage: Option<Sabotage>,
}

/// Ways of being wrong, to see that they are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Shows edits before they are synced.
    ShowsTooEarly,
    /// Does not store the highest number of a tag with its edits.
    ForgetsTags,
    /// Answers nothing to some of the edits it was sent.
    LosesEdits,
    /// Orders edits with the rights of before a change of the lesson.
    RightsOnArrival,
    /// Tells a change of the lesson after the answers that depend on it.
    TellsLate,
}

/// A connection: what is under way on it in both directions.
pub struct Line {
    pub page: usize,
    pub outbox: Arc<Outbox>,
    pub peer: Option<u32>,
    pub up: VecDeque<String>,
    pub down: VecDeque<Down>,
    /// Whether the page still listens.
    pub is_held: bool,
}

pub struct World {
    pub plan: Plan,
    pub chance: Chance,
    pub now: u64,
    pub disk: Disk,
    pub process: Option<Process>,
    pub pages: Vec<Page>,
    pub lines: BTreeMap<u64, Line>,
    /// How many people there are; each may open pages one after the other.
    pub persons: usize,
    /// Rights, which change while edits are on their way.
    pub lesson: Lesson,
    pub removers: Vec<(Tag, u64)>,
    /// Losses by older copies of the file.
    pub lost: BTreeMap<(Tag, u64), u64>,
    /// Edits of pages that were closed.
    pub closed: usize,
    pub tally: BTreeMap<&'static str, u64>,
    history: Vec<String>,
    opened: u64,
    tags: u64,
    next_beat: u64,
}

impl Drop for World {
    /// A run that fails tells its story.
    fn drop(&mut self) {
        if std::thread::panicking() && self.plan.sabotage.is_none() {
            let from = self.history.len().saturating_sub(400);
            eprintln!(
                "seed {} failed at {} ms; its last steps:\n{}",
                self.plan.seed,
                self.now,
                self.history[from..].join("\n")
            );
        }
    }
}

impl World {
    pub fn new(plan: Plan) -> Self {
        let mut chance = Chance::new(plan.seed);
        let count = chance.within(plan.pages.0, plan.pages.1) as usize;
        let is_owned = chance.percent(50);
        let mut lesson = Lesson::default();
        if is_owned {
            lesson.owner = Some(OwnerKey([9; 32]));
            lesson.roles.insert(key(0), Role::Owner);
        }
        let mut disk = Disk::default();
        disk.durable.lesson = lesson.clone();
        let mut process = Process::start(&disk.durable, true);
        process.sabotage = plan.sabotage;
        let process = Some(process);
        let mut world = Self {
            plan,
            chance,
            now: 1_000_000,
            disk,
            process,
            pages: Vec::new(),
            lines: BTreeMap::new(),
            persons: count,
            lesson,
            removers: Vec::new(),
            lost: BTreeMap::new(),
            closed: 0,
            tally: BTreeMap::new(),
            history: Vec::new(),
            opened: 0,
            tags: 0,
            next_beat: 1_000_000 + BEAT_MS,
        };
        for person in 0..count {
            world.open_page(person);
        }
        world
    }

    /// Writes down what happens, and counts its kind.
    pub fn note(&mut self, kind: &'static str, what: std::fmt::Arguments<'_>) {
        *self.tally.entry(kind).or_default() += 1;
        self.history.push(format!("{} {kind} {what}", self.now));
    }

    /// Somebody opens the board; gives back the place of the page.
    pub fn open_page(&mut self, person: usize) -> usize {
        self.tags += 1;
        // Chance makes tags, so that their order says nothing.
        let tag = Tag(self.chance.next() ^ self.tags);
        let trace = self.plan.traces.then(Trace::default);
        self.pages.push(Page::new(tag, person, trace));
        let at = self.pages.len() - 1;
        self.note("opens", format_args!("page {at} of person {person}, tag {tag}"));
        self.tell(at, News::Start);
        at
    }

    /// Tells a page something and does what it wants.
    pub fn tell(&mut self, at: usize, news: News) {
        let random = self.chance.fraction();
        let (mut sent, hangs_up) = self.pages[at].tell(news, self.now, random);
        if self.pages[at].session.is_live() {
            sent.append(&mut self.pages[at].leftover);
        }
        if hangs_up && let Some(line) = self.pages[at].line.take() {
            self.let_go(line);
        }
        let line = self.pages[at].line.and_then(|line| self.lines.get_mut(&line));
        if let Some(line) = line {
            line.up.extend(sent);
        }
    }

    /// The page's end of a line is closed: what was under way to it is lost.
    pub fn let_go(&mut self, id: u64) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.is_held = false;
            line.down.clear();
        }
    }

    /// The server's end is closed.
    pub fn take_down(&mut self, id: u64) -> Option<Line> {
        let line = self.lines.remove(&id)?;
        if let (Some(process), Some(peer)) = (&mut self.process, line.peer) {
            process.leave(peer);
        }
        Some(line)
    }

    /// A page makes an edit.
    pub fn edit(&mut self, at: usize) {
        let page = &self.pages[at];
        let (board, head) = (&page.replica.board, page.replica.seq);
        let is_traced = self.plan.traces;
        let known = Known { tag: page.tag, board, head, removers: &self.removers, is_traced, cuts: &page.cuts };
        let mut shapes = page.shapes;
        let (kind, ops, upto) = some_edit(&mut self.chance, &known, &mut shapes);
        let now = self.now;
        let page = &mut self.pages[at];
        page.shapes = shapes;
        let n = page.submit(ops.clone(), upto, now);
        let tag = page.tag;
        if kind == "split" {
            self.pages[at].cuts.push((n, ops[0].clone()));
        }
        if matches!(kind, "del" | "split" | "clear") {
            self.removers.push((tag, n));
        }
        self.note(kind, format_args!("page {at} edit {n}: {}", serde_json::json!({ "ops": ops, "upto": upto })));
        self.tell(at, News::Made { ops, upto });
    }

    /// A page that wants a line gets one, if the server can be reached.
    pub fn connect(&mut self, at: usize) {
        self.pages[at].wants_line = false;
        if let Some(old) = self.pages[at].line.take() {
            self.let_go(old);
        }
        if self.process.is_none() || self.now < self.pages[at].away_until {
            self.note("unreachable", format_args!("page {at}"));
            return self.tell(at, News::Closed(1006));
        }
        self.opened += 1;
        let outbox = Arc::new(Outbox::new(self.opened, Default::default()));
        let (up, down) = (VecDeque::new(), VecDeque::new());
        self.lines.insert(self.opened, Line { page: at, outbox, peer: None, up, down, is_held: true });
        self.pages[at].line = Some(self.opened);
        let id = self.opened;
        self.note("connects", format_args!("page {at} on line {id}"));
        self.tell(at, News::Opened);
    }

    /// The next step of a page's loading.
    pub fn load(&mut self, at: usize) {
        let snapshot = match std::mem::replace(&mut self.pages[at].loading, Loading::Nothing) {
            Loading::Nothing => return,
            Loading::Chunks(snapshot) => {
                self.note("loaded", format_args!("page {at} has the board at {}", snapshot.seq));
                return self.tell(at, News::Board(snapshot));
            }
            Loading::Manifest => {
                let awaits_resync = self.now < self.pages[at].away_until;
                let now = self.now;
                self.process.as_mut().filter(|_| !awaits_resync).map(|process| process.snapshot(now))
            }
        };
        let Some(snapshot) = snapshot else {
            self.note("load fails", format_args!("page {at}"));
            return self.tell(at, News::Failed);
        };
        self.note("manifest", format_args!("page {at} at {}", snapshot.seq));
        self.pages[at].loading = Loading::Chunks(snapshot.clone());
        self.tell(at, News::Manifest(snapshot));
    }

    /// The server reads the next message of a line.
    pub fn deliver_up(&mut self, id: u64) {
        let Some(text) = self.lines.get_mut(&id).and_then(|line| line.up.pop_front()) else { return };
        self.history.push(format!("{} server reads line {id}: {text:.300}", self.now));
        self.read(id, &text);
    }

    pub fn read(&mut self, id: u64, text: &str) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let Some(process) = self.process.as_mut() else { return };
        match ClientMessage::decode(text).expect("pages send what can be read") {
            ClientMessage::Hello(hello) => {
                line.peer = process.hello(&hello, (line.peer, &line.outbox), (&self.disk, self.now)).or(line.peer);
            }
            ClientMessage::Ops(ops) => {
                let is_lost = self.plan.sabotage == Some(Sabotage::LosesEdits) && self.chance.percent(20);
                if let Some(peer) = line.peer.filter(|_| !is_lost) {
                    process.ops(peer, &ops);
                }
            }
            ClientMessage::Ping => process.beat(line.peer),
            ClientMessage::Draft(_)
            | ClientMessage::Presence(_)
            | ClientMessage::Call(_)
            | ClientMessage::Lower(_)
            | ClientMessage::OutOfRange
            | ClientMessage::Wire(_) => {}
        }
    }

    /// Sends at most `most` frames of the server; each is compared with the disk.
    pub fn pump(&mut self, id: u64, most: u64) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        for _ in 0..most {
            let Some(down) = wire::next(&line.outbox, &self.disk.durable) else { return };
            if line.is_held {
                line.down.push_back(down);
            }
        }
    }

    /// A page gets the next message of its line.
    pub fn deliver_down(&mut self, id: u64) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let at = line.page;
        match line.down.pop_front() {
            None => {}
            Some(Down::Message(message, text)) => {
                self.history.push(format!("{} page {at} reads: {text:.300}", self.now));
                self.check_told(at, &message);
                self.tell(at, News::Received { message, text });
            }
            Some(Down::Close(code)) => {
                self.take_down(id);
                if self.pages[at].line == Some(id) {
                    self.pages[at].line = None;
                    self.note("closed", format_args!("page {at} with {code}"));
                    self.tell(at, News::Closed(code));
                }
            }
        }
    }

    /// [R4] A page that is told of a held edit knows the lesson by which it is held, or a later one.
    fn check_told(&mut self, at: usize, message: &Incoming) {
        let page = &self.pages[at];
        let Incoming::Nack { tag, n, code, retry: true } = message else { return };
        let held = self.process.as_ref().and_then(|process| process.held.get(&(tag.unwrap_or(page.tag), *n)));
        let Some(stamp) = held.copied().filter(|_| code == "mode" && page.session.is_live()) else { return };
        let known = page.session.stamp;
        assert!(known >= stamp, "[R4] page {at} is told that edit {n} is held by lesson {stamp}, and knows {known}");
        self.note("held", format_args!("page {at} edit {n}"));
    }

    /// Time passes; what is due by then becomes due.
    pub fn pass(&mut self, ms: u64) {
        self.now += ms;
        if self.now >= self.next_beat {
            self.next_beat = self.now + BEAT_MS;
            if let Some(process) = self.process.as_ref() {
                process.beat(None);
            }
        }
    }

    /// When the next thing becomes due by itself.
    pub fn next_due(&self) -> u64 {
        let wakes = self.pages.iter().filter_map(|page| page.session.wake_at()).map(|at| at.ceil() as u64);
        wakes.chain([self.next_beat]).min().unwrap_or(self.next_beat)
    }

    pub fn tick(&mut self, at: usize) -> bool {
        let is_due = self.pages[at].session.wake_at().is_some_and(|wake| wake <= self.now as f64);
        if is_due {
            self.tell(at, News::Tick);
        }
        is_due
    }

    /// Every page that is open and every edit of it.
    pub fn fates(&self) -> impl Iterator<Item = (Tag, u64, &Outcome)> {
        self.pages.iter().flat_map(|page| page.fates.iter().map(|(n, fate)| (page.tag, *n, fate)))
    }
}
