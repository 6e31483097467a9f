/**
 * Outlines in a box: rectangle, ellipse and diamond. They are hit at their lines only.
 */

import { inflate } from "../box.js";
import { inkColour } from "../custom_colour.js";
import { BOX_CORNERS, distanceToPolygon } from "../distance.js";
import { distanceToEllipse } from "../ellipse_distance.js";
import { ellipse, polygon, roundedBox } from "../figure.js";
import { boxOfCorners } from "../rotation.js";

/** @typedef {import("../figure.js").Figure} Figure */
/** @typedef {import("../figure.js").Look} Look */
/** @typedef {import("../figure.js").Step} Step */
/** @typedef {import("../kinds.js").Traits} Traits */
/** @typedef {import("../rotation.js").Point} Point */
/** @typedef {import("../shape.js").Shape} Shape */

/** Corner radius of a rectangle, in units. */
const CORNER = 160;

/** Corners of a diamond, as shares of width and height. */
const DIAMOND_CORNERS = [0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5];

/** @type {Traits} */
export const RECTANGLE = {
  geometry: "box",
  text: false,
  styleKeys: ["ink", "size"],
  box: (shape) => inflate(boxOfCorners(shape), Math.ceil(shape.style.size / 2)),
  distance: (shape, _pool, p, q) =>
    distanceToPolygon(BOX_CORNERS, shape, p, q) - shape.style.size / 2,
  placeOn: middleOfTop,
  figure: (shape, _pool, look) => outlined(shape, roundedBox(shape, CORNER), look),
  spill: () => 0,
};

/** @type {Traits} */
export const ELLIPSE = {
  ...RECTANGLE,
  distance: (shape, _pool, p, q) => {
    const axes = { a: shape.w / 2, b: shape.h / 2 };
    return distanceToEllipse(axes, centred(p, axes), centred(q, axes)) - shape.style.size / 2;
  },
  figure: (shape, _pool, look) => outlined(shape, ellipse(shape), look),
};

/** @type {Traits} */
export const DIAMOND = {
  ...RECTANGLE,
  distance: (shape, _pool, p, q) =>
    distanceToPolygon(DIAMOND_CORNERS, shape, p, q) - shape.style.size / 2,
  figure: (shape, _pool, look) => outlined(shape, polygon(DIAMOND_CORNERS, shape), look),
};

/** A point that rectangle, ellipse and diamond have in common. @param {Shape} shape @returns {Point} */
export function middleOfTop({ w }) {
  return { x: w / 2, y: 0 };
}

/** @param {Point} point @param {{a: number, b: number}} axes @returns {Point} */
function centred({ x, y }, { a, b }) {
  return { x: x - a, y: y - b };
}

/** @param {Shape} shape @param {Step[]} steps @param {Look} look @returns {Figure} */
function outlined({ style: { ink, size } }, steps, { theme }) {
  return [{ type: "path", steps, stroke: { colour: inkColour(ink, theme), width: size } }];
}
