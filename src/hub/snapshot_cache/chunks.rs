//! A board as chunks for joiners, with the later changes in a delta (SPEC A2, A3).

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::board::{Board, Canvas, Shape, ShapeId, StoredShape, Touched};
use crate::hub::snapshot_cache::chunk::Chunk;

/// Shapes of a full chunk.
const CHUNK_SHAPES: usize = 1_000;
/// A chunk of long strokes is full earlier, by [`Shape::bytes`]: this bounds the wait of joiners and the size of the delta.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;
/// After this number of changes chunks are built in the background: the rest takes a joiner about 20 ms.
const BEHIND_SHAPES: usize = 5_000;
/// A chunk is rebuilt when one in this number of its shapes has changed.
const STALE_SHARE: usize = 10;
/// A replaced chunk stays available this long for readers of an earlier manifest: 15 MB at 1 Mbit/s.
const RETIRED: Duration = Duration::from_secs(120);
/// Most compressed bytes of replaced chunks, or those of the current chunks if they are more. Beyond it chunks are not replaced
/// and their changes stay in the delta, so that a reader finds every chunk of its manifest.
const RETIRED_BYTES: usize = 16 * 1024 * 1024;
/// Memory of a shape's entries in `chunk_of` and `ids`, and of one in `changed`.
const ENTRY_BYTES: usize = 64;
const CHANGED_BYTES: usize = 32;

/// The chunks of a board, and the changes since.
#[derive(Default)]
pub struct Chunks {
    current: Vec<Arc<Chunk>>,
    /// Compressed bytes of the chunks in `current`.
    current_bytes: usize,
    /// The chunk of each shape.
    chunk_of: HashMap<ShapeId, Arc<Chunk>>,
    /// Shapes that differ from the chunks: new, changed or removed.
    changed: HashSet<ShapeId>,
    /// Changes since the last plan.
    unplanned: usize,
    retired: VecDeque<(Instant, Arc<Chunk>)>,
    /// Compressed bytes of the chunks in `retired`.
    retired_bytes: usize,
}

/// The chunks to build.
pub struct Plan {
    /// Stale chunks and the current shapes that replace them.
    rebuilt: Vec<(Arc<Chunk>, Vec<Arc<Shape>>)>,
    /// Shapes in no chunk, of pages with enough of them.
    unchunked: Vec<Arc<Shape>>,
}

/// A built chunk and its shapes. A shape that changed meanwhile is another `Arc` on the board.
struct NewChunk {
    chunk: Chunk,
    shapes: Vec<Arc<Shape>>,
}

/// Built chunks, in the order of the plan.
pub struct Built {
    /// Bytes of the encoded shapes.
    pub bytes: usize,
    replaced: Vec<(Arc<Chunk>, Option<NewChunk>)>,
    added: Vec<NewChunk>,
}

impl NewChunk {
    fn build(shapes: Vec<Arc<Shape>>) -> Option<Self> {
        Some(Self { chunk: Chunk::build(&shapes)?, shapes })
    }
}

impl Plan {
    /// Encodes and compresses. Slow for a large board, so never under the room's lock.
    pub fn build(self) -> Built {
        let Self { rebuilt, mut unchunked } = self;
        unchunked.sort_unstable_by_key(|shape| (shape.page, shape.seq, shape.id));
        let by_page = unchunked.chunk_by(|a, b| a.page == b.page);
        let added: Vec<_> = by_page.flat_map(cut).filter_map(|full| NewChunk::build(full.to_vec())).collect();
        let replaced: Vec<_> = rebuilt.into_iter().map(|(old, shapes)| (old, NewChunk::build(shapes))).collect();
        let new = added.iter().chain(replaced.iter().filter_map(|(_, new)| new.as_ref()));
        let bytes = new.flat_map(|new| &new.shapes).map(|shape| shape.bytes()).sum();
        Built { bytes, replaced, added }
    }
}

/// Cuts off full chunks from the beginning.
fn cut(mut shapes: &[Arc<Shape>]) -> Vec<&[Arc<Shape>]> {
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
    full
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

impl Chunks {
    /// The chunks of a stored manifest; `changed` shapes differ from them.
    pub fn of_manifest(chunks: Vec<Arc<Chunk>>, changed: impl IntoIterator<Item = ShapeId>) -> Self {
        let mut read = Self { changed: changed.into_iter().collect(), ..Self::default() };
        chunks.into_iter().for_each(|chunk| read.adopt(chunk));
        read
    }

    /// Records the shapes that an edit changed.
    pub fn touch(&mut self, touched: &Touched) {
        self.changed.extend(touched.put.iter().chain(touched.removed.iter().map(|shape| &shape.id)));
        self.unplanned += touched.put.len() + touched.removed.len();
    }

    /// Whether so much changed that joiners would wait for chunks.
    pub fn is_behind(&self) -> bool {
        self.unplanned >= BEHIND_SHAPES
    }

    /// Whether enough changed for a chunk.
    pub fn is_due(&self) -> bool {
        self.unplanned >= CHUNK_SHAPES
    }

    /// Plans the chunks that are due now, if any.
    pub fn plan(&mut self, board: &Board, now: Instant) -> Option<Plan> {
        self.unplanned = 0;
        self.drop_retired(now);
        let mut stale: HashMap<&str, (&Arc<Chunk>, usize)> = HashMap::new();
        let mut unchunked: HashMap<u32, (Load, Vec<Arc<Shape>>)> = HashMap::new();
        let mut full = HashSet::new();
        for id in &self.changed {
            match (self.chunk_of.get(id), board.shape(id)) {
                (Some(chunk), _) => stale.entry(&chunk.hash).or_insert((chunk, 0)).1 += 1,
                (None, Some(shape)) => {
                    let (load, shapes) = unchunked.entry(shape.page).or_default();
                    shapes.push(shape.clone());
                    if load.add(shape) {
                        full.insert(shape.page);
                    }
                }
                (None, None) => {}
            }
        }
        let rebuilt = self.outdated(stale.into_values(), board);
        unchunked.retain(|page, _| full.contains(page));
        let unchunked: Vec<_> = unchunked.into_values().flat_map(|(_, shapes)| shapes).collect();
        (!rebuilt.is_empty() || !unchunked.is_empty()).then_some(Plan { rebuilt, unchunked })
    }

    /// The chunks to rebuild with their current shapes, those with most changes first, as far as the old ones can be retired within
    /// the bound of bytes. An empty chunk is always rebuilt, because joiners would load it in vain.
    fn outdated<'a>(
        &self,
        stale: impl Iterator<Item = (&'a Arc<Chunk>, usize)>,
        board: &Board,
    ) -> Vec<(Arc<Chunk>, Vec<Arc<Shape>>)> {
        let mut stale: Vec<_> = stale.filter(|(chunk, count)| count * STALE_SHARE > chunk.ids.len()).collect();
        stale.sort_unstable_by(|(a, changed), (b, others)| others.cmp(changed).then_with(|| a.hash.cmp(&b.hash)));
        let mut retired = self.retired_bytes;
        let mut outdated = Vec::new();
        for (chunk, _) in stale {
            let shapes: Vec<_> = chunk.ids.iter().filter_map(|id| board.shape(id).cloned()).collect();
            if shapes.is_empty() || retired + chunk.packed_bytes() <= self.max_retired_bytes() {
                retired += chunk.packed_bytes();
                outdated.push((chunk.clone(), shapes));
            }
        }
        outdated
    }

    fn max_retired_bytes(&self) -> usize {
        RETIRED_BYTES.max(self.current_bytes)
    }

    /// Installs chunks that were built from this board, now or at an earlier seq. Changes during the build stay in the delta.
    /// A chunk that another build has replaced meanwhile is dropped, which only enlarges the delta.
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

    /// Drops replaced chunks that are old enough, or beyond the bound of bytes.
    pub fn drop_retired(&mut self, now: Instant) {
        while let Some((since, chunk)) = self.retired.front() {
            if self.retired_bytes <= self.max_retired_bytes() && now.duration_since(*since) <= RETIRED {
                return;
            }
            self.retired_bytes -= chunk.packed_bytes();
            self.retired.pop_front();
        }
    }

    /// Approximate bytes in memory.
    pub fn bytes(&self) -> usize {
        self.current_bytes + self.retired_bytes + self.chunk_of.len() * ENTRY_BYTES + self.changed.len() * CHANGED_BYTES
    }

    /// The chunk with this hash, also a recently replaced one.
    pub fn find(&self, hash: &str) -> Option<Arc<Chunk>> {
        let all = self.current.iter().chain(self.retired.iter().map(|(_, chunk)| chunk));
        all.into_iter().find(|chunk| chunk.hash == hash).cloned()
    }

    /// The current chunks.
    pub fn current(&self) -> &[Arc<Chunk>] {
        &self.current
    }

    /// Shapes that replace or add to those of the chunks, and ids of removed ones.
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
