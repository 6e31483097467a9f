/**
 * Pointer events as points of a gesture: all that the device measured, in units, with pressure.
 */

import { NOMINAL_PRESSURE, penPressure, SpeedPressure } from "../../model/pressure.js";

/** @typedef {import("../../editor/camera.js").Camera} Camera */
/** @typedef {import("../../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {{left: number, top: number}} Corner  of the surface in the window */

/** One pointer from down to up. */
export class Samples {
  #camera;
  #corner;
  #even;
  #speed = new SpeedPressure();
  /** Where the pointer was last, in screen pixels. */
  #last = { x: 0, y: 0 };
  /** A pen that is lifted reports no pressure; the stroke ends as wide as it was. */
  #pressure = NOMINAL_PRESSURE;

  /**
   * @param {Camera} camera
   * @param {Corner} corner
   * @param {{even: boolean}} options  even: every point has the same width
   */
  constructor(camera, corner, { even }) {
    this.#camera = camera;
    this.#corner = corner;
    this.#even = even;
  }

  /** @param {PointerEvent} event @returns {GesturePoint} */
  one(event) {
    const screen = screenPoint(event, this.#corner);
    this.#last = screen;
    this.#pressure = this.#pressureOf(event, screen);
    return { ...this.#camera.toBoard(screen), pressure: this.#pressure, time: event.timeStamp };
  }

  /** Where the pointer was since the last event. @param {PointerEvent} event @returns {GesturePoint[]} */
  all(event) {
    // Missing on plain http in some browsers, empty in others.
    const between = event.getCoalescedEvents?.() ?? [];
    return between.length > 0 ? between.map((each) => this.one(each)) : [this.one(event)];
  }

  /** The place of an up event, if the pointer has moved since the last one. @param {PointerEvent} event @returns {GesturePoint[]} */
  end(event) {
    const { x, y } = screenPoint(event, this.#corner);
    return x === this.#last.x && y === this.#last.y ? [] : [this.one(event)];
  }

  /** @param {PointerEvent} event @param {{x: number, y: number}} screen */
  #pressureOf(event, screen) {
    if (this.#even) return NOMINAL_PRESSURE;
    if (event.pointerType !== "pen") return this.#speed.at(screen.x, screen.y, event.timeStamp);
    return event.pressure > 0 ? penPressure(event.pressure) : this.#pressure;
  }
}

/** @param {{clientX: number, clientY: number}} event @param {Corner} corner */
export function screenPoint(event, corner) {
  return { x: event.clientX - corner.left, y: event.clientY - corner.top };
}

/** A line goes on outside of the window. @param {HTMLElement} surface @param {number} id  of the pointer */
export function capture(surface, id) {
  try {
    surface.setPointerCapture(id);
  } catch (error) {
    // The pointer may be gone already; then its up or cancel event is on its way.
    if (!(error instanceof DOMException)) throw error;
  }
}
