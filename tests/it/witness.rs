//! Remembers what anybody was ever shown as final, and holds the server to it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::harness::Server;

/// Record of everything that clients of a board were shown and promised, over all lives of its server.
#[derive(Default)]
pub struct Witness {
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// By seq: the logged edit as it came.
    edits: BTreeMap<u64, String>,
    /// By tag and number: where it stands.
    places: HashMap<(String, u64), u64>,
    /// The highest head that a welcome, a heartbeat or an ack named.
    promised: u64,
    /// How often an edit was shown to a client.
    showings: u64,
}

#[derive(Deserialize)]
struct Name {
    tag: String,
    n: u64,
}

impl Witness {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client was shown this edit. Clients that were shown this seq before were shown the same, and the edit
    /// nowhere else.
    pub fn show(&self, seq: u64, text: &str) {
        let mut seen = self.seen();
        seen.showings += 1;
        if let Some(before) = seen.edits.get(&seq) {
            assert_eq!(before, text, "[G3] edit {seq} was shown in two ways");
            return;
        }
        let Name { tag, n } = serde_json::from_str(text).expect("a logged edit");
        let before = seen.places.insert((tag.clone(), n), seq);
        assert_eq!(before, None, "[G2] edit {n} of {tag} stands at {seq} too");
        seen.edits.insert(seq, text.to_string());
    }

    /// A client was told that the log is that long.
    pub fn promise(&self, head: u64) {
        let mut seen = self.seen();
        seen.promised = seen.promised.max(head);
    }

    /// How many different edits were shown.
    pub fn edits(&self) -> usize {
        self.seen().edits.len()
    }

    /// How often a client was shown an edit.
    pub fn showings(&self) -> u64 {
        self.seen().showings
    }

    /// Where an edit stands.
    pub fn place(&self, tag: &str, n: u64) -> Option<u64> {
        self.seen().places.get(&(tag.to_string(), n)).copied()
    }

    /// Compares the log on the disk after `since` with all that was shown and promised before; says its head.
    pub async fn audit(&self, server: &Server, board: &str, since: u64) -> u64 {
        #[derive(Deserialize)]
        struct Page<'a> {
            seq: u64,
            #[serde(borrow)]
            edits: Vec<&'a RawValue>,
        }
        let due = {
            let seen = self.seen();
            seen.promised.max(seen.edits.keys().next_back().copied().unwrap_or(0))
        };
        let mut head = since;
        loop {
            let answer = server.get(&format!("/api/boards/{board}/log?since={head}")).await;
            assert_eq!(answer.status(), 200, "the log after {head}");
            let text = answer.text().await.expect("the whole answer");
            let page: Page<'_> = serde_json::from_str(&text).expect("a page of the log");
            if page.edits.is_empty() {
                break;
            }
            assert_eq!(page.seq, head + 1, "[O1] the log has a gap");
            for edit in page.edits {
                head += 1;
                self.show(head, edit.get());
            }
        }
        assert!(head >= due, "[G1] somebody was shown or promised edit {due}, the log ends at {head}");
        head
    }
}

/// A witness that believes everything proves nothing.
#[test]
fn a_server_that_changes_its_story_is_found_out() {
    let told = |second: (u64, &str)| {
        let witness = Witness::default();
        witness.show(1, r#"{"tag":"a","n":1,"at":5}"#);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| witness.show(second.0, second.1)))
    };
    assert!(told((1, r#"{"tag":"a","n":1,"at":5}"#)).is_ok(), "the same again");
    assert!(told((2, r#"{"tag":"a","n":2,"at":5}"#)).is_ok(), "the next");
    assert!(told((1, r#"{"tag":"a","n":1,"at":6}"#)).is_err(), "another body");
    assert!(told((2, r#"{"tag":"a","n":1,"at":5}"#)).is_err(), "the same edit twice");
}
