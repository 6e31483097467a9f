//! The pages of boards' logs that were read last: what many ask for at the same time is read once.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::hub::fail_stop::lock;

/// Bytes of all pages that are kept.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A page with one large edit may be larger and is not kept.
const PAGE_BYTES: usize = 2 * 1024 * 1024;

/// Which log a room has: another number when its log has become another one.
pub struct LogNumber(AtomicU64);

/// Which page of which log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// See [`LogNumber`].
    log: u64,
    /// It begins after this seq.
    since: u64,
    /// Most edits that were asked for.
    limit: usize,
}

/// See the module. All rooms share one.
#[derive(Default)]
pub struct PageCache {
    /// The one that was used last is at the end.
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
    /// The log is another one now.
    pub fn renew(&self) {
        static LAST: AtomicU64 = AtomicU64::new(0);
        self.0.store(LAST.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Release);
    }

    /// The page of up to `limit` edits after `since`.
    pub fn page(&self, since: u64, limit: usize) -> PageKey {
        PageKey { log: self.0.load(Ordering::Acquire), since, limit }
    }
}

impl PageCache {
    /// A page that was read a short while ago.
    pub fn get(&self, key: PageKey) -> Option<Bytes> {
        let mut pages = lock(&self.pages);
        let place = pages.iter().position(|(known, _)| *known == key)?;
        let page = pages.remove(place)?;
        let bytes = page.1.clone();
        pages.push_back(page);
        Some(bytes)
    }

    /// Keeps a page to which no further edit can belong.
    pub fn keep(&self, key: PageKey, page: Bytes) {
        if page.len() > PAGE_BYTES {
            return;
        }
        let mut pages = lock(&self.pages);
        pages.retain(|(known, _)| *known != key);
        pages.push_back((key, page));
        let mut bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
        while bytes > MOST_BYTES {
            bytes -= pages.pop_front().map_or(bytes, |(_, old)| old.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A9] Pages that are kept have a budget of bytes; those of a log that became another one are not found.
    #[test]
    fn the_latest_pages_are_kept() {
        let (cache, log) = (PageCache::default(), LogNumber::default());
        let page = |n: u8| Bytes::from(vec![n; PAGE_BYTES]);
        (0..8).for_each(|n| cache.keep(log.page(n.into(), 9), page(n)));
        assert_eq!(cache.get(log.page(0, 9)), Some(page(0)));
        cache.keep(log.page(8, 9), page(8));
        let kept = (0..9).map(|since| cache.get(log.page(since, 9)).is_some()).collect::<Vec<_>>();
        assert_eq!(kept, [true, false, true, true, true, true, true, true, true], "the least recently used went");
        assert_eq!(cache.get(log.page(8, 10)), None);
        cache.keep(log.page(9, 9), vec![0; PAGE_BYTES + 1].into());
        assert_eq!(cache.get(log.page(9, 9)), None);
        log.renew();
        assert_eq!(cache.get(log.page(8, 9)), None);
    }
}
