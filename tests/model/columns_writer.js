import { INK_NAMES } from "../../static/js/model/colour.js";
import { geometryOf, hasText, KINDS } from "../../static/js/model/kinds.js";
import { isCustom } from "../../static/js/model/styles.js";

// Encodes chunks as the server does (SPEC T), for the simulated server.

/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */

/** Whether a chunk has columns for all of the shape; others belong into a manifest's delta (SPEC A3). @param {WireShape} shape */
export function isHeld({ kind, geometry, text, style, group, locked, alt }) {
  const isRare = group !== undefined || locked === true || alt !== undefined;
  const { points, lines, fixed, from, to } = geometry;
  const isPolyline = geometryOf(kind) === "line" && points?.length !== 4;
  const isDetailed = [lines, fixed, from, to].some((detail) => detail !== undefined);
  const isLabelled = text !== undefined && !hasText(kind);
  const isPlain = !isRare && !isPolyline && !isDetailed && !isLabelled;
  return isPlain && Object.keys(style).length === 2 && !isCustom(style.ink);
}

/** @param {number} value @returns {number[]} */
function unsigned(value) {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** @param {number} value @returns {number[]} */
function signed(value) {
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

/** @param {readonly WireShape[]} shapes @returns {{face: Uint8Array, timing: Uint8Array}} */
export function encodeChunk(shapes) {
  /** @type {readonly string[]} */
  const inkNames = INK_NAMES;
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
  // A line's further points are in the delta only.
  const points = shapes.map(({ kind, geometry }) =>
    (geometry.points ?? []).slice(0, geometryOf(kind) === "line" ? 4 : undefined),
  );
  const axis = (/** @type {number} */ odd) =>
    points.flat().flatMap((step, at) => (at % 2 === odd ? [signed(step)] : []));
  const texts = shapes
    .filter(({ kind }) => hasText(kind))
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
    shapes.map(({ style }) => [Math.max(0, inkNames.indexOf(style.ink))]),
    shapes.map(({ style }) => unsigned(style.size)),
    ...[zHigh, zLow],
    inks.map(({ time }) => unsigned(time?.length ?? 0)),
    ...[axis(0), axis(1)],
    inks.flatMap(({ pressure }) => (pressure ?? []).map(signed)),
    boxes.map(({ w }) => unsigned(w ?? 0)),
    boxes.map(({ h }) => unsigned(h ?? 0)),
    texts.map((bytes) => unsigned(bytes.length)),
    texts,
  ];
  const head = [
    2,
    ...unsigned(shapes.length),
    ...unsigned(shapes[0]?.page ?? 1),
    ...unsigned(tags.length),
  ];
  const names = tags.flatMap((tag) => [...Buffer.from(tag, "hex")]);
  const timing = [
    inks.flatMap(({ time }) => (time ?? []).map(unsigned)),
    shapes.map(() => [0]),
    [],
  ];
  return {
    face: Uint8Array.from([...head, ...names, ...face.flatMap(column)]),
    timing: Uint8Array.from(timing.flatMap(column)),
  };
}
