/**
 * The grid of tiles. A tile is a square of 512 pixels of one level; levels are half an octave of zoom apart.
 *
 * A view shows the coarsest level that is not enlarged, at 71 % to 100 % of its size: sharp at every zoom, with half the
 * pixels that whole octaves would need. 100 % is a level on every screen, so the most common zoom is not scaled at all.
 */

import { UNITS_PER_PX } from "../model/box.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./view.js").View} View */
/** The address of a tile: page, level (0 at 100 %, 2 per octave), and position in tiles from the board's origin. @typedef {Readonly<{page: number, level: number, x: number, y: number}>} Cell */

/** Side of a tile in its own pixels. Smaller tiles need more requests, and larger ones longer waits. */
export const SIDE = 512;

/** Tolerance, in half octaves, for zooms that equal a level but for rounding. */
const SLACK = 1e-6;

/** The level that a view shows. @param {Pick<View, "zoom">} view */
export function levelOf({ zoom }) {
  // + 0 turns -0 into 0.
  return Math.ceil(2 * Math.log2(zoom) - SLACK) + 0;
}

/** Pixels of a unit on a level. @param {number} level @param {number} dpr */
export function scaleOf(level, dpr) {
  return (2 ** (level / 2) * dpr) / UNITS_PER_PX;
}

/** The map key of a cell. @param {Cell} cell */
export function keyOf({ page, level, x, y }) {
  return `${page} ${level} ${x} ${y}`;
}

/** The pixels of a tile, from the board's origin. @param {Pick<Cell, "x" | "y">} cell @returns {Box} */
export function pixelsIn({ x, y }) {
  return { minX: x * SIDE, minY: y * SIDE, maxX: (x + 1) * SIDE, maxY: (y + 1) * SIDE };
}

/** The units that a tile covers. @param {Cell} cell @param {number} dpr @returns {Box} */
export function unitsIn({ level, x, y }, dpr) {
  const side = SIDE / scaleOf(level, dpr);
  return { minX: x * side, minY: y * side, maxX: (x + 1) * side, maxY: (y + 1) * side };
}

/**
 * The cells of a level that intersect a box of units.
 * @param {Box} box
 * @param {{page: number, level: number, dpr: number}} where
 * @returns {Cell[]}
 */
export function cellsIn(box, { page, level, dpr }) {
  const side = SIDE / scaleOf(level, dpr);
  const cells = [];
  for (let y = Math.floor(box.minY / side); y * side < box.maxY; y += 1) {
    for (let x = Math.floor(box.minX / side); x * side < box.maxX; x += 1) {
      cells.push({ page, level, x: x + 0, y: y + 0 });
    }
  }
  return cells;
}

/**
 * The position of a tile in a view, in device pixels from the view's corner. Adjacent tiles round the shared edge alike,
 * so there are no seams.
 * @param {Cell} cell
 * @param {View} view
 * @returns {Box}
 */
export function placeOf({ level, x, y }, { k, ox, oy, dpr }) {
  const side = (SIDE * k) / scaleOf(level, dpr);
  return {
    minX: Math.round(x * side) - ox,
    minY: Math.round(y * side) - oy,
    maxX: Math.round((x + 1) * side) - ox,
    maxY: Math.round((y + 1) * side) - oy,
  };
}

/**
 * The finest level on which a box needs at most two tiles in each direction.
 * @param {Box} box  units
 * @param {number} dpr
 */
export function overviewLevel(box, dpr) {
  const long = Math.max(1, box.maxX - box.minX, box.maxY - box.minY);
  // A box as long as one tile may lie across two.
  return Math.floor(2 * Math.log2((SIDE * UNITS_PER_PX) / (long * dpr)));
}
