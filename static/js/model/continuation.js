/**
 * Strokes that are longer than one shape may be: they go on in the next shape, and all tools treat both as one.
 *
 * Nothing on the wire or in the store says that shapes belong together. They tell it themselves, in whatever way they came
 * here and whatever became of the other parts: ids in a row, the same look, and a first point that is the last one of the
 * shape before (SPEC D5).
 */

import { geometryOf } from "./kinds.js";
import { turn } from "./shape_box.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */

/** A shape is full after 30 KiB or 2,000 points (`tools/ink_column.js`), and no point takes 30 bytes. */
const MIN_POINTS = 1000;

/** Places of two shapes are rounded apart from each other where these are turned. */
const NEAR = 1;

/** Whether a shape is so long that another one may go on from its end. @param {Shape} shape */
export function isPartOfLongStroke({ kind, count }) {
  return count >= MIN_POINTS && geometryOf(kind) === "ink";
}

/** Whether a stroke goes on in another shape. @param {Shape} before @param {Shape} after @param {PointPool} pool */
export function continues(before, after, pool) {
  const isNext = before.tag === after.tag && before.n + 1 === after.n;
  if (!isNext || !isPartOfLongStroke(before) || geometryOf(after.kind) !== "ink") return false;
  const isAlike =
    before.kind === after.kind &&
    before.page === after.page &&
    before.ink === after.ink &&
    before.size === after.size;
  if (!isAlike) return false;
  const end = before.start + before.count - 1;
  if (pool.pressure[end] !== pool.pressure[after.start]) return false;
  const [x, y] = placeOf(before, end, pool);
  const [nextX, nextY] = placeOf(after, after.start, pool);
  return Math.abs(x - nextX) <= NEAR && Math.abs(y - nextY) <= NEAR;
}

/** @param {Shape} shape @param {number} at  in the pool @param {PointPool} pool @returns {[number, number]} */
function placeOf({ x, y, rotation }, at, { xy }) {
  const { sin, cos } = turn(rotation);
  const px = xy[at * 2] ?? 0;
  const py = xy[at * 2 + 1] ?? 0;
  return [x + px * cos - py * sin, y + px * sin + py * cos];
}
