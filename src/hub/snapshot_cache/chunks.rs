//! A board as chunks for joiners, with the later changes in a delta (SPEC A2, A3).

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::board::{Board, Canvas, Shape, ShapeId, StoredShape, Touched};
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::hub::snapshot_cache::chunk_plan::{self, Built, CHUNK_SHAPES, NewChunk, PageCut, Plan, Unchunked};

/// Shapes in no chunk that stay in the delta. Beyond it pages get chunks that are not full, those with most of them first.
const UNCHUNKED_SHAPES: usize = 1_000;
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
        let mut unchunked: HashMap<u32, Unchunked> = HashMap::new();
        for id in &self.changed {
            match (self.chunk_of.get(id), board.shape(id)) {
                (Some(chunk), _) => stale.entry(&chunk.hash).or_insert((chunk, 0)).1 += 1,
                (None, Some(shape)) => unchunked.entry(shape.page).or_default().add(shape),
                (None, None) => {}
            }
        }
        let mut retired = self.retired_bytes;
        let mut rebuilt = self.outdated(stale.into_values(), &mut retired, board);
        let mut cuts = Vec::new();
        let mut pages: Vec<_> = unchunked.into_iter().collect();
        pages.sort_unstable_by_key(|(page, unchunked)| (Reverse(unchunked.left()), *page));
        let mut left: usize = pages.iter().map(|(_, unchunked)| unchunked.left()).sum();
        let unfilled = self.unfilled();
        for (page, unchunked) in pages {
            let has_last = left > UNCHUNKED_SHAPES && unchunked.left() > 0;
            let mut cut = PageCut { merged: None, has_last, shapes: Vec::new() };
            if let Some(old) = unfilled.get(&page).filter(|_| cut.has_last) {
                match rebuilt.iter().position(|(chunk, _)| Arc::ptr_eq(chunk, old)) {
                    Some(place) => cut.merge(rebuilt.swap_remove(place)),
                    None if self.may_retire(old, &mut retired) => cut.merge(((*old).clone(), shapes_of(old, board))),
                    None => cut.has_last = false,
                }
            }
            if cut.has_last {
                left -= unchunked.left();
            }
            if cut.has_last || unchunked.has_full() {
                cut.shapes.extend(unchunked.shapes);
                cuts.push(cut);
            }
        }
        (!rebuilt.is_empty() || !cuts.is_empty()).then_some(Plan { rebuilt, cuts })
    }

    /// The smallest chunk of each page that has room for more shapes.
    fn unfilled(&self) -> HashMap<u32, &Arc<Chunk>> {
        let mut unfilled: HashMap<u32, &Arc<Chunk>> = HashMap::new();
        for chunk in self.current.iter().filter(|chunk| !chunk_plan::is_full(chunk)) {
            let smallest = unfilled.entry(chunk.page).or_insert(chunk);
            if (chunk.ids.len(), &chunk.hash) < (smallest.ids.len(), &smallest.hash) {
                *smallest = chunk;
            }
        }
        unfilled
    }

    /// The chunks to rebuild with their current shapes, those with most changes first, as far as the old ones can be retired within
    /// the bound of bytes. An empty chunk is always rebuilt, because joiners would load it in vain.
    fn outdated<'a>(
        &self,
        stale: impl Iterator<Item = (&'a Arc<Chunk>, usize)>,
        retired: &mut usize,
        board: &Board,
    ) -> Vec<(Arc<Chunk>, Vec<Arc<Shape>>)> {
        let mut stale: Vec<_> = stale.filter(|(chunk, count)| count * STALE_SHARE > chunk.ids.len()).collect();
        stale.sort_unstable_by(|(a, changed), (b, others)| others.cmp(changed).then_with(|| a.hash.cmp(&b.hash)));
        let mut outdated = Vec::new();
        for (chunk, _) in stale {
            let shapes = shapes_of(chunk, board);
            if shapes.is_empty() {
                *retired += chunk.packed_bytes();
            } else if !self.may_retire(chunk, retired) {
                continue;
            }
            outdated.push((chunk.clone(), shapes));
        }
        outdated
    }

    /// Counts a chunk to those that will be retired, if it fits their bound of bytes.
    fn may_retire(&self, chunk: &Chunk, retired: &mut usize) -> bool {
        let after = *retired + chunk.packed_bytes();
        let fits = after <= self.max_retired_bytes();
        if fits {
            *retired = after;
        }
        fits
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
            new.into_iter().for_each(|new| self.adopt_built(new, board));
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
        built.added.into_iter().for_each(|new| self.adopt_built(new, board));
        self.drop_retired(now);
    }

    /// Adopts a new chunk, unless another build has put one of its shapes in a chunk meanwhile.
    fn adopt_built(&mut self, new: NewChunk, board: &Board) {
        if new.shapes.iter().any(|shape| self.chunk_of.contains_key(&shape.id)) {
            return;
        }
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

/// The present shapes of a chunk. One that was added anew on another page belongs to none of this page's.
fn shapes_of(chunk: &Chunk, board: &Board) -> Vec<Arc<Shape>> {
    let present = chunk.ids.iter().filter_map(|id| board.shape(id));
    present.filter(|shape| shape.page == chunk.page).cloned().collect()
}

#[cfg(test)]
#[path = "chunks_tests.rs"]
mod tests;
