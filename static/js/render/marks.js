/**
 * What has to be painted again after changes of the board: where, and whether a shape on top is all.
 */

import { union } from "../model/box.js";
import { paintedBox } from "./paint.js";
import { sameLook } from "./same_look.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_painter.js").Veil} Veil */
/** A box of units that looks otherwise; `over` if only because that shape is new. @typedef {{page: number, box: Box, over: Shape | null}} Mark */

/** More marks of a page than this become one. */
const MOST_MARKS = 200;

export class Marks {
  #board;
  /** @type {Mark[]} */
  #single = [];
  /** Around all marks of a page that has too many. @type {Map<number, Box>} */
  #wide = new Map();
  /** Marks of what was there before. */
  #altered = 0;
  /** @type {ReadonlyMap<string, Veil>} */
  #veils = new Map();

  /** @param {Replica} board */
  constructor(board) {
    this.#board = board;
  }

  get veils() {
    return this.#veils;
  }

  /** Whether nothing has to be painted again. */
  get isEmpty() {
    return this.#single.length === 0 && this.#wide.size === 0;
  }

  /** Whether so much that was there looks otherwise that one would see how it comes bit by bit. */
  get altersMany() {
    return this.#altered > MOST_MARKS;
  }

  /** To be called while the points of what is gone can be read. @param {readonly Change[]} changes */
  change(changes) {
    for (const { before, after } of changes) {
      if (before !== null && after !== null && this.#only(before, after)) continue;
      if (before !== null) this.#add({ page: before.page, box: paintedBox(before), over: null });
      if (after === null) continue;
      const over = before === null ? after : null;
      this.#add({ page: after.page, box: paintedBox(after), over });
    }
  }

  /** Returns whether they are others than before. @param {ReadonlyMap<string, Veil>} veils */
  veil(veils) {
    const before = this.#veils;
    if (veils === before) return false;
    this.#veils = veils;
    const changed = new Set();
    for (const [id, veil] of before) if (veils.get(id) !== veil) changed.add(id);
    for (const [id, veil] of veils) if (before.get(id) !== veil) changed.add(id);
    this.touch([...changed].flatMap((id) => this.#board.shape(id) ?? []));
    return changed.size > 0;
  }

  /** These look otherwise, though they are as they were. @param {readonly Shape[]} shapes */
  touch(shapes) {
    for (const shape of shapes) {
      this.#add({ page: shape.page, box: paintedBox(shape), over: null });
    }
  }

  /** Everything is painted anew anyway. */
  clear() {
    this.#single = [];
    this.#wide.clear();
    this.#altered = 0;
  }

  /** All marks; they are forgotten. @returns {Mark[]} */
  takeAll() {
    const wide = [...this.#wide].map(([page, box]) => ({ page, box, over: null }));
    const all = [...this.#single.map((mark) => this.#checked(mark)), ...wide];
    this.clear();
    return all;
  }

  /** A confirmed shape looks as it did while it was pending, and it was on top then. @param {Shape} before @param {Shape} after */
  #only(before, after) {
    if (after.z > before.z || !sameLook(before, after, this.#board.pool)) return false;
    return after.z === before.z || this.#board.isUppermost(after);
  }

  /** @param {Mark} mark */
  #add(mark) {
    if (mark.over === null) this.#altered += 1;
    const wide = this.#wide.get(mark.page);
    if (wide !== undefined) this.#wide.set(mark.page, union(wide, mark.box));
    else if (this.#single.length < MOST_MARKS) this.#single.push(mark);
    else this.#widen(mark);
  }

  /** @param {Mark} mark */
  #widen({ page, box }) {
    const own = this.#single.filter((mark) => mark.page === page);
    this.#single = this.#single.filter((mark) => mark.page !== page);
    this.#wide.set(
      page,
      own.reduce((all, mark) => union(all, mark.box), box),
    );
  }

  /** A new shape covers what is there only if it still is there, and on top. @param {Mark} mark @returns {Mark} */
  #checked(mark) {
    const { over } = mark;
    if (over === null) return mark;
    const isThere = this.#board.shape(over.id) === over && !this.#veils.has(over.id);
    return isThere && this.#board.isUppermost(over) ? mark : { ...mark, over: null };
  }
}
