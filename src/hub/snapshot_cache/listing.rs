//! What the manifest says that joiners read: the board at one seq, as chunks and a delta (SPEC A2).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use crate::board::{Paper, ShapeId, StoredShape};
use crate::hub::room::State;
use crate::hub::snapshot_cache::chunk::{Chunk, ChunkCard, VERSION};
use crate::hub::snapshot_cache::manifest::Manifest;
use crate::hub::snapshot_cache::packing::Packed;

/// What a manifest says, taken under the room's lock; to be written out without it.
pub struct Listing {
    seq: u64,
    at: u64,
    name: String,
    pages: Vec<Page>,
    authors: BTreeMap<u32, String>,
    chunks: Vec<Arc<Chunk>>,
    delta: Delta,
}

#[derive(Serialize)]
struct Page {
    page: u16,
    paper: Paper,
}

#[derive(Serialize)]
struct Delta {
    shapes: Vec<StoredShape>,
    removed: Vec<ShapeId>,
}

#[derive(Serialize)]
struct Body<'a> {
    v: u8,
    seq: u64,
    at: u64,
    name: &'a str,
    pages: &'a [Page],
    authors: &'a BTreeMap<u32, String>,
    chunks: Vec<ChunkCard<'a>>,
    delta: &'a Delta,
}

impl Listing {
    /// Of a room as it is now.
    pub fn of(state: &State) -> Self {
        let board = &state.core.board;
        let (shapes, removed) = state.chunks.delta(board);
        Self {
            seq: board.head(),
            at: board.at(),
            name: board.name().to_owned(),
            pages: board.pages().iter().map(|(page, paper)| Page { page: *page, paper: *paper }).collect(),
            authors: state.people.names().iter().map(|(author, name)| (*author, name.clone())).collect(),
            chunks: state.chunks.current().to_vec(),
            delta: Delta { shapes, removed },
        }
    }

    /// As JSON, compressed: takes some milliseconds when much has changed.
    pub fn finish(self) -> Manifest {
        let Self { seq, at, name, pages, authors, chunks, delta } = self;
        let cards = chunks.iter().map(|chunk| chunk.card()).collect();
        let (pages, authors, delta) = (&pages[..], &authors, &delta);
        let body = Body { v: VERSION, seq, at, name: &name, pages, authors, chunks: cards, delta };
        let json = serde_json::to_vec(&body).expect("a manifest has only string keys and integers");
        let packed = Packed::passing(&json);
        Manifest { seq, at, made: Instant::now(), json: json.into(), packed, chunks }
    }
}
