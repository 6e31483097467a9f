/**
 * The points of all shapes, in a few large arrays.
 *
 * A shape has a range of points. Ranges are reference-counted: storing a shape retains its range, and a range
 * without references is reused.
 */

import { FreeRanges } from "./free_ranges.js";
import { NOMINAL_PRESSURE } from "./pressure.js";
import { byteAt, intAt, numberAt, shortAt } from "./typed_arrays.js";

/** @typedef {import("./shape.js").WireGeometry} WireGeometry */
/** A run of points. @typedef {{start: number, count: number}} Range */

/** Exceeds the number of points of any chunk: a missing timing is `chunk * TIMING_STRIDE + offset`. */
const TIMING_STRIDE = 2 ** 32;

/** The largest stored interval, 16 bits. */
const MAX_TIME_MS = 65_535;

/** Marks a timing that no chunk has. */
const UNKNOWN_TIMING = -1;

/** The points of shapes that have none. */
export const NO_POINTS = { xy: new Int32Array(0), pressure: new Uint8Array(0) };

export class PointPool {
  /** x and y alternating, in units, relative to the position of the shape. */
  xy = new Int32Array(512);
  /** 0 to 255. */
  pressure = new Uint8Array(256);
  /** Milliseconds since the point before. */
  time = new Uint16Array(256);
  /** References to a range, by its start. @type {Map<number, number>} */
  #references = new Map();
  /** Ranges that had no reference at some time since the last sweep. @type {Range[]} */
  #releaseCandidates = [];
  #ranges = new FreeRanges();
  #used = 0;
  /** Positions of timings that were not loaded with their points, by start. @type {Map<number, number>} */
  #missing = new Map();
  /** Number of points that were cut off before such a range, by start; their time is added to its first point. @type {Map<number, number>} */
  #cutBefore = new Map();
  /** @type {string[]} */
  #timings = [];

  /** Points in use. */
  get used() {
    return this.#used;
  }

  /** Points that fit without growing. */
  get capacity() {
    return this.pressure.length;
  }

  /**
   * Adds the points of a geometry, with prefix sums of its differences. The next `sweep` frees the range unless it is
   * retained.
   * @param {WireGeometry} geometry
   * @param {Range | null} [timed]  the range whose times are kept where the geometry has none; null for times of 0
   * @returns {Range}  empty for a geometry without points
   */
  add(geometry, timed) {
    const { points, pressure, time } = geometry;
    if (points == null) return { start: 0, count: 0 };
    const count = points.length / 2;
    const range = { start: this.#allot(count), count };
    let x = 0;
    let y = 0;
    let force = pressure == null ? NOMINAL_PRESSURE : 0;
    for (let at = 0; at < count; at += 1) {
      const to = range.start + at;
      x += numberAt(points, at * 2);
      y += numberAt(points, at * 2 + 1);
      if (pressure != null) force += numberAt(pressure, at);
      this.xy[to * 2] = x;
      this.xy[to * 2 + 1] = y;
      this.pressure[to] = force;
      this.time[to] = time == null ? 0 : numberAt(time, at);
    }
    if (pressure != null && time == null) this.#keepTimes(range, timed);
    this.#track(range);
    return range;
  }

  /** Gives points that came without timing that of another range. @param {Range} range @param {Range | null} [timed] */
  #keepTimes(range, timed) {
    if (timed === undefined) {
      // A board stored in the browser may have points without timing.
      this.#missing.set(range.start, UNKNOWN_TIMING);
      return;
    }
    if (timed?.count !== range.count) return;
    this.time.copyWithin(range.start, timed.start, timed.start + timed.count);
    this.#copyMissing(timed.start, range.start, 0);
  }

  /** @param {number} from  start of a range @param {number} to  start of a copy @param {number} cut  points cut off before it */
  #copyMissing(from, to, cut) {
    const place = this.#missing.get(from);
    if (place === undefined) return;
    this.#missing.set(to, place);
    const before = (this.#cutBefore.get(from) ?? 0) + cut;
    if (before > 0) this.#cutBefore.set(to, before);
  }

  /**
   * Copies points of a range; as after `add`, the caller has to retain the copy. Its first point gets the time since
   * the range began, at most `MAX_TIME_MS`.
   * @param {Range} range
   * @param {number} from  counted from 0 in the range
   * @param {number} to  the one after the last
   * @returns {Range}
   */
  cut({ start }, from, to) {
    const copy = { start: this.#allot(to - from), count: to - from };
    this.xy.copyWithin(copy.start * 2, (start + from) * 2, (start + to) * 2);
    this.pressure.copyWithin(copy.start, start + from, start + to);
    this.time.copyWithin(copy.start, start + from, start + to);
    let passed = 0;
    for (let at = start; at <= start + from; at += 1) passed += shortAt(this.time, at);
    this.time[copy.start] = Math.min(passed, MAX_TIME_MS);
    this.#copyMissing(start, copy.start, from);
    this.#track(copy);
    return copy;
  }

  /**
   * Makes room for points that will follow, so that the pool does not grow several times. Memory that is never written costs
   * nothing.
   * @param {number} count
   */
  reserve(count) {
    const room = this.#ranges.end + count;
    if (room > this.pressure.length) this.#grow(room);
  }

  /**
   * Adds the points of a chunk as one block. `claim` then makes its ranges.
   * @param {{xy: Int32Array, pressure: Uint8Array}} points
   * @param {string} timing  hash of the chunk
   * @returns {number} start
   */
  addChunk({ xy, pressure }, timing) {
    const start = this.#allot(pressure.length);
    this.xy.set(xy, 2 * start);
    this.pressure.set(pressure, start);
    this.#timings.push(timing);
    return start;
  }

  /**
   * Makes a range of the points that `addChunk` added last; as after `add`, the caller has to retain it.
   * @param {Range} range
   * @param {number | null} at  offset of its timing in that of the chunk; null for points without timing
   */
  claim(range, at) {
    if (range.count === 0) return;
    if (at === null) this.time.fill(0, range.start, range.start + range.count);
    else this.#missing.set(range.start, (this.#timings.length - 1) * TIMING_STRIDE + at);
    this.#track(range);
  }

  /** Whether the timing of a range is not loaded. @param {Range} range */
  lacksTiming({ start, count }) {
    return count > 0 && this.#missing.has(start);
  }

  /** Hashes of chunks whose timing some range needs. @returns {Set<string>} */
  missingTimings() {
    const places = [...this.#missing.values()].filter((place) => place !== UNKNOWN_TIMING);
    return new Set(places.map((place) => this.#timings[Math.floor(place / TIMING_STRIDE)] ?? ""));
  }

  /** Fills in the timing of a range. @param {Range} range @param {ReadonlyMap<string, Uint16Array>} timings  by chunk */
  fillTiming({ start, count }, timings) {
    const place = count > 0 ? this.#missing.get(start) : undefined;
    if (place === undefined || place === UNKNOWN_TIMING) return;
    const timing = timings.get(this.#timings[Math.floor(place / TIMING_STRIDE)] ?? "");
    if (timing === undefined) return;
    const begin = place % TIMING_STRIDE;
    const at = begin + (this.#cutBefore.get(start) ?? 0);
    this.time.set(timing.subarray(at, at + count), start);
    const passed = timing.subarray(begin, at + 1).reduce((sum, ms) => sum + ms, 0);
    this.time[start] = Math.min(passed, MAX_TIME_MS);
    this.#clearMissing(start);
  }

  /**
   * The geometry on the wire, in differences; without `time` while that is not loaded.
   * @param {Range} range
   * @returns {{points: number[], pressure: number[], time?: number[]}}
   */
  columns({ start, count }) {
    const points = [];
    const pressure = [];
    const time = [];
    let x = 0;
    let y = 0;
    let force = 0;
    for (let at = start; at < start + count; at += 1) {
      const nextX = intAt(this.xy, at * 2);
      const nextY = intAt(this.xy, at * 2 + 1);
      const nextForce = byteAt(this.pressure, at);
      points.push(nextX - x, nextY - y);
      pressure.push(nextForce - force);
      time.push(shortAt(this.time, at));
      x = nextX;
      y = nextY;
      force = nextForce;
    }
    return this.#missing.has(start) ? { points, pressure } : { points, pressure, time };
  }

  /** Whether two ranges have the same points and pressures. @param {Range} a @param {Range} b */
  isEqual(a, b) {
    if (a.count !== b.count) return false;
    if (a.start === b.start) return true;
    for (let at = 0; at < 2 * a.count; at += 1)
      if (this.xy[2 * a.start + at] !== this.xy[2 * b.start + at]) return false;
    for (let at = 0; at < a.count; at += 1)
      if (this.pressure[a.start + at] !== this.pressure[b.start + at]) return false;
    return true;
  }

  /**
   * Copies a range of another pool; as after `add`, the caller has to retain the copy. A timing that is not loaded there
   * stays unknown.
   * @param {PointPool} other
   * @param {Range} range
   * @returns {Range}
   */
  copyFrom(other, { start, count }) {
    if (count === 0) return { start: 0, count };
    const copy = { start: this.#allot(count), count };
    this.xy.set(other.xy.subarray(2 * start, 2 * (start + count)), 2 * copy.start);
    this.pressure.set(other.pressure.subarray(start, start + count), copy.start);
    this.time.set(other.time.subarray(start, start + count), copy.start);
    if (other.lacksTiming({ start, count })) this.#missing.set(copy.start, UNKNOWN_TIMING);
    this.#track(copy);
    return copy;
  }

  /** Adds a reference to a range; `release` removes it. @param {Range} range */
  retain({ start, count }) {
    if (count > 0) this.#references.set(start, (this.#references.get(start) ?? 0) + 1);
  }

  /** Removes a reference. The points stay readable until the next `sweep`. @param {Range} range */
  release({ start, count }) {
    if (count === 0) return;
    const references = (this.#references.get(start) ?? 0) - 1;
    this.#references.set(start, references);
    if (references === 0) this.#releaseCandidates.push({ start, count });
  }

  /** Frees every range without references. */
  sweep() {
    for (const { start, count } of this.#releaseCandidates) {
      // A range can be listed twice; the first entry frees it.
      if (this.#references.get(start) !== 0) continue;
      this.#references.delete(start);
      this.#clearMissing(start);
      this.#used -= count;
      this.#ranges.free(start, count);
    }
    this.#releaseCandidates = [];
  }

  /** @param {number} start */
  #clearMissing(start) {
    this.#missing.delete(start);
    this.#cutBefore.delete(start);
  }

  /** @param {Range} range */
  #track(range) {
    this.#references.set(range.start, 0);
    this.#releaseCandidates.push(range);
  }

  /** @param {number} count */
  #allot(count) {
    this.#used += count;
    const start = this.#ranges.allocate(count);
    if (this.#ranges.end > this.pressure.length)
      this.#grow(Math.max(this.#ranges.end, Math.ceil(this.pressure.length * 1.5)));
    return start;
  }

  /** @param {number} room */
  #grow(room) {
    this.xy = copied(this.xy, new Int32Array(room * 2));
    this.pressure = copied(this.pressure, new Uint8Array(room));
    this.time = copied(this.time, new Uint16Array(room));
  }
}

/**
 * @template {Int32Array | Uint8Array | Uint16Array} T
 * @param {T} from
 * @param {T} to
 */
function copied(from, to) {
  to.set(from);
  return to;
}
