//! A room that knows another place of its board's log than the store has: after a commit of which nobody knows whether it
//! held, or when the log was written by somebody else. It reads what it has missed, or starts anew.

use std::sync::Arc;
use std::time::Duration;

use crate::hub::core::Waiting;
use crate::hub::load::load;
use crate::hub::log_reader::read_log;
use crate::hub::room::{Room, State};
use crate::store::{Place, StoreError, StoredBoard};

/// A room whose log cannot be followed tries again after this; what comes meanwhile waits in line.
const PAUSE: Duration = Duration::from_secs(1);

/// Brings a room to the place that the store told of, and gives its edits back to the flusher. When that fails their
/// authors keep them, as with a commit that fails (SPEC L6).
pub async fn follow(room: Arc<Room>, place: Option<Place>, waiting: Vec<Waiting>) {
    let followed = match place {
        Some(place) => room.follow_to(place).await,
        None => Err(StoreError::NotFound),
    };
    match followed {
        Ok(()) => room.removal_lookup.finish(waiting),
        Err(error) => {
            tracing::error!(board.row = ?room.row, %error, "the log of a board cannot be followed; authors keep their edits");
            room.fail(&waiting);
            // A log that cannot be read now is not asked for at the pace of the others' steps.
            tokio::time::sleep(PAUSE).await;
            room.removal_lookup.finish(Vec::new());
        }
    }
    room.work.push(room.clone());
}

impl Room {
    /// Whether this room knows the log up to where the store has it.
    pub(in crate::hub) fn is_at(&self, place: Place) -> bool {
        self.place() == (place.head, place.at)
    }

    async fn follow_to(self: &Arc<Self>, place: Place) -> Result<(), StoreError> {
        let (head, at) = self.place();
        let shared = if head == 0 { Some(0) } else { self.store.time_of(self.row, head).await? };
        if place.head < head || shared != Some(at) || head + 1 < place.first {
            return self.reset().await;
        }
        if place.head == head {
            let why = format!("its last edit is of {at} ms, but the board says {}", place.at);
            return Err(StoreError::DamagedBoard(why));
        }
        self.catch_up(head, place.head).await
    }

    /// Reads the log after `head`, with the persons, names and tags that came with it.
    async fn catch_up(self: &Arc<Self>, head: u64, to: u64) -> Result<(), StoreError> {
        let StoredBoard { registry, names, .. } = self.store.board(self.key.as_str()).await?;
        let mut edits = Vec::new();
        read_log(&self.store, self.row, (head, to), |seq, edit, ops| edits.push((seq, edit, ops))).await?;
        let mut state = self.lock();
        if state.core.board.head() != head {
            return Ok(());
        }
        for (person, author) in &registry.authors {
            state.fanout.set_author(person, *author);
        }
        state.people.read_again(names);
        let touched = state.core.catch_up(registry, &edits);
        state.show_bound_peers();
        for ((seq, edit, ops), touched) in edits.iter().zip(&touched) {
            state.fanout.end_draft(edit.tag, edit.n);
            self.snapshot.follow(*seq, ops.len(), touched);
        }
        self.weigh(&state);
        self.schedule_publish(&mut state);
        Ok(())
    }

    /// The order was lost: the board is loaded anew and everybody fetches it (SPEC C6, C12).
    async fn reset(self: &Arc<Self>) -> Result<(), StoreError> {
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
        self.weigh(&state);
        let head = state.core.board.head();
        state.fanout.reset(head);
        Ok(())
    }
}
