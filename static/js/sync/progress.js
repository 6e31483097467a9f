/**
 * How far the log is known, and how far the board that is shown has taken it in.
 *
 * The two differ while the chunks of a snapshot are on their way and another board is shown: log
 * that comes meanwhile is held back, and taken in when the new board is complete. Where none is
 * shown yet, the parts are, and take in the log at once.
 */

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** A place in the log: seq and time of an edit. @typedef {{seq: number, at: number}} Position */
/** @typedef {{seq: number, edit: LoggedEdit}} Step */

/** Edits that are held back at most. */
const MAX_HELD = 20_000;

export class Progress {
  /** Everything up to here was received. @type {Position} */
  known = { seq: 0, at: 0 };
  /** What the server has at least, as it said itself. */
  promised = 0;
  /** Whether any board is shown. */
  hasBoard = false;
  /** `partial` has a manifest and waits for its chunks. @type {"loading" | "failed" | "partial" | "ready"} */
  #stage = "loading";
  #applied = 0;
  /** Whether the board of the manifest is shown while its chunks come. */
  isOpen = false;
  /** It was, once; after that nothing that is shown goes before something else is complete. */
  #wasOpen = false;
  /** Edits taken in since it is. */
  #taken = 0;
  /** A snapshot has skipped log that was never seen. */
  #hasSkipped = false;
  /** Told to start from a snapshot: its place shows whether the order was lost. */
  #doubtsOrder = false;
  #orderLost = false;
  /** @type {Step[]} */
  #held = [];

  /** Whether there is a place in the log to go on from. */
  get isPlaced() {
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
    return this.promised > this.known.seq;
  }

  /** Seq of the last edit that the board has taken in. */
  get applied() {
    return this.#applied;
  }

  /** Whether so much waits for the chunks, or would be done to them again, that a new snapshot is quicker. */
  get isOverfull() {
    return this.#held.length + this.#taken > MAX_HELD;
  }

  /** A snapshot is being fetched; the board that is shown stays until it is complete. */
  beginLoading() {
    this.#stage = "loading";
    this.#close();
  }

  fail() {
    this.#stage = "failed";
    this.#close();
  }

  /** @param {Position} position  of the manifest */
  place({ seq, at }) {
    this.#stage = "partial";
    const { known } = this;
    const regressed = seq < known.seq || (seq === known.seq && at !== known.at);
    if (this.#doubtsOrder && regressed) this.#orderLost = true;
    this.#doubtsOrder = false;
    this.known = { seq, at };
    this.#hasSkipped = true;
    this.#close();
    this.isOpen = !this.hasBoard && !this.#wasOpen;
    if (!this.isOpen) return;
    this.#wasOpen = true;
    this.#applied = seq;
  }

  /** What is known leads nowhere on the server: the next snapshot shows why. */
  doubt() {
    this.#doubtsOrder = this.hasBoard;
  }

  /** Whether the order was lost since this was last asked. */
  takeLost() {
    const isLost = this.#orderLost;
    this.#orderLost = false;
    return isLost;
  }

  /** Whether a snapshot has skipped log since this was last asked. */
  takeSkipped() {
    const hasSkipped = this.#hasSkipped;
    this.#hasSkipped = false;
    return hasSkipped;
  }

  /** All chunks are there. @param {number} seq  of the manifest @returns {Step[]} what was held back */
  complete(seq) {
    const held = this.#held;
    this.#stage = "ready";
    this.hasBoard = true;
    if (!this.isOpen) this.#applied = seq;
    this.#close();
    return held;
  }

  /**
   * Takes in a piece of the log, what is known of it already left out.
   * @param {number} first  seq of its first edit
   * @param {readonly LoggedEdit[]} edits
   * @returns {Step[] | null}  what is to be applied now; null when something is missing before it
   */
  receive(first, edits) {
    if (first > this.known.seq + 1) return null;
    const steps = [];
    for (const edit of edits.slice(this.known.seq + 1 - first)) {
      this.known = { seq: this.known.seq + 1, at: edit.at };
      steps.push({ seq: this.known.seq, edit });
    }
    if (this.isReady) return steps;
    if (this.isOpen) {
      this.#taken += steps.length;
      return steps;
    }
    this.#held.push(...steps);
    return [];
  }

  /** @param {number} seq */
  advance(seq) {
    this.#applied = seq;
  }

  /** Nothing waits for chunks any more. */
  #close() {
    this.isOpen = false;
    this.#taken = 0;
    this.#held = [];
  }
}
