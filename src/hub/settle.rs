//! What a room does around a commit: orders before it, applies and answers after it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::core::{Answer, Said, Staged, Waiting};
use super::posters::Fate;
use super::room::{Room, State};
use crate::board::{LoggedEdit, Touched};
use crate::store::StoreError;

/// Log read at a time when a room reads what it missed.
const RELOAD_BYTES: usize = 1024 * 1024;

fn now_ms() -> u64 {
    // A clock before 1970 counts as 1970: `at` only ever grows (SPEC O2).
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

impl Room {
    /// Seq of the last edit that this room knows.
    pub(super) fn head(&self) -> u64 {
        self.lock().core.board.head()
    }

    /// The next edits in line, and whether names wait to be stored. Asks to be called again when
    /// rates made some edits stay (SPEC L8).
    pub(super) fn take_waiting(self: &Arc<Self>) -> (Vec<Waiting>, bool) {
        let mut state = self.lock();
        state.queued = false;
        let (waiting, pause) = state.inbox.take();
        if let Some(pause) = pause {
            if pause.is_zero() {
                self.want_flush(&mut state);
            } else {
                let room = self.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(pause).await;
                    room.want_flush(&mut room.lock());
                });
            }
        }
        (waiting, !state.renamed.is_empty())
    }

    /// Orders edits on the board as it is; changes nothing.
    pub(super) fn order(&self, waiting: &[Waiting]) -> Staged {
        let state = self.lock();
        let State { core, names, peers, posters, departed, .. } = &*state;
        let mut staged = core.stage(waiting, now_ms(), |person| {
            let here = peers.values().find(|peer| peer.person == *person).map(|peer| peer.name.clone());
            let gone = || departed.get(person).cloned();
            here.or_else(|| posters.name_of(person)).or_else(gone).unwrap_or_default()
        });
        let renamed = state.renamed.iter().filter_map(|author| Some((*author, names.get(author)?.clone())));
        staged.batch.names = renamed.collect();
        staged
    }

    /// The commit held: applies, publishes and answers.
    pub(super) fn settle(self: &Arc<Self>, waiting: &[Waiting], staged: &Staged) {
        let mut state = self.lock();
        let batch = &staged.batch;
        state.renamed.retain(|author| !batch.names.iter().any(|(stored, _)| stored == author));
        for (author, person, name) in &batch.authors {
            state.names.insert(*author, name.clone());
            let State { peers, gathered, .. } = &mut *state;
            for (number, peer) in peers.iter_mut().filter(|(_, peer)| peer.person == *person) {
                peer.author = Some(*author);
                gathered.author(*number, *author);
            }
        }
        let (touched, answers) = state.core.settle(waiting, staged);
        for (((edit, ops), touched), seq) in batch.edits.iter().zip(&touched).zip(batch.first..) {
            state.follow(edit, touched);
            self.snapshot.follow(seq, ops.len());
        }
        state.answer(waiting, answers);
        let State { core, posters, .. } = &mut *state;
        for (Waiting { sender, submission, .. }, verdict) in waiting.iter().zip(staged.verdicts()) {
            let next = core.next(submission.tag, submission.person).unwrap_or(1);
            posters.tell(sender.peer, submission.n, Fate::of(verdict, next));
        }
        self.want_chunks(&mut state);
        self.stir(&mut state);
    }

    /// The commit failed or may have failed: authors keep their edits and send them again (SPEC L6).
    pub(super) fn fail(self: &Arc<Self>, waiting: &[Waiting]) {
        let mut state = self.lock();
        let answers = state.core.fail(waiting);
        state.answer(waiting, answers);
        state.posters.void(waiting);
        self.stir(&mut state);
    }

    /// Reads what the store has and this room has not: a commit whose outcome was unknown.
    ///
    /// # Errors
    /// When the store cannot be read, or has less than this room has shown.
    pub(super) async fn reload(self: &Arc<Self>, head: u64) -> Result<(), StoreError> {
        let stored = self.store.board(self.key.as_str()).await?;
        let mut edits = Vec::new();
        let mut at = self.head();
        if head < at {
            return Err(StoreError::Behind { shown: at, stored: head });
        }
        while at < head {
            let rows = self.store.log(self.row, at, RELOAD_BYTES).await?;
            at = rows.last().map_or(head, |(seq, _, _)| *seq);
            edits.extend(rows);
        }
        let mut state = self.lock();
        let touched = state.core.catch_up(stored.registry, &edits);
        for ((seq, edit, ops), touched) in edits.iter().zip(&touched) {
            state.follow(edit, touched);
            self.snapshot.follow(*seq, ops.len());
        }
        self.stir(&mut state);
        Ok(())
    }
}

impl State {
    /// Lets everything that follows the board know of an edit that it took in.
    fn follow(&mut self, edit: &LoggedEdit, touched: &Touched) {
        self.chunks.touch(touched);
        for peer in self.peers.values_mut().filter(|peer| peer.tag == edit.tag) {
            peer.shown.settle(edit.n);
        }
    }

    fn answer(&mut self, waiting: &[Waiting], answers: Vec<Answer>) {
        waiting.iter().for_each(|waiting| self.inbox.answered(waiting.sender.peer, waiting.bytes));
        if self.inbox.is_idle() {
            self.departed.clear();
        }
        for Answer { to, tag, n, said, .. } in &answers {
            // The draft of a refused edit is over for newcomers too.
            if matches!(said, Said::Refused(_))
                && let Some(peer) = self.peers.get_mut(&to.peer).filter(|peer| peer.tag == *tag)
            {
                peer.shown.settle(*n);
            }
        }
        self.answers.extend(answers);
    }
}
