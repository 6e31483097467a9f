/**
 * Detects a gesture that is neither continued nor finished: its pointer rests or its release was lost. Its shape is
 * not in the log, so the status must not say "saved".
 */

import { Signal } from "../../platform/signal.js";

/** @typedef {import("../../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** A gesture without an update for this time is stalled. */
const STALL_MS = 2_000;

export class StalledGesture {
  isStalled = new Signal(false);
  #gestures;
  /** Time of the gesture's last update, in milliseconds. */
  #lastUpdate = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Gestures} gestures */
  constructor(gestures) {
    this.#gestures = gestures;
    gestures.live.subscribe((live) => this.#onUpdate(live));
  }

  /** @param {Gesture | null} live */
  #onUpdate(live) {
    this.#lastUpdate = performance.now();
    this.#set(false);
    if (live === null) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setTimeout(() => this.#check(), STALL_MS);
  }

  #check() {
    this.#timer = undefined;
    const remaining = this.#lastUpdate + STALL_MS - performance.now();
    if (remaining > 0) this.#timer = setTimeout(() => this.#check(), remaining);
    else this.#set(this.#changesBoard());
  }

  /** Panning and selecting leave the board as it is. */
  #changesBoard() {
    const previews = this.#gestures.live.value?.previews() ?? [];
    return previews.some(({ kind }) => kind !== "marquee");
  }

  /** @param {boolean} isStalled */
  #set(isStalled) {
    if (this.isStalled.value !== isStalled) this.isStalled.set(isStalled);
  }
}
