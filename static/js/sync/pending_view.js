/**
 * How edits that wait stand on the board that is shown.
 */

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */

/**
 * Shows edits that are older than what waits already: what others left before my own, and within a
 * tag in the order of their numbers.
 * @param {Replica} replica
 * @param {readonly PendingEdit[]} edits
 * @param {string} own  tag of this page
 */
export function insertPending(replica, edits, own) {
  const later = [...replica.pending];
  for (const { tag } of later) replica.dropPendingUpTo(tag, Number.MAX_SAFE_INTEGER);
  const tags = [...new Set([...later, ...edits].map(({ tag }) => tag)), own];
  const rank = new Map(tags.map((tag, at) => [tag, tag === own ? tags.length : at]));
  const place = (/** @type {{tag: string}} */ { tag }) => rank.get(tag) ?? 0;
  const news = edits.map(({ tag, n, ops }) => ({ tag, n, ops }));
  const all = [...later, ...news].sort((a, b) => place(a) - place(b) || a.n - b.n);
  for (const edit of all) replica.addPending(edit);
}

/**
 * Parts edits that were decided unseen: the board shows whether what they added is there; what they
 * only changed is taken as stored, as nearly everything is.
 * @param {Replica} replica
 * @param {readonly PendingEdit[]} edits
 * @returns {{missing: PendingEdit[], stored: PendingEdit[]}}
 */
export function splitUncertain({ board }, edits) {
  const ops = edits.flatMap((edit) => edit.ops);
  const deleted = new Set(ops.map((op) => (op.op === "del" || op.op === "split" ? op.id : null)));
  /** @type {{missing: PendingEdit[], stored: PendingEdit[]}} */
  const parts = { missing: [], stored: [] };
  for (const edit of edits) {
    const isMissing = edit.ops.some((op) => {
      return op.op === "add" && !board.shapes.has(op.shape.id) && !deleted.has(op.shape.id);
    });
    (isMissing ? parts.missing : parts.stored).push(edit);
  }
  return parts;
}
