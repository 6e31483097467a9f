/**
 * The distance from an ellipse around the origin.
 */

/** @typedef {import("./rotation.js").Point} Point */
/** The semi-axes of an ellipse around the origin. @typedef {{a: number, b: number}} Axes */

/**
 * The distance from an ellipse's outline to the segment from p to q.
 * @param {Axes} axes
 * @param {Point} p
 * @param {Point} q
 */
export function distanceToEllipse(axes, p, q) {
  const ofP = signedDistance(axes, p);
  const ofQ = signedDistance(axes, q);
  if (ofP < 0 !== ofQ < 0) return 0;
  // Inside, the minimum is at one of the ends, because the filled ellipse is convex.
  if (ofP < 0) return Math.min(-ofP, -ofQ);
  return Math.max(0, leastBetween(axes, p, q));
}

/**
 * The least signed distance on a segment whose ends are outside, by ternary search: it falls and then rises.
 * @param {Axes} axes
 * @param {Point} p
 * @param {Point} q
 */
function leastBetween(axes, p, q) {
  const at = (/** @type {number} */ t) =>
    signedDistance(axes, { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t });
  let low = 0;
  let high = 1;
  for (let round = 0; round < 40; round += 1) {
    const third = (high - low) / 3;
    if (at(low + third) <= at(high - third)) high -= third;
    else low += third;
  }
  return Math.min(at(low), at(0), at(1));
}

/**
 * The distance from an ellipse's outline to a point, negative inside.
 *
 * Approximates the nearest point by the circle of curvature at each guess; this converges within eight rounds for any
 * ellipse.
 * @param {Axes} axes
 * @param {Point} point
 */
function signedDistance({ a, b }, point) {
  const px = Math.abs(point.x);
  const py = Math.abs(point.y);
  let cos = Math.SQRT1_2;
  let sin = Math.SQRT1_2;
  for (let round = 0; round < 8; round += 1) {
    const ex = ((a * a - b * b) * cos ** 3) / a;
    const ey = ((b * b - a * a) * sin ** 3) / b;
    const radius = Math.hypot(a * cos - ex, b * sin - ey);
    const distance = Math.hypot(px - ex, py - ey);
    // At the centre of that circle all guesses are equally near.
    if (distance === 0) break;
    const nextCos = Math.min(1, Math.max(0, (((px - ex) * radius) / distance + ex) / a));
    const nextSin = Math.min(1, Math.max(0, (((py - ey) * radius) / distance + ey) / b));
    const length = Math.hypot(nextCos, nextSin);
    if (length === 0) break;
    cos = nextCos / length;
    sin = nextSin / length;
  }
  const distance = Math.hypot(a * cos - px, b * sin - py);
  return (px / a) ** 2 + (py / b) ** 2 < 1 ? -distance : distance;
}
