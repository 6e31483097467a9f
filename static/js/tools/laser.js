/**
 * The laser pointer: a trail that all see while it fades. Nothing is stored.
 */

import { LaserPath } from "../model/laser_path.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Tool} Tool */

/** Places closer than this on the screen carry only the tremor of the hand. */
const MIN_STEP_PX = 1.25;

/** @implements {Gesture} */
class LaserGesture {
  trail;
  #editor;
  #minStep;
  #last;

  /** @param {Editor} editor @param {GesturePoint} point */
  constructor(editor, point) {
    this.#editor = editor;
    this.#minStep = editor.camera.unitsOf(MIN_STEP_PX);
    this.#last = point;
    this.trail = new LaserPath(editor.page.value);
    this.#point([point]);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const far = points.filter((point) => {
      const isFar = Math.hypot(point.x - this.#last.x, point.y - this.#last.y) >= this.#minStep;
      if (isFar) this.#last = point;
      return isFar;
    });
    if (far.length > 0) this.#point(far);
  }

  finish() {
    this.cancel();
  }

  cancel() {
    this.trail.isOver = true;
    this.#editor.endDraft(null);
  }

  /** The renderer follows the trail, which outlives the gesture. */
  previews() {
    return [];
  }

  /** @param {readonly GesturePoint[]} places */
  #point(places) {
    const points = places.flatMap(({ x, y }) => [Math.round(x), Math.round(y)]);
    this.trail.add(points);
    this.#editor.draft({ laser: { page: this.trail.page, points } });
  }
}

/** @type {Tool} */
export const laser = {
  id: "laser",
  cursor: "crosshair",
  begin: (editor, point) => (editor.rights.value.draw ? new LaserGesture(editor, point) : null),
};
