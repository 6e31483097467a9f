/**
 * Variable-length integers of chunks (SPEC T2): LEB128, with zigzag for signed ones, and columns of differences.
 */

import { byteAt, floatAt } from "./typed_arrays.js";

/** A cursor over the header and the lengths of the columns. @param {Uint8Array} bytes */
export function reader(bytes) {
  let at = 0;
  const take = (/** @type {number} */ length) => {
    const end = at + length;
    if (end > bytes.length) throw malformed("end");
    const slice = bytes.subarray(at, end);
    at = end;
    return slice;
  };
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = byteAt(take(1), 0);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  return { take, number, column: () => take(number()), isAtEnd: () => at === bytes.length };
}

/**
 * Decodes unsigned varints into `out`; the column has exactly `out.length` of them.
 * @template {Float64Array | Int32Array | Uint16Array} T
 * @param {Uint8Array} column @param {T} out @returns {T}
 */
export function decodeUnsigned(column, out) {
  let at = 0;
  for (let to = 0; to < out.length; to += 1) {
    let byte = byteAt(column, at);
    at += 1;
    let value = byte & 0x7f;
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      byte = byteAt(column, at);
      at += 1;
      value += (byte & 0x7f) * scale;
    }
    out[to] = value;
  }
  if (at !== column.length) throw malformed("length of a column");
  return out;
}

/**
 * Decodes zigzag varints into `out`, from the element `from` on and in steps of `step`; the column has exactly as many.
 * @template {Float64Array | Int32Array | Uint8Array} T
 * @param {Uint8Array} column @param {T} out @param {number} [from] @param {number} [step] @returns {T}
 */
export function decodeSigned(column, out, from = 0, step = 1) {
  let at = 0;
  for (let to = from; to < out.length; to += step) {
    const first = byteAt(column, at);
    const second = byteAt(column, at + 1);
    // Nearly all numbers have one byte or two.
    if (first < 0x80) {
      at += 1;
      out[to] = (first >> 1) ^ -(first & 1);
    } else if (second < 0x80) {
      at += 2;
      out[to] = ((first & 0x7f) >> 1) ^ (second << 6) ^ -(first & 1);
    } else {
      at = decodeLong(column, at, out, to);
    }
  }
  if (at !== column.length) throw malformed("length of a column");
  return out;
}

/**
 * Decodes one zigzag varint into `out[to]` and returns where the next one begins. A magnitude has up to 53 bits, so the sign bit
 * is handled apart.
 * @param {Uint8Array} column @param {number} start @param {Float64Array | Int32Array | Uint8Array} out @param {number} to
 */
function decodeLong(column, start, out, to) {
  let at = start;
  let byte = byteAt(column, at);
  at += 1;
  const isNegative = (byte & 1) === 1;
  let magnitude = (byte & 0x7f) >> 1;
  for (let scale = 64; byte >= 0x80; scale *= 128) {
    byte = byteAt(column, at);
    at += 1;
    magnitude += (byte & 0x7f) * scale;
  }
  out[to] = isNegative ? -magnitude - 1 : magnitude;
  return at;
}

/** Replaces differences by their prefix sums. @param {Float64Array<ArrayBuffer>} steps */
export function prefixSums(steps) {
  for (let at = 1; at < steps.length; at += 1)
    steps[at] = floatAt(steps, at - 1) + floatAt(steps, at);
  return steps;
}

/** The prefix sums of each tag's own entries. @param {Float64Array} steps @param {Float64Array} tag */
export function prefixSumsByTag(steps, tag) {
  /** @type {number[]} */
  const last = [];
  return steps.map((step, at) => {
    const place = floatAt(tag, at);
    const sum = (last[place] ?? 0) + step;
    last[place] = sum;
    return sum;
  });
}

/** @param {string} what */
export function malformed(what) {
  return new RangeError(`a chunk cannot be read: ${what}`);
}
