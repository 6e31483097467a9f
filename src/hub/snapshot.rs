//! The manifest that joiners read: the board at one seq, as chunks and a delta (SPEC A2).

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::chunk::{Chunk, ChunkCard, VERSION};
use super::manifest::Manifest;
use super::room::{Room, State};
use crate::board::{Paper, ShapeId, StoredShape, canonical};

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
    pages: Vec<Page>,
    authors: BTreeMap<u32, &'a str>,
    chunks: Vec<ChunkCard<'a>>,
    delta: Delta,
}

fn encode(state: &State) -> Bytes {
    let board = &state.core.board;
    let (chunks, shapes, removed) = state.chunks.listing(board);
    let body = Body {
        v: VERSION,
        seq: board.head(),
        at: board.at(),
        name: board.name(),
        pages: board.pages().iter().map(|(page, paper)| Page { page: *page, paper: *paper }).collect(),
        authors: state.names.iter().map(|(author, name)| (*author, name.as_str())).collect(),
        chunks,
        delta: Delta { shapes, removed },
    };
    serde_json::to_vec(&body).expect("a manifest has only string keys and integers").into()
}

impl Room {
    /// The manifest as JSON, at most 1 s or 1,000 edits old; first makes the chunks that are due.
    pub async fn manifest(self: &Arc<Self>) -> Bytes {
        self.current_manifest().await.json
    }

    /// The same with the chunks that it lists.
    pub(super) async fn current_manifest(self: &Arc<Self>) -> Manifest {
        let _one = self.snapshot.building.lock().await;
        let head = self.lock().core.board.head();
        if let Some(manifest) = self.snapshot.current().filter(|manifest| manifest.is_fresh(head)) {
            return manifest;
        }
        let plan = {
            let state = self.lock();
            state.chunks.plan(&state.core.board)
        };
        if let Some(plan) = plan {
            match tokio::task::spawn_blocking(move || plan.build()).await {
                Ok(built) => {
                    let mut guard = self.lock();
                    let State { chunks, core, .. } = &mut *guard;
                    chunks.install(built, &core.board, Instant::now());
                }
                // Without new chunks the delta is only larger.
                Err(error) => tracing::error!(%error, "chunks were not made"),
            }
        }
        let state = self.lock();
        let manifest = Manifest {
            seq: state.core.board.head(),
            at: state.core.board.at(),
            made: Instant::now(),
            json: encode(&state),
            chunks: state.chunks.current().to_vec(),
        };
        drop(state);
        self.snapshot.keep(manifest.clone());
        manifest
    }

    /// Whether asking for the manifest would give a state newer than `since` (SPEC C6).
    pub(super) fn has_newer_manifest(&self, since: u64, head: u64) -> bool {
        match self.snapshot.current() {
            Some(manifest) if manifest.is_fresh(head) => manifest.seq > since,
            _ => head > since,
        }
    }

    /// The chunk of that name.
    pub fn chunk(&self, hash: &str) -> Option<Arc<Chunk>> {
        self.lock().chunks.find(hash)
    }

    /// Seq and SHA-256 of the canonical form in hex (SPEC A4, D11). Takes long for a large board.
    pub fn hash(&self) -> (u64, String) {
        let board = self.lock().core.board.clone();
        let mut known = self.snapshot.hash.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seq, hash)) = known.as_ref().filter(|(seq, _)| *seq == board.head()) {
            return (*seq, hash.clone());
        }
        let hash = Sha256::digest(canonical(&board)).iter().map(|byte| format!("{byte:02x}")).collect();
        known.insert((board.head(), hash)).clone()
    }
}
