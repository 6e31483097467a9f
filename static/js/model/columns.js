/**
 * Decodes chunks: shapes of one page as columns of integers (SPEC T). The twin of `src/board/columns/`;
 * the vectors in `tests/vectors/chunks` keep both equal.
 *
 * The result is typed arrays, which a worker transfers without a copy.
 */

import { detailsOf } from "./details.js";
import { geometryOf, hasTextColumn, KINDS } from "./kinds.js";
import { FORM, isKnownExtra, isKnownStyle, NewerFormatError } from "./known.js";
import { NOMINAL_PRESSURE } from "./pressure.js";
import { boxOf } from "./shape_box.js";
import { internStyle } from "./styles.js";
import { byteAt, floatAt, intAt } from "./typed_arrays.js";
import {
  decodeSigned,
  decodeUnsigned,
  malformed,
  prefixSums,
  prefixSumsByTag,
  reader,
} from "./varints.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./styles.js").WireStyle} WireStyle */
/** Parts of a shape without a column, under the keys of its canonical form. @typedef {{text?: string, geometry?: import("./details.js").WireDetails} & import("./more.js").WireRare} Extra */
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
 * @property {WireStyle[]} styles  the distinct ones
 * @property {Int32Array} style  index in `styles`
 * @property {Float64Array} z
 * @property {Int32Array} w      0 for shapes that are made of points
 * @property {Int32Array} h
 * @property {Int32Array} count  points
 * @property {Int32Array} xy     of all points: x and y in turn, relative to their shape
 * @property {Uint8Array} pressure  of all points
 * @property {string[]} texts    of the shapes that have the column
 * @property {[number, Extra][]} extras  places of shapes, ascending, and what these have
 * @property {Int32Array} boxes  of each shape minX, minY, maxX, maxY
 */

const TAG_BYTES = 8;

/**
 * Columns of the visible part, in their order (SPEC T3).
 * @type {readonly string[]}
 */
const VISIBLE_COLUMNS = [
  ...["tag", "n", "kind", "author", "seq", "x", "y", "rotation", "style"],
  ...["zHigh", "zLow", "count", "dx", "dy", "pressure", "w", "h", "length", "text", "extra"],
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
  const style = decodeUnsigned(column("style"), new Int32Array(all));
  if (style.some((place) => head.styles[place] === undefined)) throw malformed("style");
  const tag = decodeUnsigned(column("tag"), new Float64Array(all));
  if (tag.some((place) => head.tags[place] === undefined)) throw malformed("tag");
  const seq = prefixSums(decodeSigned(column("seq"), new Float64Array(all)));
  const zHigh = decodeSigned(column("zHigh"), new Float64Array(all));
  const zLow = decodeUnsigned(column("zLow"), new Float64Array(all));
  const forms = formsOf(kind);
  const boxes = forms.reduce((sum, form) => sum + (form === BOX ? 1 : 0), 0);
  const w = decodeUnsigned(column("w"), new Int32Array(boxes));
  const h = decodeUnsigned(column("h"), new Int32Array(boxes));
  const counts = decodeUnsigned(column("count"), new Int32Array(all - boxes));
  const count = scatter(forms, false, counts);
  const points = pointsOf({ forms, count }, column);
  const columns = {
    page: head.page,
    tags: head.tags,
    tag,
    n: prefixSumsByTag(decodeSigned(column("n"), new Float64Array(all)), tag),
    kind: kind.slice(),
    author: prefixSums(decodeSigned(column("author"), new Float64Array(all))),
    seq,
    x: new Int32Array(prefixSums(decodeSigned(column("x"), new Float64Array(all)))),
    y: new Int32Array(prefixSums(decodeSigned(column("y"), new Float64Array(all)))),
    rotation: decodeUnsigned(column("rotation"), new Int32Array(all)),
    styles: head.styles,
    style,
    z: zHigh.map((high, at) => (high + floatAt(seq, at)) * 2 ** 16 + floatAt(zLow, at)),
    w: scatter(forms, true, w),
    h: scatter(forms, true, h),
    count,
    ...points,
    texts: textsOf(kind, column),
    extras: extrasOf(all, column("extra")),
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
  if (all.number() !== FORM) throw new NewerFormatError("form");
  const [size, page, tagCount] = [all.number(), all.number(), all.number()];
  const tags = [];
  for (let at = 0; at < tagCount; at += 1) tags.push(hex(all.take(TAG_BYTES)));
  const styles = [];
  for (let left = all.number(); left > 0; left -= 1) styles.push(styleFrom(all.column()));
  const columns = new Map(VISIBLE_COLUMNS.map((name) => [name, all.column()]));
  if (!all.isAtEnd()) throw malformed("end");
  /** @param {string} name */
  const column = (name) => /** @type {Uint8Array} */ (columns.get(name));
  return { head: { size, page, tags, styles }, column };
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array} bytes @returns {WireStyle} */
function styleFrom(bytes) {
  const style = parse(bytes);
  if (!isKnownStyle(style)) throw new NewerFormatError("style");
  return /** @type {WireStyle} */ (style);
}

/** @param {Uint8Array} bytes @returns {unknown} */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw malformed("JSON");
  }
}

/** @param {number} all  number of shapes @param {Uint8Array} column @returns {[number, Extra][]} */
function extrasOf(all, column) {
  const rest = reader(column);
  /** @type {[number, Extra][]} */
  const extras = [];
  for (let next = 0; !rest.isAtEnd(); next += 1) {
    next += rest.number();
    if (next >= all) throw malformed("place");
    const extra = parse(rest.column());
    if (!isKnownExtra(extra)) throw new NewerFormatError("field");
    extras.push([next, /** @type {Extra} */ (extra)]);
  }
  return extras;
}

/** The columns that a shape's geometry has: of ink, of a line or of a box. */
const [INK, LINE, BOX] = [0, 1, 2];

/** @type {readonly (number | undefined)[]} */
const FORMS = KINDS.map((kind) => ({ ink: INK, line: LINE, box: BOX })[geometryOf(kind)]);

/** The form of each shape. @param {Uint8Array} kind */
function formsOf(kind) {
  const forms = new Uint8Array(kind.length);
  for (let at = 0; at < kind.length; at += 1) {
    const form = FORMS[byteAt(kind, at)];
    if (form === undefined) throw new NewerFormatError("kind");
    forms[at] = form;
  }
  return forms;
}

/** Spreads the values of the boxes, or of all other shapes, over all shapes, with 0 for the others. @param {Uint8Array} forms @param {boolean} ofBoxes @param {Int32Array} values */
function scatter(forms, ofBoxes, values) {
  const all = new Int32Array(forms.length);
  let next = 0;
  for (let at = 0; at < all.length; at += 1) {
    if ((byteAt(forms, at) === BOX) !== ofBoxes) continue;
    all[at] = intAt(values, next);
    next += 1;
  }
  return all;
}

/** @param {{forms: Uint8Array, count: Int32Array}} shapes @param {(name: string) => Uint8Array} column */
function pointsOf({ forms, count }, column) {
  const [dx, dy] = [column("dx"), column("dy")];
  const all = count.reduce((sum, of) => sum + of, 0);
  // Each point takes at least one byte, which bounds the allocation before it is made.
  if (all > dx.length || all > dy.length) throw malformed("number of points");
  const xy = new Int32Array(2 * all);
  decodeSigned(dx, xy, 0, 2);
  decodeSigned(dy, xy, 1, 2);
  let at = 0;
  for (let shape = 0; shape < count.length; shape += 1) {
    const end = at + 2 * intAt(count, shape);
    let x = 0;
    let y = 0;
    for (; at < end; at += 2) {
      x += intAt(xy, at);
      y += intAt(xy, at + 1);
      xy[at] = x;
      xy[at + 1] = y;
    }
  }
  return { xy, pressure: pressureOf({ forms, count }, all, column("pressure")) };
}

/** The pressure of all points. Its differences and sums are those of bytes. @param {{forms: Uint8Array, count: Int32Array}} shapes @param {number} all  points @param {Uint8Array} column */
function pressureOf({ forms, count }, all, column) {
  const inkPoints = count.reduce((sum, of, at) => sum + (byteAt(forms, at) === INK ? of : 0), 0);
  const forces = decodeSigned(column, new Uint8Array(inkPoints));
  const pressure = inkPoints === all ? forces : new Uint8Array(all).fill(NOMINAL_PRESSURE);
  let at = 0;
  let inkAt = 0;
  for (let shape = 0; shape < count.length; shape += 1) {
    const end = at + intAt(count, shape);
    if (byteAt(forms, shape) !== INK) {
      at = end;
      continue;
    }
    let force = 0;
    for (; at < end; at += 1) {
      force = (force + byteAt(forces, inkAt)) & 0xff;
      pressure[at] = force;
      inkAt += 1;
    }
  }
  return pressure;
}

/** @param {Uint8Array} kind @param {(name: string) => Uint8Array} column */
function textsOf(kind, column) {
  const count = kind.filter((place) => hasTextColumn(KINDS[place])).length;
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

/** Extra of most shapes: nothing. @type {Extra} */
const NOTHING = {};

/** @param {Omit<Columns, "boxes">} columns */
function boxesOf({ kind, x, y, rotation, styles, style, w, h, count, xy, extras }) {
  const boxes = new Int32Array(4 * kind.length);
  const looks = styles.map(internStyle);
  const more = new Map(extras);
  let start = 0;
  for (let at = 0; at < kind.length; at += 1) {
    const extra = more.get(at) ?? NOTHING;
    const shape = {
      kind: /** @type {Kind} */ (KINDS[byteAt(kind, at)]),
      x: intAt(x, at),
      y: intAt(y, at),
      rotation: intAt(rotation, at),
      style: /** @type {import("./styles.js").Style} */ (looks[intAt(style, at)]),
      w: intAt(w, at),
      h: intAt(h, at),
      start,
      count: intAt(count, at),
      text: extra.text ?? null,
      details: detailsOf(extra.geometry ?? {}),
    };
    const { minX, minY, maxX, maxY } = boxOf(shape, xy);
    boxes[4 * at] = minX;
    boxes[4 * at + 1] = minY;
    boxes[4 * at + 2] = maxX;
    boxes[4 * at + 3] = maxY;
    start += shape.count;
  }
  return boxes;
}
