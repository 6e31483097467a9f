/**
 * The frames around each of a few selected shapes, strokes and groups, and around the group that is entered.
 */

import { shifted, union } from "../model/box.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** With more of them only the frame around all of them is painted: a word has one shape per letter. */
const MAX_FRAMES = 3;

/** A larger selection is not searched for groups. */
const MAX_SHAPES = 200;

export class UnitFrames {
  #editor;
  /** Null when they have to be computed. @type {Box[] | null} */
  #frames = null;
  /** Around the entered group. @type {Box | null} */
  #around = null;
  /** The shapes in the frames. @type {Set<string>} */
  #ids = new Set();

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    const forget = () => {
      this.#frames = null;
    };
    editor.selection.subscribe(forget);
    editor.page.subscribe(forget);
    editor.view.subscribe(({ reset, changes }) => {
      if (reset || changes.some(({ id }) => this.#ids.has(id))) forget();
    });
  }

  /** The boxes in units, while a gesture moves the selection by an offset; null for none. @param {{dx: number, dy: number} | null} offset @returns {Box[]} */
  shown(offset) {
    this.#frames ??= this.#compute();
    if (offset !== null) return this.#frames.map((box) => shifted(box, offset.dx, offset.dy));
    return this.#around === null ? this.#frames : [...this.#frames, this.#around];
  }

  #compute() {
    const { selectionFrame, groups } = this.#editor;
    const { shapes } = selectionFrame;
    const isSmall = shapes.length <= MAX_SHAPES;
    const units = isSmall ? groups.unitsOf(shapes) : [];
    const around = isSmall ? groups.around() : [];
    this.#ids = new Set([...shapes, ...around].map(({ id }) => id));
    this.#around = around.length === 0 ? null : boxOf(around);
    return units.length > 1 && units.length <= MAX_FRAMES ? units.map(boxOf) : [];
  }
}

/** @param {readonly Shape[]} shapes */
function boxOf(shapes) {
  return shapes.map(({ box }) => box).reduce(union);
}
