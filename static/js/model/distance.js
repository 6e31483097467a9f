/**
 * Distances between segments, and from polylines and polygons to a segment.
 */

import { intAt, numberAt } from "./typed_arrays.js";

/** @typedef {import("./rotation.js").Point} Point */

/** Corners of a box, as shares of width and height. */
export const BOX_CORNERS = [0, 0, 1, 0, 1, 1, 0, 1];

/**
 * The distance from painted points to the segment from p to q; negative inside of the paint.
 * @param {{start: number, count: number}} range
 * @param {Int32Array} xy  of the pool
 * @param {{p: Point, q: Point}} segment
 * @param {(at: number, next: number) => number} halfWidth  between two points of the pool
 */
export function distanceToPoints({ start, count }, xy, { p, q }, halfWidth) {
  let least = Number.POSITIVE_INFINITY;
  const a = { x: 0, y: 0 };
  const b = { x: 0, y: 0 };
  // A dot is a segment from its only point to itself.
  const last = Math.max(start, start + count - 2);
  for (let at = start; at <= last; at += 1) {
    const next = Math.min(at + 1, start + count - 1);
    a.x = intAt(xy, at * 2);
    a.y = intAt(xy, at * 2 + 1);
    b.x = intAt(xy, next * 2);
    b.y = intAt(xy, next * 2 + 1);
    least = Math.min(least, segmentDistance(a, b, p, q) - halfWidth(at, next));
  }
  return least;
}

/**
 * The distance from a polygon's outline to the segment from p to q.
 * @param {readonly number[]} corners  shares of width and height
 * @param {{w: number, h: number}} size
 * @param {Point} p
 * @param {Point} q
 */
export function distanceToPolygon(corners, { w, h }, p, q) {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    const a = { x: numberAt(corners, at) * w, y: numberAt(corners, at + 1) * h };
    const b = { x: numberAt(corners, next) * w, y: numberAt(corners, next + 1) * h };
    least = Math.min(least, segmentDistance(a, b, p, q));
  }
  return least;
}

/** The distance from a filled box at the origin to the segment from p to q. @param {{w: number, h: number}} size @param {Point} p @param {Point} q */
export function distanceToArea({ w, h }, p, q) {
  const isInside = p.x >= 0 && p.y >= 0 && p.x <= w && p.y <= h;
  return isInside ? 0 : distanceToPolygon(BOX_CORNERS, { w, h }, p, q);
}

/** The distance between two segments, a to b and p to q. @param {Point} a @param {Point} b @param {Point} p @param {Point} q */
export function segmentDistance(a, b, p, q) {
  if (doSegmentsCross(a, b, p, q)) return 0;
  return Math.sqrt(
    Math.min(
      squaredDistance(a, b, p),
      squaredDistance(a, b, q),
      squaredDistance(p, q, a),
      squaredDistance(p, q, b),
    ),
  );
}

/** The squared distance from a point to the segment from a to b. @param {Point} a @param {Point} b @param {Point} point */
function squaredDistance(a, b, point) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return (a.x + dx * t - point.x) ** 2 + (a.y + dy * t - point.y) ** 2;
}

/** Whether both segments cross inside of each other. @param {Point} a @param {Point} b @param {Point} p @param {Point} q */
function doSegmentsCross(a, b, p, q) {
  return side(a, b, p) * side(a, b, q) < 0 && side(p, q, a) * side(p, q, b) < 0;
}

/** @param {Point} a @param {Point} b @param {Point} point */
function side(a, b, point) {
  return Math.sign((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x));
}
