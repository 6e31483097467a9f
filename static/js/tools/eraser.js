/**
 * The eraser: deletes every shape that it touches and that is not locked, with its stroke and its group, in one edit at the end of the gesture.
 */

import { MAX_DRAFT_IDS } from "../editor/gestures.js";
import { segmentHitsShape } from "../model/hit.js";
import { isLocked } from "../model/more.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */

/** Half the width of the eraser on the screen, whatever the zoom. */
const RADIUS_PX = 8;

/** @implements {Gesture} */
class EraseGesture {
  #editor;
  #radius;
  #last;
  /** @type {Set<string>} */
  #ids = new Set();

  /** @param {Editor} editor @param {GesturePoint} point */
  constructor(editor, point) {
    this.#editor = editor;
    this.#radius = Math.round(editor.camera.unitsOf(RADIUS_PX));
    this.#last = { x: Math.round(point.x), y: Math.round(point.y) };
    this.update([point]);
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const before = this.#ids.size;
    for (const point of points) this.#sweepTo(point);
    const count = this.#ids.size;
    if (count > before && count <= MAX_DRAFT_IDS) {
      this.#editor.draft({ erase: { ids: [...this.#ids] } });
    }
  }

  finish() {
    // Others may have deleted some of them meanwhile.
    const ids = [...this.#ids].filter((id) => this.#editor.view.shape(id) !== undefined);
    const committed = ids.length > 0;
    this.#editor.endDraft(
      committed ? this.#editor.commit(ids.map((id) => ({ op: "del", id }))) : null,
    );
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  previews() {
    return [{ kind: /** @type {const} */ ("erase"), ids: this.#ids }];
  }

  /** @param {GesturePoint} point */
  #sweepTo(point) {
    const from = this.#last;
    const to = { x: Math.round(point.x), y: Math.round(point.y) };
    this.#last = to;
    const { view } = this.#editor;
    const box = {
      minX: Math.min(from.x, to.x) - this.#radius,
      minY: Math.min(from.y, to.y) - this.#radius,
      maxX: Math.max(from.x, to.x) + this.#radius,
      maxY: Math.max(from.y, to.y) + this.#radius,
    };
    for (const shape of view.queryUnsorted(box, this.#editor.page.value)) {
      if (this.#ids.has(shape.id) || isLocked(shape)) continue;
      if (segmentHitsShape(shape, view.pool, from.x, from.y, to.x, to.y, this.#radius)) {
        for (const id of this.#editor.groups.whole([shape.id])) this.#ids.add(id);
      }
    }
  }
}

/** @type {Tool} */
export const eraser = {
  id: "eraser",
  keys: ["E", "5"],
  draws: true,
  cursor: "eraser",
  reach: RADIUS_PX,
  begin: (editor, point) => (editor.rights.value.draw ? new EraseGesture(editor, point) : null),
};
