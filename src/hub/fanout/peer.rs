//! One connection in a room.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::board::{PersonKey, Tag};
use crate::hub::fanout::live::Shown;
use crate::hub::fanout::log_cursor::LogCursor;
use crate::hub::fanout::outbox::Outbox;
use crate::protocol::{Hello, PeerCard};

/// Live messages of one connection that are passed on (SPEC V7): once a frame of its screen.
const LIVE_RATE: Quota = Quota::per_second(NonZeroU32::new(60).unwrap());

/// New names of one connection (SPEC V7): more than anybody types, and each is stored.
const NAME_RATE: Quota = Quota::per_second(NonZeroU32::new(1).unwrap()).allow_burst(NonZeroU32::new(10).unwrap());

/// See the module.
pub struct Peer {
    /// Where its frames wait.
    pub outbox: Arc<Outbox>,
    /// Hash of its secret.
    pub person: PersonKey,
    /// Its page load.
    pub tag: Tag,
    /// What the others call it.
    pub name: String,
    /// Author number, once it has stored something.
    pub author: Option<u32>,
    /// Cursor and drafts, for newcomers.
    pub shown: Shown,
    /// Where it stands in the log.
    pub stand: LogCursor,
    /// How often it said hello.
    pub hellos: u32,
    /// Tags it has sent `ops` for (SPEC E4).
    pub opened: HashSet<Tag>,
    live_rate: DefaultDirectRateLimiter,
    name_rate: DefaultDirectRateLimiter,
}

impl Peer {
    /// A peer that said hello; it pulls what it lacks after `hello.since`.
    pub fn new(hello: &Hello, author: Option<u32>, outbox: Arc<Outbox>) -> Self {
        Self {
            outbox,
            person: hello.person,
            tag: hello.tag,
            name: hello.name.clone(),
            author,
            shown: Shown::default(),
            stand: LogCursor::after(hello.since),
            hellos: 1,
            opened: HashSet::new(),
            live_rate: RateLimiter::direct(LIVE_RATE),
            name_rate: RateLimiter::direct(NAME_RATE),
        }
    }

    /// As the others see it.
    pub fn card(&self, peer: u32) -> PeerCard {
        PeerCard { peer, name: self.name.clone(), tag: self.tag, author: self.author }
    }

    /// Whether one more live message may pass now.
    pub fn may_show(&self) -> bool {
        self.live_rate.check().is_ok()
    }

    /// Whether one more new name may pass now. It has a count of its own, so that it is not lost among the cursors.
    pub fn may_rename(&self) -> bool {
        self.name_rate.check().is_ok()
    }
}
