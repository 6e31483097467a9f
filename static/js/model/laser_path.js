/**
 * Where a laser pointer has been since its press. The path only grows, keeps the latest places, and is never stored.
 */

/** Places that a path keeps: more than a hand makes until they have faded. */
const KEPT = 256;

export class LaserPath {
  kind = /** @type {const} */ ("laser");
  page;
  /** The latest places, in units: x and y in turn. @type {number[]} */
  points = [];
  /** Places since the press. */
  count = 0;
  /** Whether the pointer has been lifted. */
  isOver = false;

  /** @param {number} page */
  constructor(page) {
    this.page = page;
  }

  /** Adds places that differ from the one before. @param {readonly number[]} points */
  add(points) {
    for (let at = 0; at < points.length; at += 2) {
      const [x = 0, y = 0] = points.slice(at, at + 2);
      if (this.points.at(-2) === x && this.points.at(-1) === y) continue;
      this.points.push(x, y);
      this.count += 1;
    }
    this.points.splice(0, this.points.length - 2 * KEPT);
  }

  /** The place of the pointer. */
  get head() {
    return { x: this.points.at(-2) ?? 0, y: this.points.at(-1) ?? 0 };
  }
}
