/**
 * Index of bound lines by the ids of the shapes they are bound to, for the shown board.
 */

import { endsOf } from "./line_points.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./shape.js").Shape} Shape */

export class Bindings {
  /** Ids of lines by the shape that they are bound to, which need not be on the board. @type {Map<string, Set<string>>} */
  #lines = new Map();

  /** @param {Replica} board */
  constructor(board) {
    this.#addAll(board);
    board.subscribe(({ reset, changes }) => {
      if (reset) this.#addAll(board);
      for (const { before, after } of changes) {
        if (before?.details === after?.details) continue;
        if (before !== null) this.#remove(before);
        if (after !== null) this.#add(after);
      }
    });
  }

  get isEmpty() {
    return this.#lines.size === 0;
  }

  /** The number of shapes that lines are bound to. */
  get size() {
    return this.#lines.size;
  }

  /** Whether a line is bound to a shape. @param {string} id */
  has(id) {
    return this.#lines.has(id);
  }

  /** Ids of the shapes that lines are bound to. */
  get targets() {
    return this.#lines.keys();
  }

  /** Ids of the lines that are bound to a shape. @param {string} id @returns {Iterable<string>} */
  linesOf(id) {
    return this.#lines.get(id) ?? [];
  }

  /** @param {Replica} board */
  #addAll(board) {
    this.#lines.clear();
    for (const shape of board.all()) this.#add(shape);
  }

  /** @param {Shape} line */
  #add(line) {
    if (line.details === null) return;
    const { from, to } = endsOf(line);
    for (const end of [from, to]) {
      if (end === null) continue;
      const lines = this.#lines.get(end[0]) ?? new Set();
      this.#lines.set(end[0], lines.add(line.id));
    }
  }

  /** @param {Shape} line */
  #remove(line) {
    const { from, to } = endsOf(line);
    for (const end of [from, to]) {
      if (end === null) continue;
      const lines = this.#lines.get(end[0]);
      lines?.delete(line.id);
      if (lines?.size === 0) this.#lines.delete(end[0]);
    }
  }
}
