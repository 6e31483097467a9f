//! One connection of a room.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use crate::board::{PersonKey, Tag};
use crate::hub::fanout::allowance::LiveAllowance;
use crate::hub::fanout::log_cursor::LogCursor;
use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::peer_live::PeerLive;
use crate::protocol::{Hello, PeerCard};

/// Tags whose `ops` a connection may send (SPEC E4): its page's own tag, and those of closed pages of its person.
const MAX_TAGS: usize = 1_000;

/// See the module.
pub struct Peer {
    /// Its waiting frames.
    pub outbox: Arc<Outbox>,
    /// Hash of its secret.
    pub person: PersonKey,
    /// Tag of its page load.
    pub tag: Tag,
    /// Name that its person chose.
    pub name: String,
    /// Name by which a teacher calls the person.
    pub called: Option<String>,
    /// Author number, once the person has stored an edit.
    pub author: Option<u32>,
    /// Its current drafts and presence, for newcomers.
    pub live: PeerLive,
    /// Its place in the log.
    pub log_cursor: LogCursor,
    /// It has followed the log since the last tick; the next tick sends it the full live frame (SPEC C5).
    pub is_newcomer: bool,
    /// Number of its hellos.
    pub hellos: u32,
    /// Tags whose `ops` it has sent, at most [`MAX_TAGS`].
    opened: HashSet<Tag>,
    /// Rate limits of its drafts and names.
    pub allowance: LiveAllowance,
}

impl Peer {
    /// The peer of a hello; it pulls the log after `hello.since`.
    pub fn new(hello: &Hello, author: Option<u32>, outbox: Arc<Outbox>) -> Self {
        Self {
            outbox,
            person: hello.person,
            tag: hello.tag,
            name: hello.name.clone(),
            called: None,
            author,
            live: PeerLive::default(),
            log_cursor: LogCursor::after(hello.since),
            is_newcomer: false,
            hellos: 1,
            opened: HashSet::new(),
            allowance: LiveAllowance::new(Instant::now()),
        }
    }

    /// Restarts from `since` after another hello. Returns whether a `pull` has to be started.
    pub fn restart(&mut self, since: u64) -> bool {
        self.opened.clear();
        self.hellos += 1;
        self.is_newcomer = false;
        self.log_cursor.restart(&self.outbox, since)
    }

    /// Registers that it sends `ops` of a tag. Returns whether this is the first time, so that numbers may be skipped
    /// (SPEC E4), or `None` beyond [`MAX_TAGS`].
    pub fn open(&mut self, tag: Tag) -> Option<bool> {
        if self.opened.contains(&tag) {
            return Some(false);
        }
        (self.opened.len() < MAX_TAGS).then(|| self.opened.insert(tag))
    }

    /// The name that others see.
    pub fn shown_name(&self) -> &str {
        self.called.as_deref().unwrap_or(&self.name)
    }

    /// Its entry in lists of peers.
    pub fn card(&self, peer: u32) -> PeerCard {
        PeerCard { peer, name: self.shown_name().to_owned(), tag: self.tag, author: self.author }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [E4] A connection opens a tag once, and opens a limited number of tags.
    #[test]
    fn opened_tags_are_bounded() {
        let hello = Hello {
            person: PersonKey([0; 32]),
            tag: Tag(1),
            name: String::new(),
            since: 0,
            at: 0,
            owner: None,
            code: None,
        };
        let mut peer = Peer::new(&hello, None, Arc::new(Outbox::new(1, Default::default())));
        assert!((0..MAX_TAGS as u64).all(|tag| peer.open(Tag(tag)) == Some(true)));
        assert_eq!(peer.open(Tag(7)), Some(false));
        assert_eq!(peer.open(Tag(5_000)), None);
        peer.restart(0);
        assert_eq!(peer.open(Tag(5_000)), Some(true), "a new hello resets them");
    }
}
