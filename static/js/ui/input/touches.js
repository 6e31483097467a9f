/**
 * The fingers on the screen, and the taps of two or three of them.
 */

/** @typedef {{x: number, y: number}} Point */

/** A finger that moves farther, in screen pixels, does not tap. */
const TAP_PX = 10;

/** All fingers of a tap press within the first time and release within the second. */
const TAP_TOGETHER_MS = 250;
const TAP_MS = 400;

export class Touches {
  /** Fingers by pointer id, in the order of their press. @type {Map<number, {start: Point, now: Point}>} */
  #fingers = new Map();
  #startedAt = 0;
  #maxCount = 0;
  #mayBeTap = false;

  get count() {
    return this.#fingers.size;
  }

  /** @param {number} id */
  has(id) {
    return this.#fingers.has(id);
  }

  /** @param {number} id @param {Point} point  screen pixels @param {number} time  milliseconds */
  press(id, point, time) {
    if (this.#fingers.size === 0) {
      this.#startedAt = time;
      this.#maxCount = 0;
      this.#mayBeTap = true;
    }
    this.#fingers.set(id, { start: point, now: point });
    this.#maxCount = Math.max(this.#maxCount, this.#fingers.size);
    if (time - this.#startedAt > TAP_TOGETHER_MS) this.#mayBeTap = false;
  }

  /** @param {number} id @param {Point} point */
  move(id, point) {
    const finger = this.#fingers.get(id);
    if (finger === undefined) return;
    finger.now = point;
    if (distance(finger.start, point) > TAP_PX) this.#mayBeTap = false;
  }

  /**
   * Removes a finger. Returns how many fingers tapped when it was the last one of a tap, else 0.
   * @param {number} id
   * @param {number} time
   */
  lift(id, time) {
    if (!this.#fingers.delete(id) || this.#fingers.size > 0) return 0;
    return this.#mayBeTap && time - this.#startedAt <= TAP_MS ? this.#maxCount : 0;
  }

  /** Removes a finger that the system has cancelled: the touch is no tap. @param {number} id */
  lose(id) {
    this.#mayBeTap = false;
    this.#fingers.delete(id);
  }

  /** Removes all fingers: they belong to a resting hand. */
  forget() {
    this.#mayBeTap = false;
    this.#fingers.clear();
  }

  /** Whether a finger is still at the point of its press. @param {number} id */
  isStill(id) {
    const finger = this.#fingers.get(id);
    return finger !== undefined && distance(finger.start, finger.now) <= TAP_PX;
  }

  /** Positions of the first two fingers, or null. @returns {[Point, Point] | null} */
  pair() {
    const [one, other] = this.#fingers.values();
    return one === undefined || other === undefined ? null : [one.now, other.now];
  }

  /** The only finger, or null when there are none or several. @returns {{id: number, point: Point} | null} */
  only() {
    const [entry] = this.#fingers;
    return entry === undefined || this.#fingers.size > 1
      ? null
      : { id: entry[0], point: entry[1].now };
  }
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
