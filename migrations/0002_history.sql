-- A board can be read from a kept manifest and the log after it, so that its log may lose its beginning
-- and stay whole from there on.

-- Seq of the first edit that the log still holds (head + 1 when it holds none).
ALTER TABLE board ADD COLUMN first INTEGER NOT NULL DEFAULT 1;
-- Bytes of the log's ops, with 100 for the rest of each row, kept in step with the rows: summing them up
-- would read the whole log.
ALTER TABLE board ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE board SET log_bytes = (SELECT coalesce(sum(octet_length(ops) + 100), 0) FROM log WHERE log.board = board.id);

-- About 1,000 shapes of one page, named by their content; boards and manifests share what is equal.
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    -- SHA-256 of the JSON text, in hex.
    hash TEXT NOT NULL UNIQUE,
    -- The JSON text, compressed with gzip as it goes out on the wire.
    body BLOB NOT NULL
) STRICT;

-- A board as it was after edit `seq`.
CREATE TABLE manifest (
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES board (id),
    seq INTEGER NOT NULL,
    -- Server time of that edit in ms.
    at INTEGER NOT NULL,
    -- JSON text with the hashes of the chunks and what changed since they were made, compressed with gzip.
    body BLOB NOT NULL,
    UNIQUE (board, seq)
) STRICT;

CREATE TABLE manifest_chunk (
    manifest INTEGER NOT NULL REFERENCES manifest (id) ON DELETE CASCADE,
    chunk INTEGER NOT NULL REFERENCES chunk (id),
    PRIMARY KEY (manifest, chunk)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_of_chunk ON manifest_chunk (chunk);
