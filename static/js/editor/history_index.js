/**
 * Finds the parts of all history entries by the shape or page that they are about.
 */

/** @typedef {import("./history_parts.js").Part} Part */

export class PartIndex {
  /** @type {Map<string, Set<Part>>} */
  #byId = new Map();

  /** The parts about a shape or a page. @param {string} id @returns {Iterable<Part>} */
  of(id) {
    return this.#byId.get(id) ?? [];
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

  /** @param {readonly Part[]} parts */
  add(parts) {
    for (const part of parts) {
      for (const id of idsIn(part)) {
        const known = this.#byId.get(id) ?? new Set();
        this.#byId.set(id, known.add(part));
      }
    }
  }

  /** @param {readonly Part[]} parts */
  remove(parts) {
    for (const part of parts) {
      for (const id of idsIn(part)) {
        const known = this.#byId.get(id);
        known?.delete(part);
        if (known?.size === 0) this.#byId.delete(id);
      }
    }
  }
}

/** The ids that a part is about. @param {Part} part @returns {string[]} */
function idsIn(part) {
  if (part.kind === "clear") return [];
  return part.kind === "split" ? [part.id, ...part.pieces.map(({ id }) => id)] : [part.id];
}
