//! The hostile inputs of the project's threat list, by the number of their row there: what is sent, and what is to
//! come back. Rows that are tried in a test of their own are named with it, rows about what is not there yet with
//! the reason.

use super::{frames, messages, requests, scenes};

/// Input, sent on a connection of its own.
pub enum Input {
    /// Bytes, by somebody who has said hello.
    Bytes(Vec<u8>),
    /// A text message, by somebody who has said hello.
    Message(String),
    /// The text of one op, in an edit of its own; `TAG` stands for the sender's tag.
    Op(String),
    /// The first message, instead of a hello; `TAG` and `PERSON` stand for good ones.
    First(String),
    /// The head of an HTTP request; `BOARD`, `HOST` and `ORIGIN` stand for good ones.
    Request(String),
}

/// Expected answer.
pub enum Answer {
    /// A close with one of these codes.
    Close(&'static [u16]),
    /// The connection goes on as if nothing had been.
    GoesOn,
    /// A refusal with this code, and the connection goes on.
    Nack(&'static str),
    /// The edit is stored.
    Stored,
    /// A message with this part.
    Says(&'static str),
    /// A status from the first to the last; 0 is the end without an answer.
    Status(u16, u16),
    /// An upgrade, and this close as the first frame.
    ClosedAtOnce(u16),
}

/// One thing to try.
pub struct Case {
    pub row: u8,
    pub what: &'static str,
    pub input: Input,
    pub answer: Answer,
}

/// Rows that need more than one input, or much time, are tests of their own: file and function.
pub const ELSEWHERE: [(u8, &str, &str); 21] = [
    (13, "frames", "fragments_are_joined"),
    (22, "hostile", "a_request_that_drips_is_cut_off"),
    (23, "join", "a_hello_that_does_not_come_is_late"),
    (25, "quiet", "a_vanished_peer_is_gone"),
    (26, "slow_peer", "a_stuck_peer_is_put_out_and_nobody_waits"),
    (45, "join", "a_newer_connection_supersedes_the_older"),
    (46, "tags", "a_foreign_tag_is_forbidden"),
    (53, "hostile", "odd_content_is_stored_as_it_is"),
    (57, "submit", "a_flood_of_edits_is_closed"),
    (59, "history", "trimming_takes_the_oldest_and_leaves_the_board"),
    (60, "submit", "a_full_board_says_so"),
    (63, "school", "a_school_draws_while_some_flood"),
    (64, "school", "a_school_draws_while_some_flood"),
    (66, "drain", "sigterm_under_load_loses_nothing"),
    (67, "live", "live_bytes_are_capped"),
    (68, "live", "a_draft_of_a_settled_shape_is_ignored"),
    (69, "undo", "undo_is_refused_whole"),
    (70, "hostile", "snapshots_bear_odd_requests"),
    (73, "hostile", "odd_content_is_stored_as_it_is"),
    (75, "join", "handshake_is_refused_before_the_upgrade"),
    (76, "durability", "kill_9_loses_nothing_that_anybody_was_shown"),
];

/// Rows about what is not there yet.
pub const WAITING: [(u8, &str); 5] = [
    (32, "tokens come with the owners of boards; until then a hello's token says nothing, and a huge one is row 8"),
    (33, "links that only watch are not there yet; a viewer's edits are refused by `order()` in the shared vectors"),
    (34, "there is no owner yet, so no op is the owner's"),
    (65, "join codes come with lessons"),
    (71, "boards cannot be brought in from files yet"),
];

/// All single inputs.
pub fn cases() -> Vec<Case> {
    [frames::cases(), messages::cases(), messages::ops(), requests::cases()].into_iter().flatten().collect()
}

/// Every row's number, once for each list in which it is.
pub fn rows() -> Vec<u8> {
    let mut tried: Vec<u8> =
        cases().iter().map(|case| case.row).chain(scenes::SCENES.iter().map(|(row, ..)| *row)).collect();
    tried.sort_unstable();
    tried.dedup();
    tried.extend(ELSEWHERE.iter().map(|(row, ..)| *row));
    tried.extend(WAITING.iter().map(|(row, _)| *row));
    tried.sort_unstable();
    tried
}
