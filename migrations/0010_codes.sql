-- The join code of a lesson, while it is open.
CREATE TABLE code (
    board INTEGER PRIMARY KEY REFERENCES board (id),
    code TEXT NOT NULL UNIQUE,
    opened_at INTEGER NOT NULL,
    -- When somebody was on the board last, within some minutes: a code that nobody uses closes.
    used_at INTEGER NOT NULL
) STRICT;

-- Whether the role came by the code; then it goes when the code closes.
ALTER TABLE author ADD COLUMN by_code INTEGER NOT NULL DEFAULT 0;
