//! The list of clearings that was asked for last, and the one read of such a list that runs.

use std::sync::{Arc, Mutex};

use bytes::Bytes;

use crate::hub::single_flight::SingleFlight;
use crate::store::StoreError;

/// One list as JSON.
#[derive(Clone)]
pub struct List {
    /// Of which page.
    pub page: u16,
    /// Seq and time of the board's last edit when it was read: a further one makes it old.
    pub place: (u64, u64),
    /// As it is sent.
    pub json: Bytes,
}

/// See the module. A room owns one.
pub struct ClearsCache {
    /// See the module.
    pub last: Mutex<Option<List>>,
    /// See the module.
    pub reads: SingleFlight<Result<List, Arc<StoreError>>>,
}

impl Default for ClearsCache {
    fn default() -> Self {
        Self { last: Mutex::default(), reads: SingleFlight::new("list of clearings") }
    }
}
