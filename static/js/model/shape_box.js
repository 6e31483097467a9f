/**
 * The box around everything that a shape paints, except its spill.
 */

import { WholeBox } from "./box.js";
import { traitsOf } from "./kinds.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./styles.js").Style} Style */
/** A shape without its box. @typedef {Omit<Shape, "box">} Unboxed */
/** The fields that the box depends on. @typedef {Pick<Shape, "kind" | "x" | "y" | "rotation" | "w" | "h" | "start" | "count" | "text" | "details"> & {style: Pick<Style, "size" | "type" | "bend">}} Extent */

/** Adds its box to a record. @param {Unboxed} shape @param {PointPool} pool @returns {Shape} */
export function boxed(shape, pool) {
  return { ...shape, box: boxOf(shape, pool.xy) };
}

/** The box around everything that a shape paints. @param {Extent} shape @param {Int32Array} xy  of the pool */
export function boxOf(shape, xy) {
  return WholeBox.of(traitsOf(shape.kind).box(shape, xy));
}
