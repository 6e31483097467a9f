//! A room's lesson: who joins it, and how a change of it reaches everybody (SPEC R4, J2, J3).

use std::sync::Arc;
use std::time::Instant;

use crate::board::{ChangeRefused, JoinCode, Lesson, LessonChange, LessonSet, OwnerKey, PersonKey, Role, Standing};
use crate::hub::attention::end_lost_lead;
use crate::hub::door::{Barred, Visitor};
use crate::hub::draft_rights::may_become_edit;
use crate::hub::fail_stop::lock;
use crate::hub::fanout::Fanout;
use crate::hub::fanout::frame_queue::{FrameKind, StateKind};
use crate::hub::lesson_changes::{LessonAnswer, LessonRefused};
use crate::hub::room::{Room, State};
use crate::protocol::{LessonState, You};
use crate::store::Batch;

impl Room {
    /// A person joins the lesson: whoever shows the owner's token becomes a teacher (SPEC J2), and the others get an author
    /// number, so that a teacher can name them (SPEC J3). Does nothing on a board without owner.
    pub(in crate::hub) fn enter_lesson(
        self: &Arc<Self>,
        state: &mut State,
        person: PersonKey,
        owner: Option<OwnerKey>,
    ) {
        let (is_owned, is_owner, is_teacher) = {
            let lesson = lock(&self.lesson);
            (lesson.is_owned(), lesson.is_owned() && lesson.owner == owner, lesson.is_teacher(&person))
        };
        if is_owner && !is_teacher {
            state.core.expect_always(person);
        } else if is_owned && state.queue.lanes.may_number(Instant::now()) {
            state.core.expect(person);
        }
        if let Some(owner) = owner.filter(|_| is_owned && !is_teacher) {
            // The step decides: the operator may have replaced the token meanwhile (SPEC J7).
            state.lesson_changes.push_once(LessonChange::Enrol(person, owner));
            self.flush_worklist.push(self.clone());
        }
    }

    /// Changes the settings of the lesson in the next step, before its edits. The change is made even if the request is
    /// dropped.
    ///
    /// # Errors
    /// See [`LessonRefused`].
    pub async fn change_lesson(self: &Arc<Self>, visitor: &Visitor, set: LessonSet) -> LessonAnswer {
        self.request_change(visitor, |by, has_token| LessonChange::Set { by, has_token, set }).await
    }

    /// Opens the lesson to a code, unless it is open, or closes it (SPEC J4, J6).
    ///
    /// # Errors
    /// See [`LessonRefused`].
    pub async fn change_code(self: &Arc<Self>, visitor: &Visitor, code: Option<JoinCode>) -> LessonAnswer {
        self.request_change(visitor, |by, has_token| LessonChange::Code { by, has_token, code }).await
    }

    async fn request_change(
        self: &Arc<Self>,
        visitor: &Visitor,
        change: impl FnOnce(Option<PersonKey>, bool) -> LessonChange,
    ) -> LessonAnswer {
        let by = visitor.person;
        let answered = {
            let mut state = self.lock();
            if state.leaving {
                return Err(LessonRefused::Leaving);
            }
            let (has_token, is_teacher) = {
                let lesson = lock(&self.lesson);
                let is_teacher = by.as_ref().is_some_and(|person| lesson.is_teacher(person));
                (lesson.is_owned() && lesson.owner == visitor.owner, is_teacher)
            };
            // The step decides; this only keeps others from filling the queue.
            if !has_token && !is_teacher && !by.is_some_and(|person| state.lesson_changes.enrols(&person)) {
                return Err(LessonRefused::Change(ChangeRefused::Role));
            }
            let answered = state.lesson_changes.request(change(by, has_token))?;
            // Also while edits are parked: a change does not wait for them.
            self.flush_worklist.push(self.clone());
            answered
        };
        answered.await.unwrap_or(Err(LessonRefused::Leaving))
    }

    /// Whether changes of the lesson wait for a step.
    pub(in crate::hub) fn has_lesson_changes(&self) -> bool {
        !self.lock().lesson_changes.is_empty()
    }

    /// The public settings of an owned lesson.
    pub(in crate::hub) fn lesson_state(&self) -> Option<LessonState> {
        let lesson = lock(&self.lesson);
        lesson.is_owned().then(|| LessonState::of(&lesson))
    }

    /// Stamp of the lesson.
    pub(in crate::hub) fn lesson_stamp(&self) -> u64 {
        lock(&self.lesson).stamp
    }

    /// Sends the persons whom a commit numbered their author number.
    pub(in crate::hub) fn tell_numbers(&self, state: &State, batch: &Batch) {
        if batch.authors.is_empty() || !lock(&self.lesson).is_owned() {
            return;
        }
        let is_new = |person: &PersonKey| batch.authors.iter().any(|(_, numbered, _)| numbered == person);
        let peers = state.fanout.peers.iter().filter(|(_, peer)| is_new(&peer.person));
        peers.for_each(|(number, _)| self.send_you(state, *number));
    }

    /// Current role of a person.
    pub(in crate::hub) fn role_of(&self, state: &State, person: &PersonKey) -> Role {
        lock(&self.lesson).role_of(person, state.core.knows(person))
    }

    /// Sends a peer its role and author number (SPEC R4).
    pub(in crate::hub) fn send_you(&self, state: &State, number: u32) {
        let Some(peer) = state.fanout.peers.get(&number) else { return };
        let you = You { role: self.role_of(state, &peer.person), author: peer.author, name: peer.called.clone() };
        peer.outbox.push(FrameKind::State(StateKind::You), you.frame());
    }

    /// Makes a stored lesson the current one. Sends it to everybody before any answer that depends on it, and ends what it
    /// forbids: drafts, cursors and lasers.
    pub(in crate::hub) fn adopt_lesson(self: &Arc<Self>, state: &mut State, lesson: Lesson) {
        let old = std::mem::replace(&mut *lock(&self.lesson), lesson.clone());
        if old == lesson {
            return;
        }
        let frame = LessonState::of(&lesson).frame();
        let (mut changed, mut removed) = (Vec::new(), Vec::new());
        let State { core, fanout: Fanout { peers, unbound, live_batch, .. }, .. } = &mut *state;
        let next_author = core.registry.next_author();
        for (number, peer) in peers.iter_mut() {
            peer.outbox.push(FrameKind::State(StateKind::Lesson), frame.clone());
            let author = peer.author.unwrap_or(next_author);
            // A peer without a number is in the room: it stays, whatever becomes of the door.
            let [before, after] = [&old, &lesson].map(|lesson| lesson.role_of(&peer.person, true));
            let called = peer.author.and_then(|author| lesson.called.get(&author).cloned());
            let is_renamed = peer.called != called;
            peer.called = called;
            if is_renamed && !unbound.contains(number) {
                live_batch.name(*number, peer.shown_name());
            }
            if before != after || is_renamed {
                changed.push(*number);
            }
            if after == Role::Out {
                removed.push(*number);
            } else if !lesson.admits_strangers() {
                core.expect_always(peer.person);
            }
            let standing = Standing { role: after, author };
            let ended = peer.live.end_forbidden(|draft| may_become_edit(draft, standing, &lesson, &core.board));
            let hides = !lesson.shows_cursor(standing) && peer.live.hide_cursor();
            if !unbound.contains(number) {
                ended.into_iter().for_each(|gesture| live_batch.end(*number, gesture));
                if hides {
                    live_batch.hide_cursor(*number);
                }
            }
        }
        changed.into_iter().for_each(|number| self.send_you(state, number));
        end_lost_lead(state, &lesson);
        for number in removed {
            if let Some(peer) = state.fanout.peers.get(&number) {
                peer.outbox.close(&Barred::Removed.close());
            }
            self.remove(state, number);
        }
        self.store_reserved(state);
        self.schedule_publish(state);
    }
}
