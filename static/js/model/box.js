/**
 * Boxes with sides along the axes, in units, edges included. A box is never changed in place.
 */

/** Units of a board pixel; all coordinates of a board are in units. */
export const UNITS_PER_PX = 16;

/** @typedef {{minX: number, minY: number, maxX: number, maxY: number}} Box */

/**
 * The box of a shape, in whole units. V8 stores the numbers of equally shaped literals in one representation;
 * boxes of pixels have fractions, so as a literal this box would take twice the memory.
 * @implements {Box}
 */
export class WholeBox {
  /** @param {number} minX @param {number} minY @param {number} maxX @param {number} maxY  below 2^30 */
  constructor(minX, minY, maxX, maxY) {
    // V8 stores a whole number that was computed from fractions as a double; `| 0` makes it a small integer.
    this.minX = minX | 0;
    this.minY = minY | 0;
    this.maxX = maxX | 0;
    this.maxY = maxY | 0;
  }

  /** @param {Box} box */
  static of({ minX, minY, maxX, maxY }) {
    return new WholeBox(minX, minY, maxX, maxY);
  }
}

/** The smallest box around both. @param {Box} a @param {Box} b @returns {Box} */
export function union(a, b) {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}

/** Whether two boxes share a point; a shared edge counts. @param {Box} a @param {Box} b */
export function intersects(a, b) {
  return a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY;
}

/** Returns the box with every side moved outwards. @param {Box} box @param {number} by  units @returns {Box} */
export function inflate(box, by) {
  return { minX: box.minX - by, minY: box.minY - by, maxX: box.maxX + by, maxY: box.maxY + by };
}

/** Returns the box moved by (dx, dy). @param {Box} box @param {number} dx @param {number} dy @returns {Box} */
export function shifted(box, dx, dy) {
  return { minX: box.minX + dx, minY: box.minY + dy, maxX: box.maxX + dx, maxY: box.maxY + dy };
}

/** Whether all of `inner` lies in `outer`. @param {Box} outer @param {Box} inner */
export function contains(outer, inner) {
  return (
    inner.minX >= outer.minX &&
    inner.minY >= outer.minY &&
    inner.maxX <= outer.maxX &&
    inner.maxY <= outer.maxY
  );
}

/** Whether two boxes have the same edges. @param {Box} a @param {Box} b */
export function isEqual(a, b) {
  return contains(a, b) && contains(b, a);
}
