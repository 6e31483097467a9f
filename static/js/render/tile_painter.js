/**
 * Paints tiles: their shapes on a transparent background. Composing the picture adds the paper.
 *
 * The same code runs in the worker, on its copy of the shapes, and on the page, on the board itself.
 */

import { inflate, UNITS_PER_PX } from "../model/box.js";
import { intersection } from "./dirty_regions.js";
import { FineStrokeRasterizer, SUBPIXEL_WIDTH, subpixelWidth } from "./fine_strokes.js";
import { MAX_OVERHANG, overhangOf } from "./paint.js";
import { costOf } from "./paint_cost.js";
import { paintPaperUnder } from "./paper.js";
import { isSparse } from "./thin_ink.js";
import { pixelsIn, SIDE, scaleOf } from "./tile_grid.js";
import { pixelsAround, pixelsOf, SOFT, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_grid.js").Cell} Cell */
/** @typedef {import("./paint.js").Ground} Ground */
/** @typedef {import("../model/kinds.js").Points} Points */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */
/** The visibility of a shape in a running gesture. @typedef {"hidden" | "dim"} Visibility */
/**
 * Shapes to paint from.
 * @typedef {object} Source
 * @property {Points} pool
 * @property {(box: Box, page: number) => Shape[]} query  in painting order
 * @property {(page: number) => Paper | null} paper  null for a transparent background
 * @property {(shape: Shape) => Visibility | undefined} visibilityOf
 */

/** Opacity of shapes that are about to be erased. */
const DIM = 0.25;

/** Cost between two readings of the clock: less than a millisecond. */
const COST_PER_LOOK = 192;

/** Cost of a turn with a deadline, some 12 ms: the canvas paints after the clock was read. */
const MAX_PER_TURN = 3_000;

/** The canvas paints a shorter run of fine strokes faster. */
const MIN_IN_RUN = 150;

/** Fine strokes between two readings of the clock: a millisecond or two. */
const STROKES_PER_LOOK = 500;

/** Shared by all jobs, because its buffer is large; one job uses it at a time. */
const rasterizer = new FineStrokeRasterizer();
/** The job that uses the rasteriser. @type {TileJob | null} */
let rasterizing = null;
/** A canvas for copying pixels, reused to avoid garbage. @type {CanvasRenderingContext2D | null} */
let sheet = null;

/** The view whose screen is the tile of a cell. @param {Cell} cell @param {number} dpr @returns {View} */
export function viewOfCell(cell, dpr) {
  const k = scaleOf(cell.level, dpr);
  const { minX: ox, minY: oy } = pixelsIn(cell);
  return { k, ox, oy, width: SIDE, height: SIDE, dpr, zoom: (k * UNITS_PER_PX) / dpr };
}

/** The painting of a tile or of boxes of it, in one or more turns. */
export class TileJob {
  #painter;
  #source;
  #view;
  #page;
  /** In pixels of the tile. @type {Box[]} */
  #boxes;
  /** The shapes of the current box, in painting order. @type {Shape[] | null} */
  #shapes = null;
  #next = 0;
  /** Cost that this turn may still paint. */
  #budget = 0;
  /** The current run of fine strokes, empty for none. */
  #runStart = 0;
  #runEnd = 0;

  /**
   * @param {Painter} painter
   * @param {Source} source
   * @param {{cell: Cell, boxes: readonly Box[] | null, dpr: number}} what  null is the whole tile
   */
  constructor(painter, source, { cell, boxes, dpr }) {
    this.#painter = painter;
    this.#source = source;
    this.#view = viewOfCell(cell, dpr);
    this.#page = cell.page;
    this.#boxes = boxes === null ? [pixelsIn({ x: 0, y: 0 })] : [...boxes];
  }

  /**
   * Paints until the deadline. Returns whether everything is painted. Pixels outside of the boxes stay as they are.
   * @param {CanvasRenderingContext2D} ctx
   * @param {number} deadline
   */
  run(ctx, deadline) {
    this.#budget = deadline === Number.POSITIVE_INFINITY ? deadline : MAX_PER_TURN;
    for (let box = this.#boxes[0]; box !== undefined; box = this.#boxes[0]) {
      if (!this.#paintBox(ctx, box, deadline)) return false;
      this.#boxes.shift();
      this.#shapes = null;
      this.#next = 0;
      this.#runEnd = 0;
    }
    return true;
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Box} box @param {number} deadline */
  #paintBox(ctx, box, deadline) {
    const { minX, minY, maxX, maxY } = box;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.beginPath();
    ctx.rect(minX, minY, maxX - minX, maxY - minY);
    ctx.clip();
    if (this.#shapes === null) {
      ctx.clearRect(minX, minY, maxX - minX, maxY - minY);
      this.#shapes = shapesIn(this.#source, this.#view, this.#page, box);
    }
    const paper = this.#source.paper(this.#page);
    const ground = groundOf(ctx, box, { view: this.#view, paper, theme: this.#painter.theme });
    const { pool } = this.#source;
    const where = { k: this.#view.k, box: onBoard(box, this.#view), pool };
    let unseen = 0;
    while (this.#next < this.#shapes.length) {
      const shape = /** @type {Shape} */ (this.#shapes[this.#next]);
      if (this.#next < this.#runEnd || (this.#isFine(shape) && this.#beginRun())) {
        this.#rasterize(ctx, box);
        if (performance.now() > deadline) break;
        continue;
      }
      const visibility = this.#source.visibilityOf(shape);
      if (visibility !== "hidden")
        this.#painter.paint(ground, shape, pool, visibility === "dim" ? DIM : 1);
      this.#next += 1;
      unseen += costOf(shape, where);
      if (unseen < COST_PER_LOOK) continue;
      this.#budget -= unseen;
      unseen = 0;
      if (this.#budget < 0 || performance.now() > deadline) break;
    }
    this.#painter.flush();
    ctx.restore();
    return this.#next >= this.#shapes.length;
  }

  /** Whether a stroke is too thin to have visible edges. @param {Shape} shape */
  #isFine(shape) {
    const { k } = this.#view;
    const { pool } = this.#source;
    return (
      shape.kind === "ink" &&
      subpixelWidth(shape, k, pool) < SUBPIXEL_WIDTH &&
      !isSparse(shape, k, pool)
    );
  }

  /** Begins a run if many fine strokes follow. Returns whether it did. */
  #beginRun() {
    const shapes = this.#shapes ?? [];
    let end = this.#next;
    for (let shape = shapes[end]; shape !== undefined && this.#isFine(shape); shape = shapes[end]) {
      end += 1;
    }
    if (end - this.#next < MIN_IN_RUN) return false;
    this.#painter.flush();
    this.#runStart = this.#next;
    this.#runEnd = end;
    return true;
  }

  /** Rasterises some strokes of the run, and copies the pixels to the canvas after the last. @param {CanvasRenderingContext2D} ctx @param {Box} box */
  #rasterize(ctx, { minX, minY, maxX, maxY }) {
    if (rasterizing !== this) {
      // Another job was painted meanwhile.
      rasterizing = this;
      rasterizer.begin(maxX - minX, maxY - minY);
      this.#next = this.#runStart;
    }
    const { k, ox, oy } = this.#view;
    const mapping = { k, ox: ox + minX, oy: oy + minY };
    const { pool } = this.#source;
    const { theme } = this.#painter;
    const end = Math.min(this.#runEnd, this.#next + STROKES_PER_LOOK);
    for (; this.#next < end; this.#next += 1) {
      const shape = /** @type {Shape} */ (this.#shapes?.[this.#next]);
      const visibility = this.#source.visibilityOf(shape);
      const alpha = visibility === "dim" ? DIM : 1;
      if (visibility !== "hidden") rasterizer.add(shape, mapping, { pool, theme, alpha });
    }
    if (this.#next < this.#runEnd) return;
    rasterizing = null;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    lay(rasterizer.image(), ctx, minX, minY);
  }
}

/**
 * A tile to paint on: highlighters get the paper under them there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box  pixels of the tile
 * @param {{view: View, paper: Paper | null, theme: Theme}} look
 * @returns {Ground}
 */
export function groundOf(ctx, box, { view, paper, theme }) {
  if (paper === null) return { ctx, mapping: view };
  return {
    ctx,
    mapping: view,
    paper: (units) => {
      const around = intersection(pixelsAround(units, view.k), onBoard(box, view));
      paintPaperUnder(ctx, around, { view, paper, theme });
    },
  };
}

/** Draws pixels over the existing content. @param {ImageData} image @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y */
function lay(image, ctx, x, y) {
  const { width, height } = image;
  sheet ??= newSheet();
  sheet.putImageData(image, 0, 0);
  ctx.drawImage(sheet.canvas, 0, 0, width, height, x, y, width, height);
}

/** Creates a canvas of the size of a tile. */
function newSheet() {
  const side = { width: SIDE, height: SIDE };
  const canvas =
    typeof OffscreenCanvas === "undefined"
      ? Object.assign(document.createElement("canvas"), side)
      : new OffscreenCanvas(SIDE, SIDE);
  const ctx = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext("2d"));
  if (ctx === null) throw new Error("no memory for another canvas");
  return ctx;
}

/** Converts pixels of a tile to pixels from the board's origin. @param {Box} box @param {View} view @returns {Box} */
export function onBoard({ minX, minY, maxX, maxY }, { ox, oy }) {
  return { minX: minX + ox, minY: minY + oy, maxX: maxX + ox, maxY: maxY + oy };
}

/** The shapes that paint into a box of a tile, in painting order. @param {Source} source @param {View} view @param {number} page @param {Box} box @returns {Shape[]} */
function shapesIn(source, view, page, box) {
  const pixels = onBoard(box, view);
  const near = source.query(inflate(unitsUnder(pixels, view.k), MAX_OVERHANG), page);
  return near.filter((shape) => paintsInto(shape, view.k, pixels));
}

/**
 * The box of units in which to query for shapes that may paint into a cell, and whether one of them does.
 * @param {Cell} cell
 * @param {number} dpr
 * @returns {{near: Box, paints: (shape: Shape) => boolean}}
 */
export function paintersOfCell(cell, dpr) {
  const view = viewOfCell(cell, dpr);
  const pixels = pixelsOf(view);
  return {
    near: inflate(unitsUnder(pixels, view.k), MAX_OVERHANG),
    paints: (shape) => paintsInto(shape, view.k, pixels),
  };
}

/** Whether a shape may paint into a box of pixels from the board's origin. @param {Shape} shape @param {number} k @param {Box} pixels */
function paintsInto(shape, k, pixels) {
  // Runs for every shape of a tile, so it allocates nothing.
  const overhang = overhangOf(shape);
  const { minX, minY, maxX, maxY } = shape.box;
  return (
    (minX - overhang) * k - SOFT - 1 < pixels.maxX &&
    (maxX + overhang) * k + SOFT + 1 > pixels.minX &&
    (minY - overhang) * k - SOFT - 1 < pixels.maxY &&
    (maxY + overhang) * k + SOFT + 1 > pixels.minY
  );
}
