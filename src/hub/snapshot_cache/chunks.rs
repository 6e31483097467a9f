//! A board cut into chunks for those who join (SPEC A2, A3), with everything that changed since in a delta.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::board::{Board, Canvas, Shape, ShapeId, StoredShape, Touched};
use crate::hub::snapshot_cache::chunk::Chunk;

/// Shapes of a full chunk.
const CHUNK_SHAPES: usize = 1_000;
/// A chunk of long strokes is full before, by [`Shape::bytes`]: what joiners wait for, and what stays in the
/// delta, is never much.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;
/// After so many changes chunks are made in the background: what is left for a joiner takes some 20 ms.
const BEHIND_SHAPES: usize = 5_000;
/// A chunk is made anew when one in so many of its shapes has changed.
const STALE_SHARE: usize = 10;
/// A replaced chunk can still be fetched this long by those who read the manifest before.
const RETIRED: Duration = Duration::from_secs(120);
/// Compressed bytes of replaced chunks that are held; beyond it the oldest go early, and a reader whose chunk is gone
/// reads the manifest again.
const RETIRED_BYTES: usize = 8 * 1024 * 1024;
/// Memory of a shape's entries in `chunk_of` and `ids`, and of one in `changed`.
const ENTRY_BYTES: usize = 64;
const CHANGED_BYTES: usize = 32;

/// The chunks of a board and what they do not hold yet.
#[derive(Default)]
pub struct Chunks {
    current: Vec<Arc<Chunk>>,
    /// Compressed bytes of the chunks in `current`.
    current_bytes: usize,
    /// Which chunk holds a shape.
    chunk_of: HashMap<ShapeId, Arc<Chunk>>,
    /// Shapes that are not as a chunk has them: new, changed or gone.
    changed: HashSet<ShapeId>,
    /// Changes since chunks were last planned.
    unplanned: usize,
    retired: VecDeque<(Instant, Arc<Chunk>)>,
    /// Compressed bytes of the chunks in `retired`.
    retired_bytes: usize,
}

/// Chunks to be made: which old one each replaces, and the shapes.
pub struct Plan {
    rebuilt: Vec<(Arc<Chunk>, Vec<Arc<Shape>>)>,
    /// Shapes that no chunk holds, of pages with enough of them.
    unchunked: Vec<Arc<Shape>>,
}

/// A chunk that was made, and the shapes in it; a shape that changed meanwhile is another `Arc` on the board.
struct NewChunk {
    chunk: Chunk,
    shapes: Vec<Arc<Shape>>,
}

/// Chunks that were made, in the order of the plan.
pub struct Built {
    replaced: Vec<(Arc<Chunk>, Option<NewChunk>)>,
    added: Vec<NewChunk>,
}

impl NewChunk {
    fn build(shapes: Vec<Arc<Shape>>) -> Option<Self> {
        Some(Self { chunk: Chunk::build(&shapes)?, shapes })
    }
}

impl Plan {
    /// Encodes and compresses: takes a while for a large board, so not under the room's lock.
    pub fn build(self) -> Built {
        let Self { rebuilt, mut unchunked } = self;
        unchunked.sort_unstable_by_key(|shape| (shape.page, shape.seq, shape.id));
        let by_page = unchunked.chunk_by(|a, b| a.page == b.page);
        let added = by_page.flat_map(cut).filter_map(|full| NewChunk::build(full.to_vec())).collect();
        let replaced = rebuilt.into_iter().map(|(old, shapes)| (old, NewChunk::build(shapes))).collect();
        Built { replaced, added }
    }
}

/// Cuts off full chunks from the beginning.
fn cut(mut shapes: &[Arc<Shape>]) -> Vec<&[Arc<Shape>]> {
    let mut full = Vec::new();
    let mut load = Load::default();
    let mut next = 0;
    while let Some(shape) = shapes.get(next) {
        next += 1;
        if load.takes(shape) {
            full.push(&shapes[..next]);
            (shapes, next, load) = (&shapes[next..], 0, Load::default());
        }
    }
    full
}

/// How full a chunk would be.
#[derive(Default)]
struct Load {
    shapes: usize,
    bytes: usize,
}

impl Load {
    /// Takes a shape and says whether the chunk is full now.
    fn takes(&mut self, shape: &Shape) -> bool {
        self.shapes += 1;
        self.bytes += shape.bytes();
        self.shapes >= CHUNK_SHAPES || self.bytes >= CHUNK_BYTES
    }
}

impl Chunks {
    /// The chunks of a manifest that was read back, of which `changed` are not as the board has them.
    pub fn of_manifest(chunks: Vec<Arc<Chunk>>, changed: impl IntoIterator<Item = ShapeId>) -> Self {
        let mut read = Self { changed: changed.into_iter().collect(), ..Self::default() };
        chunks.into_iter().for_each(|chunk| read.adopt(chunk));
        read
    }

    /// An edit changed these shapes.
    pub fn touch(&mut self, touched: &Touched) {
        self.changed.extend(touched.put.iter().chain(touched.removed.iter().map(|shape| &shape.id)));
        self.unplanned += touched.put.len() + touched.removed.len();
    }

    /// Whether so much changed that joiners would wait for the chunks of it.
    pub fn is_behind(&self) -> bool {
        self.unplanned >= BEHIND_SHAPES
    }

    /// Whether there is enough for a chunk.
    pub fn is_due(&self) -> bool {
        self.unplanned >= CHUNK_SHAPES
    }

    /// Chunks that are worth making now, if any.
    pub fn plan(&mut self, board: &Board) -> Option<Plan> {
        self.unplanned = 0;
        let mut stale: HashMap<&str, (&Arc<Chunk>, usize)> = HashMap::new();
        let mut unchunked: HashMap<u16, (Load, Vec<Arc<Shape>>)> = HashMap::new();
        let mut full = HashSet::new();
        for id in &self.changed {
            match (self.chunk_of.get(id), board.shape(id)) {
                (Some(chunk), _) => stale.entry(&chunk.hash).or_insert((chunk, 0)).1 += 1,
                (None, Some(shape)) => {
                    let (load, shapes) = unchunked.entry(shape.page).or_default();
                    shapes.push(shape.clone());
                    if load.takes(shape) {
                        full.insert(shape.page);
                    }
                }
                (None, None) => {}
            }
        }
        let worn_out = stale.into_values().filter(|(chunk, count)| count * STALE_SHARE > chunk.ids.len());
        let rebuilt = worn_out.map(|(chunk, _)| {
            let shapes = chunk.ids.iter().filter_map(|id| board.shape(id).cloned()).collect();
            (chunk.clone(), shapes)
        });
        let rebuilt: Vec<_> = rebuilt.collect();
        unchunked.retain(|page, _| full.contains(page));
        let unchunked: Vec<_> = unchunked.into_values().flat_map(|(_, shapes)| shapes).collect();
        (!rebuilt.is_empty() || !unchunked.is_empty()).then_some(Plan { rebuilt, unchunked })
    }

    /// Takes over what was built from this board, now or at an earlier seq; what changed while it was built stays in
    /// the delta. A chunk whose place another build has taken meanwhile is dropped: the delta is only larger.
    pub fn install(&mut self, built: Built, board: &Board, now: Instant) {
        for (old, new) in built.replaced {
            let Some(place) = self.current.iter().position(|chunk| Arc::ptr_eq(chunk, &old)) else { continue };
            self.current.remove(place);
            self.current_bytes -= old.packed_bytes();
            old.ids.iter().for_each(|id| drop(self.chunk_of.remove(id)));
            if let Some(new) = new {
                self.adopt_built(new, board);
            }
            for id in old.ids.iter().filter(|id| !self.chunk_of.contains_key(id)) {
                if board.shape(id).is_some() {
                    self.changed.insert(*id)
                } else {
                    self.changed.remove(id)
                };
            }
            self.retired_bytes += old.packed_bytes();
            self.retired.push_back((now, old));
        }
        for new in built.added {
            if !new.shapes.iter().any(|shape| self.chunk_of.contains_key(&shape.id)) {
                self.adopt_built(new, board);
            }
        }
        self.drop_retired(now);
    }

    fn adopt_built(&mut self, new: NewChunk, board: &Board) {
        for shape in &new.shapes {
            let is_same = board.shape(&shape.id).is_some_and(|present| Arc::ptr_eq(present, shape));
            if is_same {
                self.changed.remove(&shape.id)
            } else {
                self.changed.insert(shape.id)
            };
        }
        self.adopt(Arc::new(new.chunk));
    }

    fn adopt(&mut self, chunk: Arc<Chunk>) {
        self.chunk_of.extend(chunk.ids.iter().map(|id| (*id, chunk.clone())));
        self.current_bytes += chunk.packed_bytes();
        self.current.push(chunk);
    }

    /// Drops replaced chunks that were there long enough, or are too many bytes.
    pub fn drop_retired(&mut self, now: Instant) {
        while let Some((since, chunk)) = self.retired.front() {
            if self.retired_bytes <= RETIRED_BYTES && now.duration_since(*since) <= RETIRED {
                return;
            }
            self.retired_bytes -= chunk.packed_bytes();
            self.retired.pop_front();
        }
    }

    /// Rough bytes in memory.
    pub fn bytes(&self) -> usize {
        self.current_bytes + self.retired_bytes + self.chunk_of.len() * ENTRY_BYTES + self.changed.len() * CHANGED_BYTES
    }

    /// The chunk of that name, also one that was replaced a short while ago.
    pub fn find(&self, hash: &str) -> Option<Arc<Chunk>> {
        let all = self.current.iter().chain(self.retired.iter().map(|(_, chunk)| chunk));
        all.into_iter().find(|chunk| chunk.hash == hash).cloned()
    }

    /// The chunks as they are now.
    pub fn current(&self) -> &[Arc<Chunk>] {
        &self.current
    }

    /// What is to be put over the chunks and taken from them.
    pub fn delta(&self, board: &Board) -> (Vec<StoredShape>, Vec<ShapeId>) {
        let mut shapes = Vec::new();
        let mut removed = Vec::new();
        for id in &self.changed {
            match board.shape(id) {
                Some(shape) => shapes.push(StoredShape(shape.clone())),
                None if self.chunk_of.contains_key(id) => removed.push(*id),
                None => {}
            }
        }
        (shapes, removed)
    }
}

#[cfg(test)]
#[path = "chunks_tests.rs"]
mod tests;
