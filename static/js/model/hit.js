/**
 * Hit tests: the distance from a shape to a point or to a segment, in units.
 *
 * The stroke's width counts. Only texts and notes are filled: a point inside of any other shape does not hit it.
 */

import { geometryOf, hasText } from "./kinds.js";
import { widthFactor } from "./pressure.js";
import { turn } from "./shape_box.js";
import { byteAt, intAt, numberAt } from "./typed_arrays.js";

/** @typedef {import("./points.js").PointPool} PointPool */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {{x: number, y: number}} Point */
/** The semi-axes of an ellipse around the origin. @typedef {{a: number, b: number}} Axes */

/** Corners of a box and of a diamond in it, as shares of width and height. */
const BOX = [0, 0, 1, 0, 1, 1, 0, 1];
const DIAMOND = [0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5];

/**
 * The distance from a point to the shape's paint; 0 inside.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @param {number} x
 * @param {number} y
 */
export function distanceToShape(shape, pool, x, y) {
  return distanceToSegment(shape, pool, { x, y }, { x, y });
}

/**
 * Whether a disc, moved along a segment, touches the shape's paint.
 * @param {Shape} shape
 * @param {PointPool} pool
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} radius
 */
export function segmentHitsShape(shape, pool, x0, y0, x1, y1, radius) {
  return distanceToSegment(shape, pool, { x: x0, y: y0 }, { x: x1, y: y1 }) <= radius;
}

/** A point on the shape's paint, in board units. @param {Shape} shape @param {PointPool} pool @returns {Point} */
export function pointOn({ x, y, rotation, w, start, count }, { xy }) {
  // The middle of the upper side belongs to rectangle, ellipse and diamond alike.
  const [px, py] = count > 0 ? [intAt(xy, start * 2), intAt(xy, start * 2 + 1)] : [w / 2, 0];
  const { sin, cos } = turn(rotation);
  return { x: x + px * cos - py * sin, y: y + px * sin + py * cos };
}

/** @param {Shape} shape @param {PointPool} pool @param {Point} from @param {Point} to */
function distanceToSegment(shape, pool, from, to) {
  const p = toLocal(shape, from);
  const q = toLocal(shape, to);
  if (geometryOf(shape.kind) !== "box") return distanceToPoints(shape, pool, p, q);
  const { w, h, style, kind } = shape;
  if (hasText(kind)) return isInBox(p, w, h) ? 0 : distanceToPolygon(BOX, shape, p, q);
  const middle =
    kind === "ellipse"
      ? distanceToEllipse({ a: w / 2, b: h / 2 }, centred(p, shape), centred(q, shape))
      : distanceToPolygon(kind === "diamond" ? DIAMOND : BOX, shape, p, q);
  return Math.max(0, middle - style.size / 2);
}

/** Converts a board point to the shape's coordinates: relative to its position, without its rotation. @param {Shape} shape @param {Point} point @returns {Point} */
function toLocal({ x, y, rotation }, point) {
  const { sin, cos } = turn(rotation);
  const dx = point.x - x;
  const dy = point.y - y;
  return { x: dx * cos + dy * sin, y: dy * cos - dx * sin };
}

/** @param {Point} point @param {Shape} shape @returns {Point} */
function centred({ x, y }, { w, h }) {
  return { x: x - w / 2, y: y - h / 2 };
}

/** @param {Point} point @param {number} w @param {number} h */
function isInBox({ x, y }, w, h) {
  return x >= 0 && y >= 0 && x <= w && y <= h;
}

/** @param {Shape} shape @param {PointPool} pool @param {Point} p @param {Point} q */
function distanceToPoints({ kind, style, start, count }, { xy, pressure }, p, q) {
  const varies = geometryOf(kind) === "ink";
  let least = Number.POSITIVE_INFINITY;
  const a = { x: 0, y: 0 };
  const b = { x: 0, y: 0 };
  // A dot is a segment from its only point to itself.
  const last = Math.max(start, start + count - 2);
  for (let at = start; at <= last; at += 1) {
    const next = Math.min(at + 1, start + count - 1);
    a.x = intAt(xy, at * 2);
    a.y = intAt(xy, at * 2 + 1);
    b.x = intAt(xy, next * 2);
    b.y = intAt(xy, next * 2 + 1);
    const factor = varies ? widthFactor(Math.max(byteAt(pressure, at), byteAt(pressure, next))) : 1;
    least = Math.min(least, segmentDistance(a, b, p, q) - (style.size / 2) * factor);
  }
  return Math.max(0, least);
}

/** @param {readonly number[]} corners @param {Shape} shape @param {Point} p @param {Point} q */
function distanceToPolygon(corners, { w, h }, p, q) {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    const a = { x: numberAt(corners, at) * w, y: numberAt(corners, at + 1) * h };
    const b = { x: numberAt(corners, next) * w, y: numberAt(corners, next + 1) * h };
    least = Math.min(least, segmentDistance(a, b, p, q));
  }
  return least;
}

/**
 * The distance from an ellipse's outline to the segment from p to q.
 * @param {Axes} axes
 * @param {Point} p
 * @param {Point} q
 */
function distanceToEllipse(axes, p, q) {
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

/** The distance between two segments, a to b and p to q. @param {Point} a @param {Point} b @param {Point} p @param {Point} q */
function segmentDistance(a, b, p, q) {
  if (doSegmentsCross(a, b, p, q)) return 0;
  return Math.sqrt(
    Math.min(
      squaredDistance(a, b, p),
      squaredDistance(a, b, q),
      squaredDistance(p, q, a),
      squaredDistance(p, q, b),
    ),
  );
}

/** The squared distance from a point to the segment from a to b. @param {Point} a @param {Point} b @param {Point} point */
function squaredDistance(a, b, point) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return (a.x + dx * t - point.x) ** 2 + (a.y + dy * t - point.y) ** 2;
}

/** Whether both segments cross inside of each other. @param {Point} a @param {Point} b @param {Point} p @param {Point} q */
function doSegmentsCross(a, b, p, q) {
  return side(a, b, p) * side(a, b, q) < 0 && side(p, q, a) * side(p, q, b) < 0;
}

/** @param {Point} a @param {Point} b @param {Point} point */
function side(a, b, point) {
  return Math.sign((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x));
}
