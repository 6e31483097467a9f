//! Stores and reads the pictures of a room's board, and removes those that nothing shows (SPEC P4, P5).

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{Semaphore, oneshot};

use super::decode::{BadPicture, encode_anew, memory_for};
use super::uploads::UploadTurn;
use crate::board::limits::{BOARD_PICTURE_BYTES, BOARD_PICTURES, PICTURE_MEMORY, PICTURES_AT_ONCE, UNNAMED_PICTURE_MS};
use crate::board::{Action, PersonKey, Registry, Reject, ShapeId, Standing, Tag, may};
use crate::hub::clock::now_ms;
use crate::hub::fail_stop::{lock, supervise};
use crate::hub::room::Room;
use crate::store::{NewPicture, StoreError, StoredImage, StoredPicture, picture_hash};

const MEBIBYTE: usize = 1024 * 1024;
/// Files that are decoded at a time, and their memory in MiB.
static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(PICTURES_AT_ONCE));
static MEMORY: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(PICTURE_MEMORY / MEBIBYTE));
/// Pictures read at a time, so that boards are opened meanwhile.
static READS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// A request waits this long for its turn to read.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Why a picture is not stored or not read.
#[derive(Debug, thiserror::Error)]
pub enum PictureRefused {
    /// The person may not draw here, or the tag is another person's (SPEC O6, E3).
    #[error(transparent)]
    Rights(Reject),
    /// Beyond the person's rate, or too many at a time (SPEC P2).
    #[error("too many pictures are sent to this board at once")]
    Flood,
    /// The file is none that the server takes.
    #[error(transparent)]
    Bad(#[from] BadPicture),
    /// The board has as many pictures as it may have.
    #[error("the board has as many pictures as it may have")]
    Quota,
    /// The disk has no room for pictures.
    #[error("the disk has no room for pictures")]
    NoRoom,
    /// No turn in time.
    #[error("too many pictures are read at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Room {
    /// Checks whether a person may store a picture under this id now, and takes a turn. Then binds the tag to the person, as an
    /// edit would: what is refused leaves nothing behind.
    ///
    /// # Errors
    /// `Rights` or `Flood`.
    pub fn admit_upload(self: &Arc<Self>, id: ShapeId, person: PersonKey) -> Result<UploadTurn, PictureRefused> {
        let (author, is_known) = {
            let state = self.lock();
            if state.leaving {
                return Err(PictureRefused::Busy);
            }
            let Registry { tags, authors, .. } = &state.core.registry;
            if tags.get(&id.tag).is_some_and(|entry| entry.person != person) {
                return Err(PictureRefused::Rights(Reject::Tag));
            }
            let author = authors.get(&person).copied().unwrap_or(state.core.registry.next_author());
            (author, state.core.knows(&person))
        };
        {
            let lesson = lock(&self.lesson);
            let standing = Standing { role: lesson.role_of(&person, is_known), author };
            may(standing, &lesson, Action::Add).map_err(PictureRefused::Rights)?;
        }
        let turn = self.uploads.admit(person, Instant::now()).ok_or(PictureRefused::Flood)?;
        self.bind(id.tag, person)?;
        Ok(turn)
    }

    /// Binds the tag of an upload to its person. The next step stores it.
    fn bind(self: &Arc<Self>, tag: Tag, person: PersonKey) -> Result<(), PictureRefused> {
        let mut state = self.lock();
        let is_taken = state.fanout.peers.values().any(|peer| peer.tag == tag && peer.person != person);
        if is_taken || state.core.admit(tag, person).is_err() {
            return Err(PictureRefused::Rights(Reject::Tag));
        }
        if state.core.has_reserved() {
            self.request_flush(&mut state);
        }
        Ok(())
    }

    /// Makes a picture of an uploaded file and stores it under `id`, in a task of its own. `held` is dropped with the task.
    ///
    /// # Errors
    /// See [`PictureRefused`].
    pub async fn store_picture(
        self: &Arc<Self>,
        id: ShapeId,
        file: Bytes,
        held: impl Send + 'static,
    ) -> Result<StoredPicture, PictureRefused> {
        let (answer, answered) = oneshot::channel();
        let room = self.clone();
        supervise("picture writer", async move {
            let outcome = room.decode_and_store(id, file).await;
            drop(held);
            // Nobody may be waiting for it any more.
            let _dropped = answer.send(outcome);
        });
        answered.await.unwrap_or(Err(PictureRefused::Busy))
    }

    async fn decode_and_store(self: &Arc<Self>, id: ShapeId, file: Bytes) -> Result<StoredPicture, PictureRefused> {
        let _place = self.uploads.place().await;
        self.disk.admit_picture().map_err(|_| PictureRefused::NoRoom)?;
        let decoded = {
            let _slot = SLOTS.acquire().await.expect("the semaphore is never closed");
            let header = file.clone();
            let bytes = careful(move || memory_for(&header)).await?;
            let mebibytes = (bytes as usize).div_ceil(MEBIBYTE).max(1) as u32;
            let _memory = MEMORY.acquire_many(mebibytes).await.expect("the semaphore is never closed");
            careful(move || encode_anew(&file)).await?
        };
        // One after the other: two that are checked at the same time would both take the last room of the quota.
        let _alone = self.storing_picture.lock().await;
        self.make_room_for(decoded.bytes.len() as u64).await?;
        let hash = picture_hash(&decoded.bytes);
        let new = NewPicture { hash: &hash, media: decoded.media, size: decoded.size, bytes: &decoded.bytes };
        self.store.store_image(self.row, id, &new, now_ms()).await?;
        self.lock().core.registry.pictures.insert(id);
        let stored = self.store.picture(self.row, id).await?;
        stored.ok_or(PictureRefused::Store(StoreError::NotFound))
    }

    /// Checks the board's quota for a picture of `bytes`, after removing what nothing shows.
    async fn make_room_for(self: &Arc<Self>, bytes: u64) -> Result<(), PictureRefused> {
        let images = self.sweep_images().await?;
        let used: Vec<&StoredImage> = images.iter().filter(|image| image.unused.is_none()).collect();
        let total: u64 = used.iter().map(|image| image.bytes).sum();
        if used.len() >= BOARD_PICTURES || total + bytes > BOARD_PICTURE_BYTES {
            return Err(PictureRefused::Quota);
        }
        Ok(())
    }

    /// Notes which images the board shows, and removes those that nothing can show: no edit has named them for a day, or the log
    /// begins after their removal, or too many were removed since. Returns the others.
    pub(in crate::hub) async fn sweep_images(self: &Arc<Self>) -> Result<Vec<StoredImage>, StoreError> {
        let mut images = self.store.images(self.row).await?;
        let (shown, head): (HashSet<ShapeId>, u64) = self.with_board(|board| {
            (board.shapes().filter_map(|shape| shape.image.as_deref().copied()).collect(), board.head())
        });
        let mut changes = Vec::new();
        for image in images.iter_mut().filter(|image| image.seq.is_some()) {
            let is_shown = shown.contains(&image.id);
            if is_shown != image.unused.is_none() {
                image.unused = (!is_shown).then_some(head);
                changes.push((image.id, is_shown));
            }
        }
        if !changes.is_empty() {
            self.store.mark_images(self.row, &changes, head).await?;
        }
        for image in removable(&images, self.snapshot.history.first(), now_ms()) {
            // No new edit names it from now on; one that is being stored keeps the row.
            self.lock().core.registry.pictures.remove(&image.id);
            if self.store.remove_image(self.row, &image).await? {
                images.retain(|other| other.id != image.id);
            } else {
                self.lock().core.registry.pictures.insert(image.id);
            }
        }
        Ok(images)
    }

    /// A picture of the board and its file; `None` when it is not stored.
    ///
    /// # Errors
    /// `Busy` or `Store`.
    pub async fn picture(&self, id: ShapeId) -> Result<Option<(StoredPicture, Bytes)>, PictureRefused> {
        if !self.lock().core.registry.pictures.contains(&id) {
            return Ok(None);
        }
        let turn = tokio::time::timeout(MAX_WAIT, READS.acquire()).await.map_err(|_| PictureRefused::Busy)?;
        let _turn = turn.expect("the semaphore is never closed");
        let Some(picture) = self.store.picture(self.row, id).await? else { return Ok(None) };
        let file = match self.files.get(&picture.hash) {
            Some(file) => file,
            None => self.files.put(&picture.hash, self.store.picture_file(&picture).await?.into()),
        };
        Ok(Some((picture, file)))
    }

    /// The stored picture of an id, without its file.
    ///
    /// # Errors
    /// `Store`.
    pub async fn known_picture(&self, id: ShapeId) -> Result<Option<StoredPicture>, PictureRefused> {
        let is_known = self.lock().core.registry.pictures.contains(&id);
        Ok(if is_known { self.store.picture(self.row, id).await? } else { None })
    }
}

/// Images that may go (SPEC P5). Of the removed ones the latest stay, as many and as large as a board may show.
fn removable(images: &[StoredImage], first: u64, now: u64) -> Vec<StoredImage> {
    let mut removed: Vec<&StoredImage> = images.iter().filter(|image| image.unused.is_some()).collect();
    removed.sort_by_key(|image| std::cmp::Reverse(image.unused));
    let (mut count, mut bytes) = (0, 0);
    let is_beyond = |image: &&StoredImage| {
        count += 1;
        bytes += image.bytes;
        image.unused < Some(first) || count > BOARD_PICTURES || bytes > BOARD_PICTURE_BYTES
    };
    let mut gone: Vec<StoredImage> = removed.into_iter().filter(is_beyond).cloned().collect();
    let is_forgotten = |image: &&StoredImage| image.seq.is_none() && image.created_at + UNNAMED_PICTURE_MS < now;
    gone.extend(images.iter().filter(is_forgotten).cloned());
    gone
}

/// Runs a decoder on a blocking thread. One that panics on a file refuses the file.
async fn careful<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BadPicture> + Send + 'static,
) -> Result<T, BadPicture> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "an uploaded picture made its decoder fail");
        Err(BadPicture::Damaged)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // [P5] What nothing shows goes: never named for a day, left behind by the log, or beyond what history keeps.
    #[test]
    fn images_that_nothing_can_show_go() {
        let image = |n: u64, seq: Option<u64>, unused: Option<u64>| {
            let id = ShapeId { tag: Tag(1), n };
            StoredImage { id, bytes: BOARD_PICTURE_BYTES / 2, created_at: 0, seq, unused }
        };
        let gone = |images: &[StoredImage], first, now| -> Vec<u64> {
            removable(images, first, now).iter().map(|image| image.id.n).collect()
        };
        let images = [image(1, Some(1), None), image(2, None, None), image(3, Some(2), Some(5))];
        assert!(gone(&images, 1, UNNAMED_PICTURE_MS).is_empty());
        assert_eq!(gone(&images, 1, UNNAMED_PICTURE_MS + 1), [2]);
        assert_eq!(gone(&images, 6, 0), [3], "no undo of its removal is possible any more");
        let many: Vec<StoredImage> = (1..=4).map(|n| image(n, Some(n), Some(10 + n))).collect();
        assert_eq!(gone(&many, 1, 0), [2, 1], "the latest stay");
    }
}
