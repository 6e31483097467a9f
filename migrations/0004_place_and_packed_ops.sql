-- The time of a board's last edit, beside its seq: together they say whether a room that has the board in memory has
-- the same log, without a look into it.
ALTER TABLE board ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE board SET at = coalesce(
    (SELECT at FROM log WHERE log.board = board.id AND seq = head),
    (SELECT at FROM manifest WHERE manifest.board = board.id AND seq = head),
    0
);
-- The ops of an edit that has many, as JSON text compressed with zstd; `ops` is empty then.
ALTER TABLE log ADD COLUMN packed BLOB;
