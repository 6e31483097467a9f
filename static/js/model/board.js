/**
 * A board after the first `head` edits of its log. The twin of `src/board/state.rs`.
 */

import { PointPool } from "./points.js";
import { isCleared, reduceShape, reduceSplit } from "./reduce.js";
import { shapeFromWire } from "./shape.js";

/** @typedef {import("./reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./reduce.js").Op} Op */
/** @typedef {import("./shape.js").Paper} Paper */
/** @typedef {import("./shape.js").Place} Place */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").WireShape} WireShape */
/**
 * What an edit did. `before` has every touched shape as it was, null for one that was not there.
 * @typedef {{put: string[], removed: Shape[], before: Map<string, Shape | null>}} Touched
 */
/**
 * A board as a snapshot has it (SPEC A2), its chunks and delta put together.
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {number} at
 * @property {string} name
 * @property {readonly {page: number, paper: Paper}[]} pages
 * @property {Iterable<WireShape>} shapes
 */

/** What a page has printed on it until somebody chooses. @type {Paper} */
export const FIRST_PAPER = "squares";

export class Board {
  /** Seq of the last edit taken, 0 for none. */
  head = 0;
  /** Time of that edit. */
  at = 0;
  name = "";
  /** Paper by page; the first page is always there (SPEC D10). @type {Map<number, Paper>} */
  pages = new Map([[1, FIRST_PAPER]]);
  /** @type {Map<string, Shape>} */
  shapes = new Map();
  pool = new PointPool();

  /** @param {Snapshot} snapshot */
  static fromSnapshot({ seq, at, name, pages, shapes }) {
    const board = new Board();
    board.head = seq;
    board.at = at;
    board.name = name;
    for (const { page, paper } of pages) board.pages.set(page, paper);
    for (const wire of shapes) board.#put(shapeFromWire(wire, null, board.pool));
    return board;
  }

  /**
   * Takes the next edit of the log. The points of what it removes stay readable until the next
   * edit.
   * @param {LoggedEdit} edit
   * @param {number} seq  always `head` + 1 (SPEC O1)
   * @returns {Touched}
   */
  advance(edit, seq) {
    if (seq !== this.head + 1) throw new Error(`edit ${seq} does not follow ${this.head}`);
    this.pool.sweep();
    /** @type {Touched} */
    const touched = { put: [], removed: [], before: new Map() };
    edit.ops.forEach((op, index) => {
      this.#apply(op, { author: edit.author, seq, index }, touched);
    });
    this.head = seq;
    this.at = edit.at;
    return touched;
  }

  /** @param {Op} op @param {Place} place @param {Touched} touched */
  #apply(op, place, touched) {
    switch (op.op) {
      case "add":
      case "set":
      case "del": {
        const id = op.op === "add" ? op.shape.id : op.id;
        const old = this.shapes.get(id) ?? null;
        this.#replace(id, reduceShape(old, op, place, this.pool), touched);
        break;
      }
      case "split": {
        const source = this.shapes.get(op.id) ?? null;
        if (source === null) break;
        for (const { id } of op.pieces) {
          const old = this.shapes.get(id) ?? null;
          this.#replace(id, reduceSplit(id, old, source, op, this.pool), touched);
        }
        this.#replace(op.id, null, touched);
        break;
      }
      case "clear": {
        const gone = [...this.shapes.values()].filter((shape) =>
          isCleared(shape, op, place.author),
        );
        for (const shape of gone) this.#replace(shape.id, null, touched);
        break;
      }
      case "restore":
        for (const wire of op.shapes ?? []) {
          if (this.shapes.has(wire.id)) continue;
          this.#replace(wire.id, shapeFromWire(wire, null, this.pool), touched);
        }
        break;
      case "board":
        this.name = op.name;
        break;
      case "page":
        this.pages.set(op.page, op.paper);
        break;
    }
  }

  /** @param {string} id @param {Shape | null} shape @param {Touched} touched */
  #replace(id, shape, touched) {
    const old = this.shapes.get(id) ?? null;
    if (shape === old) return;
    if (!touched.before.has(id)) touched.before.set(id, old);
    if (shape !== null) {
      touched.put.push(id);
      this.#put(shape);
    } else if (old !== null) {
      touched.removed.push(old);
      this.shapes.delete(id);
    }
    if (old !== null) this.pool.release(old);
  }

  /** @param {Shape} shape */
  #put(shape) {
    this.pool.retain(shape);
    this.shapes.set(shape.id, shape);
  }
}
