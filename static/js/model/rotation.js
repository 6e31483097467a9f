/**
 * Rotation of shapes: between board coordinates and a shape's own, and boxes of turned points.
 *
 * A shape's own coordinates are units relative to its position, without its rotation.
 */

import { intAt } from "./typed_arrays.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./shape_box.js").Extent} Extent */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, rotation: number}} Placement */

/** Sine and cosine of a rotation. @param {number} rotation  1/100 degree */
export function turn(rotation) {
  const angle = (rotation / 18_000) * Math.PI;
  return rotation === 0 ? { sin: 0, cos: 1 } : { sin: Math.sin(angle), cos: Math.cos(angle) };
}

/** Step of the directions that lines take with Shift, in radians: 15 degrees. */
const DIRECTION_STEP = Math.PI / 12;

/** Projects an offset on the nearest direction that is a whole number of steps. @param {Point} offset @returns {Point} */
export function straightened({ x, y }) {
  const angle = Math.round(Math.atan2(y, x) / DIRECTION_STEP) * DIRECTION_STEP;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const length = x * cos + y * sin;
  return { x: length * cos, y: length * sin };
}

/** Converts a board point to the shape's own coordinates. @param {Placement} shape @param {Point} point @returns {Point} */
export function toLocal({ x, y, rotation }, point) {
  const { sin, cos } = turn(rotation);
  const dx = point.x - x;
  const dy = point.y - y;
  return { x: dx * cos + dy * sin, y: dy * cos - dx * sin };
}

/** Converts a point in the shape's own coordinates to the board's. @param {Placement} shape @param {Point} point @returns {Point} */
export function toBoard({ x, y, rotation }, point) {
  const { sin, cos } = turn(rotation);
  return { x: x + point.x * cos - point.y * sin, y: y + point.x * sin + point.y * cos };
}

/** The box around a shape's points. @param {Extent} shape @param {Int32Array} xy  of the pool @returns {Box} */
export function boxOfPoints({ x, y, rotation, start, count }, xy) {
  const { sin, cos } = turn(rotation);
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (let at = start * 2; at < (start + count) * 2; at += 2) {
    const px = intAt(xy, at);
    const py = intAt(xy, at + 1);
    const turnedX = px * cos - py * sin;
    const turnedY = px * sin + py * cos;
    minX = Math.min(minX, turnedX);
    minY = Math.min(minY, turnedY);
    maxX = Math.max(maxX, turnedX);
    maxY = Math.max(maxY, turnedY);
  }
  return roundedOut({ minX: x + minX, minY: y + minY, maxX: x + maxX, maxY: y + maxY });
}

/** The box around the corners of a shape with width and height. @param {Extent} shape @returns {Box} */
export function boxOfCorners({ x, y, rotation, w, h }) {
  if (rotation === 0) return { minX: x, minY: y, maxX: x + w, maxY: y + h };
  const { sin, cos } = turn(rotation);
  const xs = [0, w * cos, w * cos - h * sin, -h * sin];
  const ys = [0, w * sin, w * sin + h * cos, h * cos];
  return roundedOut({
    minX: x + Math.min(...xs),
    minY: y + Math.min(...ys),
    maxX: x + Math.max(...xs),
    maxY: y + Math.max(...ys),
  });
}

/** Rounds outwards to whole units. @param {Box} box @returns {Box} */
function roundedOut({ minX, minY, maxX, maxY }) {
  return {
    minX: Math.floor(minX),
    minY: Math.floor(minY),
    maxX: Math.ceil(maxX),
    maxY: Math.ceil(maxY),
  };
}
