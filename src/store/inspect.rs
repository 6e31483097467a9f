//! What `lavagna doctor` asks of the whole file.

use sqlx::Row;

use super::Store;
use super::error::StoreError;
use super::mark;
use super::open::count_edits;

impl Store {
    /// What is known to be missing of the database (SPEC S19).
    pub async fn missing(&self) -> Result<Vec<String>, StoreError> {
        // Before the count: a server that is running stores more meanwhile, never less.
        let Some(found) = mark::read(&self.path) else { return Ok(Vec::new()) };
        let edits = count_edits(&mut *self.readers.acquire().await?).await?;
        Ok(found.missing(edits).into_iter().collect())
    }

    /// What SQLite finds wrong with the file itself, one line each; empty when it is sound.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let lines: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&self.readers).await?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Rows that name a row that is not there, one line each.
    pub async fn foreign_keys(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("PRAGMA foreign_key_check").fetch_all(&self.readers).await?;
        let line = |row: &sqlx::sqlite::SqliteRow| -> Result<String, StoreError> {
            let (table, parent): (String, String) = (row.try_get("table")?, row.try_get("parent")?);
            Ok(format!("a row of {table} names a row of {parent} that is not there"))
        };
        rows.iter().map(line).collect()
    }

    /// Ids of all boards, in the order of their making.
    pub async fn board_keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT key FROM board ORDER BY id").fetch_all(&self.readers).await?)
    }
}
