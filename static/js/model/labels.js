/**
 * Labels: the text of a line, an arrow, or a box that is no note, centred on its shape. A label has an area that is known
 * without measuring any letter, so that boxes and hit tests are the same everywhere.
 */

import { inkColour } from "./custom_colour.js";
import { storedLines } from "./details.js";
import { distanceToArea } from "./distance.js";
import { LINE_HEIGHT, textPart } from "./text_layout.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./figure.js").Look} Look */
/** @typedef {import("./figure.js").TextPart} TextPart */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").Style} Style */
/** The fields that a label's area depends on. @typedef {Pick<Shape, "text" | "details"> & {style: Pick<Style, "type"> & Partial<Pick<Style, "align">>}} Labelled */
/** Where a label may be: around its middle, and no line wider than `room`; `align` where it does not depend on the style. @typedef {{middle: Point, room: number, align?: "center"}} LabelPlace */

const WEIGHT = 400;

/** How a label is set. @param {Pick<Shape, "style">} shape @param {LabelPlace} place @returns {import("./kinds.js").TextBlock} */
export function labelBlock({ style }, { middle, room, align }) {
  const { type: size, font } = style;
  return { size, weight: WEIGHT, font, align: alignOf(style, align), room, middle };
}

/** @param {Partial<Pick<Style, "align">>} style @param {LabelPlace["align"]} fixed */
function alignOf(style, fixed) {
  return fixed ?? style.align ?? "center";
}

/** The height of a line of a label, in units. @param {Labelled} shape */
export function labelLine({ style }) {
  return Math.ceil(LINE_HEIGHT * style.type);
}

/** The area of a label, in the shape's own coordinates; no letter is taken as wider than high. @param {Labelled} shape @param {LabelPlace} place @returns {Box} */
export function labelArea(shape, { middle, room, align }) {
  const { text, details, style } = shape;
  const stored = storedLines(text ?? "", details);
  let widest = 0;
  let rows = 0;
  for (const line of stored ?? (text ?? "").split("\n")) {
    const width = lettersOf(line) * style.type;
    widest = Math.max(widest, width);
    rows += stored === null ? Math.max(1, Math.ceil(width / room)) : 1;
  }
  // At which side its lines begin depends on their script.
  const isCentred = alignOf(style, align) === "center";
  const halfWidth = Math.ceil((isCentred ? Math.min(room, widest) : room) / 2);
  const halfHeight = Math.ceil((rows * labelLine(shape)) / 2);
  return around(middle, halfWidth, halfHeight);
}

/** The number of code points. @param {string} line */
function lettersOf(line) {
  let count = 0;
  for (const _ of line) count += 1;
  return count;
}

/** @param {Point} middle @param {number} halfWidth @param {number} halfHeight @returns {Box} */
function around(middle, halfWidth, halfHeight) {
  const [x, y] = [Math.round(middle.x), Math.round(middle.y)];
  const [minX, minY] = [x - halfWidth, y - halfHeight];
  return { minX, minY, maxX: x + halfWidth, maxY: y + halfHeight };
}

/** Returns the figure part of a label. @param {Shape} shape @param {LabelPlace} place @param {Look} look @returns {TextPart} */
export function labelPart({ text, details, style }, { middle, room, align }, look) {
  const { type: size, font } = style;
  const type = { size, weight: WEIGHT, font, colour: inkColour(style.ink, look.theme) };
  const x = Math.round(middle.x - room / 2);
  const part = textPart(
    { text, details },
    type,
    { x, y: 0, width: room, align: alignOf(style, align) },
    look,
  );
  const top = Math.round(middle.y - (part.lines.length * LINE_HEIGHT * style.type) / 2);
  return { ...part, lines: part.lines.map((line) => ({ ...line, y: line.y + top })) };
}

/** The area that a label's letters cover, with some room beside them. @param {TextPart} label @param {LabelPlace} place @returns {Box} */
export function coveredArea({ lines, size }, { middle, room }) {
  const widest = lines.reduce((most, { width }) => Math.max(most, width), 0);
  const halfWidth = Math.ceil((Math.min(room, widest) + size / 2) / 2);
  const halfHeight = Math.ceil((lines.length * LINE_HEIGHT * size) / 2);
  return around(middle, halfWidth, halfHeight);
}

/** The distance from a label's area to the segment from p to q. @param {Box} area @param {Point} p @param {Point} q */
export function distanceToLabel({ minX, minY, maxX, maxY }, p, q) {
  const from = { x: p.x - minX, y: p.y - minY };
  const to = { x: q.x - minX, y: q.y - minY };
  return distanceToArea({ w: maxX - minX, h: maxY - minY }, from, to);
}
