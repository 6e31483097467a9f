/**
 * Composes the picture of a view: paper, and the tiles on it. The cost does not depend on the number of shapes.
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
 * @property {(cell: Cell) => boolean} isEmpty  whether no shape paints into a cell
 * @property {number} coarsest  the coarsest level with tiles
 */

/** The content to show: the cells of a view on a page, most urgent first; a null paper is transparent. @typedef {{page: number, cells: readonly Cell[], paper: Paper | null, theme: Theme, supply: TileSupply}} Scene */

/** Finer levels that are searched for a fallback; a cell of a finer level still would need too many tiles. */
const MAX_FINER = 3;

/**
 * Paints a region of the view.
 * @param {CanvasRenderingContext2D} ctx  as large as the view
 * @param {View} view
 * @param {Box} region  in pixels from the board's origin
 * @param {Scene} scene
 * @returns {Set<Tile>} the tiles that are visible there
 */
export function compose(ctx, view, region, { cells, paper, theme, supply }) {
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
    const tile = supply.cache.get(cell);
    if (tile !== undefined) show(ctx, view, tile, seen);
    else if (!supply.isEmpty(cell)) showFallback(ctx, view, { cell, supply, seen });
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

/** Paints the tiles of the nearest other level that covers a missing cell, else of the nearest that covers a part. @param {CanvasRenderingContext2D} ctx @param {View} view @param {{cell: Cell, supply: TileSupply, seen: Set<Tile>}} hole */
function showFallback(ctx, view, { cell, supply, seen }) {
  const units = unitsIn(cell, view.dpr);
  /** @type {Tile[]} */
  let best = [];
  for (const level of levelsAround(cell.level, supply.coarsest)) {
    const cells = cellsIn(units, { page: cell.page, level, dpr: view.dpr });
    const tiles = cells.flatMap((other) => supply.cache.get(other) ?? []);
    if (tiles.length === 0) continue;
    const known = new Set(tiles.map((tile) => keyOf(tile.cell)));
    const isWhole = cells.every((other) => known.has(keyOf(other)) || supply.isEmpty(other));
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

/** The other levels, nearest first and finer before coarser. @param {number} level @param {number} coarsest */
function levelsAround(level, coarsest) {
  const levels = [];
  for (let by = 1; by <= MAX_FINER || level - by >= coarsest; by += 1) {
    if (by <= MAX_FINER) levels.push(level + by);
    if (level - by >= coarsest) levels.push(level - by);
  }
  return levels;
}
