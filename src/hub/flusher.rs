//! The one ordering step: takes the store's single writer, orders what
//! waits in all rooms, appends and commits; only then does anybody hear of it (SPEC L3, L6).

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::hub::core::Waiting;
use crate::hub::creations::Creations;
use crate::hub::disk::Disk;
use crate::hub::fail_stop::{is_part_lost, supervise};
use crate::hub::follow::follow;
use crate::hub::queue::budget::StepBudget;
use crate::hub::queue::recall::{Recalls, find_removals};
use crate::hub::room::Room;
use crate::hub::worklist::Worklist;
use crate::store::{BoardRow, Place, Store, StoreError};

/// Edits that come within this time of a commit share the next one.
const GATHER: Duration = Duration::from_millis(2);

/// See the module.
pub struct Flusher {
    pub store: Arc<Store>,
    pub work: Arc<Worklist<Room>>,
    /// Finds what old edits removed.
    pub recalls: Arc<Recalls>,
    /// Boards that are to be made.
    pub creations: Arc<Creations>,
    /// Whether the last commit succeeded.
    pub writable: Arc<AtomicBool>,
    /// What it lies on.
    pub disk: Arc<Disk>,
}

/// What one room brings to a step.
struct RoomBatch {
    room: Arc<Room>,
    waiting: Vec<Waiting>,
}

impl Flusher {
    /// Runs until the task is dropped.
    pub async fn run(self) {
        let mut gathered = Instant::now();
        loop {
            self.work.ready().await;
            tokio::time::sleep_until(gathered).await;
            fail::fail_point!("flusher");
            self.step().await;
            gathered = Instant::now() + GATHER;
        }
    }

    /// One transaction for everything that waits now.
    async fn step(&self) {
        let batches = self.gather();
        let (new, askers) = self.creations.take();
        if self.creations.has_more() {
            self.work.wake();
        }
        if batches.is_empty() && new.is_empty() {
            return;
        }
        if let Err(error) = self.disk.admit() {
            askers.into_iter().for_each(|asker| asker.tell(Err(error.again())));
            return self.fail_all(batches, &error);
        }
        let rows: Vec<BoardRow> = batches.iter().map(|batch| batch.room.row).collect();
        let mut places = Vec::new();
        let order = |stored: &[Option<Place>]| {
            places.extend_from_slice(stored);
            let staged = |(RoomBatch { room, waiting }, place): (&RoomBatch, &Option<Place>)| {
                place.filter(|place| room.is_at(*place)).map(|_| room.order(waiting))
            };
            let ordered = batches.iter().zip(stored).map(staged).collect();
            // What the edits were judged on may be half changed; their authors keep them.
            if is_part_lost() { batches.iter().map(|_| None).collect() } else { ordered }
        };
        let stepped = match self.store.step(&new, &rows, order).await {
            Ok(stepped) => stepped,
            Err(error) => {
                askers.into_iter().for_each(|asker| asker.tell(Err(error.again())));
                return self.fail_all(batches, &error);
            }
        };
        if is_part_lost() {
            return;
        }
        askers.into_iter().zip(stepped.created).for_each(|(asker, outcome)| asker.tell(outcome));
        for ((RoomBatch { room, waiting }, place), outcome) in batches.into_iter().zip(places).zip(stepped.boards) {
            match outcome {
                Ok(Some(staged)) => {
                    self.writable.store(true, Ordering::Relaxed);
                    room.apply_commit(&waiting, &staged);
                    room.want_keeping(false);
                }
                Ok(None) => {
                    room.removal_lookup.begin();
                    supervise("follow", follow(room, place, waiting));
                }
                Err(error) => self.fail_all(vec![RoomBatch { room, waiting }], &error),
            }
        }
    }

    fn fail_all(&self, batches: Vec<RoomBatch>, error: &StoreError) {
        if error.is_of_one_board() {
            tracing::error!(%error, "edits of a board could not be stored; their authors keep them");
        } else if self.writable.swap(false, Ordering::Relaxed) {
            // Authors try again and again: that it goes on is no news.
            tracing::error!(%error, boards = batches.len(), "edits could not be stored; their authors keep them");
        }
        for RoomBatch { room, waiting } in batches {
            room.fail(&waiting);
        }
    }

    /// What the rooms on the list bring to this step, one portion each.
    fn gather(&self) -> Vec<RoomBatch> {
        let mut batches: Vec<RoomBatch> = Vec::new();
        let mut seen = HashSet::new();
        let mut step = StepBudget::default();
        let (mut rest, mut heavy) = (Vec::new(), None);
        for room in self.work.take() {
            if !step.is_spent() && seen.insert(room.row) {
                let had_heavy = step.has_heavy();
                batches.extend(self.portion(room.clone(), &mut step));
                if step.has_heavy() && !had_heavy {
                    heavy = Some(room);
                }
            } else {
                rest.push(room);
            }
        }
        // Before those that were served now and want more.
        self.work.put_back(rest);
        if let Some(room) = heavy {
            // The others have their turn with a heavy edit first.
            self.work.put_last(&room);
        }
        batches
    }

    /// What a room brings. When some of it names an old edit, all of it waits outside until the store was
    /// asked, and comes back to a later step; the other rooms do not wait for that.
    fn portion(&self, room: Arc<Room>, step: &mut StepBudget) -> Option<RoomBatch> {
        if room.removal_lookup.is_pending() {
            let waiting = room.removal_lookup.take()?;
            // What came meanwhile has its turn at the next step.
            self.work.push(room.clone());
            return (!waiting.is_empty()).then_some(RoomBatch { room, waiting });
        }
        let (waiting, has_names) = room.take_waiting(step);
        if waiting.is_empty() && !has_names {
            return None;
        }
        let named = room.unknown_removals(&waiting);
        if named.is_empty() {
            return Some(RoomBatch { room, waiting });
        }
        room.removal_lookup.begin();
        supervise("removal lookup", find_removals(self.recalls.clone(), room, (waiting, named)));
        None
    }
}
