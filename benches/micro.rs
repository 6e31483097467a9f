//! Cost of single steps: `cargo bench --bench micro`; append `-- NAME` for one of them.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use lavagna::board::columns::{decode, encode};
use lavagna::board::{Board, LoggedEdit, Shape};
use lavagna::protocol::{LogEntry, log_message};
use serde_json::json;

/// Strokes of 40 points, as many as a full chunk has.
const STROKES: u64 = 1_000;

/// An edit that adds a stroke.
fn edit(n: u64) -> LoggedEdit {
    let step = |i: u64, of: u64| (i.wrapping_mul(n | 1).wrapping_mul(0x9e37_79b9) >> 7) as i64 % 49 - of as i64;
    let points: Vec<i64> = (0..80).map(|i| step(i, 24)).collect();
    let pressure: Vec<i64> = (0..40).map(|i| if i == 0 { 128 } else { i % 7 - 3 }).collect();
    let shape = json!({
        "id": format!("00000000000000aa.{n}"), "kind": "ink", "page": 1, "pos": [n * 300, n % 50 * 400, 0],
        "geometry": {"points": points, "pressure": pressure, "time": vec![8; 40]},
        "style": {"ink": "black", "size": 64},
    });
    let ops = [json!({"op": "add", "shape": shape})];
    let edit = json!({"author": 1, "tag": "00000000000000aa", "n": n, "at": n, "ops": ops});
    serde_json::from_value(edit).expect("an edit")
}

fn board(edits: &[LoggedEdit]) -> Board {
    let mut board = Board::default();
    edits.iter().for_each(|edit| drop(board.advance(edit)));
    board
}

fn chunk(criterion: &mut Criterion) {
    let edits: Vec<LoggedEdit> = (1..=STROKES).map(edit).collect();
    let mut shapes: Vec<Arc<Shape>> = board(&edits).shapes().cloned().collect();
    shapes.sort_by_key(|shape| shape.seq);
    let bytes = encode(&shapes).bytes;
    let mut group = criterion.benchmark_group("chunk of 1,000 strokes");
    group.throughput(Throughput::Elements(STROKES));
    group.bench_function("encode", |bench| bench.iter(|| encode(black_box(&shapes))));
    group.bench_function("decode", |bench| bench.iter(|| decode(black_box(&bytes))));
    group.finish();
}

fn reducer(criterion: &mut Criterion) {
    let edits: Vec<LoggedEdit> = (1..=STROKES).map(edit).collect();
    let full = board(&edits);
    let next = edit(STROKES + 1);
    let moved = json!({"op": "set", "id": "00000000000000aa.500", "pos": [1, 2, 0]});
    let moved = json!({"author": 1, "tag": "00000000000000aa", "n": 1, "at": 1, "ops": [moved]});
    let moved: LoggedEdit = serde_json::from_value(moved).expect("an edit");
    let mut group = criterion.benchmark_group("reducer");
    for (name, edit) in [("add", &next), ("move", &moved)] {
        let apply = |mut board: Board| drop(board.advance(black_box(edit)));
        group.bench_function(name, |bench| bench.iter_batched(|| full.clone(), apply, BatchSize::LargeInput));
    }
    group.finish();
}

fn frame(criterion: &mut Criterion) {
    let entries: Vec<LogEntry> = (1..=24).map(edit).map(|edit| entry(&edit)).collect();
    criterion
        .bench_function("log frame of 24 strokes", |bench| bench.iter(|| log_message(1, black_box(&entries).iter())));
}

fn entry(edit: &LoggedEdit) -> LogEntry {
    LogEntry::new(edit, &serde_json::to_string(&edit.ops).expect("ops are JSON"))
}

criterion_group!(benches, chunk, reducer, frame);
criterion_main!(benches);
