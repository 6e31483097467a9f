//! Tests that chunks and delta together are the board, in any order of edits, plans, builds and installs.

use std::collections::BTreeMap;

use super::chunk_plan::CHUNK_BYTES;
use super::*;
use crate::board::LoggedEdit;
use crate::hub::snapshot_cache::packing::Packed;
use crate::store::StoredChunk;

fn add(board: &mut Board, chunks: &mut Chunks, n: u64) {
    add_on(board, chunks, (n, 1));
}

fn add_on(board: &mut Board, chunks: &mut Chunks, (n, page): (u64, u32)) {
    let edit = format!(
        r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":1,"ops":[{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"rectangle","page":{page},"pos":[0,0,0],"geometry":{{"w":5,"h":5}},"style":{{"ink":"red","size":64}}}}}}]}}"#
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

/// The board that a client builds from the listing.
fn seen(chunks: &Chunks, board: &Board) -> BTreeMap<ShapeId, Arc<Shape>> {
    let (shapes, removed) = chunks.delta(board);
    let mut seen = BTreeMap::new();
    for chunk in &chunks.current {
        let Packed { zstd, gzip } = &chunk.visible;
        let timing = chunk.timing.to_vec();
        let stored = StoredChunk::Columns { zstd: zstd.to_vec(), gzip: gzip.to_vec(), timing };
        for shape in Chunk::read(&chunk.hash, stored).unwrap().1 {
            assert!(seen.insert(shape.id, shape).is_none(), "a shape is in two chunks");
        }
    }
    removed.iter().for_each(|id| drop(seen.remove(id)));
    seen.extend(shapes.into_iter().map(|StoredShape(shape)| (shape.id, shape)));
    seen
}

fn assert_whole(chunks: &Chunks, board: &Board) {
    let expected: BTreeMap<ShapeId, Arc<Shape>> = board.shapes().map(|shape| (shape.id, shape.clone())).collect();
    assert!(seen(chunks, board) == expected, "chunks and delta are not the board");
}

fn compact(chunks: &mut Chunks, board: &Board) {
    if let Some(plan) = chunks.plan(board, Instant::now()) {
        chunks.install(plan.build(), board, Instant::now());
    }
}

// [A2] [A3] Chunks and delta together are the board, with changes before, during and after a build.
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
    assert_eq!(chunks.current[0].hash, first, "few stale shapes rebuild no chunk");
    (51..=200).for_each(|n| del(&mut board, &mut chunks, n));
    assert!(!chunks.is_behind());
    let plan = chunks.plan(&board, Instant::now()).unwrap();
    let built = plan.build();
    del(&mut board, &mut chunks, 900);
    chunks.install(built, &board, Instant::now());
    assert_whole(&chunks, &board);
    assert!(chunks.current.iter().all(|chunk| chunk.hash != first));
    assert!(chunks.find(&first).is_some(), "readers of the earlier manifest still find it");
}

// [S5] Chunks are built before a joiner waits for them.
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

// [A3] Few long strokes fill a chunk, which bounds the sizes of chunk and delta.
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
    assert_whole(&chunks, &board);
    let left: usize = chunks.delta(&board).0.iter().map(|shape| shape.0.bytes()).sum();
    assert!(left < CHUNK_BYTES, "{left} bytes are in the delta");
}

// [A2] [A3] Many small pages have chunks too, one that is not full on each, so that a manifest has few shapes as JSON.
#[test]
fn many_small_pages_have_chunks() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    let draw = |board: &mut Board, chunks: &mut Chunks, strokes: std::ops::Range<u64>| {
        for stroke in strokes {
            (0..200).for_each(|page| add_on(board, chunks, (1 + stroke * 200 + page, 1 + page as u32)));
        }
    };
    draw(&mut board, &mut chunks, 0..400);
    compact(&mut chunks, &board);
    let listed = chunks.delta(&board).0.len();
    assert!((601..=1_000).contains(&listed), "{listed} shapes: pages are cut only as long as it is needed");
    assert_whole(&chunks, &board);
    for from in [400, 410, 420] {
        draw(&mut board, &mut chunks, from..from + 10);
        compact(&mut chunks, &board);
        let (shapes, removed) = chunks.delta(&board);
        assert!(shapes.len() <= 1_000 && removed.is_empty(), "{} shapes", shapes.len());
        assert!(chunks.current.len() <= 200, "{} chunks: a page goes on in the one that it has", chunks.current.len());
    }
    assert_whole(&chunks, &board);
    // One page grows over a chunk.
    (200_000..200_700).for_each(|n| add_on(&mut board, &mut chunks, (n, 7)));
    (300_000..300_400).for_each(|n| add_on(&mut board, &mut chunks, (n, 8)));
    compact(&mut chunks, &board);
    let of_page = |page| chunks.current.iter().filter(move |chunk| chunk.page == page).map(|chunk| chunk.ids.len());
    assert_eq!(of_page(7).max(), Some(1_000));
    assert!(of_page(7).count() == 2 && chunks.delta(&board).0.len() <= 1_000);
    assert_whole(&chunks, &board);
}

// [A2] [A3] The shapes of few small pages stay in the delta: a chunk of each would be built anew again and again.
#[test]
fn few_shapes_stay_in_the_delta() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=1_000).for_each(|n| add_on(&mut board, &mut chunks, (n, 1 + (n % 10) as u32)));
    compact(&mut chunks, &board);
    assert!(chunks.current.is_empty());
    // A full page is not among them, however full the others are.
    (1_001..=2_005).for_each(|n| add_on(&mut board, &mut chunks, (n, 77)));
    compact(&mut chunks, &board);
    let pages: Vec<_> = chunks.current.iter().map(|chunk| (chunk.page, chunk.ids.len())).collect();
    assert_eq!(pages.first(), Some(&(1, 100)), "the delta had 1,005 shapes");
    assert_eq!(pages.len(), 2, "{pages:?}");
    assert_whole(&chunks, &board);
}

// [A3] [T1] A shape that is removed and added again on another page is not in a chunk of the page before.
#[test]
fn a_shape_that_comes_back_on_another_page_leaves_its_chunk() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=1_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    (1..=200).for_each(|n| del(&mut board, &mut chunks, n));
    (1..=200).for_each(|n| add_on(&mut board, &mut chunks, (n, 2)));
    compact(&mut chunks, &board);
    assert_eq!((chunks.current.len(), chunks.current[0].ids.len()), (1, 800));
    assert_eq!(chunks.delta(&board).0.len(), 200);
    assert_whole(&chunks, &board);
}

// [A2] A build that was planned before another and ends after it restores no old shape.
#[test]
fn a_late_build_of_a_replaced_chunk_changes_nothing() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=1_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    (1..=150).for_each(|n| del(&mut board, &mut chunks, n));
    let late = chunks.plan(&board, Instant::now()).unwrap().build();
    (151..=200).for_each(|n| del(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    assert_whole(&chunks, &board);
    chunks.install(late, &board, Instant::now());
    assert_whole(&chunks, &board);
    assert_eq!(chunks.current.len(), 1);
}

// [A2] [A3] The same for random edits, with several running builds that end in any order.
#[test]
fn builds_that_end_in_any_order_give_the_board() {
    for seed in 1..=20_u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut below = |most: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % most
        };
        let (mut board, mut chunks) = (Board::default(), Chunks::default());
        let (mut next, mut edits) = (1, 0);
        let mut building = Vec::new();
        for _ in 0..40 {
            edits += 1;
            match below(6) {
                0 | 1 => {
                    let pages = [1, 1, 40][below(3) as usize];
                    (next..next + 700).for_each(|n| add_on(&mut board, &mut chunks, (n, 1 + (n % pages) as u32)));
                    next += 700;
                }
                2 => building.extend(chunks.plan(&board, Instant::now()).map(Plan::build)),
                3 if !building.is_empty() => {
                    let built = building.swap_remove(below(building.len() as u64) as usize);
                    chunks.install(built, &board, Instant::now());
                    assert_whole(&chunks, &board);
                }
                4 => {
                    let from = 1 + below(next);
                    (from..from + 120).for_each(|n| del(&mut board, &mut chunks, n));
                    if below(2) == 0 {
                        // Some ids come back on another page.
                        let page = 1 + below(2) as u32;
                        (from..from + 120).for_each(|n| add_on(&mut board, &mut chunks, (n, page)));
                    }
                }
                _ => {
                    let from = 1 + below(next);
                    for n in from..from + 120 {
                        let ops = format!(r#"[{{"op":"set","id":"00000000000000aa.{n}","pos":[{edits},0,0]}}]"#);
                        let edit = format!(r#"{{"author":1,"tag":"00000000000000cc","n":{edits},"at":1,"ops":{ops}}}"#);
                        run(&mut board, &mut chunks, &edit);
                    }
                }
            }
        }
        building.into_iter().for_each(|built| chunks.install(built, &board, Instant::now()));
        assert_whole(&chunks, &board);
    }
}

// [A3] Replaced chunks are bounded in bytes.
#[test]
fn replaced_chunks_have_a_budget_of_bytes() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=1_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    let large = |chunk: &Arc<Chunk>| {
        let timing = vec![0; RETIRED_BYTES / 4].into();
        let Chunk { hash, visible, page, bounds, ids, shape_bytes, .. } = &**chunk;
        let (hash, visible, ids) = (hash.clone(), visible.clone(), ids.clone());
        Arc::new(Chunk { hash, visible, timing, page: *page, bounds: *bounds, ids, shape_bytes: *shape_bytes })
    };
    let now = Instant::now();
    for _ in 0..10 {
        let chunk = large(&chunks.current[0]);
        (chunks.current, chunks.current_bytes) = (Vec::new(), 0);
        chunks.adopt(chunk);
        (1..=150).for_each(|n| del(&mut board, &mut chunks, n));
        (1..=150).for_each(|n| add(&mut board, &mut chunks, n));
        compact(&mut chunks, &board);
        assert!(chunks.retired_bytes <= RETIRED_BYTES && chunks.bytes() < 2 * RETIRED_BYTES);
    }
    assert_eq!(chunks.retired.len(), 3);
    chunks.drop_retired(now + 2 * RETIRED);
    assert_eq!((chunks.retired.len(), chunks.retired_bytes), (0, 0));
    compact(&mut chunks, &board);
    assert_whole(&chunks, &board);
}

fn set_front(board: &mut Board, chunks: &mut Chunks, (n, ids): (u64, impl Iterator<Item = u64>)) {
    let ops: Vec<String> =
        ids.map(|id| format!(r#"{{"op":"set","id":"00000000000000aa.{id}","z":"front"}}"#)).collect();
    let ops = ops.join(",");
    run(board, chunks, &format!(r#"{{"author":1,"tag":"00000000000000dd","n":{n},"at":1,"ops":[{ops}]}}"#));
}

// [T5] [A3] A listed chunk stays available for two minutes however often the shapes change, and the replaced chunks stay within
// their bound of bytes.
#[test]
fn a_chunk_that_was_listed_stays_while_others_change_the_board() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=4_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    // Gives a chunk the bytes of a large one.
    let large = |chunk: &Chunk| {
        let Chunk { hash, visible, page, bounds, ids, shape_bytes, .. } = chunk;
        let (hash, visible, ids) = (hash.clone(), visible.clone(), ids.clone());
        let timing = vec![0; RETIRED_BYTES / 5].into();
        Chunk { hash, visible, timing, page: *page, bounds: *bounds, ids, shape_bytes: *shape_bytes }
    };
    let begun = Instant::now();
    let mut listed: Vec<(Duration, String)> = Vec::new();
    let mut built = 0;
    for second in (0..300).step_by(4) {
        let now = begun + Duration::from_secs(second);
        let spread = (1..=4_000).filter(|id| id % 8 == second / 4 % 8);
        set_front(&mut board, &mut chunks, (second + 1, spread));
        if let Some(plan) = chunks.plan(&board, now) {
            let mut made = plan.build();
            built += made.bytes;
            made.replaced.iter_mut().flat_map(|(_, new)| new).for_each(|new| new.chunk = large(&new.chunk));
            chunks.install(made, &board, now);
        }
        let age = Duration::from_secs(second);
        listed.retain(|(at, _)| age - *at <= RETIRED);
        assert!(listed.iter().all(|(_, hash)| chunks.find(hash).is_some()), "a listed chunk is gone after {second} s");
        listed.extend(chunks.current.iter().map(|chunk| (age, chunk.hash.clone())));
        assert!(chunks.retired_bytes <= RETIRED_BYTES);
    }
    let all: usize = board.shapes().map(|shape| shape.bytes()).sum();
    assert!((2 * all..=6 * all).contains(&built), "{} times all shapes in five minutes", built / all);
    assert_whole_but_for_timing(&chunks, &board);
}

/// The chunks have no timing that can be read.
fn assert_whole_but_for_timing(chunks: &Chunks, board: &Board) {
    let (shapes, removed) = chunks.delta(board);
    let listed: HashSet<ShapeId> = chunks.current.iter().flat_map(|chunk| &chunk.ids).copied().collect();
    assert_eq!((listed.len(), removed.len()), (4_000, 0));
    assert!(shapes.iter().all(|shape| board.shape(&shape.0.id).is_some_and(|present| Arc::ptr_eq(present, &shape.0))));
}

// [A3] Empty chunks are removed at once, also when the replaced chunks are at their bound.
#[test]
fn empty_chunks_go_at_once() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=2_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    chunks.retired_bytes = RETIRED_BYTES;
    (1..=1_150).for_each(|n| del(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    assert_eq!(chunks.current.len(), 1, "the second one is only outdated");
    assert_eq!(chunks.delta(&board).1.len(), 150);
}

// [A3] [T3] Shapes with registers and keys of a style that few have are in chunks as all others are.
#[test]
fn shapes_with_rare_registers_are_in_chunks() {
    let (mut board, mut chunks) = (Board::default(), Chunks::default());
    (1..=2_000).for_each(|n| add(&mut board, &mut chunks, n));
    compact(&mut chunks, &board);
    let style = r##""style":{"ink":"#0a1b2c","size":64,"opacity":50}"##;
    let set = |n: u64| format!(r#"{{"op":"set","id":"00000000000000aa.{n}","locked":true,{style}}}"#);
    let ops = (1..=300).map(set).collect::<Vec<_>>().join(",");
    run(&mut board, &mut chunks, &format!(r#"{{"author":1,"tag":"00000000000000bb","n":1,"at":1,"ops":[{ops}]}}"#));
    compact(&mut chunks, &board);
    assert_whole(&chunks, &board);
    assert!(chunks.delta(&board).0.is_empty());
}
