/**
 * What the canvas of settled ink shows, and how it comes to show something else for as little as that
 * takes: a pan moves what is there, a change puts a rectangle together anew.
 */

import { compose } from "./compose.js";
import { DirtyRegions, subtract } from "./dirty_regions.js";
import { pixelsOf } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("./compose.js").Scene} Scene */
/** @typedef {import("./tile_cache.js").Tile} Tile */
/** @typedef {import("./view.js").View} View */

/** Frames that take longer than this are missed, and two of them are no accident. */
const SLOW_MS = 28;
const PAUSE_MS = 200;

/** Nobody moves the board any more. */
const SETTLE_MS = 90;

export class Composite {
  #canvas;
  #ctx;
  /** @type {View | null} */
  #view = null;
  /** What is not as it should be, in pixels counted from the board's origin. */
  #damage = new DirtyRegions();
  /** Tiles that it is made of. @type {Set<Tile>} */
  #tiles = new Set();
  #page = 1;
  #whole = true;
  /** When the board was last seen to move, and how often in a row that was late. */
  #movedAt = 0;
  #late = 0;
  /** Whether tiles were scaled without smoothing, which is several times as quick. */
  #isCoarse = false;

  /** @param {HTMLCanvasElement} canvas @param {{alpha?: boolean}} [options]  `alpha`: without paper */
  constructor(canvas, { alpha = false } = {}) {
    const ctx = canvas.getContext("2d", { alpha });
    if (ctx === null) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#ctx = ctx;
  }

  get tiles() {
    return this.#tiles;
  }

  /** Whether something is to be put together anew, the view apart. */
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

  /** Nothing of it is as it should be. */
  invalidate() {
    this.#whole = true;
  }

  /** @param {Box} box  pixels counted from the board's origin */
  damage(box) {
    this.#damage.add(box);
  }

  /** Shows a view. Returns whether it is to be shown better when it rests. @param {View} view @param {Scene} scene */
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
    if (isWhole) this.#showAll(view, scene, isScaled && this.#late > 1);
    else this.#showParts(view, scene, last);
    return this.#isCoarse;
  }

  /** Notes how late a frame of a movement is. @param {number} now */
  #measureLateness(now) {
    const took = now - this.#movedAt;
    this.#movedAt = now;
    if (took > PAUSE_MS) this.#late = 0;
    else if (took > SLOW_MS) this.#late += 1;
    else if (!this.#isCoarse) this.#late = 0;
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
