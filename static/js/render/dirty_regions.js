/**
 * A set of at most eight rectangles to repaint, in whole pixels; their maxima are exclusive.
 */

import { contains, union } from "../model/box.js";

/** @typedef {import("../model/box.js").Box} Box */

/** With more rectangles, painting each on its own costs more than it saves. */
const MAX = 8;

/** Two rectangles are joined when their union has at most this many times their area. */
const SLACK = 1.25;

export class DirtyRegions {
  /** @type {Box[]} */
  #boxes = [];

  get isEmpty() {
    return this.#boxes.length === 0;
  }

  clear() {
    this.#boxes = [];
  }

  /** @param {Box} box */
  add(box) {
    if (area(box) <= 0) return;
    let added = box;
    let at = this.#boxes.findIndex((other) => isCheaperJoined(added, other));
    // The grown rectangle may now join with another one.
    while (at !== -1) {
      const [other] = this.#boxes.splice(at, 1);
      if (other !== undefined) added = union(added, other);
      at = this.#boxes.findIndex((left) => isCheaperJoined(added, left));
    }
    this.#boxes.push(added);
    if (this.#boxes.length > MAX) this.#joinCheapest();
  }

  /** Removes and returns a rectangle clipped to `bounds`; drops those outside. @param {Box} bounds @returns {Box | null} */
  take(bounds) {
    for (let next = this.#boxes.shift(); next !== undefined; next = this.#boxes.shift()) {
      const inside = intersection(next, bounds);
      if (area(inside) > 0) return inside;
    }
    return null;
  }

  /** Removes and returns all rectangles. */
  takeAll() {
    const all = this.#boxes;
    this.#boxes = [];
    return all;
  }

  #joinCheapest() {
    let best = { one: 0, other: 1, waste: Number.POSITIVE_INFINITY };
    for (const [one, a] of this.#boxes.entries()) {
      for (const [other, b] of this.#boxes.entries()) {
        if (other <= one) continue;
        const waste = area(union(a, b)) - area(a) - area(b);
        if (waste < best.waste) best = { one, other, waste };
      }
    }
    const [second] = this.#boxes.splice(best.other, 1);
    const [first] = this.#boxes.splice(best.one, 1);
    if (first !== undefined && second !== undefined) this.#boxes.push(union(first, second));
  }
}

/** The intersection of two boxes; its area is 0 when they share nothing. @param {Box} a @param {Box} b @returns {Box} */
export function intersection(a, b) {
  return {
    minX: Math.max(a.minX, b.minX),
    minY: Math.max(a.minY, b.minY),
    maxX: Math.min(a.maxX, b.maxX),
    maxY: Math.min(a.maxY, b.maxY),
  };
}

/** The area of a box, 0 for an inverted one. @param {Box} box */
export function area({ minX, minY, maxX, maxY }) {
  const width = maxX - minX;
  const height = maxY - minY;
  return width <= 0 || height <= 0 ? 0 : width * height;
}

/** The parts of `whole` that `known` does not cover: at most four strips. @param {Box} whole @param {Box} covered @returns {Box[]} */
export function subtract(whole, covered) {
  const overlap = intersection(whole, covered);
  if (area(overlap) === 0) return [whole];
  return [
    { ...whole, maxY: overlap.minY },
    { ...whole, minY: overlap.maxY },
    { minX: whole.minX, maxX: overlap.minX, minY: overlap.minY, maxY: overlap.maxY },
    { minX: overlap.maxX, maxX: whole.maxX, minY: overlap.minY, maxY: overlap.maxY },
  ].filter((strip) => area(strip) > 0);
}

/** @param {Box} a @param {Box} b */
function isCheaperJoined(a, b) {
  if (contains(a, b) || contains(b, a)) return true;
  if (area(intersection(a, b)) === 0) return false;
  return area(union(a, b)) <= SLACK * (area(a) + area(b) - area(intersection(a, b)));
}
