/**
 * Turns ops into edits that the server accepts: within its size limits, and under this page's tag.
 */

import { editBytes, isWide } from "../model/check.js";
import { EDIT_BYTES, EDIT_OPS, EDIT_WIDE_OPS } from "../model/limits.js";

/** @typedef {import("../model/reduce.js").Op} Op */

/** Bytes of an edit around its ops, `upto` included. */
const ENVELOPE_BYTES = 64;

/**
 * Splits ops, in their order, into lists that each fit an edit (SPEC L2). A `restore` gets an edit of its own,
 * because the server refuses the whole edit when there is nothing to restore.
 * @param {readonly Op[]} ops
 * @returns {Op[][]}
 */
export function batchOps(ops) {
  /** @type {Op[][]} */
  const edits = [];
  /** @type {Op[]} */
  let edit = [];
  let bytes = 0;
  let wide = 0;
  for (const op of ops) {
    const size = editBytes(op) + 1;
    const isTooWide = isWide(op) && wide === EDIT_WIDE_OPS;
    const isFull =
      edit.length === EDIT_OPS || bytes + size > EDIT_BYTES - ENVELOPE_BYTES || isTooWide;
    if (edit.length > 0 && (isFull || op.op === "restore" || edit[0]?.op === "restore")) {
      edits.push(edit);
      edit = [];
      bytes = 0;
      wide = 0;
    }
    edit.push(op);
    bytes += size;
    if (isWide(op)) wide += 1;
  }
  if (edit.length > 0) edits.push(edit);
  return edits;
}

/**
 * Rewrites the ops of a closed page's edit for this page, because a page adds shapes under its own tag only (SPEC O8).
 * @param {{tag: string, ops: readonly Op[]}} edit  of the closed page
 * @param {() => string} newId
 * @returns {Op[]}
 */
export function withOwnIds({ tag, ops }, newId) {
  /** New id by old. @type {Map<string, string>} */
  const ids = new Map();
  return ops.map((op) => {
    switch (op.op) {
      case "add": {
        const id = newId();
        ids.set(op.shape.id, id);
        return { ...op, shape: { ...op.shape, id } };
      }
      case "set":
      case "del":
        return { ...op, id: ids.get(op.id) ?? op.id };
      case "split": {
        const pieces = op.pieces.map((piece) => ({ ...piece, id: newId() }));
        op.pieces.forEach((piece, at) => {
          ids.set(piece.id, pieces[at]?.id ?? piece.id);
        });
        return { ...op, id: ids.get(op.id) ?? op.id, pieces };
      }
      case "restore":
        return { ...op, tag: op.tag ?? tag };
      default:
        return op;
    }
  });
}
