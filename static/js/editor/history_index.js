/**
 * The parts of all history entries: finds them by the shape or page that they are about, counts their bytes, and keeps the
 * points that they refer to.
 */

import { bytesOfValue, rangeOf } from "./history_values.js";

/** @typedef {import("../model/points.js").PointPool} PointPool */
/** @typedef {import("../model/points.js").Range} Range */
/** @typedef {import("./history_entry.js").HistoryEntry} HistoryEntry */
/** @typedef {import("./history_parts.js").Part} Part */
/** @typedef {import("./history_parts.js").SetPart} SetPart */

/** Approximate bytes of a part without its values, its places in the index included. */
const PART_BYTES = 250;
const PIECE_BYTES = 100;

export class PartIndex {
  /** Approximate bytes of all parts. */
  bytes = 0;
  #pool;
  /** @type {Map<string, Set<Part>>} */
  #byId = new Map();
  /** @type {Map<Part, HistoryEntry>} */
  #entries = new Map();

  /** @param {PointPool} pool  of the board */
  constructor(pool) {
    this.#pool = pool;
  }

  /** The parts about a shape or a page. @param {string} id @returns {Iterable<Part>} */
  of(id) {
    return this.#byId.get(id) ?? [];
  }

  /** @param {Part} part */
  entryOf(part) {
    return this.#entries.get(part);
  }

  /** Parts about a shape, its source and its pieces, which count as one. @param {string} id */
  related(id) {
    /** @type {Set<Part>} */
    const parts = new Set();
    const related = new Set([id]);
    // The loop also visits ids that are added meanwhile: pieces of pieces.
    for (const one of related) {
      for (const part of this.of(one)) {
        parts.add(part);
        if (part.kind === "split") for (const other of idsIn(part)) related.add(other);
      }
    }
    return parts;
  }

  /** Adds the parts of an entry that are not there yet. @param {HistoryEntry} entry */
  add(entry) {
    for (const part of entry.parts) {
      if (this.#entries.has(part)) continue;
      this.#entries.set(part, entry);
      this.bytes += bytesOf(part);
      this.retain(rangesOf(part));
      for (const id of idsIn(part)) {
        const known = this.#byId.get(id) ?? new Set();
        this.#byId.set(id, known.add(part));
      }
    }
  }

  /** @param {readonly Part[]} parts */
  remove(parts) {
    for (const part of parts) {
      if (!this.#entries.delete(part)) continue;
      this.bytes -= bytesOf(part);
      this.release(rangesOf(part));
      for (const id of idsIn(part)) {
        const known = this.#byId.get(id);
        known?.delete(part);
        if (known?.size === 0) this.#byId.delete(id);
      }
    }
  }

  /** Keeps points, for a part that is not there yet. @param {readonly Range[]} ranges */
  retain(ranges) {
    for (const range of ranges) this.#pool.retain(range);
  }

  /** @param {readonly Range[]} ranges */
  release(ranges) {
    for (const range of ranges) this.#pool.release(range);
  }

  /** Replaces the value that a part has left. @param {SetPart} part @param {unknown} after */
  setAfter(part, after) {
    const isKnown = this.#entries.has(part);
    if (isKnown) {
      this.bytes -= bytesOf(part);
      this.release(rangesOf(part));
    }
    part.after = after;
    if (!isKnown) return;
    this.bytes += bytesOf(part);
    this.retain(rangesOf(part));
  }

  /** Moves all points to the pool of another board. @param {PointPool} pool */
  moveTo(pool) {
    const old = this.#pool;
    if (old === pool) return;
    /** The copies, because entries of one shape share ranges. @type {Map<number, Range>} */
    const copies = new Map();
    for (const part of this.#entries.keys()) {
      if (part.kind !== "set" || part.register !== "geometry") continue;
      for (const range of rangesOf(part)) {
        const copy = copies.get(range.start) ?? pool.copyFrom(old, range);
        if (range.count > 0) copies.set(range.start, copy);
        Object.assign(range, copy);
        pool.retain(copy);
      }
    }
    this.#pool = pool;
  }
}

/** The ids that a part is about. @param {Part} part @returns {string[]} */
function idsIn(part) {
  if (part.kind === "clear") return [];
  return part.kind === "split" ? [part.id, ...part.pieces.map(({ id }) => id)] : [part.id];
}

/** The ranges of points that a part keeps. @param {Part} part */
function rangesOf(part) {
  if (part.kind !== "set" || part.register !== "geometry") return [];
  return [part.before, part.after].flatMap((value) => rangeOf(value, part.register) ?? []);
}

/** @param {Part} part */
function bytesOf(part) {
  if (part.kind === "split") return PART_BYTES + PIECE_BYTES * part.pieces.length;
  if (part.kind !== "set") return PART_BYTES;
  const { before, after, register } = part;
  return PART_BYTES + bytesOfValue(before, register) + bytesOfValue(after, register);
}
