/**
 * The points of a line on the board, and the registers that lay a line through points.
 */

import { detailsToWire } from "./details.js";
import { COORDINATE } from "./limits.js";
import { toBoard, turn } from "./rotation.js";
import { intAt } from "./typed_arrays.js";

/** @typedef {import("./details.js").End} End */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").WireGeometry} WireGeometry */
/** @typedef {import("./shape.js").WirePos} WirePos */
/** Bindings of both ends of a line. @typedef {{from: End | null, to: End | null}} Ends */

/** The points of a line on the board. @param {Shape} line @param {Int32Array} xy  of the pool @returns {Point[]} */
export function pointsOf(line, xy) {
  return Array.from({ length: line.count }, (_, index) => {
    const at = (line.start + index) * 2;
    return toBoard(line, { x: intAt(xy, at), y: intAt(xy, at + 1) });
  });
}

/** Returns the bindings of a line's ends. @param {Pick<Shape, "details">} line @returns {Ends} */
export function endsOf({ details }) {
  return { from: details?.from ?? null, to: details?.to ?? null };
}

/**
 * The registers that lay a line through points and bind its ends; it keeps its rotation and the lines of its label.
 * @param {Pick<Shape, "rotation" | "details">} line
 * @param {readonly Point[]} points  on the board
 * @param {Ends} ends
 * @returns {{pos: WirePos, geometry: WireGeometry}}
 */
export function lineThrough({ rotation, details }, points, { from, to }) {
  const { sin, cos } = turn(rotation);
  const [first = { x: 0, y: 0 }] = points;
  const [x, y] = [coordinate(first.x), coordinate(first.y)];
  const steps = [];
  let [lastX, lastY] = [0, 0];
  for (const point of points) {
    const [dx, dy] = [coordinate(point.x) - x, coordinate(point.y) - y];
    const [px, py] = [coordinate(dx * cos + dy * sin), coordinate(dy * cos - dx * sin)];
    steps.push(px - lastX, py - lastY);
    [lastX, lastY] = [px, py];
  }
  const { from: _, to: __, ...others } = detailsToWire(details);
  const ends = { ...(from !== null && { from }), ...(to !== null && { to }) };
  return { pos: [x, y, rotation], geometry: { points: steps, ...others, ...ends } };
}

/** @param {number} value */
function coordinate(value) {
  // + 0 turns -0 into 0.
  return Math.min(COORDINATE, Math.max(-COORDINATE, Math.round(value))) + 0;
}
