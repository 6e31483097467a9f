/**
 * A shape as the client stores it: a small flat record that is immutable. A change makes a new record, so records are
 * compared by identity.
 *
 * Rotation turns a shape clockwise around its position.
 */

import { WholeBox } from "./box.js";
import { detailsOf, detailsToWire } from "./details.js";
import { geometryOf, hasTextColumn, KINDS, keptText } from "./kinds.js";
import { moreToWire, withWritten } from "./more.js";
import { boxed } from "./shape_box.js";
import { internStyle, styleToWire } from "./styles.js";
import { byteAt, floatAt, intAt } from "./typed_arrays.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./colour.js").InkName} InkName */
/** @typedef {import("./styles.js").Style} Style */
/** @typedef {import("./styles.js").WireStyle} WireStyle */
/** @typedef {import("./details.js").Details} Details */
/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./more.js").More} More */
/** @typedef {import("./more.js").WireRare} WireRare */

/**
 * @typedef {object} Shape
 * @property {string} id
 * @property {string} tag
 * @property {number} n
 * @property {Kind} kind
 * @property {number} page
 * @property {number} author  0 while it is not known
 * @property {number} seq     of the edit that created it
 * @property {number} x       units
 * @property {number} y
 * @property {number} rotation  1/100 degree
 * @property {Style} style    interned
 * @property {string | null} text
 * @property {number} z
 * @property {More | null} more  null for nearly all
 * @property {number} w       units, 0 for shapes with points
 * @property {number} h
 * @property {number} start   its points in the pool
 * @property {number} count
 * @property {Details | null} details  null for nearly all
 * @property {Box} box        around everything that it paints, in units
 */

/**
 * Geometry on the wire (SPEC D5, D6): columns of differences, a line, or width and height.
 * @typedef {object} WireNumbers
 * @property {number[]} [points]
 * @property {number[]} [pressure]
 * @property {number[]} [time]
 * @property {number} [w]
 * @property {number} [h]
 */
/** @typedef {WireNumbers & import("./details.js").WireDetails} WireGeometry */
/** @typedef {[number, number, number]} WirePos  x, y, rotation */
/**
 * A shape as a client adds it (SPEC D3).
 * @typedef {object} NewShapeFields
 * @property {string} id
 * @property {Kind} kind
 * @property {number} page
 * @property {WirePos} pos
 * @property {WireGeometry} geometry
 * @property {WireStyle} style
 * @property {string | null} [text]
 */
/** @typedef {NewShapeFields & WireRare} NewShape */
/** A shape on the board (SPEC D9). @typedef {NewShape & {author: number, seq: number, z: number}} WireShape */
/** The position of an op: its edit's author and seq, and its index in the edit. @typedef {{author: number, seq: number, index: number}} OpPosition */

/** The z of an added shape: 2^11 ops per edit, and 2^5 values between two ops (SPEC B1). @param {Pick<OpPosition, "seq" | "index">} place */
export function zOf({ seq, index }) {
  return seq * 2 ** 16 + index * 2 ** 5;
}

/** The parts of an id (SPEC D2). @param {string} id */
export function splitId(id) {
  return { tag: id.slice(0, 16), n: Number(id.slice(17)) };
}

/**
 * Makes a record from a shape on the wire, and adds its points to the pool.
 * @param {NewShape | WireShape} wire
 * @param {OpPosition | null} place  of the `add`; null for a shape that has author, seq and z
 * @param {PointPool} pool
 * @returns {Shape}
 */
export function shapeFromWire(wire, place, pool) {
  const onBoard = /** @type {WireShape} */ (wire);
  return boxed(
    {
      id: wire.id,
      ...splitId(wire.id),
      kind: wire.kind,
      page: wire.page,
      author: place === null ? onBoard.author : place.author,
      seq: place === null ? onBoard.seq : place.seq,
      x: wire.pos[0],
      y: wire.pos[1],
      rotation: wire.pos[2],
      style: internStyle(wire.style),
      text: keptText(wire.kind, wire.text),
      z: place === null ? onBoard.z : zOf(place),
      more: withWritten(null, wire),
      w: wire.geometry.w ?? 0,
      h: wire.geometry.h ?? 0,
      // A new shape has times of 0 where it comes without; a stored one has times that are not known here.
      ...pool.add(wire.geometry, place === null ? undefined : null),
      details: detailsOf(wire.geometry),
    },
    pool,
  );
}

/**
 * Makes a piece of a stroke: a shape with the same author, seq, style and z (SPEC B10).
 * @param {Shape} source
 * @param {{id: string, from: number, to: number}} piece
 * @param {PointPool} pool
 * @returns {Shape}
 */
export function pieceOf(source, { id, from, to }, pool) {
  return boxed({ ...source, id, ...splitId(id), ...pool.cut(source, from, to) }, pool);
}

/**
 * The geometry register on the wire, keys in the order of SPEC D11.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @returns {WireGeometry}
 */
export function geometryToWire(shape, pool) {
  const form = geometryOf(shape.kind);
  const details = detailsToWire(shape.details);
  if (form === "box") return { w: shape.w, h: shape.h, ...details };
  const columns = pool.columns(shape);
  return form === "line" ? { points: columns.points, ...details } : columns;
}

/**
 * A shape as snapshots and exports have it, keys in the order of SPEC D11.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @returns {WireShape}
 */
export function toWire(shape, pool) {
  const { id, kind, page, author, seq, x, y, rotation, style, text, z, more } = shape;
  const geometry = geometryToWire(shape, pool);
  /** @type {WirePos} */
  const pos = [x, y, rotation];
  const fixed = { id, kind, page, author, seq, pos, geometry, style: styleToWire(style) };
  const rare = moreToWire(more);
  return text === null ? { ...fixed, z, ...rare } : { ...fixed, text, z, ...rare };
}

/** Extra of most shapes: nothing. @type {import("./columns.js").Extra} */
const NOTHING = {};

/**
 * Makes the records of a chunk.
 * @param {Columns} columns
 * @param {number} start  index of its points in the pool
 */
export function shapesFromColumns(columns, start) {
  const { boxes, tags, texts } = columns;
  const styles = columns.styles.map(internStyle);
  const extras = new Map(columns.extras);
  /** @type {Shape[]} */
  const shapes = [];
  let nextText = 0;
  let next = start;
  for (let at = 0; at < columns.kind.length; at += 1) {
    const kind = /** @type {Kind} */ (KINDS[byteAt(columns.kind, at)]);
    const tag = /** @type {string} */ (tags[floatAt(columns.tag, at)]);
    const n = floatAt(columns.n, at);
    const count = intAt(columns.count, at);
    const extra = extras.get(at) ?? NOTHING;
    const [minX, minY] = [intAt(boxes, 4 * at), intAt(boxes, 4 * at + 1)];
    const [maxX, maxY] = [intAt(boxes, 4 * at + 2), intAt(boxes, 4 * at + 3)];
    // One plain literal: V8 makes records much faster from it than from spread parts.
    shapes.push({
      id: `${tag}.${n}`,
      tag,
      n,
      kind,
      page: columns.page,
      author: floatAt(columns.author, at),
      seq: floatAt(columns.seq, at),
      x: intAt(columns.x, at),
      y: intAt(columns.y, at),
      rotation: intAt(columns.rotation, at),
      style: /** @type {Style} */ (styles[intAt(columns.style, at)]),
      text: hasTextColumn(kind) ? (texts[nextText] ?? "") : (extra.text ?? null),
      z: floatAt(columns.z, at),
      more: withWritten(null, extra),
      w: intAt(columns.w, at),
      h: intAt(columns.h, at),
      start: count > 0 ? next : 0,
      count,
      details: detailsOf(extra.geometry ?? {}),
      box: new WholeBox(minX, minY, maxX, maxY),
    });
    next += count;
    if (hasTextColumn(kind)) nextText += 1;
  }
  return shapes;
}

/** Compares by painting order (SPEC B3): negative when `a` is painted before `b`. @param {Shape} a @param {Shape} b */
export function comparePaintOrder(a, b) {
  return a.z - b.z || compareIds(a, b);
}

/** Compares ids by tag, then by n as a number (SPEC D2). @param {{tag: string, n: number}} a @param {{tag: string, n: number}} b */
export function compareIds(a, b) {
  if (a.tag !== b.tag) return a.tag < b.tag ? -1 : 1;
  return a.n - b.n;
}
