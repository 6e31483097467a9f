/**
 * Where a menu of the selection opens when no pointer says it.
 */

import { union } from "../../model/box.js";

/**
 * The middle of what is selected, or of the view.
 * @param {import("../../editor/editor.js").Editor} editor
 * @param {HTMLElement} surface  of the board
 * @returns {{x: number, y: number}}  in CSS pixels of the window
 */
export function middleOfSelection({ camera, selectionFrame }, surface) {
  const boxes = selectionFrame.shapes.map(({ box }) => box);
  const { left, top, width, height } = surface.getBoundingClientRect();
  if (boxes.length === 0) return { x: left + width / 2, y: top + height / 2 };
  const { minX, minY, maxX, maxY } = boxes.reduce(union);
  const { x, y } = camera.toScreen({ x: (minX + maxX) / 2, y: (minY + maxY) / 2 });
  const within = (/** @type {number} */ at, /** @type {number} */ room) =>
    Math.max(0, Math.min(at, room));
  return { x: left + within(x, width), y: top + within(y, height) };
}
