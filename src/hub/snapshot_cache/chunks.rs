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

/// The chunks of a board and what they do not hold yet.
#[derive(Default)]
pub struct Chunks {
    current: Vec<Arc<Chunk>>,
    /// Which chunk holds a shape.
    home: HashMap<ShapeId, Arc<Chunk>>,
    /// Shapes that are not as a chunk has them: new, changed or gone.
    changed: HashSet<ShapeId>,
    /// Changes since chunks were last looked through.
    fresh: usize,
    retired: VecDeque<(Instant, Arc<Chunk>)>,
}

/// Chunks to be made: which old one each replaces, and the shapes.
pub struct Plan {
    rebuilt: Vec<(Arc<Chunk>, Vec<Arc<Shape>>)>,
    /// That no chunk holds, of pages with enough of them.
    homeless: Vec<Arc<Shape>>,
}

/// Chunks that were made, in the order of the plan.
pub struct Built {
    replaced: Vec<(Arc<Chunk>, Option<Chunk>)>,
    added: Vec<Chunk>,
    /// What went into them; shapes that changed meanwhile are another `Arc`.
    shapes: Vec<Arc<Shape>>,
}

impl Plan {
    /// Encodes and compresses: takes a while for a large board, so not under the room's lock.
    pub fn build(self) -> Built {
        let Self { rebuilt, mut homeless } = self;
        homeless.sort_unstable_by_key(|shape| (shape.page, shape.seq, shape.id));
        let by_page = homeless.chunk_by(|a, b| a.page == b.page);
        let full: Vec<_> = by_page.flat_map(cut).collect();
        let shapes = rebuilt.iter().flat_map(|(_, shapes)| shapes).chain(full.iter().copied().flatten());
        let shapes = shapes.cloned().collect();
        let added = full.into_iter().filter_map(Chunk::build).collect();
        let replaced = rebuilt.into_iter().map(|(old, shapes)| (old, Chunk::build(&shapes))).collect();
        Built { replaced, added, shapes }
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
        self.fresh += touched.put.len() + touched.removed.len();
    }

    /// Whether so much changed that joiners would wait for the chunks of it.
    pub fn is_behind(&self) -> bool {
        self.fresh >= BEHIND_SHAPES
    }

    /// Whether there is enough for a chunk.
    pub fn is_due(&self) -> bool {
        self.fresh >= CHUNK_SHAPES
    }

    /// Chunks that are worth making now, if any.
    pub fn plan(&mut self, board: &Board) -> Option<Plan> {
        self.fresh = 0;
        let mut stale: HashMap<&str, (&Arc<Chunk>, usize)> = HashMap::new();
        let mut homeless: HashMap<u16, (Load, Vec<Arc<Shape>>)> = HashMap::new();
        let mut full = HashSet::new();
        for id in &self.changed {
            match (self.home.get(id), board.shape(id)) {
                (Some(chunk), _) => stale.entry(&chunk.hash).or_insert((chunk, 0)).1 += 1,
                (None, Some(shape)) => {
                    let (load, shapes) = homeless.entry(shape.page).or_default();
                    shapes.push(shape.clone());
                    if load.takes(shape) {
                        full.insert(shape.page);
                    }
                }
                (None, None) => {}
            }
        }
        let worn = stale.into_values().filter(|(chunk, count)| count * STALE_SHARE > chunk.ids.len());
        let rebuilt = worn.map(|(chunk, _)| {
            let shapes = chunk.ids.iter().filter_map(|id| board.shape(id).cloned()).collect();
            (chunk.clone(), shapes)
        });
        let rebuilt: Vec<_> = rebuilt.collect();
        homeless.retain(|page, _| full.contains(page));
        let homeless: Vec<_> = homeless.into_values().flat_map(|(_, shapes)| shapes).collect();
        (!rebuilt.is_empty() || !homeless.is_empty()).then_some(Plan { rebuilt, homeless })
    }

    /// Takes over what was built; what changed while it was built stays in the delta.
    pub fn install(&mut self, built: Built, board: &Board, now: Instant) {
        for shape in &built.shapes {
            if board.shape(&shape.id).is_some_and(|present| Arc::ptr_eq(present, shape)) {
                self.changed.remove(&shape.id);
            }
        }
        for (old, new) in built.replaced {
            old.ids.iter().for_each(|id| drop(self.home.remove(id)));
            self.current.retain(|chunk| !Arc::ptr_eq(chunk, &old));
            new.into_iter().for_each(|chunk| self.adopt(Arc::new(chunk)));
            // Gone from the board and now from the chunks too.
            let gone = |id: &&ShapeId| board.shape(id).is_none() && !self.home.contains_key(id);
            let gone: HashSet<ShapeId> = old.ids.iter().filter(gone).copied().collect();
            self.changed.retain(|id| !gone.contains(id));
            self.retired.push_back((now, old));
        }
        built.added.into_iter().for_each(|chunk| self.adopt(Arc::new(chunk)));
        while self.retired.front().is_some_and(|(since, _)| now.duration_since(*since) > RETIRED) {
            self.retired.pop_front();
        }
    }

    fn adopt(&mut self, chunk: Arc<Chunk>) {
        self.home.extend(chunk.ids.iter().map(|id| (*id, chunk.clone())));
        self.current.push(chunk);
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
                None if self.home.contains_key(id) => removed.push(*id),
                None => {}
            }
        }
        (shapes, removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::LoggedEdit;

    fn add(board: &mut Board, chunks: &mut Chunks, n: u64) {
        let edit = format!(
            r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":1,"ops":[{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{{"w":5,"h":5}},"style":{{"ink":"red","size":64}}}}}}]}}"#
        );
        run(board, chunks, &edit);
    }

    fn run(board: &mut Board, chunks: &mut Chunks, edit: &str) {
        let edit: LoggedEdit = serde_json::from_str(edit).unwrap();
        chunks.touch(&board.advance(&edit));
    }

    fn del(board: &mut Board, chunks: &mut Chunks, n: u64) {
        let ops = format!(r#"[{{"op":"del","id":"00000000000000aa.{n}"}}]"#);
        run(board, chunks, &format!(r#"{{"author":1,"tag":"00000000000000bb","n":{n},"at":1,"ops":{ops}}}"#));
    }

    /// What a client would make of the listing.
    fn ids(chunks: &Chunks, board: &Board) -> HashSet<ShapeId> {
        let (shapes, removed) = chunks.delta(board);
        let held = chunks.current.iter().flat_map(|chunk| chunk.ids.iter().copied());
        let kept = held.filter(|id| !removed.contains(id));
        kept.chain(shapes.iter().map(|shape| shape.0.id)).collect()
    }

    fn compact(chunks: &mut Chunks, board: &Board) {
        if let Some(plan) = chunks.plan(board) {
            chunks.install(plan.build(), board, Instant::now());
        }
    }

    // [A2] [A3] Chunks and delta together are the board, whatever changed before, while and after.
    #[test]
    fn chunks_and_delta_are_the_board() {
        let (mut board, mut chunks) = (Board::default(), Chunks::default());
        (1..=2_500).for_each(|n| add(&mut board, &mut chunks, n));
        assert!(chunks.current.is_empty() && !chunks.is_behind());
        compact(&mut chunks, &board);
        assert_eq!(chunks.current.len(), 2);
        let first = chunks.current[0].hash.clone();
        (1..=50).for_each(|n| del(&mut board, &mut chunks, n));
        compact(&mut chunks, &board);
        assert_eq!(chunks.current[0].hash, first, "a little stale is fine");
        (51..=200).for_each(|n| del(&mut board, &mut chunks, n));
        assert!(!chunks.is_behind());
        let plan = chunks.plan(&board).unwrap();
        let built = plan.build();
        del(&mut board, &mut chunks, 900);
        chunks.install(built, &board, Instant::now());
        let expected: HashSet<ShapeId> = board.shapes().map(|shape| shape.id).collect();
        assert_eq!(ids(&chunks, &board), expected);
        assert!(chunks.current.iter().all(|chunk| chunk.hash != first));
        assert!(chunks.find(&first).is_some(), "those who read the manifest before still find it");
    }

    // [S5] Chunks are made before anybody waits for them.
    #[test]
    fn many_changes_make_chunks_due() {
        let (mut board, mut chunks) = (Board::default(), Chunks::default());
        (1..BEHIND_SHAPES as u64).for_each(|n| add(&mut board, &mut chunks, n));
        assert!(!chunks.is_behind());
        del(&mut board, &mut chunks, 1);
        assert!(chunks.is_behind());
        compact(&mut chunks, &board);
        assert!(!chunks.is_behind());
    }

    // [A3] Long strokes fill a chunk before there are many, so that neither it nor the delta is ever much.
    #[test]
    fn chunks_of_long_strokes_have_fewer_shapes() {
        let (mut board, mut chunks) = (Board::default(), Chunks::default());
        let columns = |of: &str| vec![of; 2_000].join(",");
        let (points, zeros) = (columns("1,1"), columns("0"));
        for n in 1..=200 {
            run(
                &mut board,
                &mut chunks,
                &format!(
                    r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":1,"ops":[{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"ink","page":1,"pos":[0,0,0],"geometry":{{"points":[{points}],"pressure":[{zeros}],"time":[{zeros}]}},"style":{{"ink":"red","size":64}}}}}}]}}"#
                ),
            );
        }
        compact(&mut chunks, &board);
        assert_eq!(chunks.current.len(), 2);
        assert_eq!(ids(&chunks, &board).len(), 200);
        let left: usize = chunks.delta(&board).0.iter().map(|shape| shape.0.bytes()).sum();
        assert!(left < CHUNK_BYTES, "{left} bytes are in the delta");
    }
}
