// What an outline looks like when it is painted.

import { traceOutline } from "../../static/js/model/outline.js";

/** @typedef {{x: number, y: number}} Point */

/**
 * Points along the painted curve, dense enough to be taken for it.
 * @param {Float64Array} outline
 * @returns {Point[]}
 */
export function curve(outline) {
  /** @type {Point[]} */
  const points = [];
  let last = { x: 0, y: 0 };
  let closed = false;
  traceOutline(
    {
      moveTo(x, y) {
        last = { x, y };
        points.push(last);
      },
      quadraticCurveTo(cx, cy, x, y) {
        for (const t of [0.25, 0.5, 0.75, 1]) {
          const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
          points.push({ x: a * last.x + b * cx + c * x, y: a * last.y + b * cy + c * y });
        }
        last = { x, y };
      },
      closePath() {
        closed = true;
      },
    },
    outline,
  );
  if (points.length > 0 && !closed) throw new Error("the outline is left open");
  return points;
}

/**
 * How often the curve goes around a point; the nonzero rule fills all but 0.
 * @param {readonly Point[]} points
 * @param {Point} point
 */
export function winding(points, point) {
  let turns = 0;
  points.forEach((a, at) => {
    const b = points[(at + 1) % points.length] ?? a;
    const side = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
    if (a.y <= point.y && b.y > point.y && side > 0) turns += 1;
    if (a.y > point.y && b.y <= point.y && side < 0) turns -= 1;
  });
  return turns;
}
