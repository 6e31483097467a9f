//! Memory of all loaded boards together, counted in bytes: boards that nobody is on make room for others, and beyond a
//! limit no further board is loaded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

const MEBIBYTE: usize = 1024 * 1024;
/// Loaded boards take at most this much before empty ones go, and a quarter of the machine where that is less.
const BUDGET: usize = 512 * MEBIBYTE;
/// What a machine has that does not say.
const USUAL_MACHINE: usize = 2_048 * MEBIBYTE;
/// A room nobody is in is kept this long, for those who only reload the page; the fuller the memory, the shorter.
const KEEP_EMPTY: Duration = Duration::from_secs(30);

/// See the module.
pub struct BoardMemory {
    used: AtomicUsize,
    /// Beyond it empty rooms go at once.
    budget: usize,
    /// Boards with people on them may take this much; beyond it no further one is loaded.
    most: usize,
    /// Told when the budget is exceeded, or when a room may have become free to go.
    pub short: Notify,
    /// Told when a room has become smaller or is gone.
    pub freed: Notify,
}

impl BoardMemory {
    /// So many bytes for boards, and at most `most` as long as people are on all of them.
    pub fn new(budget: usize, most: usize) -> Self {
        let most = most.max(budget);
        Self { used: AtomicUsize::new(0), budget, most, short: Notify::new(), freed: Notify::new() }
    }

    /// The share of this machine, or of the container that this is.
    pub fn of_this_machine() -> Self {
        let machine = machine_bytes().unwrap_or(USUAL_MACHINE);
        Self::new(BUDGET.min(machine / 4), machine / 2)
    }

    /// Bytes of all loaded boards.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Whether another board may be loaded without any going.
    pub fn has_room(&self) -> bool {
        self.used() <= self.budget
    }

    /// Whether another board may be loaded when none can go.
    pub fn is_bearable(&self) -> bool {
        self.used() <= self.most
    }

    /// How long an empty room is kept while boards take `used` bytes.
    pub fn patience(&self, used: usize) -> Duration {
        let left = self.budget.saturating_sub(used) as f64 / self.budget.max(1) as f64;
        KEEP_EMPTY.mul_f64(left)
    }
}

/// What one room takes of it; given back when dropped.
pub struct Share {
    memory: Arc<BoardMemory>,
    bytes: AtomicUsize,
}

impl Share {
    /// Nothing yet.
    pub fn of(memory: Arc<BoardMemory>) -> Self {
        Self { memory, bytes: AtomicUsize::new(0) }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// It takes so many bytes now. Called under the room's lock.
    pub fn set(&self, bytes: usize) {
        let BoardMemory { used, budget, short, freed, .. } = &*self.memory;
        let before = self.bytes.swap(bytes, Ordering::Relaxed);
        if bytes < before {
            used.fetch_sub(before - bytes, Ordering::Relaxed);
            freed.notify_waiters();
        } else {
            let total = used.fetch_add(bytes - before, Ordering::Relaxed);
            if total <= *budget && total + bytes - before > *budget {
                short.notify_one();
            }
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// Memory of the machine, or what its container may take.
fn machine_bytes() -> Option<usize> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = limits.into_iter().filter_map(|path| read(path)?.trim().parse().ok());
    limits.chain(read("/proc/meminfo").and_then(|text| total_of(&text))).min()
}

/// The first line of `/proc/meminfo`, in bytes.
fn total_of(text: &str) -> Option<usize> {
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    kibibytes.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuller_the_sooner_empty_rooms_go() {
        let memory = BoardMemory::new(100, 200);
        assert_eq!([0, 50, 100, 500].map(|used| memory.patience(used).as_secs()), [30, 15, 0, 0]);
        assert_eq!(BoardMemory::new(0, 9).patience(0), Duration::ZERO);
    }

    #[test]
    fn shares_add_up() {
        let memory = Arc::new(BoardMemory::new(100, 200));
        let (one, two) = (Share::of(memory.clone()), Share::of(memory.clone()));
        one.set(90);
        two.set(60);
        assert_eq!((memory.used(), memory.has_room(), memory.is_bearable()), (150, false, true));
        one.set(20);
        drop(two);
        assert_eq!((memory.used(), memory.has_room()), (20, true));
    }

    #[test]
    fn the_machine_is_read() {
        assert_eq!(total_of("MemTotal:       24684084 kB\nMemFree: 1 kB\n"), Some(24_684_084 * 1024));
        assert_eq!(total_of("nothing"), None);
    }
}
