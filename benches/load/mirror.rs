//! A viewer that keeps a whole board, to see that it ends like the server's.

use lavagna::board::{Board, LoggedEdit, canonical};
use sha2::{Digest, Sha256};

use crate::plan::Sent;
use crate::run::Run;

/// Viewers of a board that keep it.
pub const MIRRORS: usize = 3;

/// A whole replica.
#[derive(Default)]
pub struct Mirror {
    board: Board,
    /// The place of its board, when it records what it is sent.
    records: Option<usize>,
    /// Bytes received since the drawers began.
    pub sent: Vec<Sent>,
}

impl Mirror {
    /// An empty board.
    pub fn new(records: Option<usize>) -> Self {
        Self { records, ..Self::default() }
    }

    /// Takes a frame.
    pub fn take(&mut self, run: &Run, payload: &[u8]) {
        #[derive(serde::Deserialize)]
        struct Log {
            seq: u64,
            edits: Vec<LoggedEdit>,
        }
        if let Some((board, began)) = self.records.zip(run.began.get()) {
            let is_live = payload.starts_with(b"{\"t\":\"live\"");
            self.sent.push(Sent { at: began.elapsed(), board, bytes: payload.len(), is_live });
        }
        if !payload.starts_with(b"{\"t\":\"log\"") {
            return;
        }
        let log: Log = serde_json::from_slice(payload).expect("a log message");
        assert_eq!(log.seq, self.board.head() + 1, "the log has a gap");
        log.edits.iter().for_each(|edit| drop(self.board.advance(edit)));
    }

    /// Of what the board is now.
    pub fn hash(&self) -> String {
        Sha256::digest(canonical(&self.board)).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
