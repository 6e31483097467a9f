/**
 * Paints tiles on the page itself, in what time a frame leaves: where there is no worker for it.
 */

import { intersects } from "../model/box.js";
import { SIDE, scaleOf, unitsIn } from "./levels.js";
import { MOST_SPILL } from "./paint.js";
import { tileCanvas } from "./tile_cache.js";
import { TileJob } from "./tile_painter.js";

/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./tile_cache.js").Made} Made */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./wishes.js").Wish} Wish */
/** @typedef {import("./worker_maker.js").Want} Want */
/** A tile that is being painted, and the version of the board that it will show. @typedef {{wish: Wish, version: number, dpr: number, theme: Theme, job: TileJob, ctx: CanvasRenderingContext2D}} Going */

export class SliceMaker {
  #painter;
  #source;
  #onTile;
  /** @type {Want | null} */
  #want = null;
  /** @type {Going | null} */
  #going = null;

  /**
   * @param {Painter} painter
   * @param {Source} source  what is shown now
   * @param {(made: Made, usesText: boolean) => void} onTile
   */
  constructor(painter, source, onTile) {
    this.#painter = painter;
    this.#source = source;
    this.#onTile = onTile;
  }

  reset() {
    this.#going = null;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const going = this.#going;
    if (going === null) return;
    const { cell } = going.wish;
    const spill = MOST_SPILL + SIDE / scaleOf(cell.level, going.dpr) / 8;
    const { minX, minY, maxX, maxY } = unitsIn(cell, going.dpr);
    const around = {
      minX: minX - spill,
      minY: minY - spill,
      maxX: maxX + spill,
      maxY: maxY + spill,
    };
    // What it has still to paint may be gone, and its points used again.
    if (changes.some(({ before }) => before !== null && intersects(before.box, around)))
      this.#going = null;
  }

  /** Veils are looked up when they are painted. */
  veil() {
    this.#going = null;
  }

  /** @param {Want} want */
  want(want) {
    this.#want = want;
    const going = this.#going;
    if (going === null) return;
    const others = want.wishes.filter(({ cell }) => !sameCell(cell, going.wish.cell));
    const isWished = others.length < want.wishes.length;
    if (!isWished || want.dpr !== going.dpr || want.theme !== going.theme) this.#going = null;
    // If it is stale again when it is done, it will be wished for again.
    else want.wishes = others;
  }

  /** Paints until a time. Returns whether something is left. @param {number} deadline */
  work(deadline) {
    // A little is done even if it is late already, for every frame may be.
    do {
      this.#going ??= this.#next();
      const going = this.#going;
      if (going === null) return false;
      if (!going.job.run(going.ctx, deadline)) return true;
      this.#going = null;
      const { wish, version, dpr, ctx } = going;
      const made = { cell: wish.cell, dpr, version, boxes: wish.boxes, image: ctx.canvas };
      this.#onTile(made, this.#painter.usesText);
    } while (performance.now() < deadline);
    return this.#going !== null || (this.#want?.wishes.length ?? 0) > 0;
  }

  stop() {
    this.#want = null;
    this.#going = null;
  }

  /** @returns {Going | null} */
  #next() {
    const wish = this.#want?.wishes.shift();
    if (wish === undefined || this.#want === null) return null;
    const { version, dpr, theme } = this.#want;
    const job = new TileJob(this.#painter, this.#source, { ...wish, dpr });
    return { wish, version, dpr, theme, job, ctx: tileCanvas() };
  }
}

/** @param {Wish["cell"]} a @param {Wish["cell"]} b */
function sameCell(a, b) {
  return a.page === b.page && a.level === b.level && a.x === b.x && a.y === b.y;
}
