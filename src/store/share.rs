//! Queries and deletions of the housekeeping of all boards (SPEC S17, S18).

use super::error::StoreError;
use super::{BoardRow, Store};

/// Boards listed at a time, and removed in one transaction.
const SLICE_BOARDS: i64 = 256;

/// Removes an unused board. The rows that refer to it go first.
const UNUSED_ROWS: [&str; 6] = [
    "DELETE FROM tag WHERE board = (SELECT id FROM board WHERE key = ? AND head = 0)",
    "DELETE FROM image WHERE board = (SELECT id FROM board WHERE key = ? AND head = 0)",
    "DELETE FROM author WHERE board = (SELECT id FROM board WHERE key = ? AND head = 0)",
    "DELETE FROM code WHERE board = (SELECT id FROM board WHERE key = ? AND head = 0)",
    "DELETE FROM lesson WHERE board = (SELECT id FROM board WHERE key = ? AND head = 0)",
    "DELETE FROM board WHERE key = ? AND head = 0",
];

impl Store {
    /// Bytes of empty pages in the database, which SQLite reuses before the file grows.
    pub async fn free_pages(&self) -> Result<u64, StoreError> {
        let bytes: i64 =
            sqlx::query_scalar("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
                .fetch_one(&self.readers)
                .await?;
        Ok(bytes.max(0) as u64)
    }

    /// The boards with the largest logs, the largest first.
    pub async fn largest_histories(&self, count: u32) -> Result<Vec<(String, BoardRow)>, StoreError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT key, id FROM board WHERE head > 0 ORDER BY log_bytes DESC LIMIT ?")
                .bind(count)
                .fetch_all(&self.readers)
                .await?;
        Ok(rows.into_iter().map(|(key, id)| (key, BoardRow(id))).collect())
    }

    /// Whether a board has edits after its latest manifest.
    pub async fn is_behind(&self, board: BoardRow) -> Result<bool, StoreError> {
        let behind =
            "SELECT head > (SELECT coalesce(max(seq), 0) FROM manifest WHERE board = ?1) FROM board WHERE id = ?1";
        Ok(sqlx::query_scalar(behind).bind(board.0).fetch_one(&self.readers).await?)
    }

    /// Boards after row `after` that were made before `before` (ms) and never drawn on, up to [`SLICE_BOARDS`].
    pub async fn unused_boards(
        &self,
        before: u64,
        after: Option<BoardRow>,
    ) -> Result<Vec<(BoardRow, String)>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, key FROM board WHERE head = 0 AND created_at < ? AND id > ? \
             AND (EXISTS (SELECT 1 FROM lesson WHERE lesson.board = board.id) \
             OR NOT EXISTS (SELECT 1 FROM author WHERE author.board = board.id)) ORDER BY id LIMIT ?",
        );
        let after = after.map_or(0, |row| row.0);
        let rows: Vec<(i64, String)> =
            rows.bind(before as i64).bind(after).bind(SLICE_BOARDS).fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(|(id, key)| (BoardRow(id), key)).collect())
    }

    /// Removes those of the boards that were never drawn on, with the lesson, and with the tags and persons of pages that
    /// only viewed them.
    pub async fn remove_unused(&self, keys: &[String]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for key in keys {
            for rows in UNUSED_ROWS {
                sqlx::query(rows).bind(key).execute(transaction.connection()).await?;
            }
        }
        transaction.commit().await
    }
}
