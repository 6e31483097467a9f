/**
 * The kinds of shapes: one table of what shapes of each kind have and do. And the kinds of paper.
 *
 * Kinds are only appended to the table: a kind's place is its byte in chunks (SPEC T3).
 */

import { DIAMOND, ELLIPSE, RECTANGLE } from "./kinds/boxes.js";
import { IMAGE } from "./kinds/image.js";
import { ARROW, LINE } from "./kinds/lines.js";
import { HIGHLIGHT, INK } from "./kinds/strokes.js";
import { NOTE, TEXT } from "./kinds/texts.js";

/** @typedef {"ink" | "highlight" | "line" | "arrow" | "rectangle" | "ellipse" | "diamond" | "text" | "note" | "image"} Kind */
/** @typedef {"blank" | "squares" | "lines" | "dots" | "staff"} Paper */
/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("./figure.js").Look} Look */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape_box.js").Extent} Extent */
/** How a text is set, in the shape's own coordinates: around the middle of a label, else from a corner; `room` is null for lines that break at no width. @typedef {import("./figure.js").TypeFace & {size: number, align: "start" | "center" | "end", room: number | null, middle?: Point, corner?: Point}} TextBlock */
/** The store of points, as painting and hit tests read it. @typedef {Pick<import("./points.js").PointPool, "xy" | "pressure">} Points */

/**
 * Properties and functions of a kind. Lengths are in units, points in the shape's own coordinates.
 * @typedef {object} Traits
 * @property {"ink" | "line" | "box"} geometry
 * @property {"never" | "label" | "always"} text  whether they have the text register; a label may be missing
 * @property {readonly (keyof import("./styles.js").StyleValues)[]} styleKeys  what people choose of the style: a
 *   highlighter has one width, and the size of a text is its `type` (`style_fields.js`)
 * @property {(shape: Extent, xy: Int32Array) => Box} box  around everything that they paint, except their spill
 * @property {(shape: Shape, pool: Points, p: Point, q: Point) => number} distance  from the paint to a segment, at most 0
 *   inside
 * @property {(shape: Shape) => boolean} [isFilled]  whether their inside is hit, and hides what is below
 * @property {(shape: Shape, p: Point) => boolean} [isInside]  whether a point is within their outline
 * @property {(p: Point) => number} [gauge]  how far a point is from the middle, counted in half sides along each axis; 1 on
 *   the outline, which is convex (`connectors.js`)
 * @property {(shape: Shape, pool: Points) => Point} placeOn  a point on their paint
 * @property {((shape: Shape, pool: Points, look: Look) => Figure) | null} figure  what they paint; null for strokes,
 *   which are painted from their outlines
 * @property {(shape: Shape, pool: Points) => TextBlock} [writing]  how their text is set
 * @property {(label: {w: number, h: number}) => {w: number, h: number}} [sizeForLabel]  the least box around a label
 * @property {(shape: Shape) => number} spill  the farthest paint outside of their box
 */

/** @type {Readonly<Record<Kind, Traits>>} */
const TABLE = {
  ink: INK,
  highlight: HIGHLIGHT,
  line: LINE,
  arrow: ARROW,
  rectangle: RECTANGLE,
  ellipse: ELLIPSE,
  diamond: DIAMOND,
  text: TEXT,
  note: NOTE,
  image: IMAGE,
};

export const KINDS = /** @type {readonly Kind[]} */ (Object.keys(TABLE));

/** @type {readonly Paper[]} */
export const PAPERS = ["blank", "squares", "lines", "dots", "staff"];

/** Returns the properties and functions of a kind. @param {Kind} kind */
export function traitsOf(kind) {
  return TABLE[kind];
}

/** Whether shapes of this kind always have a text, if an empty one. @param {Kind} kind */
export function hasText(kind) {
  return TABLE[kind].text === "always";
}

/** Whether a shape of this kind may have this text. A label that is empty is none. @param {Kind} kind @param {unknown} text */
export function fitsText(kind, text) {
  const { text: use } = TABLE[kind];
  return use === "label" || (use === "always") === (text != null);
}

/** The text as a shape of this kind keeps it: no label instead of an empty one. @param {Kind} kind @param {string | null | undefined} text */
export function keptText(kind, text) {
  return text == null || (text === "" && !hasText(kind)) ? null : text;
}

/** Whether a shape of this kind may name this picture: an image names one, no other shape does. @param {Kind} kind @param {unknown} image */
export function fitsImage(kind, image) {
  return (kind === "image") === (image != null);
}

/** Whether shapes of this kind have a description, for people who do not see them. @param {Kind} kind */
export function hasAlt(kind) {
  return kind === "image";
}

/** Whether people choose a width for shapes of this kind. @param {Kind} kind */
export function hasWidth(kind) {
  return TABLE[kind].styleKeys.includes("size");
}

/** Returns which of the three geometries a kind has. @param {Kind} kind */
export function geometryOf(kind) {
  return TABLE[kind].geometry;
}

/** Whether the text of a shape has a column in chunks (SPEC T3). That of any other kind is extra. @param {Kind | undefined} kind */
export function hasTextColumn(kind) {
  return kind === "text" || kind === "note";
}

/** Returns the use of a kind's ink. @param {Kind} kind @returns {import("./colour.js").Palette} */
export function paletteOf(kind) {
  if (kind === "note") return "note";
  return kind === "highlight" ? "mark" : "ink";
}
