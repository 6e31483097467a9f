/**
 * Animated camera moves: 220 ms, or at once where the system asks for reduced motion.
 */

/** @typedef {import("../../editor/camera.js").Camera} Camera */
/** @typedef {import("../../editor/camera.js").Place} Place */

const GLIDE_MS = 220;

/** A farther move, in screens, jumps at once: its animation would be a blur. */
const MAX_SCREENS = 6;

/** Number of the latest animation: a newer one ends it. */
let current = 0;

/** @param {Camera} camera @param {Place} place */
export function animateCamera(camera, place) {
  current += 1;
  const animation = current;
  const from = { x: camera.x, y: camera.y, zoom: camera.zoom };
  const screens =
    Math.hypot(place.x - from.x, place.y - from.y) / Math.max(1, camera.width / from.zoom);
  if (screens > MAX_SCREENS || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    camera.goTo(place);
    return;
  }
  const startedAt = performance.now();
  let expected = { ...from };
  const step = () => {
    // Ends when anything else has moved the camera.
    const hasMoved = camera.x !== expected.x || camera.y !== expected.y;
    if (animation !== current || hasMoved || camera.zoom !== expected.zoom) return;
    const part = Math.min(1, (performance.now() - startedAt) / GLIDE_MS);
    camera.goTo(part === 1 ? place : interpolate(from, place, 1 - (1 - part) ** 3));
    expected = { x: camera.x, y: camera.y, zoom: camera.zoom };
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** @param {Place} from @param {Place} to @param {number} part @returns {Place} */
function interpolate(from, to, part) {
  /** @param {number} a @param {number} b */
  const mix = (a, b) => a + (b - a) * part;
  // Zoom is a ratio: even steps of its logarithm look even.
  const zoom = Math.exp(mix(Math.log(from.zoom), Math.log(to.zoom)));
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), zoom };
}
