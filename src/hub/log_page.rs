//! The log for those who ask for it by HTTP (SPEC H6, H7).

use bytes::Bytes;

use crate::hub::heavy::read_past;
use crate::hub::room::Room;
use crate::protocol::{LogEntry, log_page};
use crate::store::StoreError;

/// Bytes of one page, unless one edit is larger.
pub const LOG_PAGE_BYTES: usize = 1024 * 1024;
/// Edits of one page.
const PAGE_EDITS: usize = 1_000;

/// What of the log is asked for.
pub struct LogQuery {
    /// Edits after this seq.
    pub since: u64,
    /// Time of edit `since`, by which a lost order shows; not checked when missing.
    pub at: Option<u64>,
    /// At most so many edits.
    pub limit: Option<usize>,
}

impl Room {
    /// A page of the log as JSON; `None` when the log does not lead on from `since`, or has another edit there.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn log_page(&self, query: &LogQuery) -> Result<Option<Bytes>, StoreError> {
        let LogQuery { since, at, limit } = *query;
        let limit = limit.unwrap_or(PAGE_EDITS).clamp(1, PAGE_EDITS);
        let (head, known, kept) = {
            let state = self.lock();
            let kept = state.core.tail.page(since.saturating_add(1), LOG_PAGE_BYTES, limit);
            (state.core.board.head(), state.core.tail.at(since), kept)
        };
        if since > head || since.saturating_add(1) < self.snapshot.history.first() {
            return Ok(None);
        }
        let stored = match known {
            _ if since == 0 => Some(0),
            None if at.is_some() => self.store.time_of(self.row, since).await?,
            known => known,
        };
        if at.is_some() && at != stored {
            return Ok(None);
        }
        let entries = match kept {
            Some(entries) => entries,
            None if since == head => Vec::new(),
            None => {
                let (store, row) = (self.store.clone(), self.row);
                let read = async move {
                    let rows = store.log_page(row, since, (LOG_PAGE_BYTES, limit)).await?;
                    Ok::<_, StoreError>(rows.iter().map(|(_, edit, ops)| LogEntry::new(edit, ops)).collect())
                };
                read_past(read).await.map_err(|error| StoreError::Together(error.to_string()))??
            }
        };
        // What was committed since the lock is not shown yet.
        let shown = entries.iter().take((head - since) as usize);
        Ok(Some(log_page(since + 1, shown, head)))
    }
}
