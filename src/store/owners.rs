//! Replaces the owner's token of a board, beside a running server (SPEC J7).

use sqlx::{ConnectOptions, Connection};

use super::Store;
use super::error::StoreError;
use super::settings::reading;
use crate::board::OwnerKey;

impl Store {
    /// Stores the hash of another owner's token. Returns `false` if there is no such board with an owner. The stamp counts up,
    /// so that the room of a running server reads the lesson again.
    pub async fn replace_owner(&self, board: &str, owner: OwnerKey) -> Result<bool, StoreError> {
        let mut connection = reading(self.path()).read_only(false).pragma("synchronous", "FULL").connect().await?;
        let replaced = sqlx::query(
            "UPDATE lesson SET owner = ?, stamp = stamp + 1 WHERE board = (SELECT id FROM board WHERE key = ?)",
        );
        let replaced = replaced.bind(owner.0.to_vec()).bind(board).execute(&mut connection).await?;
        connection.close().await?;
        Ok(replaced.rows_affected() > 0)
    }
}
