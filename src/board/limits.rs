//! Every cap on what a board may hold, in one table (SPEC D and L). Units: 1/16 px, ms, bytes.

/// Largest absolute coordinate: 2^26 units are 4 million px, and sums of two still fit an `i32`.
pub const COORDINATE: i32 = 1 << 26;
/// Full turn in 1/100 degree.
pub const ROTATION: i32 = 36_000;
/// Points of one stroke; a longer stroke goes on in the next shape.
pub const POINTS: usize = 2_000;
/// Pressure of one point: eight bits are finer than a hand.
pub const PRESSURE: i32 = 255;
/// Width of a stroke or size of type, in units (256 px).
pub const SIZE: u16 = 4_096;
/// Code points of a text or note.
pub const TEXT: usize = 2_000;
/// Code points of a person's name.
pub const NAME: usize = 40;
/// Code points of a board's name.
pub const BOARD_NAME: usize = 80;
/// Pages of a board.
pub const PAGES: u16 = 500;
/// Bytes of one edit's JSON: it fits a socket message of 64 KiB with room for the envelope.
pub const EDIT_BYTES: usize = 60 * 1024;
/// Ops of one edit: their index fits the 11 bits that z keeps for it.
pub const EDIT_OPS: usize = 2_000;
/// Ops of one edit whose outcome can be larger than they are: one `clear` visits every shape, one `restore` is
/// logged with all that it brings back.
pub const EDIT_WIDE_OPS: usize = 1;
/// Persons who have written on a board: more than a large school has, and their names go into every snapshot.
pub const AUTHORS: usize = 5_000;
/// Tags that a board knows beyond one for each edit: those of pages that have stored nothing yet.
pub const EMPTY_TAGS: usize = 5_000;
/// Shapes of a board.
pub const SHAPES: usize = 100_000;
/// Bytes of a board's shapes, counted as [`crate::board::Shape::bytes`].
pub const BOARD_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of removed shapes that a room keeps at hand for `restore`; older ones come from the log.
pub const REMOVAL_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that the store keeps of a board's past: log, kept manifests and their chunks. The oldest goes first;
/// the latest manifest and the log after it always stay.
pub const HISTORY_BYTES: u64 = 512 * 1024 * 1024;
/// Part of the disk that the history of all boards together leaves free: a flood on one board, or of many boards, never
/// stops the others.
pub const FREE_SHARE: u64 = 5;
/// More than this is never left free: a large disk that others fill must not cost boards their history.
pub const FREE_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// New boards a second and at once: a school that begins its lessons, each with a board for everybody.
pub const NEW_BOARDS: (u32, u32) = (50, 600);
/// A board that nobody drew on for so long after it was made expires.
pub const UNUSED_MS: u64 = 7 * 24 * 3_600_000;
/// Bytes of log since the last manifest after which another is kept, so that what came before may go.
pub const MANIFEST_BYTES: u64 = 8 * 1024 * 1024;
/// Edits of one board ordered in one step, so that one commit stays short.
pub const BATCH_EDITS: usize = 256;
/// Edits, bytes and shapes visited of all boards in one step: what waits longer is what asks for more.
pub const STEP_EDITS: usize = 4_096;
/// See [`STEP_EDITS`].
pub const STEP_BYTES: u64 = 8 * 1024 * 1024;
/// See [`STEP_EDITS`]; a `clear` visits every shape of the board.
pub const STEP_WORK: u64 = 250_000;
/// An edit that stores more bytes, or visits more shapes, has a step without another such edit: some 20 ms.
pub const HEAVY_BYTES: u64 = 256 * 1024;
/// See [`HEAVY_BYTES`].
pub const HEAVY_WORK: u64 = 20_000;
/// Persons a second and at once who are new to a board: a school comes at once, and nobody can use up [`AUTHORS`] quickly.
pub const NEW_AUTHORS: (u64, u64) = (1, 600);
/// Edits a second and at once of one person: more than a hand draws.
pub const PERSON_EDITS: (u64, u64) = (100, 1_000);
/// Bytes of log a second and at once of one person: half of what a lesson writes in an hour, at once.
pub const PERSON_BYTES: (u64, u64) = (512 * 1024, 16 * 1024 * 1024);
/// Shapes visited a second and at once for one person: twenty times clearing a full board and taking that back.
pub const PERSON_WORK: (u64, u64) = (200_000, 4_000_000);
/// As [`PERSON_EDITS`], of everybody on a board.
pub const ALL_EDITS: (u64, u64) = (2_000, 2_000);
/// As [`PERSON_BYTES`], of everybody on a board: a hundred persons who write as fast as they can.
pub const ALL_BYTES: (u64, u64) = (4 * 1024 * 1024, 64 * 1024 * 1024);
/// As [`PERSON_WORK`], of everybody on a board: half of the ordering thread.
pub const ALL_WORK: (u64, u64) = (500_000, 8_000_000);
/// Shapes visited to find what an old edit removed, besides those on the board: the log is replayed from a manifest.
pub const RECALL_WORK: u64 = 50_000;
/// Bytes of log that are paid for the `restore` of an old edit before they are known; what it does not take is paid back.
pub const RECALL_BYTES: u64 = 1024 * 1024;
/// Bytes of edits that persons without a connection have in line on one board, however many they are.
pub const POSTED_BYTES: usize = 16 * 1024 * 1024;
/// Persons without a connection whose posts wait on one board.
pub const POSTING_PERSONS: usize = 1_000;
/// Requests with edits that one person may have waiting on a board: each holds its body in memory.
pub const POSTS: usize = 4;
/// Largest number on the wire, 2^53 - 1: what JavaScript counts exactly.
pub const MAX_NUMBER: u64 = 9_007_199_254_740_991;
