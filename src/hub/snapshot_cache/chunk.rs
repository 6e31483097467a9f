//! Some shapes of one page as immutable bytes: named by their hash, compressed once, and identical in the store, in memory
//! and on the wire (SPEC A3, S5, T).

use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::board::columns::{self, Columns};
use crate::board::{Bounds, Shape, ShapeId, StoredShape, limits};
use crate::hub::snapshot_cache::packing::{Packed, pack, unpack, unpack_gzip};
use crate::store::StoredChunk;

/// Version of manifests, which changes with the format of their chunks.
pub const VERSION: u8 = columns::FORM;
/// The first version: JSON, compressed with gzip.
pub const JSON_VERSION: u8 = 1;

/// Bound of an uncompressed chunk: shapes take fewer bytes in columns than in memory.
const MAX_BYTES: usize = limits::BOARD_BYTES;
/// The same for JSON, which takes more.
const MAX_JSON_BYTES: usize = 4 * limits::BOARD_BYTES;

/// See the module.
pub struct Chunk {
    /// Its name: the SHA-256 of its uncompressed bytes in hex.
    pub hash: String,
    /// The part that joiners load.
    pub visible: Packed,
    /// The deferred part: times of points and writers of registers, compressed with zstd.
    pub timing: Bytes,
    pub(in crate::hub) page: u32,
    pub(in crate::hub) bounds: Bounds,
    pub(in crate::hub) ids: Vec<ShapeId>,
    /// Bytes of its shapes in memory.
    pub(in crate::hub) shape_bytes: usize,
}

/// A chunk's entry in the manifest.
#[derive(Serialize, Deserialize)]
pub struct ChunkCard {
    /// Its name.
    pub hash: String,
    count: usize,
    #[serde(rename = "box")]
    bounds: [i64; 4],
    page: u32,
}

fn name_of(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

fn bounds_of(shapes: &[Arc<Shape>]) -> Option<Bounds> {
    shapes.iter().map(|shape| shape.geometry.bounds(shape.pos)).reduce(Bounds::union)
}

fn bytes_of(shapes: &[Arc<Shape>]) -> usize {
    shapes.iter().map(|shape| shape.bytes()).sum()
}

impl Chunk {
    /// A chunk of these shapes, which lie on one page; none of no shapes.
    pub fn build(shapes: &[Arc<Shape>]) -> Option<Self> {
        let bounds = bounds_of(shapes)?;
        let Columns { bytes, visible } = columns::encode(shapes);
        let (visible, timing) = bytes.split_at(visible);
        let (visible, timing) = (Packed::archival(visible), pack(timing));
        let ids = shapes.iter().map(|shape| shape.id).collect();
        let shape_bytes = bytes_of(shapes);
        Some(Self { hash: name_of(&bytes), visible, timing, page: shapes[0].page, bounds, ids, shape_bytes })
    }

    /// Decodes a stored chunk and its shapes, or returns what is wrong with it. A chunk of an earlier version is `None`: its
    /// shapes need a new one.
    pub fn read(hash: &str, stored: StoredChunk) -> Result<(Option<Self>, Vec<Arc<Shape>>), String> {
        let (zstd, gzip, timing) = match stored {
            StoredChunk::Columns { zstd, gzip, timing } => (zstd, gzip, timing),
            StoredChunk::Json { gzip } => return Ok((None, read_json(hash, &gzip)?)),
        };
        let mut bytes = unpacked(&zstd)?;
        bytes.extend(unpacked(&timing)?);
        check_name(hash, &bytes)?;
        let shapes = columns::decode(&bytes)?;
        let bounds = bounds_of(&shapes).ok_or("it is empty")?;
        if !columns::is_current(&bytes) {
            return Ok((None, shapes));
        }
        let ids = shapes.iter().map(|shape| shape.id).collect();
        let visible = Packed { zstd: zstd.into(), gzip: gzip.into() };
        let (hash, page, shape_bytes) = (hash.to_owned(), shapes[0].page, bytes_of(&shapes));
        let chunk = Self { hash, visible, timing: timing.into(), page, bounds, ids, shape_bytes };
        Ok((Some(chunk), shapes))
    }

    /// Its entry in the manifest.
    pub fn card(&self) -> ChunkCard {
        ChunkCard { hash: self.hash.clone(), count: self.ids.len(), bounds: self.bounds.edges, page: self.page }
    }

    /// Compressed bytes of all parts.
    pub fn packed_bytes(&self) -> usize {
        self.visible.bytes() + self.timing.len()
    }
}

/// Decompresses a part of a chunk.
///
/// # Errors
/// When it is damaged.
pub fn unpacked(zstd: &[u8]) -> Result<Vec<u8>, String> {
    unpack(zstd, MAX_BYTES)
}

fn check_name(hash: &str, bytes: &[u8]) -> Result<(), String> {
    if name_of(bytes) == hash { Ok(()) } else { Err("its content is not what its name says".to_owned()) }
}

/// Decodes the shapes of a chunk of the JSON version.
fn read_json(hash: &str, gzip: &[u8]) -> Result<Vec<Arc<Shape>>, String> {
    #[derive(Deserialize)]
    struct Body {
        v: u8,
        shapes: Vec<StoredShape>,
    }
    let json = unpack_gzip(gzip, MAX_JSON_BYTES)?;
    check_name(hash, &json)?;
    let body: Body = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    if body.v != JSON_VERSION {
        return Err(format!("it has the form {}, this lavagna reads {JSON_VERSION}", body.v));
    }
    let shapes: Vec<Arc<Shape>> = body.shapes.into_iter().map(|StoredShape(shape)| shape).collect();
    let page = shapes.first().map(|shape| shape.page);
    let whole = page.is_some() && shapes.iter().all(|shape| Some(shape.page) == page && columns::fits(shape));
    if whole { Ok(shapes) } else { Err("it has shapes that no board has".to_owned()) }
}
