/**
 * Hit tests: the distance from a shape to a point or to a segment, in units. The stroke's width counts.
 */

import { traitsOf } from "./kinds.js";
import { toBoard, toLocal } from "./rotation.js";

/** @typedef {import("./kinds.js").Points} Points */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */

/**
 * The distance from a point to the shape's paint; 0 inside.
 * @param {Shape} shape
 * @param {Points} pool
 * @param {number} x
 * @param {number} y
 */
export function distanceToShape(shape, pool, x, y) {
  return distanceToSegment(shape, pool, { x, y }, { x, y });
}

/**
 * Whether a disc, moved along a segment, touches the shape's paint.
 * @param {Shape} shape
 * @param {Points} pool
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} radius
 */
export function segmentHitsShape(shape, pool, x0, y0, x1, y1, radius) {
  return distanceToSegment(shape, pool, { x: x0, y: y0 }, { x: x1, y: y1 }) <= radius;
}

/** Whether a point is inside of a filled shape, which hides what is below it. @param {Shape} shape @param {number} x @param {number} y */
export function isCovered(shape, x, y) {
  const { isFilled, isInside } = traitsOf(shape.kind);
  return isFilled?.(shape) === true && isInside?.(shape, toLocal(shape, { x, y })) === true;
}

/** Whether a point is within the outline of a shape, filled or not. @param {Shape} shape @param {number} x @param {number} y */
export function isWithin(shape, x, y) {
  return traitsOf(shape.kind).isInside?.(shape, toLocal(shape, { x, y })) === true;
}

/** A point on the shape's paint, in board units. @param {Shape} shape @param {Points} pool @returns {Point} */
export function pointOn(shape, pool) {
  return toBoard(shape, traitsOf(shape.kind).placeOn(shape, pool));
}

/** @param {Shape} shape @param {Points} pool @param {Point} from @param {Point} to */
function distanceToSegment(shape, pool, from, to) {
  const p = toLocal(shape, from);
  const q = toLocal(shape, to);
  return Math.max(0, traitsOf(shape.kind).distance(shape, pool, p, q));
}
