/**
 * Selects all shapes that a rectangle touches; with Shift in addition to the selection.
 */

import { CLICK_PX } from "../editor/gestures.js";
import { shapesTouching } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */

/** @implements {Gesture} */
export class MarqueeGesture {
  #editor;
  #start;
  #before;
  /** Stays selected in addition to the shapes that the marquee touches. */
  #base;
  #box;

  /** @param {Editor} editor @param {GesturePoint} point @param {Keys} keys */
  constructor(editor, point, keys) {
    this.#editor = editor;
    this.#start = point;
    this.#before = editor.selection.value;
    this.#base = keys.shift ? this.#before : new Set();
    this.#box = { minX: point.x, minY: point.y, maxX: point.x, maxY: point.y };
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const last = points.at(-1);
    if (last === undefined) return;
    this.#box = {
      minX: Math.min(this.#start.x, last.x),
      minY: Math.min(this.#start.y, last.y),
      maxX: Math.max(this.#start.x, last.x),
      maxY: Math.max(this.#start.y, last.y),
    };
    this.#editor.selection.select([...this.#base, ...shapesTouching(this.#editor, this.#box)]);
  }

  finish() {
    const least = this.#editor.camera.unitsOf(CLICK_PX);
    const { minX, minY, maxX, maxY } = this.#box;
    if (maxX - minX < least && maxY - minY < least) this.#editor.selection.select(this.#base);
  }

  cancel() {
    this.#editor.selection.select(this.#before);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return [{ kind: "marquee", box: this.#box }];
  }
}
