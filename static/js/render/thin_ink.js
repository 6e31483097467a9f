/**
 * Ink that is about a pixel wide on the device: straight pieces between the points that differ by a
 * pixel, many strokes of one look in one path.
 */

import { widthFactor } from "../model/pressure.js";
import { turn } from "../model/shape_box.js";
import { intAt } from "../model/typed_arrays.js";

/** @typedef {import("./paint.js").Points} Points */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./view.js").Mapping} Mapping */

/** Points closer than this on the device add nothing. */
export const MIN_STEP_PX = 0.7;

/** Points farther apart than this on the device would be seen as corners: such a stroke keeps its outline, which bends. */
const MAX_STRAIGHT_PX = 5;

/** No line gets thinner than this: paler ones would vanish. */
export const MIN_WIDTH_PX = 0.75;

/** Widths are rounded to this, so that many strokes share one. */
const WIDTH_STEP_PX = 0.25;

/** Very long paths are slower to paint than several short ones. */
const MAX_POINTS = 4000;

/**
 * Whether straight pieces would be seen, by three of them.
 * @param {Shape} shape
 * @param {number} k
 * @param {Points} pool
 */
export function isSparse({ start, count }, k, { xy }) {
  if (count < 3) return false;
  const farthest = MAX_STRAIGHT_PX / k;
  for (let quarter = 1; quarter < 4; quarter += 1) {
    const at = 2 * (start + ((quarter * (count - 1)) >> 2));
    const dx = intAt(xy, at + 2) - intAt(xy, at);
    const dy = intAt(xy, at + 3) - intAt(xy, at + 1);
    if (Math.abs(dx) + Math.abs(dy) > farthest) return true;
  }
  return false;
}

export class ThinInk {
  /** Look of what is added next. */
  colour = "";
  alpha = 1;
  /** @type {CanvasRenderingContext2D | null} */
  #ctx = null;
  /** Look of what is collected. */
  #colour = "";
  #alpha = 1;
  #steps = 0;
  #points = 0;

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Mapping} mapping
   * @param {Shape} shape
   * @param {Points} pool
   */
  add(ctx, mapping, shape, pool) {
    const middle = pool.pressure[shape.start + (shape.count >> 1)] ?? 0;
    const exact = shape.size * mapping.k * widthFactor(middle);
    const steps = Math.round(Math.max(MIN_WIDTH_PX, exact) / WIDTH_STEP_PX);
    const same = this.#ctx === ctx && steps === this.#steps;
    const alike = this.colour === this.#colour && this.alpha === this.#alpha;
    if (!same || !alike || this.#points > MAX_POINTS) this.#begin(ctx, steps);
    this.#trace(ctx, mapping, shape, pool);
  }

  /** @param {CanvasRenderingContext2D} ctx @param {number} steps  of the width */
  #begin(ctx, steps) {
    this.flush();
    this.#ctx = ctx;
    this.#colour = this.colour;
    this.#alpha = this.alpha;
    this.#steps = steps;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = this.alpha;
    ctx.strokeStyle = this.colour;
    ctx.lineWidth = steps * WIDTH_STEP_PX;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.beginPath();
  }

  /** Strokes what was collected. */
  flush() {
    this.#ctx?.stroke();
    this.#ctx = null;
    this.#points = 0;
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Mapping} mapping @param {Shape} shape @param {Points} pool */
  #trace(ctx, { k, ox, oy }, { x, y, rotation, start, count }, { xy }) {
    const { sin, cos } = turn(rotation);
    const left = x * k - ox;
    const top = y * k - oy;
    let lastX = Number.NaN;
    let lastY = Number.NaN;
    for (let at = start; at < start + count; at += 1) {
      const ux = intAt(xy, at * 2);
      const uy = intAt(xy, at * 2 + 1);
      const px = left + (ux * cos - uy * sin) * k;
      const py = top + (ux * sin + uy * cos) * k;
      if (at === start) ctx.moveTo(px, py);
      const isFar = Math.abs(px - lastX) + Math.abs(py - lastY) >= MIN_STEP_PX;
      // The last point is never left out: it makes a dot of a stroke that goes nowhere.
      if (at !== start && !isFar && at !== start + count - 1) continue;
      if (at !== start || count === 1) ctx.lineTo(px, py);
      lastX = px;
      lastY = py;
      this.#points += 1;
    }
  }
}
