/**
 * Compares two records of a shape by everything that painting uses, except z.
 */

import { altOf } from "../model/more.js";
import { isSameStyle } from "../model/styles.js";

/** @typedef {import("../model/details.js").Details} Details */
/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** @param {Shape} a @param {Shape} b @param {PointPool} pool */
export function looksEqual(a, b, pool) {
  return (
    a.page === b.page &&
    a.x === b.x &&
    a.y === b.y &&
    a.rotation === b.rotation &&
    isSameStyle(a.style, b.style) &&
    a.text === b.text &&
    a.w === b.w &&
    a.h === b.h &&
    isSameDetails(a.details, b.details) &&
    isSamePicture(a, b) &&
    arePointsEqual(a, b, pool)
  );
}

/** @param {Details | null} a @param {Details | null} b */
function isSameDetails(a, b) {
  return a === b || JSON.stringify(a?.lines) === JSON.stringify(b?.lines);
}

/** Whether two images show the same picture or the same description. @param {Shape} a @param {Shape} b */
function isSamePicture(a, b) {
  return a.kind !== "image" || (a.more?.image === b.more?.image && altOf(a) === altOf(b));
}

/** @param {Shape} a @param {Shape} b @param {PointPool} pool */
function arePointsEqual(a, b, { xy, pressure }) {
  if (a.count !== b.count) return false;
  if (a.start === b.start) return true;
  for (let at = 0; at < a.count * 2; at += 1) {
    if (xy[a.start * 2 + at] !== xy[b.start * 2 + at]) return false;
  }
  for (let at = 0; at < a.count; at += 1) {
    if (pressure[a.start + at] !== pressure[b.start + at]) return false;
  }
  return true;
}
