/**
 * Pen mode: after the first pen event only the pen draws and fingers move the board, so that a resting hand leaves no
 * marks.
 */

import { Signal } from "../../platform/signal.js";
import { readSetting, writeSetting } from "../settings/storage.js";

/** Touches within this time of a pen event count as the palm of the hand that holds the pen. */
const PALM_MS = 500;

export class PenMode {
  /** @type {Signal<boolean>} */
  active = new Signal(false);
  /** The person has switched pen mode off on this device. */
  #declined = readSetting("pen-mode") === "off";
  /** Time of the last pen event, in milliseconds. */
  #seenAt = Number.NEGATIVE_INFINITY;

  /** Notes a pen event, and turns pen mode on unless the person has switched it off. @param {number} time  milliseconds */
  seen(time) {
    this.#seenAt = time;
    if (!this.active.value && !this.#declined) this.active.set(true);
  }

  /** Whether a touch that began at this time is the palm. @param {number} time  milliseconds */
  isPalm(time) {
    return Math.abs(time - this.#seenAt) < PALM_MS;
  }

  /** Turns pen mode off on this device for good: fingers draw again. */
  leave() {
    this.#store(false);
  }

  /** Turns pen mode on by the person's choice. */
  enter() {
    this.#store(true);
  }

  /** @param {boolean} isOn */
  #store(isOn) {
    this.#declined = !isOn;
    writeSetting("pen-mode", isOn ? "on" : "off");
    if (this.active.value !== isOn) this.active.set(isOn);
  }
}
