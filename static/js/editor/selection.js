/**
 * The ids of the selected shapes. Every change sets a new set once.
 */

import { isLocked } from "../model/more.js";
import { Signal } from "../platform/signal.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** @extends {Signal<ReadonlySet<string>>} */
export class Selection extends Signal {
  constructor() {
    super(/** @type {ReadonlySet<string>} */ (new Set()));
  }

  get size() {
    return this.value.size;
  }

  /** @param {string} id */
  has(id) {
    return this.value.has(id);
  }

  /** @param {Iterable<string>} ids */
  select(ids) {
    const next = new Set(ids);
    if (next.size === 0 && this.value.size === 0) return;
    this.set(next);
  }

  /** Adds ids that belong together, or removes them when all are selected. @param {ReadonlySet<string>} ids */
  toggle(ids) {
    const next = new Set(this.value);
    const areIn = [...ids].every((id) => next.has(id));
    for (const id of ids) {
      if (areIn) next.delete(id);
      else next.add(id);
    }
    this.set(next);
  }

  clear() {
    this.select([]);
  }

  /** Removes ids of shapes that were deleted, for example by others. @param {(id: string) => boolean} isThere */
  prune(isThere) {
    for (const id of this.value) {
      if (!isThere(id)) {
        this.set(new Set([...this.value].filter(isThere)));
        return;
      }
    }
  }
}

/** The shapes with these ids that are on the board. @param {Pick<Replica, "shape">} view @param {Iterable<string>} ids @returns {Shape[]} */
export function shapesWith(view, ids) {
  return [...ids].flatMap((id) => view.shape(id) ?? []);
}

/** The same without locked shapes, which stay as they are (SPEC D13). @param {Pick<Replica, "shape">} view @param {Iterable<string>} ids @returns {Shape[]} */
export function unlockedShapesWith(view, ids) {
  return shapesWith(view, ids).filter((shape) => !isLocked(shape));
}
