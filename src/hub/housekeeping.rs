//! Background work on all boards: trims histories to a share of the disk (SPEC S17), and removes expired boards without
//! edits (SPEC S18).

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use crate::board::limits;
use crate::hub::clock::now_ms;
use crate::hub::room::Room;
use crate::store::{BoardRow, Space, Store, StoreError, Trimmed};

/// Interval of checks of the disk share: nobody writes a fifth of a disk in that time.
const CHECK_DISK: Duration = Duration::from_secs(1);
/// Interval of checks for expired boards.
const CHECK_EXPIRED: Duration = Duration::from_secs(600);
/// Boards in one query for the largest histories.
const LARGEST: u32 = 16;
/// Boards that one check loads for their manifest: each takes memory.
const MAX_LOADS: usize = 4;

/// The operations on boards that this work needs.
pub trait Boards: Send + Sync + 'static {
    /// The store.
    fn store(&self) -> &Store;
    /// Sets the free pages of the database in bytes; 0 while the disk is not short.
    fn set_free_pages(&self, bytes: u64);
    /// The room of a loaded board.
    fn loaded(&self, key: &str) -> Option<Arc<Room>>;
    /// Boards that somebody is on.
    fn occupied(&self) -> Vec<String>;
    /// Loads a board if that is possible now.
    fn load(&self, key: &str) -> impl Future<Output = Option<Arc<Room>>> + Send;
    /// Locks unused boards so that they cannot be opened, and returns them. Leaves out boards in use, and the demo.
    fn begin_to_expire(&self, unused: Vec<String>) -> Vec<String>;
    /// Ends that lock after the boards were removed.
    fn expired(&self);
}

/// Runs until the hub is dropped.
pub async fn keep_house(boards: Weak<impl Boards>) {
    let mut interval = tokio::time::interval(CHECK_DISK);
    let mut checked_expired = Instant::now();
    let mut tried = HashSet::new();
    loop {
        interval.tick().await;
        fail::fail_point!("housekeeping");
        let Some(boards) = boards.upgrade() else { return };
        boards.store().renew_mark().await;
        if let Err(error) = trim_to_share(&*boards, &mut tried).await {
            tracing::warn!(%error, "histories were not trimmed for want of room; it is tried again");
        }
        if checked_expired.elapsed() < CHECK_EXPIRED {
            continue;
        }
        checked_expired = Instant::now();
        if let Err(error) = sweep_pictures(&*boards).await {
            tracing::warn!(%error, "pictures that nothing shows were not removed; it is tried again");
        }
        if let Err(error) = expire_codes(&*boards, limits::CODE_UNUSED_MS).await {
            tracing::warn!(%error, "codes of lessons that nobody is in were not closed; it is tried again");
        }
        match expire(&*boards, limits::UNUSED_MS).await {
            Ok(0) => {}
            Ok(boards) => tracing::info!(boards, "boards expired that nobody had drawn on"),
            Err(error) => tracing::warn!(%error, "boards that nobody drew on were not removed; it is tried again"),
        }
    }
}

/// Whether less of the disk is free than its share; free pages of the database count as free.
fn is_short(space: Space, free_pages: u64) -> bool {
    space.free.saturating_add(free_pages) < (space.total / limits::FREE_SHARE).min(limits::FREE_BYTES)
}

async fn must_trim(boards: &impl Boards) -> Result<bool, StoreError> {
    let space = boards.store().space()?;
    let free_pages = if is_short(space, 0) { boards.store().free_pages().await? } else { 0 };
    boards.set_free_pages(free_pages);
    Ok(is_short(space, free_pages))
}

/// Trims the largest histories, a slice at a time, until enough of the disk is free or no more may be trimmed. `tried` are
/// the boards that were loaded for that since the disk became short.
async fn trim_to_share(boards: &impl Boards, tried: &mut HashSet<BoardRow>) -> Result<(), StoreError> {
    let store = boards.store();
    if !must_trim(boards).await? {
        tried.clear();
        return Ok(());
    }
    let (mut done, mut logged, mut loads) = (HashSet::new(), HashSet::new(), 0);
    while must_trim(boards).await? {
        // Trimming may take longer than the mark is valid.
        store.renew_mark().await;
        let largest = store.largest_histories(LARGEST + done.len() as u32).await?;
        let Some((key, row)) = largest.into_iter().find(|(_, row)| !done.contains(row)) else { return Ok(()) };
        let begun = Instant::now();
        let room = boards.loaded(&key);
        match store.trim(row, 0).await? {
            Trimmed::Some { first } => {
                if logged.insert(row) {
                    tracing::info!(board.row = ?row, first, "the disk is short: the oldest history of a board goes; the board is whole");
                }
                if let Some(room) = room {
                    room.snapshot.history.set_first(first);
                }
            }
            Trimmed::Enough => {
                // A newer manifest allows to trim more. An unloaded board may lack one, after a crash or a failed write.
                let must_load =
                    room.is_none() && loads < MAX_LOADS && !tried.contains(&row) && store.is_behind(row).await?;
                let room = if must_load { boards.load(&key).await } else { room };
                if must_load {
                    loads += 1;
                    tried.insert(row);
                }
                if let Some(room) = room {
                    room.request_manifest_to_trim();
                }
                done.insert(row);
            }
        }
        // Leaves the store's writer free for edits at least half of the time.
        tokio::time::sleep(begun.elapsed().max(Duration::from_millis(2))).await;
    }
    Ok(())
}

/// Removes images that nothing can show, of a few boards, and pictures that no image shows (SPEC P5).
async fn sweep_pictures(boards: &impl Boards) -> Result<(), StoreError> {
    let old = boards.store().boards_with_old_images(now_ms().saturating_sub(limits::UNNAMED_PICTURE_MS)).await?;
    let mut loads = 0;
    for (key, _) in old {
        let room = match boards.loaded(&key) {
            None if loads < MAX_LOADS => {
                loads += 1;
                boards.load(&key).await
            }
            loaded => loaded,
        };
        if let Some(room) = room {
            room.sweep_images().await?;
        }
    }
    while boards.store().sweep_pictures().await? > 0 {}
    Ok(())
}

/// Closes the codes of lessons where nobody was for `age_ms` (SPEC J6).
async fn expire_codes(boards: &impl Boards, age_ms: u64) -> Result<(), StoreError> {
    let now = now_ms();
    boards.store().use_codes(&boards.occupied(), now).await?;
    for key in boards.store().unused_codes(now.saturating_sub(age_ms)).await? {
        if let Some(room) = boards.load(&key).await {
            room.expire_code();
        }
    }
    Ok(())
}

/// Removes boards without edits that are older than `age_ms` and not loaded. Returns their number.
async fn expire(boards: &impl Boards, age_ms: u64) -> Result<usize, StoreError> {
    let before = now_ms().saturating_sub(age_ms);
    let (mut count, mut after) = (0, None);
    loop {
        let unused = boards.store().unused_boards(before, after).await?;
        let Some((last, _)) = unused.last() else { return Ok(count) };
        after = Some(*last);
        let keys = boards.begin_to_expire(unused.into_iter().map(|(_, key)| key).collect());
        if keys.is_empty() {
            continue;
        }
        let removed = boards.store().remove_unused(&keys).await;
        boards.expired();
        removed?;
        count += keys.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{OwnerKey, PersonKey, Tag, TagEntry};
    use crate::hub::{BoardKey, Hub, LoadError};
    use crate::store::{Batch, NewBoard};

    // [S17] A fifth of the disk stays free; free pages of the database count as free.
    #[test]
    fn a_fifth_of_the_disk_stays_free() {
        let space = |free| Space { free, total: 1_000 };
        assert!(!is_short(space(200), 0) && is_short(space(199), 0) && !is_short(space(100), 100));
    }

    // [S18] A board without edits expires, unless it is loaded or is the demo.
    #[tokio::test(flavor = "multi_thread")]
    async fn unused_boards_expire() {
        const EDIT: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":5,"ops":[]}"#;
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        let [unused, drawn, open, viewed, owned]: [BoardKey; 5] = std::array::from_fn(|_| BoardKey::random().unwrap());
        for key in [&unused, &viewed, &drawn, &open, &BoardKey::demo()] {
            store.create_board(key.as_str(), now_ms() - 1_000).await.unwrap();
        }
        let row = store.board(drawn.as_str()).await.unwrap().row;
        let edits = vec![(serde_json::from_str(EDIT).unwrap(), "[]".to_owned().into())];
        let batch = Batch { first: 1, edits, ..Batch::default() };
        store.step(&[], &[row], |_| vec![Some(batch)]).await.unwrap();
        // A page that was opened without drawing leaves its tag.
        let row = store.board(viewed.as_str()).await.unwrap().row;
        let tags = vec![(Tag(7), TagEntry::stored(PersonKey([7; 32]), 0))];
        store.step(&[], &[row], |_| vec![Some(Batch { tags, ..Batch::default() })]).await.unwrap();
        // Persons of a lesson have a number before they draw.
        let new = NewBoard { key: owned.to_string(), at: now_ms() - 1_000, owner: Some(OwnerKey([1; 32])) };
        store.step(&[new], &[], |_| Vec::<Option<Batch>>::new()).await.unwrap();
        let row = store.board(owned.as_str()).await.unwrap().row;
        let authors = vec![(1, PersonKey([7; 32]), String::new())];
        store.step(&[], &[row], |_| vec![Some(Batch { authors, ..Batch::default() })]).await.unwrap();
        let hub = Hub::new(store);
        let _room = hub.room(&open).await.unwrap();
        assert_eq!(expire(&*hub, 10_000).await.unwrap(), 0, "they are not old enough");
        assert_eq!(expire(&*hub, 500).await.unwrap(), 3);
        assert!(matches!(hub.room(&owned).await, Err(LoadError::NotFound)));
        assert!(matches!(hub.room(&viewed).await, Err(LoadError::NotFound)));
        assert!(matches!(hub.room(&unused).await, Err(LoadError::NotFound)));
        for key in [&drawn, &open, &BoardKey::demo()] {
            assert!(hub.room(key).await.is_ok(), "{key}");
        }
    }
}
