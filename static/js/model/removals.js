/**
 * A cache of shapes that this page's latest edits removed, so that a `restore` shows them before the server answers.
 * It is bounded in bytes and evicts the oldest edit first; shapes that are not cached appear with the log.
 */

import { REMOVAL_BYTES } from "./limits.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */

/** Approximate bytes of a record and of one point. */
const RECORD_BYTES = 160;
const POINT_BYTES = 11;
const DETAILS_BYTES = 200;

export class Removals {
  #pool;
  #bytes = 0;
  /** Shapes by id, by edit; the oldest edit first. @type {Map<string, Map<string, Shape>>} */
  #byEdit = new Map();

  /** @param {PointPool} pool  of the cached shapes */
  constructor(pool) {
    this.#pool = pool;
  }

  /** Stores the shapes that an edit removed; the newest edit is stored whatever its size. @param {string} edit @param {readonly Shape[]} shapes */
  store(edit, shapes) {
    if (shapes.length === 0) return;
    this.#evict(edit);
    const stored = new Map();
    // A `restore` returns the first record of a shape that one edit removed twice.
    for (const shape of shapes) if (!stored.has(shape.id)) stored.set(shape.id, shape);
    for (const shape of stored.values()) this.#pool.retain(shape);
    this.#byEdit.set(edit, stored);
    this.#bytes += bytesOf(stored.values());
    for (const old of this.#byEdit.keys()) {
      if (this.#bytes <= REMOVAL_BYTES || this.#byEdit.size === 1) break;
      this.#evict(old);
    }
  }

  /** The shapes that an edit removed, by id. @param {string} edit */
  get(edit) {
    return this.#byEdit.get(edit);
  }

  /** @param {string} edit */
  #evict(edit) {
    const stored = this.#byEdit.get(edit);
    if (stored === undefined) return;
    for (const shape of stored.values()) this.#pool.release(shape);
    this.#bytes -= bytesOf(stored.values());
    this.#byEdit.delete(edit);
  }
}

/** @param {Iterable<Shape>} shapes */
function bytesOf(shapes) {
  let bytes = 0;
  for (const { count, text, more, details } of shapes) {
    bytes +=
      RECORD_BYTES + POINT_BYTES * count + 2 * ((text ?? "").length + (more?.alt.length ?? 0));
    if (details !== null) bytes += DETAILS_BYTES + 8 * details.lines.length;
  }
  return bytes;
}
