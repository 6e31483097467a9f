/**
 * Puts the picture together: paper, and on it the tiles. Nothing here depends on how many shapes there are.
 */

import { shifted } from "../model/box.js";
import { paintPaper } from "./paper.js";
import { cellsIn, keyOf, placeOf, SIDE, unitsIn } from "./tile_grid.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./tile_cache.js").Tile} Tile */
/** @typedef {import("./tile_cache.js").TileCache} TileCache */
/** @typedef {import("./view.js").View} View */
/**
 * @typedef {object} TileSupply
 * @property {TileCache} cache
 * @property {(cell: Cell) => boolean} isEmpty  whether a tile would show nothing
 * @property {number} coarsest  level below which there is nothing
 */

/** What is shown: the tiles of a view on a page, the most urgent first; without a paper on nothing. @typedef {{page: number, cells: readonly Cell[], paper: Paper | null, theme: Theme, stock: TileSupply}} Scene */

/** Finer levels that may stand in: more of them would be many tiles. */
const FINER = 3;

/**
 * @param {CanvasRenderingContext2D} ctx  as large as the view
 * @param {View} view
 * @param {Box} region  what of it, in pixels counted from the board's origin
 * @param {Scene} scene
 * @returns {Set<Tile>} the tiles that are seen there
 */
export function compose(ctx, view, region, { cells, paper, theme, stock }) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalCompositeOperation = "source-over";
  ctx.beginPath();
  const { minX, minY, maxX, maxY } = shifted(region, -view.ox, -view.oy);
  ctx.rect(minX, minY, maxX - minX, maxY - minY);
  ctx.clip();
  if (paper === null) ctx.clearRect(minX, minY, maxX - minX, maxY - minY);
  else paintPaper(ctx, region, { view, paper, theme });
  /** @type {Set<Tile>} */
  const seen = new Set();
  for (const cell of cells) {
    const place = placeOf(cell, view);
    if (place.minX >= maxX || place.maxX <= minX || place.minY >= maxY || place.maxY <= minY)
      continue;
    const tile = stock.cache.get(cell);
    if (tile !== undefined) show(ctx, view, tile, seen);
    else if (!stock.isEmpty(cell)) showFallback(ctx, view, { cell, stock, seen });
  }
  ctx.restore();
  return seen;
}

/** @param {CanvasRenderingContext2D} ctx @param {View} view @param {Tile} tile @param {Set<Tile>} seen */
function show(ctx, view, tile, seen) {
  const { minX, minY, maxX, maxY } = placeOf(tile.cell, view);
  seen.add(tile);
  const isExact = maxX - minX === SIDE && maxY - minY === SIDE;
  if (isExact) ctx.drawImage(tile.image, minX, minY);
  else ctx.drawImage(tile.image, minX, minY, maxX - minX, maxY - minY);
}

/** Tiles of the nearest other level that has all of a cell, else the nearest that has any of it. @param {CanvasRenderingContext2D} ctx @param {View} view @param {{cell: Cell, stock: TileSupply, seen: Set<Tile>}} hole */
function showFallback(ctx, view, { cell, stock, seen }) {
  const units = unitsIn(cell, view.dpr);
  /** @type {Tile[]} */
  let best = [];
  for (const level of levelsAround(cell.level, stock.coarsest)) {
    const cells = cellsIn(units, { page: cell.page, level, dpr: view.dpr });
    const tiles = cells.flatMap((other) => stock.cache.get(other) ?? []);
    if (tiles.length === 0) continue;
    const known = new Set(tiles.map((tile) => keyOf(tile.cell)));
    const isWhole = cells.every((other) => known.has(keyOf(other)) || stock.isEmpty(other));
    if (isWhole || best.length === 0) best = tiles;
    if (isWhole) break;
  }
  if (best.length === 0) return;
  const { minX, minY, maxX, maxY } = placeOf(cell, view);
  ctx.save();
  ctx.beginPath();
  ctx.rect(minX, minY, maxX - minX, maxY - minY);
  ctx.clip();
  for (const tile of best) show(ctx, view, tile, seen);
  ctx.restore();
}

/** The nearest first, finer before coarser. @param {number} level @param {number} coarsest */
function levelsAround(level, coarsest) {
  const levels = [];
  for (let by = 1; by <= FINER || level - by >= coarsest; by += 1) {
    if (by <= FINER) levels.push(level + by);
    if (level - by >= coarsest) levels.push(level - by);
  }
  return levels;
}
