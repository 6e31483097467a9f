/**
 * Strokes: ink and highlighter.
 */

import { inflate } from "../box.js";
import { distanceToPoints } from "../distance.js";
import { MAX_REACH, widthFactor } from "../pressure.js";
import { boxOfPoints } from "../rotation.js";
import { byteAt, intAt } from "../typed_arrays.js";

/** @typedef {import("../kinds.js").Points} Points */
/** @typedef {import("../kinds.js").Traits} Traits */
/** @typedef {import("../rotation.js").Point} Point */
/** @typedef {import("../shape.js").Shape} Shape */
/** @typedef {import("../shape_box.js").Extent} Extent */

/** @type {Traits} */
export const INK = {
  geometry: "ink",
  text: "never",
  styleKeys: ["ink", "size", "opacity"],
  box: boxOfStroke,
  distance: distanceToStroke,
  placeOn: firstPoint,
  figure: null,
  spill: () => 0,
};

/** @type {Traits} */
export const HIGHLIGHT = { ...INK, styleKeys: ["ink"] };

/** @param {Shape} shape @param {Points} pool @returns {Point} */
export function firstPoint({ start }, { xy }) {
  return { x: intAt(xy, start * 2), y: intAt(xy, start * 2 + 1) };
}

/** @param {Extent} shape @param {Int32Array} xy */
function boxOfStroke(shape, xy) {
  return inflate(
    boxOfPoints(shape, xy),
    bulge(shape, xy) + Math.ceil(MAX_REACH * shape.style.size),
  );
}

/**
 * How far the curve through the points may leave their box, in units. The curve bends most where the step between points
 * changes most: by an eighth of that change on a circle, and by up to 0.3 of it on a zigzag.
 * @param {Extent} shape
 * @param {Int32Array} xy
 */
function bulge({ start, count }, xy) {
  let most = 0;
  for (let at = (start + 1) * 2; at < (start + count - 1) * 2; at += 2) {
    const ddx = intAt(xy, at - 2) - 2 * intAt(xy, at) + intAt(xy, at + 2);
    const ddy = intAt(xy, at - 1) - 2 * intAt(xy, at + 1) + intAt(xy, at + 3);
    most = Math.max(most, Math.abs(ddx), Math.abs(ddy));
  }
  return Math.ceil(most / 3);
}

/** @param {Shape} shape @param {Points} pool @param {Point} p @param {Point} q */
function distanceToStroke(shape, { xy, pressure }, p, q) {
  return distanceToPoints(shape, xy, { p, q }, (at, next) => {
    const factor = widthFactor(Math.max(byteAt(pressure, at), byteAt(pressure, next)));
    return (shape.style.size / 2) * factor;
  });
}
