//! The server's process: the real core, log cursors and outboxes of the hub, driven step by step.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use lavagna::board::{Board, ClientEdit, Lesson, Mode, PersonKey, Role, Shape, Submission, Tag, Verdict};
use lavagna::hub::{
    Core, FrameKind, LogCursor, LogTail, Outbox, Pull, QueuedEdit, Reply, Resume, Sender, Staged, StateKind, piece,
};
use lavagna::protocol::{Close, CloseCode, Heartbeat, Hello, LessonState, LogEntry, OpsMessage, Resync, Welcome, You};

use super::disk::{Disk, Image};
use super::world::Sabotage;

/// The manifest and chunks that a page loads.
pub struct Snapshot {
    pub seq: u64,
    pub at: u64,
    pub name: String,
    pub pages: Vec<lavagna::board::Page>,
    pub shapes: Vec<Arc<Shape>>,
}

impl Snapshot {
    fn of(board: &Board) -> Self {
        let mut shapes: Vec<Arc<Shape>> = board.shapes().cloned().collect();
        shapes.sort_unstable_by_key(|shape| shape.id);
        let pages = board.pages().values().cloned().collect();
        Self { seq: board.head(), at: board.at(), name: board.name().to_owned(), pages, shapes }
    }
}

/// How long a manifest is served (SPEC A2).
const FRESH_MS: u64 = 1000;

struct Conn {
    outbox: Arc<Outbox>,
    log_cursor: LogCursor,
    tag: Tag,
    person: PersonKey,
    author: Option<u32>,
    opened: HashSet<Tag>,
    hellos: u32,
}

/// Progress of the running commit.
pub enum Flush {
    Idle,
    Ordered(Vec<QueuedEdit>, Staged),
    Written(Vec<QueuedEdit>, Staged),
    Synced(Vec<QueuedEdit>, Staged),
}

pub struct Process {
    pub core: Core,
    pub flush: Flush,
    conns: BTreeMap<u32, Conn>,
    /// Edits that wait, also of closed connections.
    queues: BTreeMap<u32, VecDeque<QueuedEdit>>,
    replies: Vec<Reply>,
    unsent: u64,
    next_peer: u32,
    manifest: Option<(Arc<Snapshot>, u64)>,
    /// The lesson as stored, and that of the running commit.
    pub lesson: Lesson,
    staged_lesson: Lesson,
    /// Stamp of the lesson by which an edit was held, of each nack that says so.
    pub held: HashMap<(Tag, u64), u64>,
    /// How it is wrong, for tests of the tests.
    pub sabotage: Option<Sabotage>,
    /// Changes that nobody was told yet, by a server that tells them late.
    untold: Vec<Lesson>,
}

impl Process {
    /// Starts on what the disk has. `remembers` says whether the log is kept in memory.
    pub fn start(image: &Image, remembers: bool) -> Self {
        let (board, _) = image.board(image.head());
        let mut tail = LogTail::new(if remembers { 0 } else { image.head() });
        if remembers {
            image.log.iter().for_each(|row| tail.push(LogEntry::new(&row.edit, &row.ops)));
        }
        let unsent = image.head() + 1;
        Self {
            core: Core::new(board, image.registry(), tail),
            flush: Flush::Idle,
            conns: BTreeMap::new(),
            queues: BTreeMap::new(),
            replies: Vec::new(),
            unsent,
            next_peer: 1,
            manifest: None,
            lesson: image.lesson.clone(),
            staged_lesson: image.lesson.clone(),
            held: HashMap::new(),
            sabotage: None,
            untold: Vec::new(),
        }
    }

    pub fn snapshot(&mut self, now: u64) -> Arc<Snapshot> {
        let head = self.core.board.head();
        let is_fresh = |made: u64, seq: u64| seq == head || now < made + FRESH_MS;
        if let Some((snapshot, _)) = self.manifest.as_ref().filter(|(snapshot, made)| is_fresh(*made, snapshot.seq)) {
            return snapshot.clone();
        }
        let snapshot = Arc::new(Snapshot::of(&self.core.board));
        self.manifest = Some((snapshot.clone(), now));
        snapshot
    }

    fn newer_than(&self, since: u64, now: u64) -> bool {
        let head = self.core.board.head();
        match &self.manifest {
            Some((snapshot, made)) if snapshot.seq == head || now < made + FRESH_MS => snapshot.seq > since,
            _ => head > since,
        }
    }

    /// Handles a hello and returns the number of the connection's peer.
    pub fn hello(
        &mut self,
        hello: &Hello,
        (peer, outbox): (Option<u32>, &Arc<Outbox>),
        (disk, now): (&Disk, u64),
    ) -> Option<u32> {
        let resume = self.core.resume(hello.since, hello.at, |_| self.newer_than(hello.since, now));
        let stored = |seq: u64| disk.durable.log[seq as usize - 1].edit.at;
        if resume == Resume::Resync || (resume == Resume::Unknown && stored(hello.since) != hello.at) {
            outbox.push(FrameKind::Control, Resync {}.frame());
            return peer;
        }
        if peer.is_some_and(|peer| !self.conns.contains_key(&peer)) {
            return peer;
        }
        let is_superseded = |conn: &Conn| conn.tag == hello.tag && outbox.is_older_than(&conn.outbox);
        if self.conns.values().any(is_superseded) {
            outbox.close(&Close::new(CloseCode::Superseded, "connected a second time"));
            return peer;
        }
        let Ok(author) = self.core.admit(hello.tag, hello.person) else {
            outbox.close(&Close::new(CloseCode::Forbidden, "not yours"));
            return peer;
        };
        for queue in self.queues.values_mut() {
            queue.retain(|edit| edit.submission.tag != hello.tag);
        }
        let older: Vec<u32> = self
            .conns
            .iter()
            .filter(|(number, conn)| Some(**number) != peer && conn.tag == hello.tag)
            .map(|(number, _)| *number)
            .collect();
        for number in older {
            let conn = self.conns.remove(&number).expect("it was found");
            conn.outbox.close(&Close::new(CloseCode::Superseded, "connected a second time"));
        }
        let number = peer.unwrap_or(self.next_peer);
        if let Some(conn) = self.conns.get_mut(&number) {
            conn.opened.clear();
            conn.hellos += 1;
            conn.log_cursor.restart(outbox, hello.since);
            conn.author = author;
        } else {
            self.next_peer += 1;
            let (tag, person) = (hello.tag, hello.person);
            let log_cursor = LogCursor::after(hello.since);
            self.conns.insert(
                number,
                Conn { outbox: outbox.clone(), log_cursor, tag, person, author, opened: HashSet::new(), hellos: 1 },
            );
        }
        let (head, at, last) = (self.core.board.head(), self.core.board.at(), self.core.last(hello.tag));
        if self.lesson.is_owned() {
            self.core.expect(hello.person);
        }
        let (role, mode) = (self.lesson.role_of(&hello.person, true), self.lesson.settings.mode);
        let (peers, count) = (Vec::new(), self.conns.len());
        let welcome = Welcome { head, at, role, mode, author, peer: number, last, peers, count };
        outbox.push(FrameKind::Control, welcome.frame());
        if self.lesson.is_owned() {
            outbox.push(FrameKind::State(StateKind::Lesson), LessonState::of(&self.lesson).frame());
        }
        Some(number)
    }

    pub fn ops(&mut self, peer: u32, message: &OpsMessage<'_>) {
        let Some(conn) = self.conns.get_mut(&peer) else { return };
        let tag = message.tag.unwrap_or(conn.tag);
        let mut opens = conn.opened.insert(tag);
        let queue = self.queues.entry(peer).or_default();
        for (n, json) in (message.first..).zip(&message.edits) {
            let edit = ClientEdit::decode(json);
            let submission = Submission { tag, person: conn.person, n, opens, edit };
            opens = false;
            queue.push_back(QueuedEdit::new(Sender { peer, hello: conn.hellos }, submission, json.len()));
        }
    }

    pub fn beat(&self, peer: Option<u32>) {
        for (_, conn) in self.conns.iter().filter(|(number, _)| peer.is_none_or(|peer| peer == **number)) {
            if peer.is_some() || conn.log_cursor.is_following() {
                conn.outbox.push(FrameKind::Control, Heartbeat { head: self.unsent - 1 }.frame());
            }
        }
    }

    pub fn has_work(&self, wanted: &Lesson) -> bool {
        let is_changed = self.lesson != *wanted || self.core.has_newcomers();
        !matches!(self.flush, Flush::Idle) || is_changed || self.queues.values().any(|queue| !queue.is_empty())
    }

    /// Makes the changes of the lesson up to `wanted`, and then orders up to `most` of the queued edits, taken in turns.
    pub fn order(&mut self, most: u64, now: u64, wanted: &Lesson) {
        let mut edits = Vec::new();
        while (edits.len() as u64) < most {
            let before = edits.len();
            edits.extend(self.queues.values_mut().filter_map(VecDeque::pop_front));
            if edits.len() == before {
                break;
            }
        }
        self.staged_lesson = wanted.clone();
        let is_late = self.sabotage == Some(Sabotage::RightsOnArrival);
        let lesson = if is_late { &self.lesson } else { wanted };
        let staged = self.core.stage(self.core.order(lesson, &edits, now), |_| String::new());
        for (edit, verdict) in edits.iter().zip(staged.verdicts()) {
            if *verdict == Verdict::Held {
                self.held.insert((edit.submission.tag, edit.submission.n), wanted.stamp);
            }
        }
        self.flush = Flush::Ordered(edits, staged);
    }

    /// Reads what a commit of unknown outcome has left, before anything is ordered.
    pub fn catch_up(&mut self, image: &Image) {
        let known = self.core.board.head();
        if known < image.head() {
            let rows = image.log.iter().enumerate().skip(known as usize);
            let edits: Vec<_> = rows
                .map(|(at, row)| (at as u64 + 1, lavagna::board::LoggedEdit::clone(&row.edit), row.ops.clone()))
                .collect();
            self.core.catch_up(image.registry(), &edits);
        }
        if self.lesson != image.lesson {
            self.core.catch_up(image.registry(), &[]);
            self.adopt(image.lesson.clone());
        }
    }

    /// The lesson as the running commit stores it.
    pub fn staged_lesson(&self) -> &Lesson {
        &self.staged_lesson
    }

    /// The lesson has changed: everybody is told, before any answer that depends on it (SPEC R4).
    fn adopt(&mut self, lesson: Lesson) {
        let old = std::mem::replace(&mut self.lesson, lesson.clone());
        if old == lesson {
            return;
        }
        if self.sabotage == Some(Sabotage::TellsLate) {
            return self.untold.push(old);
        }
        self.tell_change(&old);
    }

    fn tell_change(&self, old: &Lesson) {
        let frame = LessonState::of(&self.lesson).frame();
        for conn in self.conns.values() {
            if self.lesson.is_owned() {
                conn.outbox.push(FrameKind::State(StateKind::Lesson), frame.clone());
            }
            let role = self.lesson.role_of(&conn.person, true);
            if role != old.role_of(&conn.person, true) {
                conn.outbox
                    .push(FrameKind::State(StateKind::You), You { role, author: conn.author, name: None }.frame());
            }
        }
    }

    /// [R2] A commit stores no edit that its own lesson forbids, which is the one that everybody is told next.
    fn check_rights(&self, staged: &Staged) {
        let lesson = &self.staged_lesson;
        for (edit, _) in &staged.batch.edits {
            let authors = &self.core.registry.authors;
            let person = authors.iter().find(|(_, author)| **author == edit.author).map(|(person, _)| person);
            let role = lesson.role_of(person.expect("every author is a person"), true);
            let is_frozen = lesson.settings.mode == Mode::Frozen && !lesson.settings.pen.contains(&edit.author);
            let is_allowed = role == Role::Owner || (role == Role::Editor && !is_frozen);
            assert!(is_allowed, "[R2] edit {}.{} of {role:?} is stored, which the lesson forbids", edit.tag, edit.n);
        }
    }

    /// The commit succeeded.
    pub fn settle(&mut self, edits: &[QueuedEdit], staged: &Staged) {
        let (_, replies) = self.core.apply_commit(edits, staged);
        self.check_rights(staged);
        for conn in self.conns.values_mut() {
            let number = staged.batch.authors.iter().find(|(_, person, _)| *person == conn.person);
            if let Some((author, ..)) = number {
                conn.author = Some(*author);
                let you = You { role: self.lesson.role_of(&conn.person, true), author: conn.author, name: None };
                conn.outbox.push(FrameKind::State(StateKind::You), you.frame());
            }
        }
        self.adopt(self.staged_lesson.clone());
        self.replies.extend(replies);
    }

    /// The commit failed, or its outcome is unknown.
    pub fn fail(&mut self, edits: &[QueuedEdit]) {
        let replies = self.core.fail_commit(edits);
        self.replies.extend(replies);
    }

    pub fn is_due(&self) -> bool {
        self.unsent <= self.core.board.head() || !self.replies.is_empty() || !self.untold.is_empty()
    }

    /// One tick: the log for followers, then replies.
    pub fn publish(&mut self) {
        let log = self.core.tail.unsent(self.unsent);
        self.unsent = log.head() + 1;
        for conn in self.conns.values_mut().filter(|conn| conn.log_cursor.is_following()) {
            if conn.log_cursor.publish(&conn.outbox, &log).is_none() {
                conn.log_cursor.fall_behind(&conn.outbox);
            }
        }
        for reply in std::mem::take(&mut self.replies) {
            let conn = self.conns.get_mut(&reply.to.peer).filter(|conn| conn.hellos == reply.to.hello);
            let Some(conn) = conn else { continue };
            if !conn.log_cursor.reply(&conn.outbox, reply.after, reply.frame(Some(conn.tag))) {
                conn.log_cursor.fall_behind(&conn.outbox);
            }
        }
        if let Some(old) = std::mem::take(&mut self.untold).first() {
            self.tell_change(old);
        }
    }

    /// Peers that are behind.
    pub fn pulling(&self) -> Vec<u32> {
        self.conns
            .iter()
            .filter(|(_, conn)| !conn.log_cursor.is_following() && !conn.log_cursor.awaits_resync())
            .map(|(number, _)| *number)
            .collect()
    }

    /// Sends one piece to a peer that is behind.
    pub fn pull(&mut self, peer: u32, image: &Image, most: usize) {
        let Some(conn) = self.conns.get_mut(&peer) else { return };
        let piece = match conn.log_cursor.pull(&self.core, self.unsent - 1) {
            Pull::AtHead => return conn.log_cursor.follow(&conn.outbox),
            Pull::Piece(piece) => piece,
            Pull::Snapshot => return conn.log_cursor.request_resync(&conn.outbox),
            Pull::Older(since) => {
                let rows = image.log[since as usize..].iter().take(most);
                let entries: Vec<LogEntry> = rows.map(|row| LogEntry::new(&row.edit, &row.ops)).collect();
                piece(since + 1, entries.iter())
            }
        };
        conn.log_cursor.send(&conn.outbox, piece);
    }

    /// Clears the queue of a peer that does not read.
    pub fn clear_queue(&mut self, peer: u32) {
        if let Some(conn) = self.conns.get_mut(&peer) {
            conn.log_cursor.fall_behind(&conn.outbox);
        }
    }

    /// Tells a peer to load the snapshot, because what it lacks is too large.
    pub fn request_resync(&mut self, peer: u32) {
        if let Some(conn) = self.conns.get_mut(&peer) {
            conn.log_cursor.request_resync(&conn.outbox);
        }
    }

    /// The connection is gone.
    pub fn leave(&mut self, peer: u32) {
        self.conns.remove(&peer);
    }
}
