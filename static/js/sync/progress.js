/**
 * How far the log is known, and how far the board that is shown has taken it in.
 *
 * The two differ while the chunks of a snapshot are on their way and another board is shown: log
 * that comes meanwhile is held back, and taken in when the new board is complete. Where none is
 * shown yet, the parts are, and take in the log at once.
 */

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** A place in the log: seq and time of an edit. @typedef {{seq: number, at: number}} Position */
/** @typedef {{seq: number, edit: LoggedEdit}} SequencedEdit */

/** Edits that are held back at most. */
const MAX_DEFERRED = 20_000;

export class Progress {
  /** Everything up to here was received. @type {Position} */
  known = { seq: 0, at: 0 };
  /** What the server has at least, as it said itself. */
  serverHead = 0;
  /** Whether any board is shown. */
  hasBoard = false;
  /** `partial` has a manifest and waits for its chunks. @type {"loading" | "failed" | "partial" | "ready"} */
  #stage = "loading";
  #applied = 0;
  /** Whether the board of the manifest is shown while its chunks come. */
  showsParts = false;
  /** It was, once; after that nothing that is shown goes before something else is complete. */
  #hasShownParts = false;
  /** Edits taken in since it is. */
  #appliedToParts = 0;
  /** A snapshot has skipped log that was never seen. */
  #hasSkipped = false;
  /** Told to start from a snapshot: its place shows whether the order was lost. */
  #checksOrder = false;
  #isOrderLost = false;
  /** @type {SequencedEdit[]} */
  #deferred = [];

  /** Whether there is a place in the log to go on from. */
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

  /** Whether the server has more than was received. */
  get isBehind() {
    return this.serverHead > this.known.seq;
  }

  /** Seq of the last edit that the board has taken in. */
  get applied() {
    return this.#applied;
  }

  /** Whether so much waits for the chunks, or would be done to them again, that a new snapshot is quicker. */
  get isOverfull() {
    return this.#deferred.length + this.#appliedToParts > MAX_DEFERRED;
  }

  /** A snapshot is being fetched; the board that is shown stays until it is complete. */
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

  /** What is known leads nowhere on the server: the next snapshot shows why. */
  checkOrder() {
    this.#checksOrder = this.hasBoard;
  }

  /** Whether the order was lost since this was last asked. */
  takeOrderLost() {
    const isLost = this.#isOrderLost;
    this.#isOrderLost = false;
    return isLost;
  }

  /** Whether a snapshot has skipped log since this was last asked. */
  takeSkipped() {
    const hasSkipped = this.#hasSkipped;
    this.#hasSkipped = false;
    return hasSkipped;
  }

  /** All chunks are there. @param {number} seq  of the manifest @returns {SequencedEdit[]} what was held back */
  complete(seq) {
    const held = this.#deferred;
    this.#stage = "ready";
    this.hasBoard = true;
    if (!this.showsParts) this.#applied = seq;
    this.#clearDeferred();
    return held;
  }

  /**
   * Takes in a piece of the log, what is known of it already left out.
   * @param {number} first  seq of its first edit
   * @param {readonly LoggedEdit[]} edits
   * @returns {SequencedEdit[] | null}  what is to be applied now; null when something is missing before it
   */
  receive(first, edits) {
    if (first > this.known.seq + 1) return null;
    const steps = [];
    for (const edit of edits.slice(this.known.seq + 1 - first)) {
      this.known = { seq: this.known.seq + 1, at: edit.at };
      steps.push({ seq: this.known.seq, edit });
    }
    if (this.isReady) return steps;
    if (this.showsParts) {
      this.#appliedToParts += steps.length;
      return steps;
    }
    this.#deferred.push(...steps);
    return [];
  }

  /** @param {number} seq */
  advance(seq) {
    this.#applied = seq;
  }

  /** Nothing waits for chunks any more. */
  #clearDeferred() {
    this.showsParts = false;
    this.#appliedToParts = 0;
    this.#deferred = [];
  }
}
