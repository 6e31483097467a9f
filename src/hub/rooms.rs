//! The loaded boards. Each is loaded once for all requests, and boards without peers are evicted.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use crate::hub::fail_stop::lock;
use crate::hub::key::BoardKey;
use crate::hub::load::load;
use crate::hub::room::{Room, Shared};
use crate::hub::single_flight::SingleFlight;
use crate::store::StoreError;

/// Boards that are read at the same time: each may take 64 MiB, which count only after the load.
const LOADS: usize = 8;
/// A load waits this long for memory and for its turn.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// A board that could not be read is not read again for this long.
const FAILED: Duration = Duration::from_secs(1);
/// Interval of evictions while memory is not short.
const EVICTION: Duration = Duration::from_secs(1);

/// Why a board cannot be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LoadError {
    /// The board does not exist.
    #[error("there is no board with this id")]
    NotFound,
    /// It cannot be read; an unreadable board is never taken for an empty one.
    #[error(transparent)]
    Unreadable(Arc<StoreError>),
    /// Boards in use take all the memory for boards.
    #[error("the boards that people are on take all the memory that the server has for boards")]
    NoMemory,
    /// The server shuts down.
    #[error("the server is leaving")]
    Leaving,
}

/// See the module.
pub struct Rooms {
    slots: Mutex<HashMap<BoardKey, Arc<Slot>>>,
    /// Boards that are being removed (SPEC S18); locked after `slots`.
    expiring: Mutex<HashSet<BoardKey>>,
    shared: Shared,
    loads: Semaphore,
}

/// One board: loaded, being loaded, or failed to load.
struct Slot {
    room: OnceLock<Arc<Room>>,
    loading: SingleFlight<Result<Arc<Room>, LoadError>>,
    state: Mutex<SlotState>,
}

struct SlotState {
    /// Time of the last request.
    used: Instant,
    failed: Option<(Instant, LoadError)>,
}

impl Default for Slot {
    fn default() -> Self {
        let state = SlotState { used: Instant::now(), failed: None };
        Self { room: OnceLock::new(), loading: SingleFlight::new("load of a board"), state: Mutex::new(state) }
    }
}

impl Slot {
    /// The room, or a recent failure.
    fn known(&self, now: Instant) -> Option<Result<Arc<Room>, LoadError>> {
        let mut state = lock(&self.state);
        state.used = now;
        if let Some(room) = self.room.get() {
            return Some(Ok(room.clone()));
        }
        let recent = state.failed.as_ref().filter(|(since, _)| now.duration_since(*since) < FAILED);
        recent.map(|(_, error)| Err(error.clone()))
    }

    /// Whether it has a room or a recent failure.
    fn has_result(&self, now: Instant) -> bool {
        let has_failed =
            |state: &SlotState| state.failed.as_ref().is_some_and(|(at, _)| now.duration_since(*at) < FAILED);
        self.room.get().is_some() || has_failed(&lock(&self.state))
    }
}

/// The result of an attempt to evict a room.
enum Eviction {
    /// It was removed from the map; the caller drops it.
    Evicted(Arc<Slot>),
    /// Its manifest has to be stored first.
    AwaitsManifest,
    /// It is in use.
    InUse,
}

impl Rooms {
    /// No board is loaded.
    pub fn new(shared: Shared) -> Arc<Self> {
        Arc::new(Self { slots: Mutex::default(), expiring: Mutex::default(), shared, loads: Semaphore::new(LOADS) })
    }

    /// All loaded rooms.
    pub fn all(&self) -> Vec<Arc<Room>> {
        lock(&self.slots).values().filter_map(|slot| slot.room.get().cloned()).collect()
    }

    /// The room of a board, if it is loaded.
    pub fn loaded(&self, key: &BoardKey) -> Option<Arc<Room>> {
        lock(&self.slots).get(key).and_then(|slot| slot.room.get().cloned())
    }

    /// Locks unused boards so that they cannot be opened, and returns them. Leaves out requested boards, and the demo.
    pub fn begin_to_expire(&self, unused: Vec<String>) -> Vec<String> {
        let slots = lock(&self.slots);
        let keys = unused.iter().filter_map(|key| key.parse().ok());
        let keys: HashSet<BoardKey> = keys.filter(|key| *key != BoardKey::demo() && !slots.contains_key(key)).collect();
        let expiring = keys.iter().map(BoardKey::to_string).collect();
        *lock(&self.expiring) = keys;
        expiring
    }

    /// Ends that lock.
    pub fn expired(&self) {
        lock(&self.expiring).clear();
    }

    /// Whether the board is loaded.
    pub fn has(&self, key: &BoardKey) -> bool {
        lock(&self.slots).get(key).is_some_and(|slot| slot.room.get().is_some())
    }

    /// The room of a board. One task loads it for all requests, and continues when they are dropped.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn room(self: &Arc<Self>, key: &BoardKey) -> Result<Arc<Room>, LoadError> {
        let slot = {
            let mut slots = lock(&self.slots);
            if lock(&self.expiring).contains(key) {
                return Err(LoadError::NotFound);
            }
            slots.entry(key.clone()).or_default().clone()
        };
        if let Some(known) = slot.known(Instant::now()) {
            return known;
        }
        let work = || {
            let (rooms, slot, key) = (self.clone(), slot.clone(), key.clone());
            async move { rooms.load(&slot, &key).await }
        };
        let loaded = slot.loading.join(work).await.unwrap_or(Err(LoadError::Leaving));
        drop(slot);
        if loaded.is_err() {
            self.forget(key);
        }
        loaded
    }

    /// Removes the slot of a board that is neither loaded nor being loaded.
    fn forget(&self, key: &BoardKey) {
        let mut slots = lock(&self.slots);
        if slots.get(key).is_some_and(|slot| Arc::strong_count(slot) == 1 && !slot.has_result(Instant::now())) {
            slots.remove(key);
        }
    }

    async fn load(&self, slot: &Slot, key: &BoardKey) -> Result<Arc<Room>, LoadError> {
        // The previous load may have ended after the request looked.
        if let Some(room) = slot.room.get() {
            return Ok(room.clone());
        }
        let loaded = self.read(key).await;
        match &loaded {
            Ok(room) => drop(slot.room.set(room.clone())),
            Err(error @ LoadError::Unreadable(_)) => {
                lock(&slot.state).failed = Some((Instant::now(), error.clone()));
            }
            Err(LoadError::NotFound | LoadError::NoMemory | LoadError::Leaving) => {}
        }
        loaded
    }

    async fn read(&self, key: &BoardKey) -> Result<Arc<Room>, LoadError> {
        let unreadable = |error: StoreError| match error {
            StoreError::NotFound => LoadError::NotFound,
            error => LoadError::Unreadable(Arc::new(error)),
        };
        let store = &self.shared.store;
        if !store.has_board(key.as_str()).await.map_err(unreadable)? {
            return Err(LoadError::NotFound);
        }
        let until = tokio::time::Instant::now() + MAX_WAIT;
        let turn = timeout_at(until, self.loads.acquire()).await;
        let _turn = turn.map_err(|_| LoadError::NoMemory)?.map_err(|_| LoadError::Leaving)?;
        self.free_memory(until).await?;
        let loaded = load(store, key.as_str()).await.map_err(unreadable)?;
        let room = Room::new(key.clone(), self.shared.clone(), loaded);
        room.update_memory(&room.lock());
        Ok(Arc::new(room))
    }

    /// Evicts empty rooms until there is memory for another board.
    pub(in crate::hub) async fn free_memory(&self, until: tokio::time::Instant) -> Result<(), LoadError> {
        let memory = &self.shared.memory;
        loop {
            let mut freed = std::pin::pin!(memory.freed.notified());
            freed.as_mut().enable();
            if memory.has_room() {
                return Ok(());
            }
            if !self.evict() || timeout_at(until, freed).await.is_err() {
                break;
            }
        }
        if memory.may_exceed_budget() { Ok(()) } else { Err(LoadError::NoMemory) }
    }

    /// Evicts unused rooms, the least recently used first: at once when memory is short, else after some time, and only with
    /// a stored manifest. Returns whether rooms were evicted or will be soon.
    pub fn evict(&self) -> bool {
        let now = Instant::now();
        let known: Vec<(BoardKey, Arc<Slot>)> = {
            let mut slots = lock(&self.slots);
            slots.retain(|_, slot| Arc::strong_count(slot) > 1 || slot.has_result(now));
            slots.iter().map(|(key, slot)| (key.clone(), slot.clone())).collect()
        };
        // The map is not locked here, because a room's lock may take a while.
        let empty = known.iter().filter_map(|(key, slot)| {
            let room = slot.room.get()?;
            let since = room.empty_since()?.max(lock(&slot.state).used);
            Some((since, key.clone(), room.share.bytes()))
        });
        let mut empty: Vec<(Instant, BoardKey, usize)> = empty.collect();
        drop(known);
        empty.sort_unstable_by_key(|(since, _, _)| *since);
        let memory = &self.shared.memory;
        let mut used = memory.used();
        let mut evicted = Vec::new();
        let mut is_evicting = false;
        for (since, key, bytes) in empty {
            if now.duration_since(since) < memory.keep_empty(used) {
                break;
            }
            match self.try_evict(&key) {
                Eviction::Evicted(slot) => evicted.push(slot),
                Eviction::AwaitsManifest => {}
                Eviction::InUse => continue,
            }
            is_evicting = true;
            used = used.saturating_sub(bytes);
        }
        if !evicted.is_empty() {
            // Freeing a hundred thousand shapes takes milliseconds.
            tokio::task::spawn_blocking(move || drop(evicted));
        }
        is_evicting
    }

    fn try_evict(&self, key: &BoardKey) -> Eviction {
        let mut slots = lock(&self.slots);
        // No request can get the room under the lock, so one that only the map refers to is unused.
        let Some(slot) = slots.get(key).filter(|slot| Arc::strong_count(slot) == 1) else { return Eviction::InUse };
        let Some(room) = slot.room.get().filter(|room| room.empty_since().is_some()) else { return Eviction::InUse };
        if room.request_manifest(true) || room.snapshot.history.is_being_stored() {
            return Eviction::AwaitsManifest;
        }
        if Arc::strong_count(room) > 1 {
            return Eviction::InUse;
        }
        slots.remove(key).map_or(Eviction::InUse, Eviction::Evicted)
    }
}

/// Evicts rooms until the hub is dropped.
pub async fn evict_rooms(rooms: std::sync::Weak<Rooms>) {
    loop {
        let Some(memory) = rooms.upgrade().map(|rooms| rooms.shared.memory.clone()) else { return };
        // Whichever comes first.
        let _is_short = tokio::time::timeout(EVICTION, memory.short.notified()).await.is_ok();
        let Some(rooms) = rooms.upgrade() else { return };
        fail::fail_point!("evictor");
        rooms.evict();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::disk::Disk;
    use crate::hub::fanout::pace::Pace;
    use crate::hub::memory::BoardMemory;
    use crate::store::Store;

    async fn rooms(folder: &tempfile::TempDir, memory: BoardMemory) -> Arc<Rooms> {
        let store = Arc::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
        for n in 0..3 {
            store.create_board(&format!("{n:022}"), 1).await.unwrap();
        }
        let (flush_worklist, manifest_worklist) = (Arc::default(), Arc::default());
        let pace = Arc::new(Pace::new(1, Instant::now()));
        let (memory, pages, files) = (Arc::new(memory), Arc::default(), Arc::default());
        let disk = Arc::new(Disk::of(store.clone()));
        let turns = Arc::default();
        Rooms::new(Shared { store, flush_worklist, manifest_worklist, memory, pace, pages, files, disk, turns })
    }

    fn key(n: usize) -> BoardKey {
        format!("{n:022}").parse().unwrap()
    }

    // [S20] The least recently used board is evicted first, and a board in use stays.
    #[tokio::test]
    async fn the_least_recently_used_is_evicted_first() {
        let folder = tempfile::TempDir::new().unwrap();
        let rooms = rooms(&folder, BoardMemory::new(100, 1_000)).await;
        let held = rooms.room(&key(0)).await.unwrap();
        for n in [1, 2, 1] {
            drop(rooms.room(&key(n)).await.unwrap());
        }
        rooms.room(&key(1)).await.unwrap().share.set(90);
        rooms.room(&key(2)).await.unwrap().share.set(90);
        drop(rooms.room(&key(1)).await.unwrap());
        assert!(rooms.evict());
        assert_eq!([0, 1, 2].map(|n| rooms.has(&key(n))), [true, true, false], "90 bytes fit");
        held.share.set(500);
        rooms.evict();
        assert_eq!([0, 1, 2].map(|n| rooms.has(&key(n))), [true, false, false]);
        drop(held);
        rooms.evict();
        assert!(!rooms.has(&key(0)));
    }

    // [S20] While boards in use fill the memory no board is opened; with memory it is opened at once.
    #[tokio::test]
    async fn a_full_memory_opens_no_board() {
        let folder = tempfile::TempDir::new().unwrap();
        let rooms = rooms(&folder, BoardMemory::new(100, 200)).await;
        let held = rooms.room(&key(0)).await.unwrap();
        held.share.set(150);
        drop(rooms.room(&key(1)).await.expect("it may exceed the budget"));
        held.share.set(250);
        rooms.evict();
        assert!(matches!(rooms.room(&key(1)).await, Err(LoadError::NoMemory)));
        assert!(rooms.room(&key(0)).await.is_ok());
        held.share.set(10);
        assert!(rooms.room(&key(1)).await.is_ok());
    }

    // [A5] [S20] An unreadable board is read once for all requests, and not again for a second.
    #[tokio::test]
    async fn a_failed_load_is_remembered_for_a_second() {
        let folder = tempfile::TempDir::new().unwrap();
        let rooms = rooms(&folder, BoardMemory::new(100, 200)).await;
        rooms.shared.store.close().await.unwrap();
        let key = key(0);
        let (one, other) = tokio::join!(rooms.room(&key), rooms.room(&key));
        let (Err(LoadError::Unreadable(one)), Err(LoadError::Unreadable(other))) = (one, other) else {
            panic!("it was read")
        };
        assert!(Arc::ptr_eq(&one, &other), "one load for both");
        let now = Instant::now();
        let slot = Slot::default();
        lock(&slot.state).failed = Some((now, LoadError::Unreadable(one)));
        assert!(slot.known(now + FAILED / 2).is_some() && slot.has_result(now + FAILED / 2));
        assert!(slot.known(now + FAILED).is_none() && !slot.has_result(now + FAILED));
    }
}
