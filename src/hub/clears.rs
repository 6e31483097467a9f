//! The list of a page's clearings that can be restored, also after a reload (SPEC A13).

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::hub::clears_cache::List;
use crate::hub::fail_stop::lock;
use crate::hub::room::Room;
use crate::protocol::{PageClearing, clears};
use crate::store::{StoreError, StoredClearing};

/// Lists that are read at the same time in this process, so that boards can be loaded meanwhile.
static READING: Semaphore = Semaphore::const_new(2);

impl Room {
    /// The edits that cleared `page` and removed something, as JSON: the latest and the largest ones that the log still has,
    /// newest first. All requests at the same time share one read.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn clears(self: &Arc<Self>, page: u32) -> Result<Bytes, Arc<StoreError>> {
        let position = self.position();
        let is_current = |list: &List| (list.page, list.position) == (page, position);
        if let Some(last) = lock(&self.clears.last).clone().filter(is_current) {
            return Ok(last.json);
        }
        loop {
            let read = self.clears.reads.join(|| read(self.clone(), page)).await;
            let list =
                read.unwrap_or_else(|| Err(Arc::new(StoreError::Together("the server is leaving".to_owned()))))?;
            // A read that began before this request may be of another page or an earlier board.
            if list.page == page && (list.position.seq >= position.seq || list.position == self.position()) {
                return Ok(list.json);
            }
        }
    }
}

async fn read(room: Arc<Room>, page: u32) -> Result<List, Arc<StoreError>> {
    fail::fail_point!("list-of-clearings");
    let _turn = READING.acquire().await.expect("the semaphore is never closed");
    let position = room.position();
    let stored = room.store.clearings(room.row, page).await.map_err(Arc::new)?;
    let json = {
        let state = room.lock();
        let names = state.people.shown(&lock(&room.lesson).called);
        let name = |author: u32| names.get(&author).map_or("", String::as_str);
        clears(stored.iter().map(|StoredClearing { author, tag, n, at, shapes }| PageClearing {
            page,
            tag: *tag,
            n: *n,
            at: *at,
            name: name(*author),
            shapes: *shapes,
        }))
    };
    let list = List { page, position, json };
    *lock(&room.clears.last) = Some(list.clone());
    Ok(list)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;

    use crate::hub::{BoardKey, Hub};
    use crate::store::Store;

    // [A13] A hundred simultaneous requests share one read, and later ones use its result until something is drawn.
    #[tokio::test]
    async fn the_list_is_read_once_for_all() {
        static READS: AtomicUsize = AtomicUsize::new(0);
        fail::cfg_callback("list-of-clearings", || _ = READS.fetch_add(1, Ordering::Relaxed)).unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let hub = Hub::new(store);
        let room = hub.room(&BoardKey::demo()).await.unwrap();
        let lists = join_all((0..100).map(|_| room.clears(1))).await;
        assert!(lists.iter().all(|list| list.as_ref().unwrap() == r#"{"clears":[]}"#));
        room.clears(1).await.unwrap();
        assert_eq!(READS.load(Ordering::Relaxed), 1);
    }
}
