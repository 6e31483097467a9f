/**
 * Resizes, rotates and flips shapes: the registers that a shape gets under a map of the board.
 *
 * A map of a gesture is a rotation, or a resize along two perpendicular axes, negative for a flip. Line widths stay. Numbers
 * that cannot be stored are clamped, so that no shape is lost.
 */

import { mapped } from "./affine.js";
import { detailsOf, detailsToWire } from "./details.js";
import { geometryOf, traitsOf } from "./kinds.js";
import { COORDINATE, ROTATION, SIZE } from "./limits.js";
import { NO_POINTS } from "./points.js";
import { toBoard, turn } from "./rotation.js";
import { styleToWire } from "./styles.js";
import { byteAt, intAt } from "./typed_arrays.js";

/** @typedef {import("./affine.js").AffineMap} AffineMap */
/** @typedef {import("./kinds.js").TextBlock} TextBlock */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./reduce.js").SetOp} SetOp */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./shape.js").WireGeometry} WireGeometry */
/** @typedef {import("./shape.js").WirePos} WirePos */
/** Measures a text: the size that it needs, and its lines (SPEC D17). @typedef {(text: string, block: TextBlock) => {w: number, h: number, lines: readonly number[]}} FitText */
/** Scales along the own axes of a shape. @typedef {{x: number, y: number}} Scale */

/** Scales that differ by less are equal: maps are rounded on the wire. */
const EQUAL = 1e-4;

/**
 * The op that changes a shape by a map.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @param {AffineMap} map
 * @param {FitText | null} [fit]  null where texts cannot be measured; then their lines are broken when they are painted
 * @returns {SetOp}
 */
export function transformed(shape, pool, map, fit = null) {
  const { id } = shape;
  const isBox = geometryOf(shape.kind) === "box";
  const angle = turnOf(map);
  const registers =
    angle === 0 || (angle !== null && geometryOf(shape.kind) !== "line")
      ? { pos: isBox ? turnedBox(shape, map, angle) : turnedPoints(shape, map, angle) }
      : isBox
        ? resizedBox(shape, pool, map, fit)
        : mappedPoints(shape, pool, map);
  return { op: "set", id, ...registers };
}

/** The angle of a rotation in 1/100 degree, 0 for a move; null for a map that resizes or flips. @param {AffineMap} map */
export function turnOf({ a, b, c, d }) {
  const isRotation =
    Math.abs(a - d) < EQUAL && Math.abs(b + c) < EQUAL && Math.abs(a * d - b * c - 1) < EQUAL;
  return isRotation ? Math.round((Math.atan2(b, a) / Math.PI) * (ROTATION / 2)) : null;
}

/** @param {Shape} shape @param {AffineMap} map @param {number} angle */
function turnedPoints({ x, y, rotation }, map, angle) {
  return posAt(mapped(map, { x, y }), rotation + angle);
}

/** @param {Shape} shape @param {AffineMap} map @param {number} angle */
function turnedBox(shape, map, angle) {
  const { w, h, rotation } = shape;
  const middle = mapped(map, toBoard(shape, { x: w / 2, y: h / 2 }));
  return cornerFor(middle, { x: w / 2, y: h / 2 }, rotation + angle);
}

/** Strokes and lines: each point is mapped, so that a map may also skew them. @param {Shape} shape @param {PointPool} pool @param {AffineMap} map */
function mappedPoints(shape, { xy, pressure }, map) {
  const { start, count, rotation, kind, details } = shape;
  const { sin, cos } = turn(rotation);
  const first = posAt(mapped(map, shape), rotation);
  const points = [];
  const forces = [];
  let [lastX, lastY, lastForce] = [0, 0, 0];
  for (let at = start; at < start + count; at += 1) {
    const place = mapped(map, toBoard(shape, { x: intAt(xy, at * 2), y: intAt(xy, at * 2 + 1) }));
    // Whole points of the board, so that the shapes of a long stroke still meet (`continuation.js`).
    const dx = coordinate(place.x) - first[0];
    const dy = coordinate(place.y) - first[1];
    const x = coordinate(dx * cos + dy * sin);
    const y = coordinate(dy * cos - dx * sin);
    points.push(x - lastX, y - lastY);
    forces.push(byteAt(pressure, at) - lastForce);
    [lastX, lastY, lastForce] = [x, y, byteAt(pressure, at)];
  }
  const isLine = geometryOf(kind) === "line";
  /** @type {WireGeometry} */
  const geometry = isLine
    ? { points, ...detailsToWire(details) }
    : // Without times, which stay as they are (SPEC D5).
      { points, pressure: forces };
  return { pos: first, geometry };
}

/** @param {Shape} shape @param {PointPool} pool @param {AffineMap} map @param {FitText | null} fit */
function resizedBox(shape, pool, map, fit) {
  const { sin, cos } = turn(shape.rotation);
  const scale = {
    x: Math.hypot(map.a * cos + map.c * sin, map.b * cos + map.d * sin),
    y: Math.hypot(map.c * cos - map.a * sin, map.d * cos - map.b * sin),
  };
  const rotation = rotationAfter(shape.rotation, map);
  if (shape.kind === "text") return resizedText(shape, map, { scale, rotation, fit });
  const w = length(shape.w * scale.x);
  const h = length(shape.h * scale.y);
  const middle = mapped(map, toBoard(shape, { x: shape.w / 2, y: shape.h / 2 }));
  const pos = cornerFor(middle, { x: w / 2, y: h / 2 }, rotation);
  return { pos, geometry: { w, h, ...detailsAfter(shape, pool, { w, h, fit }) } };
}

/** Labels and notes break anew for another width. @param {Shape} shape @param {PointPool} pool @param {{w: number, h: number, fit: FitText | null}} size */
function detailsAfter(shape, pool, { w, h, fit }) {
  const { details, text, kind } = shape;
  if (w === shape.w || text === null || text === "") return detailsToWire(details);
  const kept = detailsToWire(detailsOf({ ...detailsToWire(details), lines: null }));
  const block = fit && traitsOf(kind).writing?.({ ...shape, w, h, details: null }, pool);
  return block && fit ? { lines: fit(text, block).lines, ...kept } : kept;
}

/**
 * A text: the same scale in both directions scales its type, another width breaks its lines anew.
 * @param {Shape} shape @param {AffineMap} map @param {{scale: Scale, rotation: number, fit: FitText | null}} how
 */
function resizedText(shape, map, { scale, rotation, fit }) {
  const isUniform = Math.abs(scale.x - scale.y) < EQUAL * Math.max(scale.x, scale.y);
  if (isUniform) return scaledText(shape, map, { factor: scale.x, rotation, fit });
  const middle = mapped(map, toBoard(shape, { x: shape.w / 2, y: shape.h / 2 }));
  if (Math.abs(scale.x - 1) < EQUAL) {
    return { pos: cornerFor(middle, { x: shape.w / 2, y: shape.h / 2 }, rotation) };
  }
  const w = Math.max(shape.style.size, length(shape.w * scale.x));
  const fitted = fittedText({ ...shape, w, details: FIXED }, fit);
  // Its top stays where it is.
  const top = mapped(map, toBoard(shape, { x: shape.w / 2, y: 0 }));
  const { h = shape.h, lines } = fitted ?? {};
  return {
    pos: cornerFor(top, { x: w / 2, y: 0 }, rotation),
    geometry: { w, h, ...(lines !== undefined && { lines }), fixed: true },
  };
}

/** @param {Shape} shape @param {AffineMap} map @param {{factor: number, rotation: number, fit: FitText | null}} how */
function scaledText(shape, map, { factor, rotation, fit }) {
  const { style, details } = shape;
  const size = Math.min(SIZE, Math.max(1, Math.round(style.size * factor)));
  const exact = size / style.size;
  // Lines break where they did, so only the width of a text that is as wide as its lines depends on the type.
  const isFixed = details?.fixed === true;
  const fitted = isFixed ? null : fittedText({ ...shape, style: { ...style, size } }, fit);
  const w = length(fitted?.w ?? shape.w * exact);
  const h = length(shape.h * exact);
  const middle = mapped(map, toBoard(shape, { x: shape.w / 2, y: shape.h / 2 }));
  return {
    pos: cornerFor(middle, { x: w / 2, y: h / 2 }, rotation),
    geometry: { w, h, ...detailsToWire(details) },
    style: { ...styleToWire(style), size },
  };
}

/** @type {import("./details.js").Details} */
const FIXED = { lines: [], fixed: true, from: null, to: null };

/** @param {Shape} shape @param {FitText | null} fit */
function fittedText(shape, fit) {
  const block = traitsOf(shape.kind).writing?.(shape, NO_POINTS);
  return fit !== null && block !== undefined ? fit(shape.text ?? "", block) : null;
}

/**
 * The rotation of a box after a resize: as it was, since boxes are not skewed; of a flipped box that of its mirror image,
 * the way round that is nearer to its own, so that a text is never upside down.
 * @param {number} rotation @param {AffineMap} map
 */
function rotationAfter(rotation, { a, b, c, d }) {
  if (a * d - b * c >= 0) return rotation;
  // The mirror's axis is at half of this angle.
  const axis = (Math.atan2(b + c, a - d) / Math.PI) * (ROTATION / 2);
  const mirrored = Math.round(axis) - rotation;
  const half = ROTATION / 2;
  const away = mod(mirrored - rotation + half / 2, ROTATION);
  return away < half ? mirrored : mirrored + half;
}

/** The position of a box with a point at an offset from its corner. @param {Point} point @param {Point} offset @param {number} rotation */
function cornerFor(point, offset, rotation) {
  const { sin, cos } = turn(rotation);
  const x = point.x - (offset.x * cos - offset.y * sin);
  return posAt({ x, y: point.y - (offset.x * sin + offset.y * cos) }, rotation);
}

/** @param {Point} point @param {number} rotation @returns {WirePos} */
function posAt({ x, y }, rotation) {
  return [coordinate(x), coordinate(y), mod(rotation, ROTATION)];
}

/** @param {number} value */
function coordinate(value) {
  // + 0 turns -0 into 0.
  return Math.min(COORDINATE, Math.max(-COORDINATE, Math.round(value))) + 0;
}

/** @param {number} value */
function length(value) {
  return Math.min(COORDINATE, Math.max(1, Math.round(value)));
}

/** @param {number} value @param {number} by */
function mod(value, by) {
  return ((value % by) + by) % by;
}
