/**
 * Paints a small picture of a page, in slices. A page with very many shapes is painted by a part of them, evenly taken.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { PAPER } from "../model/colour.js";
import { comparePaintOrder } from "../model/shape.js";
import { pagePictures } from "./page_pictures.js";
import { Painter } from "./paint.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Shapes that a picture shows at most. */
const MAX_SHAPES = 3_000;
/** Shapes between two looks at the clock. */
const STEP = 20;
/** Size in CSS pixels. */
const WIDTH = 112;
const HEIGHT = 70;
/** The part of a page that a picture shows at least, in units: that of a small screen. */
const LEAST = { width: 1280 * UNITS_PER_PX, height: 800 * UNITS_PER_PX };

export class Thumbnail {
  #ground;
  #painter;
  #board;
  /** @type {Shape[]} */
  #shapes;
  #next = 0;

  /** @param {HTMLCanvasElement} canvas @param {Replica} board @param {{page: number, theme: import("../model/colour.js").Theme}} what */
  constructor(canvas, board, { page, theme }) {
    this.#board = board;
    const all = board.shapesOf(page);
    const every = Math.ceil(all.length / MAX_SHAPES);
    const some = every > 1 ? all.filter((_, at) => at % every === 0) : all;
    this.#shapes = some.sort(comparePaintOrder);
    this.#painter = new Painter(theme);
    this.#painter.pictures = pagePictures();
    const dpr = Math.min(2, devicePixelRatio);
    canvas.width = Math.round(WIDTH * dpr);
    canvas.height = Math.round(HEIGHT * dpr);
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("no memory for another canvas");
    ctx.fillStyle = PAPER[theme];
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    const box = board.bounds(page) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 };
    const width = Math.max(LEAST.width, (box.maxX - box.minX) * 1.1);
    const height = Math.max(LEAST.height, (box.maxY - box.minY) * 1.1);
    const k = Math.min(canvas.width / width, canvas.height / height);
    const ox = ((box.minX + box.maxX) / 2) * k - canvas.width / 2;
    const oy = ((box.minY + box.maxY) / 2) * k - canvas.height / 2;
    this.#ground = { ctx, mapping: { k, ox, oy } };
  }

  /** Paints until the deadline. Returns whether all is painted. @param {number} deadline */
  run(deadline) {
    const { pool } = this.#board;
    while (this.#next < this.#shapes.length) {
      const end = Math.min(this.#shapes.length, this.#next + STEP);
      for (; this.#next < end; this.#next += 1) {
        const shape = this.#shapes[this.#next];
        if (shape !== undefined) this.#painter.paint(this.#ground, shape, pool);
      }
      if (performance.now() > deadline) break;
    }
    this.#painter.flush();
    return this.#next >= this.#shapes.length;
  }
}
