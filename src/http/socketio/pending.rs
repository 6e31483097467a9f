//! Edits of a session that are not decided yet, and the events that wait for them (SPEC I7, E9, E11).

use std::collections::VecDeque;

use crate::board::ClientEdit;
use crate::board::limits::MESSAGE_BYTES;
use crate::protocol::DecodedOps;

/// Edits that may wait for the store (SPEC E11); beyond it strokes are refused.
const EDITS: usize = 256;
/// Bytes of edits that may wait.
const BYTES: usize = 128 * 1024;

/// An edit that is not decided yet.
struct Pending {
    n: u64,
    json: String,
    acks: Vec<u64>,
}

/// See the module.
#[derive(Default)]
pub struct PendingEdits(VecDeque<Pending>);

impl PendingEdits {
    /// Whether no edit waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether another edit may wait.
    pub fn has_room(&self, bytes: usize) -> bool {
        let waiting: usize = self.0.iter().map(|pending| pending.json.len()).sum();
        self.0.len() < EDITS && waiting + bytes <= BYTES
    }

    /// Whether any edit may wait, however large.
    pub fn has_room_for_any(&self) -> bool {
        self.has_room(MESSAGE_BYTES)
    }

    /// Adds edit `n`, for which the events with the numbers `acks` wait.
    pub fn push(&mut self, n: u64, json: String, acks: Vec<u64>) {
        self.0.push_back(Pending { n, json, acks });
    }

    /// Edit `n` is decided, and nothing is said about the others: an edit before it may be refused, which its own nack
    /// says. Returns the events that wait for it.
    pub fn take(&mut self, n: u64) -> Vec<u64> {
        let at = self.0.iter().position(|pending| pending.n == n);
        at.and_then(|at| self.0.remove(at)).map_or(Vec::new(), |pending| pending.acks)
    }

    /// Edits up to `last` are decided, and neither log nor nack of those that are left will come. Returns their numbers,
    /// and the events that wait for each.
    pub fn take_decided(&mut self, last: u64) -> Vec<(u64, Vec<u64>)> {
        std::iter::from_fn(|| self.0.pop_front_if(|pending| pending.n <= last))
            .map(|pending| (pending.n, pending.acks))
            .collect()
    }

    /// The edits, to be sent again; or only the latest.
    pub fn ops(&self, is_latest: bool) -> Option<DecodedOps> {
        let skipped = if is_latest { self.0.len().saturating_sub(1) } else { 0 };
        let first = self.0.get(skipped)?.n;
        let edits = self.0.iter().skip(skipped);
        let edits = edits.map(|pending| (ClientEdit::decode(&pending.json), pending.json.len())).collect();
        Some(DecodedOps { tag: None, first, edits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> PendingEdits {
        let mut pending = PendingEdits::default();
        (5..8).for_each(|n| pending.push(n, "{}".to_owned(), vec![10 * n]));
        pending
    }

    // [I7] An edit in the log says nothing about an earlier one, whose refusal comes after it.
    #[test]
    fn an_edit_is_decided_by_its_own_answer() {
        let mut pending = three();
        assert_eq!(pending.take(7), [70]);
        assert_eq!(pending.take(6), [60], "refused by its nack");
        assert!(pending.take(7).is_empty() && !pending.is_empty());
        assert_eq!(pending.ops(false).unwrap().first, 5);
    }

    // [I7] What a new beginning passes over is asked of the board.
    #[test]
    fn edits_without_an_answer_are_named() {
        let mut pending = three();
        assert_eq!(pending.take_decided(6), [(5, vec![50]), (6, vec![60])]);
        assert_eq!(pending.ops(true).unwrap().first, 7);
    }

    // [E11] [I7] At most 256 edits wait, and 128 KiB of them.
    #[test]
    fn pending_edits_are_bounded() {
        let mut pending = PendingEdits::default();
        assert!(!pending.has_room(BYTES + 1));
        let mut next = 1;
        while pending.has_room(2) {
            pending.push(next, "{}".to_owned(), Vec::new());
            next += 1;
        }
        assert_eq!(next, 257);
    }
}
