//! What a room does around a commit: orders before it, applies and answers after it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::inbox::Waiting;
use super::room::{Room, State};
use crate::board::{Ordered, Reject, Removal, Submission, Tag, TagEntry, Verdict, order};
use crate::protocol::{Ack, LogEntry, Nack};
use crate::store::{Batch, StoreError};

/// Log read at a time when a room reads what it missed.
const RELOAD_BYTES: usize = 1024 * 1024;

/// The outcome of an ordering step that is not committed yet.
pub struct Staged {
    /// What the store appends.
    pub batch: Batch,
    ordered: Ordered,
}

impl Staged {
    /// Whether there is anything to write at all.
    pub fn has_something_to_store(&self) -> bool {
        !self.batch.edits.is_empty() || !self.batch.names.is_empty()
    }
}

fn now_ms() -> u64 {
    // A clock before 1970 counts as 1970: `at` only ever grows (SPEC O2).
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

impl Room {
    /// Seq of the last edit that this room knows.
    pub(super) fn head(&self) -> u64 {
        self.lock().board.head()
    }

    /// The next edits in line, and whether names wait to be stored. Asks to be called again when
    /// rates made some edits stay (SPEC L8).
    pub(super) fn take_waiting(self: &Arc<Self>) -> (Vec<Waiting>, bool) {
        let mut state = self.lock();
        state.queued = false;
        let (waiting, pause) = state.inbox.take();
        if let Some(pause) = pause {
            if pause.is_zero() {
                self.want_flush(&mut state);
            } else {
                let room = self.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(pause).await;
                    room.want_flush(&mut room.lock());
                });
            }
        }
        (waiting, !state.renamed.is_empty())
    }

    pub(super) fn has_removal(&self, named: (Tag, u64)) -> bool {
        self.lock().removals.get(named).is_some()
    }

    pub(super) fn keep_removal(&self, named: (Tag, u64), removal: Removal) {
        self.lock().removals.insert(named, removal);
    }

    /// Orders edits on the board as it is; changes nothing.
    pub(super) fn order(&self, waiting: &[Waiting]) -> Staged {
        let submissions: Vec<Submission> = waiting.iter().map(|waiting| waiting.submission.clone()).collect();
        let state = self.lock();
        let State { board, registry, removals, names, peers, .. } = &*state;
        let ordered = order(board, (registry, removals), &submissions, now_ms());
        let text = |edit: &crate::board::LoggedEdit| {
            serde_json::to_string(&edit.ops).expect("ops have only string keys and integers")
        };
        let name_of = |person| peers.values().find(|peer| peer.person == person).map(|peer| peer.name.clone());
        let authors = ordered.authors.iter().map(|(author, person)| {
            // Whoever left before the edit was ordered has no name any more; the number stays.
            (*author, *person, name_of(*person).unwrap_or_default())
        });
        let stored = ordered.tags.iter().filter(|(_, entry)| entry.last > 0);
        let renamed = state.renamed.iter().filter_map(|author| Some((*author, names.get(author)?.clone())));
        let batch = Batch {
            first: board.head() + 1,
            edits: ordered.edits.iter().map(|edit| (edit.clone(), text(edit))).collect(),
            authors: authors.collect(),
            names: renamed.collect(),
            tags: stored.map(|(tag, entry)| (*tag, entry.person, entry.last)).collect(),
        };
        Staged { batch, ordered }
    }

    /// The commit held: applies, publishes and answers.
    pub(super) fn settle(self: &Arc<Self>, waiting: Vec<Waiting>, staged: Staged) {
        let mut state = self.lock();
        let Staged { batch, ordered } = staged;
        state.renamed.retain(|author| !batch.names.iter().any(|(stored, _)| stored == author));
        for (author, person, name) in batch.authors {
            state.registry.authors.insert(person, author);
            state.names.insert(author, name);
            let State { peers, gathered, .. } = &mut *state;
            for (number, peer) in peers.iter_mut().filter(|(_, peer)| peer.person == person) {
                peer.author = Some(author);
                gathered.author(*number, author);
            }
        }
        state.registry.tags.extend(ordered.tags);
        for (edit, ops) in &batch.edits {
            state.take_in(edit, ops);
        }
        state.answer(&waiting, &ordered.verdicts);
        self.stir(&mut state);
    }

    /// The commit failed or may have failed: authors keep their edits and send them again (SPEC L6).
    pub(super) fn fail(self: &Arc<Self>, waiting: Vec<Waiting>) {
        let mut state = self.lock();
        let head = state.board.head();
        let mut told: Vec<Tag> = Vec::new();
        for Waiting { peer, submission, bytes } in waiting {
            state.inbox.answered(peer, bytes);
            let Submission { tag, person, n, .. } = submission;
            let entry = state.registry.tags.entry(tag).or_insert(TagEntry::stored(person, 0));
            if entry.person != person || told.contains(&tag) || n <= entry.last {
                continue;
            }
            (entry.next, entry.waiting) = (n, true);
            told.push(tag);
            let nack = state.nack(peer, tag, (n, "store", true));
            state.answers.push((peer, head, nack));
        }
        self.stir(&mut state);
    }

    /// Reads what the store has and this room has not: a commit whose outcome was unknown.
    ///
    /// # Errors
    /// When the store cannot be read, or has less than this room has shown.
    pub(super) async fn reload(self: &Arc<Self>, head: u64) -> Result<(), StoreError> {
        let stored = self.store.board(self.key.as_str()).await?;
        let mut edits = Vec::new();
        let mut at = self.head();
        if head < at {
            return Err(StoreError::Behind { shown: at, stored: head });
        }
        while at < head {
            let rows = self.store.log(self.row, at, RELOAD_BYTES).await?;
            at = rows.last().map_or(head, |(seq, _, _)| *seq);
            edits.extend(rows);
        }
        let mut state = self.lock();
        state.registry.authors = stored.registry.authors;
        state.registry.tags.extend(stored.registry.tags);
        edits.iter().for_each(|(_, edit, ops)| state.take_in(edit, ops));
        self.stir(&mut state);
        Ok(())
    }
}

impl State {
    /// Applies a committed edit and puts it into everything that follows the board.
    pub(super) fn take_in(&mut self, edit: &crate::board::LoggedEdit, ops: &str) {
        let touched = self.board.advance(edit);
        self.chunks.touch(&touched);
        self.removals.record(edit, touched.removed);
        self.tail.push(LogEntry::new(edit, ops));
        for peer in self.peers.values_mut().filter(|peer| peer.tag == edit.tag) {
            peer.shown.settle(edit.n);
        }
    }

    fn answer(&mut self, waiting: &[Waiting], verdicts: &[Verdict]) {
        let head = self.board.head();
        // One ack for all duplicates of a tag: the last says it all.
        let mut acks: BTreeMap<(u32, Tag), u64> = BTreeMap::new();
        for (Waiting { peer, submission, bytes }, verdict) in waiting.iter().zip(verdicts) {
            self.inbox.answered(*peer, *bytes);
            let (tag, n) = (submission.tag, submission.n);
            let said = match verdict {
                Verdict::Stored(_) | Verdict::Ignored => continue,
                Verdict::Duplicate { last } => {
                    acks.insert((*peer, tag), *last);
                    continue;
                }
                Verdict::Gap { missing } => (*missing, "gap", true),
                Verdict::Refused(reject) => {
                    self.refused(*peer, tag, (n, *reject));
                    (n, reject.code(), false)
                }
            };
            let nack = self.nack(*peer, tag, said);
            self.answers.push((*peer, head, nack));
        }
        for ((peer, tag), last) in acks {
            let tag = self.foreign(peer, tag);
            self.answers.push((peer, head, Ack { tag, last, seq: head }.frame()));
        }
    }

    /// The draft of a refused edit is over for newcomers too.
    fn refused(&mut self, peer: u32, tag: Tag, (n, _reject): (u64, Reject)) {
        if let Some(peer) = self.peers.get_mut(&peer).filter(|peer| peer.tag == tag) {
            peer.shown.settle(n);
        }
    }

    fn nack(&self, peer: u32, tag: Tag, (n, code, retry): (u64, &'static str, bool)) -> bytes::Bytes {
        Nack { tag: self.foreign(peer, tag), n, code, retry }.frame()
    }

    /// The tag, unless it is the peer's own, which goes without saying.
    fn foreign(&self, peer: u32, tag: Tag) -> Option<Tag> {
        self.peers.get(&peer).is_none_or(|peer| peer.tag != tag).then_some(tag)
    }
}
