/**
 * Paints ink about a device pixel wide as polylines, many strokes of one style in one path.
 */

import { widthFactor } from "../model/pressure.js";
import { turn } from "../model/rotation.js";
import { intAt } from "../model/typed_arrays.js";

/** @typedef {import("../model/kinds.js").Points} Points */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./view.js").Mapping} Mapping */

/** Points closer than this on the device are skipped. */
export const MIN_STEP_PX = 0.7;

/** Points farther apart than this on the device would be visible as corners: such a stroke is painted by its outline. */
const MAX_STRAIGHT_PX = 5;

/** The least width of a line in device pixels: a thinner one would be too pale to see. */
export const MIN_WIDTH_PX = 0.75;

/** Widths are rounded to this, so that many strokes share one. */
const WIDTH_STEP_PX = 0.25;

/** Points per path: one very long path is slower than several short ones. */
const MAX_POINTS = 4000;

/**
 * Whether a stroke's points are so far apart that a polyline has visible corners, judged by three of its steps.
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
  /** Style of the next stroke. */
  colour = "";
  alpha = 1;
  /** @type {CanvasRenderingContext2D | null} */
  #ctx = null;
  /** Style of the current batch. */
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
    const exact = shape.style.size * mapping.k * widthFactor(middle);
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

  /** Strokes the current batch. */
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
      // The last point is never skipped: it makes a dot of a stroke without length.
      if (at !== start && !isFar && at !== start + count - 1) continue;
      if (at !== start || count === 1) ctx.lineTo(px, py);
      lastX = px;
      lastY = py;
      this.#points += 1;
    }
  }
}
