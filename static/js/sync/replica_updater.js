/**
 * Applies what the session decides to the replica: edits of the log, and what becomes of pending edits.
 *
 * A board on which an edit has thrown may hold half of that edit. It stays on the screen, but nothing more is applied to it
 * until a board loaded from the server replaces it.
 */

import { guarded, report } from "../platform/signal.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */

export class ReplicaUpdater {
  #replica;
  #ownTag;
  /** @type {Board | null} */
  #failedBoard = null;
  #hasNewFailure = false;
  /** Edits that were not applied to the failed board; its replacement has them. @type {LoggedEdit[]} */
  #skipped = [];

  /** @param {Replica} replica @param {string} ownTag  of this page */
  constructor(replica, ownTag) {
    this.#replica = replica;
    this.#ownTag = ownTag;
  }

  /**
   * Applies one edit of the log, unless the board has failed.
   * @param {LoggedEdit} edit
   * @param {number} seq
   * @returns {number | null}  how many shapes it removed; null when it was not applied
   */
  apply(edit, seq) {
    this.settle();
    if (this.#failedBoard === null) {
      try {
        return this.#replica.advance(edit, seq);
      } catch (error) {
        report(error);
        this.fail();
      }
    }
    this.#skipped.push(edit);
    return null;
  }

  /** Shows a new edit of this page. @param {Pick<PendingEdit, "tag" | "n" | "ops">} edit */
  addPending(edit) {
    if (!guarded(() => this.#replica.addPending(edit))) this.fail();
  }

  /** @param {import("./submissions.js").EditName} edit */
  dropPending({ tag, n }) {
    this.#replica.dropPending(tag, n);
  }

  /** Shows edits as pending again. @param {readonly PendingEdit[]} edits */
  restorePending(edits) {
    insertPending(this.#replica, edits, this.#ownTag);
  }

  /**
   * Drops those of uncertain edits that the board shows to be stored.
   * @param {readonly PendingEdit[]} edits
   * @returns {PendingEdit[]}  those that are not stored
   */
  resolveUncertain(edits) {
    const { missing, stored } = splitUncertain(this.#replica.board, edits);
    for (const edit of stored) this.dropPending(edit);
    return missing;
  }

  /** Marks the board that is shown as failed. */
  fail() {
    this.#hasNewFailure = this.#hasNewFailure || this.#failedBoard !== this.#replica.board;
    this.#failedBoard = this.#replica.board;
  }

  /** Whether a board has failed since the last call. */
  takeFailure() {
    const hasNewFailure = this.#hasNewFailure;
    this.#hasNewFailure = false;
    return hasNewFailure;
  }

  /** Once another board has replaced the failed one, drops pending edits that were skipped: that board has them. */
  settle() {
    if (this.#failedBoard === null || this.#failedBoard === this.#replica.board) return;
    this.#failedBoard = null;
    for (const edit of this.#skipped.splice(0)) this.dropPending(edit);
  }
}

/**
 * Shows edits that are older than the pending ones: leftovers of other pages before this page's own edits, and within a tag
 * in the order of their numbers.
 * @param {Replica} replica
 * @param {readonly PendingEdit[]} edits
 * @param {string} ownTag  of this page
 */
export function insertPending(replica, edits, ownTag) {
  const younger = [...replica.pending];
  for (const { tag } of younger) replica.dropPendingUpTo(tag, Number.MAX_SAFE_INTEGER);
  const tags = [...new Set([...younger, ...edits].map(({ tag }) => tag)), ownTag];
  const rank = new Map(tags.map((tag, at) => [tag, tag === ownTag ? tags.length : at]));
  const rankOf = (/** @type {{tag: string}} */ { tag }) => rank.get(tag) ?? 0;
  const inserted = edits.map(({ tag, n, ops }) => ({ tag, n, ops }));
  const all = [...younger, ...inserted].sort((a, b) => rankOf(a) - rankOf(b) || a.n - b.n);
  for (const edit of all) replica.addPending(edit);
}

/**
 * Splits edits that were decided while their log was skipped. The board shows whether added shapes are there; an edit that
 * only changed shapes counts as stored, as nearly all edits are.
 * @param {Board} board
 * @param {readonly PendingEdit[]} edits
 * @returns {{missing: PendingEdit[], stored: PendingEdit[]}}
 */
function splitUncertain(board, edits) {
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
