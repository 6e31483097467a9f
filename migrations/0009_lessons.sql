-- The lesson of a board that has an owner. A board without a row is nobody's: everybody with its link may draw, for good.
CREATE TABLE lesson (
    board INTEGER PRIMARY KEY REFERENCES board (id),
    -- SHA-256 of the owner's token; the token itself is never stored.
    owner BLOB NOT NULL,
    -- Counts the changes.
    stamp INTEGER NOT NULL DEFAULT 0,
    -- JSON text with access, mode, pen and quiet; NULL before the first change.
    settings TEXT
) STRICT;

-- Role of a person in the lesson; NULL for the role that the link gives.
ALTER TABLE author ADD COLUMN role TEXT;
