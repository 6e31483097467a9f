/**
 * How far the log is received, and how far it is applied to the board that is shown.
 *
 * The two differ while the chunks of a snapshot arrive and another board is shown: log is deferred and applied when the new
 * board is complete. Where no board is shown yet, the parts are shown as they arrive, and log is applied to them at once.
 */

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** A place in the log: seq and time of an edit. @typedef {{seq: number, at: number}} Position */
/** @typedef {{seq: number, edit: LoggedEdit}} SequencedEdit */

/** Log edits beyond which a new snapshot is quicker than applying them. */
const MAX_DEFERRED = 20_000;

export class Progress {
  /** Everything up to this position was received. @type {Position} */
  known = { seq: 0, at: 0 };
  /** Head of the server's log by its last heartbeat. */
  serverHead = 0;
  /** Whether any board is shown. */
  hasBoard = false;
  /** `partial` has a manifest and waits for its chunks. @type {"loading" | "failed" | "partial" | "ready"} */
  #stage = "loading";
  #applied = 0;
  /** Whether the board of the manifest is shown while its chunks arrive. */
  showsParts = false;
  /** Whether parts were shown once; after that a shown board stays until another one is complete. */
  #hasShownParts = false;
  /** Log edits applied to the shown parts. */
  #appliedToParts = 0;
  /** Whether a snapshot has skipped log that was never received. */
  #hasSkipped = false;
  /** Whether the position of the next snapshot shows that the order was lost. */
  #checksOrder = false;
  #isOrderLost = false;
  /** @type {SequencedEdit[]} */
  #deferred = [];

  /** Whether there is a position in the log to continue from. */
  get hasPosition() {
    return this.#stage === "partial" || this.#stage === "ready";
  }

  get isReady() {
    return this.#stage === "ready";
  }

  get isPartial() {
    return this.#stage === "partial";
  }

  get hasFailed() {
    return this.#stage === "failed";
  }

  /** Whether the server has announced log that was not received. */
  get isBehind() {
    return this.serverHead > this.known.seq;
  }

  /** Seq of the last edit that was applied. */
  get applied() {
    return this.#applied;
  }

  /** Whether so much log waits for chunks, or must be repeated on late ones, that a new snapshot is quicker. */
  get isOverfull() {
    return this.#deferred.length + this.#appliedToParts > MAX_DEFERRED;
  }

  /** Starts loading a snapshot; the board that is shown stays until it is complete. */
  beginLoading() {
    this.#stage = "loading";
    this.#clearDeferred();
  }

  fail() {
    this.#stage = "failed";
    this.#clearDeferred();
  }

  /** @param {Position} position  of the manifest */
  startFrom({ seq, at }) {
    this.#stage = "partial";
    const { known } = this;
    const regressed = seq < known.seq || (seq === known.seq && at !== known.at);
    if (this.#checksOrder && regressed) this.#isOrderLost = true;
    this.#checksOrder = false;
    this.known = { seq, at };
    this.#hasSkipped = true;
    this.#clearDeferred();
    this.showsParts = !this.hasBoard && !this.#hasShownParts;
    if (!this.showsParts) return;
    this.#hasShownParts = true;
    this.#applied = seq;
  }

  /** The server cannot continue from the known position: the next snapshot shows whether the order was lost. */
  checkOrder() {
    this.#checksOrder = this.hasBoard;
  }

  /** Whether the order was lost since the last call. */
  takeOrderLost() {
    const isLost = this.#isOrderLost;
    this.#isOrderLost = false;
    return isLost;
  }

  /** Whether a snapshot has skipped log since the last call. */
  takeSkipped() {
    const hasSkipped = this.#hasSkipped;
    this.#hasSkipped = false;
    return hasSkipped;
  }

  /** All chunks have arrived. @param {number} seq  of the manifest @returns {SequencedEdit[]}  the deferred log */
  complete(seq) {
    const deferred = this.#deferred;
    this.#stage = "ready";
    this.hasBoard = true;
    if (!this.showsParts) this.#applied = seq;
    this.#clearDeferred();
    return deferred;
  }

  /**
   * Receives a piece of the log; edits that were received before are left out.
   * @param {number} first  seq of its first edit
   * @param {readonly LoggedEdit[]} edits
   * @returns {SequencedEdit[] | null}  those to be applied now; null when log is missing before them
   */
  receive(first, edits) {
    if (first > this.known.seq + 1) return null;
    const sequenced = [];
    for (const edit of edits.slice(this.known.seq + 1 - first)) {
      this.known = { seq: this.known.seq + 1, at: edit.at };
      sequenced.push({ seq: this.known.seq, edit });
    }
    if (this.isReady) return sequenced;
    if (this.showsParts) {
      this.#appliedToParts += sequenced.length;
      return sequenced;
    }
    this.#deferred.push(...sequenced);
    return [];
  }

  /** @param {number} seq */
  advance(seq) {
    this.#applied = seq;
  }

  /** Forgets what waits for chunks. */
  #clearDeferred() {
    this.showsParts = false;
    this.#appliedToParts = 0;
    this.#deferred = [];
  }
}
