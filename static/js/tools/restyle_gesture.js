/**
 * A change of style that is still being chosen, with a slider or among colours: shown on this page, and committed once.
 */

import { shapesWith } from "../editor/selection.js";
import { setPreview } from "../model/preview.js";
import { restyleOps } from "./style.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("../model/style_fields.js").StyleChange} StyleChange */

/** @implements {Gesture} */
export class RestyleGesture {
  #editor;
  #ids;
  /** @type {StyleChange} */
  #change = {};
  /** @type {import("../model/preview.js").SetPreview | null} */
  #preview = null;

  /** @param {Editor} editor @param {readonly Shape[]} shapes */
  constructor(editor, shapes) {
    this.#editor = editor;
    this.#ids = shapes.map(({ id }) => id);
  }

  /** @param {StyleChange} change */
  set(change) {
    this.#change = change;
    this.#preview = setPreview(this.#ops());
  }

  update() {
    // `set` changes it; no pointer on the board does.
  }

  finish() {
    const ops = this.#ops();
    if (ops.length > 0) this.#editor.commit(ops);
  }

  cancel() {
    // Nothing was sent.
  }

  previews() {
    return this.#preview === null ? [] : [this.#preview];
  }

  #ops() {
    const { view } = this.#editor;
    const shapes = shapesWith(view, this.#ids);
    return restyleOps(shapes, this.#change);
  }
}
