/**
 * Decides which tiles to paint, most urgent first. Each list replaces the previous one.
 */

import { intersects } from "../model/box.js";
import { cellsIn, keyOf, overviewLevel, pixelsIn, SIDE, scaleOf, unitsIn } from "./tile_grid.js";
import { pixelsOf, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./tile_cache.js").Tile} Tile */
/** @typedef {import("./tile_cache.js").TileCache} TileCache */
/** @typedef {import("./view.js").View} View */
/** A tile to paint: the stale boxes of its pixels, null for all of it. @typedef {{cell: Cell, boxes: Box[] | null}} TileRequest */
/** The first `urgent` requests are for visible tiles. @typedef {{requests: TileRequest[], urgent: number}} RequestQueue */

/** A longer list would be outdated before its end is reached. */
const MAX_REQUESTS = 96;

/** The cells that a view shows, nearest to a point first. @param {View} view @param {number} page @param {number} level @param {{x: number, y: number}} point  device pixels */
export function visibleCells(view, page, level, point) {
  const cells = cellsIn(unitsUnder(pixelsOf(view), view.k), { page, level, dpr: view.dpr });
  const side = (SIDE * view.k) / scaleOf(level, view.dpr);
  const distance = (/** @type {Cell} */ { x, y }) =>
    Math.hypot((x + 0.5) * side - view.ox - point.x, (y + 0.5) * side - view.oy - point.y);
  return cells.sort((a, b) => distance(a) - distance(b));
}

/** The ring of cells around those of a view. @param {readonly Cell[]} visible @returns {Cell[]} */
export function ringAround(visible) {
  const [one] = visible;
  if (one === undefined) return [];
  const xs = visible.map(({ x }) => x);
  const ys = visible.map(({ y }) => y);
  const [minX, maxX] = [Math.min(...xs) - 1, Math.max(...xs) + 1];
  const [minY, maxY] = [Math.min(...ys) - 1, Math.max(...ys) + 1];
  const ring = [];
  for (let x = minX; x <= maxX; x += 1) ring.push({ ...one, x, y: minY }, { ...one, x, y: maxY });
  for (let y = minY + 1; y < maxY; y += 1)
    ring.push({ ...one, x: minX, y }, { ...one, x: maxX, y });
  return ring;
}

/** The few cells that show a whole page, as a fallback for missing tiles. @param {Box | null} extent  units @param {number} page @param {number} dpr */
export function overviewCells(extent, page, dpr) {
  if (extent === null) return [];
  return cellsIn(extent, { page, level: overviewLevel(extent, dpr), dpr });
}

/**
 * Lists the missing and stale tiles.
 * @param {TileCache} cache
 * @param {{visible: readonly Cell[], overview: readonly Cell[], ring: readonly Cell[], dpr: number}} places
 * @param {(cell: Cell) => boolean} isEmpty
 * @returns {RequestQueue}
 */
export function requestQueue(cache, { visible, overview, ring, dpr }, isEmpty) {
  /** @type {TileRequest[]} */
  const requests = [];
  const asked = new Set();
  /** @param {Cell} cell @param {Tile | undefined} tile */
  const ask = (cell, tile) => {
    const key = keyOf(cell);
    if (requests.length >= MAX_REQUESTS || asked.has(key)) return;
    asked.add(key);
    if (tile !== undefined && tile.stale.length > 0) requests.push({ cell, boxes: boxesOf(tile) });
    else if (tile === undefined && !isEmpty(cell)) requests.push({ cell, boxes: null });
  };
  for (const cell of visible) ask(cell, cache.get(cell));
  const urgent = requests.length;
  for (const cell of [...overview, ...ring]) ask(cell, cache.get(cell));
  const seen = visible.map((cell) => unitsIn(cell, dpr));
  const others = [];
  for (const tile of cache.all()) {
    if (tile.stale.length === 0) continue;
    const units = unitsIn(tile.cell, dpr);
    // Tiles of other levels are shown sooner if they cover the visible area.
    if (tile.cell.page === visible[0]?.page && seen.some((box) => intersects(box, units)))
      ask(tile.cell, tile);
    else others.push(tile);
  }
  for (const tile of others) ask(tile.cell, tile);
  return { requests, urgent };
}

/** The boxes of a tile to repaint; null for all of it. @param {Tile} tile */
function boxesOf({ stale }) {
  const boxes = stale.map(({ box }) => box);
  const { minX, minY, maxX, maxY } = pixelsIn({ x: 0, y: 0 });
  const isWhole = (/** @type {Box} */ box) =>
    box.minX <= minX && box.minY <= minY && box.maxX >= maxX && box.maxY >= maxY;
  return boxes.some(isWhole) ? null : boxes;
}
