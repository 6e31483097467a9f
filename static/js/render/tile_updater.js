/**
 * Applies changes to the tiles: cheap ones are painted on the visible tiles at once, the others mark them as stale.
 */

import { inflate, shifted } from "../model/box.js";
import { area, DirtyRegions, intersection } from "./dirty_regions.js";
import { MAX_OVERHANG } from "./paint.js";
import { costOf } from "./paint_cost.js";
import { Tile, tileCanvas, WHOLE_TILE } from "./tile_cache.js";
import { keyOf, pixelsIn, scaleOf, unitsIn } from "./tile_grid.js";
import { groundOf, onBoard, TileJob, viewOfCell } from "./tile_painter.js";
import { pixelsAround, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./board_damage.js").DamagedArea} DamagedArea */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").TileCache} TileCache */
/** @typedef {import("./tile_painter.js").Source} Source */
/** Changed pixels of a tile; `over` as in a damaged area. @typedef {{box: Box, over: Shape | null}} StaleArea */
/** The areas that a version changed, null for everything. @typedef {{version: number, damagedAreas: readonly DamagedArea[] | null}} BoardChange */
/** `seen` are the tiles in the picture. @typedef {{version: number, visible: readonly Cell[], seen: ReadonlySet<Tile>, dpr: number}} CurrentView */

/** Cost that is painted at once in a frame, in fine strokes: two or three milliseconds. */
const MAX_COST = 600;

/** The same for new shapes on top, which must not blink: ten milliseconds, and fifty for this page's own. */
const MAX_COST_ON_TOP = 2_400;
const MAX_OWN_COST = 12_000;

/** Versions that a new tile can be behind, at 60 per second; an older tile is stale as a whole. */
const MAX_CHANGES = 240;

export class TileUpdater {
  #cache;
  #source;
  #painter;
  #board;
  /** Cost that may still be painted in this frame. */
  #budget = 0;
  /** New shapes on top that are painted at once; their cost is already counted. @type {Set<Shape>} */
  #granted = new Set();
  /** The latest changes. @type {BoardChange[]} */
  #changes = [];

  /**
   * @param {TileCache} cache
   * @param {Source} source
   * @param {Painter} painter
   * @param {Replica} board
   */
  constructor(cache, source, painter, board) {
    this.#cache = cache;
    this.#source = source;
    this.#painter = painter;
    this.#board = board;
  }

  /** @param {readonly DamagedArea[]} damagedAreas @param {CurrentView} now */
  apply(damagedAreas, now) {
    this.#budget = MAX_COST;
    this.#record({ version: now.version, damagedAreas });
    this.#grant(damagedAreas, now);
    const added = this.#addMissing(damagedAreas, now);
    const visible = new Set(now.visible.map(keyOf));
    for (const tile of this.#cache.all()) {
      const stale = added.has(tile) ? [] : areasIn(damagedAreas, tile.cell, now.dpr);
      if (stale.length === 0) continue;
      // Tiles in the picture of the page that was shown before have the theme of that page.
      const isHere = tile.cell.page === now.visible[0]?.page;
      const isSeen = isHere && (visible.has(keyOf(tile.cell)) || now.seen.has(tile));
      this.#change(tile, stale, { ...now, isSeen });
    }
  }

  /** Decides which new shapes on top are painted at once: this page's own, and others as far as there is time. @param {readonly DamagedArea[]} damagedAreas @param {CurrentView} now */
  #grant(damagedAreas, { visible, seen, dpr }) {
    this.#granted.clear();
    const left = { mine: MAX_OWN_COST, theirs: MAX_COST_ON_TOP };
    const cells = new Map([...visible, ...[...seen].map(({ cell }) => cell)].map(keyed)).values();
    const places = [...cells].map((cell) => ({ cell, k: scaleOf(cell.level, dpr) }));
    // The uppermost first, which was drawn last.
    for (const { over: shape, page } of damagedAreas.toReversed()) {
      if (shape === null) continue;
      const whose = this.#board.isPending(shape) ? "mine" : "theirs";
      const isLast = whose === "mine" && left.mine === MAX_OWN_COST;
      let cost = 0;
      for (const { cell, k } of places) {
        if (cell.page !== page) continue;
        cost += costOf(shape, { k, box: pixelsIn(cell), pool: this.#board.pool });
      }
      if (cost > left[whose] && !isLast) continue;
      left[whose] -= cost;
      this.#granted.add(shape);
    }
  }

  /** Marks all tiles as stale. @param {number} version */
  invalidateAll(version) {
    this.#changes = [{ version, damagedAreas: null }];
    for (const tile of this.#cache.all()) tile.invalidate({ version, box: WHOLE_TILE });
  }

  /** Marks a new tile as stale where the board has changed since its version. @param {Tile} tile @param {number} painted  version @param {number} dpr */
  catchUp(tile, painted, dpr) {
    for (const { version, damagedAreas } of this.#changes) {
      if (version <= painted) continue;
      if (damagedAreas === null) tile.invalidate({ version, box: WHOLE_TILE });
      else
        for (const { box } of areasIn(damagedAreas, tile.cell, dpr))
          tile.invalidate({ version, box });
    }
  }

  /** @param {BoardChange} change */
  #record(change) {
    this.#changes.push(change);
    if (this.#changes.length <= MAX_CHANGES) return;
    const last = this.#changes.splice(0, MAX_CHANGES / 2).at(-1);
    // The dropped changes may have been anywhere.
    if (last !== undefined) this.#changes.unshift({ version: last.version, damagedAreas: null });
  }

  /** Paints visible tiles that were missing because they were empty, if they are cheap. @param {readonly DamagedArea[]} damagedAreas @param {CurrentView} now */
  #addMissing(damagedAreas, { version, visible, dpr }) {
    /** @type {Set<Tile>} */
    const added = new Set();
    for (const cell of visible) {
      if (this.#cache.get(cell) !== undefined || areasIn(damagedAreas, cell, dpr).length === 0)
        continue;
      const view = viewOfCell(cell, dpr);
      if (!this.#canAfford(inflate(unitsIn(cell, dpr), MAX_OVERHANG), cell.page, view.k)) continue;
      const tile = new Tile(cell, tileCanvas().canvas);
      this.#paint(tile, { version, box: WHOLE_TILE, dpr });
      this.#cache.put(tile);
      added.add(tile);
    }
    return added;
  }

  /** @param {Tile} tile @param {readonly StaleArea[]} stale @param {CurrentView & {isSeen: boolean}} now */
  #change(tile, stale, { version, dpr, isSeen }) {
    const regions = new DirtyRegions();
    for (const { box, over } of stale) {
      const isLate = over !== null && !this.#granted.has(over);
      if (!isSeen || isLate) tile.invalidate({ version, box });
      else if (over === null) regions.add(box);
      else this.#paintOver(tile, over, { version, box, dpr });
    }
    // After the shapes on top, because these regions contain them too.
    const view = viewOfCell(tile.cell, dpr);
    for (const box of regions.takeAll()) {
      const units = inflate(unitsUnder(onBoard(box, view), view.k), MAX_OVERHANG / 4);
      if (this.#canAfford(units, tile.cell.page, view.k)) this.#paint(tile, { version, box, dpr });
      else tile.invalidate({ version, box });
    }
  }

  /** @param {Tile} tile @param {Shape} shape @param {{version: number, box: Box, dpr: number}} change */
  #paintOver(tile, shape, { version, box, dpr }) {
    const { cell } = tile;
    const look = {
      view: viewOfCell(cell, dpr),
      paper: this.#source.paper(cell.page),
      theme: this.#painter.theme,
    };
    const ctx = tile.repaintInPlace({ version, box });
    this.#painter.paint(groundOf(ctx, box, look), shape, this.#board.pool);
    this.#painter.flush();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** @param {Tile} tile @param {{version: number, box: Box, dpr: number}} change */
  #paint(tile, { version, box, dpr }) {
    const ctx = tile.repaintInPlace({ version, box });
    const { cell } = tile;
    const job = new TileJob(this.#painter, this.#source, { cell, boxes: [box], dpr });
    job.run(ctx, Number.POSITIVE_INFINITY);
  }

  /** Whether there is time to paint a box now. @param {Box} units @param {number} page @param {number} k */
  #canAfford(units, page, k) {
    const shapes = this.#board.queryUpTo(units, page, this.#budget);
    if (shapes === null) return false;
    const where = { k, box: pixelsAround(units, k), pool: this.#board.pool };
    let cost = 0;
    for (const shape of shapes) if (!this.#granted.has(shape)) cost += costOf(shape, where);
    if (cost > this.#budget) return false;
    this.#budget -= cost;
    return true;
  }
}

/**
 * The damaged areas that touch a tile, in pixels of the tile.
 * @param {readonly DamagedArea[]} damagedAreas
 * @param {Cell} cell
 * @param {number} dpr
 * @returns {StaleArea[]}
 */
export function areasIn(damagedAreas, cell, dpr) {
  const k = scaleOf(cell.level, dpr);
  const { minX, minY } = pixelsIn(cell);
  const stale = [];
  for (const { page, box: units, over } of damagedAreas) {
    if (page !== cell.page) continue;
    const around = shifted(pixelsAround(units, k), -minX, -minY);
    const box = intersection(around, WHOLE_TILE);
    if (area(box) > 0) stale.push({ box, over });
  }
  return stale;
}

/** @param {Cell} cell @returns {[string, Cell]} */
function keyed(cell) {
  return [keyOf(cell), cell];
}
