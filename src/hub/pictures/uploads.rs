//! Limits of uploads to one board: rate of a person, and how many at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::board::PersonKey;
use crate::board::limits::PERSON_UPLOADS;
use crate::hub::fail_stop::lock;
use crate::hub::token_bucket::{Rate, TokenBucket};

/// Uploads of one board at a time, so that one board never takes all places.
const AT_ONCE: usize = 8;
/// Persons whose rates are kept before those with a full budget are dropped.
const PERSONS: usize = 600;

/// See the module. A room owns one.
pub struct Uploads {
    places: Arc<Semaphore>,
    rates: Mutex<HashMap<PersonKey, TokenBucket>>,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), rates: Mutex::default() }
    }
}

impl Uploads {
    /// A place for an upload; `None` when all are taken.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().try_acquire_owned().ok()
    }

    /// Counts an upload of a person; `false` beyond the person's rate, and while too many others upload.
    pub fn admit(&self, person: PersonKey, now: Instant) -> bool {
        let rate = Rate::of(PERSON_UPLOADS);
        let mut rates = lock(&self.rates);
        if rates.len() >= PERSONS && !rates.contains_key(&person) {
            rates.retain(|_, bucket| bucket.delay(PERSON_UPLOADS.1, now) > Duration::ZERO);
            if rates.len() >= PERSONS {
                return false;
            }
        }
        rates.entry(person).or_insert_with(|| TokenBucket::new(rate, now)).take(1, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [P2] A person has a rate, and a board a number of places.
    #[test]
    fn uploads_have_a_rate_and_places() {
        let (uploads, now) = (Uploads::default(), Instant::now());
        let person = |n: u16| {
            let mut key = [0; 32];
            key[..2].copy_from_slice(&n.to_be_bytes());
            PersonKey(key)
        };
        for _ in 0..PERSON_UPLOADS.1 {
            assert!(uploads.admit(person(1), now));
        }
        assert!(!uploads.admit(person(1), now) && uploads.admit(person(2), now));
        assert!(uploads.admit(person(1), now + Duration::from_secs(1)));
        let crowd = (10..10 + 2 * PERSONS as u16).filter(|n| uploads.admit(person(*n), now)).count();
        assert!(crowd < PERSONS, "{crowd} persons are remembered");
        let later = now + Duration::from_secs(60);
        assert!(uploads.admit(person(9_999), later), "those whose budget is full again are forgotten");
        let held: Vec<_> = std::iter::from_fn(|| uploads.place()).collect();
        assert_eq!(held.len(), AT_ONCE);
        drop(held);
        assert!(uploads.place().is_some());
    }
}
