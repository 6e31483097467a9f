/**
 * The outline of an ink stroke: points and pressure in, one closed curve out.
 *
 * The curve is a quadratic B-spline (each piece runs from midpoint to midpoint of its control
 * points), which has no facets at any zoom. It is meant for one fill with the nonzero rule. Nothing
 * here knows a canvas: `trace` draws on anything with the methods of a path.
 *
 * A part of a stroke is cut straight where the stroke goes on. Its two sides are those of the whole
 * stroke, so parts that meet in one path are filled as if they were one.
 */

import { Centreline } from "./centreline.js";
import { Sides } from "./outline_sides.js";
import { widthFactor } from "./pressure.js";
import { floatAt } from "./typed_arrays.js";

/** Turns above about 26° get a round join on their outer side, else thick lines pinch there. */
const JOIN_COSINE = 0.9;

/** Arc between two control points of a cap or join; the curve stays within 0.02 % of the circle. */
const ARC_STEP = Math.PI / 6;

/** A cap or corner is braced this far away from it when the next point is farther than that. */
const BRACE_SIZES = 0.5;
const BRACED_SIZES = 2;

/**
 * A flat end reaches this much beyond the last point, so that a tap is seen, and its edges are rounded by this much;
 * it is turned as the line is over so much of its way, because the first step of a slow hand goes anywhere. In sizes.
 */
const FLAT = { reach: 0.2, edge: 0.08, aim: 0.3 };

/** The sides at a cut depend on the centreline around so many points more. */
const CONTEXT = 2;

/** @typedef {"round" | "flat"} Tip */
/** A direction, of length 1. @typedef {{x: number, y: number}} Direction */
/** @typedef {import("./outline_sides.js").Side} Side */
/** @typedef {import("./outline_sides.js").Sink} Sink */

/** A marker has a flat tip. @param {import("./kinds.js").Kind} kind @returns {Tip} */
export function tipOf(kind) {
  return kind === "highlight" ? "flat" : "round";
}

/**
 * One stroke being outlined. Its buffers are reused from stroke to stroke, so painting a board
 * allocates nothing per point.
 */
export class Outliner {
  size = 0;
  #isFlat = false;
  #line = new Centreline();
  #sides = new Sides();

  /** Starts a stroke of a nominal width. @param {number} size @param {Tip} [tip]  how it ends */
  begin(size, tip = "round") {
    this.size = size;
    this.#isFlat = tip === "flat";
    this.#line.begin(size);
  }

  /** @param {number} x @param {number} y @param {number} pressure  0 to 255 */
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
   * Draws the closed outline of the stroke, or of its points `from` to `to`, at both of which it can
   * be cut if it goes on there. Returns how many control points it has.
   * @param {Sink} sink
   * @param {number} [from]
   * @param {number} [to]  exclusive
   */
  trace(sink, from = 0, to = this.length) {
    this.#sides.clear();
    if (to <= from) return 0;
    const isCutBefore = from > 0;
    let isCutAfter = to < this.length;
    this.#line.refine(from, to, CONTEXT);
    isCutAfter = this.#walk(isCutBefore, isCutAfter);
    this.#sides.draw(sink, isCutBefore, isCutAfter);
    return this.#sides.count;
  }

  /** Whether the stroke can be cut after a point, with nothing but the two of them there. @param {number} at */
  canCut(at) {
    if (at === 0 || at + 1 >= this.length) return false;
    this.#line.refine(at, at + 1, CONTEXT);
    const here = this.#line.fineFirst;
    const next = this.#distinct(here);
    const after = next === null ? null : this.#distinct(next);
    if (next === null || after === null || this.#distinct(here - 1) !== here) return false;
    if (!this.#isFar(here, next)) return true;
    const way = this.#direction(here, next);
    return (
      isSmooth(this.#direction(here - 1, here), way) && isSmooth(way, this.#direction(next, after))
    );
  }

  /**
   * Goes along the centreline and sets both sides. Where the stroke is cut, they have one point more
   * than what is drawn. Returns whether it is cut after the last point.
   * @param {boolean} isCutBefore
   * @param {boolean} isCutAfter
   */
  #walk(isCutBefore, isCutAfter) {
    const line = this.#line;
    let here = line.fineFirst;
    if (!isCutAfter) line.fineLength = line.fineLast + 1;
    let ahead = this.#distinct(here);
    if (ahead === null) {
      this.#dot(here);
      return false;
    }
    let way = this.#direction(here, ahead);
    if (isCutBefore) {
      const into = this.#direction(here - 1, here);
      if (isSmooth(into, way)) this.#bend(here, into.x + way.x, into.y + way.y);
      else this.#bend(here, way.x, way.y);
    } else {
      this.#startCap(here, way);
      this.#brace(here, ahead, way);
    }
    let behind = here;
    while (ahead !== null) {
      behind = here;
      here = ahead;
      ahead = this.#distinct(here);
      if (ahead === null) break;
      const next = this.#direction(here, ahead);
      const isPast = isCutAfter && here > line.fineLast;
      if (isSmooth(way, next)) {
        this.#bend(here, way.x + next.x, way.y + next.y);
      } else if (isPast) {
        this.#bend(here, way.x, way.y);
      } else {
        this.#brace(here, behind, way);
        this.#corner(here, angleOf(way), angleOf(next));
        this.#brace(here, ahead, next);
      }
      way = next;
      if (isPast) return true;
    }
    this.#brace(here, behind, way);
    this.#endCap(here, way);
    return false;
  }

  /** The next point after `at` that is not at the same place. @param {number} at */
  #distinct(at) {
    // Steps far below the width would only add noise to the direction.
    const least = 0.02 * this.size;
    for (let next = at + 1; next < this.#line.fineLength; next += 1) {
      const dx = floatAt(this.#line.fineX, next) - floatAt(this.#line.fineX, at);
      const dy = floatAt(this.#line.fineY, next) - floatAt(this.#line.fineY, at);
      if (dx * dx + dy * dy > least * least) return next;
    }
    return null;
  }

  /** Whether a corner at one end of a piece needs a brace. @param {number} a @param {number} b */
  #isFar(a, b) {
    const dx = floatAt(this.#line.fineX, b) - floatAt(this.#line.fineX, a);
    const dy = floatAt(this.#line.fineY, b) - floatAt(this.#line.fineY, a);
    return dx * dx + dy * dy >= (BRACED_SIZES * this.size) ** 2;
  }

  /** Direction from one point to another, of length 1. @param {number} a @param {number} b @returns {Direction} */
  #direction(a, b) {
    const x = floatAt(this.#line.fineX, b) - floatAt(this.#line.fineX, a);
    const y = floatAt(this.#line.fineY, b) - floatAt(this.#line.fineY, a);
    const length = Math.sqrt(x * x + y * y);
    return { x: x / length, y: y / length };
  }

  /** One point on each side, across the stroke. @param {number} at @param {number} x @param {number} y  where the stroke goes here */
  #bend(at, x, y) {
    const radius = floatAt(this.#line.fineRadius, at) / Math.sqrt(x * x + y * y);
    const px = floatAt(this.#line.fineX, at);
    const py = floatAt(this.#line.fineY, at);
    this.#sides.add(px, py, x * radius, y * radius);
  }

  /**
   * Sets both sides once more beside a cap or corner when the next point is far away: else the curve
   * would leave it towards the middle of the way, and a straight line would get shoulders.
   * @param {number} at
   * @param {number} other  the point at the far end
   * @param {Direction} way  where the stroke goes here
   */
  #brace(at, other, way) {
    if (!this.#isFar(at, other)) return;
    const dx = floatAt(this.#line.fineX, other) - floatAt(this.#line.fineX, at);
    const dy = floatAt(this.#line.fineY, other) - floatAt(this.#line.fineY, at);
    const share = (BRACE_SIZES * this.size) / Math.sqrt(dx * dx + dy * dy);
    const x = floatAt(this.#line.fineX, at) + dx * share;
    const y = floatAt(this.#line.fineY, at) + dy * share;
    const radius = floatAt(this.#line.fineRadius, at);
    this.#sides.add(x, y, way.x * radius, way.y * radius);
  }

  /** @param {number} at @param {number} inAngle @param {number} outAngle */
  #corner(at, inAngle, outAngle) {
    const turn = normalizedAngle(outAngle - inAngle);
    const outer = turn > 0 ? this.#sides.left : this.#sides.right;
    const inner = turn > 0 ? this.#sides.right : this.#sides.left;
    const quarter = turn > 0 ? -Math.PI / 2 : Math.PI / 2;
    this.#addAround(outer, at, inAngle + quarter, 1);
    this.#arc(outer, at, { start: inAngle + quarter, sweep: turn });
    this.#addAround(outer, at, outAngle + quarter, 1);
    // The inner side goes through the point itself, so that short steps of a thick line cannot
    // leave a hole where the side crosses over.
    this.#addAround(inner, at, inAngle - quarter, 1);
    this.#addAround(inner, at, 0, 0);
    this.#addAround(inner, at, outAngle - quarter, 1);
  }

  /** The end at the first point, from its middle outwards. @param {number} at @param {Direction} way */
  #startCap(at, way) {
    if (this.#isFlat) {
      this.#flatEnd(at, this.#endDirection(at, 1), -1);
      this.#bend(at, way.x, way.y);
      return;
    }
    const angle = angleOf(way);
    this.#arc(this.#sides.right, at, { start: angle + Math.PI, sweep: -Math.PI / 2 });
    this.#arc(this.#sides.left, at, { start: angle + Math.PI, sweep: Math.PI / 2 });
    this.#bend(at, way.x, way.y);
  }

  /** The end at the last point. @param {number} at @param {Direction} way */
  #endCap(at, way) {
    this.#bend(at, way.x, way.y);
    if (this.#isFlat) {
      this.#flatEnd(at, this.#endDirection(at, -1), 1);
      return;
    }
    const angle = angleOf(way);
    this.#arc(this.#sides.left, at, { start: angle - Math.PI / 2, sweep: Math.PI / 2 });
    this.#arc(this.#sides.right, at, { start: angle + Math.PI / 2, sweep: -Math.PI / 2 });
  }

  /**
   * A straight end across the stroke, a little beyond a point.
   * @param {number} at
   * @param {Direction} way  of the stroke
   * @param {-1 | 1} side  of the point, along the stroke: the start or the end
   */
  #flatEnd(at, way, side) {
    const radius = floatAt(this.#line.fineRadius, at);
    const edge = FLAT.edge * this.size;
    const reach = FLAT.reach * this.size;
    /** How far beyond the point, and how far across. @type {[number, number][]} */
    const corners = [
      [reach - edge, radius],
      [reach, radius],
      [reach, radius - edge],
    ];
    for (const [beyond, across] of side > 0 ? corners : corners.toReversed()) {
      const x = floatAt(this.#line.fineX, at) + side * way.x * beyond;
      const y = floatAt(this.#line.fineY, at) + side * way.y * beyond;
      this.#sides.add(x, y, way.x * across, way.y * across);
    }
  }

  /** Where the stroke goes at one of its ends. @param {number} at @param {-1 | 1} inwards @returns {Direction} */
  #endDirection(at, inwards) {
    const line = this.#line;
    const least = (FLAT.aim * this.size) ** 2;
    let to = at + inwards;
    let [x, y] = [0, 0];
    for (; to >= 0 && to < line.fineLength; to += inwards) {
      x = inwards * (floatAt(line.fineX, to) - floatAt(line.fineX, at));
      y = inwards * (floatAt(line.fineY, to) - floatAt(line.fineY, at));
      if (x * x + y * y >= least) break;
    }
    const length = Math.sqrt(x * x + y * y);
    return length === 0 ? { x: 1, y: 0 } : { x: x / length, y: y / length };
  }

  /** Control points around an arc, a little outside of the circle so that the curve lies on it. @param {Side} side @param {number} at @param {{start: number, sweep: number}} arc */
  #arc(side, at, { start, sweep }) {
    const steps = Math.max(1, Math.ceil(Math.abs(sweep) / ARC_STEP));
    const step = sweep / steps;
    const stretch = 1 / Math.cos(step / 2);
    for (let index = 0; index < steps; index += 1) {
      this.#addAround(side, at, start + step * (index + 0.5), stretch);
    }
  }

  /** A circle, or a flat tip, where all points from `first` on are one. @param {number} first */
  #dot(first) {
    let at = first;
    for (let next = first + 1; next < this.#line.fineLength; next += 1) {
      if (floatAt(this.#line.fineRadius, next) > floatAt(this.#line.fineRadius, at)) at = next;
    }
    if (!this.#isFlat) {
      this.#arc(this.#sides.left, at, { start: 0, sweep: 2 * Math.PI });
      return;
    }
    this.#flatEnd(at, { x: 1, y: 0 }, -1);
    this.#flatEnd(at, { x: 1, y: 0 }, 1);
  }

  /** @param {Side} side @param {number} at @param {number} angle @param {number} stretch */
  #addAround(side, at, angle, stretch) {
    const far = floatAt(this.#line.fineRadius, at) * stretch;
    const x = floatAt(this.#line.fineX, at) + Math.cos(angle) * far;
    const y = floatAt(this.#line.fineY, at) + Math.sin(angle) * far;
    side.add(x, y);
  }
}

/** Whether a turn needs no join. @param {Direction} way @param {Direction} next */
function isSmooth(way, next) {
  return way.x * next.x + way.y * next.y > JOIN_COSINE;
}

/** @param {Direction} way */
function angleOf({ x, y }) {
  return Math.atan2(y, x);
}

/** An angle as the same turn between -π and π. @param {number} angle */
function normalizedAngle(angle) {
  const turns = Math.round(angle / (2 * Math.PI));
  return angle - turns * 2 * Math.PI;
}
