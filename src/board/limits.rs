//! Every cap that a person or a script can meet, in one table. Units: 1/16 px, ms, bytes.

/// Largest absolute coordinate: 2^26 units are 4 million px, and sums of two still fit an `i32`.
pub const COORDINATE: i32 = 1 << 26;

/// Whether a number is a coordinate or a size of D1.
pub fn is_coordinate(v: &i32) -> bool {
    v.unsigned_abs() <= COORDINATE.unsigned_abs()
}

/// Full turn in 1/100 degree.
pub const ROTATION: i32 = 36_000;
/// Points of one stroke; a longer stroke continues in the next shape.
pub const POINTS: usize = 2_000;
/// Pressure of one point: eight bits are finer than a hand can feel.
pub const PRESSURE: i32 = 255;
/// Width of a stroke or size of type, in units (256 px).
pub const SIZE: u16 = 4_096;
/// Least opacity in percent: a paler shape cannot be seen or found.
pub const OPACITY: u8 = 5;
/// Code points of a text or note.
pub const TEXT: usize = 5_000;
/// Pairs of points of a line or arrow.
pub const LINE_POINTS: usize = 100;
/// Place of a bound end in its target's box: 1/1000 of width or height.
pub const END: u16 = 1_000;
/// Groups that a shape is in, one within the other.
pub const GROUPS: usize = 4;
/// Code points of a description for people who do not see the shape.
pub const ALT: usize = 500;
/// Code points of a person's name.
pub const NAME: usize = 40;
/// Code points of a board's name.
pub const BOARD_NAME: usize = 80;
/// Largest number of a page. Numbers are random, so that two people who add a page at once get two.
pub const PAGES: u32 = 2_147_483_647;
/// Code points of a page's name.
pub const PAGE_NAME: usize = 40;
/// Bytes of one edit's JSON: it fits a socket message of 64 KiB with room for the envelope.
pub const EDIT_BYTES: usize = 60 * 1024;
/// Ops of one edit: the index of an op fits the 11 bits that z reserves for it.
pub const EDIT_OPS: usize = 2_000;
/// Ops of one edit whose outcome can be larger than their JSON: a `clear` visits every shape, a `restore` is
/// logged with all the shapes that it brings back.
pub const EDIT_WIDE_OPS: usize = 1;
/// Largest number on the wire, 2^53 - 1: the largest that JavaScript counts exactly.
pub const MAX_NUMBER: u64 = 9_007_199_254_740_991;
/// Bytes of removed shapes that a room caches for `restore`; older ones come from the log.
pub const REMOVAL_BYTES: usize = 16 * 1024 * 1024;
/// Chunks of one response (SPEC A3).
pub const PACK_CHUNKS: usize = 16;

// Of the server alone, from here on. The limits above stand under the same names in `static/js/model/limits.js`.

// A board.

/// Persons who have written on a board: more than a large school has, and their names go into every snapshot.
pub const AUTHORS: usize = 5_000;
/// Tags of pages that have stored nothing yet; every other tag has an edit in the log.
pub const EMPTY_TAGS: usize = 5_000;
/// Pages of a board that are listed: they have shapes, or were written and are not gone.
pub const LISTED_PAGES: usize = 500;
/// Pages of a board that were ever written.
pub const WRITTEN_PAGES: usize = 2_000;
/// Shapes of a board.
pub const SHAPES: usize = 100_000;
/// Bytes of a board's shapes, counted by [`crate::board::Shape::bytes`].
pub const BOARD_BYTES: usize = 64 * 1024 * 1024;
/// Times [`SHAPES`] and [`BOARD_BYTES`] that a board may have after a restore: a full page that was cleared comes back
/// whatever was drawn since, and nobody makes a board ever larger by clearing and restoring.
pub const RESTORED_TIMES: usize = 2;
/// New boards a second, and at once: a school begins its lessons, each with a board for everybody.
pub const NEW_BOARDS: (u32, u32) = (50, 600);
/// Age at which a board expires that nobody has drawn on.
pub const UNUSED_MS: u64 = 7 * 24 * 3_600_000;

// History and disk.

/// Bytes of a board's history: log, stored manifests and their chunks. The oldest is trimmed first; the latest manifest
/// and the log after it always stay.
pub const HISTORY_BYTES: u64 = 512 * 1024 * 1024;
/// The history of all boards together leaves one part in this many of the disk free, so that a flood on one board, or of
/// many boards, never stops the others.
pub const FREE_SHARE: u64 = 5;
/// Cap of [`FREE_SHARE`]: on a large disk that others fill, boards keep their history.
pub const FREE_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of log after a manifest at which the next is stored, so that the log before it may be trimmed.
pub const MANIFEST_BYTES: u64 = 8 * 1024 * 1024;
/// Clearings of a page that are listed as the latest, and as the largest (SPEC A13).
pub const LISTED_CLEARINGS: u32 = 20;

// One ordering step.

/// Edits of one board, so that a commit stays short.
pub const BATCH_EDITS: usize = 256;
/// Edits of all boards. The boards take turns, so that only large requests wait longer.
pub const STEP_EDITS: usize = 4_096;
/// Bytes of log of all boards.
pub const STEP_BYTES: u64 = 8 * 1024 * 1024;
/// Shapes visited on all boards; a `clear` visits every shape of its board.
pub const STEP_WORK: u64 = 250_000;
/// An edit that stores more bytes is heavy. A step has one heavy edit, which takes about 20 ms.
pub const HEAVY_BYTES: u64 = 256 * 1024;
/// An edit that brings more bytes of shapes back is written before its step, not in it.
pub const LARGE_BYTES: usize = 1024 * 1024;
/// An edit that visits more shapes is heavy too.
pub const HEAVY_WORK: u64 = 20_000;

// Rates: a second, and at once.

/// Persons who are new to a board: a school arrives at once, and nobody can use up [`AUTHORS`] quickly.
pub const NEW_AUTHORS: (u64, u64) = (1, 600);
/// Edits of one person: more than a hand draws.
pub const PERSON_EDITS: (u64, u64) = (100, 1_000);
/// Bytes of log of one person: the burst is half of what a lesson writes in an hour.
pub const PERSON_BYTES: (u64, u64) = (512 * 1024, 16 * 1024 * 1024);
/// Shapes visited for one person: the burst clears and restores a full board twenty times.
pub const PERSON_WORK: (u64, u64) = (200_000, 4_000_000);
/// Edits of all persons on a board.
pub const ALL_EDITS: (u64, u64) = (2_000, 2_000);
/// Bytes of log of all persons on a board.
pub const ALL_BYTES: (u64, u64) = (4 * 1024 * 1024, 64 * 1024 * 1024);
/// Shapes visited for all persons on a board: half of the ordering thread's time.
pub const ALL_WORK: (u64, u64) = (500_000, 8_000_000);
/// Shapes charged for looking an old removal up, besides those on the board: the log is replayed from a manifest.
pub const RECALL_WORK: u64 = 50_000;
/// Bytes of log charged in advance for the `restore` of an old edit; unused ones are refunded.
pub const RECALL_BYTES: u64 = 1024 * 1024;

/// Points that a `split` copies in about the time in which a shape is visited.
pub const POINTS_OF_WORK: usize = 100;

// Connections.

/// Bytes of one frame, and of one message, of a client (SPEC F1).
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Fragments of one message: each costs the server a turn even when it is empty. Browsers send one.
pub const FRAGMENTS: usize = 1_024;
/// Bytes of all messages together whose last bytes have not arrived (SPEC F8): a thousand of the largest.
pub const UNFINISHED_BYTES: usize = 64 * 1024 * 1024;
/// Time in which a message has to arrive (SPEC F8): the largest does over the slowest modem, and its edits are sent again
/// after a cut.
pub const MESSAGE_MS: u64 = 30_000;
/// Time from the upgrade to `hello` (SPEC C2): a silent connection costs memory, and a client needs one round trip.
pub const HELLO_MS: u64 = 5_000;
/// Time from a `resync` to the next `hello`: the client fetches a snapshot first.
pub const RESYNC_MS: u64 = 60_000;
/// `hello`s of one connection a second, and at once (SPEC C14). Clients repeat it only after a gap or a `resync`.
pub const HELLOS: (u64, u64) = (1, 10);
/// Unread bytes of all connections together (SPEC V9). Above two thirds of it each has a small share.
pub const OUTBOXES_BYTES: usize = 192 * 1024 * 1024;
/// Time between pings of the server: routers forget silent connections after 55 s.
pub const PING_MS: u64 = 20_000;
/// Time without any bytes after which a peer is disconnected (SPEC F5).
pub const SILENCE_MS: u64 = 45_000;
/// Connections of one board (SPEC C13): each costs the same frame again at every tick.
pub const PEERS: usize = 600;
/// Peers listed by name in `welcome`; the others are counted (SPEC C4).
pub const LISTED_PEERS: usize = 50;
/// Persons who may have the pen on a frozen board at a time (SPEC R1).
pub const PENS: usize = 8;
/// Changes of a lesson that wait for a step (SPEC R6): a teacher makes a few a minute.
pub const LESSON_CHANGES: usize = 64;
/// A change of a lesson that cannot be stored is tried again for this long, ms.
pub const LESSON_CHANGE_MS: u64 = 10_000;
/// Attempts to come in by a code, a second, of all people together (SPEC J5).
pub const CODE_ATTEMPTS: u32 = 300;
/// A code closes when nobody was on the board for this long, ms (SPEC J6).
pub const CODE_UNUSED_MS: u64 = 12 * 60 * 60 * 1000;
/// Persons in one answer of the list of people (SPEC R12).
pub const LISTED_PEOPLE: usize = 1_000;
/// Bytes of a request that changes a lesson: 5,000 roles fit.
pub const LESSON_BYTES: usize = 256 * 1024;
/// Time between two reports of a connection's own frames (SPEC W3), ms.
pub const CAPTURE_MS: u64 = 100;
/// Frames of one report: 11 KiB, and ten times as many a second as a busy lesson has.
pub const CAPTURE_FRAMES: usize = 128;
/// Bytes of each head of a reported handshake (SPEC W2).
pub const CAPTURE_HEAD_BYTES: usize = 8 * 1024;
/// Times that a connection may turn its reports on, a second and at once: each sends the handshake (SPEC W5).
pub const CAPTURE_SWITCHES: (u64, u64) = (1, 10);
/// Bytes of the handshakes of all connections: those of about a thousand browsers.
pub const HANDSHAKES_BYTES: usize = 2 * 1024 * 1024;

// Plain HTTP.

/// Bytes of one page of the log, unless one edit is larger (SPEC H6).
pub const LOG_PAGE_BYTES: usize = 1024 * 1024;
/// Edits of one page of the log.
pub const LOG_PAGE_EDITS: usize = 1_000;

/// Bytes that the lecture page may send to the frame reader (SPEC A17).
pub const LECTURE_BYTES: usize = 1024;
/// Requests to it of all pages, a second and at once (SPEC A17): a class that edits a frame together.
pub const LECTURE_RATE: (u64, u64) = (100, 400);
/// Bytes of a POST with edits (SPEC H1).
pub const POST_BYTES: usize = 4 * 1024 * 1024;
/// Edits of one POST: as many as a person's burst allows at once, so that the answer comes soon.
pub const POST_EDITS: usize = 1_000;
/// Bytes of a shape in progress (SPEC V2): a draft is relayed to everybody, many times a second.
pub const DRAFT_SHAPE_BYTES: usize = 16 * 1024;

/// Shapes whose registers one draft changes.
pub const DRAFT_SETS: usize = 50;
/// Shapes that one draft resizes or rotates.
pub const DRAFT_CHANGE_IDS: usize = 1_000;
/// Places of a laser in one draft (SPEC V2): what a fast pointer makes in half a second.
pub const LASER_PLACES: usize = 128;
/// Bytes of a POST with drafts and presence (SPEC H11).
pub const LIVE_POST_BYTES: usize = 256 * 1024;
/// Bytes of edits that wait on one board from all persons without a connection.
pub const POSTED_BYTES: usize = 16 * 1024 * 1024;
/// Persons without a connection whose posts wait on one board.
pub const POSTING_PERSONS: usize = 1_000;
/// Waiting requests with edits of one person on a board: each holds its body in memory.
pub const POSTS: usize = 4;
/// Bytes of memory for the first [`MESSAGE_BYTES`] of all arriving bodies together, and as many for the rest of
/// them, so that large bodies never keep small ones out (SPEC H15).
pub const BODIES_BYTES: usize = 64 * 1024 * 1024;

// Pictures.

/// Bytes of an uploaded file (SPEC P1).
pub const UPLOAD_BYTES: usize = 10 * 1024 * 1024;
/// Memory of all files that arrive, apart from that of edits: an edit never waits for a picture.
pub const ARRIVING_UPLOADS_BYTES: usize = 32 * 1024 * 1024;
/// Memory of all files that have arrived and wait to be decoded.
pub const UPLOADS_BYTES: usize = 32 * 1024 * 1024;
/// Longest time in which a file may arrive: ten megabytes over the connection of a village school.
pub const UPLOAD_MS: u64 = 180_000;
/// Uploads of one person to a board at the same time: as many as a page sends.
pub const UPLOADS_AT_ONCE: usize = 2;
/// Uploads of one person on a board, a second and at once: somebody who pastes a worksheet page by page.
pub const PERSON_UPLOADS: (u64, u64) = (1, 30);
/// Pixels of a file: a photo of the best phones.
pub const PICTURE_PIXELS: u64 = 32_000_000;
/// Memory for decoding, of all files together: one of the largest, or two of a phone.
pub const PICTURE_MEMORY: usize = 288 * 1024 * 1024;
/// Files that are decoded at the same time.
pub const PICTURES_AT_ONCE: usize = 2;
/// Width and height of a stored picture: a board is seldom looked at closer.
pub const PICTURE_SIDE: u32 = 2_560;
/// Bytes of a stored picture.
pub const PICTURE_BYTES: usize = 5 * 1024 * 1024;
/// Pictures that a board shows, and as many that it showed and its history may bring back.
pub const BOARD_PICTURES: usize = 500;
/// Their bytes.
pub const BOARD_PICTURE_BYTES: u64 = 200 * 1024 * 1024;
/// Age at which a picture goes that no edit has named.
pub const UNNAMED_PICTURE_MS: u64 = 24 * 3_600_000;
/// Bytes of recently read pictures that stay in memory: a class opens a board together.
pub const PICTURE_CACHE_BYTES: usize = 32 * 1024 * 1024;
