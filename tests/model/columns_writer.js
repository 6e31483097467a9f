import { geometryOf, hasTextColumn, KINDS } from "../../static/js/model/kinds.js";
import { FORM } from "../../static/js/model/known.js";

// Encodes chunks as the server does (SPEC T), for the simulated server.

/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */

/** @param {number} value @returns {number[]} */
function unsigned(value) {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** @param {number} value @returns {number[]} */
export function signed(value) {
  const magnitude = value < 0 ? -value - 1 : value;
  const bytes = [];
  let rest = Math.floor(magnitude / 64);
  let byte = (magnitude % 64) * 2 + (value < 0 ? 1 : 0);
  for (; rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(byte | 0x80);
    byte = rest % 128;
  }
  return [...bytes, byte];
}

/** @param {readonly number[][]} numbers */
function column(numbers) {
  const bytes = numbers.flat();
  return [...unsigned(bytes.length), ...bytes];
}

/** Differences between consecutive values. @param {readonly number[]} values */
function steps(values) {
  return values.map((value, at) => signed(value - (values[at - 1] ?? 0)));
}

/** Fields of a shape and of its geometry that have columns. */
const FIELDS = new Set(["id", "page", "author", "seq", "pos", "style", "z"]);
const GEOMETRY = new Set(["points", "pressure", "time", "w", "h"]);

/** JSON with keys in alphabetical order. @param {unknown} value @returns {string} */
function sorted(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, of]) => `${JSON.stringify(key)}:${sorted(of)}`).join(",")}}`;
}

/** Encodes the parts of a shape without a column as bytes. @param {WireShape} shape */
function extraOf({ kind, ...shape }) {
  /** @type {Record<string, unknown>} */
  const rest = {};
  for (const [key, value] of Object.entries(shape)) {
    const hasColumn = FIELDS.has(key) || (key === "text" && hasTextColumn(kind));
    if (!hasColumn && key !== "geometry" && value !== undefined) rest[key] = value;
  }
  const more = Object.entries(shape.geometry).filter(([key]) => !GEOMETRY.has(key));
  if (more.length > 0) rest.geometry = Object.fromEntries(more);
  return Object.keys(rest).length > 0 ? [...Buffer.from(sorted(rest))] : [];
}

/** @param {readonly number[]} bytes */
function withLength(bytes) {
  return [...unsigned(bytes.length), ...bytes];
}

/** The column of what few shapes have. @param {readonly WireShape[]} shapes */
function extraColumn(shapes) {
  let without = 0;
  return shapes.map((shape) => {
    const extra = extraOf(shape);
    if (extra.length === 0) {
      without += 1;
      return [];
    }
    const step = unsigned(without);
    without = 0;
    return [...step, ...withLength(extra)];
  });
}

/** @param {readonly WireShape[]} shapes @returns {{face: Uint8Array, timing: Uint8Array}} */
export function encodeChunk(shapes) {
  const styles = [...new Set(shapes.map(({ style }) => JSON.stringify(style)))];
  const tags = [...new Set(shapes.map(({ id }) => id.slice(0, 16)))];
  const last = new Map();
  const n = shapes.map(({ id }) => {
    const [tag, number] = [id.slice(0, 16), Number(id.slice(17))];
    const step = number - (last.get(tag) ?? 0);
    last.set(tag, number);
    return signed(step);
  });
  const of = (/** @type {string} */ form) =>
    shapes.filter(({ kind }) => geometryOf(kind) === form).map(({ geometry }) => geometry);
  const [inks, boxes] = [of("ink"), of("box")];
  const points = shapes.map(({ geometry }) => geometry.points ?? []);
  const axis = (/** @type {number} */ odd) =>
    points.flat().flatMap((step, at) => (at % 2 === odd ? [signed(step)] : []));
  const texts = shapes
    .filter(({ kind }) => hasTextColumn(kind))
    .map(({ text }) => [...Buffer.from(text ?? "")]);
  const zHigh = shapes.map(({ z, seq }) => signed(Math.floor(z / 2 ** 16) - seq));
  const zLow = shapes.map(({ z }) => unsigned(z - Math.floor(z / 2 ** 16) * 2 ** 16));
  const face = [
    shapes.map(({ id }) => unsigned(tags.indexOf(id.slice(0, 16)))),
    n,
    shapes.map(({ kind }) => [KINDS.indexOf(kind)]),
    steps(shapes.map(({ author }) => author)),
    steps(shapes.map(({ seq }) => seq)),
    steps(shapes.map(({ pos }) => pos[0])),
    steps(shapes.map(({ pos }) => pos[1])),
    shapes.map(({ pos }) => unsigned(pos[2])),
    shapes.map(({ style }) => unsigned(styles.indexOf(JSON.stringify(style)))),
    ...[zHigh, zLow],
    points.flatMap((of) => (of.length > 0 ? [unsigned(of.length / 2)] : [])),
    ...[axis(0), axis(1)],
    inks.flatMap(({ pressure }) => (pressure ?? []).map(signed)),
    boxes.map(({ w }) => unsigned(w ?? 0)),
    boxes.map(({ h }) => unsigned(h ?? 0)),
    texts.map((bytes) => unsigned(bytes.length)),
    texts,
    extraColumn(shapes),
  ];
  const head = [
    FORM,
    ...unsigned(shapes.length),
    ...unsigned(shapes[0]?.page ?? 1),
    ...unsigned(tags.length),
  ];
  const names = tags.flatMap((tag) => [...Buffer.from(tag, "hex")]);
  const looks = styles.flatMap((style) => withLength([...Buffer.from(style)]));
  const table = [...unsigned(styles.length), ...looks];
  const timing = [
    inks.flatMap(({ time }) => (time ?? []).map(unsigned)),
    shapes.map(() => [0]),
    [],
  ];
  return {
    face: Uint8Array.from([...head, ...names, ...table, ...face.flatMap(column)]),
    timing: Uint8Array.from(timing.flatMap(column)),
  };
}
