/**
 * A shape as the client holds it: a small flat record that is never changed. A change makes a new
 * record, so whoever holds one can compare by identity.
 *
 * Rotation turns a shape clockwise around its position.
 */

import { inflate, WholeBox } from "./box.js";
import { MAX_REACH } from "./pressure.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {"black" | "blue" | "red" | "green" | "orange" | "violet" | "sky" | "teal" | "pink" | "yellow" | "brown" | "grey"} InkName */
/** @typedef {"ink" | "highlight" | "line" | "arrow" | "rectangle" | "ellipse" | "diamond" | "text" | "note"} Kind */
/** @typedef {"blank" | "squares" | "lines" | "dots" | "staff"} Paper */

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
 * @property {InkName} ink
 * @property {number} size    units: width of the stroke, or size of the type
 * @property {string | null} text
 * @property {number} z
 * @property {number} w       units, 0 for shapes that are made of points
 * @property {number} h
 * @property {number} start   its points in the pool
 * @property {number} count
 * @property {Box} box        all that is painted, in units
 */

/**
 * Geometry on the wire (SPEC D5, D6): columns of differences, a line, or width and height.
 * @typedef {object} WireGeometry
 * @property {number[]} [points]
 * @property {number[]} [pressure]
 * @property {number[]} [time]
 * @property {number} [w]
 * @property {number} [h]
 */
/** @typedef {[number, number, number]} WirePos  x, y, rotation */
/** @typedef {{ink: InkName, size: number}} WireStyle */
/**
 * A shape as a client adds it (SPEC D3).
 * @typedef {object} NewShape
 * @property {string} id
 * @property {Kind} kind
 * @property {number} page
 * @property {WirePos} pos
 * @property {WireGeometry} geometry
 * @property {WireStyle} style
 * @property {string | null} [text]
 */
/** A shape on the board (SPEC D9). @typedef {NewShape & {author: number, seq: number, z: number}} WireShape */
/** Where an op stands: its edit's author and seq, its place in the edit. @typedef {{author: number, seq: number, index: number}} Place */
/** A shape without its box. @typedef {Omit<Shape, "box">} Unboxed */
/** What its box depends on. @typedef {Pick<Shape, "kind" | "x" | "y" | "rotation" | "size" | "w" | "h" | "start" | "count">} Extent */

/**
 * What is known of every kind. `width`: its size is the width of a line that people choose; a highlighter has one width,
 * and the size of a text is that of its type.
 * @type {Readonly<Record<Kind, {text: boolean, width: boolean, geometry: "ink" | "line" | "box"}>>}
 */
const TRAITS = {
  ink: { text: false, width: true, geometry: "ink" },
  highlight: { text: false, width: false, geometry: "ink" },
  line: { text: false, width: true, geometry: "line" },
  arrow: { text: false, width: true, geometry: "line" },
  rectangle: { text: false, width: true, geometry: "box" },
  ellipse: { text: false, width: true, geometry: "box" },
  diamond: { text: false, width: true, geometry: "box" },
  text: { text: true, width: false, geometry: "box" },
  note: { text: true, width: false, geometry: "box" },
};

export const KINDS = /** @type {readonly Kind[]} */ (Object.keys(TRAITS));

/** In the order of SPEC D7. */
export const INKS = /** @type {readonly InkName[]} */ (
  "black blue red green orange violet sky teal pink yellow brown grey".split(" ")
);

/** @type {readonly Paper[]} */
export const PAPERS = ["blank", "squares", "lines", "dots", "staff"];

/** Whether shapes of this kind have the text register. @param {Kind} kind */
export function hasText(kind) {
  return TRAITS[kind].text;
}

/** Whether people choose a width for shapes of this kind. @param {Kind} kind */
export function hasWidth(kind) {
  return TRAITS[kind].width;
}

/** Which of the three geometries a kind has. @param {Kind} kind */
export function geometryOf(kind) {
  return TRAITS[kind].geometry;
}

/** Room for 2^11 ops an edit and 2^5 places between two of them (SPEC B1). @param {Place} place */
export function zOf({ seq, index }) {
  return seq * 2 ** 16 + index * 2 ** 5;
}

/** The parts of an id (SPEC D2). @param {string} id */
export function splitId(id) {
  return { tag: id.slice(0, 16), n: Number(id.slice(17)) };
}

/**
 * A record out of its form on the wire; its points go into the pool.
 * @param {NewShape | WireShape} wire
 * @param {Place | null} place  of the `add`; null for a shape that has author, seq and z already
 * @param {PointPool} pool
 * @returns {Shape}
 */
export function shapeFromWire(wire, place, pool) {
  const there = /** @type {WireShape} */ (wire);
  return boxed(
    {
      id: wire.id,
      ...splitId(wire.id),
      kind: wire.kind,
      page: wire.page,
      author: place === null ? there.author : place.author,
      seq: place === null ? there.seq : place.seq,
      x: wire.pos[0],
      y: wire.pos[1],
      rotation: wire.pos[2],
      ink: wire.style.ink,
      size: wire.style.size,
      text: wire.text ?? null,
      z: place === null ? there.z : zOf(place),
      w: wire.geometry.w ?? 0,
      h: wire.geometry.h ?? 0,
      ...pool.add(wire.geometry),
    },
    pool,
  );
}

/**
 * A piece of a stroke: another shape of the same author, time, look and place in the order of painting (SPEC B10).
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
  if (form === "box") return { w: shape.w, h: shape.h };
  const columns = pool.columns(shape);
  return form === "line" ? { points: columns.points } : columns;
}

/**
 * A shape as snapshots and exports have it, keys in the order of SPEC D11.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @returns {WireShape}
 */
export function toWire(shape, pool) {
  const { id, kind, page, author, seq, x, y, rotation, ink, size, text, z } = shape;
  const geometry = geometryToWire(shape, pool);
  /** @type {WirePos} */
  const pos = [x, y, rotation];
  const style = { ink, size };
  const fixed = { id, kind, page, author, seq, pos, geometry, style };
  return text === null ? { ...fixed, z } : { ...fixed, text, z };
}

/**
 * The records of a chunk.
 * @param {Columns} columns
 * @param {number} start  of its points in the pool
 */
export function shapesOf(columns, start) {
  const { boxes, tags, texts } = columns;
  /** @type {Shape[]} */
  const shapes = [];
  let nextText = 0;
  let next = start;
  for (let at = 0; at < columns.kind.length; at += 1) {
    const kind = /** @type {Kind} */ (KINDS[num(columns.kind, at)]);
    const tag = /** @type {string} */ (tags[num(columns.tag, at)]);
    const n = num(columns.n, at);
    const count = num(columns.count, at);
    const [minX, minY] = [num(boxes, 4 * at), num(boxes, 4 * at + 1)];
    const [maxX, maxY] = [num(boxes, 4 * at + 2), num(boxes, 4 * at + 3)];
    shapes.push({
      ...{ id: `${tag}.${n}`, tag, n, kind, page: columns.page },
      author: num(columns.author, at),
      seq: num(columns.seq, at),
      x: num(columns.x, at),
      y: num(columns.y, at),
      rotation: num(columns.rotation, at),
      ink: /** @type {InkName} */ (INKS[num(columns.ink, at)]),
      size: num(columns.size, at),
      text: TRAITS[kind].text ? (texts[nextText] ?? "") : null,
      z: num(columns.z, at),
      w: num(columns.w, at),
      h: num(columns.h, at),
      start: count > 0 ? next : 0,
      count,
      box: new WholeBox(minX, minY, maxX, maxY),
    });
    next += count;
    if (TRAITS[kind].text) nextText += 1;
  }
  return shapes;
}

/** The record with the box of all that it paints. @param {Unboxed} shape @param {PointPool} pool @returns {Shape} */
export function boxed(shape, pool) {
  return { ...shape, box: boxOf(shape, pool.xy) };
}

/** The box of all that a shape paints. @param {Extent} shape @param {Int32Array} xy  of the pool */
export function boxOf(shape, xy) {
  const bare = shape.count > 0 ? boxOfPoints(shape, xy) : boxOfCorners(shape);
  return WholeBox.of(inflate(bare, reach(shape)));
}

/** How far from its points or edges a shape paints; a text paints inside its box. @param {Extent} shape */
function reach({ kind, size }) {
  if (geometryOf(kind) === "ink") return Math.ceil(MAX_REACH * size);
  return hasText(kind) ? 0 : Math.ceil(size / 2);
}

/** @param {Extent} shape @param {Int32Array} xy @returns {Box} */
function boxOfPoints({ kind, x, y, rotation, start, count }, xy) {
  const { sin, cos } = turn(rotation);
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (let at = start * 2; at < (start + count) * 2; at += 2) {
    const px = num(xy, at);
    const py = num(xy, at + 1);
    const turnedX = px * cos - py * sin;
    const turnedY = px * sin + py * cos;
    minX = Math.min(minX, turnedX);
    minY = Math.min(minY, turnedY);
    maxX = Math.max(maxX, turnedX);
    maxY = Math.max(maxY, turnedY);
  }
  const bare = rounded({ minX: x + minX, minY: y + minY, maxX: x + maxX, maxY: y + maxY });
  return geometryOf(kind) === "ink" ? inflate(bare, bulge(xy, start, count)) : bare;
}

/**
 * How far the curve through the points may leave their box. It bends most where the step from point
 * to point changes most: on a circle by an eighth of that change, and a wild line by up to 0.3 of it.
 * @param {Int32Array} xy
 * @param {number} start
 * @param {number} count
 */
function bulge(xy, start, count) {
  let most = 0;
  for (let at = (start + 1) * 2; at < (start + count - 1) * 2; at += 2) {
    const ddx = num(xy, at - 2) - 2 * num(xy, at) + num(xy, at + 2);
    const ddy = num(xy, at - 1) - 2 * num(xy, at + 1) + num(xy, at + 3);
    most = Math.max(most, Math.abs(ddx), Math.abs(ddy));
  }
  return Math.ceil(most / 3);
}

/** @param {Extent} shape @returns {Box} */
function boxOfCorners({ x, y, rotation, w, h }) {
  if (rotation === 0) return { minX: x, minY: y, maxX: x + w, maxY: y + h };
  const { sin, cos } = turn(rotation);
  const xs = [0, w * cos, w * cos - h * sin, -h * sin];
  const ys = [0, w * sin, w * sin + h * cos, h * cos];
  return rounded({
    minX: x + Math.min(...xs),
    minY: y + Math.min(...ys),
    maxX: x + Math.max(...xs),
    maxY: y + Math.max(...ys),
  });
}

/** Sine and cosine of a rotation. @param {number} rotation  1/100 degree */
export function turn(rotation) {
  const angle = (rotation / 18_000) * Math.PI;
  return rotation === 0 ? { sin: 0, cos: 1 } : { sin: Math.sin(angle), cos: Math.cos(angle) };
}

/** Outwards to whole units. @param {Box} box @returns {Box} */
function rounded({ minX, minY, maxX, maxY }) {
  return {
    minX: Math.floor(minX),
    minY: Math.floor(minY),
    maxX: Math.ceil(maxX),
    maxY: Math.ceil(maxY),
  };
}

/** A number that the loops above know to be there. @param {ArrayLike<number>} array @param {number} at */
function num(array, at) {
  return /** @type {number} */ (array[at]);
}
