/**
 * The paper of a page as SVG, as a canvas paints it at 100 %.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { CLEAR_RULE, RULE } from "../model/colour.js";
import { element } from "../model/svg.js";
import { DOT_RADIUS_PX, STAFF_LINES, STAFF_PERIOD, STAFF_STEP, STEP } from "./paper.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** What is repeated: a square of units whose corner is at `x` and `y`. @typedef {{x: number, y: number, side: number, content: string}} Print */

const THICK = UNITS_PER_PX;

/** @param {Box} box  in units @param {Paper} paper @param {{theme: Theme, ground: string}} look  `ground`: the colour of the paper */
export function paperToSvg({ minX, minY, maxX, maxY }, paper, { theme, ground: colour }) {
  const area = { x: minX, y: minY, width: maxX - minX, height: maxY - minY };
  const ground = element("rect", { ...area, fill: colour });
  const isClear = paper === "staff" || paper === "dots";
  const fill = (isClear ? CLEAR_RULE : RULE)[theme];
  const print = printOf(paper, fill);
  if (print === null) return ground;
  const { x, y, side, content } = print;
  const place = { id: "paper", x, y, width: side, height: side, patternUnits: "userSpaceOnUse" };
  const pattern = element("pattern", place, content);
  return ground + pattern + element("rect", { ...area, fill: "url(#paper)" });
}

/** @param {Paper} paper @param {string} fill @returns {Print | null} */
function printOf(paper, fill) {
  const row = (/** @type {number} */ y, /** @type {number} */ width) =>
    element("rect", { x: 0, y, width, height: THICK, fill });
  const column = element("rect", { x: 0, y: 0, width: THICK, height: STEP, fill });
  const half = STEP / 2;
  switch (paper) {
    case "blank":
      return null;
    case "squares":
      return { x: 0, y: 0, side: STEP, content: row(0, STEP) + column };
    case "lines":
      return { x: 0, y: 0, side: STEP, content: row(0, STEP) };
    case "dots": {
      const r = Math.round(DOT_RADIUS_PX * UNITS_PER_PX);
      // In the middle of what is repeated, so that none is cut.
      const dot = element("circle", { cx: half, cy: half, r, fill });
      return { x: -half, y: -half, side: STEP, content: dot };
    }
    case "staff": {
      const lines = Array.from({ length: STAFF_LINES }, (_, at) => STEP + at * STAFF_STEP);
      const content = lines.map((y) => row(y, STAFF_PERIOD)).join("");
      return { x: 0, y: 0, side: STAFF_PERIOD, content };
    }
  }
}
