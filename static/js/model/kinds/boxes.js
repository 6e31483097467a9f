/**
 * Outlines in a box: rectangle, ellipse and diamond. They are hit at their lines and labels, and inside when they are filled.
 */

import { inflate } from "../box.js";
import { inkColour } from "../custom_colour.js";
import { BOX_CORNERS, distanceToPolygon } from "../distance.js";
import { distanceToEllipse } from "../ellipse_distance.js";
import { ellipse, polygon, roundedBox } from "../figure.js";
import { dashesOf, fillParts } from "../fill.js";
import { distanceToLabel, labelArea, labelBlock, labelPart } from "../labels.js";
import { boxOfCorners } from "../rotation.js";

/** @typedef {import("../figure.js").Figure} Figure */
/** @typedef {import("../figure.js").Look} Look */
/** @typedef {import("../figure.js").Step} Step */
/** @typedef {import("../kinds.js").Traits} Traits */
/** @typedef {import("../labels.js").LabelPlace} LabelPlace */
/** @typedef {import("../rotation.js").Point} Point */
/** @typedef {import("../shape.js").Shape} Shape */

/** Corner radius of a rectangle, in units. */
const CORNER = 160;

/** Corners of a diamond, as shares of width and height. */
const DIAMOND_CORNERS = [0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5];

/** The widest line of a label, as a share of the box's width: more would leave the outline. */
const ROOM = { rectangle: 1, ellipse: 0.7, diamond: 0.6 };

/** The highest label of that width, as a share of the box's height: above it its corners leave the outline. */
const HIGHEST = { rectangle: 1, ellipse: 0.7, diamond: 0.4 };

/** Room between a label and the edges of its box, in units. */
const PADDING = 96;

/** @type {Traits} */
export const RECTANGLE = {
  geometry: "box",
  text: "label",
  styleKeys: ["ink", "size", "fill", "pattern", "dash", "opacity", "font", "type", "align"],
  box: (shape) => inflate(boxOfCorners(shape), Math.ceil(shape.style.size / 2)),
  distance: (shape, _pool, p, q) =>
    nearest(shape, distanceToPolygon(BOX_CORNERS, shape, p, q), {
      ...{ share: ROOM.rectangle, isInside: isInBox },
      ...{ p, q },
    }),
  isFilled: hasFill,
  isInside: isInBox,
  gauge: boxGauge,
  placeOn: middleOfTop,
  figure: (shape, _pool, look) => figureOf(shape, roundedBox(shape, CORNER), ROOM.rectangle, look),
  writing: (shape) => labelBlock(shape, labelPlace(shape, ROOM.rectangle)),
  sizeForLabel: (label) => sizeFor(label, ROOM.rectangle, HIGHEST.rectangle),
  spill: () => 0,
};

/** @type {Traits} */
export const ELLIPSE = {
  ...RECTANGLE,
  distance: (shape, _pool, p, q) => {
    const axes = { a: shape.w / 2, b: shape.h / 2 };
    const outline = distanceToEllipse(axes, centred(p, axes), centred(q, axes));
    return nearest(shape, outline, { share: ROOM.ellipse, isInside: isInEllipse, p, q });
  },
  isInside: isInEllipse,
  gauge: ellipseGauge,
  figure: (shape, _pool, look) => figureOf(shape, ellipse(shape), ROOM.ellipse, look),
  writing: (shape) => labelBlock(shape, labelPlace(shape, ROOM.ellipse)),
  sizeForLabel: (label) => sizeFor(label, ROOM.ellipse, HIGHEST.ellipse),
};

/** @type {Traits} */
export const DIAMOND = {
  ...RECTANGLE,
  distance: (shape, _pool, p, q) =>
    nearest(shape, distanceToPolygon(DIAMOND_CORNERS, shape, p, q), {
      ...{ share: ROOM.diamond, isInside: isInDiamond },
      ...{ p, q },
    }),
  isInside: isInDiamond,
  gauge: diamondGauge,
  figure: (shape, _pool, look) =>
    figureOf(shape, polygon(DIAMOND_CORNERS, shape), ROOM.diamond, look),
  writing: (shape) => labelBlock(shape, labelPlace(shape, ROOM.diamond)),
  sizeForLabel: (label) => sizeFor(label, ROOM.diamond, HIGHEST.diamond),
};

/** A point that rectangle, ellipse and diamond have in common. @param {Shape} shape @returns {Point} */
export function middleOfTop({ w }) {
  return { x: w / 2, y: 0 };
}

/** @param {Shape} shape */
function hasFill({ style }) {
  return style.fill !== "none";
}

/** @param {Shape} shape @param {Point} point */
export function isInBox({ w, h }, { x, y }) {
  return x >= 0 && y >= 0 && x <= w && y <= h;
}

/** @param {Shape} shape @param {Point} point */
function isInEllipse(shape, point) {
  return ellipseGauge(fromMiddle(shape, point)) <= 1;
}

/** @param {Shape} shape @param {Point} point */
function isInDiamond(shape, point) {
  return diamondGauge(fromMiddle(shape, point)) <= 1;
}

/** @param {Point} point  from the middle, in halves of the sides */
export function boxGauge({ x, y }) {
  return Math.max(Math.abs(x), Math.abs(y));
}

/** @param {Point} point */
function ellipseGauge({ x, y }) {
  return Math.hypot(x, y);
}

/** @param {Point} point */
function diamondGauge({ x, y }) {
  return Math.abs(x) + Math.abs(y);
}

/** Where a point is from the middle of a box, in halves of its sides. @param {Shape} shape @param {Point} point @returns {Point} */
function fromMiddle({ w, h }, { x, y }) {
  return { x: (2 * x) / w - 1, y: (2 * y) / h - 1 };
}

/** @param {Point} point @param {{a: number, b: number}} axes @returns {Point} */
function centred({ x, y }, { a, b }) {
  return { x: x - a, y: y - b };
}

/** @param {Shape} shape @param {number} share @returns {LabelPlace} */
function labelPlace({ w, h }, share) {
  return { middle: { x: w / 2, y: h / 2 }, room: Math.max(1, Math.round(w * share) - 2 * PADDING) };
}

/** The least box around a label of a size. @param {{w: number, h: number}} label @param {number} room @param {number} highest */
function sizeFor({ w, h }, room, highest) {
  return { w: Math.ceil((w + 2 * PADDING) / room), h: Math.ceil(h / highest) };
}

/** The distance from the outline, the inside or the label, whichever is nearest. @param {Shape} shape @param {number} outline @param {{share: number, isInside: (shape: Shape, p: Point) => boolean, p: Point, q: Point}} where */
function nearest(shape, outline, { share, isInside, p, q }) {
  const isHitInside = hasFill(shape) && isInside(shape, p);
  const distance = Math.min(
    isHitInside ? 0 : Number.POSITIVE_INFINITY,
    outline - shape.style.size / 2,
  );
  if (shape.text === null) return distance;
  const { minX, minY, maxX, maxY } = labelArea(shape, labelPlace(shape, share));
  // The label is clipped to the box.
  const area = { minX, maxX, minY: Math.max(0, minY), maxY: Math.min(shape.h, maxY) };
  return Math.min(distance, distanceToLabel(area, p, q));
}

/** @param {Shape} shape @param {Step[]} steps @param {number} share @param {Look} look @returns {Figure} */
function figureOf(shape, steps, share, look) {
  const { ink, size } = shape.style;
  const colour = inkColour(ink, look.theme);
  const stroke = { colour, width: size, dashes: dashesOf(shape.style) };
  /** @type {import("../figure.js").PathPart} */
  const outline = { type: "path", steps, stroke };
  const parts = [...fillParts(shape, steps, look), outline];
  if (shape.text === null) return parts;
  const label = labelPart(shape, labelPlace(shape, share), look);
  return [...parts, { ...label, clip: polygon(BOX_CORNERS, shape) }];
}
