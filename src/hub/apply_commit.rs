//! What a room does around a commit: orders before it, applies and answers after it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::board::Verdict;
use crate::hub::clock::now_ms;
use crate::hub::core::{Answer, Staged, Waiting};
use crate::hub::fail_stop::supervise;
use crate::hub::queue::budget::StepBudget;
use crate::hub::queue::submitters::Outcome;
use crate::hub::room::{Room, State};

/// Names and tags that could not be stored are tried again after this.
const STORE_AGAIN: Duration = Duration::from_secs(1);

impl Room {
    /// Seq of the last edit that this room knows.
    pub(in crate::hub) fn head(&self) -> u64 {
        self.lock().core.board.head()
    }

    /// Seq and time of that edit.
    pub(in crate::hub) fn place(&self) -> (u64, u64) {
        let state = self.lock();
        (state.core.board.head(), state.core.board.at())
    }

    /// The next edits in line, and whether names or tags wait to be stored. Asks to be called again when
    /// rates made some edits stay (SPEC L8).
    pub(in crate::hub) fn take_waiting(self: &Arc<Self>, step: &mut StepBudget) -> (Vec<Waiting>, bool) {
        let mut guard = self.lock();
        let state = &mut *guard;
        state.queued = false;
        let core = &state.core;
        let (waiting, pause) = state.queue.lines.take(step, |waiting| core.cost(waiting), Instant::now());
        if let Some(pause) = pause {
            if pause.is_zero() {
                self.want_flush(state);
            } else {
                self.flush_later(state, pause);
            }
        }
        (waiting, state.people.has_unstored() || state.core.has_reserved())
    }

    /// Asks the flusher for a step after a while, unless that is asked for sooner already.
    fn flush_later(self: &Arc<Self>, state: &mut State, pause: Duration) {
        let due = Instant::now() + pause;
        if state.flush_timer.is_some_and(|timer| timer <= due) {
            return;
        }
        state.flush_timer = Some(due);
        let room = self.clone();
        supervise("rate timer", async move {
            tokio::time::sleep(pause).await;
            let mut state = room.lock();
            // Otherwise a timer that was to go off sooner has taken its place.
            if state.flush_timer == Some(due) {
                state.flush_timer = None;
                room.want_flush(&mut state);
            }
        });
    }

    /// Orders edits on the board as it is and with the rights that hold now (SPEC O6); changes nothing.
    pub(in crate::hub) fn order(&self, waiting: &[Waiting]) -> Staged {
        let state = self.lock();
        let State { core, people, queue, fanout, .. } = &*state;
        let mut staged = core.stage(&self.lesson.lock(), waiting, now_ms(), |person| {
            let here = fanout.peers.values().find(|peer| peer.person == *person).map(|peer| peer.name.clone());
            let gone = || people.departed(person);
            here.or_else(|| queue.submitters.name_of(person)).or_else(gone).unwrap_or_default()
        });
        staged.batch.names = people.unstored();
        staged
    }

    /// The commit held: applies, publishes and answers.
    pub(in crate::hub) fn apply_commit(self: &Arc<Self>, waiting: &[Waiting], staged: &Staged) {
        let mut state = self.lock();
        let batch = &staged.batch;
        state.people.stored(&batch.authors, &batch.names);
        batch.authors.iter().for_each(|(author, person, _)| state.fanout.set_author(person, *author));
        let (touched, answers) = state.core.apply_commit(waiting, staged);
        for (((edit, ops), touched), seq) in batch.edits.iter().zip(&touched).zip(batch.first..) {
            state.fanout.end_draft(edit.tag, edit.n);
            self.snapshot.follow(seq, ops.len(), touched);
        }
        state.show_bound_peers();
        state.answer(waiting, answers);
        let State { core, queue, .. } = &mut *state;
        queue.lines.pay_authors(batch.authors.len());
        for (Waiting { sender, submission, .. }, verdict) in waiting.iter().zip(staged.verdicts()) {
            let next = core.next(submission.tag, submission.person).unwrap_or(1);
            queue.submitters.tell(sender.peer, (submission.tag, submission.n), Outcome::of(verdict, next));
        }
        for (waiting, verdict) in waiting.iter().zip(staged.verdicts()) {
            let stored = match verdict {
                Verdict::Stored(seq) => batch.edits[(seq - batch.first) as usize].1.bytes(),
                Verdict::Duplicate { .. } | Verdict::Gap { .. } | Verdict::Ignored | Verdict::Refused(_) => {
                    waiting.bytes
                }
            };
            // What everybody is sent counts, also where it is stored in fewer bytes.
            queue.lines.correct_charge(waiting, stored.max(waiting.bytes) as u64);
        }
        self.snapshot.history.wrote(batch.edits.iter().map(|(_, ops)| ops.bytes() as u64).sum());
        self.want_chunks();
        self.weigh(&state);
        let stored = waiting.iter().zip(staged.verdicts());
        let stored = stored.filter(|(_, verdict)| matches!(verdict, Verdict::Stored(_)));
        self.publish_to_authors(&mut state, &stored.map(|(waiting, _)| waiting.sender).collect());
        self.schedule_publish(&mut state);
    }

    /// The commit failed or may have failed: authors keep their edits and send them again (SPEC L6).
    pub(in crate::hub) fn fail(self: &Arc<Self>, waiting: &[Waiting]) {
        let mut state = self.lock();
        let answers = state.core.fail(waiting);
        waiting.iter().for_each(|waiting| state.queue.lines.correct_charge(waiting, 0));
        state.answer(waiting, answers);
        state.queue.not_stored(waiting);
        if state.people.has_unstored() || state.core.has_reserved() {
            // Nobody sends these again.
            self.flush_later(&mut state, STORE_AGAIN);
        }
        self.schedule_publish(&mut state);
    }
}

impl State {
    /// Shows the others the peers whose tags are stored.
    pub(in crate::hub) fn show_bound_peers(&mut self) {
        let Self { fanout, core, .. } = self;
        fanout.show_bound(|tag| core.is_bound(tag));
    }

    fn answer(&mut self, waiting: &[Waiting], answers: Vec<Answer>) {
        self.queue.answered(waiting);
        if self.queue.lines.is_idle() {
            self.people.forget_departed();
        }
        self.fanout.answer(answers);
    }
}
