/**
 * The tools for lines and arrows. Shift turns them in steps of 15 degrees, Alt draws from the centre.
 */

import { straightened } from "../model/rotation.js";
import { shapeTool } from "./draw_shape.js";

/** @typedef {import("./draw_shape.js").Layout} Layout */

/** @type {Layout} */
export const lineBetween = (from, to, { shift, alt }) => {
  const away = { x: to.x - from.x, y: to.y - from.y };
  const { x: dx, y: dy } = shift ? straightened(away) : away;
  const x = Math.round(alt ? from.x - dx : from.x);
  const y = Math.round(alt ? from.y - dy : from.y);
  const points = [0, 0, Math.round(from.x + dx) - x, Math.round(from.y + dy) - y];
  return { pos: [x, y, 0], geometry: { points } };
};

export const line = shapeTool("line", lineBetween);
export const arrow = shapeTool("arrow", lineBetween);
