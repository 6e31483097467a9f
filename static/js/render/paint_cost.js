/**
 * Estimates the cost of painting a shape. A canvas records its calls and paints at the end of the task, so no clock can
 * measure it: the estimate counts points, length of edges, pixels, dashes and letters.
 */

import { dashesOf, MAX_DASHES } from "../model/fill.js";
import { intAt } from "../model/typed_arrays.js";
import { area, intersection } from "./dirty_regions.js";
import { isHairline } from "./paint.js";
import { MIN_WIDTH_PX } from "./thin_ink.js";
import { pixelsAround } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/kinds.js").Points} Points */

/** Base cost of a shape that is no fine stroke; a fine stroke costs 1, about 4 µs. */
export const OUTLINED_COST = 12;

/** Points, pixels of length and pixels of area that cost as much as a fine stroke. */
const FINE_POINTS = 64;
const POINTS = 8;
const LENGTH_PX = 2_000;
const AREA_PX = 6_000;

/** Dashes and letters that cost as much as a fine stroke. A canvas breaks and sets them wherever they are. */
const DASHES = 4;
const LETTERS = 4;

/** Cost of an image: the worker has its picture decoded, the page often not. */
const PICTURE_COST = 2_500;

/** Layers of a highlighter mark: clip, paper and colour. */
const LAYERS = 3;

/**
 * Estimates the cost of painting a shape into a box.
 * @param {Shape} shape
 * @param {{k: number, box: Box, pool: Points}} where  `box` in pixels from the board's origin
 */
export function costOf(shape, { k, box, pool }) {
  const { kind, count } = shape;
  const { size } = shape.style;
  if (kind === "image") return PICTURE_COST;
  if (kind !== "ink" && kind !== "highlight")
    return OUTLINED_COST + dashCount(shape, k, pool) / DASHES + (shape.text ?? "").length / LETTERS;
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

/** About how many dashes an outline has. @param {Shape} shape @param {number} k @param {Points} pool */
function dashCount(shape, k, pool) {
  const dashes = dashesOf(shape.style);
  if (dashes === undefined || shape.style.size * k < MIN_WIDTH_PX) return 0;
  const length = shape.count > 0 ? lengthOf(shape, pool) : 2 * (shape.w + shape.h);
  const count = length / dashes.reduce((sum, dash) => sum + dash, 0);
  return count > MAX_DASHES ? 0 : count;
}

/** The length of a stroke or line in units, as the sum of its steps along both axes. @param {Shape} shape @param {Points} pool */
function lengthOf({ start, count }, { xy }) {
  let length = 0;
  for (let at = 2 * start + 2; at < 2 * (start + count); at += 2) {
    length +=
      Math.abs(intAt(xy, at) - intAt(xy, at - 2)) + Math.abs(intAt(xy, at + 1) - intAt(xy, at - 1));
  }
  return length;
}
