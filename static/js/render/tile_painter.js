/**
 * Paints tiles: the shapes that meet them, on nothing. The paper is put under them when they are shown.
 *
 * The same code runs in the worker on its copy of the shapes, and on the page on the board itself.
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
/** @typedef {import("./paint.js").Points} Points */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */
/** How a shape that takes part in a gesture is shown. @typedef {"hidden" | "dim"} Visibility */
/**
 * Shapes to paint from.
 * @typedef {object} Source
 * @property {Points} pool
 * @property {(box: Box, page: number) => Shape[]} query  in painting order
 * @property {(page: number) => Paper} paper
 * @property {(shape: Shape) => Visibility | undefined} visibilityOf
 */

/** Opacity of what is about to be erased. */
const DIM = 0.25;

/** The clock is read once for so much: less than a millisecond. */
const COST_PER_LOOK = 192;

/** Nobody who has a deadline paints more in a turn, for the canvas does the work when the clock was read: some 12 ms. */
const MAX_PER_TURN = 3_000;

/** Fewer fine strokes in a row are painted faster by the canvas. */
const MIN_IN_RUN = 150;

/** The clock is read once for so many of them: a millisecond or two. */
const SPLATS_PER_LOOK = 500;

/** There is one for all jobs, because its pixels are many; it belongs to one at a time. */
const splatter = new FineStrokeRasterizer();
/** @type {TileJob | null} */
let splatting = null;
/** Carries pixels to a canvas; a new one each time would be much to clean up. @type {CanvasRenderingContext2D | null} */
let sheet = null;

/** What is painted for a cell: its view, as if the tile were a screen. @param {Cell} cell @param {number} dpr @returns {View} */
export function viewOfCell(cell, dpr) {
  const k = scaleOf(cell.level, dpr);
  const { minX: ox, minY: oy } = pixelsIn(cell);
  return { k, ox, oy, width: SIDE, height: SIDE, dpr, zoom: (k * UNITS_PER_PX) / dpr };
}

/** One tile, or boxes of it, being painted; it may take several turns. */
export class TileJob {
  #painter;
  #source;
  #view;
  #page;
  /** In pixels of the tile. @type {Box[]} */
  #boxes;
  /** What is left of the box that is being painted, in painting order. @type {Shape[] | null} */
  #shapes = null;
  #next = 0;
  /** What this turn may still paint. */
  #budget = 0;
  /** The fine strokes that are painted together now, if any. */
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
   * Goes on until a time. Returns whether all is painted. Only the boxes are touched.
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
        this.#splat(ctx, box);
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

  /** Whether a stroke is too thin to have edges. @param {Shape} shape */
  #isFine(shape) {
    const { k } = this.#view;
    const { pool } = this.#source;
    return (
      shape.kind === "ink" &&
      subpixelWidth(shape, k, pool) < SUBPIXEL_WIDTH &&
      !isSparse(shape, k, pool)
    );
  }

  /** Whether many fine strokes come next; then they are painted together. */
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

  /** Paints some of the fine strokes, and puts them on the canvas after the last. @param {CanvasRenderingContext2D} ctx @param {Box} box */
  #splat(ctx, { minX, minY, maxX, maxY }) {
    if (splatting !== this) {
      // Another job was painted meanwhile.
      splatting = this;
      splatter.begin(maxX - minX, maxY - minY);
      this.#next = this.#runStart;
    }
    const { k, ox, oy } = this.#view;
    const mapping = { k, ox: ox + minX, oy: oy + minY };
    const { pool } = this.#source;
    const { theme } = this.#painter;
    const end = Math.min(this.#runEnd, this.#next + SPLATS_PER_LOOK);
    for (; this.#next < end; this.#next += 1) {
      const shape = /** @type {Shape} */ (this.#shapes?.[this.#next]);
      const visibility = this.#source.visibilityOf(shape);
      const alpha = visibility === "dim" ? DIM : 1;
      if (visibility !== "hidden") splatter.add(shape, mapping, { pool, theme, alpha });
    }
    if (this.#next < this.#runEnd) return;
    splatting = null;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    lay(splatter.image(), ctx, minX, minY);
  }
}

/**
 * A tile to paint on: highlighters get the paper under them there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box  pixels of the tile
 * @param {{view: View, paper: Paper, theme: Theme}} look
 * @returns {Ground}
 */
export function groundOf(ctx, box, look) {
  const { view } = look;
  return {
    ctx,
    mapping: view,
    paper: (units) => {
      const around = intersection(pixelsAround(units, view.k), onBoard(box, view));
      paintPaperUnder(ctx, around, look);
    },
  };
}

/** Lays pixels over what is there. @param {ImageData} image @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y */
function lay(image, ctx, x, y) {
  const { width, height } = image;
  sheet ??= newSheet();
  sheet.putImageData(image, 0, 0);
  ctx.drawImage(sheet.canvas, 0, 0, width, height, x, y, width, height);
}

/** As large as any image of a part of a tile. */
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

/** Pixels of a tile as pixels counted from the board's origin. @param {Box} box @param {View} view @returns {Box} */
export function onBoard({ minX, minY, maxX, maxY }, { ox, oy }) {
  return { minX: minX + ox, minY: minY + oy, maxX: maxX + ox, maxY: maxY + oy };
}

/** What paints into a box of a tile, in painting order. @param {Source} source @param {View} view @param {number} page @param {Box} box @returns {Shape[]} */
function shapesIn(source, view, page, box) {
  const pixels = onBoard(box, view);
  const near = source.query(inflate(unitsUnder(pixels, view.k), MAX_OVERHANG), page);
  return near.filter((shape) => paintsInto(shape, view.k, pixels));
}

/**
 * Where shapes that may paint into a cell are found, in units, and which of those do.
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

/** Whether a shape may paint into pixels counted from the board's origin. @param {Shape} shape @param {number} k @param {Box} pixels */
function paintsInto(shape, k, pixels) {
  // Asked for every shape of a tile from afar: nothing is made for it.
  const spill = overhangOf(shape);
  const { minX, minY, maxX, maxY } = shape.box;
  return (
    (minX - spill) * k - SOFT - 1 < pixels.maxX &&
    (maxX + spill) * k + SOFT + 1 > pixels.minX &&
    (minY - spill) * k - SOFT - 1 < pixels.maxY &&
    (maxY + spill) * k + SOFT + 1 > pixels.minY
  );
}
