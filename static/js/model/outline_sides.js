/**
 * The two sides of a stroke as control points, and the closed curve through them.
 *
 * The curve is a quadratic B-spline: each piece runs from midpoint to midpoint of its control points, so it has no facets
 * at any zoom. A part of a stroke is cut straight. Its sides are those of the whole stroke, so adjacent parts in one path
 * are filled as if they were one.
 */

import { floatAt, withCapacity } from "./typed_arrays.js";

/** A path to draw on. @typedef {Pick<Path2D, "moveTo" | "lineTo" | "quadraticCurveTo" | "closePath">} Sink */

/** Control points along one side of a stroke, x and y in turn. */
export class Side {
  points = new Float64Array(1024);
  length = 0;

  /** @param {number} x @param {number} y */
  add(x, y) {
    const at = this.length;
    if (at + 2 > this.points.length) this.points = withCapacity(this.points, at + 2);
    this.points[at] = x;
    this.points[at + 1] = y;
    this.length = at + 2;
  }
}

/** Both sides of a stroke. The buffers are reused from stroke to stroke. */
export class Sides {
  left = new Side();
  right = new Side();

  clear() {
    this.left.length = 0;
    this.right.length = 0;
  }

  /** The number of control points. */
  get count() {
    return (this.left.length + this.right.length) / 2;
  }

  /** Adds a point on each side of (x, y), at a right angle to (dx, dy) and as far away as that is long. @param {number} x @param {number} y @param {number} dx @param {number} dy */
  add(x, y, dx, dy) {
    this.left.add(x + dy, y - dx);
    this.right.add(x - dy, y + dx);
  }

  /** Draws the left side forwards, then the right side backwards. @param {Sink} sink @param {boolean} isCutBefore @param {boolean} isCutAfter */
  draw(sink, isCutBefore, isCutAfter) {
    const { points: left, length } = this.left;
    const { points: right, length: rightLength } = this.right;
    const start = isCutBefore ? 2 : 0;
    const leftEnd = length - (isCutAfter ? 2 : 0);
    const rightEnd = rightLength - (isCutAfter ? 2 : 0);
    // The control point before the first curve: the one at a cut, the other side's, or the last of a circle.
    const before = isCutBefore || rightLength === 0 ? left : right;
    const first = isCutBefore || rightLength > 0 ? 0 : length - 2;
    sink.moveTo(
      (floatAt(before, first) + floatAt(left, start)) / 2,
      (floatAt(before, first + 1) + floatAt(left, start + 1)) / 2,
    );
    for (let at = start; at < leftEnd; at += 2) {
      if (at + 2 < length) arcTo(sink, left, at, left, at + 2);
      else if (rightEnd === 0) arcTo(sink, left, at, left, 0);
      else arcTo(sink, left, at, right, rightEnd - 2);
    }
    if (isCutAfter) {
      sink.lineTo(
        (floatAt(right, rightEnd - 2) + floatAt(right, rightEnd)) / 2,
        (floatAt(right, rightEnd - 1) + floatAt(right, rightEnd + 1)) / 2,
      );
    }
    for (let at = rightEnd - 2; at >= start; at -= 2) {
      if (at === 0) arcTo(sink, right, at, left, 0);
      else arcTo(sink, right, at, right, at - 2);
    }
    sink.closePath();
  }
}

/** Draws a curve around a control point to the midpoint between it and the next. @param {Sink} sink @param {Float64Array} array @param {number} at @param {Float64Array} nextArray @param {number} next */
function arcTo(sink, array, at, nextArray, next) {
  const x = floatAt(array, at);
  const y = floatAt(array, at + 1);
  sink.quadraticCurveTo(
    x,
    y,
    (x + floatAt(nextArray, next)) / 2,
    (y + floatAt(nextArray, next + 1)) / 2,
  );
}
