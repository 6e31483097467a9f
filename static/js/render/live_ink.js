/**
 * The outline of one stroke while it is drawn. The part that no later point can change is outlined once and only the last
 * points again at each update, so a long stroke costs no more than a short one.
 */

import { inflate, union } from "../model/box.js";
import { Outliner, tipOf } from "../model/outline.js";
import { MAX_REACH } from "../model/pressure.js";
import { byteAt, intAt } from "../model/typed_arrays.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */

/** Points before and after a point on which its outline depends; includes that the last one may still move. */
const CONTEXT = 10;

/** Settled points that are outlined together at least, so that there are few pieces. */
const MIN_PIECE = 16;

const outliner = new Outliner();

export class LiveInk {
  /** The box around the stroke, in units. @type {Box} */
  box = { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  /** The box that may have changed since the last `update`, or null. @type {Box | null} */
  changed = null;
  /** @type {InkPreview} */
  preview;
  #settled = new Path2D();
  /** The point where the settled path ends and the tail begins. */
  #cut = 0;
  /** Number of points inside `box`. */
  #boxed = 0;
  #tail = new Path2D();
  /** @type {Box | null} */
  #tailBox = null;

  /** @param {InkPreview} preview */
  constructor(preview) {
    this.preview = preview;
    this.update(preview);
  }

  /** Whether a later preview continues this stroke. @param {InkPreview} next */
  continues(next) {
    const { x, y, style, shapeKind, page } = this.preview;
    return (
      next.length > this.#cut &&
      next.x === x &&
      next.y === y &&
      next.style.size === style.size &&
      next.style.ink === style.ink &&
      next.shapeKind === shapeKind &&
      next.page === page
    );
  }

  /** @param {InkPreview} preview  the same stroke with more points, or with its last point moved */
  update(preview) {
    this.preview = preview;
    this.#enlargeBox();
    // The old tail and the new points.
    const loose = this.#boxOf(this.#cut, preview.length);
    this.changed = this.#tailBox === null ? loose : union(this.#tailBox, loose);
    this.#tail = new Path2D();
    const first = this.#outlineFrom(this.#cut);
    this.#settle(first);
    outliner.trace(this.#tail, this.#cut - first);
    this.#tailBox = this.#boxOf(this.#cut, preview.length);
  }

  /** The whole outline as one path, in units relative to the stroke's position. */
  path() {
    const whole = new Path2D(this.#settled);
    whole.addPath(this.#tail);
    return whole;
  }

  /** Moves settled points to the settled path, once there are enough. @param {number} first  first point of the outliner */
  #settle(first) {
    const least = this.#cut + MIN_PIECE;
    for (let at = this.preview.length - 1 - CONTEXT; at >= least; at -= 1) {
      if (!outliner.canCut(at - first)) continue;
      outliner.trace(this.#settled, this.#cut - first, at - first + 1);
      this.#cut = at;
      return;
    }
  }

  /** Fills the outliner with the points from `from`, preceded by their context. Returns the first index. @param {number} from */
  #outlineFrom(from) {
    const { shapeKind, xy, pressure, length, style } = this.preview;
    const first = Math.max(0, from - CONTEXT);
    outliner.begin(style.size, tipOf(shapeKind));
    for (let at = first; at < length; at += 1) {
      outliner.add(intAt(xy, at * 2), intAt(xy, at * 2 + 1), byteAt(pressure, at));
    }
    return first;
  }

  #enlargeBox() {
    const { length } = this.preview;
    const box = this.#boxOf(Math.max(0, this.#boxed - 1), length);
    this.box = this.#boxed === 0 ? box : union(this.box, box);
    this.#boxed = length;
  }

  /** The box around the paint of a run of points, in board units. @param {number} from @param {number} to @returns {Box} */
  #boxOf(from, to) {
    const { x, y, xy, style } = this.preview;
    let minX = Number.POSITIVE_INFINITY;
    let minY = Number.POSITIVE_INFINITY;
    let maxX = Number.NEGATIVE_INFINITY;
    let maxY = Number.NEGATIVE_INFINITY;
    let longest = 0;
    for (let at = from; at < to; at += 1) {
      const px = x + intAt(xy, at * 2);
      const py = y + intAt(xy, at * 2 + 1);
      if (at > from) {
        const step = Math.max(
          Math.abs(px - x - intAt(xy, at * 2 - 2)),
          Math.abs(py - y - intAt(xy, at * 2 - 1)),
        );
        longest = Math.max(longest, step);
      }
      minX = Math.min(minX, px);
      minY = Math.min(minY, py);
      maxX = Math.max(maxX, px);
      maxY = Math.max(maxY, py);
    }
    // Between two points the curve leaves their box by at most a quarter of the distance.
    const margin = Math.ceil(MAX_REACH * style.size + longest / 4);
    return inflate({ minX, minY, maxX, maxY }, margin);
  }
}
