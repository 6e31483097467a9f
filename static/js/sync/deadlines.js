/**
 * The named deadlines of a state machine, in ms.
 */

/** @template {string} Name */
export class Deadlines {
  /** @type {Map<Name, number>} */
  #times = new Map();

  /** The earliest; infinity when there is none. */
  get next() {
    return Math.min(...this.#times.values());
  }

  /** @param {Name} name @returns {number | undefined} */
  at(name) {
    return this.#times.get(name);
  }

  /** @param {Name} name @param {number} time */
  set(name, time) {
    this.#times.set(name, time);
  }

  /** @param {readonly Name[]} names */
  clear(...names) {
    for (const name of names) this.#times.delete(name);
  }

  /** Whether a deadline is due; a due one is removed. @param {Name} name @param {number} now */
  take(name, now) {
    const due = (this.#times.get(name) ?? Number.POSITIVE_INFINITY) <= now;
    if (due) this.#times.delete(name);
    return due;
  }
}
