/**
 * Reads and grows typed arrays.
 *
 * A reader returns an element that the caller knows to exist. Each element type has its own reader: V8 keeps one
 * inline cache per function, and one reader for all types makes painting loops eight times slower.
 */

/** @param {Float64Array} array @param {number} index */
export function floatAt(array, index) {
  return /** @type {number} */ (array[index]);
}

/** @param {Int32Array} array @param {number} index */
export function intAt(array, index) {
  return /** @type {number} */ (array[index]);
}

/** @param {Uint16Array} array @param {number} index */
export function shortAt(array, index) {
  return /** @type {number} */ (array[index]);
}

/** @param {Uint8Array} array @param {number} index */
export function byteAt(array, index) {
  return /** @type {number} */ (array[index]);
}

/** @param {readonly number[]} list @param {number} index */
export function numberAt(list, index) {
  return /** @type {number} */ (list[index]);
}

/**
 * Returns the array, or one of at least twice its length with the same elements when `length` does not fit.
 * @template {Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>} T
 * @param {T} array
 * @param {number} length
 * @returns {T}
 */
export function withCapacity(array, length) {
  if (length <= array.length) return array;
  const TypedArray = /** @type {new (length: number) => T} */ (array.constructor);
  const larger = new TypedArray(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
