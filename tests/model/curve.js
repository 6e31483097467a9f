// Flattens painted outlines into points.

/** @typedef {import("../../static/js/model/outline.js").Sink} Sink */
/** @typedef {{x: number, y: number}} Point */

/**
 * Dense points along the painted curves: one list for each closed part.
 * @param {(sink: Sink) => void} trace
 * @returns {Point[][]}
 */
export function curves(trace) {
  /** @type {Point[][]} */
  const parts = [];
  let isOpen = false;
  const add = (/** @type {number} */ x, /** @type {number} */ y) => parts.at(-1)?.push({ x, y });
  trace({
    moveTo(x, y) {
      if (isOpen) throw new Error("an outline is left open");
      isOpen = true;
      parts.push([]);
      add(x, y);
    },
    lineTo: add,
    quadraticCurveTo(cx, cy, x, y) {
      const last = parts.at(-1)?.at(-1) ?? { x, y };
      for (const t of [0.25, 0.5, 0.75, 1]) {
        const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
        add(a * last.x + b * cx + c * x, a * last.y + b * cy + c * y);
      }
    },
    closePath() {
      isOpen = false;
    },
  });
  if (isOpen) throw new Error("the outline is left open");
  return parts;
}

/** The same for an outline of one part. @param {import("../../static/js/model/outline.js").Outliner} outliner */
export function curve(outliner) {
  return curves((sink) => outliner.trace(sink))[0] ?? [];
}

/**
 * The winding number of the curve around a point; the nonzero rule fills all but 0.
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
