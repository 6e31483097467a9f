/**
 * Recognises strokes of several shapes. A stroke that exceeds a shape's limit continues in the next shape, and all tools
 * treat both as one.
 *
 * Neither wire nor store links the shapes. They are recognised by consecutive ids, the same style, and a first point that
 * equals the last point of the shape before (SPEC D5).
 */

import { geometryOf } from "./kinds.js";
import { turn } from "./rotation.js";
import { isSameStyle } from "./styles.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */

/** A shape is full after 2,000 points or 30 KiB (`InkColumn`); a point takes less than 30 bytes. */
const MIN_POINTS = 1000;

/** Units by which two equal points may differ: rotated shapes are rounded separately. */
const TOLERANCE = 1;

/** Whether a shape is long enough to be continued by another one. @param {Shape} shape */
export function isPartOfLongStroke({ kind, count }) {
  return count >= MIN_POINTS && geometryOf(kind) === "ink";
}

/** Whether `after` continues the stroke of `before`. @param {Shape} before @param {Shape} after @param {PointPool} pool */
export function continues(before, after, pool) {
  const isNext = before.tag === after.tag && before.n + 1 === after.n;
  if (!isNext || !isPartOfLongStroke(before) || geometryOf(after.kind) !== "ink") return false;
  const isAlike =
    before.kind === after.kind &&
    before.page === after.page &&
    isSameStyle(before.style, after.style);
  if (!isAlike) return false;
  const end = before.start + before.count - 1;
  if (pool.pressure[end] !== pool.pressure[after.start]) return false;
  const [x, y] = boardPointOf(before, end, pool);
  const [nextX, nextY] = boardPointOf(after, after.start, pool);
  return Math.abs(x - nextX) <= TOLERANCE && Math.abs(y - nextY) <= TOLERANCE;
}

/** @param {Shape} shape @param {number} at  in the pool @param {PointPool} pool @returns {[number, number]} */
function boardPointOf({ x, y, rotation }, at, { xy }) {
  const { sin, cos } = turn(rotation);
  const px = xy[at * 2] ?? 0;
  const py = xy[at * 2 + 1] ?? 0;
  return [x + px * cos - py * sin, y + px * sin + py * cos];
}
