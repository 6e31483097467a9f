/**
 * The fingers on the screen, and what lifting them again at once means.
 */

/** @typedef {{x: number, y: number}} Point */

/** A finger that moves farther than this on the screen does not tap. */
const TAP_PX = 10;

/** All fingers of a tap come down within this time and are up again within the next one. */
const TAP_TOGETHER_MS = 250;
const TAP_MS = 400;

export class Touches {
  /** In the order in which they came. @type {Map<number, {start: Point, now: Point}>} */
  #down = new Map();
  #began = 0;
  #most = 0;
  #tapping = false;

  get count() {
    return this.#down.size;
  }

  /** @param {number} id */
  has(id) {
    return this.#down.has(id);
  }

  /** @param {number} id @param {Point} point  screen pixels @param {number} time  milliseconds */
  press(id, point, time) {
    if (this.#down.size === 0) {
      this.#began = time;
      this.#most = 0;
      this.#tapping = true;
    }
    this.#down.set(id, { start: point, now: point });
    this.#most = Math.max(this.#most, this.#down.size);
    if (time - this.#began > TAP_TOGETHER_MS) this.#tapping = false;
  }

  /** @param {number} id @param {Point} point */
  move(id, point) {
    const finger = this.#down.get(id);
    if (finger === undefined) return;
    finger.now = point;
    if (distance(finger.start, point) > TAP_PX) this.#tapping = false;
  }

  /**
   * A finger went up. The result is how many fingers tapped together when it was the last one of a
   * tap, else 0.
   * @param {number} id
   * @param {number} time
   */
  lift(id, time) {
    if (!this.#down.delete(id) || this.#down.size > 0) return 0;
    return this.#tapping && time - this.#began <= TAP_MS ? this.#most : 0;
  }

  /** The system took a finger away: whatever it was doing, it was no tap. @param {number} id */
  lose(id) {
    this.#tapping = false;
    this.#down.delete(id);
  }

  /** The hand is resting: none of these fingers means anything any more. */
  forget() {
    this.#tapping = false;
    this.#down.clear();
  }

  /** Whether a finger is still where it came down. @param {number} id */
  isStill(id) {
    const finger = this.#down.get(id);
    return finger !== undefined && distance(finger.start, finger.now) <= TAP_PX;
  }

  /** Where the first two fingers are. @returns {[Point, Point] | null} */
  pair() {
    const [one, other] = this.#down.values();
    return one === undefined || other === undefined ? null : [one.now, other.now];
  }

  /** The finger that is left alone. @returns {{id: number, point: Point} | null} */
  only() {
    const [entry] = this.#down;
    return entry === undefined || this.#down.size > 1
      ? null
      : { id: entry[0], point: entry[1].now };
  }
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
