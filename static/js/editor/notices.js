/**
 * What a person should know. The page that tells it is loaded after the board; what was told before
 * is told to all of it then.
 */

import { guarded, Signal } from "../platform/signal.js";

/**
 * @template T
 * @extends {Signal<T | null>}
 */
export class Notices extends Signal {
  /** Told before anybody listened, null once somebody does. @type {T[] | null} */
  #early = [];

  constructor() {
    super(/** @type {T | null} */ (null));
  }

  /** @override @param {T | null} notice */
  set(notice) {
    if (notice !== null) this.#early?.push(notice);
    super.set(notice);
  }

  /** @override @param {(notice: T | null) => void} listener */
  subscribe(listener) {
    for (const notice of this.#early ?? []) guarded(() => listener(notice));
    // Those who listen from the same task on all hear it.
    queueMicrotask(() => {
      this.#early = null;
    });
    return super.subscribe(listener);
  }
}
