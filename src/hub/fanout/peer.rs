//! One connection in a room.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use crate::board::{PersonKey, Tag};
use crate::hub::fanout::allowance::LiveAllowance;
use crate::hub::fanout::live::PeerLive;
use crate::hub::fanout::log_cursor::LogCursor;
use crate::hub::fanout::outbox::Outbox;
use crate::protocol::{Hello, PeerCard};

/// Tags that a connection sends `ops` for (SPEC E4): a page's own, and those of pages that its person closed.
const MAX_TAGS: usize = 1_000;

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
    pub shown: PeerLive,
    /// Where it stands in the log.
    pub log_cursor: LogCursor,
    /// It follows the log since the last tick, and the next one tells it what everybody shows (SPEC C5).
    pub is_newcomer: bool,
    /// How often it said hello.
    pub hellos: u32,
    /// Tags it has sent `ops` for, at most [`MAX_TAGS`].
    opened: HashSet<Tag>,
    /// What it may show.
    pub allowance: LiveAllowance,
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
            shown: PeerLive::default(),
            log_cursor: LogCursor::after(hello.since),
            is_newcomer: false,
            hellos: 1,
            opened: HashSet::new(),
            allowance: LiveAllowance::new(Instant::now()),
        }
    }

    /// Starts again from `since` after another hello. Says whether the pulling has to be started.
    pub fn restart(&mut self, since: u64) -> bool {
        self.opened.clear();
        self.hellos += 1;
        self.is_newcomer = false;
        self.log_cursor.restart(&self.outbox, since)
    }

    /// Notes that it sends `ops` for a tag: whether it does so for the first time, and may skip numbers (SPEC E4).
    /// `None` for one tag too many.
    pub fn open(&mut self, tag: Tag) -> Option<bool> {
        if self.opened.contains(&tag) {
            return Some(false);
        }
        (self.opened.len() < MAX_TAGS).then(|| self.opened.insert(tag))
    }

    /// As the others see it.
    pub fn card(&self, peer: u32) -> PeerCard {
        PeerCard { peer, name: self.name.clone(), tag: self.tag, author: self.author }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [E4] A connection opens a tag once, and not more tags than a person has pages.
    #[test]
    fn opened_tags_are_bounded() {
        let hello = Hello { person: PersonKey([0; 32]), tag: Tag(1), name: String::new(), since: 0, at: 0 };
        let mut peer = Peer::new(&hello, None, Arc::new(Outbox::new(1, Default::default())));
        assert!((0..MAX_TAGS as u64).all(|tag| peer.open(Tag(tag)) == Some(true)));
        assert_eq!(peer.open(Tag(7)), Some(false));
        assert_eq!(peer.open(Tag(5_000)), None);
        peer.restart(0);
        assert_eq!(peer.open(Tag(5_000)), Some(true), "a new hello opens them anew");
    }
}
