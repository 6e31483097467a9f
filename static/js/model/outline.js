/**
 * The outline of an ink stroke: points and pressure in, one closed curve out.
 *
 * The curve is given as control points of a quadratic B-spline (each curve runs from midpoint to
 * midpoint), which has no facets at any zoom. It is meant for one fill with the nonzero rule.
 * Nothing here knows a canvas: `traceOutline` draws on anything with `moveTo` and
 * `quadraticCurveTo`.
 */

import { Centreline, num, roomFor } from "./centreline.js";

/** Turns above about 26° get a round join on their outer side, else thick lines pinch there. */
const JOIN_COSINE = 0.9;

/** Arc between two control points of a cap or join; the curve stays within 0.02 % of the circle. */
const ARC_STEP = Math.PI / 6;

/** A cap or corner is braced this far away from it when the next point is farther than that. */
const BRACE_SIZES = 0.5;
const BRACED_SIZES = 2;

/** Pressure at which a stroke has exactly its size. */
export const NOMINAL_PRESSURE = 128;

/**
 * Width of a stroke at a stored pressure, relative to its size: 0.5 at 0, 1 at 128, 1.4 at 255.
 * @param {number} pressure
 */
export function widthFactor(pressure) {
  return pressure <= NOMINAL_PRESSURE
    ? 0.5 + (0.5 * pressure) / NOMINAL_PRESSURE
    : 1 + (0.4 * (pressure - NOMINAL_PRESSURE)) / (255 - NOMINAL_PRESSURE);
}

/** A direction, of length 1. @typedef {{x: number, y: number}} Way */
/** A curve that can be drawn on. @typedef {Pick<Path2D, "moveTo" | "quadraticCurveTo" | "closePath">} Sink */

/**
 * One stroke being outlined. Its buffers are reused from stroke to stroke, so painting a board
 * allocates nothing per point.
 */
export class Outliner {
  size = 0;
  #line = new Centreline();
  #left = new Float64Array(1024);
  #right = new Float64Array(1024);
  #leftLength = 0;
  #rightLength = 0;

  /** Starts a stroke of a nominal width. @param {number} size */
  begin(size) {
    this.size = size;
    this.#line.begin(size);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} pressure  0 to 255
   */
  add(x, y, pressure) {
    this.#line.add(x, y, (this.size / 2) * widthFactor(pressure));
  }

  /** Points so far. */
  get length() {
    return this.#line.length;
  }

  /** Points before this index keep their place whatever is added. */
  get settled() {
    return this.#line.settled;
  }

  /**
   * The closed outline of the points `from` to `to`, round at both ends.
   * @param {number} [from]
   * @param {number} [to]  exclusive
   * @returns {Float64Array}  control points, x and y in turn
   */
  outline(from = 0, to = this.length) {
    this.#leftLength = 0;
    this.#rightLength = 0;
    if (to <= from) return new Float64Array(0);
    this.#line.refine(from, to);
    if (!this.#walk()) this.#dot();
    return this.#joined();
  }

  /** Goes along the centreline and sets both sides. Returns false when all points are one. */
  #walk() {
    let here = 0;
    let ahead = this.#distinct(here);
    if (ahead === null) return false;
    let way = this.#way(here, ahead);
    this.#startCap(here, way);
    this.#brace(here, ahead, way);
    let behind = here;
    while (ahead !== null) {
      behind = here;
      here = ahead;
      ahead = this.#distinct(here);
      if (ahead === null) break;
      const next = this.#way(here, ahead);
      if (way.x * next.x + way.y * next.y > JOIN_COSINE) {
        this.#bend(here, way.x + next.x, way.y + next.y);
      } else {
        this.#brace(here, behind, way);
        this.#corner(here, angleOf(way), angleOf(next));
        this.#brace(here, ahead, next);
      }
      way = next;
    }
    this.#brace(here, behind, way);
    this.#endCap(here, way);
    return true;
  }

  /** The next point after `at` that is not at the same place. @param {number} at */
  #distinct(at) {
    // Steps far below the width would only add noise to the direction.
    const least = 0.02 * this.size;
    for (let next = at + 1; next < this.#line.fineLength; next += 1) {
      const dx = num(this.#line.fineX, next) - num(this.#line.fineX, at);
      const dy = num(this.#line.fineY, next) - num(this.#line.fineY, at);
      if (dx * dx + dy * dy > least * least) return next;
    }
    return null;
  }

  /** Direction from one point to another, of length 1. @param {number} a @param {number} b @returns {Way} */
  #way(a, b) {
    const x = num(this.#line.fineX, b) - num(this.#line.fineX, a);
    const y = num(this.#line.fineY, b) - num(this.#line.fineY, a);
    const length = Math.sqrt(x * x + y * y);
    return { x: x / length, y: y / length };
  }

  /** One point on each side, across the stroke. @param {number} at @param {number} x @param {number} y  where the stroke goes here */
  #bend(at, x, y) {
    const radius = num(this.#line.fineRadius, at) / Math.sqrt(x * x + y * y);
    const px = num(this.#line.fineX, at);
    const py = num(this.#line.fineY, at);
    this.#setBoth(px, py, x * radius, y * radius);
  }

  /**
   * Sets both sides once more beside a cap or corner when the next point is far away: else the curve
   * would leave it towards the middle of the way, and a straight line would get shoulders.
   * @param {number} at
   * @param {number} other  the point at the far end
   * @param {Way} way  where the stroke goes here
   */
  #brace(at, other, way) {
    const dx = num(this.#line.fineX, other) - num(this.#line.fineX, at);
    const dy = num(this.#line.fineY, other) - num(this.#line.fineY, at);
    const far = Math.sqrt(dx * dx + dy * dy);
    if (far < BRACED_SIZES * this.size) return;
    const share = (BRACE_SIZES * this.size) / far;
    const x = num(this.#line.fineX, at) + dx * share;
    const y = num(this.#line.fineY, at) + dy * share;
    const radius = num(this.#line.fineRadius, at);
    this.#setBoth(x, y, way.x * radius, way.y * radius);
  }

  /**
   * @param {number} at
   * @param {number} inAngle
   * @param {number} outAngle
   */
  #corner(at, inAngle, outAngle) {
    const turn = wrapped(outAngle - inAngle);
    const outer = turn > 0 ? "left" : "right";
    const inner = turn > 0 ? "right" : "left";
    const quarter = turn > 0 ? -Math.PI / 2 : Math.PI / 2;
    this.#push(outer, at, inAngle + quarter, 1);
    this.#arc(outer, at, { start: inAngle + quarter, sweep: turn });
    this.#push(outer, at, outAngle + quarter, 1);
    // The inner side goes through the point itself, so that short steps of a thick line cannot
    // leave a hole where the side crosses over.
    this.#push(inner, at, inAngle - quarter, 1);
    this.#push(inner, at, 0, 0);
    this.#push(inner, at, outAngle - quarter, 1);
  }

  /** Half a circle around the first point, from its middle outwards. @param {number} at @param {Way} way */
  #startCap(at, way) {
    const angle = angleOf(way);
    this.#arc("right", at, { start: angle + Math.PI, sweep: -Math.PI / 2 });
    this.#arc("left", at, { start: angle + Math.PI, sweep: Math.PI / 2 });
    this.#bend(at, way.x, way.y);
  }

  /** Half a circle around the last point. @param {number} at @param {Way} way */
  #endCap(at, way) {
    const angle = angleOf(way);
    this.#bend(at, way.x, way.y);
    this.#arc("left", at, { start: angle - Math.PI / 2, sweep: Math.PI / 2 });
    this.#arc("right", at, { start: angle + Math.PI / 2, sweep: -Math.PI / 2 });
  }

  /**
   * Control points around an arc, a little outside of the circle so that the curve lies on it.
   * @param {"left" | "right"} side
   * @param {number} at
   * @param {{start: number, sweep: number}} arc
   */
  #arc(side, at, { start, sweep }) {
    const steps = Math.max(1, Math.ceil(Math.abs(sweep) / ARC_STEP));
    const step = sweep / steps;
    const stretch = 1 / Math.cos(step / 2);
    for (let index = 0; index < steps; index += 1) {
      this.#push(side, at, start + step * (index + 0.5), stretch);
    }
  }

  /** A circle where all points are one. */
  #dot() {
    let at = 0;
    for (let next = 1; next < this.#line.fineLength; next += 1) {
      if (num(this.#line.fineRadius, next) > num(this.#line.fineRadius, at)) at = next;
    }
    this.#arc("left", at, { start: 0, sweep: 2 * Math.PI });
  }

  /**
   * @param {"left" | "right"} side
   * @param {number} at
   * @param {number} angle
   * @param {number} stretch
   */
  #push(side, at, angle, stretch) {
    const far = num(this.#line.fineRadius, at) * stretch;
    const x = num(this.#line.fineX, at) + Math.cos(angle) * far;
    const y = num(this.#line.fineY, at) + Math.sin(angle) * far;
    this.#set(side, x, y);
  }

  /** Both sides of a place, as far away as (dx, dy) is long, which goes along. @param {number} x @param {number} y @param {number} dx @param {number} dy */
  #setBoth(x, y, dx, dy) {
    this.#set("left", x + dy, y - dx);
    this.#set("right", x - dy, y + dx);
  }

  /** @param {"left" | "right"} side @param {number} x @param {number} y */
  #set(side, x, y) {
    if (side === "left") {
      this.#left = roomFor(this.#left, this.#leftLength + 2);
      this.#left[this.#leftLength] = x;
      this.#left[this.#leftLength + 1] = y;
      this.#leftLength += 2;
      return;
    }
    this.#right = roomFor(this.#right, this.#rightLength + 2);
    this.#right[this.#rightLength] = x;
    this.#right[this.#rightLength + 1] = y;
    this.#rightLength += 2;
  }

  /** The left side forwards, then the right side backwards. */
  #joined() {
    const all = new Float64Array(this.#leftLength + this.#rightLength);
    all.set(this.#left.subarray(0, this.#leftLength));
    let at = this.#leftLength;
    for (let back = this.#rightLength - 2; back >= 0; back -= 2) {
      all[at] = num(this.#right, back);
      all[at + 1] = num(this.#right, back + 1);
      at += 2;
    }
    return all;
  }
}

/**
 * Draws a closed outline as quadratic curves from midpoint to midpoint.
 * @param {Sink} sink
 * @param {Float64Array} outline
 */
export function traceOutline(sink, outline) {
  const length = outline.length;
  if (length < 4) return;
  let x = num(outline, length - 2);
  let y = num(outline, length - 1);
  sink.moveTo((x + num(outline, 0)) / 2, (y + num(outline, 1)) / 2);
  for (let at = 0; at < length; at += 2) {
    x = num(outline, at);
    y = num(outline, at + 1);
    const after = at + 2 === length ? 0 : at + 2;
    sink.quadraticCurveTo(x, y, (x + num(outline, after)) / 2, (y + num(outline, after + 1)) / 2);
  }
  sink.closePath();
}

/** @param {Way} way */
function angleOf({ x, y }) {
  return Math.atan2(y, x);
}

/** An angle as the same turn between -π and π. @param {number} angle */
function wrapped(angle) {
  const turns = Math.round(angle / (2 * Math.PI));
  return angle - turns * 2 * Math.PI;
}
