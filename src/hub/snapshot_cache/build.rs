//! Makes chunks and manifests: one builder for each room, in a task that no request can end.
//!
//! The order is build, store, list: chunks are encoded first, and only what [`install`](super::cache::SnapshotCache::install) has taken
//! over is listed. One process answers for its own chunks: it holds them in memory until a stored manifest names them, so that
//! nothing is stored in between and no joiner waits for the disk. Several instances will have to store them between
//! the two steps of [`build`]; a store that fails then leaves them out, and the delta is only larger.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::JoinError;

use crate::hub::fail_stop::supervise;
use crate::hub::heavy::heavy;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::manifest::Manifest;

/// Nobody draws when nothing was stored for so long.
const REST: Duration = Duration::from_millis(500);

/// The manifest could not be made; the reason is in the log.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the snapshot of the board could not be made")]
pub struct NoManifest;

impl Room {
    /// The manifest, at most 1 s or 1,000 edits old; first makes the chunks that are due.
    ///
    /// # Errors
    /// When the build failed.
    pub async fn manifest(self: &Arc<Self>) -> Result<Manifest, NoManifest> {
        if let Some(manifest) = self.snapshot.fresh(self.head()) {
            return Ok(manifest);
        }
        loop {
            let built = self.snapshot.builds.join(|| build(self.clone())).await;
            let manifest = built.flatten().ok_or(NoManifest)?;
            // What came while it was made may be sent to nobody (SPEC C6).
            if let Some(last) = self.snapshot.last().filter(|last| last.seq >= manifest.seq) {
                return Ok(last);
            }
        }
    }

    /// Has chunks made of what was drawn as soon as nobody draws any more: while somebody does they would be in the
    /// way of edits, and later a joiner would wait for them.
    pub(in crate::hub) fn request_chunks(self: &Arc<Self>) {
        if self.snapshot.begin_rest() {
            supervise("chunk maker", make_chunks_at_rest(Arc::downgrade(self)));
        }
    }

    fn finish_manifest(&self) -> Manifest {
        let listing = {
            let state = self.lock();
            let names = state.people.names().iter().map(|(author, name)| (*author, name.clone())).collect();
            self.snapshot.list(&state.core.board, names)
        };
        listing.finish()
    }
}

/// One build. `None` when it failed, which is in the log.
async fn build(room: Arc<Room>) -> Option<Manifest> {
    fail::fail_point!("snapshot-builder", |_| None);
    let failed = |error: &JoinError| tracing::error!(board.row = ?room.row, %error, "a snapshot was not made");
    let planner = room.clone();
    let built = heavy(move || {
        let plan = planner.snapshot.plan(&planner.lock().core.board);
        plan.map(|plan| plan.build())
    });
    // Without new chunks the delta is only larger.
    let built = built.await.inspect_err(failed).ok().flatten();
    let lister = room.clone();
    let listed = heavy(move || {
        if let Some(built) = built {
            lister.snapshot.install(built, &lister.lock().core.board);
        }
        lister.finish_manifest()
    });
    let manifest = listed.await.inspect_err(failed).ok()?;
    room.snapshot.keep(manifest.clone());
    room.weigh(&room.lock());
    Some(manifest)
}

/// Ends when there is nothing to be made any more, or the room is gone. Each build plans all changes anew, so that only
/// further changes keep it going.
async fn make_chunks_at_rest(room: Weak<Room>) {
    fail::fail_point!("chunk-maker");
    let mut last = None;
    loop {
        tokio::time::sleep(REST).await;
        let Some(room) = room.upgrade() else { return };
        let head = Some(room.head());
        if head == last {
            room.snapshot.builds.join(|| build(room.clone())).await;
        }
        if !room.snapshot.must_rest() {
            return;
        }
        last = head;
    }
}
