/**
 * What painting a shape costs. A canvas only writes down what it is told and paints it at the end of the task, so no
 * clock sees it: it is reckoned by points, by the length of what has edges, and by pixels.
 */

import { area, intersection } from "./dirty_regions.js";
import { isHairline } from "./paint.js";
import { pixelsAround } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Points} Points */

/** What any shape costs that is no fine stroke; one of these costs 1, about 4 µs. */
export const OUTLINED_COST = 12;

/** Points, pixels of length and pixels of area that cost as much as a fine stroke. */
const FINE_POINTS = 64;
const POINTS = 8;
const LENGTH_PX = 2_000;
const AREA_PX = 6_000;

/** A highlighter cuts out its mark, puts the paper under it and lays its colour over both. */
const LAYERS = 3;

/**
 * @param {Shape} shape
 * @param {{k: number, box: Box, pool: Points}} where  `box` is what is painted, in pixels counted from the board's origin
 */
export function costOf(shape, { k, box, pool }) {
  const { kind, count, size } = shape;
  if (kind !== "ink" && kind !== "highlight") return OUTLINED_COST;
  const all = pixelsAround(shape.box, k);
  const here = area(intersection(all, box));
  const share = here / area(all);
  const whole = lengthOf(shape, pool) * k;
  const length = whole * share;
  if (isHairline(shape, k)) return Math.max(1, count / FINE_POINTS + length / LENGTH_PX);
  const layers = kind === "highlight" ? LAYERS : 1;
  const covered = Math.min(here, (whole + size * k) * size * k * share);
  return OUTLINED_COST + count / POINTS + layers * (length / LENGTH_PX + covered / AREA_PX);
}

/** The length of a stroke in units, as one goes along the axes. @param {Shape} shape @param {Points} pool */
function lengthOf({ start, count }, { xy }) {
  let length = 0;
  for (let at = 2 * start + 2; at < 2 * (start + count); at += 2) {
    length += Math.abs(num(xy, at) - num(xy, at - 2)) + Math.abs(num(xy, at + 1) - num(xy, at - 1));
  }
  return length;
}

/** A number that is known to be there. @param {ArrayLike<number>} array @param {number} at */
function num(array, at) {
  return /** @type {number} */ (array[at]);
}
