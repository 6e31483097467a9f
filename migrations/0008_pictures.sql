-- Pictures that images show, named by their content: equal ones are stored once.
CREATE TABLE picture (
    id INTEGER PRIMARY KEY,
    -- SHA-256 of the file, in hex.
    hash TEXT NOT NULL UNIQUE,
    -- Media type.
    type TEXT NOT NULL,
    w INTEGER NOT NULL,
    h INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

-- The file in slices, each written in a transaction of its own, so that no edit waits for a picture.
CREATE TABLE picture_part (
    picture INTEGER NOT NULL REFERENCES picture (id),
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (picture, part)
) STRICT, WITHOUT ROWID;

-- The pictures of a board by the id that its images name. A row is made after all parts are stored.
CREATE TABLE image (
    board INTEGER NOT NULL REFERENCES board (id),
    -- The two parts of the id; the tag as in the log.
    tag INTEGER NOT NULL,
    n INTEGER NOT NULL,
    picture INTEGER NOT NULL REFERENCES picture (id),
    created_at INTEGER NOT NULL,
    -- Seq of the last edit that added a shape with it; NULL until one did.
    seq INTEGER,
    -- Seq by which no shape showed it any more; NULL while one does.
    unused INTEGER,
    PRIMARY KEY (board, tag, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_of_picture ON image (picture);
