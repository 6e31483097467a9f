//! Brings a room whose log differs from the stored one up to date: after a commit of unknown outcome, or when another
//! process wrote the log. The room reads the edits that it missed, or reloads the board.

use std::sync::Arc;
use std::time::Duration;

use crate::hub::core::LogPosition;
use crate::hub::load::{LogRange, load, read_log};
use crate::hub::queue::queued_edit::QueuedEdit;
use crate::hub::room::{Room, State};
use crate::store::{LogExtent, StoreError, StoredBoard};

/// Pause after a failed attempt; new edits wait in the queue meanwhile.
const PAUSE: Duration = Duration::from_secs(1);

/// Brings a room to the stored `place` and gives its edits back to the flusher. When that fails, authors keep their edits,
/// as after a failed commit (SPEC L6).
pub async fn follow(room: Arc<Room>, place: Option<LogExtent>, edits: Vec<QueuedEdit>) {
    let followed = match place {
        Some(place) => room.follow_to(place).await,
        None => Err(StoreError::NotFound),
    };
    match followed {
        Ok(()) => room.parked.give_back(edits),
        Err(error) => {
            tracing::error!(board.row = ?room.row, %error, "the log of a board cannot be followed; authors keep their edits");
            room.fail_commit(&edits);
            // Without the pause an unreadable log would be read again in every step.
            tokio::time::sleep(PAUSE).await;
            room.parked.give_back(Vec::new());
        }
    }
    room.flush_worklist.push(room.clone());
}

impl Room {
    /// Whether this room has the log and the lesson of the stored place.
    pub(in crate::hub) fn is_at(&self, place: LogExtent) -> bool {
        self.position() == LogPosition { seq: place.head, at: place.at } && self.lesson_stamp() == place.stamp
    }

    async fn follow_to(self: &Arc<Self>, place: LogExtent) -> Result<(), StoreError> {
        let LogPosition { seq: head, at } = self.position();
        let stored = if head == 0 { Some(0) } else { self.store.time_of(self.row, head).await? };
        if place.head < head || stored != Some(at) || head + 1 < place.first {
            return self.reload().await;
        }
        if place.head == head && place.at != at {
            let why = format!("its last edit is of {at} ms, but the board says {}", place.at);
            return Err(StoreError::DamagedBoard(why));
        }
        self.catch_up(head, place.head).await
    }

    /// Reads the log after `head`, and the persons, names, tags and lesson stored with it.
    async fn catch_up(self: &Arc<Self>, head: u64, upto: u64) -> Result<(), StoreError> {
        let StoredBoard { registry, names, lesson, .. } = self.store.board(self.key.as_str()).await?;
        let mut edits = Vec::new();
        let range = LogRange { row: self.row, after: head, upto };
        read_log(&self.store, range, |seq, edit, ops| edits.push((seq, edit, ops))).await?;
        let mut state = self.lock();
        if state.core.board.head() != head {
            return Ok(());
        }
        for (person, author) in &registry.authors {
            state.fanout.set_author(person, *author);
        }
        state.people.reload(names);
        let touched = state.core.catch_up(registry, &edits);
        self.adopt_lesson(&mut state, lesson);
        state.show_bound_peers();
        for ((seq, edit, ops), touched) in edits.iter().zip(&touched) {
            state.fanout.end_draft(edit.tag, edit.n);
            self.snapshot.record_edit(*seq, ops.len(), touched);
        }
        self.update_memory(&state);
        self.schedule_publish(&mut state);
        Ok(())
    }

    /// Replaces the board after its order was lost, and tells every peer to load it again (SPEC C6, C12).
    async fn reload(self: &Arc<Self>) -> Result<(), StoreError> {
        let loaded = load(&self.store, self.key.as_str()).await?;
        if loaded.row != self.row {
            return Err(StoreError::NotFound);
        }
        tracing::error!(board.row = ?self.row, "the log of a board is not the one that was shown; everybody loads the board anew");
        let mut state = self.lock();
        let State { core, people, .. } = loaded.state;
        (state.core, state.people) = (core, people);
        self.snapshot.replace(loaded.snapshot);
        self.log_number.renew();
        self.update_memory(&state);
        let head = state.core.board.head();
        state.fanout.reset(head);
        self.adopt_lesson(&mut state, loaded.lesson);
        Ok(())
    }
}
