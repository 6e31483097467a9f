/**
 * The shapes of the shown page that a search finds, in reading order; a stroke of several shapes counts as one. A search
 * looks at some shapes at a time, and each change of the board at those that it touches.
 */

import { isPartOfLongStroke } from "../model/continuation.js";
import { ReadingOrder } from "../model/reading_order.js";
import { Signal } from "../platform/signal.js";

/** @typedef {import("../model/replica.js").Update} Update */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {Pick<import("./editor.js").Editor, "view" | "page" | "strokes">} Parts */

/** More changes at once start the search anew, so that they too are looked at a few at a time. */
const MAX_CHANGES = 2_000;

export class ShapeList {
  /** Set after every change of what the list holds. */
  changed = new Signal(0);
  #parts;
  /** @type {(shape: Shape) => boolean} */
  #matches = () => true;
  #order = new ReadingOrder();
  /** The shapes in the list, by id. @type {Map<string, Shape>} */
  #listed = new Map();
  /** The shapes that the search looks at, from `#next` on. @type {readonly Shape[]} */
  #candidates = [];
  #next = 0;
  #subscriptions;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.view.subscribe((update) => this.#onUpdate(update)),
      parts.page.subscribe(() => this.restart()),
    ];
    this.restart();
  }

  close() {
    for (const end of this.#subscriptions) end();
  }

  get size() {
    return this.#order.size;
  }

  /** Whether `scan` has more to look at. */
  get isSearching() {
    return this.#next < this.#candidates.length;
  }

  /** Starts a search. @param {(shape: Shape) => boolean} matches */
  search(matches) {
    this.#matches = matches;
    this.restart();
  }

  restart() {
    this.#order = new ReadingOrder();
    this.#listed.clear();
    this.#candidates = this.#parts.view.all();
    this.#next = 0;
    this.#notify();
  }

  /** Goes on with the search. @param {number} most  shapes */
  scan(most) {
    const end = Math.min(this.#candidates.length, this.#next + most);
    for (; this.#next < end; this.#next += 1) {
      const shape = /** @type {Shape} */ (this.#candidates[this.#next]);
      // A shape that has changed since the search began is looked at by its change.
      if (this.#parts.view.shape(shape.id) !== shape) continue;
      if (this.#listed.has(shape.id) || !this.#fits(shape)) continue;
      this.#listed.set(shape.id, shape);
      this.#order.append(shape);
    }
    if (!this.isSearching) this.#candidates = [];
    if (!this.isSearching) this.#next = 0;
    this.#notify();
  }

  /** @param {number} start @param {number} count */
  slice(start, count) {
    return this.#order.slice(start, count);
  }

  /** The place of the listed shape with an id, or -1. @param {string} id */
  indexOf(id) {
    const shape = this.#listed.get(id);
    return shape === undefined ? -1 : this.#order.indexOf(shape);
  }

  /** The ids of all listed shapes, each with the other shapes of its stroke. */
  ids() {
    return this.#parts.strokes.whole(this.#listed.keys());
  }

  /** @param {Update} update */
  #onUpdate({ reset, changes }) {
    if (reset || changes.length > MAX_CHANGES) {
      this.restart();
      return;
    }
    if (changes.length === 0) return;
    for (const { id, before, after } of changes) {
      this.#update(id);
      for (const shape of [before, after])
        if (shape !== null && isPartOfLongStroke(shape))
          this.#update(`${shape.tag}.${shape.n + 1}`);
    }
    this.#notify();
  }

  /** @param {string} id */
  #update(id) {
    const old = this.#listed.get(id);
    const now = this.#parts.view.shape(id);
    const fits = now !== undefined && this.#fits(now);
    if (old !== undefined && fits && old === now) return;
    if (old !== undefined) this.#order.remove(old);
    if (fits) {
      this.#listed.set(id, now);
      this.#order.insert(now);
    } else this.#listed.delete(id);
  }

  /** @param {Shape} shape */
  #fits(shape) {
    const { page, strokes } = this.#parts;
    return shape.page === page.value && strokes.before(shape) === null && this.#matches(shape);
  }

  #notify() {
    this.changed.set(this.changed.value + 1);
  }
}
