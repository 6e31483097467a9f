/**
 * The outline of an ink stroke: centreline and pressure in, one closed curve out.
 *
 * The centreline is smoothed with two-sided exponential weights over a few neighbours. That is as
 * calm as one-sided smoothing but has no lag, so the line ends exactly where the pen is, and a
 * point never moves again once a few later points are known: what was drawn live is what stays.
 *
 * The curve is given as control points of a quadratic B-spline (each curve runs from midpoint to
 * midpoint), which has no facets at any zoom. It is meant for one fill with the nonzero rule.
 * Nothing here knows a canvas: `traceOutline` draws on anything with `moveTo` and
 * `quadraticCurveTo`.
 */

/** How many neighbours on each side calm a point. */
const REACH = 5;

/** The curve between two points also depends on the next one beyond them. */
const UNSETTLED = REACH + 2;

/** Weight of a neighbour relative to the one before it; larger is calmer and rounder. */
const CALM = 0.6;

/** Neighbours farther away than this many pen sizes count less, so fast curves keep their shape. */
const NEAR_SIZES = 5;

/** Turns above about 26° get a round join on their outer side, else thick lines pinch there. */
const JOIN_COSINE = 0.9;

/** A turn of more than about 97° is meant as a corner and is not bent into a curve. */
const CORNER_TURN = 1.7;

/** The curve between two points is cut so that it turns by about this much at a time. */
const FINE_TURN = 0.14;

/** Pieces between two points at most; more cannot be seen at 800 %. */
const MOST_STEPS = 10;

/** Arc between two control points of a cap or join; the curve stays within 0.02 % of the circle. */
const ARC_STEP = Math.PI / 6;

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

/** A curve that can be drawn on. @typedef {Pick<Path2D, "moveTo" | "quadraticCurveTo" | "closePath">} Sink */

/**
 * One stroke being outlined. Its buffers are reused from stroke to stroke, so painting a board
 * allocates nothing per point.
 */
export class Outliner {
  length = 0;
  size = 0;
  #rawX = new Float64Array(256);
  #rawY = new Float64Array(256);
  #rawRadius = new Float64Array(256);
  #x = new Float64Array(256);
  #y = new Float64Array(256);
  #radius = new Float64Array(256);
  #smoothed = 0;
  #fineX = new Float64Array(512);
  #fineY = new Float64Array(512);
  #fineRadius = new Float64Array(512);
  #fineLength = 0;
  #left = new Float64Array(1024);
  #right = new Float64Array(1024);
  #leftLength = 0;
  #rightLength = 0;

  /** Starts a stroke of a nominal width. @param {number} size */
  begin(size) {
    this.length = 0;
    this.size = size;
    this.#smoothed = 0;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} pressure  0 to 255
   */
  add(x, y, pressure) {
    const at = this.length;
    if (at === this.#rawX.length) this.#growPoints();
    this.#rawX[at] = x;
    this.#rawY[at] = y;
    this.#rawRadius[at] = (this.size / 2) * widthFactor(pressure);
    this.length = at + 1;
  }

  /** Points before this index keep their place whatever is added. */
  get settled() {
    return Math.max(0, this.length - UNSETTLED);
  }

  /**
   * The closed outline of the points `from` to `to`, round at both ends.
   * @param {number} [from]
   * @param {number} [to]  exclusive
   * @returns {Float64Array}  control points, x and y in turn
   */
  outline(from = 0, to = this.length) {
    this.#smooth();
    this.#leftLength = 0;
    this.#rightLength = 0;
    if (to <= from) return new Float64Array(0);
    this.#refine(from, to);
    if (!this.#walk()) this.#dot();
    return this.#joined();
  }

  #smooth() {
    for (let at = this.#smoothed; at < this.length; at += 1) this.#smoothPoint(at);
    this.#smoothed = this.settled;
  }

  /** @param {number} at */
  #smoothPoint(at) {
    // The same number of neighbours on both sides: the ends stay where the pen touched and left.
    const reach = Math.min(REACH, at, this.length - 1 - at);
    const x0 = num(this.#rawX, at);
    const y0 = num(this.#rawY, at);
    const near = (NEAR_SIZES * this.size) ** 2;
    let x = x0;
    let y = y0;
    let radius = num(this.#rawRadius, at);
    let total = 1;
    let weight = 1;
    for (let step = 1; step <= reach; step += 1) {
      weight *= CALM;
      for (const other of [at - step, at + step]) {
        const ox = num(this.#rawX, other);
        const oy = num(this.#rawY, other);
        const share = (weight * near) / (near + (ox - x0) ** 2 + (oy - y0) ** 2);
        x += ox * share;
        y += oy * share;
        radius += num(this.#rawRadius, other) * share;
        total += share;
      }
    }
    this.#x[at] = x / total;
    this.#y[at] = y / total;
    this.#radius[at] = radius / total;
  }

  /**
   * The smoothed points with more of them where the line bends between distant ones, on a curve
   * through all of them (centripetal Catmull-Rom).
   * @param {number} from
   * @param {number} to
   */
  #refine(from, to) {
    this.#fineLength = 0;
    for (let at = from; at < to; at += 1) {
      this.#keep(num(this.#x, at), num(this.#y, at), num(this.#radius, at));
      if (at + 1 < to) this.#between(at);
    }
  }

  /** Adds points between `at` and the next one. @param {number} at */
  #between(at) {
    const turnHere = this.#turn(at);
    const turnNext = this.#turn(at + 1);
    const bend = Math.max(
      turnHere < CORNER_TURN ? turnHere : 0,
      turnNext < CORNER_TURN ? turnNext : 0,
    );
    const x1 = num(this.#x, at);
    const y1 = num(this.#y, at);
    const x2 = num(this.#x, at + 1);
    const y2 = num(this.#y, at + 1);
    const chord = Math.hypot(x2 - x1, y2 - y1);
    const steps = Math.min(MOST_STEPS, Math.ceil(bend / FINE_TURN), Math.ceil(chord / (0.1 * this.size)));
    if (steps < 2) return;
    const start = this.#tangent(at, chord, turnHere < CORNER_TURN ? at - 1 : at);
    const end = this.#tangent(at, chord, turnNext < CORNER_TURN ? at + 2 : at + 1);
    const r1 = num(this.#radius, at);
    const r2 = num(this.#radius, at + 1);
    for (let step = 1; step < steps; step += 1) {
      const t = step / steps;
      const h1 = (1 + 2 * t) * (1 - t) ** 2;
      const h2 = t * (1 - t) ** 2;
      const h3 = t * t * (3 - 2 * t);
      const h4 = t * t * (t - 1);
      this.#keep(
        h1 * x1 + h2 * start.x + h3 * x2 + h4 * end.x,
        h1 * y1 + h2 * start.y + h3 * y2 + h4 * end.y,
        r1 + (r2 - r1) * t,
      );
    }
  }

  /**
   * Direction of the curve at one end of the chord from `at`, seen together with the neighbour
   * `other`; the chord itself where there is none.
   * @param {number} at
   * @param {number} chord
   * @param {number} other  `at - 1` or `at + 2`
   */
  #tangent(at, chord, other) {
    const dx = num(this.#x, at + 1) - num(this.#x, at);
    const dy = num(this.#y, at + 1) - num(this.#y, at);
    if (other < 0 || other >= this.length || other === at || other === at + 1) return { x: dx, y: dy };
    const near = other < at ? at : at + 1;
    const side = other < at ? 1 : -1;
    const ox = (num(this.#x, near) - num(this.#x, other)) * side;
    const oy = (num(this.#y, near) - num(this.#y, other)) * side;
    const own = Math.sqrt(chord);
    const theirs = Math.sqrt(Math.hypot(ox, oy));
    if (theirs === 0) return { x: dx, y: dy };
    const both = own + theirs;
    return {
      x: dx + own * (ox / theirs - (ox + dx) / both),
      y: dy + own * (oy / theirs - (oy + dy) / both),
    };
  }

  /** How much the line turns at a point, 0 to π. @param {number} at */
  #turn(at) {
    if (at === 0 || at >= this.length - 1) return 0;
    const ax = num(this.#x, at) - num(this.#x, at - 1);
    const ay = num(this.#y, at) - num(this.#y, at - 1);
    const bx = num(this.#x, at + 1) - num(this.#x, at);
    const by = num(this.#y, at + 1) - num(this.#y, at);
    return Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }

  /** @param {number} x @param {number} y @param {number} radius */
  #keep(x, y, radius) {
    const at = this.#fineLength;
    if (at === this.#fineX.length) {
      this.#fineX = roomFor(this.#fineX, at + 1);
      this.#fineY = roomFor(this.#fineY, at + 1);
      this.#fineRadius = roomFor(this.#fineRadius, at + 1);
    }
    this.#fineX[at] = x;
    this.#fineY[at] = y;
    this.#fineRadius[at] = radius;
    this.#fineLength = at + 1;
  }

  /** Goes along the centreline and sets both sides. Returns false when all points are one. */
  #walk() {
    let here = 0;
    let ahead = this.#distinct(here);
    if (ahead === null) return false;
    let inAngle = this.#angle(here, ahead);
    this.#startCap(here, inAngle);
    while (ahead !== null) {
      here = ahead;
      ahead = this.#distinct(here);
      if (ahead === null) break;
      const outAngle = this.#angle(here, ahead);
      this.#corner(here, inAngle, outAngle);
      inAngle = outAngle;
    }
    this.#endCap(here, inAngle);
    return true;
  }

  /** The next point after `at` that is not at the same place. @param {number} at */
  #distinct(at) {
    // Steps far below the width would only add noise to the direction.
    const least = (0.02 * this.size) ** 2;
    for (let next = at + 1; next < this.#fineLength; next += 1) {
      const dx = num(this.#fineX, next) - num(this.#fineX, at);
      const dy = num(this.#fineY, next) - num(this.#fineY, at);
      if (dx * dx + dy * dy > least) return next;
    }
    return null;
  }

  /** @param {number} a @param {number} b */
  #angle(a, b) {
    return Math.atan2(
      num(this.#fineY, b) - num(this.#fineY, a),
      num(this.#fineX, b) - num(this.#fineX, a),
    );
  }

  /**
   * @param {number} at
   * @param {number} inAngle
   * @param {number} outAngle
   */
  #corner(at, inAngle, outAngle) {
    const turn = wrapped(outAngle - inAngle);
    const middle = inAngle + turn / 2;
    if (Math.cos(turn) > JOIN_COSINE) {
      this.#push("left", at, middle - Math.PI / 2, 1);
      this.#push("right", at, middle + Math.PI / 2, 1);
      return;
    }
    const outer = turn > 0 ? "left" : "right";
    const inner = turn > 0 ? "right" : "left";
    const quarter = turn > 0 ? -Math.PI / 2 : Math.PI / 2;
    this.#arc(outer, at, { start: inAngle + quarter, sweep: turn });
    // The inner side goes through the point itself, so that short steps of a thick line cannot
    // leave a hole where the side crosses over.
    this.#push(inner, at, inAngle - quarter, 1);
    this.#push(inner, at, 0, 0);
    this.#push(inner, at, outAngle - quarter, 1);
  }

  /** Half a circle around the first point, from its middle outwards. @param {number} at @param {number} angle */
  #startCap(at, angle) {
    this.#arc("right", at, { start: angle + Math.PI, sweep: -Math.PI / 2 });
    this.#arc("left", at, { start: angle + Math.PI, sweep: Math.PI / 2 });
  }

  /** Half a circle around the last point. @param {number} at @param {number} angle */
  #endCap(at, angle) {
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
    for (let next = 1; next < this.#fineLength; next += 1) {
      if (num(this.#fineRadius, next) > num(this.#fineRadius, at)) at = next;
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
    const far = num(this.#fineRadius, at) * stretch;
    const x = num(this.#fineX, at) + Math.cos(angle) * far;
    const y = num(this.#fineY, at) + Math.sin(angle) * far;
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

  #growPoints() {
    const least = this.#rawX.length + 1;
    this.#rawX = roomFor(this.#rawX, least);
    this.#rawY = roomFor(this.#rawY, least);
    this.#rawRadius = roomFor(this.#rawRadius, least);
    this.#x = roomFor(this.#x, least);
    this.#y = roomFor(this.#y, least);
    this.#radius = roomFor(this.#radius, least);
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

/** An angle as the same turn between -π and π. @param {number} angle */
function wrapped(angle) {
  const turns = Math.round(angle / (2 * Math.PI));
  return angle - turns * 2 * Math.PI;
}

/** A number that the loops above know to be there. @param {Float64Array} array @param {number} at */
function num(array, at) {
  return /** @type {number} */ (array[at]);
}

/** @param {Float64Array} array @param {number} length */
function roomFor(array, length) {
  if (length <= array.length) return array;
  const larger = new Float64Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
