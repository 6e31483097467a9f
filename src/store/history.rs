//! Stores manifests and trims histories, in short transactions of their own, so that edits never wait long
//! (SPEC S6, S7).

use std::ops::RangeInclusive;

use sqlx::Row;

use super::error::StoreError;
use super::read::number;
use super::{BoardRow, Store};

/// Rows deleted in one transaction.
const SLICE_ROWS: i64 = 256;
/// Bytes deleted in one transaction: SQLite reads every page that it frees, and edits wait that long.
const SLICE_BYTES: i64 = 4 * 1024 * 1024;

/// A chunk to store: its name, its visible part in two encodings, and its timing (SPEC T1).
#[allow(missing_docs, reason = "as in StoredChunk")]
pub struct NewChunk<'a> {
    pub hash: &'a str,
    pub zstd: &'a [u8],
    pub gzip: &'a [u8],
    pub timing: &'a [u8],
}

/// A manifest to store.
pub struct NewManifest<'a> {
    /// Seq of the last edit in it.
    pub seq: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// JSON text, compressed with gzip.
    pub body: &'a [u8],
    /// Hashes of its chunks, which are stored already.
    pub chunks: &'a [&'a str],
}

/// Outcome of one step of trimming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trimmed {
    /// The history fits the limit, or nothing more may be deleted.
    Enough,
    /// A slice was deleted; there may be more.
    Some {
        /// Seq of the first edit that is still in the log.
        first: u64,
    },
}

impl Store {
    /// Stores chunks; chunks that are stored already stay.
    pub async fn store_chunks(&self, chunks: &[NewChunk<'_>]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for chunk in chunks {
            let insert =
                "INSERT INTO chunk (hash, body, gzip, timing) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING";
            sqlx::query(insert)
                .bind(chunk.hash)
                .bind(chunk.zstd)
                .bind(chunk.gzip)
                .bind(chunk.timing)
                .execute(transaction.connection())
                .await?;
        }
        transaction.commit().await
    }

    /// Stores a manifest; it replaces one of the same seq.
    ///
    /// # Errors
    /// `History` when one of its chunks is not stored.
    pub async fn store_manifest(&self, board: BoardRow, new: &NewManifest<'_>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO manifest (board, seq, at, body) VALUES (?, ?, ?, ?) \
             ON CONFLICT (board, seq) DO UPDATE SET at = excluded.at, body = excluded.body RETURNING id",
        )
        .bind(board.0)
        .bind(new.seq as i64)
        .bind(new.at as i64)
        .bind(new.body)
        .fetch_one(transaction.connection())
        .await?;
        sqlx::query("DELETE FROM manifest_chunk WHERE manifest = ?").bind(id).execute(transaction.connection()).await?;
        for hash in new.chunks {
            let linked =
                sqlx::query("INSERT INTO manifest_chunk (manifest, chunk) SELECT ?, id FROM chunk WHERE hash = ?")
                    .bind(id)
                    .bind(*hash)
                    .execute(transaction.connection())
                    .await?;
            if linked.rows_affected() == 0 {
                let why = format!("chunk {hash} is not stored");
                return Err(StoreError::History { seq: new.seq, why });
            }
        }
        transaction.commit().await
    }

    /// Bytes of a board's history: its log, its stored manifests, and their chunks.
    pub async fn history_bytes(&self, board: BoardRow) -> Result<u64, StoreError> {
        let bytes: i64 = sqlx::query_scalar(
            "SELECT (SELECT log_bytes FROM board WHERE id = ?1) \
             + (SELECT coalesce(sum(length(body)), 0) FROM manifest WHERE board = ?1) \
             + (SELECT coalesce(sum(length(body) + coalesce(length(gzip) + length(timing), 0)), 0) FROM chunk WHERE id IN (SELECT chunk FROM manifest_chunk \
                WHERE manifest IN (SELECT id FROM manifest WHERE board = ?1)))",
        )
        .bind(board.0)
        .fetch_one(&self.readers)
        .await?;
        Ok(bytes.max(0) as u64)
    }

    /// Takes one step towards a history of at most `limit` bytes: deletes the oldest manifest if it lies before the log,
    /// or else a slice of the oldest log. The latest manifest and the log after it stay.
    pub async fn trim(&self, board: BoardRow, limit: u64) -> Result<Trimmed, StoreError> {
        let row = sqlx::query(
            "SELECT first, (SELECT min(seq) FROM manifest WHERE board = board.id) AS oldest, \
             (SELECT min(seq) FROM manifest WHERE board = board.id AND seq >= first) AS next FROM board WHERE id = ?",
        );
        let row = row.bind(board.0).fetch_one(&self.readers).await?;
        let first = number(&row, "first")?;
        let oldest: Option<i64> = row.try_get("oldest")?;
        if oldest.is_some_and(|oldest| oldest as u64 + 1 < first) {
            self.drop_oldest_manifest(board).await?;
            return Ok(Trimmed::Some { first });
        }
        let next: Option<i64> = row.try_get("next")?;
        let Some(next) = next else { return Ok(Trimmed::Enough) };
        if self.history_bytes(board).await? <= limit {
            return Ok(Trimmed::Enough);
        }
        self.drop_oldest_log(board, first..=next as u64).await
    }

    /// Deletes the beginning of a range of seqs from the log: one edit at least, and otherwise at most [`SLICE_BYTES`].
    async fn drop_oldest_log(&self, board: BoardRow, seqs: RangeInclusive<u64>) -> Result<Trimmed, StoreError> {
        let (first, last) = seqs.into_inner();
        let end = last.min(first + SLICE_ROWS as u64 - 1);
        let end: i64 = sqlx::query_scalar(
            "SELECT coalesce(max(seq), ?2) FROM (SELECT seq, sum(octet_length(ops) + coalesce(octet_length(packed), 0)) \
             OVER (ORDER BY seq) AS bytes FROM log WHERE board = ?1 AND seq BETWEEN ?2 AND ?3) WHERE bytes <= ?4",
        )
        .bind(board.0)
        .bind(first as i64)
        .bind(end as i64)
        .bind(SLICE_BYTES)
        .fetch_one(&self.readers)
        .await?;
        let mut transaction = self.begin().await?;
        let trimmed = sqlx::query(
            "UPDATE board SET first = ?3 + 1, log_bytes = log_bytes - (SELECT coalesce(sum(octet_length(ops) + coalesce(octet_length(packed), 0) + 100), 0) \
             FROM log WHERE log.board = ?1 AND seq BETWEEN ?2 AND ?3) WHERE id = ?1 AND first = ?2",
        )
        .bind(board.0)
        .bind(first as i64)
        .bind(end)
        .execute(transaction.connection())
        .await?;
        if trimmed.rows_affected() == 0 {
            // Another task has trimmed it meanwhile.
            transaction.commit().await?;
            return Ok(Trimmed::Some { first });
        }
        sqlx::query("DELETE FROM log WHERE board = ? AND seq BETWEEN ? AND ?")
            .bind(board.0)
            .bind(first as i64)
            .bind(end)
            .execute(transaction.connection())
            .await?;
        transaction.commit().await?;
        Ok(Trimmed::Some { first: end as u64 + 1 })
    }

    /// Deletes a board's oldest manifest and the chunks that no other manifest names.
    async fn drop_oldest_manifest(&self, board: BoardRow) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let id: i64 = sqlx::query_scalar("SELECT id FROM manifest WHERE board = ? ORDER BY seq LIMIT 1")
            .bind(board.0)
            .fetch_one(transaction.connection())
            .await?;
        let chunks: Vec<i64> = sqlx::query_scalar(
            "SELECT chunk FROM manifest_chunk AS mine WHERE manifest = ? AND NOT EXISTS \
             (SELECT 1 FROM manifest_chunk AS other WHERE other.chunk = mine.chunk AND other.manifest <> mine.manifest)",
        )
        .bind(id)
        .fetch_all(transaction.connection())
        .await?;
        sqlx::query("DELETE FROM manifest WHERE id = ?").bind(id).execute(transaction.connection()).await?;
        for chunk in chunks {
            sqlx::query("DELETE FROM chunk WHERE id = ?").bind(chunk).execute(transaction.connection()).await?;
        }
        transaction.commit().await
    }

    /// Deletes a slice of the chunks that no manifest names, left behind when the process ended after storing a chunk and
    /// before its manifest. Returns the number of deleted chunks.
    pub async fn sweep_chunks(&self) -> Result<u64, StoreError> {
        let orphans: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM chunk WHERE NOT EXISTS (SELECT 1 FROM manifest_chunk WHERE chunk = chunk.id) LIMIT ?",
        )
        .bind(SLICE_ROWS)
        .fetch_all(&self.readers)
        .await?;
        if orphans.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.begin().await?;
        for chunk in &orphans {
            sqlx::query("DELETE FROM chunk WHERE id = ?").bind(chunk).execute(transaction.connection()).await?;
        }
        transaction.commit().await?;
        Ok(orphans.len() as u64)
    }
}
