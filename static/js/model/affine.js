/**
 * Affine maps of the board: resizes, rotations and flips. The point (x, y) goes to (ax + cy + e, bx + dy + f).
 */

import { MAX_NUMBER } from "./limits.js";

/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {Readonly<{a: number, b: number, c: number, d: number, e: number, f: number}>} AffineMap */
/** On the wire (SPEC V2): a to d in 1/65,536, e and f in units. @typedef {[number, number, number, number, number, number]} WireMap */

/** @type {AffineMap} */
export const IDENTITY = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

const WIRE_SCALE = 65_536;
const MAX_WIRE_SCALE = 2 ** 31 - 1;

/** @param {AffineMap} map @param {Point} point @returns {Point} */
export function mapped({ a, b, c, d, e, f }, { x, y }) {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** The map that does `first`, then `then`. @param {AffineMap} first @param {AffineMap} then @returns {AffineMap} */
export function composed(first, then) {
  const { a, b, c, d } = then;
  const { x: e, y: f } = mapped(then, { x: first.e, y: first.f });
  return {
    a: a * first.a + c * first.b,
    b: b * first.a + d * first.b,
    c: a * first.c + c * first.d,
    d: b * first.c + d * first.d,
    e,
    f,
  };
}

/** A clockwise rotation about a point. @param {number} angle  radians @param {Point} about @returns {AffineMap} */
export function rotationAbout(angle, about) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return fixing({ a: cos, b: sin, c: -sin, d: cos }, about);
}

/**
 * A resize along two axes that are turned by an angle.
 * @param {{x: number, y: number}} scale  negative for a flip
 * @param {number} angle  of the axes, radians
 * @param {Point} about  stays where it is
 * @returns {AffineMap}
 */
export function scalingAbout(scale, angle, about) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const a = scale.x * cos * cos + scale.y * sin * sin;
  const d = scale.x * sin * sin + scale.y * cos * cos;
  const b = (scale.x - scale.y) * sin * cos;
  return fixing({ a, b, c: b, d }, about);
}

/** Whether a map changes nothing. @param {AffineMap} map */
export function isIdentity({ a, b, c, d, e, f }) {
  return a === 1 && b === 0 && c === 0 && d === 1 && e === 0 && f === 0;
}

/**
 * @param {AffineMap} map
 * @param {Point} near  a point whose image is exact, whatever is rounded
 * @returns {WireMap}
 */
export function mapToWire({ a, b, c, d, e, f }, near) {
  const scale = (/** @type {number} */ value) =>
    clamped(Math.round(value * WIRE_SCALE), MAX_WIRE_SCALE);
  const offset = (/** @type {number} */ value) => clamped(Math.round(value), MAX_NUMBER);
  /** @type {WireMap} */
  const linear = [scale(a), scale(b), scale(c), scale(d), 0, 0];
  const image = mapped({ a, b, c, d, e, f }, near);
  const rounded = mapped(mapFromWire(linear), near);
  linear[4] = offset(image.x - rounded.x);
  linear[5] = offset(image.y - rounded.y);
  return linear;
}

/** @param {WireMap} map @returns {AffineMap} */
export function mapFromWire([a, b, c, d, e, f]) {
  return { a: a / WIRE_SCALE, b: b / WIRE_SCALE, c: c / WIRE_SCALE, d: d / WIRE_SCALE, e, f };
}

/** The map with these four numbers that leaves a point where it is. @param {{a: number, b: number, c: number, d: number}} linear @param {Point} point @returns {AffineMap} */
function fixing({ a, b, c, d }, { x, y }) {
  return { a, b, c, d, e: x - a * x - c * y, f: y - b * x - d * y };
}

/** @param {number} value @param {number} most */
function clamped(value, most) {
  // + 0 turns -0 into 0.
  return Math.min(most, Math.max(-most, value)) + 0;
}
