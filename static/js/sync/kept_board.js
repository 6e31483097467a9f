/**
 * Keeps the board of this page on disk, so that it opens without a network (SPEC K5): once as a
 * whole, in slices too short to be felt, and then the log as it comes.
 */

import { Board } from "../model/board.js";
import { toWire } from "../model/shape.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./device.js").Tail} Tail */

/** A larger board is not kept: it would push out everything else (characters of JSON). */
export const MAX_SIZE = 8 * 1024 * 1024;

/** After so much log, in edits and in numbers, the board is kept as a whole again. */
const MAX_TAIL = 1000;
const MAX_NUMBERS = 500_000;

/** Work at a time, and the pause after it, ms. */
const SLICE_MS = 4;
const PAUSE_MS = 40;

/** A board that was just opened has better things to do, ms. */
const FIRST_MS = 2500;

/** The place in a board that a pass has come to. @typedef {{board: Board, head: {seq: number, at: number}, shapes: Shape[], next: number, texts: string[], size: number, frame: string}} Pass */

export class BoardKeeper {
  #key;
  #device;
  #now;
  #later;
  /** @type {Board | null} */
  #board = null;
  /** The log on disk goes on after this seq; null while what is there leads nowhere. @type {number | null} */
  #reached = null;
  /** Not on disk yet, in order. @type {{seq: number, edit: LoggedEdit}[]} */
  #fresh = [];
  /** Log since the board was kept as a whole. */
  #length = 0;
  #numbers = 0;
  /** @type {Pass | null} */
  #pass = null;
  /** Takes the timer back. @type {(() => void) | null} */
  #cancel = null;

  /**
   * @param {string} key  of the board
   * @param {{device: Device, now: () => number, later: import("./connection.js").Later}} world
   */
  constructor(key, { device, now, later }) {
    this.#key = key;
    this.#device = device;
    this.#now = now;
    this.#later = later;
  }

  /** Another state of the board is shown. @param {Board} board @param {{isKept?: boolean}} [of]  whether it is the one on disk */
  shown(board, { isKept = false } = {}) {
    this.#endPass();
    this.#board = board;
    this.#fresh = [];
    this.#reached = isKept ? board.head : null;
    if (!isKept) this.#schedule(FIRST_MS);
  }

  /** @param {number} seq @param {LoggedEdit} edit  that the board has taken */
  logged(seq, edit) {
    if (this.#board === null) return;
    this.#fresh.push({ seq, edit });
    this.#length += 1;
    for (const op of edit.ops) {
      if (op.op === "add") this.#numbers += op.shape.geometry.points?.length ?? 0;
    }
  }

  /** The log to be written now, null for none. @returns {Tail | null} */
  takeTail() {
    const [first] = this.#fresh;
    // A pass that is under way takes along what came since it began.
    if (first === undefined || this.#reached === null || this.#pass !== null) return null;
    if (first.seq !== this.#reached + 1) return null;
    const tail = this.#tail(this.#fresh.splice(0));
    this.#reached = tail?.last ?? null;
    if (this.#length > MAX_TAIL || this.#numbers > MAX_NUMBERS) this.#schedule(0);
    return tail;
  }

  /** From now on nothing more is kept. */
  stop() {
    this.#endPass();
    this.#board = null;
  }

  /** @param {number} ms */
  #schedule(ms) {
    this.#cancel?.();
    this.#cancel = this.#later(() => this.#begin(), ms);
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
    this.#length = 0;
    this.#numbers = 0;
    this.#fresh = [];
    this.#pass = { board, head, shapes, next: 0, texts: [], size: 0, frame };
    this.#slice();
  }

  #slice() {
    const pass = this.#pass;
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
      this.#cancel = this.#later(() => this.#slice(), PAUSE_MS);
    else this.#write(pass);
  }

  /** @param {Pass} pass */
  async #write({ head, texts, frame }) {
    this.#endPass();
    const { seq, at } = head;
    const tail = this.#tail(this.#fresh.splice(0));
    this.#reached = tail?.last ?? seq;
    const json = `${frame.slice(0, -1)},"shapes":[${texts.join(",")}]}`;
    try {
      await this.#device.keepBoard({ board: this.#key, seq, at, json }, tail);
    } catch (error) {
      console.warn("the board could not be kept", error);
      this.stop();
    }
  }

  #endPass() {
    this.#cancel?.();
    const pass = this.#pass;
    this.#pass = null;
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
export async function readKeptBoard(device, key) {
  const found = await device.keptBoard(key);
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
