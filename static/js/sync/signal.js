/**
 * The only event mechanism of the client: a value, and those who want to know when it is set.
 */

/** @template T */
export class Signal {
  value;
  /** @type {Set<(value: T) => void>} */
  #listeners = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /** Sets the value and tells every subscriber, even if it is the same value. @param {T} value */
  set(value) {
    this.value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /**
   * Calls `listener` after every `set` from now on, not at once.
   * @param {(value: T) => void} listener
   * @returns {() => void} ends the subscription
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
