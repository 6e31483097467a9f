//! Edits that wait for a place in the order: a line for each connection and for each person who posts without one, served
//! in turns within their budgets (SPEC O11, E11, H2, L8).

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::budget::{Admission, Budget, Cost, StepBudget};
use crate::board::{PersonKey, Tag, limits};
use crate::hub::core::Waiting;

/// A client that lets this much go unanswered is out of control: twice what it may have (SPEC E11).
const FLOOD_EDITS: usize = 512;
const FLOOD_BYTES: usize = 512 * 1024;

#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    /// Edits and bytes that were not answered yet, those being committed included.
    open: (usize, usize),
}

impl Line {
    fn answered(&mut self, bytes: usize) {
        self.open = (self.open.0 - 1, self.open.1 - bytes);
    }
}

/// Whose turn it is.
#[derive(Clone, Copy)]
enum Turn {
    /// A connection's.
    Peer(u32),
    /// One of all who post without a connection: persons are free to make, so that together they count as one.
    Posts,
}

/// All lines of a room.
pub struct Lines {
    peers: BTreeMap<u32, Line>,
    posts: BTreeMap<u32, Line>,
    /// Bytes that are open in `posts`.
    posted_bytes: usize,
    /// Budgets of persons with a connection; one that is full is forgotten.
    persons: HashMap<PersonKey, Budget>,
    posting: Budget,
    board: Budget,
    /// The line of `peers`, and that of `posts`, after which the next round starts.
    served: (u32, u32),
}

impl Default for Lines {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            peers: BTreeMap::new(),
            posts: BTreeMap::new(),
            posted_bytes: 0,
            persons: HashMap::new(),
            posting: Budget::of_person(now),
            board: Budget::of_board(now),
            served: (0, 0),
        }
    }
}

/// The keys of a map, those after `served` first.
fn rotated(lines: &BTreeMap<u32, Line>, served: u32) -> impl Iterator<Item = u32> {
    let after = lines.range(served.saturating_add(1)..);
    after.chain(lines.range(..=served)).map(|(number, _)| *number)
}

impl Lines {
    /// Puts an edit of a connection in its line. `false` means that the peer floods; the edit is not taken.
    pub fn push(&mut self, waiting: Waiting) -> bool {
        push(&mut self.peers, waiting)
    }

    /// The same for an edit that was posted without a connection. `false` also when all who do so have too much in line.
    pub fn push_posted(&mut self, waiting: Waiting) -> bool {
        let bytes = waiting.bytes;
        let is_taken = self.posted_bytes + bytes <= limits::POSTED_BYTES && push(&mut self.posts, waiting);
        self.posted_bytes += if is_taken { bytes } else { 0 };
        is_taken
    }

    /// Bytes of edits in line of persons without a connection.
    pub fn posted_bytes(&self) -> usize {
        self.posted_bytes
    }

    /// The next edits, one from each line in turn, as far as the budgets allow; and when to ask again if some had to
    /// stay. `cost_of` says what an edit takes.
    pub fn take(
        &mut self,
        step: &mut StepBudget,
        cost_of: impl Fn(&Waiting) -> Cost,
        now: Instant,
    ) -> (Vec<Waiting>, Option<Duration>) {
        let mut taken = Vec::new();
        let mut pause: Option<Duration> = None;
        let mut round: VecDeque<Turn> = rotated(&self.peers, self.served.0).map(Turn::Peer).collect();
        round.push_back(Turn::Posts);
        while let Some(turn) = round.pop_front() {
            let Some(number) = self.next_of(turn) else { continue };
            if taken.len() == limits::BATCH_EDITS {
                return (taken, Some(Duration::ZERO));
            }
            let lines = if let Turn::Peer(_) = turn { &mut self.peers } else { &mut self.posts };
            let Some(line) = lines.get_mut(&number) else { continue };
            let Some(waiting) = line.waiting.front() else { continue };
            let cost = cost_of(waiting);
            let person = match turn {
                Turn::Posts => &mut self.posting,
                Turn::Peer(_) => {
                    self.persons.entry(waiting.submission.person).or_insert_with(|| Budget::of_person(now))
                }
            };
            let wait = person.wait(cost, now).max(self.board.wait(cost, now));
            if !wait.is_zero() {
                pause = Some(pause.map_or(wait, |pause| pause.min(wait)));
                continue;
            }
            match step.admit(cost) {
                Admission::Admitted => {}
                Admission::TooHeavy => {
                    pause = Some(Duration::ZERO);
                    continue;
                }
                Admission::Full => return (taken, Some(Duration::ZERO)),
            }
            person.pay(cost);
            self.board.pay(cost);
            taken.extend(line.waiting.pop_front().map(|waiting| Waiting { paid: cost.bytes, ..waiting }));
            match turn {
                Turn::Peer(_) => self.served.0 = number,
                Turn::Posts => self.served.1 = number,
            }
            round.push_back(turn);
        }
        (taken, pause)
    }

    /// The line that has this turn, if an edit waits there.
    fn next_of(&self, turn: Turn) -> Option<u32> {
        let has_edits = |lines: &BTreeMap<u32, Line>, number: &u32| !lines[number].waiting.is_empty();
        match turn {
            Turn::Peer(number) => Some(number).filter(|number| has_edits(&self.peers, number)),
            Turn::Posts => rotated(&self.posts, self.served.1).find(|number| has_edits(&self.posts, number)),
        }
    }

    /// An edit was answered.
    pub fn answered(&mut self, line: u32, bytes: usize) {
        if let Some(line) = self.peers.get_mut(&line) {
            line.answered(bytes);
        } else if let Some(line) = self.posts.get_mut(&line) {
            line.answered(bytes);
            self.posted_bytes -= bytes;
        }
    }

    /// So many persons have stored their first edit.
    pub fn pay_authors(&mut self, count: usize) {
        self.board.pay_authors(count as u64);
    }

    /// An edit took so many bytes of the log, more or fewer than were paid for it.
    pub fn correct_charge(&mut self, waiting: &Waiting, stored: u64) {
        self.board.correct_charge(waiting.paid, stored);
        if self.posts.contains_key(&waiting.sender.peer) {
            self.posting.correct_charge(waiting.paid, stored);
        } else if let Some(person) = self.persons.get_mut(&waiting.submission.person) {
            person.correct_charge(waiting.paid, stored);
        }
    }

    /// An edit had more shapes visited than were paid for it.
    pub fn charge(&mut self, waiting: &Waiting, work: u64) {
        self.board.charge(work);
        if self.posts.contains_key(&waiting.sender.peer) {
            self.posting.charge(work);
        } else if let Some(person) = self.persons.get_mut(&waiting.submission.person) {
            person.charge(work);
        }
    }

    /// Drops the lines of peers that left and of persons who do not post any more, once they are served, and the budgets of which
    /// nothing is spent.
    pub fn retain(&mut self, is_here: impl Fn(u32) -> bool) {
        self.peers.retain(|peer, line| line.open.0 > 0 || is_here(*peer));
        self.posts.retain(|_, line| line.open.0 > 0);
        let now = Instant::now();
        self.persons.retain(|_, budget| !budget.is_full(now));
    }

    fn line(&self, number: u32) -> Option<&Line> {
        self.peers.get(&number).or_else(|| self.posts.get(&number))
    }

    fn all(&self) -> impl Iterator<Item = &Line> {
        self.peers.values().chain(self.posts.values())
    }

    /// Whether edits of a line are not answered yet.
    pub fn is_waiting(&self, peer: u32) -> bool {
        self.line(peer).is_some_and(|line| line.open.0 > 0)
    }

    /// Whether a line is remembered.
    pub fn has_line(&self, peer: u32) -> bool {
        self.line(peer).is_some()
    }

    /// Gives back what is not being ordered yet; it is not answered, so that its authors send it again.
    pub fn forget_waiting(&mut self) -> Vec<Waiting> {
        self.take_back(|_| true)
    }

    /// Gives back what a page sent before it said hello again: it sends all of it anew (SPEC E8). What came by POST stays: its
    /// request waits for the outcome, and a number that comes twice is recognised (SPEC E2).
    pub fn forget_tag(&mut self, tag: Tag) -> Vec<Waiting> {
        self.take_back(|waiting| waiting.submission.tag == tag && !waiting.is_posted)
    }

    /// Gives back what came by POST under this tag and waits in this line.
    pub fn forget_posted(&mut self, line: u32, tag: Tag) -> Vec<Waiting> {
        self.take_back(|waiting| waiting.sender.peer == line && waiting.submission.tag == tag && waiting.is_posted)
    }

    fn take_back(&mut self, is_void: impl Fn(&Waiting) -> bool) -> Vec<Waiting> {
        let mut back = Vec::new();
        for (line, is_posts) in
            self.peers.values_mut().map(|line| (line, false)).chain(self.posts.values_mut().map(|line| (line, true)))
        {
            let (void, kept) = std::mem::take(&mut line.waiting).into_iter().partition(|waiting| is_void(waiting));
            line.waiting = kept;
            let void: VecDeque<Waiting> = void;
            for waiting in void {
                line.answered(waiting.bytes);
                self.posted_bytes -= if is_posts { waiting.bytes } else { 0 };
                back.push(waiting);
            }
        }
        back
    }

    /// Whether nothing waits and nothing is being committed.
    pub fn is_idle(&self) -> bool {
        self.all().all(|line| line.open.0 == 0)
    }
}

fn push(lines: &mut BTreeMap<u32, Line>, waiting: Waiting) -> bool {
    let line = lines.entry(waiting.sender.peer).or_default();
    let open = (line.open.0 + 1, line.open.1 + waiting.bytes);
    let fits = open.0 <= FLOOD_EDITS && open.1 <= FLOOD_BYTES;
    if fits {
        line.open = open;
        line.waiting.push_back(waiting);
    }
    fits
}
