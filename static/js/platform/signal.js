/**
 * The only event mechanism of the client: a value, and listeners that are called when it is set. A listener that throws stops
 * no other listener, and its exception is reported once.
 */

/** Exceptions that were reported: one that is thrown in every frame is reported once. @type {Set<string>} */
const reported = new Set();

/** Different exceptions that a page reports. */
const MAX_REPORTED = 50;

/** Reports an exception like an uncaught one, once for each place that throws. @param {unknown} error */
export function report(error) {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  // The place that threw, without its callers.
  const name = [String(error), ...stack.split("\n").slice(0, 2)].join("\n");
  if (reported.has(name) || reported.size >= MAX_REPORTED) return;
  reported.add(name);
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

/** Calls a function and reports what it throws. @param {() => void} call @returns {boolean} whether it returned */
export function guarded(call) {
  try {
    call();
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

/** @template T */
export class Signal {
  value;
  /** @type {Set<(value: T) => void>} */
  #listeners = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /** Sets the value and calls every listener, even if the value is the same. @param {T} value */
  set(value) {
    this.value = value;
    for (const listener of [...this.#listeners]) guarded(() => listener(value));
  }

  /**
   * Calls `listener` after every later `set`.
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
