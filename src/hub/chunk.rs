//! Some shapes of one page as one immutable text: named by its content, compressed once, the same in the
//! store and on the wire (SPEC A3, S5).

use std::io::{Read, Write};
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::board::{Bounds, Shape, ShapeId, StoredShape};

/// Of what chunks and manifests look like.
pub const VERSION: u8 = 1;

/// See the module.
pub struct Chunk {
    /// SHA-256 of `json` in hex: its name for ever.
    pub hash: String,
    /// `{"v":1,"shapes":[…]}`.
    pub json: Bytes,
    /// The same, compressed.
    pub gzip: Bytes,
    pub(super) page: u16,
    bounds: Bounds,
    pub(super) ids: Vec<ShapeId>,
}

/// A chunk as the manifest lists it.
#[derive(Serialize)]
pub struct ChunkCard<'a> {
    hash: &'a str,
    count: usize,
    #[serde(rename = "box")]
    bounds: [i64; 4],
    page: u16,
}

#[derive(Serialize, Deserialize)]
struct Body {
    v: u8,
    shapes: Vec<StoredShape>,
}

/// Compressed as chunks and manifests are stored and sent.
pub fn compress(json: &[u8]) -> Bytes {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(json).expect("a vector takes every byte");
    gzip.finish().expect("a vector takes every byte").into()
}

/// What [`compress`] was given, or why it cannot be had.
pub fn uncompress(gzip: &[u8]) -> Result<Vec<u8>, String> {
    let mut json = Vec::new();
    GzDecoder::new(gzip).read_to_end(&mut json).map_err(|error| error.to_string())?;
    Ok(json)
}

fn name_of(json: &[u8]) -> String {
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bounds_of<'a>(shapes: impl Iterator<Item = &'a Arc<Shape>>) -> Option<Bounds> {
    shapes.map(|shape| shape.geometry.bounds(shape.pos)).reduce(Bounds::union)
}

impl Chunk {
    /// A chunk of these shapes, which lie on one page; none of no shapes.
    pub fn build(shapes: &[Arc<Shape>]) -> Option<Self> {
        let bounds = bounds_of(shapes.iter())?;
        let ids = shapes.iter().map(|shape| shape.id).collect();
        let body = Body { v: VERSION, shapes: shapes.iter().cloned().map(StoredShape).collect() };
        let json = serde_json::to_vec(&body).expect("shapes have only string keys and integers");
        let gzip = compress(&json);
        Some(Self { hash: name_of(&json), json: json.into(), gzip, page: shapes[0].page, bounds, ids })
    }

    /// The chunk of that name as it was stored, and its shapes; or what is wrong with it.
    pub fn read(hash: &str, gzip: Vec<u8>) -> Result<(Self, Vec<Arc<Shape>>), String> {
        let json = uncompress(&gzip)?;
        if name_of(&json) != hash {
            return Err("its content is not what its name says".to_owned());
        }
        let body: Body = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
        if body.v != VERSION {
            return Err(format!("it has the form {}, this lavagna reads {VERSION}", body.v));
        }
        let shapes: Vec<Arc<Shape>> = body.shapes.into_iter().map(|StoredShape(shape)| shape).collect();
        let bounds = bounds_of(shapes.iter()).ok_or("it is empty")?;
        let ids = shapes.iter().map(|shape| shape.id).collect();
        let (hash, page) = (hash.to_owned(), shapes[0].page);
        Ok((Self { hash, json: json.into(), gzip: gzip.into(), page, bounds, ids }, shapes))
    }

    /// Its line in the manifest.
    pub fn card(&self) -> ChunkCard<'_> {
        ChunkCard { hash: &self.hash, count: self.ids.len(), bounds: self.bounds.edges, page: self.page }
    }
}
