-- The highest number of a tag that is decided, stored or refused, so that a number has one verdict for good. Rows of before
-- know of stored numbers only.
ALTER TABLE tag ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
