/**
 * The box around everything that a shape paints.
 */

import { inflate, WholeBox } from "./box.js";
import { geometryOf, hasText } from "./kinds.js";
import { MAX_REACH } from "./pressure.js";
import { intAt } from "./typed_arrays.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").Style} Style */
/** A shape without its box. @typedef {Omit<Shape, "box">} Unboxed */
/** The fields that the box depends on. @typedef {Pick<Shape, "kind" | "x" | "y" | "rotation" | "w" | "h" | "start" | "count"> & {style: Pick<Style, "size">}} Extent */

/** Adds its box to a record. @param {Unboxed} shape @param {PointPool} pool @returns {Shape} */
export function boxed(shape, pool) {
  return { ...shape, box: boxOf(shape, pool.xy) };
}

/** The box around everything that a shape paints. @param {Extent} shape @param {Int32Array} xy  of the pool */
export function boxOf(shape, xy) {
  const bare = shape.count > 0 ? boxOfPoints(shape, xy) : boxOfCorners(shape);
  return WholeBox.of(inflate(bare, overhang(shape)));
}

/** The farthest paint from a shape's points or edges, in units; a text paints inside its box. @param {Extent} shape */
function overhang({ kind, style: { size } }) {
  if (geometryOf(kind) === "ink") return Math.ceil(MAX_REACH * size);
  return hasText(kind) ? 0 : Math.ceil(size / 2);
}

/** @param {Extent} shape @param {Int32Array} xy @returns {Box} */
function boxOfPoints({ kind, x, y, rotation, start, count }, xy) {
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
  const bare = roundedOut({ minX: x + minX, minY: y + minY, maxX: x + maxX, maxY: y + maxY });
  return geometryOf(kind) === "ink" ? inflate(bare, bulge(xy, start, count)) : bare;
}

/**
 * How far the curve through the points may leave their box, in units. The curve bends most where the step between points
 * changes most: by an eighth of that change on a circle, and by up to 0.3 of it on a zigzag.
 * @param {Int32Array} xy
 * @param {number} start
 * @param {number} count
 */
function bulge(xy, start, count) {
  let most = 0;
  for (let at = (start + 1) * 2; at < (start + count - 1) * 2; at += 2) {
    const ddx = intAt(xy, at - 2) - 2 * intAt(xy, at) + intAt(xy, at + 2);
    const ddy = intAt(xy, at - 1) - 2 * intAt(xy, at + 1) + intAt(xy, at + 3);
    most = Math.max(most, Math.abs(ddx), Math.abs(ddy));
  }
  return Math.ceil(most / 3);
}

/** @param {Extent} shape @returns {Box} */
function boxOfCorners({ x, y, rotation, w, h }) {
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

/** Sine and cosine of a rotation. @param {number} rotation  1/100 degree */
export function turn(rotation) {
  const angle = (rotation / 18_000) * Math.PI;
  return rotation === 0 ? { sin: 0, cos: 1 } : { sin: Math.sin(angle), cos: Math.cos(angle) };
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
