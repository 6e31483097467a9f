/**
 * Does to the board of this page what the log says. A board that has failed once is not trusted any more: it is shown as it
 * is, and takes nothing more in, until the server's board has taken its place.
 */

import { report } from "./signal.js";

/** @typedef {import("../model/board.js").Board} Board */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/replica.js").Replica} Replica */

export class LogApplier {
  #replica;
  /** The board that has failed. @type {Board | null} */
  #failed = null;
  #isNews = false;
  /** Edits that it has not taken in; the next board has them. @type {LoggedEdit[]} */
  #skipped = [];

  /** @param {Replica} replica */
  constructor(replica) {
    this.#replica = replica;
  }

  /**
   * @param {LoggedEdit} edit
   * @param {number} seq
   * @returns {number | null}  how many shapes it took off the board; null when the board has failed
   */
  apply(edit, seq) {
    this.settle();
    if (this.#failed === null) {
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

  /** The board that is shown may not be what it should be. */
  fail() {
    this.#isNews = this.#isNews || this.#failed !== this.#replica.board;
    this.#failed = this.#replica.board;
  }

  /** Whether a board has failed since this was last asked. */
  takeFailure() {
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews;
  }

  /** Where another board has taken the place of the failed one, that has what was skipped. */
  settle() {
    if (this.#failed === null || this.#failed === this.#replica.board) return;
    this.#failed = null;
    for (const { tag, n } of this.#skipped.splice(0)) this.#replica.dropPending(tag, n);
  }
}
