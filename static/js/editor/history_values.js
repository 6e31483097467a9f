/**
 * Values of registers as the history keeps them. A style is the interned one, and a geometry refers to points of the board's
 * pool, so that the history of ten thousand strokes takes little more than the points that the board has dropped.
 */

import { detailsOf, detailsToWire } from "../model/details.js";
import { geometryOf } from "../model/kinds.js";
import { groupOf, isLocked } from "../model/more.js";
import { internStyle, isSameStyle, styleToWire } from "../model/styles.js";

/** @typedef {import("../model/details.js").Details} Details */
/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/shape.js").WireGeometry} WireGeometry */
/** @typedef {import("../model/styles.js").Style} Style */
/** @typedef {"pos" | "geometry" | "style" | "text" | "z" | "group" | "locked" | "alt"} Register */
/**
 * A geometry: points of a pool, which have a reference while the history keeps them. `keepsTime`: the edit left out the times
 * of the points, and so does its undo.
 * @typedef {{form: "ink" | "line" | "box", w: number, h: number, start: number, count: number, details: Details | null, keepsTime: boolean}} GeometryValue
 */

/** @type {readonly Register[]} */
export const REGISTERS = ["pos", "geometry", "style", "text", "z", "group", "locked", "alt"];

/** Approximate bytes of a value without its points and letters, and of one point in the pool. */
const VALUE_BYTES = 100;
const POINT_BYTES = 11;

/** The value of a register of a shape. @param {Shape} shape @param {Register} register @param {boolean} [isUntimed]  the value of `keepsTime` */
export function registerValue(shape, register, isUntimed = false) {
  const { x, y, rotation, style, text } = shape;
  switch (register) {
    case "pos":
      return [x, y, rotation];
    case "geometry":
      return geometryOfShape(shape, isUntimed);
    case "style":
      return style;
    case "text":
      // A label that is missing is an empty one in a `set`.
      return text ?? "";
    case "z":
      return shape.z;
    case "group":
      return groupOf(shape);
    case "locked":
      return isLocked(shape);
    case "alt":
      return shape.more?.alt ?? "";
  }
}

/** @param {Shape} shape @param {boolean} isUntimed  the value of `keepsTime` @returns {GeometryValue} */
export function geometryOfShape({ kind, w, h, start, count, details }, isUntimed) {
  return { form: geometryOf(kind), w, h, start, count, details, keepsTime: isUntimed };
}

/** The value that an op writes, as `registerValue` returns it later, except for a geometry. @param {SetOp} op @param {Register} register */
export function writtenValue(op, register) {
  return register === "style" && op.style != null ? internStyle(op.style) : op[register];
}

/** Whether an op leaves the times of a stroke's points as they are. @param {Pick<SetOp, "geometry">} op */
export function keepsTime({ geometry }) {
  return geometry?.pressure != null && geometry.time == null;
}

/** A value on the wire. @param {unknown} value @param {string} register @param {PointPool} pool */
export function valueToWire(value, register, pool) {
  if (register === "style") return styleToWire(/** @type {Style} */ (value));
  if (register !== "geometry") return value;
  const geometry = /** @type {GeometryValue} */ (value);
  const details = detailsToWire(geometry.details);
  if (geometry.form === "box") return { w: geometry.w, h: geometry.h, ...details };
  const { points, pressure, time } = pool.columns(geometry);
  if (geometry.form === "line") return { points, ...details };
  return { points, pressure, ...(!geometry.keepsTime && time !== undefined && { time }) };
}

/** Reads a value from the wire; the next `sweep` frees its points unless they are retained. @param {unknown} wire @param {string} register @param {PointPool} pool */
export function valueFromWire(wire, register, pool) {
  if (register === "style")
    return internStyle(/** @type {import("../model/styles.js").WireStyle} */ (wire));
  return register === "geometry"
    ? geometryFromWire(/** @type {WireGeometry} */ (wire), pool)
    : wire;
}

/** @param {WireGeometry} wire @param {PointPool} pool @returns {GeometryValue} */
export function geometryFromWire(wire, pool) {
  const form = wire.w != null ? "box" : wire.pressure != null ? "ink" : "line";
  return {
    ...{ form, w: wire.w ?? 0, h: wire.h ?? 0, ...pool.add(wire) },
    ...{ details: detailsOf(wire), keepsTime: form === "ink" && wire.time == null },
  };
}

/** Whether a register has a value. Times of points do not count: they never change by themselves, and may not be loaded. @param {unknown} a @param {unknown} b @param {{register: string, pool: PointPool}} context */
export function isSameValue(a, b, { register, pool }) {
  if (register === "style") return isSameStyle(/** @type {Style} */ (a), /** @type {Style} */ (b));
  if (register !== "geometry") return isEqual(a, b);
  const [one, other] = [/** @type {GeometryValue} */ (a), /** @type {GeometryValue} */ (b)];
  return (
    one.form === other.form &&
    one.w === other.w &&
    one.h === other.h &&
    pool.isEqual(one, other) &&
    isEqual(one.details, other.details)
  );
}

/** The range of points that a value refers to, null for none. @param {unknown} value @param {string} register @returns {GeometryValue | null} */
export function rangeOf(value, register) {
  return register === "geometry" && value != null ? /** @type {GeometryValue} */ (value) : null;
}

/** Approximate bytes of a value, the style of others not counted. @param {unknown} value @param {string} register */
export function bytesOfValue(value, register) {
  if (typeof value === "string") return VALUE_BYTES + 2 * value.length;
  const range = rangeOf(value, register);
  const points = POINT_BYTES * (range?.count ?? 0) + 8 * (range?.details?.lines.length ?? 0);
  return register === "style" ? 0 : VALUE_BYTES + points;
}

/** Compares values, regardless of key order. @param {unknown} a @param {unknown} b @returns {boolean} */
function isEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const one = Object.entries(a);
  const other = new Map(Object.entries(b));
  return one.length === other.size && one.every(([key, value]) => isEqual(value, other.get(key)));
}
