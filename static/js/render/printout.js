/**
 * Paints a page of the board for printing: all shapes, in the inks of the light theme, on white.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { pagePictures } from "./page_pictures.js";
import { Painter } from "./paint.js";

/** @typedef {import("../model/replica.js").Replica} Replica */

/** Pixels of the longer side: 300 dpi on A4. */
const LONGER_SIDE = 3_400;

/** Largest scale, relative to 100 %: beyond it a page with one short line would look like a poster. */
const MAX_SCALE = 2;

/** White around the drawing, in units. */
const MARGIN = 256;

/**
 * Paints a page; does nothing for an empty page.
 * @param {HTMLCanvasElement} canvas  is resized to the picture
 * @param {Replica} board
 * @param {number} page
 */
export function paintPrintout(canvas, board, page) {
  const bounds = board.bounds(page);
  const ctx = canvas.getContext("2d");
  if (bounds === null || ctx === null) return;
  const painter = new Painter("light");
  painter.pictures = pagePictures();
  const left = bounds.minX - MARGIN;
  const top = bounds.minY - MARGIN;
  const width = bounds.maxX + MARGIN - left;
  const height = bounds.maxY + MARGIN - top;
  const k = Math.min(MAX_SCALE / UNITS_PER_PX, LONGER_SIDE / Math.max(width, height));
  canvas.width = Math.ceil(width * k);
  canvas.height = Math.ceil(height * k);
  // Highlighters blend with the pixels below, so the background is painted first.
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  const ground = { ctx, mapping: { k, ox: left * k, oy: top * k } };
  for (const shape of board.query(bounds, page)) painter.paint(ground, shape, board.pool);
  painter.flush();
}
