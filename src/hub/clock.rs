//! The server's time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, and 0 for an earlier clock: `at` never decreases (SPEC O2).
pub fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}
