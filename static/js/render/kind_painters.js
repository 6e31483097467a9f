/**
 * Paints each kind of shape, in units relative to its position, and tells how far outside of its box it paints.
 */

import { HIGHLIGHTS, INKS, NOTE_TEXT, NOTES } from "../model/colour.js";
import { intAt } from "../model/typed_arrays.js";
import { MIN_WIDTH_PX } from "./thin_ink.js";

/** @typedef {import("../model/kinds.js").Kind} Kind */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./paint.js").Ground} Ground */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./paint.js").Points} Points */

/** Corner radius of a rectangle and of a note, and padding of a note, in units. */
const CORNER = 160;
const NOTE_CORNER = 64;
const NOTE_PADDING = 288;

/** Shadow of a note: offset and blur in units. */
const SHADOW = { down: 48, blur: 128, colour: "rgba(0, 0, 0, 0.2)" };

/** Barbs of an arrow: length in units, share of the shaft's length, and angle with the shaft. */
const BARB = { perSize: 3, least: 128, most: 2048, share: 0.6, angle: 0.48 };

const NOTE_WEIGHT = 500;
const TEXT_WEIGHT = 400;

/** The farthest paint outside of its box, by kind, in units. @type {Readonly<Record<Kind, (shape: Shape) => number>>} */
export const OVERHANGS = {
  ink: () => 0,
  highlight: () => 0,
  line: () => 0,
  arrow: ({ style: { size } }) => barbOf(size) * Math.sin(BARB.angle),
  rectangle: () => 0,
  ellipse: () => 0,
  diamond: () => 0,
  // A fallback font may need one more line than the author's font.
  text: ({ style }) => 2 * style.size,
  note: () => SHADOW.down + SHADOW.blur,
};

/** @typedef {(painter: Painter, ground: Ground, shape: Shape, pool: Points) => void} KindPainter */

/** @type {Readonly<Record<Kind, KindPainter>>} */
export const PAINTERS = {
  ink: (painter, { ctx, mapping }, shape, pool) => {
    ctx.fillStyle = INKS[shape.style.ink][painter.theme];
    fillInk(ctx, painter.inkPath(shape, pool), { size: shape.style.size, k: mapping.k });
  },
  highlight: (painter, ground, shape, pool) => {
    const path = painter.inkPath(shape, pool);
    painter.highlight(ground, path, {
      colour: HIGHLIGHTS[shape.style.ink][painter.theme],
      box: shape.box,
    });
  },
  line: (painter, ground, shape, pool) => {
    stroke(painter, ground, shape, (ctx) => shaft(ctx, endsOf(shape, pool)));
  },
  arrow: (painter, ground, shape, pool) => {
    const ends = endsOf(shape, pool);
    stroke(painter, ground, shape, (ctx) => {
      shaft(ctx, ends);
      barbs(ctx, ends, shape.style.size);
    });
  },
  rectangle: (painter, ground, shape) => {
    const { w, h } = shape;
    const corner = Math.min(CORNER, w / 2, h / 2);
    stroke(painter, ground, shape, (ctx) => ctx.roundRect(0, 0, w, h, corner));
  },
  ellipse: (painter, ground, shape) => {
    const a = shape.w / 2;
    const b = shape.h / 2;
    stroke(painter, ground, shape, (ctx) => ctx.ellipse(a, b, a, b, 0, 0, 2 * Math.PI));
  },
  diamond: (painter, ground, shape) => {
    const { w, h } = shape;
    stroke(painter, ground, shape, (ctx) => {
      ctx.moveTo(w / 2, 0);
      ctx.lineTo(w, h / 2);
      ctx.lineTo(w / 2, h);
      ctx.lineTo(0, h / 2);
      ctx.closePath();
    });
  },
  text: (painter, { ctx, mapping }, shape) => {
    ctx.fillStyle = INKS[shape.style.ink][painter.theme];
    const { k } = mapping;
    painter.text(ctx, shape, { x: 0, y: 0, width: shape.w, weight: TEXT_WEIGHT, k });
  },
  note: (painter, { ctx, mapping }, shape) => {
    const { w, h } = shape;
    const { k } = mapping;
    ctx.save();
    // Shadows are in canvas pixels, independent of the transform.
    ctx.shadowColor = SHADOW.colour;
    ctx.shadowOffsetY = SHADOW.down * k;
    ctx.shadowBlur = SHADOW.blur * k;
    ctx.fillStyle = NOTES[shape.style.ink][painter.theme];
    ctx.beginPath();
    ctx.roundRect(0, 0, w, h, Math.min(NOTE_CORNER, w / 2, h / 2));
    ctx.fill();
    ctx.shadowColor = "transparent";
    ctx.clip();
    ctx.fillStyle = NOTE_TEXT;
    const pad = Math.min(NOTE_PADDING, w / 4, h / 4);
    painter.text(ctx, shape, { x: pad, y: pad, width: w - 2 * pad, weight: NOTE_WEIGHT, k });
    ctx.restore();
  },
};

/**
 * @param {Painter} painter
 * @param {Ground} ground
 * @param {Shape} shape
 * @param {(ctx: CanvasRenderingContext2D) => void} trace
 */
function stroke({ theme }, { ctx, mapping }, { style: { ink, size } }, trace) {
  ctx.strokeStyle = INKS[ink][theme];
  ctx.lineWidth = Math.max(size, MIN_WIDTH_PX / mapping.k);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.beginPath();
  trace(ctx);
  ctx.stroke();
}

/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Ends */

/** @param {Shape} shape @param {Points} pool @returns {Ends} */
function endsOf({ start, count }, { xy }) {
  const last = start + count - 1;
  return {
    x0: intAt(xy, start * 2),
    y0: intAt(xy, start * 2 + 1),
    x1: intAt(xy, last * 2),
    y1: intAt(xy, last * 2 + 1),
  };
}

/** @param {CanvasRenderingContext2D} ctx @param {Ends} ends */
function shaft(ctx, { x0, y0, x1, y1 }) {
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
}

/** @param {CanvasRenderingContext2D} ctx @param {Ends} ends @param {number} size */
function barbs(ctx, { x0, y0, x1, y1 }, size) {
  const length = Math.min(barbOf(size), BARB.share * Math.hypot(x1 - x0, y1 - y0));
  const angle = Math.atan2(y1 - y0, x1 - x0);
  ctx.moveTo(
    x1 - Math.cos(angle - BARB.angle) * length,
    y1 - Math.sin(angle - BARB.angle) * length,
  );
  ctx.lineTo(x1, y1);
  ctx.lineTo(
    x1 - Math.cos(angle + BARB.angle) * length,
    y1 - Math.sin(angle + BARB.angle) * length,
  );
}

/** @param {number} size */
function barbOf(size) {
  return Math.min(BARB.most, BARB.least + BARB.perSize * size);
}

/**
 * Fills the outline of ink, in units, with the current fill style, at least `MIN_WIDTH_PX` wide.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D} path
 * @param {{size: number, k: number, shownAt?: number}} line  `shownAt`: the scale at which the canvas is shown
 */
export function fillInk(ctx, path, { size, k, shownAt = 1 }) {
  ctx.fill(path);
  const missing = (MIN_WIDTH_PX * shownAt) / k - size;
  if (missing <= 0) return;
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = missing;
  ctx.stroke(path);
}
