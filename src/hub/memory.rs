//! Memory of all loaded boards, counted in bytes: beyond a budget empty boards are evicted, and beyond a limit no board is
//! loaded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

const MEBIBYTE: usize = 1024 * 1024;
/// Bytes of loaded boards beyond which empty ones are evicted; a quarter of the machine's memory where that is less.
const BUDGET: usize = 512 * MEBIBYTE;
/// Assumed memory of a machine that does not tell.
const DEFAULT_MACHINE: usize = 2_048 * MEBIBYTE;
/// An empty room stays loaded this long, for people who reload the page; less with less free memory.
const KEEP_EMPTY: Duration = Duration::from_secs(30);

/// See the module.
pub struct BoardMemory {
    used: AtomicUsize,
    /// Beyond it empty rooms are evicted at once.
    budget: usize,
    /// Beyond it no board is loaded.
    max: usize,
    /// Notified when the budget is exceeded, or when a room may be evicted now.
    pub short: Notify,
    /// Notified when a room became smaller or was dropped.
    pub freed: Notify,
}

impl BoardMemory {
    /// `budget` bytes for boards, and up to `max` while none can be evicted.
    pub fn new(budget: usize, max: usize) -> Self {
        let max = max.max(budget);
        Self { used: AtomicUsize::new(0), budget, max, short: Notify::new(), freed: Notify::new() }
    }

    /// The share of this machine or container.
    pub fn of_this_machine() -> Self {
        let machine = machine_bytes().unwrap_or(DEFAULT_MACHINE);
        Self::new(BUDGET.min(machine / 4), machine / 2)
    }

    /// Bytes of all loaded boards.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Whether another board may be loaded without an eviction.
    pub fn has_room(&self) -> bool {
        self.used() <= self.budget
    }

    /// Whether another board may be loaded when none can be evicted.
    pub fn may_exceed_budget(&self) -> bool {
        self.used() <= self.max
    }

    /// How long an empty room stays loaded while boards take `used` bytes.
    pub fn keep_empty(&self, used: usize) -> Duration {
        let left = self.budget.saturating_sub(used) as f64 / self.budget.max(1) as f64;
        KEEP_EMPTY.mul_f64(left)
    }
}

/// The bytes of one room, counted until it is dropped.
pub struct Share {
    memory: Arc<BoardMemory>,
    bytes: AtomicUsize,
}

impl Share {
    /// An empty share.
    pub fn of(memory: Arc<BoardMemory>) -> Self {
        Self { memory, bytes: AtomicUsize::new(0) }
    }

    /// Its bytes.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Sets its bytes. Called under the room's lock.
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

/// Memory of the machine, or the limit of its container.
fn machine_bytes() -> Option<usize> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = limits.into_iter().filter_map(|path| read(path)?.trim().parse().ok());
    limits.chain(read("/proc/meminfo").and_then(|text| total_of(&text))).min()
}

/// The total of `/proc/meminfo` in bytes.
fn total_of(text: &str) -> Option<usize> {
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    kibibytes.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_rooms_stay_shorter_with_less_memory() {
        let memory = BoardMemory::new(100, 200);
        assert_eq!([0, 50, 100, 500].map(|used| memory.keep_empty(used).as_secs()), [30, 15, 0, 0]);
        assert_eq!(BoardMemory::new(0, 9).keep_empty(0), Duration::ZERO);
    }

    #[test]
    fn shares_add_up() {
        let memory = Arc::new(BoardMemory::new(100, 200));
        let (one, two) = (Share::of(memory.clone()), Share::of(memory.clone()));
        one.set(90);
        two.set(60);
        assert_eq!((memory.used(), memory.has_room(), memory.may_exceed_budget()), (150, false, true));
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
