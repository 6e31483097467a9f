/**
 * Applies the log to the board of this page. A board on which an edit has thrown may hold half of that edit: it stays on the
 * screen, but nothing more is applied to it until a board fetched from the server replaces it.
 */

import { report } from "../platform/signal.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */

export class LogApplier {
  #replica;
  /** The board that has failed. @type {Board | null} */
  #failedBoard = null;
  #hasNewFailure = false;
  /** Edits that were not applied to it; the next board has them. @type {LoggedEdit[]} */
  #skipped = [];

  /** @param {Replica} replica */
  constructor(replica) {
    this.#replica = replica;
  }

  /**
   * Applies one edit, unless the board has failed.
   * @param {LoggedEdit} edit
   * @param {number} seq
   * @returns {number | null}  how many shapes it took off the board; null when it was not applied
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

  /** Marks the board that is shown as failed. */
  fail() {
    this.#hasNewFailure = this.#hasNewFailure || this.#failedBoard !== this.#replica.board;
    this.#failedBoard = this.#replica.board;
  }

  /** Whether a board has failed since this was last asked. */
  takeFailure() {
    const isNews = this.#hasNewFailure;
    this.#hasNewFailure = false;
    return isNews;
  }

  /** Once another board has replaced the failed one, drops pending edits that were skipped: that board has them. */
  settle() {
    if (this.#failedBoard === null || this.#failedBoard === this.#replica.board) return;
    this.#failedBoard = null;
    for (const { tag, n } of this.#skipped.splice(0)) this.#replica.dropPending(tag, n);
  }
}
