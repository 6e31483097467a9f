//! Pages of the log for HTTP requests (SPEC H6, H7).

use bytes::Bytes;

use crate::board::limits::{LOG_PAGE_BYTES, LOG_PAGE_EDITS};
use crate::hub::past_reads::PastRefused;
use crate::hub::reservation::Reservation;
use crate::hub::room::Room;
use crate::protocol::{LogEntry, log_edits, log_page};
use crate::store::StoreError;

/// A request for a page of the log.
pub struct LogQuery {
    /// Edits after this seq.
    pub since: u64,
    /// Time of edit `since`, which differs when the order was lost; not checked when missing.
    pub at: Option<u64>,
    /// Most edits.
    pub limit: Option<usize>,
}

/// A page as JSON, with its bytes counted.
pub struct LogPage {
    /// The JSON.
    pub json: Bytes,
    /// Memory for it.
    pub space: Reservation,
}

impl Room {
    /// A page of the log; `None` when the log does not continue from `since`, or has another edit there. Calls `reserve` only
    /// when it has its turn, so that waiting requests hold no memory.
    ///
    /// # Errors
    /// When the log cannot be read, or there is no turn or no memory for it.
    pub async fn log_page(
        &self,
        query: &LogQuery,
        reserve: impl FnOnce() -> Option<Reservation>,
    ) -> Result<Option<LogPage>, PastRefused> {
        let LogQuery { since, at, limit } = *query;
        let limit = limit.unwrap_or(LOG_PAGE_EDITS).clamp(1, LOG_PAGE_EDITS);
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
        let in_memory = match kept {
            Some(entries) => Some(entries),
            None => (since == head).then(Vec::new),
        };
        let (mut space, edits) = match in_memory {
            Some(entries) => (reserve().ok_or(PastRefused::Busy)?, log_edits(since + 1, entries.iter())),
            None => self.old_page((since, limit), head, reserve).await?,
        };
        let json = log_page(&edits, head);
        if space.resize(json.len()) { Ok(Some(LogPage { json, space })) } else { Err(PastRefused::Busy) }
    }

    /// A page before the tail, without the head. Simultaneous requests share one read, and recent pages are cached.
    async fn old_page(
        &self,
        (since, limit): (u64, usize),
        head: u64,
        reserve: impl FnOnce() -> Option<Reservation>,
    ) -> Result<(Reservation, Bytes), PastRefused> {
        let key = self.log_number.page(since, limit);
        let mut known = self.pages.get(key);
        let mut turn = None;
        if known.is_none() {
            turn = Some(self.past.turn().await?);
            // An earlier request may have read it meanwhile.
            known = self.pages.get(key);
        }
        let space = reserve().ok_or(PastRefused::Busy)?;
        let (None, Some(turn)) = (&known, turn) else { return Ok((space, known.unwrap_or_default())) };
        let (store, row) = (self.store.clone(), self.row);
        let read = async move {
            fail::fail_point!("old-page");
            let rows = store.log_page(row, since, LOG_PAGE_BYTES, limit).await?;
            let entries: Vec<LogEntry> = rows.iter().map(|(_, edit, ops)| LogEntry::new(edit, ops)).collect();
            // Edits committed since the lock are not published yet.
            let shown = entries.len().min((head - since) as usize);
            let is_full = shown < (head - since) as usize;
            Ok::<_, StoreError>((log_edits(since + 1, entries[..shown].iter()), is_full))
        };
        let (edits, is_full) = turn.read(read).await??;
        // Further edits may belong to a page that ends at the head.
        if is_full {
            self.pages.insert(key, edits.clone());
        }
        Ok((space, edits))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;

    use super::*;
    use crate::board::LoggedEdit;
    use crate::hub::{BoardKey, Hub, LogTail};
    use crate::store::{Batch, Store};

    // [A9] [H6] A hundred requests for the same old page share one read, each with the current head.
    #[tokio::test]
    async fn an_old_page_is_read_once_for_all() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        fail::cfg_callback("old-page", || _ = READ.fetch_add(1, Ordering::Relaxed)).unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let row = store.board("demo").await.unwrap().row;
        let edit = |n: u64| {
            let ops = format!(r#"[{{"op":"board","name":"{n}"}}]"#);
            let edit = format!(r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":{n},"ops":{ops}}}"#);
            (serde_json::from_str::<LoggedEdit>(&edit).unwrap(), ops.into())
        };
        let batch = Batch { first: 1, edits: (1..=9).map(edit).collect(), ..Batch::default() };
        assert!(store.step(&[], &[row], |_| vec![Some(batch)]).await.unwrap().boards.iter().all(Result::is_ok));
        let hub = Hub::new(store);
        let room = hub.room(&BoardKey::demo()).await.unwrap();
        room.lock().core.tail = LogTail::new(9);
        let ask = |since, limit| {
            let query = LogQuery { since, at: None, limit: Some(limit) };
            let (room, hub) = (&room, &hub);
            async move {
                let page = room.log_page(&query, || hub.reserve_log(LOG_PAGE_BYTES)).await.unwrap().unwrap();
                String::from_utf8(page.json.to_vec()).unwrap()
            }
        };
        let pages = join_all((0..100).map(|_| ask(2, 3))).await;
        assert_eq!(READ.load(Ordering::Relaxed), 1);
        assert!(pages.iter().all(|page| *page == pages[0] && page.ends_with(r#","head":9}"#)), "{}", pages[0]);
        let last = ask(7, 3).await;
        assert_eq!((READ.load(Ordering::Relaxed), last.matches("\"n\"").count()), (2, 2));
        room.lock().core.board.advance(&edit(10).0);
        let page = ask(2, 3).await;
        assert_eq!(page, pages[0].replace(r#""head":9}"#, r#""head":10}"#));
        assert_eq!(READ.load(Ordering::Relaxed), 2, "it is the same page");
        ask(7, 3).await;
        assert_eq!(READ.load(Ordering::Relaxed), 3, "this page ended at the head and has grown");
        fail::remove("old-page");
    }
}
