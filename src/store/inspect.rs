//! Checks of the whole file, for `lavagna doctor`.

use sqlx::Row;

use super::Store;
use super::error::StoreError;
use super::mark;
use super::open::count_edits;

impl Store {
    /// Edits that are missing according to the mark, as one line (SPEC S19).
    pub async fn missing(&self) -> Result<Vec<String>, StoreError> {
        // Read the mark before counting: a running server adds edits meanwhile and never removes any.
        let Some(found) = mark::read(&self.path) else { return Ok(Vec::new()) };
        let edits = count_edits(&mut *self.readers.acquire().await?).await?;
        Ok(found.missing(edits).into_iter().collect())
    }

    /// Faults that SQLite finds in the file, one line each.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let lines: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&self.readers).await?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Rows that refer to missing rows, one line each.
    pub async fn foreign_keys(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("PRAGMA foreign_key_check").fetch_all(&self.readers).await?;
        let line = |row: &sqlx::sqlite::SqliteRow| -> Result<String, StoreError> {
            let (table, parent): (String, String) = (row.try_get("table")?, row.try_get("parent")?);
            Ok(format!("a row of {table} refers to a missing row of {parent}"))
        };
        rows.iter().map(line).collect()
    }

    /// Ids of all boards, the oldest first.
    pub async fn board_keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT key FROM board ORDER BY id").fetch_all(&self.readers).await?)
    }
}
