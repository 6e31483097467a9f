/**
 * Checks that the server can decode an edit (SPEC D, L2). The twin of `ClientEdit::decode`: the server would
 * nack an edit that fails here with `invalid`. `null` counts as a missing optional field.
 */

import { fitsImage, fitsText, geometryOf, hasAlt, KINDS, PAPERS } from "./kinds.js";
import * as limits from "./limits.js";
import { PAGE_REGISTERS, TONES } from "./pages.js";
import { compareIds, splitId } from "./shape.js";
import { isStyle, STYLE_KEYS } from "./styles.js";

/** A parsed JSON object before validation. @typedef {Record<string, unknown>} Unknown */

const encoder = new TextEncoder();

const BEYOND_ASCII = /[^ -~]/;

/** The registers that few shapes write, and all registers (SPEC D9). */
const MORE = ["group", "locked", "alt"];
const REGISTERS = ["pos", "geometry", "style", "text", "z", ...MORE];

const TAG = /^[0-9a-f]{16}$/;
const ID = /^[0-9a-f]{16}\.[1-9][0-9]{0,15}$/;

/** The numbers of a geometry, which of them each form has, and what some have besides (SPEC D5, D6, D17, D18). */
const NUMBERS = ["points", "pressure", "time", "w", "h"];
/** @type {Readonly<Record<string, "ink" | "line" | "box">>} */
const FORMS = { "+++--": "ink", "++---": "ink", "+----": "line", "---++": "box" };
const DETAILS = ["lines", "fixed", "from", "to"];

/** @type {Readonly<Record<string, (op: Unknown) => boolean>>} */
const OPS = {
  add: (op) => hasOnly(op, ["op", "shape"]) && isNewShape(op.shape),
  set: isSet,
  del: (op) => hasOnly(op, ["op", "id"]) && isId(op.id),
  split: (op) =>
    hasOnly(op, ["op", "id", "pieces"]) && isId(op.id) && arePieces(op.pieces, String(op.id)),
  clear: (op) =>
    hasOnly(op, ["op", "page", "upto", "all"]) &&
    isOptional(op.all, isBoolean) &&
    isPage(op.page) &&
    isWithin(op.upto, 0, limits.MAX_NUMBER),
  restore: (op) =>
    hasOnly(op, ["op", "n", "tag"]) &&
    isWithin(op.n, 1, limits.MAX_NUMBER) &&
    isOptional(op.tag, isTag),
  board: (op) => hasOnly(op, ["op", "name"]) && isText(op.name, limits.BOARD_NAME),
  page: isPageOp,
};

/** @param {unknown} edit  `{ops, upto?}` */
export function isEdit(edit) {
  if (!isObject(edit) || !hasOnly(edit, ["ops", "upto"])) return false;
  const { ops, upto } = edit;
  if (!Array.isArray(ops) || ops.length < 1 || ops.length > limits.EDIT_OPS) return false;
  return (
    isOptional(upto, (v) => isWithin(v, 0, limits.MAX_NUMBER)) &&
    ops.every(isOp) &&
    ops.filter(isWide).length <= limits.EDIT_WIDE_OPS &&
    isShort(edit)
  );
}

/** Whether an op's effect can be larger than its JSON, which limits their number in an edit (SPEC L2). @param {{op: string}} op */
export function isWide({ op }) {
  return op === "clear" || op === "restore";
}

/** Bytes of its JSON. @param {unknown} edit */
export function editBytes(edit) {
  const text = JSON.stringify(edit);
  // Runs for each of thousands of ops, most of which are ASCII: one byte per character.
  return BEYOND_ASCII.test(text) ? encoder.encode(text).length : text.length;
}

/** @param {Unknown} edit */
function isShort(edit) {
  return editBytes(edit) <= limits.EDIT_BYTES;
}

/** @param {unknown} op */
function isOp(op) {
  if (!isObject(op) || typeof op.op !== "string" || !Object.hasOwn(OPS, op.op)) return false;
  return OPS[op.op]?.(op) === true;
}

/** @param {Unknown} op */
function isSet(op) {
  const { id, pos, geometry, style, text, z } = op;
  return (
    hasOnly(op, ["op", "id", ...REGISTERS]) &&
    isId(id) &&
    REGISTERS.some((register) => op[register] != null) &&
    isOptional(pos, isPos) &&
    isOptional(geometry, (v) => formOf(v) !== null) &&
    isOptional(style, isStyleRegister) &&
    isOptional(text, (v) => isText(v, limits.TEXT)) &&
    isOptional(z, isStacking) &&
    areMore(op)
  );
}

/** @param {unknown} z */
function isStacking(z) {
  return z === "front" || z === "back" || isWithin(z, -limits.MAX_NUMBER, limits.MAX_NUMBER);
}

/** Whether the registers that few shapes write are in range. @param {Unknown} of */
function areMore({ group, locked, alt }) {
  return (
    isOptional(group, isGroupPath) &&
    isOptional(locked, isBoolean) &&
    isOptional(alt, (v) => isText(v, limits.ALT))
  );
}

/** @param {unknown} group */
function isGroupPath(group) {
  return Array.isArray(group) && group.length <= limits.GROUPS && group.every(isId);
}

/**
 * Runs of points that follow each other without meeting, with ids that ascend.
 * @param {unknown} pieces
 * @param {string} source
 */
function arePieces(pieces, source) {
  if (!Array.isArray(pieces) || pieces.length === 0) return false;
  let end = 0;
  let before = "";
  return pieces.every((piece) => {
    if (!isObject(piece) || !hasOnly(piece, ["id", "from", "to"]) || !isId(piece.id)) return false;
    const { id, from, to } = /** @type {{id: string, from: unknown, to: unknown}} */ (piece);
    const isRun =
      isWithin(from, end, limits.POINTS) && isWithin(to, Number(from) + 1, limits.POINTS);
    const isNext = id !== source && (before === "" || compareIds(splitId(before), splitId(id)) < 0);
    end = Number(to);
    before = id;
    return isRun && isNext;
  });
}

/** @param {unknown} shape */
function isNewShape(shape) {
  const keys = ["id", "kind", "page", "pos", "geometry", "style", "text", "image", ...MORE];
  if (!isObject(shape) || !hasOnly(shape, keys)) return false;
  const kind = KINDS.find((known) => known === shape.kind);
  if (kind === undefined || formOf(shape.geometry) !== geometryOf(kind)) return false;
  const text = shape.text ?? null;
  return (
    isId(shape.id) &&
    isPage(shape.page) &&
    isPos(shape.pos) &&
    isStyleRegister(shape.style) &&
    fitsText(kind, text) &&
    fitsImage(kind, shape.image) &&
    (hasAlt(kind) || (shape.alt ?? "") === "") &&
    isOptional(shape.image, isId) &&
    isOptional(text, (v) => isText(v, limits.TEXT)) &&
    areMore(shape)
  );
}

/** Classifies a geometry; null when it is none. @param {unknown} geometry @returns {"ink" | "line" | "box" | null} */
function formOf(geometry) {
  if (!isObject(geometry) || !hasOnly(geometry, [...NUMBERS, ...DETAILS])) return null;
  const { points, pressure, time, w, h } = geometry;
  const present = NUMBERS.map((field) => (geometry[field] == null ? "-" : "+")).join("");
  const form = FORMS[present];
  if (form === undefined || !areDetails(geometry, form)) return null;
  if (form === "box") return isLength(w) && isLength(h) ? "box" : null;
  if (form === "line") return isPolyline(points) ? "line" : null;
  if (!Array.isArray(pressure)) return null;
  const count = pressure.length;
  const counted = count >= 1 && count <= limits.POINTS && isOptional(time, (v) => isTime(v, count));
  return counted && isPath(points, count) && isPressure(pressure, count) ? "ink" : null;
}

/**
 * Whether a geometry has only those details that its form may have (SPEC D17, D18).
 * @param {Unknown} geometry
 * @param {"ink" | "line" | "box"} form
 */
function areDetails({ lines, fixed, from, to }, form) {
  const isBound = from != null || to != null;
  if (form === "ink") return lines == null && fixed == null && !isBound;
  return (
    isOptional(lines, areLines) &&
    (form === "line" ? fixed == null : !isBound) &&
    isOptional(fixed, (v) => typeof v === "boolean") &&
    isOptional(from, isEnd) &&
    isOptional(to, isEnd)
  );
}

/** @param {unknown} lines */
function areLines(lines) {
  if (!Array.isArray(lines) || lines.length > limits.TEXT + 1) return false;
  let sum = 0;
  return lines.every((count) => {
    sum += count;
    return isWithin(count, 0, limits.TEXT) && sum <= limits.TEXT;
  });
}

/** @param {unknown} end */
function isEnd(end) {
  if (!Array.isArray(end) || end.length !== 3) return false;
  const [id, x, y] = end;
  return isId(id) && isWithin(x, 0, limits.END) && isWithin(y, 0, limits.END);
}

/** @param {unknown} points */
function isPolyline(points) {
  const count = Array.isArray(points) ? points.length / 2 : 0;
  return isWithin(count, 2, limits.LINE_POINTS) && isPath(points, count);
}

/** Flat pairs of differences whose sums are coordinates. @param {unknown} points @param {number} count */
function isPath(points, count) {
  if (!Array.isArray(points) || points.length !== count * 2) return false;
  const sums = [0, 0];
  return points.every((step, at) => {
    const sum = (sums[at % 2] ?? 0) + step;
    sums[at % 2] = sum;
    return Number.isInteger(step) && isCoordinate(sum);
  });
}

/** @param {unknown} time @param {number} count */
function isTime(time, count) {
  return Array.isArray(time) && time.length === count && time.every((v) => isWithin(v, 0, 65_535));
}

/** @param {unknown} pressure @param {number} count */
function isPressure(pressure, count) {
  if (!Array.isArray(pressure) || pressure.length !== count) return false;
  let sum = 0;
  return pressure.every((step) => {
    sum += step;
    return Number.isInteger(step) && isWithin(sum, 0, limits.PRESSURE);
  });
}

/** @param {unknown} pos */
function isPos(pos) {
  if (!Array.isArray(pos) || pos.length !== 3) return false;
  const [x, y, rotation] = pos;
  return isCoordinate(x) && isCoordinate(y) && isWithin(rotation, 0, limits.ROTATION - 1);
}

/** @param {unknown} style */
function isStyleRegister(style) {
  return isObject(style) && hasOnly(style, STYLE_KEYS) && isStyle(style);
}

/**
 * Whether a value is well-formed Unicode of at most `most` code points.
 * @param {unknown} text
 * @param {number} most
 */
function isText(text, most) {
  if (typeof text !== "string") return false;
  let count = 0;
  for (const letter of text) {
    count += 1;
    const code = letter.codePointAt(0) ?? 0;
    // A lone surrogate: JSON can spell it, UTF-8 cannot.
    if (count > most || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

/** @param {unknown} id */
function isId(id) {
  return typeof id === "string" && ID.test(id) && Number(id.slice(17)) <= limits.MAX_NUMBER;
}

/** @param {unknown} tag */
function isTag(tag) {
  return typeof tag === "string" && TAG.test(tag);
}

/** @param {unknown} value */
function isBoolean(value) {
  return typeof value === "boolean";
}

/** @param {unknown} page */
function isPage(page) {
  return isWithin(page, 1, limits.PAGES);
}

/** @param {Unknown} op */
function isPageOp(op) {
  const { page, paper, tone, name, place, gone } = op;
  return (
    hasOnly(op, ["op", "page", ...PAGE_REGISTERS]) &&
    isPage(page) &&
    PAGE_REGISTERS.some((register) => op[register] != null) &&
    isOptional(paper, isPaper) &&
    isOptional(tone, (v) => TONES.some((known) => known === v)) &&
    isOptional(name, (v) => isText(v, limits.PAGE_NAME)) &&
    isOptional(place, (v) => isWithin(v, -limits.MAX_NUMBER, limits.MAX_NUMBER)) &&
    isOptional(gone, isBoolean)
  );
}

/** @param {unknown} paper */
function isPaper(paper) {
  return PAPERS.some((known) => known === paper);
}

/** @param {unknown} value */
function isCoordinate(value) {
  return isWithin(value, -limits.COORDINATE, limits.COORDINATE);
}

/** @param {unknown} value */
function isLength(value) {
  return isWithin(value, 1, limits.COORDINATE);
}

/** @param {unknown} value @param {number} least @param {number} most */
function isWithin(value, least, most) {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** @param {unknown} value @param {(value: unknown) => boolean} check */
function isOptional(value, check) {
  return value === undefined || value === null || check(value);
}

/** @param {unknown} value @returns {value is Unknown} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {Unknown} object @param {readonly string[]} keys */
function hasOnly(object, keys) {
  return Object.keys(object).every((key) => keys.includes(key));
}
