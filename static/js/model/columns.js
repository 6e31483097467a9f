/**
 * Decodes chunks: shapes of one page as columns of integers (SPEC T). The twin of `src/board/columns/`;
 * the vectors in `tests/vectors/chunks` keep both equal.
 *
 * The result is typed arrays, which a worker transfers without a copy.
 */

import { INK_NAMES } from "./colour.js";
import { geometryOf, hasText, KINDS } from "./kinds.js";
import { NewerFormatError } from "./known.js";
import { NOMINAL_PRESSURE } from "./pressure.js";
import { boxOf } from "./shape_box.js";
import { floatAt, intAt } from "./typed_arrays.js";
import {
  decodeSigned,
  decodeUnsigned,
  malformed,
  prefixSums,
  prefixSumsByTag,
  reader,
} from "./varints.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/**
 * The visible part of a chunk. An array has one entry per shape unless its comment says otherwise.
 * @typedef {object} Columns
 * @property {number} page
 * @property {string[]} tags
 * @property {Float64Array} tag  index in `tags`
 * @property {Float64Array} n
 * @property {Uint8Array} kind   index in `KINDS`
 * @property {Float64Array} author
 * @property {Float64Array} seq
 * @property {Int32Array} x      units
 * @property {Int32Array} y
 * @property {Int32Array} rotation  1/100 degree
 * @property {Uint8Array} ink    place in `INK_NAMES`
 * @property {Int32Array} size
 * @property {Float64Array} z
 * @property {Int32Array} w      0 for shapes that are made of points
 * @property {Int32Array} h
 * @property {Int32Array} count  points
 * @property {Int32Array} xy     of all points: x and y in turn, relative to their shape
 * @property {Uint8Array} pressure  of all points
 * @property {string[]} texts    of the shapes that have one
 * @property {Int32Array} boxes  of each shape minX, minY, maxX, maxY
 */

const FORMAT = 2;
const TAG_BYTES = 8;

/**
 * Columns of the visible part, in their order (SPEC T3).
 * @type {readonly string[]}
 */
const VISIBLE_COLUMNS = [
  ...["tag", "n", "kind", "author", "seq", "x", "y", "rotation", "ink", "size"],
  ...["zHigh", "zLow", "count", "dx", "dy", "pressure", "w", "h", "length", "text"],
];

/**
 * Decodes the visible part of a chunk.
 * @param {Uint8Array} bytes  decompressed
 * @returns {Columns}
 * @throws {NewerFormatError} when a newer version wrote the bytes
 * @throws {RangeError} when the bytes do not follow SPEC T
 */
export function decodeVisible(bytes) {
  const { head, column } = readVisible(bytes);
  const kind = column("kind");
  const { size: all } = head;
  if (kind.length !== all) throw malformed("number of shapes");
  const ink = column("ink");
  if (ink.length !== all) throw malformed("number of inks");
  if (ink.some((place) => INK_NAMES[place] === undefined)) throw new NewerFormatError("ink");
  const tag = decodeUnsigned(column("tag"), new Float64Array(all));
  if (tag.some((place) => head.tags[place] === undefined)) throw malformed("tag");
  const seq = prefixSums(decodeSigned(column("seq"), new Float64Array(all)));
  const zHigh = decodeSigned(column("zHigh"), new Float64Array(all));
  const zLow = decodeUnsigned(column("zLow"), new Float64Array(all));
  const forms = Array.from(kind, (place) => formOf(KINDS[place]));
  const boxes = forms.filter((form) => form === "box").length;
  const inks = forms.filter((form) => form === "ink").length;
  const w = decodeUnsigned(column("w"), new Int32Array(boxes));
  const h = decodeUnsigned(column("h"), new Int32Array(boxes));
  const count = scatter(forms, "ink", decodeUnsigned(column("count"), new Int32Array(inks)));
  for (const [at, form] of forms.entries()) if (form === "line") count[at] = 2;
  const points = pointsOf({ forms, count }, column);
  const columns = {
    page: head.page,
    tags: head.tags,
    tag,
    n: prefixSumsByTag(decodeSigned(column("n"), new Float64Array(all)), tag),
    kind: kind.slice(),
    author: prefixSums(decodeSigned(column("author"), new Float64Array(all))),
    seq,
    x: Int32Array.from(prefixSums(decodeSigned(column("x"), new Float64Array(all)))),
    y: Int32Array.from(prefixSums(decodeSigned(column("y"), new Float64Array(all)))),
    rotation: decodeUnsigned(column("rotation"), new Int32Array(all)),
    ink: ink.slice(),
    size: decodeUnsigned(column("size"), new Int32Array(all)),
    z: zHigh.map((high, at) => (high + floatAt(seq, at)) * 2 ** 16 + floatAt(zLow, at)),
    w: scatter(forms, "box", w),
    h: scatter(forms, "box", h),
    count,
    ...points,
    texts: textsOf(kind, column),
  };
  return { ...columns, boxes: boxesOf(columns) };
}

/**
 * Decodes the timing of a chunk: for each ink point, the milliseconds since the point before.
 * @param {Uint8Array} bytes  decompressed
 */
export function decodeTiming(bytes) {
  const time = reader(bytes).column();
  let count = 0;
  for (const byte of time) if (byte < 0x80) count += 1;
  return decodeUnsigned(time, new Uint16Array(count));
}

/** Splits the bytes into the header and the columns by name. @param {Uint8Array} bytes */
function readVisible(bytes) {
  const all = reader(bytes);
  if (all.number() !== FORMAT) throw new NewerFormatError("form");
  const [size, page, tagCount] = [all.number(), all.number(), all.number()];
  const tags = [];
  for (let at = 0; at < tagCount; at += 1) tags.push(hex(all.take(TAG_BYTES)));
  const columns = new Map(VISIBLE_COLUMNS.map((name) => [name, all.column()]));
  if (!all.isAtEnd()) throw malformed("end");
  /** @param {string} name */
  const column = (name) => /** @type {Uint8Array} */ (columns.get(name));
  return { head: { size, page, tags }, column };
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Kind | undefined} kind */
function formOf(kind) {
  if (kind === undefined) throw new NewerFormatError("kind");
  return geometryOf(kind);
}

/** Spreads the values of the shapes of one form over all shapes, with 0 for the others. @param {readonly string[]} forms @param {string} wanted @param {Int32Array} values */
function scatter(forms, wanted, values) {
  let next = 0;
  return Int32Array.from(forms, (form) => {
    if (form !== wanted) return 0;
    next += 1;
    return intAt(values, next - 1);
  });
}

/** @param {{forms: readonly string[], count: Int32Array}} shapes @param {(name: string) => Uint8Array} column */
function pointsOf({ forms, count }, column) {
  const [dx, dy] = [column("dx"), column("dy")];
  const all = count.reduce((sum, of) => sum + of, 0);
  // Each point takes at least one byte, which bounds the allocation before it is made.
  if (all > dx.length || all > dy.length) throw malformed("number of points");
  const inkPoints = count.reduce((sum, of, at) => sum + (forms[at] === "ink" ? of : 0), 0);
  const xs = decodeSigned(dx, new Int32Array(all));
  const ys = decodeSigned(dy, new Int32Array(all));
  const forces = decodeSigned(column("pressure"), new Int32Array(inkPoints));
  const xy = new Int32Array(2 * all);
  const pressure = new Uint8Array(all).fill(NOMINAL_PRESSURE);
  let at = 0;
  let inkAt = 0;
  for (const [shape, of] of count.entries()) {
    const isInk = forms[shape] === "ink";
    let [x, y, force] = [0, 0, 0];
    for (const end = at + of; at < end; at += 1) {
      x += intAt(xs, at);
      y += intAt(ys, at);
      xy[2 * at] = x;
      xy[2 * at + 1] = y;
      if (!isInk) continue;
      force += intAt(forces, inkAt);
      pressure[at] = force;
      inkAt += 1;
    }
  }
  return { xy, pressure };
}

/** @param {Uint8Array} kind @param {(name: string) => Uint8Array} column */
function textsOf(kind, column) {
  const count = kind.filter((place) => hasText(/** @type {Kind} */ (KINDS[place]))).length;
  const lengths = decodeUnsigned(column("length"), new Float64Array(count));
  const all = column("text");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  const texts = Array.from(lengths, (length) => {
    at += length;
    return decoder.decode(all.subarray(at - length, at));
  });
  if (at !== all.length) throw malformed("length of a column");
  return texts;
}

/** @param {Omit<Columns, "boxes">} columns */
function boxesOf({ kind, x, y, rotation, size, w, h, count, xy }) {
  const boxes = new Int32Array(4 * kind.length);
  let start = 0;
  for (const [at, place] of kind.entries()) {
    const shape = {
      kind: /** @type {Kind} */ (KINDS[place]),
      ...{ x: intAt(x, at), y: intAt(y, at), rotation: intAt(rotation, at) },
      style: { size: intAt(size, at), type: 0 },
      ...{ w: intAt(w, at), h: intAt(h, at), start, count: intAt(count, at) },
      ...{ text: null, details: null },
    };
    const { minX, minY, maxX, maxY } = boxOf(shape, xy);
    boxes.set([minX, minY, maxX, maxY], 4 * at);
    start += shape.count;
  }
  return boxes;
}
