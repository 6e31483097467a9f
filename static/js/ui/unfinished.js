/**
 * Work that nobody goes on with and nobody has finished: a pointer that rests, or whose release was lost. It is not in
 * the log, so nobody may be told that it is saved.
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */

/** A gesture rests when it was not heard of for so long. */
const RESTING_MS = 2_000;

export class Unfinished {
  /** Whether there is such work. */
  rests = new Signal(false);
  #gestures;
  /** When the gesture was last heard of, in milliseconds. */
  #heard = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Gestures} gestures */
  constructor(gestures) {
    this.#gestures = gestures;
    gestures.live.subscribe((live) => this.#hear(live));
  }

  /** @param {Gesture | null} live */
  #hear(live) {
    this.#heard = performance.now();
    this.#tell(false);
    if (live === null) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setTimeout(() => this.#look(), RESTING_MS);
  }

  #look() {
    this.#timer = undefined;
    const left = this.#heard + RESTING_MS - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#look(), left);
    else this.#tell(this.#changesBoard());
  }

  /** Who looks around or selects changes nothing. */
  #changesBoard() {
    const previews = this.#gestures.live.value?.previews() ?? [];
    return previews.some(({ kind }) => kind !== "marquee");
  }

  /** @param {boolean} rests */
  #tell(rests) {
    if (this.rests.value !== rests) this.rests.set(rests);
  }
}
