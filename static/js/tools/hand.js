/**
 * The hand: the board follows the pointer.
 */

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */

/** @implements {Gesture} */
class HandGesture {
  #camera;
  #anchor;

  /** @param {Editor} editor @param {GesturePoint} point */
  constructor(editor, point) {
    this.#camera = editor.camera;
    this.#anchor = { x: point.x, y: point.y };
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const last = points.at(-1);
    if (last === undefined) return;
    // Pans so that the board point of the first sample is under the pointer again.
    const now = this.#camera.toScreen(last);
    const anchor = this.#camera.toScreen(this.#anchor);
    this.#camera.pan(now.x - anchor.x, now.y - anchor.y);
  }

  finish() {
    this.#anchor = { x: 0, y: 0 };
  }

  cancel() {
    this.finish();
  }

  previews() {
    return [];
  }
}

/** @type {Tool} */
export const hand = {
  id: "hand",
  keys: ["H", "2"],
  cursor: "grab",
  begin: (editor, point) => new HandGesture(editor, point),
};
