/**
 * Collects the areas to repaint after changes of the board, and whether a new shape on top is the only change there.
 */

import { intersects, union } from "../model/box.js";
import { looksEqual } from "./looks_equal.js";
import { paintedBox } from "./paint.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** A changed box of units; `over` is set when that new shape is the only change. @typedef {{page: number, box: Box, over: Shape | null}} DamagedArea */

/** Separate areas; beyond it those of a page are joined into one. */
const MAX_AREAS = 200;

/** Whether any change may paint into a box of a page. @param {readonly Change[]} changes @param {number} page @param {Box} box */
export function paintsIn(changes, page, box) {
  const isThere = (/** @type {Shape | null} */ shape) =>
    shape !== null && shape.page === page && intersects(paintedBox(shape), box);
  return changes.some(({ before, after }) => isThere(before) || isThere(after));
}

export class BoardDamage {
  #board;
  /** @type {DamagedArea[]} */
  #single = [];
  /** The box around all areas of a page with too many. @type {Map<number, Box>} */
  #wide = new Map();
  /** Number of areas where something existed before. */
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

  /** Whether there is nothing to repaint. */
  get isEmpty() {
    return this.#single.length === 0 && this.#wide.size === 0;
  }

  /** Whether so much of the existing picture changes that showing it tile by tile would be visible. */
  get altersMany() {
    return this.#altered > MAX_AREAS;
  }

  /** Adds changes; the points of removed shapes must still be readable. @param {readonly Change[]} changes */
  change(changes) {
    for (const { before, after } of changes) {
      if (before !== null && after !== null && this.#looksUnchanged(before, after)) continue;
      if (before !== null) this.#add({ page: before.page, box: paintedBox(before), over: null });
      if (after === null) continue;
      const over = before === null ? after : null;
      this.#add({ page: after.page, box: paintedBox(after), over });
    }
  }

  /** Sets the visibilities and adds the shapes for which they changed. Returns whether any did. @param {ReadonlyMap<string, Visibility>} visibilities */
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

  /** Adds shapes whose record is the same but whose paint changed. @param {readonly Shape[]} shapes */
  markChanged(shapes) {
    for (const shape of shapes) {
      this.#add({ page: shape.page, box: paintedBox(shape), over: null });
    }
  }

  /** Drops all areas, because everything is repainted. */
  clear() {
    this.#single = [];
    this.#wide.clear();
    this.#altered = 0;
  }

  /** Removes and returns all areas. @returns {DamagedArea[]} */
  takeAll() {
    const wide = [...this.#wide].map(([page, box]) => ({ page, box, over: null }));
    const all = [...this.#single.map((damaged) => this.#verified(damaged)), ...wide];
    this.clear();
    return all;
  }

  /** Whether a change has no visible effect, as when a pending shape is confirmed: it was on top and still is. @param {Shape} before @param {Shape} after */
  #looksUnchanged(before, after) {
    if (after.z > before.z || !looksEqual(before, after, this.#board.pool)) return false;
    return after.z === before.z || this.#board.isUppermost(after);
  }

  /** @param {DamagedArea} damaged */
  #add(damaged) {
    if (damaged.over === null) this.#altered += 1;
    const wide = this.#wide.get(damaged.page);
    if (wide !== undefined) this.#wide.set(damaged.page, union(wide, damaged.box));
    else if (this.#single.length < MAX_AREAS) this.#single.push(damaged);
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

  /** Removes `over` from an area unless the new shape still exists and lies on top. @param {DamagedArea} damaged @returns {DamagedArea} */
  #verified(damaged) {
    const { over } = damaged;
    if (over === null) return damaged;
    const isThere = this.#board.shape(over.id) === over && !this.#visibilities.has(over.id);
    return isThere && this.#board.isUppermost(over) ? damaged : { ...damaged, over: null };
  }
}
