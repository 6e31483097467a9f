//! What is done for all boards together in the background: their history keeps to a share of the disk (SPEC S17), and boards
//! that were never drawn on expire (SPEC S18).

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use crate::board::limits;
use crate::hub::clock::now_ms;
use crate::hub::room::Room;
use crate::store::{BoardRow, Space, Store, StoreError, Trimmed};

/// The share of the disk is looked at this often: nobody writes a fifth of a disk in that time.
const LOOK: Duration = Duration::from_secs(1);
/// Boards that were never drawn on are looked for this often.
const EXPIRE: Duration = Duration::from_secs(600);
/// Boards whose history may be trimmed, looked at together.
const LARGEST: u32 = 16;
/// Boards that are loaded for a manifest in one look: each takes memory.
const LOADED: usize = 4;

/// All boards, as far as the work on them needs.
pub trait Boards: Send + Sync + 'static {
    /// Where they are stored.
    fn store(&self) -> &Store;
    /// Bytes of free pages in the database, counted where the disk is short.
    fn set_free_pages(&self, bytes: u64);
    /// The room of a board that is in memory.
    fn loaded(&self, key: &str) -> Option<Arc<Room>>;
    /// Loads a board, if that can be done now.
    fn load(&self, key: &str) -> impl Future<Output = Option<Arc<Room>>> + Send;
    /// From here on nobody gets into these boards. Says which they are: those that somebody is in, and the demo, are left out.
    fn begin_to_expire(&self, unused: Vec<String>) -> Vec<String>;
    /// They are gone.
    fn expired(&self);
}

/// Runs as long as the boards are there.
pub async fn keep_house(boards: Weak<impl Boards>) {
    let mut interval = tokio::time::interval(LOOK);
    let mut looked = Instant::now();
    let mut tried = HashSet::new();
    loop {
        interval.tick().await;
        fail::fail_point!("housekeeping");
        let Some(boards) = boards.upgrade() else { return };
        boards.store().renew_mark().await;
        if let Err(error) = keep_share(&*boards, &mut tried).await {
            tracing::warn!(%error, "histories were not trimmed for want of room; it is tried again");
        }
        if looked.elapsed() < EXPIRE {
            continue;
        }
        looked = Instant::now();
        match expire(&*boards, limits::UNUSED_MS).await {
            Ok(0) => {}
            Ok(boards) => tracing::info!(boards, "boards expired that nobody had drawn on"),
            Err(error) => tracing::warn!(%error, "boards that nobody drew on were not removed; it is tried again"),
        }
    }
}

/// Whether the history of all boards takes more than its share: pages of the database that are free count as free.
fn is_short(space: Space, free_pages: u64) -> bool {
    space.free.saturating_add(free_pages) < (space.total / limits::FREE_SHARE).min(limits::FREE_BYTES)
}

async fn must_trim(boards: &impl Boards) -> Result<bool, StoreError> {
    let space = boards.store().space()?;
    let free_pages = if is_short(space, 0) { boards.store().free_pages().await? } else { 0 };
    boards.set_free_pages(free_pages);
    Ok(is_short(space, free_pages))
}

/// Trims the largest histories, a slice at a time, until enough of the disk is free or nothing more may go. `tried` are the boards
/// that were loaded for that since the disk became short.
async fn keep_share(boards: &impl Boards, tried: &mut HashSet<BoardRow>) -> Result<(), StoreError> {
    let store = boards.store();
    if !must_trim(boards).await? {
        tried.clear();
        return Ok(());
    }
    let (mut done, mut told, mut loaded) = (HashSet::new(), HashSet::new(), 0);
    while must_trim(boards).await? {
        // The mark is to be as young as ever, however long this takes.
        store.renew_mark().await;
        let largest = store.largest_histories(LARGEST + done.len() as u32).await?;
        let Some((key, row)) = largest.into_iter().find(|(_, row)| !done.contains(row)) else { return Ok(()) };
        let begun = Instant::now();
        let room = boards.loaded(&key);
        match store.trim(row, 0).await? {
            Trimmed::Some { first } => {
                if told.insert(row) {
                    tracing::info!(board.row = ?row, first, "the disk is short: the oldest history of a board goes; the board is whole");
                }
                if let Some(room) = room {
                    room.snapshot.history.set_first(first);
                }
            }
            Trimmed::Enough => {
                // With a manifest of what came last more of it may go. A board that nobody is on may have none, after a crash or a
                // manifest that could not be written.
                let must_load =
                    room.is_none() && loaded < LOADED && !tried.contains(&row) && store.is_behind(row).await?;
                let room = if must_load { boards.load(&key).await } else { room };
                if must_load {
                    loaded += 1;
                    tried.insert(row);
                }
                if let Some(room) = room {
                    room.keep_to_trim();
                }
                done.insert(row);
            }
        }
        // Edits find the writer free at least half of the time.
        tokio::time::sleep(begun.elapsed().max(Duration::from_millis(2))).await;
    }
    Ok(())
}

/// Removes boards that were made so long ago and never drawn on; those that are loaded stay. Says how many went.
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
    use crate::board::{PersonKey, Tag, TagEntry};
    use crate::hub::{BoardKey, Hub, LoadError};
    use crate::store::Batch;

    // [S17] A fifth of the disk stays free; pages of the database that are free count as free.
    #[test]
    fn a_fifth_of_the_disk_is_left() {
        let space = |free| Space { free, total: 1_000 };
        assert!(!is_short(space(200), 0) && is_short(space(199), 0) && !is_short(space(100), 100));
    }

    // [S18] A board that nobody drew on expires, unless somebody is in it, it was drawn on, or it is the demo.
    #[tokio::test(flavor = "multi_thread")]
    async fn unused_boards_expire() {
        const EDIT: &str = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":5,"ops":[]}"#;
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        let [unused, drawn, open, looked]: [BoardKey; 4] = std::array::from_fn(|_| BoardKey::random().unwrap());
        for key in [&unused, &looked, &drawn, &open, &BoardKey::demo()] {
            store.create_board(key.as_str(), now_ms() - 1_000).await.unwrap();
        }
        let row = store.board(drawn.as_str()).await.unwrap().row;
        let edits = vec![(serde_json::from_str(EDIT).unwrap(), "[]".to_owned().into())];
        let batch = Batch { first: 1, edits, ..Batch::default() };
        store.step(&[], &[row], |_| vec![Some(batch)]).await.unwrap();
        // A page that was opened and not drawn on leaves its tag.
        let row = store.board(looked.as_str()).await.unwrap().row;
        let tags = vec![(Tag(7), TagEntry::stored(PersonKey([7; 32]), 0))];
        store.step(&[], &[row], |_| vec![Some(Batch { tags, ..Batch::default() })]).await.unwrap();
        let hub = Hub::new(store);
        let _room = hub.room(&open).await.unwrap();
        assert_eq!(expire(&*hub, 10_000).await.unwrap(), 0, "they are young");
        assert_eq!(expire(&*hub, 500).await.unwrap(), 2);
        assert!(matches!(hub.room(&looked).await, Err(LoadError::NotFound)));
        assert!(matches!(hub.room(&unused).await, Err(LoadError::NotFound)));
        for key in [&drawn, &open, &BoardKey::demo()] {
            assert!(hub.room(key).await.is_ok(), "{key}");
        }
    }
}
