/**
 * Keeps the board of this page on disk, so that it opens without a network (SPEC K5): once as a
 * whole, in slices too short to be felt, and then the log as it comes.
 */

import { Board } from "../model/board.js";
import { toWire } from "../model/shape.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./offline_database.js").OfflineDatabase} Device */
/** @typedef {import("./offline_database.js").Tail} Tail */

/** A larger board is not kept: it would push out everything else (characters of JSON). */
export const MAX_SIZE = 8 * 1024 * 1024;

/** After so much log, in edits and in numbers, the board is kept as a whole again. */
const MAX_TAIL = 1000;
const MAX_TAIL_NUMBERS = 500_000;

/** Work at a time, and the pause after it, ms. */
const SLICE_MS = 4;
const PAUSE_MS = 40;

/** A board that was just opened has better things to do, ms. */
const FIRST_DELAY_MS = 2500;

/** The place in a board that a pass has come to. @typedef {{board: Board, head: {seq: number, at: number}, shapes: Shape[], next: number, texts: string[], size: number, frame: string}} Serialization */

export class BoardWriter {
  #key;
  #database;
  #now;
  #startTimer;
  /** @type {Board | null} */
  #board = null;
  /** The log on disk goes on after this seq; null while what is there leads nowhere. @type {number | null} */
  #storedHead = null;
  /** Not on disk yet, in order. @type {{seq: number, edit: LoggedEdit}[]} */
  #unsaved = [];
  /** Log since the board was kept as a whole. */
  #tailEdits = 0;
  #tailNumbers = 0;
  /** @type {Serialization | null} */
  #serialization = null;
  /** Takes the timer back. @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {string} key  of the board
   * @param {{device: Device, now: () => number, startTimer: import("./session_driver.js").StartTimer}} world
   */
  constructor(key, { device, now, startTimer }) {
    this.#key = key;
    this.#database = device;
    this.#now = now;
    this.#startTimer = startTimer;
  }

  /** Another state of the board is shown. @param {Board} board @param {{isKept?: boolean}} [of]  whether it is the one on disk */
  boardReplaced(board, { isKept = false } = {}) {
    this.#endSerialization();
    this.#board = board;
    this.#unsaved = [];
    this.#storedHead = isKept ? board.head : null;
    if (!isKept) this.#schedule(FIRST_DELAY_MS);
  }

  /** @param {number} seq @param {LoggedEdit} edit  that the board has taken */
  editApplied(seq, edit) {
    if (this.#board === null) return;
    this.#unsaved.push({ seq, edit });
    this.#tailEdits += 1;
    for (const op of edit.ops) {
      if (op.op === "add") this.#tailNumbers += op.shape.geometry.points?.length ?? 0;
    }
  }

  /** The log to be written now, null for none. @returns {Tail | null} */
  takeTail() {
    const [first] = this.#unsaved;
    // A pass that is under way takes along what came since it began.
    if (first === undefined || this.#storedHead === null || this.#serialization !== null)
      return null;
    if (first.seq !== this.#storedHead + 1) return null;
    const tail = this.#tail(this.#unsaved.splice(0));
    this.#storedHead = tail?.last ?? null;
    if (this.#tailEdits > MAX_TAIL || this.#tailNumbers > MAX_TAIL_NUMBERS) this.#schedule(0);
    return tail;
  }

  /** From now on nothing more is kept. */
  stop() {
    this.#endSerialization();
    this.#board = null;
  }

  /** @param {number} ms */
  #schedule(ms) {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#startTimer(() => this.#begin(), ms);
  }

  #begin() {
    const board = this.#board;
    if (board === null) return;
    const shapes = [...board.shapes.values()];
    // Whatever is erased meanwhile stays readable.
    for (const shape of shapes) board.pool.retain(shape);
    const pages = [...board.pages].map(([page, paper]) => ({ page, paper }));
    const frame = JSON.stringify({ name: board.name, pages });
    const head = { seq: board.head, at: board.at };
    this.#tailEdits = 0;
    this.#tailNumbers = 0;
    this.#unsaved = [];
    this.#serialization = { board, head, shapes, next: 0, texts: [], size: 0, frame };
    this.#serializeSlice();
  }

  #serializeSlice() {
    const pass = this.#serialization;
    if (pass === null) return;
    const end = this.#now() + SLICE_MS;
    while (pass.next < pass.shapes.length && this.#now() < end) {
      const text = JSON.stringify(
        toWire(/** @type {Shape} */ (pass.shapes[pass.next]), pass.board.pool),
      );
      pass.texts.push(text);
      pass.size += text.length + 1;
      pass.next += 1;
    }
    if (pass.size > MAX_SIZE) this.stop();
    else if (pass.next < pass.shapes.length)
      this.#cancelTimer = this.#startTimer(() => this.#serializeSlice(), PAUSE_MS);
    else this.#write(pass);
  }

  /** @param {Serialization} pass */
  async #write({ head, texts, frame }) {
    this.#endSerialization();
    const { seq, at } = head;
    const tail = this.#tail(this.#unsaved.splice(0));
    this.#storedHead = tail?.last ?? seq;
    const json = `${frame.slice(0, -1)},"shapes":[${texts.join(",")}]}`;
    try {
      await this.#database.storeBoard({ board: this.#key, seq, at, json }, tail);
    } catch (error) {
      console.warn("the board could not be kept", error);
      this.stop();
    }
  }

  #endSerialization() {
    this.#cancelTimer?.();
    const pass = this.#serialization;
    this.#serialization = null;
    for (const shape of pass?.shapes ?? []) pass?.board.pool.release(shape);
  }

  /** @param {{seq: number, edit: LoggedEdit}[]} steps @returns {Tail | null} */
  #tail(steps) {
    const [first, last] = [steps[0], steps.at(-1)];
    if (first === undefined || last === undefined) return null;
    const edits = steps.map(({ edit }) => edit);
    return { board: this.#key, first: first.seq, last: last.seq, edits };
  }
}

/**
 * The board as it is kept, null when there is none.
 * @param {Device} device
 * @param {string} key
 */
export async function readStoredBoard(device, key) {
  const found = await device.storedBoard(key);
  if (found === null) return null;
  const { kept, tails } = found;
  const { seq, at } = kept;
  const board = Board.fromSnapshot({ seq, at, ...JSON.parse(kept.json) });
  for (const { first, edits } of tails) {
    // What is behind a gap leads nowhere.
    if (first > board.head + 1) break;
    for (const edit of edits.slice(board.head + 1 - first)) board.advance(edit, board.head + 1);
  }
  return board;
}
