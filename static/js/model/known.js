/**
 * Detects data of a newer version than this page: an op, a kind, a field or a value that it does not know. Ignoring such
 * data would give this page another board than everybody else has.
 *
 * These checks do not validate: the server did that when it ordered the edit.
 */

import { KINDS, PAPERS } from "./kinds.js";
import { PAGE_REGISTERS, TONES } from "./pages.js";
import { hasKnownChoices, isColour, STYLE_KEYS } from "./styles.js";

/** Form of the data that this page reads (SPEC C15). The server closes the connections of pages of another one. */
export const FORM = 3;

/** A parsed JSON object before validation. @typedef {Record<string, unknown>} Unknown */

/** The fields of each op, including those that only the log has. @type {ReadonlyMap<unknown, ReadonlySet<string>>} */
const OPS = new Map(
  Object.entries({
    add: new Set(["op", "shape"]),
    set: new Set(["op", "id", "pos", "geometry", "style", "text", "z", "group", "locked", "alt"]),
    del: new Set(["op", "id"]),
    split: new Set(["op", "id", "pieces"]),
    clear: new Set(["op", "page", "upto", "only", "all", "since"]),
    restore: new Set(["op", "n", "tag", "shapes"]),
    bring: new Set(["op", "page", "shapes"]),
    board: new Set(["op", "name"]),
    page: new Set(["op", "page", ...PAGE_REGISTERS]),
  }),
);

/** The fields of a shape, including those that the server adds (SPEC D9, B9). */
const SHAPE = new Set(["id", "kind", "page", "pos", "geometry", "style", "text"]);
for (const field of ["author", "seq", "z", "group", "locked", "alt", "image", "w"])
  SHAPE.add(field);

const GEOMETRY = new Set(["points", "pressure", "time", "w", "h"]);
for (const field of ["lines", "fixed", "from", "to"]) GEOMETRY.add(field);
const STYLE = new Set(STYLE_KEYS);
const PAGE = new Set(["page", ...PAGE_REGISTERS, "w"]);
const PIECE = new Set(["id", "from", "to"]);

/** The values of `z` in a `set` besides numbers. @type {readonly unknown[]} */
const ENDS = ["front", "back"];

/** Data that a newer version than this page wrote. */
export class NewerFormatError extends RangeError {
  /** @param {string} what */
  constructor(what) {
    super(`this page is too old for this data: ${what}`);
  }
}

/** @param {object} op */
export function isKnownOp(op) {
  const {
    op: name,
    shape,
    shapes,
    pieces,
    geometry,
    style,
    paper,
    tone,
    z,
  } = /** @type {Unknown} */ (op);
  const fields = OPS.get(name);
  return (
    fields !== undefined &&
    hasOnly(op, fields) &&
    isMissingOr(shape, isKnownShape) &&
    areAll(shapes, isKnownShape) &&
    areAll(pieces, (piece) => hasOnly(piece, PIECE)) &&
    isMissingOr(geometry, (value) => hasOnly(value, GEOMETRY)) &&
    isMissingOr(style, isKnownStyle) &&
    isMissingOr(paper, isKnownPaper) &&
    isMissingOr(tone, (value) => isOneOf(TONES, value)) &&
    isMissingOr(z, (value) => Number.isInteger(value) || ENDS.includes(value))
  );
}

/** @param {unknown} shape */
export function isKnownShape(shape) {
  if (!hasOnly(shape, SHAPE)) return false;
  const { kind, geometry, style } = /** @type {Unknown} */ (shape);
  return isOneOf(KINDS, kind) && hasOnly(geometry, GEOMETRY) && isKnownStyle(style);
}

/** Whether a chunk adds only known fields to a shape (SPEC T3). @param {unknown} extra */
export function isKnownExtra(extra) {
  if (!hasOnly(extra, SHAPE)) return false;
  return isMissingOr(/** @type {Unknown} */ (extra).geometry, (value) => hasOnly(value, GEOMETRY));
}

/** Whether a page of a manifest has nothing that is new. @param {object} page */
export function isKnownPage(page) {
  const { paper, tone } = /** @type {Unknown} */ (page);
  return hasOnly(page, PAGE) && isKnownPaper(paper) && isMissingOr(tone, (v) => isOneOf(TONES, v));
}

/** @param {unknown} paper */
function isKnownPaper(paper) {
  return isOneOf(PAPERS, paper);
}

/** @param {unknown} style */
export function isKnownStyle(style) {
  if (!hasOnly(style, STYLE)) return false;
  const look = /** @type {Unknown} */ (style);
  const isFill = isMissingOr(look.fill, (fill) => fill === "none" || isColour(fill));
  return isColour(look.ink) && isFill && hasKnownChoices(look);
}

/** @param {readonly string[]} names @param {unknown} name */
function isOneOf(names, name) {
  return names.some((known) => known === name);
}

/** @param {unknown} object @param {ReadonlySet<string>} fields */
function hasOnly(object, fields) {
  if (typeof object !== "object" || object === null) return false;
  for (const field in object) if (!fields.has(field)) return false;
  return true;
}

/** @param {unknown} list @param {(item: unknown) => boolean} check */
function areAll(list, check) {
  return !Array.isArray(list) || list.every(check);
}

/** @param {unknown} value @param {(value: unknown) => boolean} check */
function isMissingOr(value, check) {
  return value === undefined || value === null || check(value);
}
