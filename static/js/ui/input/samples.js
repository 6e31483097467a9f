/**
 * Converts pointer events to points of a gesture: every point the device measured, in units, with pressure.
 */

import { NOMINAL_PRESSURE, penPressure, SpeedPressure } from "../../model/pressure.js";

/** @typedef {import("../../editor/camera.js").Camera} Camera */
/** @typedef {import("../../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../../editor/gestures.js").Keys} Keys */
/** @typedef {{left: number, top: number}} SurfaceOrigin  of the surface in the window */

/** The samples of one pointer from press to release. */
export class Samples {
  #camera;
  #corner;
  #even;
  #speed = new SpeedPressure();
  /** Where the pointer was last, in screen pixels. */
  #last = { x: 0, y: 0 };
  /** Last pressure: a lifted pen reports 0, and the stroke must end as wide as it was. */
  #pressure = NOMINAL_PRESSURE;

  /**
   * @param {Camera} camera
   * @param {SurfaceOrigin} corner
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

  /** All points since the last event. @param {PointerEvent} event @returns {GesturePoint[]} */
  all(event) {
    // On plain http some browsers lack the function, others return an empty list.
    const coalesced = event.getCoalescedEvents?.() ?? [];
    return coalesced.length > 0 ? coalesced.map((each) => this.one(each)) : [this.one(event)];
  }

  /** The point of a release, if the pointer has moved since the last event. @param {PointerEvent} event @returns {GesturePoint[]} */
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

/** @param {{clientX: number, clientY: number}} event @param {SurfaceOrigin} corner */
export function screenPoint(event, corner) {
  return { x: event.clientX - corner.left, y: event.clientY - corner.top };
}

/** The modifier keys of a pointer or key event. @param {{shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean}} event @returns {Keys} */
export function keysOf({ shiftKey, altKey, ctrlKey, metaKey }) {
  return { shift: shiftKey, alt: altKey, ctrl: ctrlKey || metaKey };
}

/** Captures the pointer, so that a line continues outside of the window. @param {HTMLElement} surface @param {number} id  of the pointer */
export function capture(surface, id) {
  try {
    surface.setPointerCapture(id);
  } catch (error) {
    // The pointer may be gone already: then a pointerup or pointercancel follows.
    if (!(error instanceof DOMException)) throw error;
  }
}
