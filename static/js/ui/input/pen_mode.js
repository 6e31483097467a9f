/**
 * Pen mode: once a pen was seen the pen draws and fingers move the board, so that a resting hand
 * leaves no marks.
 */

import { Signal } from "../../platform/signal.js";
import { readSetting, writeSetting } from "../settings/storage.js";

/** The hand that holds the pen touches the screen this long before and after the pen is near. */
const PALM_MS = 500;

export class PenMode {
  /** @type {Signal<boolean>} */
  active = new Signal(false);
  /** Fingers draw on this device, whatever the pen does. */
  #declined = readSetting("pen-mode") === "off";
  /** When a pen was last near the screen, in milliseconds. */
  #seenAt = Number.NEGATIVE_INFINITY;

  /** A pen is here: unless somebody has declined, it alone draws from now on. @param {number} time  milliseconds */
  seen(time) {
    this.#seenAt = time;
    if (!this.active.value && !this.#declined) this.active.set(true);
  }

  /** Whether a touch that began at a time is the hand that holds the pen. @param {number} time  milliseconds */
  isPalm(time) {
    return Math.abs(time - this.#seenAt) < PALM_MS;
  }

  /** Fingers draw again, and go on doing so on this device. */
  leave() {
    this.#decide(false);
  }

  /** Pen mode by hand. */
  enter() {
    this.#decide(true);
  }

  /** @param {boolean} isOn */
  #decide(isOn) {
    this.#declined = !isOn;
    writeSetting("pen-mode", isOn ? "on" : "off");
    if (this.active.value !== isOn) this.active.set(isOn);
  }
}
