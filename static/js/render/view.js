/**
 * The camera in device pixels, shared by all canvases of a frame.
 *
 * The board's origin always lies on a whole device pixel. A pan is then a shift by whole pixels, so that existing pixels
 * are moved instead of repainted, and nothing shimmers.
 */

import { UNITS_PER_PX } from "../model/box.js";

/** @typedef {import("../editor/camera.js").Camera} Camera */
/** @typedef {import("../model/box.js").Box} Box */
/**
 * `k` is device pixels of a unit; a unit at `u` is painted at `u * k - ox`. `width` and `height` are
 * device pixels, `dpr` device pixels of a CSS pixel, `zoom` CSS pixels of a board pixel.
 * @typedef {Readonly<{k: number, ox: number, oy: number, width: number, height: number, dpr: number, zoom: number}>} View
 */
/** The mapping of a view from units to pixels. @typedef {Pick<View, "k" | "ox" | "oy">} Mapping */

/** Pixels around a box that its paint may touch: an antialiased edge, and rounding. */
export const SOFT = 2;

/** @param {Camera} camera @param {{width: number, height: number, dpr: number}} screen  device pixels @returns {View} */
export function viewOf({ x, y, zoom }, { width, height, dpr }) {
  const scale = zoom * dpr;
  return {
    k: scale / UNITS_PER_PX,
    // + 0 turns -0 into 0.
    ox: Math.round(x * scale) + 0,
    oy: Math.round(y * scale) + 0,
    width,
    height,
    dpr,
    zoom,
  };
}

/** The box that a view shows, in device pixels from the board's origin. @param {View} view @returns {Box} */
export function pixelsOf({ ox, oy, width, height }) {
  return { minX: ox, minY: oy, maxX: ox + width, maxY: oy + height };
}

/**
 * The whole pixels, from the board's origin, that paint in a box of units may touch. The maxima are exclusive.
 * @param {Box} box
 * @param {number} k
 * @returns {Box}
 */
export function pixelsAround(box, k) {
  return {
    minX: Math.floor(box.minX * k) - SOFT,
    minY: Math.floor(box.minY * k) - SOFT,
    maxX: Math.ceil(box.maxX * k) + SOFT,
    maxY: Math.ceil(box.maxY * k) + SOFT,
  };
}

/** The units that a box of pixels from the board's origin covers. @param {Box} pixels @param {number} k @returns {Box} */
export function unitsUnder({ minX, minY, maxX, maxY }, k) {
  return { minX: minX / k, minY: minY / k, maxX: maxX / k, maxY: maxY / k };
}

/**
 * Sets the CSS size of a canvas to exactly its device pixels; any other size would blur it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} cssWidth
 * @param {number} cssHeight
 * @param {number} dpr
 * @returns {{width: number, height: number}} the size in device pixels
 */
export function fitCanvas({ style }, cssWidth, cssHeight, dpr) {
  const width = Math.max(1, Math.round(cssWidth * dpr));
  const height = Math.max(1, Math.round(cssHeight * dpr));
  style.width = `${width / dpr}px`;
  style.height = `${height / dpr}px`;
  return { width, height };
}

/** Whether two views show the same part of the board at the same size. @param {View} a @param {View} b */
export function isSameView(a, b) {
  return (
    a.k === b.k && a.ox === b.ox && a.oy === b.oy && a.width === b.width && a.height === b.height
  );
}
