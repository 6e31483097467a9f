/**
 * The picture on a canvas, updated at the least cost: a pan moves the existing pixels, and a change composes one
 * rectangle again.
 */

import { compose } from "./compose.js";
import { DirtyRegions, subtract } from "./dirty_regions.js";
import { pixelsOf } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./compose.js").Scene} Scene */
/** @typedef {import("./tile_cache.js").Tile} Tile */
/** @typedef {import("./view.js").View} View */

/** A longer frame of a movement is late; two in a row disable smoothing. A gap of `PAUSE_MS` is a pause, not a frame. */
const SLOW_MS = 28;
const PAUSE_MS = 200;

/** Time without movement after which the picture is smoothed again. */
const SETTLE_MS = 90;

export class Composite {
  #canvas;
  #ctx;
  /** @type {View | null} */
  #view = null;
  /** The outdated regions, in pixels from the board's origin. */
  #damage = new DirtyRegions();
  /** The tiles in the picture. @type {Set<Tile>} */
  #tiles = new Set();
  #page = 1;
  #whole = true;
  /** Time of the last movement, and the number of consecutive late frames. */
  #movedAt = 0;
  #lateFrames = 0;
  /** Whether tiles are scaled without smoothing, which is several times as fast. */
  #isCoarse = false;

  /** @param {HTMLCanvasElement} canvas @param {{alpha?: boolean}} [options]  `alpha`: transparent, without paper */
  constructor(canvas, { alpha = false } = {}) {
    const ctx = canvas.getContext("2d", { alpha });
    if (ctx === null) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#ctx = ctx;
  }

  get tiles() {
    return this.#tiles;
  }

  /** Whether any part has to be composed again even if the view stays. */
  get isDirty() {
    return this.#whole || this.#isCoarse || !this.#damage.isEmpty;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#whole = true;
  }

  /** Marks the whole picture as outdated. */
  invalidate() {
    this.#whole = true;
  }

  /** @param {Box} box  pixels from the board's origin */
  damage(box) {
    this.#damage.add(box);
  }

  /** Shows a view. Returns whether it has to be smoothed when the movement ends. @param {View} view @param {Scene} scene */
  show(view, scene) {
    const now = performance.now();
    const last = this.#view;
    const isSameSize = last?.width === view.width && last.height === view.height;
    const isScaled = last === null || last.k !== view.k;
    const isMoved = isScaled || last.ox !== view.ox || last.oy !== view.oy;
    this.#view = view;
    if (isMoved) this.#measureLateness(now);
    else if (this.#isCoarse && now - this.#movedAt > SETTLE_MS) this.#whole = true;
    const isNew = isScaled || !isSameSize || this.#page !== scene.page;
    this.#page = scene.page;
    if (isNew) this.#whole = true;
    const isWhole = this.#whole || last === null;
    if (isWhole) this.#showAll(view, scene, isScaled && this.#lateFrames > 1);
    else this.#showParts(view, scene, last);
    return this.#isCoarse;
  }

  /** Counts consecutive late frames of a movement. @param {number} now */
  #measureLateness(now) {
    const took = now - this.#movedAt;
    this.#movedAt = now;
    if (took > PAUSE_MS) this.#lateFrames = 0;
    else if (took > SLOW_MS) this.#lateFrames += 1;
    else if (!this.#isCoarse) this.#lateFrames = 0;
  }

  /** @param {View} view @param {Scene} scene @param {boolean} isCoarse */
  #showAll(view, scene, isCoarse) {
    this.#whole = false;
    this.#isCoarse = isCoarse;
    this.#damage.clear();
    this.#ctx.imageSmoothingEnabled = !isCoarse;
    this.#tiles = compose(this.#ctx, view, pixelsOf(view), scene);
  }

  /** @param {View} view @param {Scene} scene @param {View} last  of the same zoom and size */
  #showParts(view, scene, last) {
    const whole = pixelsOf(view);
    if (last.ox !== view.ox || last.oy !== view.oy) {
      const ctx = this.#ctx;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalCompositeOperation = "copy";
      ctx.drawImage(this.#canvas, last.ox - view.ox, last.oy - view.oy);
      for (const strip of subtract(whole, pixelsOf(last))) this.#damage.add(strip);
    }
    for (let box = this.#damage.take(whole); box !== null; box = this.#damage.take(whole)) {
      for (const tile of compose(this.#ctx, view, box, scene)) this.#tiles.add(tile);
    }
  }
}
