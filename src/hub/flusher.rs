//! The ordering step: takes the store's single writer, orders the waiting edits of all rooms, appends and commits them.
//! Only then do the rooms apply and publish them (SPEC L3, L6).

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::hub::creations::{Creations, Requester};
use crate::hub::disk::Disk;
use crate::hub::fail_stop::{is_part_lost, supervise};
use crate::hub::follow::follow;
use crate::hub::queue::budget::StepBudget;
use crate::hub::queue::large_edits::write_large_edits;
use crate::hub::queue::queued_edit::QueuedEdit;
use crate::hub::queue::recall::{Recalls, find_removals};
use crate::hub::room::Room;
use crate::hub::worklist::Worklist;
use crate::store::{BoardRow, LogExtent, Store, StoreError};

/// Edits that arrive within this time after a commit share the next one.
const GATHER: Duration = Duration::from_millis(2);

/// See the module.
pub struct Flusher {
    pub store: Arc<Store>,
    /// Rooms with edits, names or tags to store.
    pub worklist: Arc<Worklist<Room>>,
    /// Looks up old removals for `restore`.
    pub recalls: Arc<Recalls>,
    /// New boards.
    pub creations: Arc<Creations>,
    /// Whether the last commit succeeded.
    pub writable: Arc<AtomicBool>,
    pub disk: Arc<Disk>,
}

/// The edits of one room in a step.
struct RoomBatch {
    room: Arc<Room>,
    edits: Vec<QueuedEdit>,
    /// Whether edits taken earlier are parked, so that it has none, only changes of the lesson.
    is_beside_parked: bool,
}

impl RoomBatch {
    fn new(room: Arc<Room>, edits: Vec<QueuedEdit>) -> Self {
        Self { room, edits, is_beside_parked: false }
    }
}

impl Flusher {
    /// Runs until the task is dropped.
    pub async fn run(self) {
        let mut gathered = Instant::now();
        loop {
            self.worklist.ready().await;
            tokio::time::sleep_until(gathered).await;
            fail::fail_point!("flusher");
            self.step().await;
            gathered = Instant::now() + GATHER;
        }
    }

    /// Runs one transaction for all waiting edits and new boards.
    async fn step(&self) {
        let batches = self.gather();
        let (new, requesters) = self.creations.take();
        if self.creations.has_more() {
            self.worklist.wake();
        }
        if batches.is_empty() && new.is_empty() {
            return;
        }
        if let Err(error) = self.disk.admit() {
            return self.fail_step(batches, requesters, &error);
        }
        let rows: Vec<BoardRow> = batches.iter().map(|batch| batch.room.row).collect();
        let (mut places, mut unwritten) = (Vec::new(), Vec::new());
        let order = |stored: &[Option<LogExtent>]| {
            places.extend_from_slice(stored);
            let stage = |(RoomBatch { room, edits, .. }, place): (&RoomBatch, &Option<LogExtent>)| {
                let ordered = place.filter(|place| room.is_at(*place)).map(|_| room.order(edits)).transpose();
                unwritten.push(ordered.as_ref().err().cloned());
                ordered.ok().flatten()
            };
            let staged = batches.iter().zip(stored).map(stage).collect();
            // A panic may have left boards half changed: authors keep edits that were ordered on them.
            if is_part_lost() { batches.iter().map(|_| None).collect() } else { staged }
        };
        let stepped = match self.store.step(&new, &rows, order).await {
            Ok(stepped) => stepped,
            Err(error) => return self.fail_step(batches, requesters, &error),
        };
        if is_part_lost() {
            return;
        }
        requesters.into_iter().zip(stepped.created).for_each(|(requester, outcome)| requester.notify(outcome));
        let reasons = places.into_iter().zip(unwritten);
        for ((RoomBatch { room, edits, is_beside_parked }, (place, unwritten)), outcome) in
            batches.into_iter().zip(reasons).zip(stepped.boards)
        {
            match outcome {
                Ok(Some(staged)) => {
                    self.writable.store(true, Ordering::Relaxed);
                    room.apply_commit(&edits, &staged);
                    room.request_manifest(false);
                }
                // The room's next step is after the parked edits are back.
                Ok(None) if is_beside_parked => {}
                Ok(None) => {
                    room.parked.park();
                    match unwritten {
                        Some(unwritten) => {
                            supervise("large edit writer", write_large_edits(room, edits, unwritten));
                        }
                        None => supervise("follow", follow(room, place, edits)),
                    }
                }
                Err(error) => self.fail_batches(vec![RoomBatch::new(room, edits)], &error),
            }
        }
    }

    fn fail_step(&self, batches: Vec<RoomBatch>, requesters: Vec<Requester>, error: &StoreError) {
        requesters.into_iter().for_each(|requester| requester.notify(Err(error.again())));
        self.fail_batches(batches, error);
    }

    fn fail_batches(&self, batches: Vec<RoomBatch>, error: &StoreError) {
        if error.is_of_one_board() {
            tracing::error!(%error, "edits of a board could not be stored; their authors keep them");
        } else if self.writable.swap(false, Ordering::Relaxed) {
            // Logged once: authors retry until the store works again.
            tracing::error!(%error, boards = batches.len(), "edits could not be stored; their authors keep them");
        }
        for RoomBatch { room, edits, .. } in batches {
            room.fail_commit(&edits);
        }
    }

    /// Takes a batch from each room on the worklist, as far as the step has room.
    fn gather(&self) -> Vec<RoomBatch> {
        let mut batches: Vec<RoomBatch> = Vec::new();
        let mut seen = HashSet::new();
        let mut step = StepBudget::default();
        let (mut rest, mut heavy) = (Vec::new(), None);
        for room in self.worklist.take() {
            if !step.is_spent() && seen.insert(room.row) {
                let had_heavy = step.has_heavy();
                batches.extend(self.take_batch(room.clone(), &mut step));
                if step.has_heavy() && !had_heavy {
                    heavy = Some(room);
                }
            } else {
                rest.push(room);
            }
        }
        // Before rooms that were served now and have more.
        self.worklist.put_back(rest);
        if let Some(room) = heavy {
            // Other rooms get their turn with a heavy edit first.
            self.worklist.put_last(&room);
        }
        batches
    }

    /// Takes a room's next edits. A batch that restores an old removal is parked while a task reads the store, and comes
    /// back in a later step; other rooms do not wait for it.
    fn take_batch(&self, room: Arc<Room>, step: &mut StepBudget) -> Option<RoomBatch> {
        if room.parked.is_pending() {
            let Some(edits) = room.parked.take() else {
                // A change of the lesson does not wait for them (SPEC R2).
                let has_changes = room.has_lesson_changes();
                return has_changes.then(|| RoomBatch { is_beside_parked: true, ..RoomBatch::new(room, Vec::new()) });
            };
            // Edits queued meanwhile belong to the next step.
            self.worklist.push(room.clone());
            return (!edits.is_empty()).then_some(RoomBatch::new(room, edits));
        }
        let (edits, has_unstored) = room.take_edits(step);
        if edits.is_empty() && !has_unstored {
            return None;
        }
        let named = room.unknown_removals(&edits);
        if named.is_empty() {
            return Some(RoomBatch::new(room, edits));
        }
        room.parked.park();
        supervise("removal lookup", find_removals(self.recalls.clone(), room, edits, named));
        None
    }
}
