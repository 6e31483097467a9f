/**
 * Moves the selection by a drag of the select tool. While Alt is held a drag moves copies.
 */

import { CLICK_PX } from "../editor/gestures.js";
import { MoveGesture } from "./move.js";
import { Snapping } from "./snapping.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").Keys} Keys */

/**
 * Moves the selection with the pointer, or copies of it while Alt is held; without a movement it is a click.
 * @implements {Gesture}
 */
export class DragGesture {
  #editor;
  #start;
  #last;
  #click;
  #before;
  /** @type {MoveGesture | null} */
  #move = null;
  /** @type {Snapping | null} */
  #snapping = null;

  /**
   * @param {Editor} editor
   * @param {GesturePoint} point
   * @param {{before: ReadonlySet<string>, click: () => void}} press  the selection before it, and its effect as a click
   */
  constructor(editor, point, { before, click }) {
    this.#editor = editor;
    this.#start = point;
    this.#last = point;
    this.#before = before;
    this.#click = click;
  }

  /** @param {readonly GesturePoint[]} points @param {Keys} keys */
  update(points, keys) {
    this.#last = points.at(-1) ?? this.#last;
    if (!this.#editor.rights.value.draw) return;
    const dx = this.#last.x - this.#start.x;
    const dy = this.#last.y - this.#start.y;
    if (this.#move === null) {
      if (Math.hypot(dx, dy) < this.#editor.camera.unitsOf(CLICK_PX)) return;
      this.#move = new MoveGesture(this.#editor);
    }
    this.#move.makesCopies = keys.alt;
    this.#snapping ??= new Snapping(this.#editor, this.#editor.selection.value);
    const offset = this.#snapping.offset(dx, dy, keys);
    this.#move.moveTo(offset.dx, offset.dy);
  }

  finish() {
    if (this.#move !== null) this.#move.finish();
    else this.#click();
  }

  cancel() {
    this.#move?.cancel();
    this.#editor.selection.select(this.#before);
  }

  previews() {
    return [...(this.#move?.previews() ?? []), ...(this.#snapping?.previews() ?? [])];
  }
}
