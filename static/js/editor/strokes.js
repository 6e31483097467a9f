/**
 * Groups the shapes of one stroke, so that every tool selects, erases, moves and restyles them together.
 */

import { continues, isPartOfLongStroke } from "../model/continuation.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

export class Strokes {
  #view;
  /** Ids of shapes that may continue a long one; other shapes need no look-up of neighbours. @type {Set<string>} */
  #next = new Set();

  /** @param {Replica} view */
  constructor(view) {
    this.#view = view;
    view.subscribe(({ reset, changes }) => {
      if (reset) this.#next = new Set(view.all().filter(isPartOfLongStroke).map(nextId));
      for (const { before, after } of changes) {
        if (before !== null && isPartOfLongStroke(before)) this.#next.delete(nextId(before));
        if (after !== null && isPartOfLongStroke(after)) this.#next.add(nextId(after));
      }
    });
  }

  /** Returns these ids and those of all shapes of the same strokes. @param {Iterable<string>} ids @returns {Set<string>} */
  whole(ids) {
    const all = new Set(ids);
    if (this.#next.size === 0) return all;
    // The loop also visits ids that are added meanwhile.
    for (const id of all) {
      const shape = this.#view.shape(id);
      if (shape === undefined) continue;
      const before = this.before(shape);
      const after = this.#after(shape);
      if (before !== null) all.add(before.id);
      if (after !== null) all.add(after.id);
    }
    return all;
  }

  /** The previous shape of a shape's stroke; null for the first. @param {Shape} shape @returns {Shape | null} */
  before(shape) {
    if (!this.#next.has(shape.id)) return null;
    const before = this.#view.shape(`${shape.tag}.${shape.n - 1}`);
    return before !== undefined && continues(before, shape, this.#view.pool) ? before : null;
  }

  /** A shape and the shapes of its stroke after it. @param {Shape} shape @returns {Shape[]} */
  from(shape) {
    const parts = [shape];
    for (let next = this.#after(shape); next !== null; next = this.#after(next)) parts.push(next);
    return parts;
  }

  /** @param {Shape} shape @returns {Shape | null} */
  #after(shape) {
    const after = isPartOfLongStroke(shape) ? this.#view.shape(nextId(shape)) : undefined;
    return after !== undefined && continues(shape, after, this.#view.pool) ? after : null;
  }
}

/** @param {Shape} shape */
function nextId({ tag, n }) {
  return `${tag}.${n + 1}`;
}
