/**
 * Two fingers pan and zoom the board: the maths, without events.
 */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{zoom: number, pan: (dx: number, dy: number) => void, zoomAt: (point: Point, zoom: number) => void}} PinchedCamera */

/**
 * Fingers that pan always change their distance a little. Up to this ratio they do not zoom.
 */
const PAN_RATIO = 1.05;

/** Below this distance in screen pixels the ratio is unreliable. */
const MIN_DISTANCE = 24;

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

/** @param {Point} one @param {Point} other */
function middleOf(one, other) {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** @param {Point} one @param {Point} other */
function distanceOf(one, other) {
  return Math.max(MIN_DISTANCE, Math.hypot(one.x - other.x, one.y - other.y));
}
