//! Recently read pictures of all boards: a class that opens a board together causes one read of each.

use std::collections::VecDeque;
use std::sync::Mutex;

use bytes::Bytes;

use crate::board::limits::PICTURE_CACHE_BYTES;
use crate::hub::fail_stop::lock;

/// See the module. Files are named by their content.
#[derive(Default)]
pub struct PictureCache {
    /// The most recently used one is the last.
    files: Mutex<VecDeque<(String, Bytes)>>,
}

impl PictureCache {
    /// The file of a picture, by its hash.
    pub fn get(&self, hash: &str) -> Option<Bytes> {
        let mut files = lock(&self.files);
        let place = files.iter().position(|(known, _)| known == hash)?;
        let found = files.remove(place)?;
        let file = found.1.clone();
        files.push_back(found);
        Some(file)
    }

    /// Adds a file, and drops those that were not read for the longest time beyond the bound. Returns the file that all share.
    pub fn put(&self, hash: &str, file: Bytes) -> Bytes {
        if let Some(known) = self.get(hash) {
            return known;
        }
        let mut files = lock(&self.files);
        files.push_back((hash.to_owned(), file.clone()));
        let mut bytes: usize = files.iter().map(|(_, file)| file.len()).sum();
        while bytes > PICTURE_CACHE_BYTES {
            bytes -= files.pop_front().map_or(bytes, |(_, file)| file.len());
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [P6] The cache has a bound in bytes, and keeps what was read last.
    #[test]
    fn the_least_recently_read_go_first() {
        let cache = PictureCache::default();
        let file = Bytes::from(vec![0; PICTURE_CACHE_BYTES / 2]);
        let (a, b) = (cache.put("a", file.clone()), cache.put("b", file.clone()));
        assert_eq!(a.as_ptr(), cache.get("a").unwrap().as_ptr(), "readers share it");
        cache.put("c", file);
        assert!(cache.get("a").is_some() && cache.get("b").is_none() && cache.get("c").is_some());
        drop(b);
    }
}
