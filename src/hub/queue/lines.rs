//! Edits that wait for a place in the order: one line for each peer, served in turns (SPEC O11, E11).

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::board::{Tag, limits};
use crate::hub::core::Waiting;

/// A client that lets this much go unanswered is out of control: twice what it may have (SPEC E11).
const FLOOD_EDITS: usize = 512;
const FLOOD_BYTES: usize = 512 * 1024;

const PEER_RATE: Quota = Quota::per_second(NonZeroU32::new(100).unwrap()).allow_burst(NonZeroU32::new(1_000).unwrap());
/// After this long a line has its whole burst again: whoever left and comes back finds the same as a new one.
const REFILL: Duration = Duration::from_secs(10);

const BOARD_RATE: Quota = Quota::per_second(NonZeroU32::new(2_000).unwrap());

struct Line {
    waiting: VecDeque<Waiting>,
    /// Edits and bytes that were not answered yet, those being committed included.
    open: (usize, usize),
    used: Instant,
    rate: DefaultDirectRateLimiter,
}

/// All lines of a room.
pub struct Lines {
    lines: BTreeMap<u32, Line>,
    rate: DefaultDirectRateLimiter,
    /// The peer after which the next round starts.
    served: u32,
    clock: DefaultClock,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            lines: BTreeMap::new(),
            rate: RateLimiter::direct(BOARD_RATE),
            served: 0,
            clock: DefaultClock::default(),
        }
    }
}

impl Lines {
    /// Puts an edit in line. `false` means that the peer floods; the edit is not taken.
    pub fn push(&mut self, waiting: Waiting) -> bool {
        let fresh = || Line {
            waiting: VecDeque::new(),
            open: (0, 0),
            used: Instant::now(),
            rate: RateLimiter::direct(PEER_RATE),
        };
        let line = self.lines.entry(waiting.sender.peer).or_insert_with(fresh);
        line.open = (line.open.0 + 1, line.open.1 + waiting.bytes);
        line.used = Instant::now();
        let fits = line.open.0 <= FLOOD_EDITS && line.open.1 <= FLOOD_BYTES;
        if fits {
            line.waiting.push_back(waiting);
        } else {
            line.open = (line.open.0 - 1, line.open.1 - waiting.bytes);
        }
        fits
    }

    /// The next edits, one from each line in turn, as far as the rates allow; and when to ask again
    /// if some had to stay.
    pub fn take(&mut self) -> (Vec<Waiting>, Option<Duration>) {
        let mut taken = Vec::new();
        let mut pause: Option<Duration> = None;
        let mut round: VecDeque<u32> = self.lines.range(self.served + 1..).map(|(peer, _)| *peer).collect();
        round.extend(self.lines.range(..=self.served).map(|(peer, _)| *peer));
        while let Some(peer) = round.pop_front() {
            if taken.len() == limits::BATCH_EDITS {
                return (taken, Some(Duration::ZERO));
            }
            let Some(line) = self.lines.get_mut(&peer) else { continue };
            if line.waiting.is_empty() {
                continue;
            }
            if let Err(full) = line.rate.check() {
                let wait = full.wait_time_from(self.clock.now());
                pause = Some(pause.map_or(wait, |pause| pause.min(wait)));
                continue;
            }
            if let Err(full) = self.rate.check() {
                let wait = full.wait_time_from(self.clock.now());
                return (taken, Some(pause.map_or(wait, |pause| pause.min(wait))));
            }
            taken.extend(line.waiting.pop_front());
            self.served = peer;
            round.push_back(peer);
        }
        (taken, pause)
    }

    /// An edit was answered.
    pub fn answered(&mut self, peer: u32, bytes: usize) {
        if let Some(line) = self.lines.get_mut(&peer) {
            line.open = (line.open.0 - 1, line.open.1 - bytes);
        }
    }

    /// Forgets lines of peers that left, once they are served and forgetting gives nobody a fresh burst.
    pub fn retain(&mut self, is_here: impl Fn(u32) -> bool) {
        self.lines.retain(|peer, line| line.open.0 > 0 || is_here(*peer) || line.used.elapsed() < REFILL);
    }

    /// Whether edits of a line are not answered yet.
    pub fn is_waiting(&self, peer: u32) -> bool {
        self.lines.get(&peer).is_some_and(|line| line.open.0 > 0)
    }

    /// Whether a line is remembered.
    pub fn has_line(&self, peer: u32) -> bool {
        self.lines.contains_key(&peer)
    }

    /// Gives back what is not being ordered yet; it is not answered, so that its authors send it again.
    pub fn forget_waiting(&mut self) -> Vec<Waiting> {
        self.take_back(|_| true)
    }

    /// Gives back what a page sent before it said hello again: it sends all of it anew (SPEC E8).
    pub fn forget_tag(&mut self, tag: Tag) -> Vec<Waiting> {
        self.take_back(|waiting| waiting.submission.tag == tag)
    }

    fn take_back(&mut self, is_void: impl Fn(&Waiting) -> bool) -> Vec<Waiting> {
        let mut back = Vec::new();
        for line in self.lines.values_mut() {
            let (void, kept) = std::mem::take(&mut line.waiting).into_iter().partition(|waiting| is_void(waiting));
            line.waiting = kept;
            let void: VecDeque<Waiting> = void;
            for waiting in void {
                line.open = (line.open.0 - 1, line.open.1 - waiting.bytes);
                back.push(waiting);
            }
        }
        back
    }

    /// Whether nothing waits and nothing is being committed.
    pub fn is_idle(&self) -> bool {
        self.lines.values().all(|line| line.open.0 == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{PersonKey, Reject, Submission};
    use crate::hub::core::Sender;
    use crate::hub::fanout::peer::EVERYBODY;

    fn waiting(peer: u32, n: u64) -> Waiting {
        let rights = EVERYBODY;
        let (tag, person) = (Tag(peer.into()), PersonKey([0; 32]));
        let submission = Submission { tag, person, n, opens: false, edit: Err(Reject::Invalid), rights };
        Waiting { sender: Sender { peer, hello: 1 }, submission, bytes: 100 }
    }

    // [O11] Who sends much does not delay the others.
    #[test]
    fn peers_take_turns() {
        let mut inbox = Lines::default();
        (1..=300).for_each(|n| assert!(inbox.push(waiting(1, n))));
        (1..=3).for_each(|n| assert!(inbox.push(waiting(2, n))));
        let (taken, more) = inbox.take();
        assert_eq!(taken.len(), limits::BATCH_EDITS);
        assert_eq!(more, Some(Duration::ZERO));
        let other: Vec<usize> = (0..taken.len()).filter(|i| taken[*i].sender.peer == 2).collect();
        assert_eq!(other, [1, 3, 5]);
        assert_eq!(inbox.take().0.len(), 47);
    }

    // [E11] Twice the bound is a flood; answers make room again.
    #[test]
    fn a_flood_is_told() {
        let mut inbox = Lines::default();
        (1..=512).for_each(|n| assert!(inbox.push(waiting(1, n))));
        assert!(!inbox.push(waiting(1, 513)));
        assert!(inbox.push(waiting(2, 1)), "others are not hit");
        for waiting in inbox.take().0 {
            inbox.answered(waiting.sender.peer, waiting.bytes);
        }
        assert!(inbox.push(waiting(1, 513)));
        inbox.retain(|_| false);
        assert!(!inbox.is_idle(), "what was received is still ordered");
    }

    // [E8] What a page sent before it came back is forgotten: it comes again.
    #[test]
    fn a_page_that_says_hello_again_starts_anew() {
        let mut inbox = Lines::default();
        (1..=3).for_each(|n| assert!(inbox.push(waiting(1, n))));
        assert!(inbox.push(waiting(2, 1)));
        assert_eq!(inbox.forget_tag(Tag(1)).len(), 3);
        let (taken, _) = inbox.take();
        assert_eq!(taken.iter().map(|waiting| waiting.sender.peer).collect::<Vec<_>>(), [2]);
        inbox.answered(2, 100);
        assert!(inbox.is_idle());
    }

    // [L8] Above the rate edits wait and are not refused.
    #[test]
    fn above_the_burst_edits_wait() {
        let mut inbox = Lines::default();
        let mut served = 0;
        for n in 1..=1_500 {
            assert!(inbox.push(waiting(1, n)));
            let (taken, _) = inbox.take();
            served += taken.len();
            taken.iter().for_each(|waiting| inbox.answered(waiting.sender.peer, waiting.bytes));
        }
        assert!((1_000..1_500).contains(&served), "{served}");
        let (_, pause) = inbox.take();
        assert!(pause.is_some_and(|pause| pause > Duration::ZERO));
    }
}
