/**
 * The inside of a shape: what its fill and pattern paint below the outline.
 */

import { inkColour, noteColour } from "./custom_colour.js";

/** @typedef {import("./figure.js").Look} Look */
/** @typedef {import("./figure.js").PathPart} PathPart */
/** @typedef {import("./figure.js").Step} Step */
/** @typedef {import("./shape.js").Shape} Shape */

/** Hatching: distance of the lines as a share of their width, the least in units, and the most lines of a shape. */
const HATCH = { perSize: 5, least: 128, most: 400 };

/** Dashes of an outline: more of them take a browser seconds, and look like a pattern anyway. */
export const MAX_DASHES = 20_000;

/** The parts that paint the inside of an outline; none without a fill. @param {Shape} shape @param {readonly Step[]} steps @param {Look} look @returns {PathPart[]} */
export function fillParts({ style, w, h }, steps, { theme }) {
  const { fill, pattern, size } = style;
  if (fill === "none") return [];
  if (pattern === "tint") return [{ type: "path", steps, fill: noteColour(fill, theme) }];
  const colour = inkColour(fill, theme);
  if (pattern === "solid") return [{ type: "path", steps, fill: colour }];
  const width = Math.max(1, Math.round(size / 2));
  return [{ type: "path", steps: hatch({ w, h }, size), stroke: { colour, width }, clip: steps }];
}

/** Slanted lines that cover a box. @param {{w: number, h: number}} box @param {number} size @returns {Step[]} */
export function hatch({ w, h }, size) {
  const gap = Math.ceil(Math.max(HATCH.least, HATCH.perSize * size, (w + h) / HATCH.most));
  /** @type {Step[]} */
  const steps = [];
  for (let at = gap; at < w + h; at += gap) {
    const [x, y] = [Math.min(at, w), Math.min(at, h)];
    steps.push(["M", x, at - x], ["L", at - y, y]);
  }
  return steps;
}

/** The dashes of an outline, as lengths of lines and gaps with round ends; undefined when it is whole. @param {Shape["style"]} style */
export function dashesOf({ dash, size }) {
  if (dash === "solid") return undefined;
  return dash === "dashed" ? [3 * size, 3 * size] : [1, 2 * size];
}

/** Whether an outline has more dashes than are painted. @param {readonly number[]} dashes @param {readonly Step[]} steps */
export function isCountless(dashes, steps) {
  let length = 0;
  let [x, y] = [0, 0];
  for (const step of steps) {
    const places = step.slice(1).map(Number);
    for (let at = 0; at + 1 < places.length; at += 2) {
      const [nextX = x, nextY = y] = [places[at], places[at + 1]];
      if (step[0] !== "M") length += Math.hypot(nextX - x, nextY - y);
      [x, y] = [nextX, nextY];
    }
  }
  return length > MAX_DASHES * dashes.reduce((sum, dash) => sum + dash, 0);
}
