/**
 * Lines to draw, as points on the screen in CSS pixels.
 */

/** @typedef {{x: number, y: number}} Point */

/** @param {Point} from @param {Point} to @param {number} [steps] @returns {Point[]} */
export function line(from, to, steps = 10) {
  return Array.from({ length: steps + 1 }, (_, at) => ({
    x: from.x + ((to.x - from.x) * at) / steps,
    y: from.y + ((to.y - from.y) * at) / steps,
  }));
}

/**
 * A part of a circle; angles in turns, clockwise from the right.
 * @param {Point} middle
 * @param {number} radius
 * @param {{from?: number, to?: number, steps?: number}} [options]
 * @returns {Point[]}
 */
export function arc(middle, radius, { from = 0, to = 1, steps = 24 } = {}) {
  return Array.from({ length: steps + 1 }, (_, at) => {
    const angle = 2 * Math.PI * (from + ((to - from) * at) / steps);
    return { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
  });
}

/**
 * Waves from left to right.
 * @param {Point} from
 * @param {{width: number, height: number, waves?: number, steps?: number}} options
 * @returns {Point[]}
 */
export function wave(from, { width, height, waves = 2, steps = 40 }) {
  return Array.from({ length: steps + 1 }, (_, at) => ({
    x: from.x + (width * at) / steps,
    y: from.y - (height / 2) * Math.sin((2 * Math.PI * waves * at) / steps),
  }));
}

/** One line through several corners. @param {readonly Point[]} corners @param {number} [steps]  of each side @returns {Point[]} */
export function corners(corners, steps = 8) {
  return corners.slice(1).flatMap((to, at) => {
    const side = line(/** @type {Point} */ (corners[at]), to, steps);
    return at === 0 ? side : side.slice(1);
  });
}
