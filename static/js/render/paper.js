/**
 * Paints the paper: its colour, and a print at fixed positions of the board.
 */

import { CLEAR_RULE, PAPER, RULE } from "../model/colour.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("./view.js").View} View */

/** Side of a square, and distance of lines and dots, in units: 32 px. */
export const STEP = 512;

/** A staff has five lines 12 px apart; staves repeat every 128 px. */
export const STAFF_STEP = 192;
export const STAFF_LINES = 5;
export const STAFF_PERIOD = 2048;

export const DOT_RADIUS_PX = 1.6;

/** The print fades between these zooms, because smaller squares are noise. */
const FADE_FROM = 0.5;
const FADE_TO = 0.25;

/**
 * Positions of printed lines in one direction, in pixels, rounded so that lines are sharp.
 * @typedef {{at: number[], thick: number}} Ticks
 */

/**
 * Paints paper over a box of pixels from the board's origin, replacing its content.
 * @param {CanvasRenderingContext2D} ctx  whose origin is the view's corner
 * @param {Box} pixels
 * @param {{view: View, paper: Paper, theme: Theme}} look
 */
export function paintPaper(ctx, pixels, { view, paper, theme }) {
  const x = pixels.minX - view.ox;
  const y = pixels.minY - view.oy;
  const width = pixels.maxX - pixels.minX;
  const height = pixels.maxY - pixels.minY;
  ctx.globalAlpha = 1;
  ctx.fillStyle = PAPER[theme];
  ctx.fillRect(x, y, width, height);
  print(ctx, pixels, { view, paper, theme });
}

/**
 * Paints paper below the existing content, where that is transparent.
 * @param {CanvasRenderingContext2D} ctx  whose origin is the view's corner
 * @param {Box} pixels
 * @param {{view: View, paper: Paper, theme: Theme}} look
 */
export function paintPaperUnder(ctx, pixels, { view, paper, theme }) {
  ctx.globalCompositeOperation = "destination-over";
  print(ctx, pixels, { view, paper, theme });
  ctx.fillStyle = PAPER[theme];
  const { minX, minY, maxX, maxY } = pixels;
  ctx.globalAlpha = 1;
  ctx.fillRect(minX - view.ox, minY - view.oy, maxX - minX, maxY - minY);
}

/** Paints the print. @param {CanvasRenderingContext2D} ctx @param {Box} pixels @param {{view: View, paper: Paper, theme: Theme}} look */
function print(ctx, pixels, { view, paper, theme }) {
  const strength = Math.min(1, (view.zoom - FADE_TO) / (FADE_FROM - FADE_TO));
  if (strength <= 0) return;
  ctx.globalAlpha = strength;
  const isClear = paper === "staff" || paper === "dots";
  ctx.fillStyle = (isClear ? CLEAR_RULE : RULE)[theme];
  PRINTS[paper](ctx, pixels, view);
  ctx.globalAlpha = 1;
}

/** @type {Readonly<Record<Paper, (ctx: CanvasRenderingContext2D, pixels: Box, view: View) => void>>} */
const PRINTS = {
  blank: () => undefined,
  squares: (ctx, pixels, view) => {
    rows(ctx, pixels, view, multiples(pixels.minY, pixels.maxY, view));
    columns(ctx, pixels, view, multiples(pixels.minX, pixels.maxX, view));
  },
  lines: (ctx, pixels, view) => {
    rows(ctx, pixels, view, multiples(pixels.minY, pixels.maxY, view));
  },
  dots: (ctx, pixels, view) => dots(ctx, pixels, view),
  staff: (ctx, pixels, view) => rows(ctx, pixels, view, staffLines(pixels, view)),
};

/** Width of a printed line, in device pixels. @param {View} view */
function thickness({ dpr }) {
  return Math.max(1, Math.round(dpr));
}

/** @param {number} from @param {number} to @param {View} view */
function multiples(from, to, { k, dpr }) {
  const margin = 4 * dpr;
  const places = [];
  const first = Math.floor((from - margin) / (STEP * k));
  const last = Math.ceil((to + margin) / (STEP * k));
  for (let index = first; index <= last; index += 1) places.push(Math.round(index * STEP * k));
  return places;
}

/** @param {Box} pixels @param {View} view */
function staffLines({ minY, maxY }, { k }) {
  const places = [];
  const first = Math.floor(minY / (STAFF_PERIOD * k)) - 1;
  const last = Math.ceil(maxY / (STAFF_PERIOD * k));
  for (let staff = first; staff <= last; staff += 1) {
    for (let line = 0; line < STAFF_LINES; line += 1) {
      places.push(Math.round((staff * STAFF_PERIOD + STEP + line * STAFF_STEP) * k));
    }
  }
  return places;
}

/** @param {CanvasRenderingContext2D} ctx @param {Box} pixels @param {View} view @param {readonly number[]} places */
function rows(ctx, pixels, view, places) {
  const x = pixels.minX - view.ox;
  const thick = thickness(view);
  for (const y of places) ctx.fillRect(x, y - view.oy, pixels.maxX - pixels.minX, thick);
}

/** @param {CanvasRenderingContext2D} ctx @param {Box} pixels @param {View} view @param {readonly number[]} places */
function columns(ctx, pixels, view, places) {
  const y = pixels.minY - view.oy;
  const thick = thickness(view);
  for (const x of places) ctx.fillRect(x - view.ox, y, thick, pixels.maxY - pixels.minY);
}

/** @param {CanvasRenderingContext2D} ctx @param {Box} pixels @param {View} view */
function dots(ctx, pixels, view) {
  const radius = DOT_RADIUS_PX * view.dpr;
  ctx.beginPath();
  for (const y of multiples(pixels.minY, pixels.maxY, view)) {
    for (const x of multiples(pixels.minX, pixels.maxX, view)) {
      ctx.moveTo(x - view.ox + radius, y - view.oy);
      ctx.arc(x - view.ox, y - view.oy, radius, 0, 2 * Math.PI);
    }
  }
  ctx.fill();
}
