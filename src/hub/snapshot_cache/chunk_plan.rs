//! The chunks that are built next: stale chunks anew, and the shapes in no chunk, page by page (SPEC A2, A3).

use std::sync::Arc;

use crate::board::Shape;
use crate::hub::snapshot_cache::chunk::Chunk;

/// Shapes of a full chunk.
pub const CHUNK_SHAPES: usize = 1_000;
/// A chunk of long strokes is full earlier, by [`Shape::bytes`]: this bounds the wait of joiners and the size of the delta.
pub const CHUNK_BYTES: usize = 2 * 1024 * 1024;

/// The chunks to build.
pub struct Plan {
    /// Stale chunks and the current shapes that replace them.
    pub(super) rebuilt: Vec<(Arc<Chunk>, Vec<Arc<Shape>>)>,
    /// The pages whose shapes are cut.
    pub(super) cuts: Vec<PageCut>,
}

/// Shapes of a page to be cut into chunks.
pub struct PageCut {
    /// The unfilled chunk whose present shapes are among `shapes`; the new chunks replace it.
    pub(super) merged: Option<Arc<Chunk>>,
    /// Whether the last shapes get a chunk too, which is not full.
    pub(super) has_last: bool,
    /// In no order.
    pub(super) shapes: Vec<Arc<Shape>>,
}

/// A built chunk and its shapes. A shape that changed meanwhile is another `Arc` on the board.
pub struct NewChunk {
    pub(super) chunk: Chunk,
    pub(super) shapes: Vec<Arc<Shape>>,
}

/// Built chunks.
pub struct Built {
    /// Bytes of the encoded shapes.
    pub bytes: usize,
    /// Chunks and those that replace them.
    pub(super) replaced: Vec<(Arc<Chunk>, Vec<NewChunk>)>,
    pub(super) added: Vec<NewChunk>,
}

impl NewChunk {
    fn build(shapes: Vec<Arc<Shape>>) -> Option<Self> {
        Some(Self { chunk: Chunk::build(&shapes)?, shapes })
    }
}

impl PageCut {
    /// Adds an unfilled chunk and its present shapes.
    pub(super) fn merge(&mut self, (chunk, shapes): (Arc<Chunk>, Vec<Arc<Shape>>)) {
        self.merged = Some(chunk);
        self.shapes.extend(shapes);
    }

    fn build(mut self) -> (Option<Arc<Chunk>>, Vec<NewChunk>) {
        self.shapes.sort_unstable_by_key(|shape| (shape.seq, shape.id));
        let (mut parts, rest) = cut(&self.shapes);
        if self.has_last {
            parts.push(rest);
        }
        (self.merged, parts.into_iter().filter_map(|part| NewChunk::build(part.to_vec())).collect())
    }
}

impl Plan {
    /// Encodes and compresses. Slow for a large board, so never under the room's lock.
    pub fn build(self) -> Built {
        let rebuilt = self.rebuilt.into_iter();
        let mut replaced: Vec<_> =
            rebuilt.map(|(old, shapes)| (old, NewChunk::build(shapes).into_iter().collect())).collect();
        let mut added = Vec::new();
        for cut in self.cuts {
            match cut.build() {
                (Some(old), new) => replaced.push((old, new)),
                (None, new) => added.extend(new),
            }
        }
        let new = added.iter().chain(replaced.iter().flat_map(|(_, new)| new));
        let bytes = new.flat_map(|new| &new.shapes).map(|shape| shape.bytes()).sum();
        Built { bytes, replaced, added }
    }
}

/// Cuts off full chunks from the beginning; also returns the rest.
fn cut(mut shapes: &[Arc<Shape>]) -> (Vec<&[Arc<Shape>]>, &[Arc<Shape>]) {
    let mut full = Vec::new();
    let mut load = Load::default();
    let mut next = 0;
    while let Some(shape) = shapes.get(next) {
        next += 1;
        if load.add(shape) {
            full.push(&shapes[..next]);
            (shapes, next, load) = (&shapes[next..], 0, Load::default());
        }
    }
    (full, shapes)
}

/// How full a chunk would be.
#[derive(Default)]
struct Load {
    shapes: usize,
    bytes: usize,
}

impl Load {
    /// Counts a shape and returns whether the chunk is full.
    fn add(&mut self, shape: &Shape) -> bool {
        self.shapes += 1;
        self.bytes += shape.bytes();
        self.shapes >= CHUNK_SHAPES || self.bytes >= CHUNK_BYTES
    }
}

/// Whether no further shape belongs in a chunk.
pub fn is_full(chunk: &Chunk) -> bool {
    chunk.ids.len() >= CHUNK_SHAPES || chunk.shape_bytes >= CHUNK_BYTES
}

/// The shapes of a page that are in no chunk, in no order.
#[derive(Default)]
pub struct Unchunked {
    pub(super) shapes: Vec<Arc<Shape>>,
    has_full: bool,
    rest: Load,
}

impl Unchunked {
    /// Adds a shape.
    pub(super) fn add(&mut self, shape: &Arc<Shape>) {
        self.shapes.push(shape.clone());
        if self.rest.add(shape) {
            (self.has_full, self.rest) = (true, Load::default());
        }
    }

    /// Whether they fill a chunk.
    pub(super) fn has_full(&self) -> bool {
        self.has_full
    }

    /// About how many are left when full chunks are cut off.
    pub(super) fn left(&self) -> usize {
        self.rest.shapes
    }
}
