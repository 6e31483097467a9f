//! Builds chunks and manifests: one builder for each room, in a task that no request can end.
//!
//! A build encodes chunks first; only chunks that [`install`](super::cache::SnapshotCache::install) accepted are listed. The
//! process holds its chunks in memory until a stored manifest names them, so that no joiner waits for the disk. Several
//! instances would have to store them between the two steps of [`build`]; after a failed store the delta is only larger.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::task::JoinError;

use crate::hub::fail_stop::{lock, supervise};
use crate::hub::heavy::heavy;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::manifest::Manifest;

/// Drawing has paused when no edit was stored for this long.
const PAUSE: Duration = Duration::from_millis(500);

/// The manifest could not be built; the reason is in the log.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the snapshot of the board could not be made")]
pub struct NoManifest;

impl Room {
    /// The manifest, at most 1 s or 1,000 edits old, or older during a rest of the builder. Builds due chunks first.
    ///
    /// # Errors
    /// When the build failed.
    pub async fn manifest(self: &Arc<Self>) -> Result<Manifest, NoManifest> {
        match self.snapshot.fresh(self.head(), Instant::now()) {
            Some(manifest) => Ok(manifest),
            None => self.new_manifest().await,
        }
    }

    /// A manifest of all current edits, also during a rest of the builder.
    ///
    /// # Errors
    /// When the build failed.
    pub(in crate::hub) async fn manifest_of_now(self: &Arc<Self>) -> Result<Manifest, NoManifest> {
        let head = self.head();
        let mut manifest = self.snapshot.last();
        loop {
            // The order may be lost meanwhile, and the board shorter.
            if let Some(manifest) = manifest.filter(|manifest| manifest.seq >= head.min(self.head())) {
                return Ok(manifest);
            }
            manifest = Some(self.new_manifest().await?);
        }
    }

    async fn new_manifest(self: &Arc<Self>) -> Result<Manifest, NoManifest> {
        loop {
            let built = self.snapshot.builds.join(|| build(self.clone())).await;
            let manifest = built.flatten().ok_or(NoManifest)?;
            // An oversized edit during the build makes the manifest useless (SPEC C6).
            if let Some(last) = self.snapshot.last().filter(|last| last.seq >= manifest.seq) {
                return Ok(last);
            }
        }
    }

    /// Builds chunks once drawing pauses: earlier the build would slow edits down, and later a joiner would wait for it.
    pub(in crate::hub) fn request_chunks(self: &Arc<Self>) {
        if self.snapshot.begin_pause() {
            supervise("chunk maker", build_chunks_in_pause(Arc::downgrade(self)));
        }
    }

    fn finish_manifest(&self) -> Manifest {
        let listing = {
            let state = self.lock();
            let names = state.people.shown(&lock(&self.lesson).called);
            self.snapshot.list(&state.core.board, names)
        };
        listing.finish()
    }
}

/// Runs one build. `None` when it failed; the reason is in the log.
async fn build(room: Arc<Room>) -> Option<Manifest> {
    fail::fail_point!("snapshot-builder", |_| None);
    let failed = |error: &JoinError| tracing::error!(board.row = ?room.row, %error, "a snapshot was not made");
    let planner = room.clone();
    let built = heavy(move || {
        let plan = planner.snapshot.plan(&planner.lock().core.board, Instant::now());
        plan.map(|plan| plan.build())
    });
    // Without new chunks the delta is only larger.
    let built = built.await.inspect_err(failed).ok().flatten();
    let lister = room.clone();
    let listed = heavy(move || {
        if let Some(built) = built {
            lister.snapshot.install(built, &lister.lock().core.board, Instant::now());
        }
        lister.finish_manifest()
    });
    let manifest = listed.await.inspect_err(failed).ok()?;
    room.snapshot.set_manifest(manifest.clone(), Instant::now());
    room.update_memory(&room.lock());
    Some(manifest)
}

/// Builds until no chunk is due or the room is dropped. Each build plans all changes, so that only further changes cause
/// another.
async fn build_chunks_in_pause(room: Weak<Room>) {
    fail::fail_point!("chunk-maker");
    let (mut last, mut pause) = (None, PAUSE);
    loop {
        tokio::time::sleep(pause).await;
        let Some(room) = room.upgrade() else { return };
        let head = Some(room.head());
        if head == last && room.snapshot.rest(Instant::now()).is_zero() {
            room.snapshot.builds.join(|| build(room.clone())).await;
        }
        if !room.snapshot.must_wait() {
            return;
        }
        last = head;
        pause = PAUSE.max(room.snapshot.rest(Instant::now()));
    }
}
