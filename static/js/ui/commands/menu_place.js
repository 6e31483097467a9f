/**
 * Where a menu opens: below its anchor, above it where there is no room, and always inside the window. Pure.
 */

/** Distance from the anchor and from the edges of the window, in CSS pixels. */
const GAP_PX = 8;

/**
 * @param {{left: number, top: number, right: number, bottom: number}} anchor  a button, or a point without size
 * @param {{width: number, height: number}} size  of the menu
 * @param {{width: number, height: number}} view  the window
 * @returns {{x: number, y: number}}
 */
export function placeMenu(anchor, { width, height }, view) {
  const isPoint = anchor.right === anchor.left;
  const gap = isPoint ? 0 : GAP_PX;
  const fitsRight = anchor.left + width + GAP_PX <= view.width;
  const x = fitsRight || !isPoint ? anchor.left : anchor.left - width;
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - height;
  // Where neither has room, it moves up as far as it must.
  const y = below + height + GAP_PX <= view.height || above < GAP_PX ? below : above;
  return { x: within(x, view.width - width), y: within(y, view.height - height) };
}

/** @param {number} at @param {number} room */
function within(at, room) {
  return Math.max(GAP_PX, Math.min(at, room - GAP_PX));
}
