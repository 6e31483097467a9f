/**
 * What one gesture did may be too much for one edit (SPEC L2); then it is several.
 */

import { editBytes, isWide } from "../model/check.js";
import { EDIT_BYTES, EDIT_OPS, EDIT_WIDE_OPS } from "../model/limits.js";

/** @typedef {import("../model/reduce.js").Op} Op */

/** Bytes of an edit around its ops, `upto` included. */
const ENVELOPE_BYTES = 64;

/**
 * The ops in their order, in lists that fit an edit each. A `restore` stands alone: it is refused
 * when there is nothing to bring back, and must not take others with it.
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
