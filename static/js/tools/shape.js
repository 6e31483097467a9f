/**
 * The tools for rectangles, ellipses and diamonds. Shift makes both sides equal, Alt draws from the centre.
 */

import { shapeTool } from "./draw_shape.js";

/** @typedef {import("./draw_shape.js").Layout} Layout */

/** @type {Layout} */
export const boxBetween = (from, to, { shift, alt }) => {
  let dx = to.x - from.x;
  let dy = to.y - from.y;
  if (shift) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    dx = dx < 0 ? -side : side;
    dy = dy < 0 ? -side : side;
  }
  const start = alt ? { x: from.x - dx, y: from.y - dy } : from;
  const x = Math.round(Math.min(start.x, from.x + dx));
  const y = Math.round(Math.min(start.y, from.y + dy));
  const w = Math.max(1, Math.round(Math.max(start.x, from.x + dx)) - x);
  const h = Math.max(1, Math.round(Math.max(start.y, from.y + dy)) - y);
  // The corners are rounded one by one, which must not make a square oblong.
  return { pos: [x, y, 0], geometry: shift ? { w, h: w } : { w, h } };
};

export const rectangle = shapeTool("rectangle", boxBetween);
export const ellipse = shapeTool("ellipse", boxBetween);
export const diamond = shapeTool("diamond", boxBetween);
