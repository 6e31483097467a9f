/**
 * Shapes of the board as running resizes and rotations leave them. A record is computed again only when its shape or the map
 * has changed.
 */

import { previewOfSet } from "../model/preview.js";
import { transformed } from "../model/transform.js";

/** @typedef {import("../model/affine.js").AffineMap} AffineMap */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").ShapePreview} ShapePreview */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Shapes of a change, and their points, that are computed and painted in each frame. Of a larger change a picture is shown under its map. */
const MAX_SHAPES = 200;
const MAX_POINTS = 20_000;

export class TransformedShapes {
  #board;
  /** @type {WeakMap<AffineMap, Map<string, {from: Shape, preview: ShapePreview}>>} */
  #made = new WeakMap();

  /** @param {Replica} board */
  constructor(board) {
    this.#board = board;
  }

  /** Whether the shapes of a change are computed one by one. @param {ChangePreview} change */
  isSmall({ ids }) {
    // Counted in each frame: chunks with its shapes may come meanwhile.
    return ids.size <= MAX_SHAPES && this.#pointsOf(ids) <= MAX_POINTS;
  }

  /** @param {readonly ChangePreview[]} changes @param {number} page @returns {ShapePreview[]} */
  of(changes, page) {
    return changes.flatMap((change) =>
      [...change.ids].flatMap((id) => this.#preview(id, change, page)),
    );
  }

  /** @param {string} id @param {ChangePreview} change @param {number} page @returns {ShapePreview[]} */
  #preview(id, { map, fit }, page) {
    const { pool } = this.#board;
    const from = this.#board.shape(id);
    if (from === undefined || from.page !== page) return [];
    const made = this.#made.get(map) ?? new Map();
    this.#made.set(map, made);
    const known = made.get(id);
    if (known?.from === from) return [known.preview];
    const preview = previewOfSet(from, transformed(from, pool, map, fit), pool);
    made.set(id, { from, preview });
    return [preview];
  }

  /** @param {ReadonlySet<string>} ids */
  #pointsOf(ids) {
    let count = 0;
    for (const id of ids) count += this.#board.shape(id)?.count ?? 0;
    return count;
  }
}
