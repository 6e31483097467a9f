//! The one ordering step (DESIGN's flow of an edit): takes the store's single writer, orders what
//! waits in all rooms, appends and commits; only then does anybody hear of it (SPEC L3, L6).

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::hub::core::{Staged, Waiting};
use crate::hub::disk::Disk;
use crate::hub::fail_stop::{is_part_lost, supervise};
use crate::hub::queue::recall::find_removals;
use crate::hub::room::Room;
use crate::hub::worklist::Worklist;
use crate::store::{BoardRow, Flush, Store, StoreError};

/// Edits that come within this time of a commit share the next one.
const GATHER: Duration = Duration::from_millis(2);

/// See the module.
pub struct Flusher {
    pub store: Arc<Store>,
    pub work: Arc<Worklist<Room>>,
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
        let portions = self.gather();
        if portions.is_empty() {
            return;
        }
        if let Err(error) = self.disk.admit() {
            return self.fail_all(portions, &error);
        }
        let mut flush = match self.store.begin().await {
            Ok(flush) => flush,
            Err(error) => return self.fail_all(portions, &error),
        };
        let (staged, failed) = match stage(&mut flush, portions).await {
            Ok(outcome) => outcome,
            Err((portions, error)) => return self.fail_all(portions, &error),
        };
        for (portion, error) in failed {
            self.fail_all(vec![portion], &error);
        }
        if is_part_lost() {
            // What the edits were judged on may be half changed; their authors keep them.
            return;
        }
        match flush.commit().await {
            Ok(()) => {
                self.writable.store(true, Ordering::Relaxed);
                for (RoomBatch { room, waiting }, stage) in staged {
                    room.settle(&waiting, &stage);
                    room.want_keeping(false);
                }
            }
            Err(error) => self.fail_all(staged.into_iter().map(|(portion, _)| portion).collect(), &error),
        }
    }

    fn fail_all(&self, portions: Vec<RoomBatch>, error: &StoreError) {
        // Authors try again and again: that it goes on is no news.
        if self.writable.swap(false, Ordering::Relaxed) {
            tracing::error!(%error, boards = portions.len(), "edits could not be stored; their authors keep them");
        }
        for RoomBatch { room, waiting } in portions {
            room.fail(&waiting);
        }
    }

    /// What the rooms on the list bring to this step, one portion each.
    fn gather(&self) -> Vec<RoomBatch> {
        let mut portions: Vec<RoomBatch> = Vec::new();
        let mut seen = HashSet::new();
        for room in self.work.take() {
            if seen.insert(room.row) {
                portions.extend(self.portion(room));
            } else {
                self.work.push(room);
            }
        }
        portions
    }

    /// What a room brings. When some of it names an old edit, all of it waits outside until the store was
    /// asked, and comes back to a later step; the other rooms do not wait for that.
    fn portion(&self, room: Arc<Room>) -> Option<RoomBatch> {
        if room.held.holds() {
            let waiting = room.held.take()?;
            // What came meanwhile has its turn at the next step.
            self.work.push(room.clone());
            return Some(RoomBatch { room, waiting });
        }
        let (waiting, has_names) = room.take_waiting();
        if waiting.is_empty() && !has_names {
            return None;
        }
        let named = room.unknown_removals(&waiting);
        if named.is_empty() {
            return Some(RoomBatch { room, waiting });
        }
        room.held.ask();
        supervise("removal lookup", find_removals(room, (waiting, named)));
        None
    }
}

/// Portions that are in the transaction, and those that could not be.
type Outcome = (Vec<(RoomBatch, Staged)>, Vec<(RoomBatch, StoreError)>);

/// Orders and appends what the rooms bring; nothing of it holds before the commit.
async fn stage(flush: &mut Flush<'_>, portions: Vec<RoomBatch>) -> Result<Outcome, (Vec<RoomBatch>, StoreError)> {
    let rows: Vec<BoardRow> = portions.iter().map(|portion| portion.room.row).collect();
    let heads = match flush.heads(&rows).await {
        Ok(heads) => heads,
        Err(error) => return Err((portions, error)),
    };
    let (mut staged, mut failed) = (Vec::new(), Vec::new());
    for (portion, head) in portions.into_iter().zip(heads) {
        let room = &portion.room;
        if head != room.head()
            && let Err(error) = room.reload(head).await
        {
            failed.push((portion, error));
            continue;
        }
        let stage = room.order(&portion.waiting);
        staged.push((portion, stage));
    }
    let batches: Vec<_> = staged.iter().map(|(portion, stage)| (portion.room.row, &stage.batch)).collect();
    let appended = flush.append(&batches).await;
    let mut kept = Vec::new();
    for (one, appended) in staged.into_iter().zip(appended) {
        match appended {
            Ok(()) => kept.push(one),
            Err(error) => failed.push((one.0, error)),
        }
    }
    Ok((kept, failed))
}
