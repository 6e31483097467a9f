/**
 * The outline of an ink stroke: points and pressure in, one closed curve out.
 *
 * It follows the centreline and sets control points on both sides, with caps at the ends and joins at corners. The curve
 * is for one fill with the nonzero rule. `trace` draws on any object with the methods of a path.
 */

import { Centreline } from "./centreline.js";
import { Sides } from "./outline_sides.js";
import { widthFactor } from "./pressure.js";
import { floatAt } from "./typed_arrays.js";

/** Cosine of about 26°: a larger turn gets a round join on its outer side, or thick lines would pinch there. */
const JOIN_COSINE = 0.9;

/** Arc between two control points of a cap or join; the curve stays within 0.02 % of the circle. */
const ARC_STEP = Math.PI / 6;

/** A cap or corner gets a brace at this distance when the next point is at least `BRACED_SIZES` away. */
const BRACE_SIZES = 0.5;
const BRACED_SIZES = 2;

/**
 * A flat end, in sizes: `reach` beyond the last point, so that a tap is visible; `edge` is the radius of its corners;
 * `aim` is the length of line that gives its direction, because the first step of a slow hand has a random direction.
 */
const FLAT = { reach: 0.2, edge: 0.08, aim: 0.3 };

/** Points of the centreline around a cut that its sides depend on. */
const CONTEXT = 2;

/** @typedef {"round" | "flat"} Tip */
/** A unit vector. @typedef {{x: number, y: number}} Direction */
/** @typedef {import("./outline_sides.js").Side} Side */
/** @typedef {import("./outline_sides.js").Sink} Sink */

/** The tip of a kind; a highlighter has a flat one. @param {import("./kinds.js").Kind} kind @returns {Tip} */
export function tipOf(kind) {
  return kind === "highlight" ? "flat" : "round";
}

/**
 * The outline of one stroke. The buffers are reused, so painting a board allocates nothing per point.
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

  /** The number of points. */
  get length() {
    return this.#line.length;
  }

  /** Points before this index never move again. */
  get settled() {
    return this.#line.settled;
  }

  /**
   * Draws the closed outline of the stroke, or of its points `from` to `to`, and cuts it where the stroke continues.
   * Returns the number of control points.
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

  /** Whether the stroke can be cut after a point: no cap, corner or brace is near. @param {number} at */
  canCut(at) {
    if (at === 0 || at + 1 >= this.length) return false;
    this.#line.refine(at, at + 1, CONTEXT);
    const here = this.#line.fineFirst;
    const next = this.#distinct(here);
    const after = next === null ? null : this.#distinct(next);
    if (next === null || after === null || this.#distinct(here - 1) !== here) return false;
    if (!this.#isFar(here, next)) return true;
    const direction = this.#direction(here, next);
    return (
      isSmooth(this.#direction(here - 1, here), direction) &&
      isSmooth(direction, this.#direction(next, after))
    );
  }

  /**
   * Follows the centreline and sets both sides. At a cut the sides have one point more than the drawn part. Returns
   * whether the stroke is cut after the last point.
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
    let direction = this.#direction(here, ahead);
    if (isCutBefore) {
      const into = this.#direction(here - 1, here);
      if (isSmooth(into, direction)) this.#bend(here, into.x + direction.x, into.y + direction.y);
      else this.#bend(here, direction.x, direction.y);
    } else {
      this.#startCap(here, direction);
      this.#brace(here, ahead, direction);
    }
    let behind = here;
    while (ahead !== null) {
      behind = here;
      here = ahead;
      ahead = this.#distinct(here);
      if (ahead === null) break;
      const next = this.#direction(here, ahead);
      const isBeyond = isCutAfter && here > line.fineLast;
      if (isSmooth(direction, next)) {
        this.#bend(here, direction.x + next.x, direction.y + next.y);
      } else if (isBeyond) {
        this.#bend(here, direction.x, direction.y);
      } else {
        this.#brace(here, behind, direction);
        this.#corner(here, angleOf(direction), angleOf(next));
        this.#brace(here, ahead, next);
      }
      direction = next;
      if (isBeyond) return true;
    }
    this.#brace(here, behind, direction);
    this.#endCap(here, direction);
    return false;
  }

  /** The next point after `at` at another position. @param {number} at */
  #distinct(at) {
    // Steps far below the width only add noise to the direction.
    const least = 0.02 * this.size;
    for (let next = at + 1; next < this.#line.fineLength; next += 1) {
      const dx = floatAt(this.#line.fineX, next) - floatAt(this.#line.fineX, at);
      const dy = floatAt(this.#line.fineY, next) - floatAt(this.#line.fineY, at);
      if (dx * dx + dy * dy > least * least) return next;
    }
    return null;
  }

  /** Whether a corner at an end of the piece from a to b needs a brace. @param {number} a @param {number} b */
  #isFar(a, b) {
    const dx = floatAt(this.#line.fineX, b) - floatAt(this.#line.fineX, a);
    const dy = floatAt(this.#line.fineY, b) - floatAt(this.#line.fineY, a);
    return dx * dx + dy * dy >= (BRACED_SIZES * this.size) ** 2;
  }

  /** The direction from one point to another. @param {number} a @param {number} b @returns {Direction} */
  #direction(a, b) {
    const x = floatAt(this.#line.fineX, b) - floatAt(this.#line.fineX, a);
    const y = floatAt(this.#line.fineY, b) - floatAt(this.#line.fineY, a);
    const length = Math.sqrt(x * x + y * y);
    return { x: x / length, y: y / length };
  }

  /** Adds one point on each side. @param {number} at @param {number} x @param {number} y  the direction of the stroke here */
  #bend(at, x, y) {
    const radius = floatAt(this.#line.fineRadius, at) / Math.sqrt(x * x + y * y);
    const px = floatAt(this.#line.fineX, at);
    const py = floatAt(this.#line.fineY, at);
    this.#sides.add(px, py, x * radius, y * radius);
  }

  /**
   * Adds a point on both sides beside a cap or corner when the next point is far away. Without it the curve would bend
   * towards the middle of the piece, and a straight line would get shoulders.
   * @param {number} at
   * @param {number} other  the point at the far end
   * @param {Direction} direction  the direction of the stroke here
   */
  #brace(at, other, direction) {
    if (!this.#isFar(at, other)) return;
    const dx = floatAt(this.#line.fineX, other) - floatAt(this.#line.fineX, at);
    const dy = floatAt(this.#line.fineY, other) - floatAt(this.#line.fineY, at);
    const share = (BRACE_SIZES * this.size) / Math.sqrt(dx * dx + dy * dy);
    const x = floatAt(this.#line.fineX, at) + dx * share;
    const y = floatAt(this.#line.fineY, at) + dy * share;
    const radius = floatAt(this.#line.fineRadius, at);
    this.#sides.add(x, y, direction.x * radius, direction.y * radius);
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
    // The inner side passes through the point itself, so that it leaves no hole where short steps of a thick line make it
    // cross over.
    this.#addAround(inner, at, inAngle - quarter, 1);
    this.#addAround(inner, at, 0, 0);
    this.#addAround(inner, at, outAngle - quarter, 1);
  }

  /** Adds the cap at the first point, from its middle outwards. @param {number} at @param {Direction} direction */
  #startCap(at, direction) {
    if (this.#isFlat) {
      this.#flatEnd(at, this.#endDirection(at, 1), -1);
      this.#bend(at, direction.x, direction.y);
      return;
    }
    const angle = angleOf(direction);
    this.#arc(this.#sides.right, at, { start: angle + Math.PI, sweep: -Math.PI / 2 });
    this.#arc(this.#sides.left, at, { start: angle + Math.PI, sweep: Math.PI / 2 });
    this.#bend(at, direction.x, direction.y);
  }

  /** Adds the cap at the last point. @param {number} at @param {Direction} direction */
  #endCap(at, direction) {
    this.#bend(at, direction.x, direction.y);
    if (this.#isFlat) {
      this.#flatEnd(at, this.#endDirection(at, -1), 1);
      return;
    }
    const angle = angleOf(direction);
    this.#arc(this.#sides.left, at, { start: angle - Math.PI / 2, sweep: Math.PI / 2 });
    this.#arc(this.#sides.right, at, { start: angle + Math.PI / 2, sweep: -Math.PI / 2 });
  }

  /**
   * Adds a straight end across the stroke, a little beyond a point.
   * @param {number} at
   * @param {Direction} direction  of the stroke
   * @param {-1 | 1} side  -1 at the start of the stroke, 1 at its end
   */
  #flatEnd(at, direction, side) {
    const radius = floatAt(this.#line.fineRadius, at);
    const edge = FLAT.edge * this.size;
    const reach = FLAT.reach * this.size;
    /** Distances beyond the point and across the stroke. @type {[number, number][]} */
    const corners = [
      [reach - edge, radius],
      [reach, radius],
      [reach, radius - edge],
    ];
    for (const [beyond, across] of side > 0 ? corners : corners.toReversed()) {
      const x = floatAt(this.#line.fineX, at) + side * direction.x * beyond;
      const y = floatAt(this.#line.fineY, at) + side * direction.y * beyond;
      this.#sides.add(x, y, direction.x * across, direction.y * across);
    }
  }

  /** The direction of the stroke at one of its ends. @param {number} at @param {-1 | 1} inwards @returns {Direction} */
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

  /** Adds control points around an arc, slightly outside of the circle so that the curve lies on it. @param {Side} side @param {number} at @param {{start: number, sweep: number}} arc */
  #arc(side, at, { start, sweep }) {
    const steps = Math.max(1, Math.ceil(Math.abs(sweep) / ARC_STEP));
    const step = sweep / steps;
    const stretch = 1 / Math.cos(step / 2);
    for (let index = 0; index < steps; index += 1) {
      this.#addAround(side, at, start + step * (index + 0.5), stretch);
    }
  }

  /** Adds a circle, or a flat tip, for points that all have one position. @param {number} first */
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

/** Whether a turn is too small for a join. @param {Direction} direction @param {Direction} next */
function isSmooth(direction, next) {
  return direction.x * next.x + direction.y * next.y > JOIN_COSINE;
}

/** @param {Direction} direction */
function angleOf({ x, y }) {
  return Math.atan2(y, x);
}

/** Normalises an angle to -π to π. @param {number} angle */
function normalizedAngle(angle) {
  const turns = Math.round(angle / (2 * Math.PI));
  return angle - turns * 2 * Math.PI;
}
