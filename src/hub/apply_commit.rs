//! A room's part in a commit: it takes and orders edits before it, and applies, publishes and replies after it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::board::{LoggedEdit, Verdict};
use crate::hub::clock::now_ms;
use crate::hub::core::Staged;
use crate::hub::fail_stop::{lock, supervise};
use crate::hub::lesson_changes::StagedLesson;
use crate::hub::queue::budget::StepBudget;
use crate::hub::queue::queued_edit::QueuedEdit;
use crate::hub::queue::submitters::Outcome;
use crate::hub::reply::Reply;
use crate::hub::room::{Room, State};

/// Delay before names and tags are stored again after a failed commit.
const RETRY_STORE: Duration = Duration::from_secs(1);

impl Room {
    /// Takes the next edits from the queue. The second value tells whether names or tags have to be stored too. Schedules
    /// another call when rate limits hold edits back (SPEC L8).
    pub(in crate::hub) fn take_edits(self: &Arc<Self>, step: &mut StepBudget) -> (Vec<QueuedEdit>, bool) {
        let mut guard = self.lock();
        let state = &mut *guard;
        state.queue.is_scheduled = false;
        let core = &state.core;
        let (edits, pause) = state.queue.lanes.take(step, |edit| core.cost(edit), Instant::now());
        match pause {
            Some(Duration::ZERO) => self.request_flush(state),
            Some(pause) => self.request_flush_after(state, pause),
            None => {}
        }
        (edits, state.has_unstored())
    }

    /// Requests a step of the flusher after a pause, unless an earlier one is requested.
    fn request_flush_after(self: &Arc<Self>, state: &mut State, pause: Duration) {
        let due = Instant::now() + pause;
        if state.queue.flush_timer.is_some_and(|timer| timer <= due) {
            return;
        }
        state.queue.flush_timer = Some(due);
        let room = self.clone();
        supervise("rate timer", async move {
            tokio::time::sleep(pause).await;
            let mut state = room.lock();
            // Otherwise an earlier timer has replaced this one.
            if state.queue.flush_timer == Some(due) {
                state.queue.flush_timer = None;
                room.request_flush(&mut state);
            }
        });
    }

    /// Makes the waiting changes of the lesson and then orders edits on the current board with these rights (SPEC R2). Changes
    /// nothing before the commit.
    ///
    /// # Errors
    /// The large edits whose texts have to be written before.
    pub(in crate::hub) fn order(&self, edits: &[QueuedEdit]) -> Result<Staged, Vec<LoggedEdit>> {
        let state = self.lock();
        let State { core, people, queue, fanout, lesson_changes, .. } = &*state;
        let (lesson, ordered) = {
            let current = lock(&self.lesson);
            let staged = lesson_changes.stage(&current, || core.expected_authors());
            let ordered = core.order(staged.as_ref().map_or(&*current, |staged| &staged.lesson), edits, now_ms());
            (staged, ordered)
        };
        let unwritten = core.unwritten(&ordered);
        if !unwritten.is_empty() {
            return Err(unwritten);
        }
        let mut staged = core.stage(ordered, |person| {
            let connected = fanout.peers.values().find(|peer| peer.person == *person).map(|peer| peer.name.clone());
            let departed = || people.departed(person);
            connected.or_else(|| queue.submitters.name_of(person)).or_else(departed).unwrap_or_default()
        });
        staged.batch.names = people.unstored();
        staged.batch.lesson = lesson.as_ref().and_then(StagedLesson::row);
        staged.lesson = lesson;
        Ok(staged)
    }

    /// Applies a successful commit, publishes its edits and replies to their senders.
    pub(in crate::hub) fn apply_commit(self: &Arc<Self>, edits: &[QueuedEdit], staged: &Staged) {
        let mut state = self.lock();
        let batch = &staged.batch;
        state.people.stored(&batch.authors, &batch.names);
        batch.authors.iter().for_each(|(author, person, _)| state.fanout.set_author(person, *author));
        self.tell_numbers(&state, batch);
        let (touched, replies) = state.core.apply_commit(edits, staged);
        if let Some(lesson) = &staged.lesson {
            self.adopt_lesson(&mut state, lesson.lesson.clone());
            state.lesson_changes.complete(lesson);
        }
        for (((edit, ops), touched), seq) in batch.edits.iter().zip(&touched).zip(batch.first..) {
            state.fanout.end_draft(edit.tag, edit.n);
            self.snapshot.record_edit(seq, ops.len(), touched);
        }
        state.show_bound_peers();
        state.complete(edits, replies);
        state.settle_queue(edits, staged);
        self.snapshot.history.wrote(batch.edits.iter().map(|(_, ops)| ops.bytes() as u64).sum());
        self.request_chunks();
        self.update_memory(&state);
        let stored = edits.iter().zip(staged.verdicts());
        let stored = stored.filter(|(_, verdict)| matches!(verdict, Verdict::Stored(_)));
        self.publish_to_authors(&mut state, &stored.map(|(edit, _)| edit.sender).collect());
        self.schedule_publish(&mut state);
    }

    /// Handles a commit that failed or may have failed: authors keep their edits and send them again (SPEC L6).
    pub(in crate::hub) fn fail_commit(self: &Arc<Self>, edits: &[QueuedEdit]) {
        let mut state = self.lock();
        let replies = state.core.fail_commit(edits);
        state.lesson_changes.expire(Instant::now());
        edits.iter().for_each(|edit| state.queue.lanes.correct_bytes(edit, 0));
        state.complete(edits, replies);
        state.queue.notify_not_stored(edits);
        if state.has_unstored() {
            // No client sends names and tags again, and a request waits for its change of the lesson.
            self.request_flush_after(&mut state, RETRY_STORE);
        }
        self.schedule_publish(&mut state);
    }
}

impl State {
    /// Whether names, tags, newcomers or a lesson have to be stored.
    pub(in crate::hub) fn has_unstored(&self) -> bool {
        let Self { people, core, lesson_changes, .. } = self;
        people.has_unstored() || core.has_reserved() || core.has_newcomers() || !lesson_changes.is_empty()
    }

    /// Shows the others the peers whose tags are stored.
    pub(in crate::hub) fn show_bound_peers(&mut self) {
        let Self { fanout, core, .. } = self;
        fanout.show_bound(|tag| core.is_bound(tag));
    }

    /// Makes room in the queue and queues the replies.
    fn complete(&mut self, edits: &[QueuedEdit], replies: Vec<Reply>) {
        self.queue.complete(edits);
        if self.queue.lanes.is_idle() {
            self.people.forget_departed();
        }
        self.fanout.queue_replies(replies);
    }

    /// Notifies the requests of committed edits, and replaces estimated charges by actual ones.
    fn settle_queue(&mut self, edits: &[QueuedEdit], staged: &Staged) {
        let batch = &staged.batch;
        let Self { core, queue, .. } = self;
        queue.lanes.charge_authors(batch.authors.len());
        for (edit, verdict) in edits.iter().zip(staged.verdicts()) {
            let QueuedEdit { sender, submission, .. } = edit;
            let next = core.next(submission.tag, submission.person).unwrap_or(1);
            queue.submitters.notify(sender.peer, submission.tag, submission.n, Outcome::of(verdict, next));
            let stored = match verdict {
                Verdict::Stored(seq) => batch.edits[(seq - batch.first) as usize].1.bytes(),
                Verdict::Duplicate { .. }
                | Verdict::Gap { .. }
                | Verdict::Ignored
                | Verdict::Held
                | Verdict::Refused(_) => edit.bytes,
            };
            // Peers are sent the JSON, also where the store compresses it.
            queue.lanes.correct_bytes(edit, stored.max(edit.bytes) as u64);
        }
    }
}
