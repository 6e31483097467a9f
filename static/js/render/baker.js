/**
 * Brings changes to the tiles: little is painted on those that are seen at once, the rest is noted as
 * stale.
 */

import { inflate, shifted } from "../model/box.js";
import { area, Dirty, overlap } from "./dirty.js";
import { keyOf, pixelsIn, scaleOf, unitsIn } from "./levels.js";
import { isThin, MOST_SPILL } from "./paint.js";
import { Tile, tileCanvas, WHOLE } from "./tile_cache.js";
import { onBoard, TileJob, viewOfCell } from "./tile_painter.js";
import { pixelsAround, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./levels.js").Cell} Cell */
/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").TileCache} TileCache */
/** @typedef {import("./tile_painter.js").Source} Source */
/** Pixels of a tile that look otherwise; `over` as in a mark. @typedef {{box: Box, over: Shape | null}} Met */
/** What a version changed, null for everything. @typedef {{version: number, marks: readonly Mark[] | null}} News */
/** `seen` is what the picture is made of. @typedef {{version: number, visible: readonly Cell[], seen: ReadonlySet<Tile>, dpr: number}} Now */

/** Fine strokes that are painted at once in a frame: two or three milliseconds. */
const MOST_SHAPES = 600;

/** Versions that a tile can be behind when it comes, at 60 a second; for older ones it is made again. */
const MOST_NEWS = 240;

/** What any other shape costs compared with one of them. */
const OUTLINED = 12;

export class Baker {
  #cache;
  #source;
  #painter;
  #board;
  /** What may still be painted in this frame. */
  #left = 0;
  /** The latest changes. @type {News[]} */
  #news = [];

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

  /** @param {readonly Mark[]} marks @param {Now} now */
  spread(marks, now) {
    this.#left = MOST_SHAPES;
    this.#note({ version: now.version, marks });
    const added = this.#addMissing(marks, now);
    const visible = new Set(now.visible.map(keyOf));
    for (const tile of this.#cache.all()) {
      const met = added.has(tile) ? [] : metBy(marks, tile.cell, now.dpr);
      if (met.length === 0) continue;
      const isSeen = visible.has(keyOf(tile.cell)) || now.seen.has(tile);
      this.#change(tile, met, { ...now, isSeen });
    }
  }

  /** No tile shows the board any more. @param {number} version */
  spoilAll(version) {
    this.#news = [{ version, marks: null }];
    for (const tile of this.#cache.all()) tile.spoil({ version, box: WHOLE });
  }

  /** A tile that was not there when the board changed owes what has changed since it was made. @param {Tile} tile @param {number} made  version @param {number} dpr */
  catchUp(tile, made, dpr) {
    for (const { version, marks } of this.#news) {
      if (version <= made) continue;
      if (marks === null) tile.spoil({ version, box: WHOLE });
      else for (const { box } of metBy(marks, tile.cell, dpr)) tile.spoil({ version, box });
    }
  }

  /** @param {News} news */
  #note(news) {
    this.#news.push(news);
    if (this.#news.length <= MOST_NEWS) return;
    const last = this.#news.splice(0, MOST_NEWS / 2).at(-1);
    // What is forgotten may have been anywhere.
    if (last !== undefined) this.#news.unshift({ version: last.version, marks: null });
  }

  /** A tile that is not there because it was empty is made at once, when what is on it now is little. @param {readonly Mark[]} marks @param {Now} now */
  #addMissing(marks, { version, visible, dpr }) {
    /** @type {Set<Tile>} */
    const added = new Set();
    for (const cell of visible) {
      if (this.#cache.get(cell) !== undefined || metBy(marks, cell, dpr).length === 0) continue;
      const view = viewOfCell(cell, dpr);
      if (!this.#affords(inflate(unitsIn(cell, dpr), MOST_SPILL), cell.page, view.k)) continue;
      const tile = new Tile(cell, tileCanvas().canvas);
      this.#paint(tile, { version, box: WHOLE, dpr });
      this.#cache.put(tile);
      added.add(tile);
    }
    return added;
  }

  /** @param {Tile} tile @param {readonly Met[]} met @param {Now & {isSeen: boolean}} now */
  #change(tile, met, { version, dpr, isSeen }) {
    const regions = new Dirty();
    for (const { box, over } of met) {
      if (!isSeen) tile.spoil({ version, box });
      else if (over === null) regions.add(box);
      else this.#paintOver(tile, over, { version, box, dpr });
    }
    // After what lies on top, because what is painted here has it too.
    const view = viewOfCell(tile.cell, dpr);
    for (const box of regions.takeAll()) {
      const units = inflate(unitsUnder(onBoard(box, view), view.k), MOST_SPILL / 4);
      if (this.#affords(units, tile.cell.page, view.k)) this.#paint(tile, { version, box, dpr });
      else tile.spoil({ version, box });
    }
  }

  /** @param {Tile} tile @param {Shape} shape @param {{version: number, box: Box, dpr: number}} change */
  #paintOver(tile, shape, { version, box, dpr }) {
    if (shape.kind === "highlight") {
      // It needs the paper under it, and so the care of a job.
      this.#paint(tile, { version, box, dpr });
      return;
    }
    const ctx = tile.bake({ version, box });
    this.#painter.paint({ ctx, mapping: viewOfCell(tile.cell, dpr) }, shape, this.#board.pool);
    this.#painter.flush();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** @param {Tile} tile @param {{version: number, box: Box, dpr: number}} change */
  #paint(tile, { version, box, dpr }) {
    const ctx = tile.bake({ version, box });
    const { cell } = tile;
    const job = new TileJob(this.#painter, this.#source, { cell, boxes: [box], dpr });
    job.run(ctx, Number.POSITIVE_INFINITY);
  }

  /** Whether there is time to paint a box now. @param {Box} units @param {number} page @param {number} k */
  #affords(units, page, k) {
    const shapes = this.#board.few(units, page, this.#left);
    if (shapes === null) return false;
    let cost = 0;
    for (const shape of shapes) cost += isThin(shape, k) ? 1 : OUTLINED;
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }
}

/**
 * The marks that touch a tile, with the pixels of it that they do.
 * @param {readonly Mark[]} marks
 * @param {Cell} cell
 * @param {number} dpr
 * @returns {Met[]}
 */
export function metBy(marks, cell, dpr) {
  const k = scaleOf(cell.level, dpr);
  const { minX, minY } = pixelsIn(cell);
  const met = [];
  for (const { page, box: units, over } of marks) {
    if (page !== cell.page) continue;
    const around = shifted(pixelsAround(units, k), -minX, -minY);
    const box = overlap(around, WHOLE);
    if (area(box) > 0) met.push({ box, over });
  }
  return met;
}
