//! Open join codes (SPEC J4, J6). A step opens and closes them; here they are found.

use super::Store;
use super::error::StoreError;

/// Boards in one query.
const SLICE: i64 = 256;

impl Store {
    /// Id of the board whose lesson is open to this code.
    pub async fn board_of_code(&self, code: &str) -> Result<Option<String>, StoreError> {
        let key = sqlx::query_scalar("SELECT key FROM code JOIN board ON board.id = code.board WHERE code = ?");
        Ok(key.bind(code).fetch_optional(&self.readers).await?)
    }

    /// Notes that people are on these boards now, if they have an open code.
    pub async fn use_codes(&self, boards: &[String], now: u64) -> Result<(), StoreError> {
        if boards.is_empty() {
            return Ok(());
        }
        let keys = serde_json::to_string(boards).expect("a list of texts");
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE code SET used_at = ? WHERE board IN (SELECT id FROM board WHERE key IN (SELECT value FROM json_each(?)))")
            .bind(now as i64)
            .bind(keys)
            .execute(transaction.connection())
            .await?;
        transaction.commit().await
    }

    /// Boards with an open code where nobody was since `before`, ms; some of them.
    pub async fn unused_codes(&self, before: u64) -> Result<Vec<String>, StoreError> {
        let keys =
            sqlx::query_scalar("SELECT key FROM code JOIN board ON board.id = code.board WHERE used_at < ? LIMIT ?");
        Ok(keys.bind(before as i64).bind(SLICE).fetch_all(&self.readers).await?)
    }
}
