//! Shapes and ops as a client writes them.

use serde_json::{Value, json};

/// A short stroke.
pub fn ink(id: &str, x: i64, y: i64) -> Value {
    json!({
        "id": id, "kind": "ink", "page": 1, "pos": [x, y, 0],
        "geometry": {
            "points": [0, 0, 16, 8, 16, 8, 16, 4],
            "pressure": [100, 5, 5, -3],
            "time": [0, 8, 8, 9],
        },
        "style": {"ink": "blue", "size": 64},
    })
}

/// A stroke of about `bytes` bytes of JSON, at most 48,000.
pub fn long_ink(id: &str, bytes: usize) -> Value {
    const FAR: i64 = 60_000_000;
    // A point is `-60000000,60000000,` with its pressure `0,` and its time `10,`.
    let points = bytes / 24;
    let column: Vec<i64> = (0..points).flat_map(|i| if i % 2 == 0 { [-FAR, FAR] } else { [FAR, -FAR] }).collect();
    json!({
        "id": id, "kind": "ink", "page": 1, "pos": [0, 0, 0],
        "geometry": {"points": column, "pressure": vec![0; points], "time": vec![10; points]},
        "style": {"ink": "black", "size": 40},
    })
}

/// A stroke of 40 points as a hand draws it, some 600 bytes of JSON.
pub fn stroke(id: &str, at: i64) -> Value {
    let points: Vec<i64> = (0..40).flat_map(|i| [(i * 7 + at) % 50 - 10, (i * 13 + at) % 40 - 9]).collect();
    let pressure: Vec<i64> = (0..40).map(|i| if i == 0 { 128 } else { i % 3 - 1 }).collect();
    let mut shape = ink(id, at % 60_000, at / 7);
    shape["geometry"] = json!({"points": points, "pressure": pressure, "time": vec![8; 40]});
    shape
}

/// Ink of as many points as wanted, in as few bytes as can be.
pub fn dots(id: &str, points: usize) -> Value {
    json!({
        "id": id, "kind": "ink", "page": 1, "pos": [0, 0, 0],
        "geometry": {"points": vec![1; 2 * points], "pressure": vec![0; points], "time": vec![9; points]},
        "style": {"ink": "black", "size": 40},
    })
}

/// A rectangle.
pub fn rectangle(id: &str, x: i64, y: i64) -> Value {
    json!({
        "id": id, "kind": "rectangle", "page": 1, "pos": [x, y, 0],
        "geometry": {"w": 320, "h": 160}, "style": {"ink": "red", "size": 40},
    })
}

/// A note.
pub fn note(id: &str, text: &str) -> Value {
    json!({
        "id": id, "kind": "note", "page": 1, "pos": [0, 0, 0],
        "geometry": {"w": 3200, "h": 3200}, "style": {"ink": "yellow", "size": 320}, "text": text,
    })
}

/// The op that puts a shape on the board.
pub fn add(shape: Value) -> Value {
    json!({"op": "add", "shape": shape})
}

/// The op that moves a shape.
pub fn move_to(id: &str, x: i64, y: i64) -> Value {
    json!({"op": "set", "id": id, "pos": [x, y, 0]})
}

/// The op that keeps of a stroke the points from the first up to and without the last, as new shapes.
pub fn split(id: &str, pieces: &[(&str, usize, usize)]) -> Value {
    let piece = |(id, from, to): &(&str, usize, usize)| json!({"id": id, "from": from, "to": to});
    json!({"op": "split", "id": id, "pieces": pieces.iter().map(piece).collect::<Vec<_>>()})
}

/// The op that recolours a shape.
pub fn restyle(id: &str, ink: &str) -> Value {
    json!({"op": "set", "id": id, "style": {"ink": ink, "size": 64}})
}

/// The op that removes a shape.
pub fn del(id: &str) -> Value {
    json!({"op": "del", "id": id})
}

/// A draft of a stroke: points `from` to `from + points` of the shape `id`.
pub fn ink_draft(g: u64, id: &str, from: usize, points: usize) -> Value {
    json!({"t": "draft", "g": g, "ink": {
        "id": id, "kind": "ink", "page": 1, "pos": [0, 0, 0], "style": {"ink": "blue", "size": 64},
        "from": from, "points": vec![4; 2 * points], "pressure": vec![1; points],
    }})
}
