/**
 * Packs shapes into typed arrays for the tile worker: structured cloning of 100,000 objects takes two seconds, and
 * transferring a few arrays takes none.
 *
 * Points keep their positions in the pool, so the worker's copy has the same ranges.
 */

import { WholeBox } from "../model/box.js";
import { KINDS } from "../model/kinds.js";
import { internStyle, styleToWire } from "../model/styles.js";
import { byteAt, floatAt, intAt, numberAt } from "../model/typed_arrays.js";

/** @typedef {import("../model/details.js").Details} Details */
/** @typedef {import("../model/more.js").More} More */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/styles.js").Style} Style */
/** @typedef {import("../model/styles.js").WireStyle} WireStyle */
/** @typedef {import("../model/kinds.js").Points} Points */
/** Ids of shapes: the index of each tag in `Tags`, and the number. @typedef {{tags: Uint32Array, ns: Float64Array}} Names */
/**
 * @typedef {object} Packed
 * @property {number} count
 * @property {Int32Array<ArrayBuffer>} ints      COLUMNS of each shape
 * @property {Float64Array<ArrayBuffer>} doubles  z and n of each shape
 * @property {Uint8Array<ArrayBuffer>} kinds     of each shape, as its place in `KINDS`
 * @property {WireStyle[]} styles  the distinct styles of these shapes
 * @property {[number, string][]} texts  by index of the shape
 * @property {[number, Details][]} details  by index of the shape
 * @property {[number, More][]} images  pictures and descriptions of images, by index of the shape
 * @property {Int32Array<ArrayBuffer>} runs      start in the pool and count, for each run of points
 * @property {Int32Array<ArrayBuffer>} xy
 * @property {Uint8Array<ArrayBuffer>} pressure
 */

/** Columns of `ints`: tag, page, x, y, rotation, place in `styles`, w, h, start, count, and the box. */
const COLUMNS = 14;

/** Numbers the tags; page and worker use the same numbers. */
export class Tags {
  /** @type {string[]} */
  #list = [];
  /** @type {Map<string, number>} */
  #places = new Map();
  #sent = 0;

  /** @param {string} tag */
  place(tag) {
    const known = this.#places.get(tag);
    if (known !== undefined) return known;
    this.#places.set(tag, this.#list.length);
    this.#list.push(tag);
    return this.#list.length - 1;
  }

  /** Returns the tags that were not sent yet, and counts them as sent. */
  takeUnsent() {
    const unsent = this.#list.slice(this.#sent);
    this.#sent = this.#list.length;
    return unsent;
  }
}

/** @param {readonly {tag: string, n: number}[]} shapes @param {Tags} tags @returns {Names} */
export function packNames(shapes, tags) {
  return {
    tags: Uint32Array.from(shapes, ({ tag }) => tags.place(tag)),
    ns: Float64Array.from(shapes, ({ n }) => n),
  };
}

/** Numbers the distinct styles of a batch. A batch has its own table, so that the worker drops styles that are gone. */
class StyleTable {
  /** @type {WireStyle[]} */
  list = [];
  /** @type {Map<Style, number>} */
  #places = new Map();

  /** @param {Style} style */
  place(style) {
    const known = this.#places.get(style);
    if (known !== undefined) return known;
    this.#places.set(style, this.list.length);
    this.list.push(styleToWire(style));
    return this.list.length - 1;
  }
}

/** @param {readonly Shape[]} shapes @param {Points} pool @param {Tags} tags @returns {Packed} */
export function packShapes(shapes, pool, tags) {
  const ints = new Int32Array(shapes.length * COLUMNS);
  const doubles = new Float64Array(shapes.length * 2);
  const kinds = new Uint8Array(shapes.length);
  const styles = new StyleTable();
  /** @type {[number, string][]} */
  const texts = [];
  /** @type {[number, Details][]} */
  const details = [];
  /** @type {[number, More][]} */
  const images = [];
  let to = 0;
  let place = 0;
  for (const shape of shapes) {
    const { minX, minY, maxX, maxY } = shape.box;
    ints[to] = tags.place(shape.tag);
    ints[to + 1] = shape.page;
    ints[to + 2] = shape.x;
    ints[to + 3] = shape.y;
    ints[to + 4] = shape.rotation;
    ints[to + 5] = styles.place(shape.style);
    ints[to + 6] = shape.w;
    ints[to + 7] = shape.h;
    ints[to + 8] = shape.start;
    ints[to + 9] = shape.count;
    ints[to + 10] = minX;
    ints[to + 11] = minY;
    ints[to + 12] = maxX;
    ints[to + 13] = maxY;
    to += COLUMNS;
    doubles[place * 2] = shape.z;
    doubles[place * 2 + 1] = shape.n;
    kinds[place] = KINDS.indexOf(shape.kind);
    if (shape.text !== null) texts.push([place, shape.text]);
    if (shape.details !== null) details.push([place, shape.details]);
    if (shape.kind === "image" && shape.more !== null) images.push([place, shape.more]);
    place += 1;
  }
  const { list } = styles;
  const columns = { ints, doubles, kinds, styles: list, texts, details, images };
  return { count: shapes.length, ...columns, ...packPoints(shapes, pool) };
}

/** @param {readonly Shape[]} shapes @param {Points} pool */
function packPoints(shapes, pool) {
  /** @type {number[]} */
  const runs = [];
  let total = 0;
  let end = -1;
  for (const { start, count } of shapes) {
    if (count === 0) continue;
    if (start === end) runs[runs.length - 1] = count + numberAt(runs, runs.length - 1);
    else runs.push(start, count);
    end = start + count;
    total += count;
  }
  const xy = new Int32Array(total * 2);
  const pressure = new Uint8Array(total);
  let to = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const start = numberAt(runs, run);
    const last = start + numberAt(runs, run + 1);
    xy.set(pool.xy.subarray(start * 2, last * 2), to * 2);
    pressure.set(pool.pressure.subarray(start, last), to);
    to += last - start;
  }
  return { runs: Int32Array.from(runs), xy, pressure };
}

/** The buffers to transfer. @param {Packed} packed */
export function buffersOf({ ints, doubles, kinds, runs, xy, pressure }) {
  return [ints, doubles, kinds, runs, xy, pressure].map(({ buffer }) => buffer);
}

/** The worker's copy of a board's points. @implements {Points} */
export class PointsCopy {
  /** @param {number} room  expected points; memory that is never written costs nothing */
  constructor(room = 0) {
    this.xy = new Int32Array(room * 2);
    this.pressure = new Uint8Array(room);
  }

  /** @param {Packed} packed */
  apply({ runs, xy, pressure }) {
    this.#makeRoom(runs);
    let from = 0;
    for (let run = 0; run < runs.length; run += 2) {
      const start = intAt(runs, run);
      const count = intAt(runs, run + 1);
      this.xy.set(xy.subarray(from * 2, (from + count) * 2), start * 2);
      this.pressure.set(pressure.subarray(from, from + count), start);
      from += count;
    }
  }

  /** @param {Int32Array} runs */
  #makeRoom(runs) {
    let end = 0;
    for (let run = 0; run < runs.length; run += 2) {
      end = Math.max(end, intAt(runs, run) + intAt(runs, run + 1));
    }
    if (end <= this.pressure.length) return;
    const room = Math.max(end, Math.ceil(this.pressure.length * 1.25));
    const { xy, pressure } = this;
    this.xy = new Int32Array(room * 2);
    this.xy.set(xy);
    this.pressure = new Uint8Array(room);
    this.pressure.set(pressure);
  }
}

/** The number of a shape's tag. @param {Packed} packed @param {number} place  index of the shape */
export function tagOf({ ints }, place) {
  return intAt(ints, place * COLUMNS);
}

/**
 * Unpacks the shapes, without the fields that painting does not need: id, author, seq, and more of other shapes than images.
 * @param {Packed} packed
 * @param {readonly string[]} tags  by number
 * @returns {Shape[]}
 */
export function unpackShapes(packed, tags) {
  const { count, ints, doubles, kinds, styles, texts, details, images } = packed;
  const interned = styles.map(internStyle);
  const written = new Map(texts);
  const detailed = new Map(details);
  const pictured = new Map(images);
  const shapes = [];
  for (let place = 0; place < count; place += 1) {
    const from = place * COLUMNS;
    shapes.push({
      id: "",
      tag: /** @type {string} */ (tags[intAt(ints, from)]),
      n: floatAt(doubles, place * 2 + 1),
      kind: /** @type {Shape["kind"]} */ (KINDS[byteAt(kinds, place)]),
      page: intAt(ints, from + 1),
      author: 0,
      seq: 0,
      x: intAt(ints, from + 2),
      y: intAt(ints, from + 3),
      rotation: intAt(ints, from + 4),
      style: /** @type {Style} */ (interned[intAt(ints, from + 5)]),
      text: written.get(place) ?? null,
      z: floatAt(doubles, place * 2),
      more: pictured.get(place) ?? null,
      w: intAt(ints, from + 6),
      h: intAt(ints, from + 7),
      start: intAt(ints, from + 8),
      count: intAt(ints, from + 9),
      details: detailed.get(place) ?? null,
      box: new WholeBox(
        intAt(ints, from + 10),
        intAt(ints, from + 11),
        intAt(ints, from + 12),
        intAt(ints, from + 13),
      ),
    });
  }
  return shapes;
}
