/**
 * What has to be painted again after changes of the board: where, and whether a shape on top is all.
 */

import { union } from "../model/box.js";
import { looksEqual } from "./looks_equal.js";
import { paintedBox } from "./paint.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** A box of units that looks otherwise; `over` if only because that shape is new. @typedef {{page: number, box: Box, over: Shape | null}} DamagedArea */

/** More marks of a page than this become one. */
const MAX_MARKS = 200;

export class BoardDamage {
  #board;
  /** @type {DamagedArea[]} */
  #single = [];
  /** Around all marks of a page that has too many. @type {Map<number, Box>} */
  #wide = new Map();
  /** Marks of what was there before. */
  #altered = 0;
  /** @type {ReadonlyMap<string, Visibility>} */
  #visibilities = new Map();

  /** @param {Replica} board */
  constructor(board) {
    this.#board = board;
  }

  get visibilities() {
    return this.#visibilities;
  }

  /** Whether nothing has to be painted again. */
  get isEmpty() {
    return this.#single.length === 0 && this.#wide.size === 0;
  }

  /** Whether so much that was there looks otherwise that one would see how it comes bit by bit. */
  get altersMany() {
    return this.#altered > MAX_MARKS;
  }

  /** To be called while the points of what is gone can be read. @param {readonly Change[]} changes */
  change(changes) {
    for (const { before, after } of changes) {
      if (before !== null && after !== null && this.#looksUnchanged(before, after)) continue;
      if (before !== null) this.#add({ page: before.page, box: paintedBox(before), over: null });
      if (after === null) continue;
      const over = before === null ? after : null;
      this.#add({ page: after.page, box: paintedBox(after), over });
    }
  }

  /** Returns whether they are others than before. @param {ReadonlyMap<string, Visibility>} visibilities */
  setVisibility(visibilities) {
    const before = this.#visibilities;
    if (visibilities === before) return false;
    this.#visibilities = visibilities;
    const changed = new Set();
    for (const [id, visibility] of before) if (visibilities.get(id) !== visibility) changed.add(id);
    for (const [id, visibility] of visibilities) if (before.get(id) !== visibility) changed.add(id);
    this.markChanged([...changed].flatMap((id) => this.#board.shape(id) ?? []));
    return changed.size > 0;
  }

  /** These look otherwise, though they are as they were. @param {readonly Shape[]} shapes */
  markChanged(shapes) {
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

  /** All marks; they are forgotten. @returns {DamagedArea[]} */
  takeAll() {
    const wide = [...this.#wide].map(([page, box]) => ({ page, box, over: null }));
    const all = [...this.#single.map((damaged) => this.#verified(damaged)), ...wide];
    this.clear();
    return all;
  }

  /** A confirmed shape looks as it did while it was pending, and it was on top then. @param {Shape} before @param {Shape} after */
  #looksUnchanged(before, after) {
    if (after.z > before.z || !looksEqual(before, after, this.#board.pool)) return false;
    return after.z === before.z || this.#board.isUppermost(after);
  }

  /** @param {DamagedArea} damaged */
  #add(damaged) {
    if (damaged.over === null) this.#altered += 1;
    const wide = this.#wide.get(damaged.page);
    if (wide !== undefined) this.#wide.set(damaged.page, union(wide, damaged.box));
    else if (this.#single.length < MAX_MARKS) this.#single.push(damaged);
    else this.#widen(damaged);
  }

  /** @param {DamagedArea} damaged */
  #widen({ page, box }) {
    const own = this.#single.filter((damaged) => damaged.page === page);
    this.#single = this.#single.filter((damaged) => damaged.page !== page);
    this.#wide.set(
      page,
      own.reduce((all, damaged) => union(all, damaged.box), box),
    );
  }

  /** A new shape covers what is there only if it still is there, and on top. @param {DamagedArea} damaged @returns {DamagedArea} */
  #verified(damaged) {
    const { over } = damaged;
    if (over === null) return damaged;
    const isThere = this.#board.shape(over.id) === over && !this.#visibilities.has(over.id);
    return isThere && this.#board.isUppermost(over) ? damaged : { ...damaged, over: null };
  }
}
