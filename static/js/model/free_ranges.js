/**
 * An allocator of ranges in a growing array.
 *
 * A range is handed out once until it is freed. Freed neighbours are joined, so a board that is drawn on and cleared for
 * hours needs no more memory than at its fullest moment.
 */

/** Lists of free ranges, by the power of two that their length reaches. */
const SIZES = 32;

export class FreeRanges {
  /** Everything from here on was never allocated or is free again. */
  end = 0;
  /** Lengths of free ranges, by start. @type {Map<number, number>} */
  #lengths = new Map();
  /** Starts of free ranges, by end. @type {Map<number, number>} */
  #starts = new Map();
  /** Starts of free ranges by size. @type {Set<number>[]} */
  #bySize = Array.from({ length: SIZES }, () => new Set());

  /** Allocates a range. @param {number} count @returns {number} its start */
  allocate(count) {
    // In the lists above that of `count - 1` every range is long enough.
    for (let size = sizeOf(count - 1) + 1; size < SIZES; size += 1) {
      for (const start of /** @type {Set<number>} */ (this.#bySize[size])) {
        const length = this.#takeFree(start);
        if (length > count) this.#addFree(start + count, length - count);
        return start;
      }
    }
    const start = this.end;
    this.end += count;
    return start;
  }

  /** Frees a range and joins it with free neighbours. @param {number} start @param {number} count */
  free(start, count) {
    let from = start;
    let to = start + count;
    const before = this.#starts.get(from);
    if (before !== undefined) {
      this.#takeFree(before);
      from = before;
    }
    if (this.#lengths.has(to)) to += this.#takeFree(to);
    if (to === this.end) this.end = from;
    else this.#addFree(from, to - from);
  }

  /** @param {number} start @param {number} length */
  #addFree(start, length) {
    this.#lengths.set(start, length);
    this.#starts.set(start + length, start);
    this.#bySize[sizeOf(length)]?.add(start);
  }

  /** @param {number} start @returns {number} its length */
  #takeFree(start) {
    const length = this.#lengths.get(start) ?? 0;
    this.#lengths.delete(start);
    this.#starts.delete(start + length);
    this.#bySize[sizeOf(length)]?.delete(start);
    return length;
  }
}

/** Largest power of two that is not above the length; -1 for nothing. @param {number} length */
function sizeOf(length) {
  return 31 - Math.clz32(length);
}
