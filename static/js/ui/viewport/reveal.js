/**
 * Brings a part of the board into the share of the screen that no control covers.
 */

import { contains, UNITS_PER_PX } from "../../model/box.js";
import { animateCamera } from "./animate_camera.js";

/** @typedef {import("../../editor/camera.js").Camera} Camera */
/** @typedef {import("../../editor/camera.js").Margin} Margin */
/** @typedef {import("../../model/box.js").Box} Box */

/** Moves the camera until a box is in view, and zooms out when it is larger than the view. @param {Camera} camera @param {Box} box  in units @param {Margin} margin  covered by controls, in screen pixels */
export function revealBox(camera, box, margin) {
  if (contains(freeView(camera, margin), box)) return;
  const room = camera.roomAt(camera.zoom, margin);
  const isTooLarge =
    (box.maxX - box.minX) / UNITS_PER_PX > room.width ||
    (box.maxY - box.minY) / UNITS_PER_PX > room.height;
  if (isTooLarge) {
    animateCamera(camera, camera.fitted(box, margin));
    return;
  }
  const { zoom } = camera;
  const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
  const { x, y } = camera.centred(middle, zoom);
  animateCamera(camera, {
    x: x - (margin.left - margin.right) / 2 / zoom,
    y: y - (margin.top - margin.bottom) / 2 / zoom,
    zoom,
  });
}

/** The part of the board that no control covers, in units. @param {Camera} camera @param {Margin} margin @returns {Box} */
function freeView(camera, { top, right, bottom, left }) {
  const { minX, minY, maxX, maxY } = camera.view();
  const units = UNITS_PER_PX / camera.zoom;
  return {
    minX: minX + left * units,
    minY: minY + top * units,
    maxX: maxX - right * units,
    maxY: maxY - bottom * units,
  };
}
