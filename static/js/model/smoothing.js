/**
 * Smooths the points of the pen.
 *
 * A point is smoothed by its neighbours on both sides, so the line has no lag and ends exactly where the pen is. A point
 * never moves again once a few later points are known: the stroke stays as it was drawn live.
 *
 * A mean of neighbours alone would flatten a quick wave, because each crest becomes the mean of itself and lower points.
 * A parabola through the neighbours preserves the crest (Savitzky and Golay, 1964), but also follows the tremor of a slow
 * hand. So the line is a mean, and becomes a parabola as far as the parabola explains more of the neighbours than it
 * leaves over. Like the speed in the One Euro filter (Casiez et al., 2012), this separates intent from tremor; but it
 * needs no time, which a draft does not carry, and no scale, so every sampling rate and zoom gives the same result.
 */

import { floatAt, withCapacity } from "./typed_arrays.js";

/** Neighbours on each side that smooth a point. */
const REACH = 4;

/** Turns on each side that decide whether the line is steady. */
const STEADY_REACH = 4;

/** Last points that may still move: the curve between two points also depends on the smoothed point beyond them. */
const UNSETTLED = STEADY_REACH + 3;

/** Weight of a neighbour relative to the next nearer one. */
const WEIGHT_DECAY = 0.85;

/**
 * Neighbours weigh less beyond a step whose squared length exceeds that on the other side by this factor. On a trembling
 * line steps differ by chance; on a steady line a short step is a tick.
 */
const UNEVEN = { trembling: 64, steady: 2 };

/** Neighbours between which a steady line turns by more than this, 115°, do not form a parabola. */
const WIDEST_TURN = 2;

/** A line that turns by more than this within the reach trembles on the spot. */
const MAX_TURNED = 5;

/** A parabola counts half when it explains this many times more than it leaves over. */
const CLEAR = 6;

/** A crest is this much higher than its parabola, because a wave bends back farther away. */
const CREST = 1.08;

/** Neighbours farther away than five pen widths weigh less and less: no hand trembles that much. */
const FAR_SIZES = 5;

/** The points of one stroke. The buffers are reused, so painting a board allocates nothing per point. */
export class Smoother {
  length = 0;
  #size = 0;
  #rawX = new Float64Array(256);
  #rawY = new Float64Array(256);
  #rawRadius = new Float64Array(256);
  /** The smoothed points, with half the width at each. */
  x = new Float64Array(256);
  y = new Float64Array(256);
  radius = new Float64Array(256);
  /** Squared distance to the next point. */
  #step2 = new Float64Array(256);
  /** The turn at a point, and the sum of absolute turns up to it. */
  #turn = new Float64Array(256);
  #swept = new Float64Array(256);
  /** Prefix sums over three consecutive turns: of the absolute sum, and of the absolute turns. */
  #bent = new Float64Array(256);
  #turned = new Float64Array(256);
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
    if (at > 0) this.#addStep(at - 1);
  }

  /** @param {number} at  a point with another one after it */
  #addStep(at) {
    const x = floatAt(this.#rawX, at + 1) - floatAt(this.#rawX, at);
    const y = floatAt(this.#rawY, at + 1) - floatAt(this.#rawY, at);
    this.#step2[at] = x * x + y * y;
    if (at > 0) this.#addTurn(at);
  }

  /** @param {number} at  a point with one on each side */
  #addTurn(at) {
    const ax = floatAt(this.#rawX, at) - floatAt(this.#rawX, at - 1);
    const ay = floatAt(this.#rawY, at) - floatAt(this.#rawY, at - 1);
    const bx = floatAt(this.#rawX, at + 1) - floatAt(this.#rawX, at);
    const by = floatAt(this.#rawY, at + 1) - floatAt(this.#rawY, at);
    const a = floatAt(this.#step2, at - 1);
    const b = floatAt(this.#step2, at);
    // A short step beside a long one is a tick, as at the lift of a pen, so its turn counts less.
    const share = a === b ? 1 : Math.sqrt(Math.min(a, b) / Math.max(a, b));
    this.#turn[at] = share * Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    this.#turn[at + 1] = 0;
    if (at > 1) this.#addBend(at - 1);
    this.#addBend(at);
  }

  /** @param {number} at  a point whose turn is known; the next one's is 0 until it is */
  #addBend(at) {
    const before = floatAt(this.#turn, at - 1);
    const here = floatAt(this.#turn, at);
    const after = floatAt(this.#turn, at + 1);
    this.#swept[at] = floatAt(this.#swept, at - 1) + Math.abs(here);
    this.#bent[at] = floatAt(this.#bent, at - 1) + Math.abs(before + here + after) / 3;
    this.#turned[at] =
      floatAt(this.#turned, at - 1) + (Math.abs(before) + Math.abs(here) + Math.abs(after)) / 3;
  }

  /** Points before this index never move again. */
  get settled() {
    return Math.max(0, this.length - UNSETTLED);
  }

  /** Smooths the points that may have changed. */
  smooth() {
    for (let at = this.#smoothed; at < this.length; at += 1) this.#smoothPoint(at);
    this.#smoothed = this.settled;
  }

  /** @param {number} at */
  #smoothPoint(at) {
    // As many neighbours on both sides, so that the ends stay where the pen touched and left.
    const reach = Math.min(REACH, at, this.length - 1 - at);
    const rawX = this.#rawX;
    const rawY = this.#rawY;
    const rawRadius = this.#rawRadius;
    const step2 = this.#step2;
    const swept = this.#swept;
    const x0 = floatAt(rawX, at);
    const y0 = floatAt(rawY, at);
    const steady = reach === 0 ? 0 : this.#steadiness(at);
    const trust = steady * steady * steady * steady;
    const far2 = (FAR_SIZES * this.#size) ** 2;
    const uneven = UNEVEN.trembling + trust * (UNEVEN.steady - UNEVEN.trembling);
    // Sums over pairs of neighbours, by powers of their distance in steps. Adding both of a pair cancels the speed and
    // leaves the bend: (ex, ey) is twice their pull.
    let pairs = 0;
    let weight = 1;
    let w0 = 1;
    let w2 = 0;
    let w4 = 0;
    let x = 0;
    let y = 0;
    let x2 = 0;
    let y2 = 0;
    let xx = 0;
    let xy = 0;
    let yy = 0;
    let alongX = 0;
    let alongY = 0;
    let radius = floatAt(rawRadius, at);
    for (let step = 1; step <= reach; step += 1) {
      const before = at - step;
      const after = at + step;
      const turn = ((floatAt(swept, after - 1) - floatAt(swept, before)) * trust) / WIDEST_TURN;
      const closeness = 1 - turn * turn;
      if (closeness <= 0) break;
      weight *= WEIGHT_DECAY;
      const ax = floatAt(rawX, before) - x0;
      const ay = floatAt(rawY, before) - y0;
      const bx = floatAt(rawX, after) - x0;
      const by = floatAt(rawY, after) - y0;
      const a = floatAt(step2, before);
      const b = floatAt(step2, after - 1);
      const most = uneven * Math.min(a, b);
      const longer = Math.max(a, b);
      if (longer > most) weight *= most / longer;
      const far = Math.max(ax * ax + ay * ay, bx * bx + by * by) / far2;
      const w = (weight * closeness * closeness) / (1 + far * far);
      const square = step * step;
      const ex = ax + bx;
      const ey = ay + by;
      pairs += 1;
      w0 += 2 * w;
      w2 += 2 * w * square;
      w4 += 2 * w * square * square;
      x += w * ex;
      y += w * ey;
      x2 += w * square * ex;
      y2 += w * square * ey;
      xx += (w * ex * ex) / 2;
      xy += (w * ex * ey) / 2;
      yy += (w * ey * ey) / 2;
      alongX += w * step * (bx - ax);
      alongY += w * step * (by - ay);
      radius += w * (floatAt(rawRadius, before) + floatAt(rawRadius, after));
    }
    const meanX = x / w0;
    const meanY = y / w0;
    this.x[at] = x0 + meanX;
    this.y[at] = y0 + meanY;
    this.radius[at] = radius / w0;
    if (w2 === 0) return;
    const spread = w4 - (w2 * w2) / w0;
    const bendX = x2 - w2 * meanX;
    const bendY = y2 - w2 * meanY;
    // One pair always lies on a parabola. With more pairs, compare how much it explains across the line.
    let share = steady * steady;
    if (pairs > 1) {
      const along = Math.sqrt(alongX * alongX + alongY * alongY);
      const nx = along === 0 ? 1 : -alongY / along;
      const ny = along === 0 ? 0 : alongX / along;
      const bend = bendX * nx + bendY * ny;
      const pull = x * nx + y * ny;
      const explained = (bend * bend) / spread;
      const all = xx * nx * nx + 2 * xy * nx * ny + yy * ny * ny - (pull * pull) / w0;
      const left = CLEAR * Math.max(0, all - explained);
      share = (CREST * explained * explained) / (explained * explained + left * left + 1);
    }
    const crest = (share * w2) / (w0 * spread);
    this.x[at] = x0 + meanX - bendX * crest;
    this.y[at] = y0 + meanY - bendY * crest;
  }

  /** From 1, where the line around a point bends steadily, to 0, where it trembles. @param {number} at */
  #steadiness(at) {
    const first = Math.max(0, at - STEADY_REACH);
    const last = Math.min(this.length - 2, at + STEADY_REACH - 1);
    const turned = floatAt(this.#turned, last) - floatAt(this.#turned, first);
    if (turned < 0.01) return 1;
    const share = (floatAt(this.#bent, last) - floatAt(this.#bent, first)) / turned;
    return share * Math.min(1, MAX_TURNED / turned);
  }

  #growPoints() {
    const least = this.#rawX.length + 1;
    this.#rawX = withCapacity(this.#rawX, least);
    this.#rawY = withCapacity(this.#rawY, least);
    this.#rawRadius = withCapacity(this.#rawRadius, least);
    this.x = withCapacity(this.x, least);
    this.y = withCapacity(this.y, least);
    this.radius = withCapacity(this.radius, least);
    this.#step2 = withCapacity(this.#step2, least);
    this.#turn = withCapacity(this.#turn, least);
    this.#swept = withCapacity(this.#swept, least);
    this.#bent = withCapacity(this.#bent, least);
    this.#turned = withCapacity(this.#turned, least);
  }
}
