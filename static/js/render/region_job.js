/**
 * A rectangle of the board being painted: at once if there is little in it, or in slices on a canvas
 * of its own. It lies at pixels counted from the board's origin, so a pan does not disturb it.
 */

import { intersects } from "../model/box.js";
import { Dirty } from "./dirty.js";
import { paintPaper } from "./paper.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Ground} Ground */
/** @typedef {import("./view.js").View} View */
/**
 * @typedef {object} JobTools
 * @property {Parameters<typeof paintPaper>[2]} look
 * @property {(ground: Ground, shape: Shape) => void} paintShape
 * @property {() => void} flush
 */

/** The clock is read once for so many shapes. */
const SHAPES_PER_LOOK = 16;

export class RegionJob {
  region;
  /** What has changed since the shapes were found. */
  spoiled = new Dirty();
  #shapes;
  #tools;
  #next = 0;
  /** @type {CanvasRenderingContext2D | null} */
  #beside = null;

  /**
   * @param {Box} region
   * @param {readonly Shape[]} shapes  in painting order
   * @param {JobTools} tools
   */
  constructor(region, shapes, tools) {
    this.region = region;
    this.#shapes = shapes;
    this.#tools = tools;
  }

  /** Shapes to be painted. */
  get count() {
    return this.#shapes.length;
  }

  /** @param {Box} pixels */
  touches(pixels) {
    return intersects(this.region, pixels);
  }

  /** Paints everything straight onto a canvas. @param {CanvasRenderingContext2D} ctx @param {View} view */
  paintOn(ctx, view) {
    const { minX, minY, maxX, maxY } = this.region;
    ctx.save();
    ctx.beginPath();
    ctx.rect(minX - view.ox, minY - view.oy, maxX - minX, maxY - minY);
    ctx.clip();
    const ground = { ctx, mapping: view };
    paintPaper(ctx, this.region, { ...this.#tools.look, view });
    for (const shape of this.#shapes) this.#tools.paintShape(ground, shape);
    this.#tools.flush();
    ctx.restore();
  }

  /** Goes on beside the picture until a time. Returns whether it is done. @param {number} deadline */
  run(deadline) {
    const ctx = this.#canvas();
    const { minX: ox, minY: oy } = this.region;
    const ground = { ctx, mapping: { k: this.#tools.look.view.k, ox, oy } };
    while (this.#next < this.#shapes.length) {
      const shape = this.#shapes[this.#next];
      if (shape !== undefined) this.#tools.paintShape(ground, shape);
      this.#next += 1;
      if (this.#next % SHAPES_PER_LOOK === 0 && performance.now() > deadline) break;
    }
    this.#tools.flush();
    return this.#next >= this.#shapes.length;
  }

  /** Puts what was painted beside it into its place. @param {CanvasRenderingContext2D} ctx @param {View} view */
  show(ctx, { ox, oy }) {
    ctx.drawImage(this.#canvas().canvas, this.region.minX - ox, this.region.minY - oy);
  }

  #canvas() {
    if (this.#beside !== null) return this.#beside;
    const { minX, minY, maxX, maxY } = this.region;
    const canvas = document.createElement("canvas");
    canvas.width = maxX - minX;
    canvas.height = maxY - minY;
    const ctx = canvas.getContext("2d", { alpha: false });
    if (ctx === null) throw new Error("no memory for another canvas");
    const view = { ...this.#tools.look.view, ox: minX, oy: minY };
    paintPaper(ctx, this.region, { ...this.#tools.look, view });
    this.#beside = ctx;
    return ctx;
  }
}
