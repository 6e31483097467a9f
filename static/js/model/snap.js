/**
 * Snapping: brings a box or a point onto the edges and centres of other boxes, or to equal gaps between them. All in units.
 */

import { shifted } from "./box.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {{x: number, y: number}} Point */
/** A line that shows what snaps; a gap has a tick at both ends. @typedef {{from: Point, to: Point, isGap: boolean}} Guide */
/** Names of an axis's fields, and of the axis across it. @typedef {{min: "minX" | "minY", max: "maxX" | "maxY", low: "minX" | "minY", high: "maxX" | "maxY", isX: boolean}} Axis */
/** A way to snap along an axis: how far, and what shows it once the box is there. @typedef {{by: number, guides: (box: Box) => Guide[]}} Offer */

/** @type {Axis} */
const X = { min: "minX", max: "maxX", low: "minY", high: "maxY", isX: true };
/** @type {Axis} */
const Y = { min: "minY", max: "maxY", low: "minX", high: "maxX", isX: false };

/** The edges that may snap along each axis: -1 the lower, 1 the higher, 0 the centre. @typedef {{x: readonly (-1 | 0 | 1)[], y: readonly (-1 | 0 | 1)[]}} Sides */
/** @type {Sides} */
const ALL = { x: [-1, 0, 1], y: [-1, 0, 1] };

/**
 * How far a box moves so that it snaps to others.
 * @param {Box} box
 * @param {readonly Box[]} others
 * @param {number} reach  the farthest that it moves
 * @returns {{dx: number, dy: number, guides: Guide[]}}
 */
export function snapBox(box, others, reach) {
  return snapped(box, [bestOf(X, box, others, reach), bestOf(Y, box, others, reach)]);
}

/**
 * How far a point moves so that it snaps to the edges and centres of others.
 * @param {Point} point
 * @param {readonly Box[]} others
 * @param {{reach: number, x?: boolean, y?: boolean}} options  whether it may move along each axis
 */
export function snapPoint({ x, y }, others, { reach, x: inX = true, y: inY = true }) {
  const box = { minX: x, minY: y, maxX: x, maxY: y };
  const along = (/** @type {Axis} */ axis) => nearest(lineOffers(axis, box, others, reach), reach);
  return snapped(box, [inX ? along(X) : null, inY ? along(Y) : null]);
}

/** @param {Box} box @param {[Offer | null, Offer | null]} offers  along both axes */
function snapped(box, [inX, inY]) {
  // Adding 0 makes a negative zero a plain one.
  const [dx, dy] = [(inX?.by ?? 0) + 0, (inY?.by ?? 0) + 0];
  const there = shifted(box, dx, dy);
  return { dx, dy, guides: [...(inX?.guides(there) ?? []), ...(inY?.guides(there) ?? [])] };
}

/** @param {Axis} axis @param {Box} box @param {readonly Box[]} others @param {number} reach */
function bestOf(axis, box, others, reach) {
  const lines = nearest(lineOffers(axis, box, others, reach), reach);
  const gaps = nearest(gapOffers(axis, box, others), reach);
  if (lines === null || gaps === null) return lines ?? gaps;
  return Math.abs(gaps.by) < Math.abs(lines.by) ? gaps : lines;
}

/** @param {readonly Offer[]} offers @param {number} reach */
function nearest(offers, reach) {
  /** @type {Offer | null} */
  let best = null;
  for (const offer of offers) {
    const least = best === null ? reach : Math.abs(best.by);
    if (best === null ? Math.abs(offer.by) <= least : Math.abs(offer.by) < least) best = offer;
  }
  return best;
}

/** Edges on edges, and centres on centres; a point, which has no size, on both. @param {Axis} axis @param {Box} box @param {readonly Box[]} others @param {number} reach @returns {Offer[]} */
function lineOffers(axis, box, others, reach) {
  const isPoint = box[axis.min] === box[axis.max];
  const sides = isPoint ? [0] : axis.isX ? ALL.x : ALL.y;
  /** @type {Offer[]} */
  const offers = [];
  for (const other of others) {
    for (const side of sides) {
      for (const target of ALL.x) {
        const fits = isPoint || (side === 0) === (target === 0);
        const at = placeOf(axis, other, target);
        const by = Math.round(at - placeOf(axis, box, side));
        if (fits && Math.abs(by) <= reach) {
          offers.push({ by, guides: (there) => [lineGuide(axis, at, there, others)] });
        }
      }
    }
  }
  return offers;
}

/** @param {Axis} axis @param {Box} box @param {number} side */
function placeOf({ min, max }, box, side) {
  if (side === 0) return (box[min] + box[max]) / 2;
  return side < 0 ? box[min] : box[max];
}

/** A line along everything that lies on it. @param {Axis} axis @param {number} at @param {Box} there @param {readonly Box[]} others @returns {Guide} */
function lineGuide(axis, at, there, others) {
  const on = others.filter((other) =>
    ALL.x.some((side) => Math.abs(placeOf(axis, other, side) - at) < 1),
  );
  const low = Math.min(there[axis.low], ...on.map((other) => other[axis.low]));
  const high = Math.max(there[axis.high], ...on.map((other) => other[axis.high]));
  return { from: point(axis, at, low), to: point(axis, at, high), isGap: false };
}

/** @param {Axis} axis @param {number} along @param {number} across @returns {Point} */
function point({ isX }, along, across) {
  return isX ? { x: along, y: across } : { x: across, y: along };
}

/** Equal gaps to the neighbours that are beside the box. @param {Axis} axis @param {Box} box @param {readonly Box[]} others @returns {Offer[]} */
function gapOffers(axis, box, others) {
  const { min, max, low, high } = axis;
  const row = others
    .filter((other) => other[low] < box[high] && other[high] > box[low])
    .sort((a, b) => a[min] - b[min]);
  const size = box[max] - box[min];
  /** @type {Offer[]} */
  const offers = [];
  for (const [at, b] of row.slice(1).entries()) {
    const a = /** @type {Box} */ (row[at]);
    const gap = b[min] - a[max];
    if (gap <= 0) continue;
    /** @param {number} start @param {(there: Box) => [Box, Box][]} pairs */
    const offer = (start, pairs) => {
      const by = Math.round(start - box[min]);
      offers.push({ by, guides: (there) => pairs(there).map((pair) => gapGuide(axis, pair)) });
    };
    const pair = /** @type {[Box, Box]} */ ([a, b]);
    offer(b[max] + gap, (there) => [pair, [b, there]]);
    offer(a[min] - gap - size, (there) => [[there, a], pair]);
    if (size < gap) {
      offer((a[max] + b[min] - size) / 2, (there) => [
        [a, there],
        [there, b],
      ]);
    }
  }
  return offers;
}

/** A line from one box to the next, where both are. @param {Axis} axis @param {[Box, Box]} pair @returns {Guide} */
function gapGuide(axis, [a, b]) {
  const across = (Math.max(a[axis.low], b[axis.low]) + Math.min(a[axis.high], b[axis.high])) / 2;
  return {
    from: point(axis, a[axis.max], across),
    to: point(axis, b[axis.min], across),
    isGap: true,
  };
}
