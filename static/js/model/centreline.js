/**
 * The centreline of an ink stroke: the smoothed points, with more of them where the line bends between distant ones.
 */

import { Smoother } from "./smoothing.js";
import { floatAt, withCapacity } from "./typed_arrays.js";

/** A turn of more than this, about 80°, is a corner and is not bent into a curve. */
const CORNER_TURN = 1.4;

/**
 * A step shorter than this share of the next one, such as the tick at the lift of a pen, does not define the direction of
 * the curve.
 */
const TICK = 0.2;

/** The curve between two points is divided so that each piece turns by about this much. */
const FINE_TURN = 0.14;

/** Pieces between two points; more are invisible at 800 %. */
const MAX_STEPS = 10;

/** The centreline of one stroke. The buffers are reused, so painting a board allocates nothing per point. */
export class Centreline {
  /** The result of `refine`: `fineLength` points with half the width at each. */
  fineX = new Float64Array(512);
  fineY = new Float64Array(512);
  fineRadius = new Float64Array(512);
  fineLength = 0;
  /** Indices in the result of the first and the last point of the refined range. */
  fineFirst = 0;
  fineLast = 0;
  #size = 0;
  #points = new Smoother();

  /** Starts a stroke of a nominal width. @param {number} size */
  begin(size) {
    this.#size = size;
    this.#points.begin(size);
  }

  /** @param {number} x @param {number} y @param {number} radius  half the width here */
  add(x, y, radius) {
    this.#points.add(x, y, radius);
  }

  get length() {
    return this.#points.length;
  }

  /** Points before this index never move again. */
  get settled() {
    return this.#points.settled;
  }

  /**
   * Computes the centreline of the points `from` to `to`, on a curve through the smoothed points.
   * @param {number} from
   * @param {number} to  exclusive
   * @param {number} [more]  existing points on both sides that are computed too
   */
  refine(from, to, more = 0) {
    this.#points.smooth();
    this.fineLength = 0;
    const start = Math.max(0, from - more);
    const end = Math.min(this.length, to + more);
    let turn = this.#turnAt(start);
    for (let at = start; at < end; at += 1) {
      if (at === from) this.fineFirst = this.fineLength;
      if (at === to - 1) this.fineLast = this.fineLength;
      this.#addFine(
        floatAt(this.#points.x, at),
        floatAt(this.#points.y, at),
        floatAt(this.#points.radius, at),
      );
      if (at + 1 === end) break;
      const next = this.#turnAt(at + 1);
      this.#between(at, turn, next);
      turn = next;
    }
  }

  /**
   * Adds points between `at` and the next one, on a curve that is an arc where the line is one.
   * @param {number} at
   * @param {number} turnHere  of the line
   * @param {number} turnNext
   */
  #between(at, turnHere, turnNext) {
    const isCornerHere = Math.abs(turnHere) >= CORNER_TURN;
    const isCornerNext = Math.abs(turnNext) >= CORNER_TURN;
    const bend = Math.max(
      isCornerHere ? 0 : Math.abs(turnHere),
      isCornerNext ? 0 : Math.abs(turnNext),
    );
    const x = floatAt(this.#points.x, at);
    const y = floatAt(this.#points.y, at);
    const dx = floatAt(this.#points.x, at + 1) - x;
    const dy = floatAt(this.#points.y, at + 1) - y;
    const chord = Math.sqrt(dx * dx + dy * dy);
    const steps = Math.min(
      MAX_STEPS,
      Math.ceil(bend / FINE_TURN),
      Math.ceil(chord / (0.1 * this.#size)),
    );
    if (steps < 2) return;
    const before = at === 0 ? 0 : this.#step(at - 1);
    const after = at + 2 >= this.length ? 0 : this.#step(at + 1);
    const isFreeHere = isCornerHere || before < TICK * chord;
    const isFreeNext = isCornerNext || after < TICK * chord;
    // The angle between curve and chord is half of the turn at each end. A free end mirrors the other one, which makes an
    // arc: leaving along the chord would first bend the line the other way, and give a circle of few points a beak.
    let start = isFreeHere ? 0 : turnHere / 2;
    let end = isFreeNext ? 0 : turnNext / 2;
    if (isFreeHere) start = end * Math.min(1, after / chord);
    else if (isFreeNext) end = start * Math.min(1, before / chord);
    const u = Math.tan(start / 2);
    const v = Math.tan(end / 2);
    const radius = floatAt(this.#points.radius, at);
    const growth = floatAt(this.#points.radius, at + 1) - radius;
    for (let step = 1; step < steps; step += 1) {
      const t = step / steps;
      const left = 1 - t;
      // A Hermite cubic whose ends are turned by twice the angles of u and v, with the tangent lengths of an arc.
      const out = t * left * left;
      const into = t * t * left;
      const along = t * t * (3 - 2 * t) + out * (1 - u * u) - into * (1 - v * v);
      const across = -2 * (out * u + into * v);
      this.#addFine(
        x + dx * along - dy * across,
        y + dy * along + dx * across,
        radius + growth * t,
      );
    }
  }

  /** Distance from a point to the next one. @param {number} at */
  #step(at) {
    const dx = floatAt(this.#points.x, at + 1) - floatAt(this.#points.x, at);
    const dy = floatAt(this.#points.y, at + 1) - floatAt(this.#points.y, at);
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** The turn of the line at a point, −π to π. @param {number} at */
  #turnAt(at) {
    if (at === 0 || at >= this.length - 1) return 0;
    const ax = floatAt(this.#points.x, at) - floatAt(this.#points.x, at - 1);
    const ay = floatAt(this.#points.y, at) - floatAt(this.#points.y, at - 1);
    const bx = floatAt(this.#points.x, at + 1) - floatAt(this.#points.x, at);
    const by = floatAt(this.#points.y, at + 1) - floatAt(this.#points.y, at);
    return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }

  /** @param {number} x @param {number} y @param {number} radius */
  #addFine(x, y, radius) {
    const at = this.fineLength;
    if (at === this.fineX.length) {
      this.fineX = withCapacity(this.fineX, at + 1);
      this.fineY = withCapacity(this.fineY, at + 1);
      this.fineRadius = withCapacity(this.fineRadius, at + 1);
    }
    this.fineX[at] = x;
    this.fineY[at] = y;
    this.fineRadius[at] = radius;
    this.fineLength = at + 1;
  }
}
