//! Reads stored manifests and their chunks.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::StoreError;
use super::read::number;
use super::{BoardRow, Store};

/// A stored manifest: the board after one edit.
pub struct StoredManifest {
    /// Seq of that edit.
    pub seq: u64,
    /// Its JSON text, compressed with gzip.
    pub body: Vec<u8>,
}

/// A stored chunk.
#[derive(Debug, PartialEq, Eq)]
pub enum StoredChunk {
    /// In columns (SPEC T).
    Columns {
        /// The visible part, compressed with zstd.
        zstd: Vec<u8>,
        /// The visible part, compressed with gzip.
        gzip: Vec<u8>,
        /// The timing, compressed with zstd.
        timing: Vec<u8>,
    },
    /// As JSON text, as earlier versions wrote it.
    Json {
        /// Compressed with gzip.
        gzip: Vec<u8>,
    },
}

fn stored(row: Option<SqliteRow>) -> Result<Option<StoredChunk>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let body = row.try_get("body")?;
    let parts: (Option<Vec<u8>>, Option<Vec<u8>>) = (row.try_get("gzip")?, row.try_get("timing")?);
    Ok(Some(match parts {
        (Some(gzip), Some(timing)) => StoredChunk::Columns { zstd: body, gzip, timing },
        _ => StoredChunk::Json { gzip: body },
    }))
}

impl Store {
    /// Seqs of a board's stored manifests up to `upto`, the latest first.
    pub async fn manifests(&self, board: BoardRow, upto: u64) -> Result<Vec<u64>, StoreError> {
        let rows = sqlx::query("SELECT seq FROM manifest WHERE board = ? AND seq <= ? ORDER BY seq DESC");
        let rows = rows.bind(board.0).bind(upto as i64).fetch_all(&self.readers).await?;
        rows.iter().map(|row| number(row, "seq")).collect()
    }

    /// The manifest of edit `seq`.
    pub async fn manifest(&self, board: BoardRow, seq: u64) -> Result<StoredManifest, StoreError> {
        let row = sqlx::query("SELECT body FROM manifest WHERE board = ? AND seq = ?");
        let row = row.bind(board.0).bind(seq as i64).fetch_one(&self.readers).await?;
        Ok(StoredManifest { seq, body: row.try_get("body")? })
    }

    /// The chunk with this hash, if it is stored.
    pub async fn chunk(&self, hash: &str) -> Result<Option<StoredChunk>, StoreError> {
        let row = sqlx::query("SELECT body, gzip, timing FROM chunk WHERE hash = ?").bind(hash);
        stored(row.fetch_optional(&self.readers).await?)
    }

    /// The chunk with this hash, if a stored manifest of this board names it.
    pub async fn chunk_of(&self, board: BoardRow, hash: &str) -> Result<Option<StoredChunk>, StoreError> {
        let row = sqlx::query(
            "SELECT body, gzip, timing FROM chunk WHERE hash = ? AND EXISTS (SELECT 1 FROM manifest_chunk \
             JOIN manifest ON manifest.id = manifest WHERE chunk = chunk.id AND board = ?)",
        );
        stored(row.bind(hash).bind(board.0).fetch_optional(&self.readers).await?)
    }

    /// Time of edit `seq`, from the log or from its manifest; `None` if it lies before the history.
    pub async fn time_of(&self, board: BoardRow, seq: u64) -> Result<Option<u64>, StoreError> {
        let row = sqlx::query(
            "SELECT at FROM log WHERE board = ?1 AND seq = ?2 \
             UNION ALL SELECT at FROM manifest WHERE board = ?1 AND seq = ?2 LIMIT 1",
        );
        let row = row.bind(board.0).bind(seq as i64).fetch_optional(&self.readers).await?;
        row.map(|row| number(&row, "at")).transpose()
    }

    /// The earliest seq from which the log up to `upto` has at most about `bytes` bytes. Compressed ops count eight times
    /// their size.
    pub async fn reach_back(&self, board: BoardRow, upto: u64, bytes: usize) -> Result<u64, StoreError> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT min(seq) FROM (SELECT seq, sum(octet_length(ops) + 8 * coalesce(octet_length(packed), 0)) OVER (ORDER BY seq DESC) AS bytes FROM \
             (SELECT seq, ops, packed FROM log WHERE board = ? AND seq <= ? ORDER BY seq DESC LIMIT 4096)) WHERE bytes <= ?",
        )
        .bind(board.0)
        .bind(upto as i64)
        .bind(bytes as i64)
        .fetch_one(&self.readers)
        .await?;
        Ok(found.map_or(upto, |first| first as u64 - 1))
    }
}
