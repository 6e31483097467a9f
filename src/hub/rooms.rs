//! Which boards are loaded: each once, however many ask for it; those that nobody is on make room for others.

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

/// Boards that are read at the same time: each may be 64 MiB that count only once they are there.
const LOADS: usize = 8;
/// A load waits this long for memory and for its turn.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// A board that could not be read is not read again for this long, however many ask.
const FAILED: Duration = Duration::from_secs(1);
/// Empty rooms are looked through this often.
const LOOK: Duration = Duration::from_secs(1);

/// Why a board cannot be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such board.
    #[error("there is no board with this id")]
    NotFound,
    /// It cannot be read; it is never taken for an empty one.
    #[error(transparent)]
    Unreadable(Arc<StoreError>),
    /// The boards that people are on take all the memory there is for boards.
    #[error("the boards that people are on take all the memory that the server has for boards")]
    NoMemory,
    /// The server ends.
    #[error("the server is leaving")]
    Leaving,
}

/// See the module.
pub struct Rooms {
    slots: Mutex<HashMap<BoardKey, Arc<Slot>>>,
    /// Ids of boards that are just being removed (SPEC S18); locked after `slots`.
    expiring: Mutex<HashSet<BoardKey>>,
    shared: Shared,
    loads: Semaphore,
}

/// One board: loaded, being loaded, or not to be read just now.
struct Slot {
    room: OnceLock<Arc<Room>>,
    loading: SingleFlight<Result<Arc<Room>, LoadError>>,
    state: Mutex<SlotState>,
}

struct SlotState {
    /// When it was asked for last.
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
    /// The room, or the failure of a moment ago.
    fn known(&self, now: Instant) -> Option<Result<Arc<Room>, LoadError>> {
        let mut state = lock(&self.state);
        state.used = now;
        if let Some(room) = self.room.get() {
            return Some(Ok(room.clone()));
        }
        let recent = state.failed.as_ref().filter(|(since, _)| now.duration_since(*since) < FAILED);
        recent.map(|(_, error)| Err(error.clone()))
    }

    fn is_of_use(&self, now: Instant) -> bool {
        let has_failed =
            |state: &SlotState| state.failed.as_ref().is_some_and(|(at, _)| now.duration_since(*at) < FAILED);
        self.room.get().is_some() || has_failed(&lock(&self.state))
    }
}

/// An empty room, and what is to be done before it can go.
enum Leaving {
    /// It is out of the map.
    Gone(Arc<Slot>),
    /// Its manifest is stored first.
    Written,
    /// Somebody came, or something still uses it.
    Stays,
}

impl Rooms {
    /// No board is loaded.
    pub fn new(shared: Shared) -> Arc<Self> {
        Arc::new(Self { slots: Mutex::default(), expiring: Mutex::default(), shared, loads: Semaphore::new(LOADS) })
    }

    /// Every loaded room.
    pub fn all(&self) -> Vec<Arc<Room>> {
        lock(&self.slots).values().filter_map(|slot| slot.room.get().cloned()).collect()
    }

    /// The room of a board that is loaded.
    pub fn loaded(&self, key: &BoardKey) -> Option<Arc<Room>> {
        lock(&self.slots).get(key).and_then(|slot| slot.room.get().cloned())
    }

    /// From here on nobody gets into these boards. Says which they are: those that somebody asks for, and the demo, are left out.
    pub fn begin_to_expire(&self, unused: Vec<String>) -> Vec<String> {
        let slots = lock(&self.slots);
        let keys = unused.iter().filter_map(|key| key.parse().ok());
        let keys: HashSet<BoardKey> = keys.filter(|key| *key != BoardKey::demo() && !slots.contains_key(key)).collect();
        let going = keys.iter().map(BoardKey::to_string).collect();
        *lock(&self.expiring) = keys;
        going
    }

    /// They are gone.
    pub fn expired(&self) {
        lock(&self.expiring).clear();
    }

    /// Whether the board is loaded.
    pub fn has(&self, key: &BoardKey) -> bool {
        lock(&self.slots).get(key).is_some_and(|slot| slot.room.get().is_some())
    }

    /// The room of a board. It is loaded in a task of its own, once for all who ask, also when they give up.
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

    /// Forgets a board that is not loaded, if nobody is about to load it.
    fn forget(&self, key: &BoardKey) {
        let mut slots = lock(&self.slots);
        if slots.get(key).is_some_and(|slot| Arc::strong_count(slot) == 1 && !slot.is_of_use(Instant::now())) {
            slots.remove(key);
        }
    }

    async fn load(&self, slot: &Slot, key: &BoardKey) -> Result<Arc<Room>, LoadError> {
        // Those who asked when the last load was just over.
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
        room.weigh(&room.lock());
        Ok(Arc::new(room))
    }

    /// Waits until boards that nobody is on have made room for another one.
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
        if memory.may_exceed() { Ok(()) } else { Err(LoadError::NoMemory) }
    }

    /// Lets go of rooms that nobody uses, the least recently used first: when memory is short as soon as their manifest
    /// is stored, else after a while. Says whether some went or will go soon.
    pub fn evict(&self) -> bool {
        let now = Instant::now();
        let known: Vec<(BoardKey, Arc<Slot>)> = {
            let mut slots = lock(&self.slots);
            slots.retain(|_, slot| Arc::strong_count(slot) > 1 || slot.is_of_use(now));
            slots.iter().map(|(key, slot)| (key.clone(), slot.clone())).collect()
        };
        // A room may be locked for a while, so nobody waits for the map meanwhile.
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
        let mut gone = Vec::new();
        let mut will_go = false;
        for (since, key, bytes) in empty {
            if now.duration_since(since) < memory.patience(used) {
                break;
            }
            match self.try_evict(&key) {
                Leaving::Gone(slot) => gone.push(slot),
                Leaving::Written => {}
                Leaving::Stays => continue,
            }
            will_go = true;
            used = used.saturating_sub(bytes);
        }
        if !gone.is_empty() {
            // Freeing a hundred thousand shapes takes a while.
            tokio::task::spawn_blocking(move || drop(gone));
        }
        will_go
    }

    fn try_evict(&self, key: &BoardKey) -> Leaving {
        let mut slots = lock(&self.slots);
        // Under the lock nobody can get hold of a room, so one that only the map knows is unused.
        let Some(slot) = slots.get(key).filter(|slot| Arc::strong_count(slot) == 1) else { return Leaving::Stays };
        let Some(room) = slot.room.get().filter(|room| room.empty_since().is_some()) else { return Leaving::Stays };
        if room.request_manifest(true) || room.snapshot.history.is_being_stored() {
            return Leaving::Written;
        }
        if Arc::strong_count(room) > 1 {
            return Leaving::Stays;
        }
        slots.remove(key).map_or(Leaving::Stays, Leaving::Gone)
    }
}

/// Lets go of rooms for as long as the server runs.
pub async fn evict_rooms(rooms: std::sync::Weak<Rooms>) {
    loop {
        let Some(memory) = rooms.upgrade().map(|rooms| rooms.shared.memory.clone()) else { return };
        // Whichever comes first.
        let _is_short = tokio::time::timeout(LOOK, memory.short.notified()).await.is_ok();
        let Some(rooms) = rooms.upgrade() else { return };
        fail::fail_point!("evictor");
        rooms.evict();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let (memory, pages) = (Arc::new(memory), Arc::default());
        Rooms::new(Shared { store, flush_worklist, manifest_worklist, memory, pace, pages })
    }

    fn key(n: usize) -> BoardKey {
        format!("{n:022}").parse().unwrap()
    }

    // [S20] The board that was used last stays longest, and one that somebody holds stays.
    #[tokio::test]
    async fn the_least_recently_used_goes_first() {
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

    // [S20] While people fill the memory no further board is opened, and that is forgotten at once.
    #[tokio::test]
    async fn a_full_memory_opens_no_further_board() {
        let folder = tempfile::TempDir::new().unwrap();
        let rooms = rooms(&folder, BoardMemory::new(100, 200)).await;
        let held = rooms.room(&key(0)).await.unwrap();
        held.share.set(150);
        drop(rooms.room(&key(1)).await.expect("it is bearable"));
        held.share.set(250);
        rooms.evict();
        assert!(matches!(rooms.room(&key(1)).await, Err(LoadError::NoMemory)));
        assert!(rooms.room(&key(0)).await.is_ok());
        held.share.set(10);
        assert!(rooms.room(&key(1)).await.is_ok());
    }

    // [A5] [S20] A board that cannot be read is read once for all who ask, and not again for a moment.
    #[tokio::test]
    async fn a_failed_load_is_remembered_for_a_moment() {
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
        assert!(slot.known(now + FAILED / 2).is_some() && slot.is_of_use(now + FAILED / 2));
        assert!(slot.known(now + FAILED).is_none() && !slot.is_of_use(now + FAILED));
    }
}
