//! The latest list of a room's clearings, and the running read of one.

use std::sync::{Arc, Mutex};

use bytes::Bytes;

use crate::hub::core::LogPosition;
use crate::hub::single_flight::SingleFlight;
use crate::store::StoreError;

/// The clearings of one page as JSON.
#[derive(Clone)]
pub struct List {
    /// The page.
    pub page: u32,
    /// The board's last edit when the list was read: a further edit makes it stale.
    pub position: LogPosition,
    /// The list as it is sent.
    pub json: Bytes,
}

/// See the module. A room owns one.
pub struct ClearsCache {
    /// The latest list.
    pub last: Mutex<Option<List>>,
    /// The running read.
    pub reads: SingleFlight<Result<List, Arc<StoreError>>>,
}

impl Default for ClearsCache {
    fn default() -> Self {
        Self { last: Mutex::default(), reads: SingleFlight::new("list of clearings") }
    }
}
