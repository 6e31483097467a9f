//! Open event streams by their keys (SPEC H8). A request with the key acts for the stream's connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use super::error::HttpError;
use crate::hub::lock;
use crate::hub::{Membership, Room};

type Memberships = HashMap<String, Weak<Membership>>;

/// Memberships of open event streams, by key.
#[derive(Default)]
pub struct Streams(Mutex<Memberships>);

impl Streams {
    fn lock(&self) -> MutexGuard<'_, Memberships> {
        lock(&self.0)
    }

    /// Registers a stream and returns its key, of 128 random bits.
    pub fn open(&self, membership: &Arc<Membership>) -> Result<String, HttpError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| HttpError::Internal(error.into()))?;
        let key = format!("{:032x}", u128::from_le_bytes(bytes));
        self.lock().insert(key.clone(), Arc::downgrade(membership));
        Ok(key)
    }

    /// Removes a stream that has ended.
    pub fn close(&self, key: &str) {
        self.lock().remove(key);
    }

    /// Finds the membership of a stream in this room.
    pub fn find(&self, key: &str, room: &Arc<Room>) -> Result<Arc<Membership>, HttpError> {
        let membership = self.lock().get(key).and_then(Weak::upgrade);
        membership.filter(|membership| Arc::ptr_eq(membership.room(), room)).ok_or(HttpError::NoStream)
    }
}
