//! The server's process: the real core, log cursors and outboxes of the hub, driven step by step.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use lavagna::board::{Board, ClientEdit, Lesson, PersonKey, Shape, Submission, Tag};
use lavagna::hub::{
    Core, FrameKind, LogCursor, LogTail, Outbox, Pull, QueuedEdit, Reply, Resume, Sender, Staged, piece,
};
use lavagna::protocol::{Close, CloseCode, Heartbeat, Hello, LogEntry, OpsMessage, Resync, Welcome};

use super::disk::{Disk, Image};

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
        (hello, lesson): (&Hello, &Lesson),
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
        } else {
            self.next_peer += 1;
            let (tag, person) = (hello.tag, hello.person);
            let log_cursor = LogCursor::after(hello.since);
            self.conns.insert(
                number,
                Conn { outbox: outbox.clone(), log_cursor, tag, person, opened: HashSet::new(), hellos: 1 },
            );
        }
        let (head, at, last) = (self.core.board.head(), self.core.board.at(), self.core.last(hello.tag));
        let (role, mode) = (lesson.role_of(&hello.person), lesson.settings.mode);
        let (peers, count) = (Vec::new(), self.conns.len());
        let welcome = Welcome { head, at, role, mode, author, peer: number, last, peers, count };
        outbox.push(FrameKind::Control, welcome.frame());
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

    pub fn has_work(&self) -> bool {
        !matches!(self.flush, Flush::Idle) || self.queues.values().any(|queue| !queue.is_empty())
    }

    /// Orders up to `most` of the queued edits, taken in turns, with the rights that hold now.
    pub fn order(&mut self, most: u64, now: u64, lesson: &Lesson) {
        let mut edits = Vec::new();
        while (edits.len() as u64) < most {
            let before = edits.len();
            edits.extend(self.queues.values_mut().filter_map(VecDeque::pop_front));
            if edits.len() == before {
                break;
            }
        }
        let staged = self.core.stage(self.core.order(lesson, &edits, now), |_| String::new());
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
    }

    /// The commit succeeded.
    pub fn settle(&mut self, edits: &[QueuedEdit], staged: &Staged) {
        let (_, replies) = self.core.apply_commit(edits, staged);
        self.replies.extend(replies);
    }

    /// The commit failed, or its outcome is unknown.
    pub fn fail(&mut self, edits: &[QueuedEdit]) {
        let replies = self.core.fail_commit(edits);
        self.replies.extend(replies);
    }

    pub fn is_due(&self) -> bool {
        self.unsent <= self.core.board.head() || !self.replies.is_empty()
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
