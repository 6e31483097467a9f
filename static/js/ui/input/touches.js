/**
 * Fingers on a touch screen, without events: taps of two or three, and two that pan and zoom the board.
 */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{zoom: number, pan: (dx: number, dy: number) => void, zoomAt: (point: Point, zoom: number) => void}} PinchedCamera */

/** A finger that moves farther, in screen pixels, does not tap. */
const TAP_PX = 10;

/** All fingers of a tap press within the first time and release within the second. */
const TAP_TOGETHER_MS = 250;
const TAP_MS = 400;

/** Fingers that pan always change their distance a little. Up to this ratio they do not zoom. */
const PAN_RATIO = 1.05;

/** Below this distance in screen pixels the ratio is unreliable. */
const MIN_DISTANCE = 24;

/** The fingers that are down, and whether they tap. */
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

/** Two fingers that pan and zoom. */
export class Pinch {
  #camera;
  #middle;
  #distance;
  #zoom;
  #zooming = false;

  /**
   * @param {PinchedCamera} camera
   * @param {Point} one  screen pixels
   * @param {Point} other
   */
  constructor(camera, one, other) {
    this.#camera = camera;
    this.#middle = middleOf(one, other);
    this.#distance = distanceOf(one, other);
    this.#zoom = camera.zoom;
  }

  /** Moves the camera so that the point of the board between the fingers stays there. @param {Point} one @param {Point} other */
  move(one, other) {
    const middle = middleOf(one, other);
    this.#camera.pan(middle.x - this.#middle.x, middle.y - this.#middle.y);
    this.#middle = middle;
    const distance = distanceOf(one, other);
    const ratio = distance / this.#distance;
    if (!this.#zooming) {
      if (ratio < PAN_RATIO && ratio > 1 / PAN_RATIO) return;
      // The ratio counts from this distance, or the board would jump.
      this.#zooming = true;
      this.#distance = distance;
      return;
    }
    // Relative to the start, not to the last move, so that no error adds up.
    this.#camera.zoomAt(middle, this.#zoom * ratio);
  }
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {Point} one @param {Point} other */
function middleOf(one, other) {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** @param {Point} one @param {Point} other */
function distanceOf(one, other) {
  return Math.max(MIN_DISTANCE, distance(one, other));
}
