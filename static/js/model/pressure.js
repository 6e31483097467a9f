/**
 * Converts pointer input to stored pressure, 0 to 255, and pressure to width.
 *
 * Only a pen measures pressure. A mouse and most fingers report a constant, so their pressure is derived from speed:
 * faster strokes are up to 15 % thinner. Both use one scale, so painting does not depend on the device.
 */

/** Pressure at which a stroke has exactly its size. */
export const NOMINAL_PRESSURE = 128;

/**
 * Width of a stroke at a stored pressure, relative to its size: 0.5 at 0, 1 at 128, 1.4 at 255.
 * @param {number} pressure
 */
export function widthFactor(pressure) {
  return pressure <= NOMINAL_PRESSURE
    ? 0.5 + (0.5 * pressure) / NOMINAL_PRESSURE
    : 1 + (0.4 * (pressure - NOMINAL_PRESSURE)) / (255 - NOMINAL_PRESSURE);
}

/** The farthest paint from a stroke's points, in sizes: half of 1.4, plus the corners of a flat end. */
export const MAX_REACH = 0.73;

/** Pressure of the fastest mouse stroke: 85 % of the width. */
const FASTEST_PRESSURE = 90;

/** Screen pixels a millisecond at which a stroke is thinnest; a brisk flick of the wrist. */
const FAST_PX_PER_MS = 2.4;

/** Weight of the previous speed in the exponential average, which keeps the width from jittering. */
const INERTIA = 0.82;

/** @param {number} pressure  0 to 1, as pointer events have it */
export function penPressure(pressure) {
  // A pen at its usual half pressure draws the nominal width.
  return Math.max(1, Math.min(255, Math.round(pressure * 2 * NOMINAL_PRESSURE)));
}

/** Derives the pressure of one stroke from its speed. */
export class SpeedPressure {
  #speed = 0;
  #x = 0;
  #y = 0;
  #time = 0;
  #started = false;

  /**
   * @param {number} x  screen pixels
   * @param {number} y
   * @param {number} time  milliseconds
   */
  at(x, y, time) {
    if (this.#started) {
      const elapsed = time - this.#time;
      // Two samples with one timestamp have no speed.
      if (elapsed <= 0) return this.#pressure();
      const speed = Math.hypot(x - this.#x, y - this.#y) / elapsed;
      this.#speed = this.#speed * INERTIA + speed * (1 - INERTIA);
    }
    this.#started = true;
    this.#x = x;
    this.#y = y;
    this.#time = time;
    return this.#pressure();
  }

  #pressure() {
    const share = Math.min(1, this.#speed / FAST_PX_PER_MS);
    return Math.round(NOMINAL_PRESSURE - share * (NOMINAL_PRESSURE - FASTEST_PRESSURE));
  }
}
