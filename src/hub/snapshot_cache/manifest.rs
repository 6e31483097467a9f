//! The manifest that joiners read: the board at one seq, as chunks and a delta (SPEC A2).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::board::{Board, ShapeId, StoredPage, StoredShape, limits};
use crate::hub::snapshot_cache::chunk::{Chunk, ChunkCard, JSON_VERSION, VERSION};
use crate::hub::snapshot_cache::chunks::Chunks;
use crate::hub::snapshot_cache::packing::{Packed, gzip_fast, unpack, unpack_gzip};

/// A manifest is served for this time, or this number of edits, before it is rebuilt.
const FRESH: Duration = Duration::from_secs(1);
const FRESH_EDITS: u64 = 1_000;
/// Bound of a manifest's JSON: its delta may be nearly a whole board.
const MAX_BYTES: usize = 4 * limits::BOARD_BYTES;

/// The fields of a manifest. The served JSON has `authors` before them. The stored JSON has no names, so that a changed name
/// is stored in one place.
#[derive(Serialize, Deserialize)]
pub struct Body {
    v: u8,
    /// Seq of the last edit in it.
    pub seq: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// The board's name.
    pub name: String,
    /// Page 1 and every page that somebody wrote.
    pub pages: Vec<StoredPage>,
    /// The chunks.
    pub chunks: Vec<ChunkCard>,
    /// Changes on top of the chunks.
    pub delta: Delta,
}

/// New and changed shapes, and ids of removed ones.
#[derive(Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Delta {
    pub shapes: Vec<StoredShape>,
    pub removed: Vec<ShapeId>,
}

impl Body {
    /// Reads a stored manifest, also of an earlier version.
    ///
    /// # Errors
    /// A description of the damage, or of the unknown version.
    pub fn read(gzip: &[u8]) -> Result<Self, String> {
        let body: Self = serde_json::from_slice(&unpack_gzip(gzip, MAX_BYTES)?).map_err(|error| error.to_string())?;
        if (JSON_VERSION..=VERSION).contains(&body.v) {
            Ok(body)
        } else {
            Err(format!("it has the form {}, this lavagna reads {VERSION}", body.v))
        }
    }
}

/// The contents of a manifest, copied under the room's lock and encoded without it.
pub struct Listing {
    body: Body,
    authors: BTreeMap<u32, String>,
    epoch: u64,
    chunks: Vec<Arc<Chunk>>,
}

impl Listing {
    /// Copies the current board's contents.
    pub fn of(board: &Board, chunks: &Chunks, authors: BTreeMap<u32, String>, epoch: u64) -> Self {
        let (shapes, removed) = chunks.delta(board);
        let body = Body {
            v: VERSION,
            seq: board.head(),
            at: board.at(),
            name: board.name().to_owned(),
            pages: board.pages().values().cloned().map(StoredPage).collect(),
            chunks: chunks.current().iter().map(|chunk| chunk.card()).collect(),
            delta: Delta { shapes, removed },
        };
        Self { body, authors, epoch, chunks: chunks.current().to_vec() }
    }

    /// Encodes and compresses: takes some milliseconds for a large delta.
    pub fn finish(self) -> Manifest {
        const TEXT: &str = "a manifest has only string keys and integers";
        let Self { body, authors, epoch, chunks } = self;
        let mut json = format!(r#"{{"authors":{}"#, serde_json::to_string(&authors).expect(TEXT)).into_bytes();
        let authors = json.len();
        serde_json::to_writer(&mut json, &body).expect(TEXT);
        json[authors] = b',';
        let (seq, at, made) = (body.seq, body.at, Instant::now());
        Manifest { seq, at, epoch, made, packed: Packed::fast(&json), bytes: json.len(), authors, chunks }
    }
}

/// A finished manifest.
#[derive(Clone)]
pub struct Manifest {
    /// Seq of the board in it.
    pub seq: u64,
    /// Time of that edit, ms.
    pub at: u64,
    /// Epoch of the board; see [`super::cache::SnapshotCache::epoch`].
    pub(super) epoch: u64,
    made: Instant,
    /// The served JSON.
    pub packed: Packed,
    /// Its bytes without compression.
    pub(super) bytes: usize,
    /// Bytes of the authors at its beginning.
    authors: usize,
    /// The chunks that it lists.
    pub chunks: Vec<Arc<Chunk>>,
}

impl Manifest {
    /// Whether it is close enough to the head.
    pub fn is_fresh(&self, head: u64) -> bool {
        head == self.seq || self.made.elapsed() < FRESH && head.saturating_sub(self.seq) < FRESH_EDITS
    }

    /// The served JSON, uncompressed.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn json(&self) -> Result<Vec<u8>, String> {
        unpack(&self.packed.zstd, MAX_BYTES)
    }

    /// Encodes it for the store: without names, compressed with gzip.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn to_store(&self) -> Result<Vec<u8>, String> {
        let mut json = self.json()?.split_off(self.authors);
        json[0] = b'{';
        Ok(gzip_fast(&json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Canvas;

    // [A2] [S5] Names are served and not stored. A stored manifest is read, also one with names of an earlier version.
    #[test]
    fn names_are_served_and_not_stored() {
        let mut board = Board::after(7, 70);
        board.set_name("{\"authors\"");
        let manifest = Listing::of(&board, &Chunks::default(), [(1, "Anna".to_owned())].into(), 0).finish();
        let served = manifest.json().unwrap();
        let value: serde_json::Value = serde_json::from_slice(&served).unwrap();
        assert_eq!((&value["authors"]["1"], &value["seq"]), (&"Anna".into(), &7.into()));
        let stored = manifest.to_store().unwrap();
        let text = String::from_utf8(unpack_gzip(&stored, MAX_BYTES).unwrap()).unwrap();
        assert!(text.starts_with(r#"{"v":3,"seq":7,"at":70,"name":"{\"authors\"","pages":["#), "{text}");
        assert!(!text.contains("Anna"));
        for stored in [stored, gzip_fast(&served)] {
            let body = Body::read(&stored).unwrap();
            assert_eq!((body.seq, body.at, body.name.as_str()), (7, 70, board.name()));
        }
    }
}
