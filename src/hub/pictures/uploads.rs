//! Limits of uploads to one board: rate and number at a time of a person, and how many files are decoded or wait for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::board::PersonKey;
use crate::board::limits::{PERSON_UPLOADS, UPLOADS_AT_ONCE};
use crate::hub::fail_stop::lock;
use crate::hub::token_bucket::{Rate, TokenBucket};

/// Files of one board that are decoded or stored at a time, so that one board never takes all turns.
const AT_ONCE: usize = 8;
/// Persons whose rates are kept before those with a full budget are dropped.
const PERSONS: usize = 600;

/// See the module. A room owns one.
pub struct Uploads {
    places: Arc<Semaphore>,
    persons: Arc<Mutex<HashMap<PersonKey, PersonUploads>>>,
}

struct PersonUploads {
    rate: TokenBucket,
    under_way: usize,
}

/// One of the uploads that a person may have under way, until it is dropped.
pub struct UploadTurn {
    persons: Arc<Mutex<HashMap<PersonKey, PersonUploads>>>,
    person: PersonKey,
}

impl Drop for UploadTurn {
    fn drop(&mut self) {
        if let Some(uploads) = lock(&self.persons).get_mut(&self.person) {
            uploads.under_way -= 1;
        }
    }
}

impl Default for Uploads {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), persons: Arc::default() }
    }
}

impl Uploads {
    /// Waits for a place for a file that has arrived.
    pub async fn place(&self) -> OwnedSemaphorePermit {
        self.places.clone().acquire_owned().await.expect("the semaphore is never closed")
    }

    /// Begins an upload of a person; `None` beyond the person's rate or number at a time, and while too many others upload.
    pub fn admit(&self, person: PersonKey, now: Instant) -> Option<UploadTurn> {
        let rate = Rate::of(PERSON_UPLOADS);
        let mut persons = lock(&self.persons);
        if persons.len() >= PERSONS && !persons.contains_key(&person) {
            persons.retain(|_, uploads| {
                uploads.under_way > 0 || uploads.rate.delay(PERSON_UPLOADS.1, now) > Duration::ZERO
            });
            if persons.len() >= PERSONS {
                return None;
            }
        }
        let uploads =
            persons.entry(person).or_insert_with(|| PersonUploads { rate: TokenBucket::new(rate, now), under_way: 0 });
        if uploads.under_way >= UPLOADS_AT_ONCE || !uploads.rate.take(1, now) {
            return None;
        }
        uploads.under_way += 1;
        Some(UploadTurn { persons: self.persons.clone(), person })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u16) -> PersonKey {
        let mut key = [0; 32];
        key[..2].copy_from_slice(&n.to_be_bytes());
        PersonKey(key)
    }

    // [P2] A person has a rate.
    #[test]
    fn uploads_have_a_rate() {
        let (uploads, now) = (Uploads::default(), Instant::now());
        for _ in 0..PERSON_UPLOADS.1 {
            assert!(uploads.admit(person(1), now).is_some());
        }
        assert!(uploads.admit(person(1), now).is_none() && uploads.admit(person(2), now).is_some());
        assert!(uploads.admit(person(1), now + Duration::from_secs(1)).is_some());
        let crowd = (10..10 + 2 * PERSONS as u16).filter(|n| uploads.admit(person(*n), now).is_some()).count();
        assert!(crowd < PERSONS, "{crowd} persons are remembered");
        let later = now + Duration::from_secs(60);
        assert!(uploads.admit(person(9_999), later).is_some(), "those whose budget is full again are forgotten");
    }

    // [P2] A person has few uploads under way.
    #[test]
    fn a_person_uploads_two_files_at_a_time() {
        let (uploads, now) = (Uploads::default(), Instant::now());
        let turns: Vec<_> = std::iter::from_fn(|| uploads.admit(person(1), now)).collect();
        assert_eq!(turns.len(), UPLOADS_AT_ONCE);
        assert!(uploads.admit(person(2), now).is_some());
        drop(turns);
        assert!(uploads.admit(person(1), now).is_some());
    }
}
