/**
 * The tools for lines and arrows. Shift turns them in steps of 15 degrees, Alt draws from the centre.
 */

import { shapeTool } from "./draw_shape.js";

/** @typedef {import("./draw_shape.js").Layout} Layout */

/** Step of the direction with Shift. */
const STEP = Math.PI / 12;

/** @type {Layout} */
export const lineBetween = (from, to, { shift, alt }) => {
  let dx = to.x - from.x;
  let dy = to.y - from.y;
  if (shift) {
    const angle = Math.round(Math.atan2(dy, dx) / STEP) * STEP;
    // The point of that direction nearest to the pointer.
    const length = dx * Math.cos(angle) + dy * Math.sin(angle);
    dx = length * Math.cos(angle);
    dy = length * Math.sin(angle);
  }
  const x = Math.round(alt ? from.x - dx : from.x);
  const y = Math.round(alt ? from.y - dy : from.y);
  const points = [0, 0, Math.round(from.x + dx) - x, Math.round(from.y + dy) - y];
  return { pos: [x, y, 0], geometry: { points } };
};

export const line = shapeTool("line", lineBetween);
export const arrow = shapeTool("arrow", lineBetween);
