//! A person who draws on through cuts and restarts, keeps the queue, and tells a witness what was shown.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lavagna::board::Tag;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{PATIENCE, Server, eventually};
use crate::mirror::Mirror;
use crate::peer::{Gone, Outcome, Peer, number};
use crate::sim::chance::Chance;
use crate::sim::closing::wait_ms;
use crate::sim::ops::{Known, some_edit};
use crate::witness::Witness;

/// Own edits of a kind that are remembered because they may have removed something that can be brought back.
const REMEMBERED: usize = 20;

/// State shared by the people of a board.
#[derive(Default)]
pub struct Class {
    pub witness: Witness,
    /// Nobody begins anything new.
    pub over: AtomicBool,
    /// How many there are.
    size: AtomicU64,
    /// By client, how many of its edits are decided.
    decided: Mutex<BTreeMap<String, usize>>,
}

impl Class {
    fn decided(&self) -> BTreeMap<String, usize> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until everybody has sent something new, and knows what became of it.
    pub async fn everybody_draws(&self, when: &str) {
        let before = self.decided();
        eventually(&format!("everybody draws {when}"), async || {
            let now = self.decided();
            let has_more = |(tag, count): (&String, &usize)| before.get(tag).is_none_or(|before| count > before);
            let drawing = now.iter().filter(|entry| has_more(*entry)).count() as u64;
            (drawing == self.size.load(Ordering::Relaxed)).then_some(())
        })
        .await;
    }
}

/// A number from the environment.
pub fn asked_for(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// How somebody draws, and comes back.
#[derive(Clone, Copy)]
pub struct Habits {
    /// Edits that are undecided at a time.
    pub on_the_way: usize,
    /// Between two edits.
    pub pause: Duration,
    /// Edits that are drawn before coming back.
    pub while_away: u64,
    /// Waits before coming back as a browser does (SPEC C10, C11), not at all otherwise.
    pub has_manners: bool,
}

/// Outcomes of edits that were on the way when the connection ended.
#[derive(Default)]
pub struct Tally {
    /// Edits by what they do.
    pub kinds: BTreeMap<&'static str, u64>,
    /// On the way when the connection ended, or drawn while away.
    pub in_flight: u64,
    /// They had not been stored.
    pub sent_again: u64,
    /// They had been stored, which their author had not heard.
    pub untold: u64,
    /// Of these, sent again all the same and answered with an ack.
    pub recognised: u64,
    /// How the connections ended, and whether `bye` had been said.
    pub ends: Vec<(Gone, bool)>,
}

/// See the module.
pub struct Drawer {
    pub peer: Peer,
    pub tally: Tally,
    class: Arc<Class>,
    habits: Habits,
    chance: Chance,
    shapes: u64,
    removers: Vec<(Tag, u64)>,
    /// Its own splits, by number.
    cuts: Vec<(u64, Value)>,
    /// Stored edits that were sent again: the highest number, and how many.
    offered: Option<(u64, u64)>,
    /// The highest number of its tag that a welcome has called stored (an ack only says decided, SPEC L4).
    last: u64,
}

impl Drawer {
    /// Opens the board.
    pub async fn join(place: (&Server, &str), class: &Arc<Class>, habits: Habits, mut chance: Chance) -> Self {
        let name = format!("Pupil {}", chance.within(1, 999_999));
        let peer = Peer::join(place.0, place.1, &name).await;
        class.size.fetch_add(1, Ordering::Relaxed);
        let (tally, class) = (Tally::default(), class.clone());
        let (removers, cuts, offered) = (Vec::new(), Vec::new(), None);
        Self { peer, tally, class, habits, chance, shapes: 0, removers, cuts, offered, last: 0 }
    }

    /// Draws until it is over and everything is decided.
    pub async fn draw(mut self) -> Self {
        let mut due = Instant::now();
        loop {
            let is_over = self.class.over.load(Ordering::Relaxed);
            if is_over && self.peer.pending.is_empty() {
                return self;
            }
            let may_draw = !is_over && self.peer.bye.is_none() && self.peer.pending.len() < self.habits.on_the_way;
            if may_draw && due <= Instant::now() {
                self.act().await;
                due = Instant::now() + self.habits.pause;
                continue;
            }
            tokio::select! {
                // A message that was read is handled whole.
                biased;
                read = self.peer.pump() => match read {
                    Ok(()) => self.tell(),
                    Err(gone) => self.come_back(gone).await,
                },
                () = tokio::time::sleep_until(due), if may_draw => {}
            }
        }
    }

    async fn act(&mut self) {
        let tag: Tag = self.peer.tag.parse().expect("a tag");
        let Mirror { board, head, .. } = &self.peer.mirror;
        let (removers, cuts) = (&self.removers, &self.cuts);
        let known = Known { tag, board, head: *head, removers, is_traced: false, cuts };
        let (kind, ops, upto) = some_edit(&mut self.chance, &known, &mut self.shapes);
        *self.tally.kinds.entry(kind).or_default() += 1;
        let split = ops.first().filter(|_| kind == "split").cloned();
        let n = match upto {
            Some(upto) => self.peer.edit_upto(json!(ops), upto).await,
            None => self.peer.edit(json!(ops)).await,
        };
        self.cuts.extend(split.map(|split| (n, split)));
        if matches!(kind, "del" | "split" | "clear") {
            self.removers.push((tag, n));
        }
        self.cuts.drain(..self.cuts.len().saturating_sub(REMEMBERED));
        self.removers.drain(..self.removers.len().saturating_sub(REMEMBERED));
    }

    /// Hands what the peer has heard to the witness, so that it is kept once for everybody.
    pub fn tell(&mut self) {
        let witness = &self.class.witness;
        for (seq, text) in std::mem::take(&mut self.peer.log) {
            witness.show(seq, &text);
        }
        let decided = self.peer.outcomes.len();
        self.class.decided.lock().unwrap_or_else(PoisonError::into_inner).insert(self.peer.tag.clone(), decided);
        for head in self.peer.beats.drain(..) {
            witness.promise(head);
        }
        for ack in self.peer.acks.drain(..) {
            let last = number(&ack["last"]);
            witness.promise(number(&ack["seq"]));
            if let Some((_, count)) = self.offered.take_if(|(highest, _)| *highest <= last) {
                self.tally.recognised += count;
            }
        }
        let Peer { stored, live, kinds, log_sizes, .. } = &mut self.peer;
        stored.clear();
        live.clear();
        kinds.clear();
        log_sizes.clear();
    }

    async fn come_back(&mut self, gone: Gone) {
        self.tell();
        self.offered = None;
        let bye = self.peer.bye.take();
        self.tally.ends.push((gone, bye.is_some()));
        for _ in 0..self.habits.while_away {
            self.act().await;
        }
        let in_flight: Vec<u64> = self.peer.pending.keys().copied().collect();
        let returning = async {
            if !self.habits.has_manners {
                return self.peer.come_back().await;
            }
            let mut wait = bye.map(|limit| self.chance.fraction() * limit as f64);
            for attempt in 0.. {
                let ms = wait.take().unwrap_or_else(|| wait_ms(attempt, self.chance.fraction()));
                tokio::time::sleep(Duration::from_secs_f64(ms / 1_000.0)).await;
                if self.peer.try_to_return().await {
                    return;
                }
            }
        };
        tokio::time::timeout(2 * PATIENCE, returning).await.expect("the server is back");
        let last = number(&self.peer.welcome["last"]);
        self.last = self.last.max(last);
        self.class.witness.promise(number(&self.peer.welcome["head"]));
        let untold: Vec<u64> = in_flight.iter().copied().filter(|n| *n <= last).collect();
        self.tally.in_flight += in_flight.len() as u64;
        self.tally.untold += untold.len() as u64;
        self.tally.sent_again += (in_flight.len() - untold.len()) as u64;
        // As another page of the person does, which has the queue and no answer (SPEC E7).
        if let (Some(first), true) = (untold.first(), self.chance.percent(60)) {
            self.peer.send_pending(*first..=last).await;
            self.offered = Some((last, untold.len() as u64));
        }
    }

    /// At the end: it has everything, shows what the server shows, and every edit has the fate that was told.
    /// Says how many of its edits are stored.
    pub async fn reckon(&mut self, (seq, hash): &(u64, String)) -> u64 {
        // A drawer that was done before the last cut has not noticed it.
        self.peer.vanish();
        self.peer.come_back().await;
        self.peer.expect_head(*seq).await;
        self.tell();
        let Peer { mirror, name, tag, outcomes, next, .. } = &self.peer;
        assert_eq!((mirror.head, &mirror.hash()), (*seq, hash), "{name}");
        let decided: Vec<u64> = outcomes.keys().copied().collect();
        assert_eq!(decided, (1..*next).collect::<Vec<u64>>(), "[G5] {name}: every edit is decided");
        let mut stored = 0;
        for (n, outcome) in outcomes {
            let place = self.class.witness.place(tag, *n);
            match outcome {
                Outcome::Stored(seq) => assert_eq!(place, Some(*seq), "[G1] edit {n} of {name}"),
                Outcome::Refused(_) | Outcome::Passed => {
                    assert_eq!(place, None, "[G2] edit {n} of {name}: {outcome:?}")
                }
            }
            stored += u64::from(place.is_some());
        }
        let is_kept = self.last == 0 || self.class.witness.place(tag, self.last).is_some();
        assert!(is_kept, "[G1] {name} was told that edit {} is stored", self.last);
        stored
    }
}
