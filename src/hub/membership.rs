//! A connection's membership in a room: begins with `hello` and ends when it is dropped.

use std::sync::Arc;
use std::time::Instant;

use crate::board::{Canvas, Standing, Submission, limits};
use crate::hub::core::Resume;
use crate::hub::door::Visitor;
use crate::hub::draft_rights::may_become_edit;
use crate::hub::fail_stop::{lock, supervise};
use crate::hub::fanout::Fanout;
use crate::hub::fanout::frame_queue::{FrameKind, StateKind};
use crate::hub::fanout::live::is_stale;
use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::peer::Peer;
use crate::hub::fanout::pull::pull;
use crate::hub::queue::queued_edit::{QueuedEdit, Sender};
use crate::hub::room::{Room, State};
use crate::protocol::{Close, CloseCode, DecodedOps, Draft, Hello, Presence, Resync, Welcome};

const SUPERSEDED: Close = Close::new(CloseCode::Superseded, "this page is connected a second time");
const TAG_TAKEN: Close = Close::new(CloseCode::Forbidden, "this tag belongs to somebody else");
const FLOOD: Close = Close::new(CloseCode::Flood, "too many edits were sent without waiting for answers");
const MANY_TAGS: Close =
    Close::new(CloseCode::Flood, "edits of too many pages were sent over one connection; come back");
const UNREAD: Close = Close::new(CloseCode::Flood, "too much was asked without reading the answers");
const FULL: Close = Close::new(CloseCode::Full, "600 people are on this board and no more fit; come back");

/// See the module.
pub struct Membership {
    room: Arc<Room>,
    number: u32,
}

/// The result of the first `hello` of a connection.
pub enum Entry {
    /// The connection is a peer.
    Joined(Membership),
    /// The client cannot resume from its state: it was told to load the snapshot (SPEC C6).
    Resync,
}

impl Room {
    /// Makes a connection a peer. Its `welcome` or `resync` is in the outbox when this returns.
    ///
    /// # Errors
    /// The close of the connection.
    pub async fn join(self: &Arc<Self>, hello: &Hello, outbox: Arc<Outbox>) -> Result<Entry, Close> {
        // A closed door is told below.
        let _barred = self.receive(&Visitor::of(hello)).await;
        self.let_in(hello, &outbox)?;
        if !self.can_resume(hello).await? {
            let is_queued = outbox.push(FrameKind::Control, Resync {}.frame());
            return if is_queued { Ok(Entry::Resync) } else { Err(UNREAD) };
        }
        // Again, because the lesson may have changed meanwhile.
        self.let_in(hello, &outbox)?;
        let mut state = self.lock();
        let number = state.next_number;
        let author = admit(&mut state, hello, number, &outbox)?;
        state.next_number += 1;
        self.enter_lesson(&mut state, hello.person, hello.owner);
        self.store_reserved(&mut state);
        let mut peer = Peer::new(hello, author, outbox);
        peer.called = author.and_then(|author| lock(&self.lesson).called.get(&author).cloned());
        state.fanout.join(number, peer);
        state.show_bound_peers();
        self.welcome(&mut state, number);
        self.schedule_publish(&mut state);
        supervise("pull", pull(self.clone(), number));
        Ok(Entry::Joined(Membership { room: self.clone(), number }))
    }

    /// Requests that a new tag is stored: then nobody else can claim it, even after a restart, and the peer is shown. The same
    /// step numbers the newcomers of a lesson.
    pub(in crate::hub) fn store_reserved(self: &Arc<Self>, state: &mut State) {
        if state.has_unstored() {
            self.request_flush(state);
        }
    }

    /// Sends `welcome` to a peer. Returns `false` when the peer does not read its replies.
    fn welcome(self: &Arc<Self>, state: &mut State, number: u32) -> bool {
        let (peers, count) = (state.fanout.cards(number), state.fanout.peers.len());
        let State { fanout, core, .. } = state;
        let (head, at) = (core.board.head(), core.board.at());
        let Some(peer) = fanout.peers.get_mut(&number) else { return true };
        let last = core.last(peer.tag);
        let author = peer.author;
        let (role, mode) = {
            let lesson = lock(&self.lesson);
            // Whoever is here has been let in.
            (lesson.role_of(&peer.person, true), lesson.settings.mode)
        };
        let welcome = Welcome { head, at, role, mode, author, peer: number, last, peers, count };
        let is_queued = peer.outbox.push(FrameKind::Control, welcome.frame());
        if let Some(lesson) = self.lesson_state() {
            peer.outbox.push(FrameKind::State(StateKind::Lesson), lesson.frame());
            peer.outbox.push(FrameKind::State(StateKind::Call), fanout.attention.lead().frame());
        }
        is_queued
    }

    /// Whether the client can continue with the log from its state.
    async fn can_resume(&self, hello: &Hello) -> Result<bool, Close> {
        let Hello { since, at, .. } = *hello;
        if since + 1 < self.snapshot.history.first() {
            return Ok(false);
        }
        let resume = self.lock().core.resume(since, at, |head| self.snapshot.has_newer(since, head, Instant::now()));
        match resume {
            Resume::Follows => Ok(true),
            Resume::Resync => Ok(false),
            Resume::Unknown => {
                let stored = self.store.time_of(self.row, since).await.map_err(|error| {
                    tracing::error!(%error, "cannot read the log");
                    Close::UNREADABLE
                })?;
                Ok(stored == Some(at))
            }
        }
    }
}

/// Checks that the room has a place (SPEC C13) and that the tag is the person's (SPEC E3), closes an older connection of the
/// same page (SPEC C7), and returns the person's author number. `number` is that of the peer.
fn admit(state: &mut State, hello: &Hello, number: u32, outbox: &Outbox) -> Result<Option<u32>, Close> {
    if state.leaving {
        return Err(Close::RESTART);
    }
    let mut same = state.fanout.peers.values().filter(|peer| peer.tag == hello.tag && peer.person == hello.person);
    // The page has opened a newer connection; this hello was delayed.
    if same.any(|peer| outbox.is_older_than(&peer.outbox)) {
        return Err(SUPERSEDED);
    }
    let others = state.fanout.peers.iter().filter(|(other, peer)| **other != number && peer.tag != hello.tag);
    if others.count() >= limits::PEERS {
        return Err(FULL);
    }
    // The registry may be too full to hold this tag: then the connected peer is its only owner.
    if state.fanout.peers.values().any(|peer| peer.tag == hello.tag && peer.person != hello.person) {
        return Err(TAG_TAKEN);
    }
    let author = state.core.admit(hello.tag, hello.person).map_err(|_| TAG_TAKEN)?;
    let withdrawn = state.queue.lanes.withdraw_tag(hello.tag);
    state.queue.notify_not_stored(&withdrawn);
    let peers = state.fanout.peers.iter();
    let older = peers.filter(|(other, peer)| **other != number && peer.tag == hello.tag).map(|(other, _)| *other);
    for other in older.collect::<Vec<u32>>() {
        if let Some(peer) = state.fanout.leave(other) {
            peer.outbox.close(&SUPERSEDED);
        }
    }
    Ok(author)
}

impl Membership {
    /// Number of the connection in its room.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Its room.
    pub fn room(&self) -> &Arc<Room> {
        &self.room
    }

    /// Handles another `hello` of the same connection, after a resync or a gap (SPEC C6, C8).
    ///
    /// # Errors
    /// The close of the connection.
    pub async fn hello_again(&self, hello: &Hello) -> Result<(), Close> {
        let can_resume = self.room.can_resume(hello).await?;
        let mut state = self.room.lock();
        let Some(peer) = state.fanout.peers.get(&self.number) else { return Ok(()) };
        let outbox = peer.outbox.clone();
        if peer.tag != hello.tag || peer.person != hello.person {
            return Err(TAG_TAKEN);
        }
        if !can_resume {
            let is_queued = outbox.push(FrameKind::Control, Resync {}.frame());
            return if is_queued { Ok(()) } else { Err(UNREAD) };
        }
        let author = admit(&mut state, hello, self.number, &outbox)?;
        self.room.enter_lesson(&mut state, hello.person, hello.owner);
        self.room.store_reserved(&mut state);
        let must_pull = state.fanout.peers.get_mut(&self.number).is_some_and(|peer| {
            peer.author = author;
            peer.restart(hello.since)
        });
        let is_queued = self.room.welcome(&mut state, self.number);
        // It may have closed an older connection of the page.
        self.room.schedule_publish(&mut state);
        if must_pull {
            supervise("pull", pull(self.room.clone(), self.number));
        }
        if is_queued { Ok(()) } else { Err(UNREAD) }
    }

    /// Queues edits to be ordered.
    ///
    /// # Errors
    /// The close of a client that floods (SPEC E11).
    pub fn submit(&self, ops: DecodedOps) -> Result<(), Close> {
        let mut state = self.room.lock();
        if state.leaving {
            return Ok(());
        }
        let Some(peer) = state.fanout.peers.get_mut(&self.number) else { return Ok(()) };
        let tag = ops.tag.unwrap_or(peer.tag);
        let mut opens = peer.open(tag).ok_or(MANY_TAGS)?;
        let person = peer.person;
        let sender = Sender { peer: self.number, hello: peer.hellos };
        for (n, (edit, bytes)) in (ops.first..).zip(ops.edits) {
            let submission = Submission { tag, person, n, opens, edit };
            opens = false;
            if !state.queue.lanes.push(QueuedEdit::new(sender, submission, bytes)) {
                return Err(FLOOD);
            }
        }
        self.room.request_flush(&mut state);
        Ok(())
    }

    /// Relays a draft, if it may become an edit with the current rights (SPEC V4).
    pub fn draft(&self, draft: Draft) {
        let mut state = self.room.lock();
        let is_bound = state.fanout.is_bound(self.number);
        let State { fanout: Fanout { peers, live_batch, .. }, core, .. } = &mut *state;
        let now = Instant::now();
        let Some(peer) = peers.get_mut(&self.number) else { return };
        let Some(draft) = peer.allowance.admit(draft, now) else { return };
        let next = core.next(peer.tag, peer.person).unwrap_or(1);
        let draft = ended_if_far(draft, next + limits::PERSON_EDITS.1);
        let author = peer.author.unwrap_or(core.registry.next_author());
        let is_allowed = {
            let lesson = lock(&self.room.lesson);
            let standing = Standing { role: lesson.role_of(&peer.person, true), author };
            may_become_edit(&draft, standing, &lesson, &core.board)
        };
        if !is_allowed || is_stale(&draft, |id| core.board.shape(id).is_some()) {
            return;
        }
        peer.live.draft(&draft, now);
        if is_bound {
            live_batch.draft(self.number, draft);
        }
        self.room.schedule_publish(&mut state);
    }

    /// Relays presence, without a cursor that the lesson hides (SPEC V4).
    pub fn presence(&self, mut presence: Presence) {
        let mut state = self.room.lock();
        let is_bound = state.fanout.is_bound(self.number);
        let State { fanout: Fanout { peers, live_batch, .. }, people, .. } = &mut *state;
        let Some(peer) = peers.get_mut(&self.number) else { return };
        presence.name = presence.name.filter(|_| peer.allowance.admit_name(Instant::now()));
        let shows_cursor = {
            let lesson = lock(&self.room.lesson);
            let role = lesson.role_of(&peer.person, true);
            lesson.shows_cursor(Standing { role, author: peer.author.unwrap_or(0) })
        };
        presence.cursor = presence.cursor.filter(|_| shows_cursor);
        peer.live.presence(&presence);
        let mut is_renamed = false;
        if let Some(name) = &presence.name {
            peer.name.clone_from(name);
            is_renamed = peer.author.is_some_and(|author| people.rename(author, name));
        }
        // The others go on to see the name that a teacher gave.
        presence.name = presence.name.filter(|_| peer.called.is_none());
        if is_bound {
            live_batch.presence(self.number, &presence);
        }
        self.attend(&mut state, &presence);
        if is_renamed {
            self.room.request_flush(&mut state);
        }
        self.room.schedule_publish(&mut state);
    }

    /// Answers `ping` (SPEC C8).
    ///
    /// # Errors
    /// The close of a client that does not read its replies.
    pub fn pong(&self) -> Result<(), Close> {
        let state = self.room.lock();
        let frame = state.fanout.heartbeat();
        let peer = state.fanout.peers.get(&self.number);
        let is_queued = peer.is_none_or(|peer| peer.outbox.push(FrameKind::Control, frame));
        if is_queued { Ok(()) } else { Err(UNREAD) }
    }
}

/// Ends a gesture instead of waiting for an edit above number `most`, which is not ordered soon, if ever (SPEC V5).
fn ended_if_far(mut draft: Draft, most: u64) -> Draft {
    if draft.done.is_some_and(|n| n > most) {
        (draft.done, draft.end) = (None, true);
    }
    draft
}

impl Drop for Membership {
    fn drop(&mut self) {
        let mut state = self.room.lock();
        self.room.remove(&mut state, self.number);
        self.room.schedule_publish(&mut state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [V5] A gesture does not wait for an edit that is far away.
    #[test]
    fn a_gesture_waits_for_a_near_edit_only() {
        let draft = |n: u64| serde_json::from_str::<Draft>(&format!(r#"{{"g":1,"done":{n}}}"#)).unwrap();
        let ended = ended_if_far(draft(8), 7);
        assert!(ended.end && ended.done.is_none());
        assert_eq!(ended_if_far(draft(7), 7), draft(7));
    }
}
