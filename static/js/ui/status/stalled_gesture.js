/**
 * Work that nobody goes on with and nobody has finished: a pointer that rests, or whose release was lost. It is not in
 * the log, so nobody may be told that it is saved.
 */

import { Signal } from "../../platform/signal.js";

/** @typedef {import("../../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** A gesture rests when it was not heard of for so long. */
const STALL_MS = 2_000;

export class StalledGesture {
  /** Whether there is such work. */
  isStalled = new Signal(false);
  #gestures;
  /** When the gesture was last heard of, in milliseconds. */
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

  /** Who looks around or selects changes nothing. */
  #changesBoard() {
    const previews = this.#gestures.live.value?.previews() ?? [];
    return previews.some(({ kind }) => kind !== "marquee");
  }

  /** @param {boolean} rests */
  #set(rests) {
    if (this.isStalled.value !== rests) this.isStalled.set(rests);
  }
}
