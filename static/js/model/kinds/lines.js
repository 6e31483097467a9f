/**
 * Lines and arrows.
 */

import { inflate } from "../box.js";
import { inkColour } from "../custom_colour.js";
import { distanceToPoints } from "../distance.js";
import { boxOfPoints } from "../rotation.js";
import { intAt } from "../typed_arrays.js";
import { firstPoint } from "./strokes.js";

/** @typedef {import("../figure.js").Figure} Figure */
/** @typedef {import("../figure.js").Look} Look */
/** @typedef {import("../figure.js").Step} Step */
/** @typedef {import("../kinds.js").Points} Points */
/** @typedef {import("../kinds.js").Traits} Traits */
/** @typedef {import("../rotation.js").Point} Point */
/** @typedef {import("../shape.js").Shape} Shape */

/** Barbs of an arrow: length in units, share of the last segment's length, and angle with it. */
const BARB = { perSize: 3, least: 128, most: 2048, share: 0.6, angle: 0.48 };

/** @type {Traits} */
export const LINE = {
  geometry: "line",
  text: false,
  styleKeys: ["ink", "size"],
  box: (shape, xy) => inflate(boxOfPoints(shape, xy), Math.ceil(shape.style.size / 2)),
  distance: (shape, { xy }, p, q) =>
    distanceToPoints(shape, xy, { p, q }, () => shape.style.size / 2),
  placeOn: firstPoint,
  figure: (shape, pool, look) => figureOf(shape, shaft(pointsOf(shape, pool)), look),
  spill: () => 0,
};

/** @type {Traits} */
export const ARROW = {
  ...LINE,
  figure: (shape, pool, look) => {
    const points = pointsOf(shape, pool);
    return figureOf(shape, [...shaft(points), ...barbs(points, shape.style.size)], look);
  },
  spill: ({ style: { size } }) => barbOf(size) * Math.sin(BARB.angle),
};

/** @param {Shape} shape @param {Step[]} steps @param {Look} look @returns {Figure} */
function figureOf({ style: { ink, size } }, steps, { theme }) {
  return [{ type: "path", steps, stroke: { colour: inkColour(ink, theme), width: size } }];
}

/** @param {Shape} shape @param {Points} pool @returns {Point[]} */
function pointsOf({ start, count }, { xy }) {
  const points = [];
  for (let at = start * 2; at < (start + count) * 2; at += 2) {
    points.push({ x: intAt(xy, at), y: intAt(xy, at + 1) });
  }
  return points;
}

/** @param {readonly Point[]} points @returns {Step[]} */
function shaft(points) {
  return points.map(({ x, y }, at) => [at === 0 ? "M" : "L", x, y]);
}

/** @param {readonly Point[]} points @param {number} size @returns {Step[]} */
function barbs(points, size) {
  const { x, y } = /** @type {Point} */ (points.at(-1));
  const before = points.at(-2) ?? { x, y };
  const length = Math.min(barbOf(size), BARB.share * Math.hypot(x - before.x, y - before.y));
  const angle = Math.atan2(y - before.y, x - before.x);
  /** @param {number} turned @returns {[number, number]} */
  const end = (turned) => [
    Math.round(x - Math.cos(turned) * length),
    Math.round(y - Math.sin(turned) * length),
  ];
  return [
    ["M", ...end(angle - BARB.angle)],
    ["L", x, y],
    ["L", ...end(angle + BARB.angle)],
  ];
}

/** @param {number} size */
function barbOf(size) {
  return Math.min(BARB.most, BARB.least + BARB.perSize * size);
}
