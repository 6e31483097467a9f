/**
 * Paints tiles on the page itself, in what time a frame leaves: where there is no worker for it.
 */

import { intersects } from "../model/box.js";
import { MAX_OVERHANG } from "./paint.js";
import { tileCanvas } from "./tile_cache.js";
import { SIDE, scaleOf, unitsIn } from "./tile_grid.js";
import { TileJob } from "./tile_painter.js";

/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** @typedef {import("./worker_tile_maker.js").TileOrder} TileOrder */
/** A tile that is being painted, and the version of the board that it will show. @typedef {{request: TileRequest, version: number, dpr: number, theme: Theme, job: TileJob, ctx: CanvasRenderingContext2D}} CurrentJob */

export class PageTileMaker {
  #painter;
  #source;
  #onTile;
  /** @type {TileOrder | null} */
  #order = null;
  /** @type {CurrentJob | null} */
  #current = null;

  /**
   * @param {Painter} painter
   * @param {Source} source  what is shown now
   * @param {(painted: PaintedTile, usesText: boolean) => void} onTile
   */
  constructor(painter, source, onTile) {
    this.#painter = painter;
    this.#source = source;
    this.#onTile = onTile;
  }

  reset() {
    this.#current = null;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const going = this.#current;
    if (going === null) return;
    const { cell } = going.request;
    const spill = MAX_OVERHANG + SIDE / scaleOf(cell.level, going.dpr) / 8;
    const { minX, minY, maxX, maxY } = unitsIn(cell, going.dpr);
    const around = {
      minX: minX - spill,
      minY: minY - spill,
      maxX: maxX + spill,
      maxY: maxY + spill,
    };
    // What it has still to paint may be gone, and its points used again.
    if (changes.some(({ before }) => before !== null && intersects(before.box, around)))
      this.#current = null;
  }

  /** Veils are looked up when they are painted. */
  setVisibility() {
    this.#current = null;
  }

  /** @param {TileOrder} want */
  request(want) {
    this.#order = want;
    const going = this.#current;
    if (going === null) return;
    const others = want.requests.filter(({ cell }) => !sameCell(cell, going.request.cell));
    const isWished = others.length < want.requests.length;
    if (!isWished || want.dpr !== going.dpr || want.theme !== going.theme) this.#current = null;
    // If it is stale again when it is done, it will be wished for again.
    else want.requests = others;
  }

  /** Paints until a time. Returns whether something is left. @param {number} deadline */
  work(deadline) {
    // A little is done even if it is late already, for every frame may be.
    do {
      this.#current ??= this.#next();
      const going = this.#current;
      if (going === null) return false;
      if (!going.job.run(going.ctx, deadline)) return true;
      this.#current = null;
      const { request, version, dpr, ctx } = going;
      const painted = { cell: request.cell, dpr, version, boxes: request.boxes, image: ctx.canvas };
      this.#onTile(painted, this.#painter.usesText);
    } while (performance.now() < deadline);
    return this.#current !== null || (this.#order?.requests.length ?? 0) > 0;
  }

  stop() {
    this.#order = null;
    this.#current = null;
  }

  /** @returns {CurrentJob | null} */
  #next() {
    const request = this.#order?.requests.shift();
    if (request === undefined || this.#order === null) return null;
    const { version, dpr, theme } = this.#order;
    const job = new TileJob(this.#painter, this.#source, { ...request, dpr });
    return { request, version, dpr, theme, job, ctx: tileCanvas() };
  }
}

/** @param {TileRequest["cell"]} a @param {TileRequest["cell"]} b */
function sameCell(a, b) {
  return a.page === b.page && a.level === b.level && a.x === b.x && a.y === b.y;
}
