-- Short edits that begin with a clear, so that the latest are found without a look at anything else.
CREATE INDEX log_clear ON log (board, seq) WHERE substr(ops, 1, 14) = '[{"op":"clear"' AND octet_length(ops) < 256;
