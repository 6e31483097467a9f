-- Edits that begin with a clear, so that the latest are found without a look at the whole log.
CREATE INDEX log_clear ON log (board, seq) WHERE substr(ops, 1, 14) = '[{"op":"clear"';
