/**
 * The camera: which part of the board the screen shows.
 *
 * `x`, `y` is the board position of the screen's top left corner in board pixels of 16 units, and `zoom` is screen pixels
 * per board pixel. The screen may have any size. Only this file writes the fields.
 */

import { UNITS_PER_PX } from "../model/box.js";
import { Signal } from "../platform/signal.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, zoom: number}} Place */
/** Screen pixels at each edge that stay free. @typedef {{top: number, right: number, bottom: number, left: number}} Margin */

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 8;

/** Coordinates end at ±2^26 units; the camera stays where every visible point can be drawn on. */
const EDGE_PX = 2 ** 26 / UNITS_PER_PX;

/** Zoom levels of the − and + buttons. */
const STEPS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];

export class Camera {
  x = 0;
  y = 0;
  zoom = 1;
  /** Size of the screen in CSS pixels, 0 before the first `resize`. */
  width = 0;
  height = 0;
  /** Emits after every change. @type {Signal<number>} */
  moves = new Signal(0);

  /** @param {Point} screenPoint @returns {Point} board point in units, not rounded */
  toBoard(screenPoint) {
    return {
      x: (screenPoint.x / this.zoom + this.x) * UNITS_PER_PX,
      y: (screenPoint.y / this.zoom + this.y) * UNITS_PER_PX,
    };
  }

  /** @param {Point} boardPoint  in units @returns {Point} */
  toScreen(boardPoint) {
    return {
      x: (boardPoint.x / UNITS_PER_PX - this.x) * this.zoom,
      y: (boardPoint.y / UNITS_PER_PX - this.y) * this.zoom,
    };
  }

  /** Converts a length from screen pixels to units. @param {number} pixels */
  unitsOf(pixels) {
    return (pixels * UNITS_PER_PX) / this.zoom;
  }

  /** The visible box, in units. @returns {Box} */
  view() {
    const { x: minX, y: minY } = this.toBoard({ x: 0, y: 0 });
    const { x: maxX, y: maxY } = this.toBoard({ x: this.width, y: this.height });
    return { minX, minY, maxX, maxY };
  }

  /**
   * Sets the screen size. One point of the screen stays over the same board point.
   * @param {number} width
   * @param {number} height
   * @param {"middle" | "corner"} [fixed]  the corner while a pointer is down, so that nothing moves under it
   */
  resize(width, height, fixed = "middle") {
    if (width === this.width && height === this.height) return;
    const share = fixed === "middle" ? 0.5 : 0;
    const dx = ((this.width - width) * share) / this.zoom;
    const dy = ((this.height - height) * share) / this.zoom;
    this.width = width;
    this.height = height;
    this.#place(this.x + dx, this.y + dy, this.zoom);
  }

  /** Moves the board under the screen by screen pixels. @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.#place(this.x - dx / this.zoom, this.y - dy / this.zoom, this.zoom);
  }

  /** Zooms about a screen point, which stays over the same board point. @param {Point} screenPoint @param {number} zoom */
  zoomAt(screenPoint, zoom) {
    const clamped = clamp(zoom, MIN_ZOOM, MAX_ZOOM);
    const x = this.x + screenPoint.x / this.zoom - screenPoint.x / clamped;
    const y = this.y + screenPoint.y / this.zoom - screenPoint.y / clamped;
    this.#place(x, y, clamped);
  }

  /** The next zoom level in a direction. @param {1 | -1} direction */
  stepFrom(direction) {
    // Tolerance of 1 %, so that 0.4999 after a pinch does not step to 0.5.
    const slack = 1 + direction * 0.01;
    const now = this.zoom * slack;
    if (direction > 0) return STEPS.find((step) => step > now) ?? MAX_ZOOM;
    return STEPS.findLast((step) => step < now) ?? MIN_ZOOM;
  }

  /** @param {Place} place */
  goTo({ x, y, zoom }) {
    this.#place(x, y, clamp(zoom, MIN_ZOOM, MAX_ZOOM));
  }

  /** The camera place that centres a board point in units. @param {Point} boardPoint @param {number} zoom @returns {Place} */
  centred(boardPoint, zoom) {
    return {
      x: boardPoint.x / UNITS_PER_PX - this.width / 2 / zoom,
      y: boardPoint.y / UNITS_PER_PX - this.height / 2 / zoom,
      zoom,
    };
  }

  /**
   * The size of the board area that fits the screen at a zoom.
   * @param {number} zoom
   * @param {Margin} margin
   * @returns {{width: number, height: number}} board pixels
   */
  roomAt(zoom, margin) {
    return {
      width: Math.max(32, this.width - margin.left - margin.right) / zoom,
      height: Math.max(32, this.height - margin.top - margin.bottom) / zoom,
    };
  }

  /** The zoom at which a box just fits, at most 1; it may be below `MIN_ZOOM`. @param {Box} box  units @param {Margin} margin */
  zoomFor(box, margin) {
    const room = this.roomAt(1, margin);
    const width = Math.max(1, (box.maxX - box.minX) / UNITS_PER_PX);
    const height = Math.max(1, (box.maxY - box.minY) / UNITS_PER_PX);
    return Math.min(1, room.width / width, room.height / height);
  }

  /**
   * The camera place at which a box just fits, at zoom 1 or less.
   * @param {Box} box  in units
   * @param {Margin} margin
   * @returns {Place}
   */
  fitted(box, margin) {
    const zoom = Math.max(MIN_ZOOM, this.zoomFor(box, margin));
    const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
    const place = this.centred(middle, zoom);
    return {
      x: place.x - (margin.left - margin.right) / 2 / zoom,
      y: place.y - (margin.top - margin.bottom) / 2 / zoom,
      zoom,
    };
  }

  /** @param {number} x @param {number} y @param {number} zoom */
  #place(x, y, zoom) {
    this.x = clamp(x, -EDGE_PX, EDGE_PX - this.width / zoom);
    this.y = clamp(y, -EDGE_PX, EDGE_PX - this.height / zoom);
    this.zoom = zoom;
    this.moves.set(this.moves.value + 1);
  }
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
