-- Edits that cleared a page and removed something by it, so that those are found that are worth bringing back, whatever was
-- cleared in vain. A row goes with its row of the log.
CREATE TABLE clearing (
    board INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    page INTEGER NOT NULL,
    -- How many shapes it removed; 0 for an edit of an earlier version, which did not count them.
    shapes INTEGER NOT NULL,
    PRIMARY KEY (board, seq),
    FOREIGN KEY (board, seq) REFERENCES log (board, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- The latest of a page, and those that removed most.
CREATE INDEX clearing_by_time ON clearing (board, page, seq);
CREATE INDEX clearing_by_size ON clearing (board, page, shapes);

INSERT INTO clearing (board, seq, page, shapes)
SELECT board, seq, page, 0 FROM (
    SELECT board, seq, CASE WHEN json_valid(ops) THEN json_extract(ops, '$[0].page') END AS page FROM log
    WHERE substr(ops, 1, 14) = '[{"op":"clear"' AND octet_length(ops) < 256
) WHERE typeof(page) = 'integer';
DROP INDEX log_clear;
