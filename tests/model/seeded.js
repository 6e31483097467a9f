// Reproducible random numbers.

/** The mulberry32 generator. */
export class Seeded {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed;
  }

  /** From 0 up to 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A random integer, both ends included. @param {number} least @param {number} most */
  within(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @template T @param {readonly T[]} list  not empty @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.within(0, list.length - 1)]);
  }

  /** True with a probability in percent. @param {number} percent */
  chance(percent) {
    return this.next() * 100 < percent;
  }
}
