//! The one ordering step (DESIGN's flow of an edit): takes the store's single writer, orders what
//! waits in all rooms, appends and commits; only then does anybody hear of it (SPEC L3, L6).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::core::{Staged, Waiting};
use super::recall::recall;
use super::room::Room;
use super::worklist::Worklist;
use crate::board::{ClientOp, Tag};
use crate::store::{Flush, Store, StoreError};

/// Edits that come within this time of a commit share the next one.
const GATHER: Duration = Duration::from_millis(2);

/// See the module.
pub struct Flusher {
    pub store: Arc<Store>,
    pub work: Arc<Worklist<Room>>,
    /// Whether the last commit succeeded.
    pub writable: Arc<AtomicBool>,
}

/// What one room brings to a step.
struct Portion {
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
            self.step().await;
            gathered = Instant::now() + GATHER;
        }
    }

    /// One transaction for everything that waits now.
    async fn step(&self) {
        let mut portions = Vec::new();
        for room in self.work.take() {
            let (waiting, has_names) = room.take_waiting();
            if !waiting.is_empty() || has_names {
                self.recall_removals(&room, &waiting).await;
                portions.push(Portion { room, waiting });
            }
        }
        if portions.is_empty() {
            return;
        }
        let mut flush = match self.store.begin().await {
            Ok(flush) => flush,
            Err(error) => return self.fail_all(portions, &error),
        };
        let mut staged = Vec::new();
        let mut failed = Vec::new();
        for portion in portions {
            match stage(&mut flush, &portion).await {
                Ok(stage) => staged.push((portion, stage)),
                Err(error) => failed.push((portion, error)),
            }
        }
        for (portion, error) in failed {
            self.fail_all(vec![portion], &error);
        }
        match flush.commit().await {
            Ok(()) => {
                self.writable.store(true, Ordering::Relaxed);
                for (Portion { room, waiting }, stage) in staged {
                    room.settle(&waiting, &stage);
                    room.want_keeping(false);
                }
            }
            Err(error) => self.fail_all(staged.into_iter().map(|(portion, _)| portion).collect(), &error),
        }
    }

    fn fail_all(&self, portions: Vec<Portion>, error: &StoreError) {
        self.writable.store(false, Ordering::Relaxed);
        tracing::error!(%error, boards = portions.len(), "edits could not be stored; their authors keep them");
        for Portion { room, waiting } in portions {
            room.fail(&waiting);
        }
    }

    /// Finds what old edits removed, for each `restore` that names one no longer at hand (SPEC O5).
    async fn recall_removals(&self, room: &Arc<Room>, waiting: &[Waiting]) {
        let named = waiting.iter().flat_map(|waiting| {
            let tag = waiting.submission.tag;
            let ops = waiting.submission.edit.as_ref().map_or(&[][..], |edit| &edit.ops);
            ops.iter().filter_map(move |op| match op {
                ClientOp::Restore { n, tag: other } => Some((other.unwrap_or(tag), *n)),
                ClientOp::Add { .. }
                | ClientOp::Set { .. }
                | ClientOp::Del { .. }
                | ClientOp::Clear { .. }
                | ClientOp::Board { .. }
                | ClientOp::Page { .. } => None,
            })
        });
        let missing: Vec<(Tag, u64)> = named.filter(|named| !room.has_removal(*named)).collect();
        for named in missing {
            match recall(&self.store, (room.row, room.history.first()), named).await {
                Ok(Some(removal)) => room.keep_removal(named, removal),
                Ok(None) => {}
                // The restore is then refused as `nothing`; the store is whole and it can be asked again.
                Err(error) => tracing::error!(%error, "cannot read what an edit removed"),
            }
        }
    }
}

/// Orders and appends what one room brings; nothing of it holds before the commit.
async fn stage(flush: &mut Flush<'_>, portion: &Portion) -> Result<Staged, StoreError> {
    let room = &portion.room;
    let head = flush.head(room.row).await?;
    if head != room.head() {
        room.reload(head).await?;
    }
    let stage = room.order(&portion.waiting);
    if stage.has_something_to_store() {
        flush.append(room.row, &stage.batch).await?;
    }
    Ok(stage)
}
