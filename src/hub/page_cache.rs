//! A cache of recently read log pages of all boards: many requests for a page share one read.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::hub::fail_stop::lock;

/// Bytes of all cached pages.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// A page with one large edit may be larger and is not cached.
const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;

/// The number of a room's log. A replaced log gets a new number.
pub struct LogNumber(AtomicU64);

/// One page of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// See [`LogNumber`].
    log: u64,
    /// Seq before its first edit.
    since: u64,
    /// Requested number of edits.
    limit: usize,
}

/// See the module. All rooms share one.
#[derive(Default)]
pub struct PageCache {
    /// The most recently used page is the last.
    pages: Mutex<VecDeque<(PageKey, Bytes)>>,
}

impl Default for LogNumber {
    fn default() -> Self {
        let number = Self(AtomicU64::new(0));
        number.renew();
        number
    }
}

impl LogNumber {
    /// Gives a replaced log a new number.
    pub fn renew(&self) {
        static LAST: AtomicU64 = AtomicU64::new(0);
        self.0.store(LAST.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Release);
    }

    /// The key of the page of up to `limit` edits after `since`.
    pub fn page(&self, since: u64, limit: usize) -> PageKey {
        PageKey { log: self.0.load(Ordering::Acquire), since, limit }
    }
}

impl PageCache {
    /// Returns a cached page.
    pub fn get(&self, key: PageKey) -> Option<Bytes> {
        let mut pages = lock(&self.pages);
        let place = pages.iter().position(|(known, _)| *known == key)?;
        let page = pages.remove(place)?;
        let bytes = page.1.clone();
        pages.push_back(page);
        Some(bytes)
    }

    /// Caches a page that is complete: no further edit belongs to it.
    pub fn insert(&self, key: PageKey, page: Bytes) {
        if page.len() > MAX_PAGE_BYTES {
            return;
        }
        let mut pages = lock(&self.pages);
        pages.retain(|(known, _)| *known != key);
        pages.push_back((key, page));
        let mut bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
        while bytes > MAX_BYTES {
            bytes -= pages.pop_front().map_or(bytes, |(_, old)| old.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A9] Cached pages are bounded in bytes; those of a replaced log are not found.
    #[test]
    fn recently_used_pages_are_cached() {
        let (cache, log) = (PageCache::default(), LogNumber::default());
        let page = |n: u8| Bytes::from(vec![n; MAX_PAGE_BYTES]);
        (0..8).for_each(|n| cache.insert(log.page(n.into(), 9), page(n)));
        assert_eq!(cache.get(log.page(0, 9)), Some(page(0)));
        cache.insert(log.page(8, 9), page(8));
        let kept = (0..9).map(|since| cache.get(log.page(since, 9)).is_some()).collect::<Vec<_>>();
        assert_eq!(
            kept,
            [true, false, true, true, true, true, true, true, true],
            "the least recently used was dropped"
        );
        assert_eq!(cache.get(log.page(8, 10)), None);
        cache.insert(log.page(9, 9), vec![0; MAX_PAGE_BYTES + 1].into());
        assert_eq!(cache.get(log.page(9, 9)), None);
        log.renew();
        assert_eq!(cache.get(log.page(8, 9)), None);
    }
}
