-- A board is its log: everything else can be built from it. Rows are only ever added to `log`;
-- (board, seq) is the order that everybody saw, (board, tag, n) makes a resent edit harmless.

CREATE TABLE board (
    id INTEGER PRIMARY KEY,
    -- What stands in the address; random, so that knowing it is the right to open the board.
    key TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE log (
    board INTEGER NOT NULL REFERENCES board (id),
    seq INTEGER NOT NULL,
    author INTEGER NOT NULL,
    -- 64 random bits of a page load, kept as a signed number.
    tag INTEGER NOT NULL,
    n INTEGER NOT NULL,
    -- Server time in ms.
    at INTEGER NOT NULL,
    -- JSON text as it goes out on the wire.
    ops TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_in_order ON log (board, seq);
CREATE UNIQUE INDEX log_exactly_once ON log (board, tag, n);

-- One row for each page load that stored something, kept as long as the board: a queue that was
-- offline for months is still recognised.
CREATE TABLE tag (
    board INTEGER NOT NULL REFERENCES board (id),
    tag INTEGER NOT NULL,
    -- SHA-256 of the person's secret; the secret itself is never stored.
    person BLOB NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (board, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE author (
    board INTEGER NOT NULL REFERENCES board (id),
    author INTEGER NOT NULL,
    person BLOB NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (board, author),
    UNIQUE (board, person)
) STRICT, WITHOUT ROWID;
