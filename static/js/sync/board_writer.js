/**
 * Stores the board of this page, so that it opens offline (SPEC K5): first as a whole, serialized in slices of 4 ms, and then
 * the log as it arrives.
 */

import { Board } from "../model/board.js";
import { pageToWire } from "../model/pages.js";
import { toWire } from "../model/shape.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./offline_database.js").OfflineDatabase} OfflineDatabase */
/** @typedef {import("./offline_database.js").Tail} Tail */

/** A larger board is not stored: it would evict everything else (characters of JSON). */
export const MAX_SIZE = 8 * 1024 * 1024;

/** After this much log, in edits and in numbers of their points, the board is stored as a whole again. */
const MAX_TAIL = 1000;
const MAX_TAIL_NUMBERS = 500_000;

/** Length of a slice, and the pause after it. */
const SLICE_MS = 4;
const PAUSE_MS = 40;

/** Delay after a board was opened, when the page has more urgent work. */
const FIRST_DELAY_MS = 2500;

/** A serialization in progress; `next` is the index of its next shape. @typedef {{board: Board, head: {seq: number, at: number}, shapes: Shape[], next: number, texts: string[], size: number, header: string}} Serialization */

export class BoardWriter {
  #key;
  #database;
  #now;
  #startTimer;
  /** @type {Board | null} */
  #board = null;
  /** Seq up to which the board is stored; null while the stored one cannot be continued. @type {number | null} */
  #storedHead = null;
  /** Log that is not stored yet. @type {{seq: number, edit: LoggedEdit}[]} */
  #unsaved = [];
  /** Length of the log since the board was stored as a whole. */
  #tailEdits = 0;
  #tailNumbers = 0;
  /** @type {Serialization | null} */
  #serialization = null;
  /** @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {string} key  of the board
   * @param {{database: OfflineDatabase, now: () => number, startTimer: import("./session_driver.js").StartTimer}} environment
   */
  constructor(key, { database, now, startTimer }) {
    this.#key = key;
    this.#database = database;
    this.#now = now;
    this.#startTimer = startTimer;
  }

  /** Another board is shown. @param {Board} board @param {{isStored?: boolean}} [options]  `isStored`: it is the stored one */
  boardReplaced(board, { isStored = false } = {}) {
    this.#endSerialization();
    this.#board = board;
    this.#unsaved = [];
    this.#storedHead = isStored ? board.head : null;
    if (!isStored) this.#schedule(FIRST_DELAY_MS);
  }

  /** An edit was applied to the board. @param {number} seq @param {LoggedEdit} edit */
  editApplied(seq, edit) {
    if (this.#board === null) return;
    this.#unsaved.push({ seq, edit });
    this.#tailEdits += 1;
    for (const op of edit.ops) this.#tailNumbers += numbersOf(op);
  }

  /** Removes and returns the log to be written now, null for none. @returns {Tail | null} */
  takeTail() {
    const [first] = this.#unsaved;
    // A running serialization writes the log since its start.
    if (first === undefined || this.#storedHead === null || this.#serialization !== null)
      return null;
    if (first.seq !== this.#storedHead + 1) return null;
    const tail = this.#tail(this.#unsaved.splice(0));
    this.#storedHead = tail?.last ?? null;
    if (this.#tailEdits > MAX_TAIL || this.#tailNumbers > MAX_TAIL_NUMBERS) this.#schedule(0);
    return tail;
  }

  /** Stops storing. */
  stop() {
    this.#endSerialization();
    this.#board = null;
  }

  /** Stops, and deletes the stored board. */
  async forget() {
    this.stop();
    this.#storedHead = null;
    await this.#database.deleteBoard(this.#key);
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
    // Shapes that are erased meanwhile stay readable.
    for (const shape of shapes) board.pool.retain(shape);
    const pages = [...board.pages.values()].map(pageToWire);
    const header = JSON.stringify({ name: board.name, pages });
    const head = { seq: board.head, at: board.at };
    this.#tailEdits = 0;
    this.#tailNumbers = 0;
    this.#unsaved = [];
    this.#serialization = { board, head, shapes, next: 0, texts: [], size: 0, header };
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
  async #write({ head, texts, header }) {
    this.#endSerialization();
    const { seq, at } = head;
    const tail = this.#tail(this.#unsaved.splice(0));
    this.#storedHead = tail?.last ?? seq;
    const json = `${header.slice(0, -1)},"shapes":[${texts.join(",")}]}`;
    try {
      await this.#database.storeBoard({ board: this.#key, seq, at, json }, tail);
    } catch (error) {
      console.warn("the board could not be stored", error);
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
 * Reads the stored board, null when there is none.
 * @param {OfflineDatabase} database
 * @param {string} key
 */
export async function readStoredBoard(database, key) {
  const found = await database.storedBoard(key);
  if (found === null) return null;
  const { stored, tails } = found;
  const { seq, at } = stored;
  const board = Board.fromSnapshot({ seq, at, ...JSON.parse(stored.json) });
  for (const { first, edits } of tails) {
    // Log after a gap cannot be applied.
    if (first > board.head + 1) break;
    for (const edit of edits.slice(board.head + 1 - first)) board.advance(edit, board.head + 1);
  }
  return board;
}

/** The numbers in the points that an op writes. @param {import("../model/reduce.js").Op} op */
function numbersOf(op) {
  const isList = op.op === "restore" || op.op === "bring";
  const written = op.op === "add" ? [op.shape] : op.op === "set" ? [op] : isList ? op.shapes : [];
  return (written ?? []).reduce((sum, { geometry }) => sum + (geometry?.points?.length ?? 0), 0);
}
