//! Chunks: what was built is read back as it was, and what was not is refused without taking much memory.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use lavagna::board::columns::{decode, encode};
use lavagna::board::{Shape, ShapeId, StoredShape};
use lavagna::hub::Chunk;
use lavagna::store::StoredChunk;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::orders::drawn;
use super::scripts::Sheet;
use super::{Corpus, Recipe, Tried, most_bytes, seed};
use crate::sim::chance::Chance;

const TARGET: &str = "chunks";
/// Shapes take more memory than their columns; how much more is bounded.
const MAX_HELD_A_BYTE: u64 = 100;
const MAX_HELD: u64 = 256 * 1_024;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).expect("a vector takes every byte");
    gzip.finish().expect("a vector takes every byte")
}

fn name_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn by_id(shapes: &[Arc<Shape>]) -> Vec<(ShapeId, Arc<Shape>)> {
    shapes.iter().map(|shape| (shape.id, shape.clone())).collect()
}

/// Shapes that were read are built and read again as they are.
fn check_shapes(shapes: &[Arc<Shape>]) {
    let Some(chunk) = Chunk::build(shapes) else { return assert!(shapes.is_empty()) };
    let stored = StoredChunk::Columns {
        zstd: chunk.visible.zstd.to_vec(),
        gzip: chunk.visible.gzip.to_vec(),
        timing: chunk.timing.to_vec(),
    };
    let (again, read) = Chunk::read(&chunk.hash, stored).expect("it was just built");
    assert_eq!(by_id(&read), by_id(shapes));
    assert_eq!(again.expect("it has the present form").hash, chunk.hash);
}

/// The bytes as a chunk's content under its right name, in this form and the one before, and as what the disk
/// gave back instead of a chunk.
fn check(bytes: &[u8]) {
    let mut read = None;
    let held = most_bytes(|| read = decode(bytes).ok());
    assert!(held <= MAX_HELD + MAX_HELD_A_BYTE * bytes.len() as u64, "{held} bytes for {}", bytes.len());
    if let Some(shapes) = read {
        check_shapes(&shapes);
    }
    let name = name_of(bytes);
    if let Ok((_, shapes)) = Chunk::read(&name, StoredChunk::Json { gzip: gzip(bytes) }) {
        check_shapes(&shapes);
    }
    let raw = || bytes.to_vec();
    assert!(Chunk::read(&name, StoredChunk::Json { gzip: raw() }).is_err());
    assert!(Chunk::read(&name, StoredChunk::Columns { zstd: raw(), gzip: raw(), timing: raw() }).is_err());
}

fn script(chance: &mut Chance) -> Vec<Sheet> {
    let mut byte = || chance.next() as u8;
    (0..12).map(|_| (byte(), byte(), (0..3).map(|_| (byte(), byte(), byte(), byte())).collect())).collect()
}

fn shapes_of(script: &[Sheet]) -> Vec<Arc<Shape>> {
    let mut shapes: Vec<_> = drawn(script).shapes().filter(|shape| shape.page == 1).cloned().collect();
    shapes.sort_by_key(|shape| shape.id);
    shapes
}

fn seeds() -> Vec<Vec<u8>> {
    let mut chance = Chance::new(5);
    let drawings: Vec<_> =
        (0..30).map(|_| shapes_of(&script(&mut chance))).filter(|shapes| !shapes.is_empty()).collect();
    let columns = drawings.iter().map(|shapes| encode(shapes).bytes);
    let json = drawings.iter().map(|shapes| {
        let shapes: Vec<_> = shapes.iter().cloned().map(StoredShape).collect();
        json!({"v": 1, "shapes": shapes}).to_string().into_bytes()
    });
    columns.chain(json).chain([b"".to_vec(), br#"{"v":1,"shapes":[]}"#.to_vec()]).collect()
}

// [S5] [T1] Damaged content is refused, or is shapes.
#[test]
fn bytes() {
    seed(TARGET, seeds);
    bolero::check!().with_iterations(500).for_each(check);
}

#[test]
fn changed() {
    let corpus = Corpus::of(TARGET);
    let tried = Tried::new("changed chunks");
    bolero::check!().with_iterations(1_500).with_type::<Recipe>().for_each(|recipe| {
        tried.count();
        check(&corpus.changed(recipe));
    });
}

// [S5] Whatever was drawn comes back.
#[test]
fn drawn_shapes_come_back() {
    bolero::check!().with_iterations(300).with_type::<Vec<Sheet>>().for_each(|script| check_shapes(&shapes_of(script)));
}
