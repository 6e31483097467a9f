/**
 * Pen mode: once a pen was seen the pen draws and fingers move the board, so that a resting hand
 * leaves no marks.
 */

import { Signal } from "../sync/signal.js";

export class PenMode {
  /** @type {Signal<boolean>} */
  active = new Signal(false);
  #declined = false;

  /** A pen is here. True when that has just turned pen mode on. */
  seen() {
    if (this.active.value || this.#declined) return false;
    this.active.set(true);
    return true;
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
