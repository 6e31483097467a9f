/**
 * Paints tiles on the page itself, in slices of each frame, where there is no worker.
 */

import { inflate, intersects } from "../model/box.js";
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
/** The tile that is being painted, and the version of the board that it will show. @typedef {{request: TileRequest, version: number, dpr: number, theme: Theme, job: TileJob, ctx: CanvasRenderingContext2D}} CurrentJob */

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
   * @param {Source} source  the shown board
   * @param {(painted: PaintedTile) => void} onTile
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
    const current = this.#current;
    if (current === null) return;
    const { cell } = current.request;
    const margin = MAX_OVERHANG + SIDE / scaleOf(cell.level, current.dpr) / 8;
    const around = inflate(unitsIn(cell, current.dpr), margin);
    // A shape that is not painted yet may be deleted, and its points reused.
    if (changes.some(({ before }) => before !== null && intersects(before.box, around)))
      this.#current = null;
  }

  /** Restarts the current tile: a shape's visibility is read when the shape is painted. */
  setVisibility() {
    this.#current = null;
  }

  /** Replaces the requests. @param {TileOrder} order */
  request(order) {
    this.#order = order;
    const current = this.#current;
    if (current === null) return;
    const others = order.requests.filter(({ cell }) => !isSameCell(cell, current.request.cell));
    const isRequested = others.length < order.requests.length;
    const isOutdated = order.dpr !== current.dpr || order.theme !== current.theme;
    if (!isRequested || isOutdated) this.#current = null;
    // If the tile is stale again when it is done, it is requested again.
    else order.requests = others;
  }

  /** Paints until the deadline. Returns whether requests are left. @param {number} deadline */
  work(deadline) {
    // One slice is done even after the deadline, because every frame may be late.
    do {
      this.#current ??= this.#next();
      const current = this.#current;
      if (current === null) return false;
      if (!current.job.run(current.ctx, deadline)) return true;
      this.#current = null;
      const { request, version, dpr, ctx } = current;
      const painted = { cell: request.cell, dpr, version, boxes: request.boxes, image: ctx.canvas };
      this.#onTile(painted);
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
function isSameCell(a, b) {
  return a.page === b.page && a.level === b.level && a.x === b.x && a.y === b.y;
}
