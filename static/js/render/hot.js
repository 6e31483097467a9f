/**
 * The hot canvas: ink that this person and others are drawing, and shapes that are being moved. While ink only grows, it
 * repaints only the rectangle around the end of the stroke.
 */

import { intersects, shifted } from "../model/box.js";
import { highlightColour, inkColour } from "../model/custom_colour.js";
import { comparePaintOrder } from "../model/shape.js";
import { DirtyRegions } from "./dirty_regions.js";
import { LiveInk } from "./live_ink.js";
import { fillInk, paintedBox } from "./paint.js";
import { levelOf, scaleOf } from "./tile_grid.js";
import { isSameView, pixelsAround, pixelsOf, unitsUnder } from "./view.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").ShapePreview} ShapePreview */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./drag_layers.js").DragLayers} DragLayers */
/** @typedef {import("./laser_trails.js").LaserTrails} LaserTrails */
/** @typedef {import("./paint.js").Ground} Ground */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */
/**
 * The running gestures on the page, in the order in which they began. The key of an ink identifies the stroke; `moves`
 * are those whose shapes are painted one by one.
 * @typedef {{page: number, inks: readonly {key: string, preview: InkPreview}[], shapes: readonly ShapePreview[], moves: readonly MovePreview[]}} HotContent
 */

export class Hot {
  #canvas;
  #ctx;
  #under;
  #board;
  #painter;
  #dragLayers;
  /** @type {Map<string, LiveInk>} */
  #inks = new Map();
  /** @type {View | null} */
  #view = null;
  #empty = true;
  #moving = false;
  #trails;
  /** The boxes of the trails that the canvas shows. @type {Box[]} */
  #trailBoxes = [];

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLCanvasElement} under  the cold canvas, which shows through highlighters
   * @param {{board: Replica, painter: Painter, dragLayers: DragLayers, trails: LaserTrails}} options
   */
  constructor(canvas, under, { board, painter, dragLayers, trails }) {
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#ctx = ctx;
    this.#under = under;
    this.#board = board;
    this.#painter = painter;
    this.#dragLayers = dragLayers;
    this.#trails = trails;
  }

  /** Repaints everything at the next frame. */
  invalidate() {
    this.#view = null;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#empty = true;
    this.invalidate();
  }

  /** Paints a frame. @param {View} view @param {HotContent} content */
  frame(view, { page, inks, shapes, moves }) {
    const ended = this.#updateInks(inks);
    const moved = this.#view === null || !isSameView(this.#view, view);
    const moving = moves.length > 0 || shapes.length > 0 || this.#dragLayers.any;
    const whole = moved || ended || this.#moving || moving;
    this.#view = view;
    this.#moving = moving;
    const isBare = this.#inks.size === 0 && !moving && !this.#trails.any;
    if (isBare && this.#empty) return;
    const boxes = this.#trails.boxes(view);
    const dirty = new DirtyRegions();
    if (whole) dirty.add(pixelsOf(view));
    else {
      for (const ink of this.#inks.values()) this.#addChanged(dirty, ink, view);
      for (const box of [...this.#trailBoxes, ...boxes]) dirty.add(box);
    }
    this.#trailBoxes = boxes;
    const dragged = moves.flatMap((move) => this.#movedShapes(move, page));
    for (const region of dirty.takeAll()) this.#paint(region, view, { dragged, shapes });
    this.#empty = isBare;
  }

  /** Updates the strokes with new points. Returns whether a stroke ended or restarted. @param {HotContent["inks"]} inks */
  #updateInks(inks) {
    let ended = false;
    const keys = new Set(inks.map(({ key }) => key));
    for (const key of this.#inks.keys()) {
      if (!keys.has(key)) ended = this.#inks.delete(key);
    }
    for (const { key, preview } of inks) {
      const known = this.#inks.get(key);
      if (known?.continues(preview)) {
        if (known.preview !== preview) known.update(preview);
        continue;
      }
      if (known !== undefined) ended = true;
      this.#inks.set(key, new LiveInk(preview));
    }
    return ended;
  }

  /** @param {DirtyRegions} dirty @param {LiveInk} ink @param {View} view */
  #addChanged(dirty, ink, view) {
    if (ink.changed !== null) dirty.add(pixelsAround(ink.changed, view.k));
    ink.changed = null;
  }

  /** @param {MovePreview} move @param {number} page @returns {{shape: Shape, dx: number, dy: number}[]} */
  #movedShapes({ ids, dx, dy }, page) {
    const found = [];
    for (const id of ids) {
      const shape = this.#board.shape(id);
      if (shape?.page === page) found.push(shape);
    }
    return found.sort(comparePaintOrder).map((shape) => ({ shape, dx, dy }));
  }

  /**
   * @param {Box} region  pixels from the board's origin
   * @param {View} view
   * @param {{dragged: readonly {shape: Shape, dx: number, dy: number}[], shapes: readonly ShapePreview[]}} content
   */
  #paint(region, view, { dragged, shapes }) {
    const ctx = this.#ctx;
    const { minX, minY, maxX, maxY } = region;
    ctx.save();
    ctx.beginPath();
    ctx.rect(minX - view.ox, minY - view.oy, maxX - minX, maxY - minY);
    ctx.clip();
    ctx.clearRect(minX - view.ox, minY - view.oy, maxX - minX, maxY - minY);
    this.#dragLayers.show(ctx, view);
    const seen = unitsUnder(region, view.k);
    for (const { shape, dx, dy } of dragged) {
      const mapping = { k: view.k, ox: view.ox - dx * view.k, oy: view.oy - dy * view.k };
      if (!intersects(paintedBox(shape), shifted(seen, -dx, -dy))) continue;
      this.#painter.paint({ ctx, mapping, under: this.#under }, shape, this.#board.pool);
    }
    for (const { shape, pool } of shapes) {
      if (!intersects(paintedBox(shape), seen)) continue;
      this.#painter.paint({ ctx, mapping: view, under: this.#under }, shape, pool);
    }
    this.#painter.flush();
    for (const ink of this.#inks.values()) {
      ink.changed = null;
      if (intersects(ink.box, seen))
        this.#paintInk({ ctx, mapping: view, under: this.#under }, ink, view);
    }
    this.#trails.paint(ctx, view);
    ctx.restore();
  }

  /** @param {Ground} ground @param {LiveInk} live @param {View} view */
  #paintInk(ground, live, view) {
    const { ctx, mapping } = ground;
    const { x, y, style, shapeKind } = live.preview;
    const { ink, size } = style;
    const { k, ox, oy } = mapping;
    ctx.globalAlpha = shapeKind === "highlight" ? 1 : (style.opacity ?? 100) / 100;
    ctx.setTransform(k, 0, 0, k, x * k - ox, y * k - oy);
    const path = live.path();
    if (shapeKind === "highlight") {
      const colour = highlightColour(ink, this.#painter.theme);
      this.#painter.highlight(ground, path, { colour, box: live.box });
      return;
    }
    ctx.fillStyle = inkColour(ink, this.#painter.theme);
    // Tiles are shown scaled down, so the minimum width is scaled to match theirs.
    fillInk(ctx, path, { size, k, shownAt: k / scaleOf(levelOf(view), view.dpr) });
  }
}
