-- Chunks in columns of integers instead of JSON. A row with `timing` has the new form: `hash` is the SHA-256 of
-- the uncompressed columns, `body` what joiners load, compressed with zstd, `gzip` the same for readers that do
-- not take zstd, `timing` the rest, compressed with zstd. Rows without it keep the form before.
ALTER TABLE chunk ADD COLUMN gzip BLOB;
ALTER TABLE chunk ADD COLUMN timing BLOB;
