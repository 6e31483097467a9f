//! A replica of a board, built from what the server says and nothing else.

use std::sync::Arc;

use lavagna::board::columns::{FORM, decode};
use lavagna::board::{Board, Canvas, LoggedEdit, Shape, StoredPage, apply, canonical};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::Server;

/// SHA-256.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The board up to `head`.
#[derive(Default)]
pub struct Mirror {
    pub board: Board,
    pub head: u64,
    /// Time of the edit at `head`.
    pub at: u64,
}

impl Mirror {
    /// Takes edit `seq`; one that it has is passed over, one that leaves a gap is a fault of the server.
    pub fn take(&mut self, seq: u64, edit: &LoggedEdit) -> bool {
        if seq <= self.head {
            return false;
        }
        assert_eq!(seq, self.head + 1, "the log has a gap");
        assert!(edit.at >= self.at, "time went back at {seq}: {} after {}", edit.at, self.at);
        apply(&mut self.board, edit, seq);
        (self.head, self.at) = (seq, edit.at);
        true
    }

    /// Fetches manifest and chunks: what a late joiner starts from.
    pub async fn fetch(server: &Server, board: &str) -> Self {
        let manifest = server.snapshot(board).await;
        assert_eq!(manifest["v"], FORM);
        let mut mirror = Self::default();
        for chunk in manifest["chunks"].as_array().expect("a list of chunks") {
            let hash = chunk["hash"].as_str().expect("a hash");
            let path = format!("/api/boards/{board}/chunks/{hash}");
            let bytes = [server.bytes(&path).await, server.bytes(&format!("{path}/timing")).await].concat();
            let shapes = decode(&bytes).unwrap_or_else(|error| panic!("chunk {hash}: {error}"));
            assert_eq!(shapes.len() as u64, chunk["count"], "chunk {hash}");
            assert_eq!(bytes[0], FORM, "a chunk of an earlier form is never sent");
            assert_eq!(hex(&bytes), hash, "a chunk is named by its content");
            shapes.into_iter().for_each(|shape| mirror.board.put(shape));
        }
        for id in manifest["delta"]["removed"].as_array().expect("a list of ids") {
            let id = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
            mirror.board.remove(&id);
        }
        manifest["delta"]["shapes"].as_array().expect("a list of shapes").iter().for_each(|shape| mirror.put(shape));
        mirror.board.set_name(manifest["name"].as_str().expect("a name"));
        for page in manifest["pages"].as_array().expect("a list of pages") {
            let StoredPage(page) = serde_json::from_value(page.clone()).expect("a page");
            mirror.board.put_page(page);
        }
        mirror.head = manifest["seq"].as_u64().expect("a seq");
        mirror.at = manifest["at"].as_u64().expect("a time");
        mirror
    }

    fn put(&mut self, shape: &Value) {
        let shape: Shape = serde_json::from_value(shape.clone()).unwrap_or_else(|error| panic!("{error}: {shape}"));
        self.board.put(Arc::new(shape));
    }

    /// Form by which replicas are compared.
    pub fn hash(&self) -> String {
        hex(canonical(&self.board).as_ref())
    }

    /// Number of shapes.
    pub fn count(&self) -> usize {
        self.board.shapes().count()
    }

    /// The shape with this id, as JSON.
    pub fn shape(&self, id: &str) -> Option<Value> {
        let shape = Canvas::shape(&self.board, &id.parse().expect("an id"))?;
        Some(serde_json::to_value(shape.as_ref()).expect("a shape is JSON"))
    }
}
