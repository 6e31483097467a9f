/**
 * A page of the board as it is printed: all that is drawn on it, in the inks of the light paper and
 * on white.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { Painter } from "./paint.js";

/** @typedef {import("../model/replica.js").Replica} Replica */

/** Pixels of the longer side: 300 to an inch on a sheet of A4. */
const LONGER_SIDE = 3_400;

/** Larger than on the screen at 200 %, a short line would look like a poster. */
const MAX_SCALE = 2;

/** White around the drawing, in units. */
const MARGIN = 256;

/**
 * Paints a page of the board, or nothing for an empty page.
 * @param {HTMLCanvasElement} canvas  gets the size of the picture
 * @param {Replica} board
 * @param {number} page
 */
export function paintPrintout(canvas, board, page) {
  const bounds = board.bounds(page);
  const ctx = canvas.getContext("2d");
  if (bounds === null || ctx === null) return;
  const painter = new Painter("light");
  const left = bounds.minX - MARGIN;
  const top = bounds.minY - MARGIN;
  const width = bounds.maxX + MARGIN - left;
  const height = bounds.maxY + MARGIN - top;
  const k = Math.min(MAX_SCALE / UNITS_PER_PX, LONGER_SIDE / Math.max(width, height));
  canvas.width = Math.ceil(width * k);
  canvas.height = Math.ceil(height * k);
  // Markers darken what lies below them.
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  const ground = { ctx, mapping: { k, ox: left * k, oy: top * k } };
  for (const shape of board.query(bounds, page)) painter.paint(ground, shape, board.pool);
  painter.flush();
}
