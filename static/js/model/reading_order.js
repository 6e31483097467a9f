/**
 * The order in which a page is read: rows from top to bottom, and each from left to right. Keyboard and lists share it.
 */

import { compareIds } from "./shape.js";

/** @typedef {import("./shape.js").Shape} Shape */
/** The shapes whose top edge is in one row; sorted when they are read. @typedef {{shapes: Shape[], isSorted: boolean}} Row */

/** Height of a row in units, 48 px: boxes that a hand draws beside each other are seldom at one height. */
const ROW = 768;

/** Shapes that snap to the paper have edges at multiples of 256 units: these are never where one row ends. @param {Shape} shape */
function rowOf({ box }) {
  return Math.floor(box.minY / ROW + 0.5);
}

/** Compares by reading order: negative when `a` is read before `b`. @param {Shape} a @param {Shape} b */
export function compareReadingOrder(a, b) {
  const byPlace = rowOf(a) - rowOf(b) || a.box.minX - b.box.minX || a.box.minY - b.box.minY;
  return byPlace || compareIds(a, b);
}

/**
 * Shapes in reading order. Adding or removing one costs no sort of the others, and reading sorts only the rows that are read.
 */
export class ReadingOrder {
  size = 0;
  /** @type {Map<number, Row>} */
  #rows = new Map();
  /** The numbers of the rows in order; null when they have to be sorted again. @type {number[] | null} */
  #numbers = [];

  /** Adds one of many shapes: its row is sorted when it is read. @param {Shape} shape */
  append(shape) {
    const { shapes } = this.#rowFor(shape);
    shapes.push(shape);
    const before = shapes.at(-2);
    if (before !== undefined && compareReadingOrder(before, shape) > 0)
      this.#rowFor(shape).isSorted = false;
    this.size += 1;
  }

  /** Adds a shape at its place. @param {Shape} shape */
  insert(shape) {
    const { shapes } = sorted(this.#rowFor(shape));
    shapes.splice(placeIn(shapes, shape), 0, shape);
    this.size += 1;
  }

  /** @param {Shape} shape  the record that was added, by identity */
  remove(shape) {
    const number = rowOf(shape);
    const row = this.#rows.get(number);
    if (row === undefined) return;
    const { shapes } = sorted(row);
    const place = placeIn(shapes, shape);
    if (shapes[place] !== shape) return;
    shapes.splice(place, 1);
    this.size -= 1;
    if (shapes.length > 0) return;
    this.#rows.delete(number);
    this.#numbers = null;
  }

  /** The shapes from a place on. @param {number} start @param {number} count @returns {Shape[]} */
  slice(start, count) {
    const found = [];
    let first = 0;
    for (const number of this.#sortedNumbers()) {
      if (found.length >= count) break;
      const row = /** @type {Row} */ (this.#rows.get(number));
      const from = Math.max(0, start - first);
      first += row.shapes.length;
      if (start >= first) continue;
      found.push(...sorted(row).shapes.slice(from, from + count - found.length));
    }
    return found;
  }

  /** The place of a shape, or -1. @param {Shape} shape */
  indexOf(shape) {
    const number = rowOf(shape);
    const row = this.#rows.get(number);
    if (row === undefined) return -1;
    const { shapes } = sorted(row);
    const place = placeIn(shapes, shape);
    if (shapes[place] !== shape) return -1;
    let first = 0;
    for (const other of this.#sortedNumbers()) {
      if (other === number) break;
      first += this.#rows.get(other)?.shapes.length ?? 0;
    }
    return first + place;
  }

  /** @param {Shape} shape @returns {Row} */
  #rowFor(shape) {
    const number = rowOf(shape);
    let row = this.#rows.get(number);
    if (row === undefined) {
      row = { shapes: [], isSorted: true };
      this.#rows.set(number, row);
      this.#numbers = null;
    }
    return row;
  }

  #sortedNumbers() {
    this.#numbers ??= [...Float64Array.from(this.#rows.keys()).sort()];
    return this.#numbers;
  }
}

/** @param {Row} row */
function sorted(row) {
  if (!row.isSorted) row.shapes.sort(compareReadingOrder);
  row.isSorted = true;
  return row;
}

/** The place of a shape among sorted ones. @param {readonly Shape[]} shapes @param {Shape} shape */
function placeIn(shapes, shape) {
  let low = 0;
  let high = shapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = /** @type {Shape} */ (shapes[middle]);
    if (compareReadingOrder(other, shape) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
