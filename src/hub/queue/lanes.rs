//! A fair queue of edits: one lane for each connection and for each person who posts without one, served round robin
//! within their rate limits (SPEC O11, E11, H2, L8).

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::budget::{Admission, Budget, Cost, StepBudget};
use crate::board::{PersonKey, Tag, limits};
use crate::hub::queue::queued_edit::QueuedEdit;

/// A client with more unanswered edits than this floods: twice what SPEC E11 allows.
const FLOOD_EDITS: usize = 512;
const FLOOD_BYTES: usize = 512 * 1024;

/// The edits of one connection, or of one person who posts.
#[derive(Default)]
struct Lane {
    waiting: VecDeque<QueuedEdit>,
    /// Edits without a reply, those being committed included, and their bytes.
    open_edits: usize,
    open_bytes: usize,
}

impl Lane {
    /// Appends an edit; returns `false` and drops it when the lane floods.
    fn push(&mut self, edit: QueuedEdit) -> bool {
        let fits = self.open_edits < FLOOD_EDITS && self.open_bytes + edit.bytes <= FLOOD_BYTES;
        if fits {
            self.open_edits += 1;
            self.open_bytes += edit.bytes;
            self.waiting.push_back(edit);
        }
        fits
    }

    fn complete(&mut self, bytes: usize) {
        self.open_edits -= 1;
        self.open_bytes -= bytes;
    }
}

/// One turn of a round.
#[derive(Clone, Copy)]
enum Turn {
    /// A connection's lane.
    Peer(u32),
    /// One lane of all who post without a connection. Person keys are free to make, so all of them share one turn.
    Posts,
}

/// All lanes of a room.
pub struct Lanes {
    peers: BTreeMap<u32, Lane>,
    posts: BTreeMap<u32, Lane>,
    /// Open bytes in `posts`.
    posted_bytes: usize,
    /// Budgets of connected persons; full ones are dropped.
    persons: HashMap<PersonKey, Budget>,
    posting: Budget,
    board: Budget,
    /// The lane of `peers` that was served last: the next round starts after it.
    served_peer: u32,
    /// The same for `posts`.
    served_post: u32,
}

impl Default for Lanes {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            peers: BTreeMap::new(),
            posts: BTreeMap::new(),
            posted_bytes: 0,
            persons: HashMap::new(),
            posting: Budget::of_person(now),
            board: Budget::of_board(now),
            served_peer: 0,
            served_post: 0,
        }
    }
}

/// The keys of a map, starting after `served`.
fn rotated(lanes: &BTreeMap<u32, Lane>, served: u32) -> impl Iterator<Item = u32> {
    let after = lanes.range(served.saturating_add(1)..);
    after.chain(lanes.range(..=served)).map(|(number, _)| *number)
}

impl Lanes {
    /// Appends an edit to its connection's lane. Returns `false` and drops the edit when the peer floods.
    pub fn push(&mut self, edit: QueuedEdit) -> bool {
        self.peers.entry(edit.sender.peer).or_default().push(edit)
    }

    /// Appends an edit that was posted without a connection. Returns `false` also when all such edits together are too large.
    pub fn push_posted(&mut self, edit: QueuedEdit) -> bool {
        let bytes = edit.bytes;
        let is_taken = self.posted_bytes + bytes <= limits::POSTED_BYTES
            && self.posts.entry(edit.sender.peer).or_default().push(edit);
        self.posted_bytes += if is_taken { bytes } else { 0 };
        is_taken
    }

    /// Bytes of queued edits of persons without a connection.
    pub fn posted_bytes(&self) -> usize {
        self.posted_bytes
    }

    /// Takes the next edits, one from each lane in turn, within the budgets. The second value is the time after which to
    /// call again when some edits have to wait.
    pub fn take(
        &mut self,
        step: &mut StepBudget,
        cost_of: impl Fn(&QueuedEdit) -> Cost,
        now: Instant,
    ) -> (Vec<QueuedEdit>, Option<Duration>) {
        let mut taken = Vec::new();
        let mut pause: Option<Duration> = None;
        let mut round: VecDeque<Turn> = rotated(&self.peers, self.served_peer).map(Turn::Peer).collect();
        round.push_back(Turn::Posts);
        while let Some(turn) = round.pop_front() {
            let Some(number) = self.next_of(turn) else { continue };
            if taken.len() == limits::BATCH_EDITS {
                return (taken, Some(Duration::ZERO));
            }
            let lanes = if let Turn::Peer(_) = turn { &mut self.peers } else { &mut self.posts };
            let Some(lane) = lanes.get_mut(&number) else { continue };
            let Some(edit) = lane.waiting.front() else { continue };
            let cost = cost_of(edit);
            let person = match turn {
                Turn::Posts => &mut self.posting,
                Turn::Peer(_) => self.persons.entry(edit.submission.person).or_insert_with(|| Budget::of_person(now)),
            };
            let delay = person.delay(cost, now).max(self.board.delay(cost, now));
            if !delay.is_zero() {
                pause = Some(pause.map_or(delay, |pause| pause.min(delay)));
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
            person.charge(cost);
            self.board.charge(cost);
            taken.extend(lane.waiting.pop_front().map(|edit| QueuedEdit { charged_bytes: cost.bytes, ..edit }));
            match turn {
                Turn::Peer(_) => self.served_peer = number,
                Turn::Posts => self.served_post = number,
            }
            round.push_back(turn);
        }
        (taken, pause)
    }

    /// The lane that has this turn, if an edit waits in it.
    fn next_of(&self, turn: Turn) -> Option<u32> {
        let has_edits = |lanes: &BTreeMap<u32, Lane>, number: &u32| !lanes[number].waiting.is_empty();
        match turn {
            Turn::Peer(number) => Some(number).filter(|number| has_edits(&self.peers, number)),
            Turn::Posts => rotated(&self.posts, self.served_post).find(|number| has_edits(&self.posts, number)),
        }
    }

    /// Makes room for the next edit after one of a lane was decided or given back.
    pub fn complete(&mut self, lane: u32, bytes: usize) {
        if let Some(lane) = self.peers.get_mut(&lane) {
            lane.complete(bytes);
        } else if let Some(lane) = self.posts.get_mut(&lane) {
            lane.complete(bytes);
            self.posted_bytes -= bytes;
        }
    }

    /// Whether a person who joins may get an author number now (SPEC L8).
    pub fn may_number(&mut self, now: Instant) -> bool {
        self.board.delay(Cost { authors: 1, ..Cost::default() }, now).is_zero()
    }

    /// Charges the board for persons who got an author number.
    pub fn charge_authors(&mut self, count: usize) {
        self.board.charge_authors(count as u64);
    }

    /// Replaces the bytes charged for an edit by those that it takes in the log.
    pub fn correct_bytes(&mut self, edit: &QueuedEdit, stored: u64) {
        self.board.correct_bytes(edit.charged_bytes, stored);
        if let Some(person) = self.budget_of(edit) {
            person.correct_bytes(edit.charged_bytes, stored);
        }
    }

    /// Charges an edit for shapes that were visited beyond its estimate.
    pub fn charge_work(&mut self, edit: &QueuedEdit, work: u64) {
        self.board.charge_work(work);
        if let Some(person) = self.budget_of(edit) {
            person.charge_work(work);
        }
    }

    /// The budget of an edit's person, beside the board's.
    fn budget_of(&mut self, edit: &QueuedEdit) -> Option<&mut Budget> {
        if self.posts.contains_key(&edit.sender.peer) {
            Some(&mut self.posting)
        } else {
            self.persons.get_mut(&edit.submission.person)
        }
    }

    /// Drops the lanes of departed peers and posters once they are empty, and full budgets.
    pub fn drop_idle(&mut self, is_connected: impl Fn(u32) -> bool) {
        self.peers.retain(|peer, lane| lane.open_edits > 0 || is_connected(*peer));
        self.posts.retain(|_, lane| lane.open_edits > 0);
        let now = Instant::now();
        self.persons.retain(|_, budget| !budget.is_full(now));
    }

    fn lane(&self, number: u32) -> Option<&Lane> {
        self.peers.get(&number).or_else(|| self.posts.get(&number))
    }

    /// Whether a lane has edits without a reply.
    pub fn has_open_edits(&self, lane: u32) -> bool {
        self.lane(lane).is_some_and(|lane| lane.open_edits > 0)
    }

    /// Whether a lane exists.
    pub fn has_lane(&self, lane: u32) -> bool {
        self.lane(lane).is_some()
    }

    /// Removes all edits that are not being ordered yet. They get no reply, so that their authors send them again.
    pub fn withdraw_all(&mut self) -> Vec<QueuedEdit> {
        self.withdraw(|_| true)
    }

    /// Removes the edits that a page sent before its latest hello: it sends them again (SPEC E8). Posted edits stay, because
    /// their request waits for the outcome, and a repeated number is recognised (SPEC E2).
    pub fn withdraw_tag(&mut self, tag: Tag) -> Vec<QueuedEdit> {
        self.withdraw(|edit| edit.submission.tag == tag && !edit.is_posted)
    }

    /// Removes the posted edits of this tag from a lane.
    pub fn withdraw_posted(&mut self, lane: u32, tag: Tag) -> Vec<QueuedEdit> {
        self.withdraw(|edit| edit.sender.peer == lane && edit.submission.tag == tag && edit.is_posted)
    }

    fn withdraw(&mut self, is_withdrawn: impl Fn(&QueuedEdit) -> bool) -> Vec<QueuedEdit> {
        let mut withdrawn = Vec::new();
        let peers = self.peers.values_mut().map(|lane| (lane, false));
        for (lane, is_post) in peers.chain(self.posts.values_mut().map(|lane| (lane, true))) {
            let (out, stay): (VecDeque<_>, VecDeque<_>) =
                std::mem::take(&mut lane.waiting).into_iter().partition(&is_withdrawn);
            lane.waiting = stay;
            for edit in out {
                lane.complete(edit.bytes);
                self.posted_bytes -= if is_post { edit.bytes } else { 0 };
                withdrawn.push(edit);
            }
        }
        withdrawn
    }

    /// Whether no edit waits or is being committed.
    pub fn is_idle(&self) -> bool {
        self.peers.values().chain(self.posts.values()).all(|lane| lane.open_edits == 0)
    }
}
