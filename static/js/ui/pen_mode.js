/**
 * Pen mode: once a pen was seen the pen draws and fingers move the board, so that a resting hand
 * leaves no marks.
 */

import { Signal } from "../sync/signal.js";

/** The hand that holds the pen still rests on the screen, or comes to rest there, this long after the pen was near. */
const PALM_MS = 500;

export class PenMode {
  /** @type {Signal<boolean>} */
  active = new Signal(false);
  #declined = false;
  /** When a pen was last near the screen, in milliseconds. */
  #seenAt = Number.NEGATIVE_INFINITY;

  /** A pen is here. True when that has just turned pen mode on. @param {number} time  milliseconds */
  seen(time) {
    this.#seenAt = time;
    if (this.active.value || this.#declined) return false;
    this.active.set(true);
    return true;
  }

  /** Whether a touch that begins now is the hand that holds the pen. @param {number} time  milliseconds */
  isPalm(time) {
    return time - this.#seenAt < PALM_MS;
  }

  /** Fingers draw again, and go on doing so on this page whatever the pen does. */
  leave() {
    this.#declined = true;
    if (this.active.value) this.active.set(false);
  }

  /** Pen mode by hand. */
  enter() {
    this.#declined = false;
    if (!this.active.value) this.active.set(true);
  }
}
