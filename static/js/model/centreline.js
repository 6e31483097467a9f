/**
 * The middle of an ink stroke: the points of the pen, calmed, with more of them where the line
 * bends between distant ones.
 *
 * The points are smoothed with two-sided exponential weights over a few neighbours. That is as calm
 * as one-sided smoothing but has no lag, so the line ends exactly where the pen is, and a point
 * never moves again once a few later points are known: what was drawn live is what stays.
 */

/** How many neighbours on each side calm a point. */
const REACH = 5;

/** The curve between two points also depends on the next one beyond them. */
const UNSETTLED = REACH + 2;

/** Weight of a neighbour relative to the one before it; larger is calmer and rounder. */
const CALM = 0.6;

/** Neighbours farther away than this many pen sizes count less, so fast curves keep their shape. */
const NEAR_SIZES = 5;

/** A turn of more than about 97° is meant as a corner and is not bent into a curve. */
const CORNER_TURN = 1.7;

/** The curve between two points is cut so that it turns by about this much at a time. */
const FINE_TURN = 0.14;

/** Pieces between two points at most; more cannot be seen at 800 %. */
const MOST_STEPS = 10;

/**
 * One stroke. The buffers are reused from stroke to stroke, so painting a board allocates nothing
 * per point.
 */
export class Centreline {
  length = 0;
  /** The result of `refine`: `fineLength` points with half the width at each. */
  fineX = new Float64Array(512);
  fineY = new Float64Array(512);
  fineRadius = new Float64Array(512);
  fineLength = 0;
  #size = 0;
  #rawX = new Float64Array(256);
  #rawY = new Float64Array(256);
  #rawRadius = new Float64Array(256);
  #x = new Float64Array(256);
  #y = new Float64Array(256);
  #radius = new Float64Array(256);
  #smoothed = 0;

  /** Starts a stroke of a nominal width. @param {number} size */
  begin(size) {
    this.length = 0;
    this.#size = size;
    this.#smoothed = 0;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius  half the width here
   */
  add(x, y, radius) {
    const at = this.length;
    if (at === this.#rawX.length) this.#growPoints();
    this.#rawX[at] = x;
    this.#rawY[at] = y;
    this.#rawRadius[at] = radius;
    this.length = at + 1;
  }

  /** Points before this index keep their place whatever is added. */
  get settled() {
    return Math.max(0, this.length - UNSETTLED);
  }

  /**
   * Works out the middle of the points `from` to `to`, on a curve through all of the smoothed ones
   * (centripetal Catmull-Rom).
   * @param {number} from
   * @param {number} to  exclusive
   */
  refine(from, to) {
    this.#smooth();
    this.fineLength = 0;
    for (let at = from; at < to; at += 1) {
      this.#keep(num(this.#x, at), num(this.#y, at), num(this.#radius, at));
      if (at + 1 < to) this.#between(at);
    }
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
    const near = (NEAR_SIZES * this.#size) ** 2;
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
    const along = { x: x2 - x1, y: y2 - y1 };
    const chord = Math.hypot(along.x, along.y);
    const steps = Math.min(
      MOST_STEPS,
      Math.ceil(bend / FINE_TURN),
      Math.ceil(chord / (0.1 * this.#size)),
    );
    if (steps < 2) return;
    const isFreeHere = at === 0 || turnHere >= CORNER_TURN;
    const isFreeNext = at + 2 >= this.length || turnNext >= CORNER_TURN;
    const shared = {
      here: isFreeHere ? along : this.#tangent(at, chord, at - 1),
      next: isFreeNext ? along : this.#tangent(at, chord, at + 2),
    };
    // Where the line is free it goes on bending as it does at the other end of the piece.
    const start = isFreeHere
      ? mirrored(shared.next, along, isFreeNext ? 0 : this.#step(at + 1))
      : shared.here;
    const end = isFreeNext
      ? mirrored(shared.here, along, isFreeHere ? 0 : this.#step(at - 1))
      : shared.next;
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
   * `other` beyond that end.
   * @param {number} at
   * @param {number} chord
   * @param {number} other  `at - 1` or `at + 2`
   */
  #tangent(at, chord, other) {
    const dx = num(this.#x, at + 1) - num(this.#x, at);
    const dy = num(this.#y, at + 1) - num(this.#y, at);
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

  /** Distance from a point to the next one. @param {number} at */
  #step(at) {
    return Math.hypot(
      num(this.#x, at + 1) - num(this.#x, at),
      num(this.#y, at + 1) - num(this.#y, at),
    );
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
    const at = this.fineLength;
    if (at === this.fineX.length) {
      this.fineX = roomFor(this.fineX, at + 1);
      this.fineY = roomFor(this.fineY, at + 1);
      this.fineRadius = roomFor(this.fineRadius, at + 1);
    }
    this.fineX[at] = x;
    this.fineY[at] = y;
    this.fineRadius[at] = radius;
    this.fineLength = at + 1;
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
 * Direction at a free end of a piece: that at its other end, mirrored, which makes an arc. Leaving
 * along the chord would bend the line the other way first, and a circle of few points would get a
 * beak. A neighbour much shorter than the piece, such as the tick where a pen is lifted, says little
 * about it and counts for as much less.
 * @param {{x: number, y: number}} tangent  at the other end
 * @param {{x: number, y: number}} along  the chord of the piece
 * @param {number} neighbour  length of the chord beyond the other end, 0 for none
 */
function mirrored(tangent, along, neighbour) {
  const square = along.x ** 2 + along.y ** 2;
  if (square === 0) return along;
  const twice = (2 * (tangent.x * along.x + tangent.y * along.y)) / square;
  const share = Math.min(1, neighbour / Math.sqrt(square));
  return {
    x: along.x + share * ((twice - 1) * along.x - tangent.x),
    y: along.y + share * ((twice - 1) * along.y - tangent.y),
  };
}

/** A number that the loops above know to be there. @param {Float64Array} array @param {number} at */
function num(array, at) {
  return /** @type {number} */ (array[at]);
}

/** @param {Float64Array<ArrayBuffer>} array @param {number} length */
function roomFor(array, length) {
  if (length <= array.length) return array;
  const larger = new Float64Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
