/**
 * The canvas with all that is settled: paper and shapes, painted once and kept.
 *
 * A change paints only the rectangle that it touches, and a new shape on top only itself. A pan
 * moves what is there and paints the strips that come into view. While the zoom changes the last
 * picture is shown larger or smaller, and the sharp one replaces it as soon as it is ready. What
 * would take longer than a frame may is painted in slices beside the picture and appears as a whole.
 */

import { inflate } from "../model/box.js";
import { Dirty, overlap, without } from "./dirty.js";
import { MOST_SPILL, paintedBox } from "./paint.js";
import { paintPaper } from "./paper.js";
import { RegionJob } from "./region_job.js";
import { sameLook } from "./same_look.js";
import { Still } from "./still.js";
import { pixelsAround, pixelsOf, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */
/** How a shape that takes part in a gesture is shown here. @typedef {"hidden" | "dim"} Veil */

/** So many shapes are painted at once even where time is short: changes are seen in the same frame. */
const MOST_AT_ONCE = 400;

/** More changes than this at a time are painted by their region, not one by one. */
const MOST_SINGLE_CHANGES = 200;

/** With more shapes in view than this nothing is painted anew until the zoom rests for a frame. */
const MOST_WHILE_ZOOMING = 3000;

/** Opacity of what is about to be erased. */
const DIM = 0.25;

export class Cold {
  #canvas;
  #ctx;
  #board;
  #painter;
  #page = 1;
  /** What the canvas shows, apart from `#dirty`. @type {View | null} */
  #view = null;
  /** Pixels counted from the board's origin. */
  #dirty = new Dirty();
  /** Shown in place of a sharp picture of another zoom. @type {Still | null} */
  #still = null;
  /** @type {RegionJob | null} */
  #job = null;
  /** @type {(Pick<Change, "before" | "after"> & {same: boolean})[]} */
  #changes = [];
  /** @type {ReadonlyMap<string, Veil>} */
  #veils = new Map();
  /** Whether the zoom is another one than in the frame before. */
  #zooming = false;
  /** Shapes in view when it was last to be painted as a whole. */
  #lastCount = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Replica} board
   * @param {Painter} painter
   */
  constructor(canvas, board, painter) {
    this.#canvas = canvas;
    this.#ctx = contextOf(canvas);
    this.#board = board;
    this.#painter = painter;
  }

  /** Whether the canvas shows exactly the board. */
  get sharp() {
    return this.#still === null && this.#job === null && this.#dirty.empty;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    const { pool } = this.#board;
    for (const { before, after } of changes) {
      if (before !== null && before !== after) this.#painter.forget(before);
      // Now, because afterwards the points of the old record may be gone.
      const same = before !== null && after !== null && sameLook(before, after, pool);
      this.#changes.push({ before, after, same });
    }
  }

  /** Everything may look different; the old picture stays until the new one is there. */
  invalidate() {
    this.#changes = [];
    this.#job = null;
    if (this.#view === null) return;
    this.#still ??= new Still(this.#canvas, this.#view);
  }

  /** Nothing of the picture is true any more, as on another page. */
  forget() {
    this.#changes = [];
    this.#job = null;
    this.#still = null;
    this.#view = null;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.invalidate();
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  /**
   * Brings the canvas up to date as far as time allows. Returns whether something is left to do.
   * @param {View} view
   * @param {{page: number, veils: ReadonlyMap<string, Veil>, deadline: number}} frame
   */
  frame(view, { page, veils, deadline }) {
    if (page !== this.#page) this.forget();
    this.#page = page;
    this.#moveTo(view);
    this.#veil(veils, view);
    this.#applyChanges(view);
    if (this.#still !== null) this.#sharpen(view, this.#still, deadline);
    else this.#clean(view, deadline);
    return !this.sharp;
  }

  /** @param {View} view */
  #moveTo(view) {
    const last = this.#view;
    this.#view = view;
    if (last === null) {
      this.#dirty.clear();
      this.#expose(pixelsOf(view), view);
      return;
    }
    this.#zooming = last.k !== view.k;
    if (this.#zooming) {
      this.#still ??= new Still(this.#canvas, last);
      this.#job = null;
    }
    if (this.#still !== null) return;
    const dx = last.ox - view.ox;
    const dy = last.oy - view.oy;
    if (dx === 0 && dy === 0) return;
    const { ctx } = this.#plain();
    ctx.globalCompositeOperation = "copy";
    ctx.drawImage(this.#canvas, dx, dy);
    ctx.globalCompositeOperation = "source-over";
    for (const strip of without(pixelsOf(view), pixelsOf(last))) this.#expose(strip, view);
  }

  /** Pixels that show nothing yet are paper until their shapes are painted. @param {Box} pixels @param {View} view */
  #expose(pixels, view) {
    this.#paper(pixels, view);
    this.#dirty.add(pixels);
  }

  /** @param {ReadonlyMap<string, Veil>} veils @param {View} view */
  #veil(veils, view) {
    const before = this.#veils;
    this.#veils = veils;
    for (const [id, veil] of before) if (veils.get(id) !== veil) this.#spoil(id, view);
    for (const [id, veil] of veils) if (before.get(id) !== veil) this.#spoil(id, view);
  }

  /** @param {string} id @param {View} view */
  #spoil(id, view) {
    const shape = this.#board.shape(id);
    if (shape?.page === this.#page) this.#repaint(pixelsAround(paintedBox(shape), view.k));
  }

  /** @param {Box} pixels */
  #repaint(pixels) {
    this.#dirty.add(pixels);
    if (this.#job?.touches(pixels)) this.#job.spoiled.add(pixels);
  }

  /** @param {View} view */
  #applyChanges(view) {
    const changes = this.#changes;
    this.#changes = [];
    const single = changes.length <= MOST_SINGLE_CHANGES;
    for (const { before, after, same } of changes) {
      // A confirmed shape looks as it did while it was pending, and it was on top then.
      const sank = same && before !== null && after !== null && after.z <= before.z;
      if (sank && single && this.#isOnTop(after)) continue;
      if (before?.page === this.#page) this.#repaint(pixelsAround(paintedBox(before), view.k));
      if (after?.page !== this.#page) continue;
      if (single && before === null && this.#isOnTop(after)) this.#paintOver(after, view);
      else this.#repaint(pixelsAround(paintedBox(after), view.k));
    }
  }

  /** @param {Shape} shape */
  #isOnTop(shape) {
    if (this.#veils.has(shape.id)) return false;
    return this.#board.query(shape.box, this.#page).at(-1) === shape;
  }

  /** A new shape that covers all others needs nothing of them. @param {Shape} shape @param {View} view */
  #paintOver(shape, view) {
    const pixels = pixelsAround(paintedBox(shape), view.k);
    if (this.#job?.touches(pixels)) this.#job.spoiled.add(pixels);
    if (this.#still !== null) {
      this.#still.paintOver(shape, this.#board.pool, this.#painter);
      return;
    }
    const { ctx } = this.#plain();
    this.#painter.paint({ ctx, mapping: view }, shape, this.#board.pool);
    this.#painter.flush();
  }

  /** Paints the whole view sharp beside the still picture. @param {View} view @param {Still} still @param {number} deadline */
  #sharpen(view, still, deadline) {
    this.#dirty.clear();
    const whole = pixelsOf(view);
    // With much in view even finding it would take the frame, and the next frame has another zoom.
    const skips = this.#zooming && this.#lastCount > MOST_WHILE_ZOOMING;
    if (!skips) this.#job ??= this.#jobOf(whole, view);
    const job = skips ? null : this.#job;
    if (job !== null) this.#lastCount = job.count;
    const done = job?.run(deadline) ?? false;
    const { ctx } = this.#plain();
    if (job === null || !done) {
      this.#paper(whole, view);
      still.show(ctx, view);
      return;
    }
    job.show(ctx, view);
    for (const strip of without(whole, job.region)) this.#expose(strip, view);
    for (const spoiled of job.spoiled.takeAll()) this.#dirty.add(spoiled);
    this.#job = null;
    this.#still = null;
    this.#clean(view, deadline);
  }

  /** Paints what is dirty. @param {View} view @param {number} deadline */
  #clean(view, deadline) {
    while (true) {
      if (this.#job === null) {
        const region = this.#dirty.take(pixelsOf(view));
        if (region === null) return;
        this.#job = this.#jobOf(region, view);
      }
      const job = this.#job;
      if (job.count <= MOST_AT_ONCE) job.paintOn(this.#plain().ctx, view);
      else if (job.run(deadline)) job.show(this.#plain().ctx, view);
      else return;
      this.#job = null;
      for (const spoiled of job.spoiled.takeAll()) this.#dirty.add(spoiled);
    }
  }

  /** @param {Box} region @param {View} view */
  #jobOf(region, view) {
    const shapes = this.#board.query(inflate(unitsUnder(region, view.k), MOST_SPILL), this.#page);
    const seen = shapes.filter((shape) => {
      if (this.#veils.get(shape.id) === "hidden") return false;
      const pixels = overlap(pixelsAround(paintedBox(shape), view.k), region);
      return pixels.maxX > pixels.minX && pixels.maxY > pixels.minY;
    });
    const { pool } = this.#board;
    const look = { view, paper: this.#board.paper(this.#page), theme: this.#painter.theme };
    const veils = this.#veils;
    return new RegionJob(region, seen, {
      look,
      paintShape: (ground, shape) =>
        this.#painter.paint(ground, shape, pool, veils.has(shape.id) ? DIM : 1),
      flush: () => this.#painter.flush(),
    });
  }

  /** @param {Box} pixels @param {View} view */
  #paper(pixels, view) {
    const { ctx } = this.#plain();
    const paper = this.#board.paper(this.#page);
    paintPaper(ctx, pixels, { view, paper, theme: this.#painter.theme });
  }

  /** The context as if nobody had used it. */
  #plain() {
    const ctx = this.#ctx;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    ctx.globalCompositeOperation = "source-over";
    return { ctx };
  }
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const ctx = canvas.getContext("2d", { alpha: false });
  if (ctx === null) throw new Error("this browser has no 2D canvas");
  return ctx;
}
