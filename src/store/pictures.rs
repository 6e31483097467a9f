//! Pictures and the images of boards that show them (SPEC P).

use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use tokio::time::Instant;

use super::error::StoreError;
use super::read::number;
use super::{BoardRow, Store};
use crate::board::{ShapeId, Tag};

/// Bytes of a picture written in one transaction, and rows deleted in one.
const SLICE_BYTES: usize = 256 * 1024;
const SLICE_ROWS: i64 = 8;
/// Pictures removed in one sweep.
const SWEEP: i64 = 64;

/// A picture to store.
pub struct NewPicture<'a> {
    /// SHA-256 of its file, in hex.
    pub hash: &'a str,
    /// Media type.
    pub media: &'a str,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Its file.
    pub bytes: &'a [u8],
}

/// A picture of a board, without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPicture {
    /// Row number, the same as long as it is stored.
    pub row: i64,
    /// SHA-256 of its file, in hex.
    pub hash: String,
    /// Media type.
    pub media: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Bytes of its file.
    pub bytes: u64,
}

/// An image of a board, for its quota and for removing what nothing shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredImage {
    /// The id that shapes name.
    pub id: ShapeId,
    /// Bytes of its picture.
    pub bytes: u64,
    /// Server time at which it was stored, ms.
    pub created_at: u64,
    /// Seq of the last edit that added a shape with it.
    pub seq: Option<u64>,
    /// Seq by which no shape showed it any more.
    pub unused: Option<u64>,
}

fn stored(row: &SqliteRow) -> Result<StoredPicture, StoreError> {
    let size = (number(row, "w")? as u32, number(row, "h")? as u32);
    let (hash, media, bytes) = (row.try_get("hash")?, row.try_get("type")?, number(row, "bytes")?);
    Ok(StoredPicture { row: row.try_get("id")?, hash, media, size, bytes })
}

impl Store {
    /// Stores a picture, unless an equal one is there, and makes it an image of the board. Leaves the writer free for edits at
    /// least half of the time. An id that has a picture keeps it.
    pub async fn store_image(
        &self,
        board: BoardRow,
        id: ShapeId,
        new: &NewPicture<'_>,
        now: u64,
    ) -> Result<(), StoreError> {
        let _alone = self.pictures.lock().await;
        let picture = self.store_picture(new).await?;
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO image (board, tag, n, picture, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (board, tag, n) DO NOTHING",
        )
        .bind(board.0)
        .bind(id.tag.0 as i64)
        .bind(id.n as i64)
        .bind(picture)
        .bind(now as i64)
        .execute(transaction.connection())
        .await?;
        transaction.commit().await
    }

    async fn store_picture(&self, new: &NewPicture<'_>) -> Result<i64, StoreError> {
        let known: Option<(i64, bool)> = sqlx::query_as(
            "SELECT id, bytes = (SELECT coalesce(sum(length(body)), 0) FROM picture_part WHERE picture = id) FROM picture WHERE hash = ?",
        )
        .bind(new.hash)
        .fetch_optional(&self.readers)
        .await?;
        match known {
            Some((row, true)) => return Ok(row),
            // The process ended while it was stored.
            Some((row, false)) => self.delete_parts(row).await?,
            None => {}
        }
        let mut transaction = self.begin().await?;
        let row: i64 = sqlx::query_scalar(
            "INSERT INTO picture (hash, type, w, h, bytes) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (hash) DO UPDATE SET type = excluded.type RETURNING id",
        )
        .bind(new.hash)
        .bind(new.media)
        .bind(new.size.0)
        .bind(new.size.1)
        .bind(new.bytes.len() as i64)
        .fetch_one(transaction.connection())
        .await?;
        transaction.commit().await?;
        for (part, body) in new.bytes.chunks(SLICE_BYTES).enumerate() {
            let begun = Instant::now();
            let mut transaction = self.begin().await?;
            sqlx::query("INSERT INTO picture_part (picture, part, body) VALUES (?, ?, ?)")
                .bind(row)
                .bind(part as i64)
                .bind(body)
                .execute(transaction.connection())
                .await?;
            transaction.commit().await?;
            rest(begun).await;
        }
        Ok(row)
    }

    async fn delete_parts(&self, picture: i64) -> Result<(), StoreError> {
        loop {
            let begun = Instant::now();
            let mut transaction = self.begin().await?;
            let deleted = sqlx::query(
                "DELETE FROM picture_part WHERE picture = ?1 AND part IN (SELECT part FROM picture_part WHERE picture = ?1 LIMIT ?2)",
            )
            .bind(picture)
            .bind(SLICE_ROWS)
            .execute(transaction.connection())
            .await?;
            transaction.commit().await?;
            if deleted.rows_affected() == 0 {
                return Ok(());
            }
            rest(begun).await;
        }
    }

    /// The picture of an image.
    pub async fn picture(&self, board: BoardRow, id: ShapeId) -> Result<Option<StoredPicture>, StoreError> {
        let row = sqlx::query(
            "SELECT id, hash, type, w, h, bytes FROM picture WHERE id = (SELECT picture FROM image WHERE board = ? AND tag = ? AND n = ?)",
        );
        let row = row.bind(board.0).bind(id.tag.0 as i64).bind(id.n as i64).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(None) };
        stored(&row).map(Some)
    }

    /// The file of a picture.
    ///
    /// # Errors
    /// `DamagedBoard` when parts of it are missing.
    pub async fn picture_file(&self, picture: &StoredPicture) -> Result<Vec<u8>, StoreError> {
        let mut file = Vec::with_capacity(picture.bytes as usize);
        let parts: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM picture_part WHERE picture = ? ORDER BY part")
            .bind(picture.row)
            .fetch_all(&self.readers)
            .await?;
        parts.iter().for_each(|part| file.extend_from_slice(part));
        if file.len() as u64 != picture.bytes {
            let why = format!("picture {} has {} of {} bytes", picture.row, file.len(), picture.bytes);
            return Err(StoreError::DamagedBoard(why));
        }
        Ok(file)
    }

    /// The images of a board.
    pub async fn images(&self, board: BoardRow) -> Result<Vec<StoredImage>, StoreError> {
        let rows = sqlx::query(
            "SELECT tag, n, bytes, created_at, seq, unused FROM image JOIN picture ON picture.id = picture WHERE board = ?",
        );
        let rows = rows.bind(board.0).fetch_all(&self.readers).await?;
        let image = |row: &SqliteRow| -> Result<StoredImage, StoreError> {
            let id = ShapeId { tag: Tag(number(row, "tag")?), n: number(row, "n")? };
            let (seq, unused): (Option<i64>, Option<i64>) = (row.try_get("seq")?, row.try_get("unused")?);
            let (bytes, created_at) = (number(row, "bytes")?, number(row, "created_at")?);
            let [seq, unused] = [seq, unused].map(|seq| seq.map(|seq| seq as u64));
            Ok(StoredImage { id, bytes, created_at, seq, unused })
        };
        rows.iter().map(image).collect()
    }

    /// Notes which images are shown again, and which are not any more as of edit `head`.
    pub async fn mark_images(&self, board: BoardRow, changes: &[(ShapeId, bool)], head: u64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for (id, is_shown) in changes {
            sqlx::query("UPDATE image SET unused = ? WHERE board = ? AND tag = ? AND n = ?")
                .bind((!is_shown).then_some(head as i64))
                .bind(board.0)
                .bind(id.tag.0 as i64)
                .bind(id.n as i64)
                .execute(transaction.connection())
                .await?;
        }
        transaction.commit().await
    }

    /// Removes an image that nothing shows, unless an edit has named it since it was read. Its picture goes with a later
    /// sweep.
    pub async fn remove_image(&self, board: BoardRow, image: &StoredImage) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let removed =
            sqlx::query("DELETE FROM image WHERE board = ? AND tag = ? AND n = ? AND seq IS ? AND unused IS ?")
                .bind(board.0)
                .bind(image.id.tag.0 as i64)
                .bind(image.id.n as i64)
                .bind(image.seq.map(|seq| seq as i64))
                .bind(image.unused.map(|seq| seq as i64))
                .execute(transaction.connection())
                .await?;
        transaction.commit().await?;
        Ok(removed.rows_affected() > 0)
    }

    /// Boards with images that may go: those that no edit named since `before` (ms), and those not shown any more that the log
    /// has left behind.
    pub async fn boards_with_old_images(&self, before: u64) -> Result<Vec<(String, BoardRow)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT DISTINCT key, board.id FROM image JOIN board ON board.id = board \
             WHERE (seq IS NULL AND image.created_at < ?) OR unused < first LIMIT ?",
        )
        .bind(before as i64)
        .bind(SWEEP)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(key, row)| (key, BoardRow(row))).collect())
    }

    /// Deletes some of the pictures that no image shows. Returns their number.
    pub async fn sweep_pictures(&self) -> Result<u64, StoreError> {
        let _alone = self.pictures.lock().await;
        let orphans: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM picture WHERE NOT EXISTS (SELECT 1 FROM image WHERE picture = picture.id) LIMIT ?",
        )
        .bind(SWEEP)
        .fetch_all(&self.readers)
        .await?;
        for picture in &orphans {
            self.delete_parts(*picture).await?;
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM picture WHERE id = ?").bind(picture).execute(transaction.connection()).await?;
            transaction.commit().await?;
        }
        Ok(orphans.len() as u64)
    }

    /// Pictures whose file is not what their hash says, one line each, for `lavagna doctor`.
    pub async fn picture_faults(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, type, w, h, bytes, hash FROM picture WHERE EXISTS (SELECT 1 FROM image WHERE picture = picture.id)",
        );
        let mut faults = Vec::new();
        for row in rows.fetch_all(&self.readers).await? {
            let picture = stored(&row)?;
            match self.picture_file(&picture).await {
                Ok(file) if picture_hash(&file) == picture.hash => {}
                Ok(_) => faults.push(format!("picture {} is not what its hash says", picture.row)),
                Err(error) => faults.push(error.to_string()),
            }
        }
        Ok(faults)
    }
}

/// The name of a picture by its content.
pub fn picture_hash(file: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(file))
}

/// Leaves the writer free as long as a transaction took.
async fn rest(begun: Instant) {
    tokio::time::sleep(begun.elapsed().max(Duration::from_millis(1))).await;
}
