/**
 * What a person should know. The page that tells it is loaded after the board; what was told before
 * is told to it then.
 */

import { Signal } from "./signal.js";

/**
 * @template T
 * @extends {Signal<T | null>}
 */
export class Notices extends Signal {
  /** Told before anybody listened. @type {T[]} */
  #early = [];
  #isHeard = false;

  constructor() {
    super(/** @type {T | null} */ (null));
  }

  /** @override @param {T | null} notice */
  set(notice) {
    if (!this.#isHeard && notice !== null) this.#early.push(notice);
    super.set(notice);
  }

  /** @override @param {(notice: T | null) => void} listener */
  subscribe(listener) {
    this.#isHeard = true;
    for (const notice of this.#early.splice(0)) listener(notice);
    return super.subscribe(listener);
  }
}
