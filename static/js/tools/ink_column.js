/**
 * The points of one ink shape while they are being drawn: growing columns of integers, and their
 * form on the wire (differences, SPEC D5).
 */

import { byteAt, floatAt, intAt, withCapacity } from "../model/typed_arrays.js";

/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */

/** A stroke goes on in another shape after this many points (SPEC D5). */
const MAX_POINTS = 2000;

/** And after about this many bytes of JSON, so that two shapes always fit into one edit. */
const MAX_BYTES = 30 * 1024;

const MAX_WAIT_MS = 65535;

export class InkColumn {
  /** Where the shape is; all points are relative to it. */
  x;
  y;
  length = 0;
  xy = new Int32Array(512);
  pressure = new Uint8Array(256);
  #time = new Float64Array(256);
  #bytes = 0;

  /** @param {GesturePoint} first */
  constructor(first) {
    this.x = Math.round(first.x);
    this.y = Math.round(first.y);
    this.add(first);
  }

  get isFull() {
    return this.length >= MAX_POINTS || this.#bytes >= MAX_BYTES;
  }

  /** @param {GesturePoint} point */
  add(point) {
    const at = this.length;
    if (at === this.pressure.length) this.#grow();
    this.length = at + 1;
    this.#write(at, point);
    // Two differences, a pressure and a time, each with its comma.
    this.#bytes += 3 + digits(this.#dx(at)) + digits(this.#dy(at)) + 3 + 4;
  }

  /** The last point gives way to a newer one very close to it. @param {GesturePoint} point */
  replaceLast(point) {
    if (this.length > 1) this.#write(this.length - 1, point);
  }

  /** Distance from the point before the last, in units. @param {GesturePoint} point */
  distanceFromSettled(point) {
    const at = Math.max(0, this.length - 2);
    const dx = point.x - this.x - intAt(this.xy, at * 2);
    const dy = point.y - this.y - intAt(this.xy, at * 2 + 1);
    return Math.hypot(dx, dy);
  }

  /** @returns {GesturePoint} */
  last() {
    const at = this.length - 1;
    return {
      x: this.x + intAt(this.xy, at * 2),
      y: this.y + intAt(this.xy, at * 2 + 1),
      pressure: byteAt(this.pressure, at),
      time: floatAt(this.#time, at),
    };
  }

  /**
   * The columns from a point on, up to another, as differences.
   * @param {number} from
   * @param {number} to
   */
  columns(from, to) {
    const points = [];
    const pressure = [];
    for (let at = from; at < to; at += 1) {
      points.push(this.#dx(at), this.#dy(at));
      pressure.push(byteAt(this.pressure, at) - (at === 0 ? 0 : byteAt(this.pressure, at - 1)));
    }
    return { points, pressure };
  }

  /** The whole geometry register. */
  geometry() {
    const { points, pressure } = this.columns(0, this.length);
    const time = [0];
    for (let at = 1; at < this.length; at += 1) {
      const waited = Math.round(floatAt(this.#time, at)) - Math.round(floatAt(this.#time, at - 1));
      time.push(Math.max(0, Math.min(MAX_WAIT_MS, waited)));
    }
    return { points, pressure, time };
  }

  /** @param {number} at @param {GesturePoint} point */
  #write(at, point) {
    this.xy[at * 2] = Math.round(point.x) - this.x;
    this.xy[at * 2 + 1] = Math.round(point.y) - this.y;
    this.pressure[at] = Math.round(point.pressure);
    this.#time[at] = point.time;
  }

  /** @param {number} at */
  #dx(at) {
    return intAt(this.xy, at * 2) - (at === 0 ? 0 : intAt(this.xy, at * 2 - 2));
  }

  /** @param {number} at */
  #dy(at) {
    return intAt(this.xy, at * 2 + 1) - (at === 0 ? 0 : intAt(this.xy, at * 2 - 1));
  }

  #grow() {
    const least = this.length + 1;
    this.xy = withCapacity(this.xy, least * 2);
    this.pressure = withCapacity(this.pressure, least);
    this.#time = withCapacity(this.#time, least);
  }
}

/** Characters of an integer. @param {number} value */
function digits(value) {
  return String(value).length;
}
