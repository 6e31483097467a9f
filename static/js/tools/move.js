/**
 * Moves the selection: by a drag of the select tool, or by the arrow keys.
 */

import { CLICK_PX, MAX_DRAFT_IDS } from "../editor/gestures.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */

/**
 * Moves the selected shapes by an offset.
 * @implements {Gesture}
 */
export class MoveGesture {
  #editor;
  #ids;
  #idList;
  #dx = 0;
  #dy = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#ids = editor.selection.value;
    this.#idList = [...this.#ids];
  }

  /** Sets the offset of the shapes from their start. @param {number} dx @param {number} dy */
  moveTo(dx, dy) {
    this.#dx = Math.round(dx);
    this.#dy = Math.round(dy);
    if (this.#ids.size > MAX_DRAFT_IDS) return;
    this.#editor.draft({ move: { ids: this.#idList, dx: this.#dx, dy: this.#dy } });
  }

  /** @param {number} dx @param {number} dy */
  moveBy(dx, dy) {
    this.moveTo(this.#dx + dx, this.#dy + dy);
  }

  update() {
    // `moveTo` moves the shapes: the caller knows where the gesture started.
  }

  finish() {
    const { view } = this.#editor;
    const moved = this.#dx !== 0 || this.#dy !== 0;
    const shapes = moved ? [...this.#ids].map((id) => view.shape(id)) : [];
    /** @type {import("../model/reduce.js").SetOp[]} */
    const ops = [];
    for (const shape of shapes) {
      if (shape === undefined) continue;
      /** @type {import("../model/shape.js").WirePos} */
      const pos = [shape.x + this.#dx, shape.y + this.#dy, shape.rotation];
      ops.push({ op: "set", id: shape.id, pos });
    }
    this.#editor.endDraft(ops.length > 0 ? this.#editor.commit(ops) : null);
  }

  cancel() {
    this.#editor.endDraft(null);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return [{ kind: "move", ids: this.#ids, dx: this.#dx, dy: this.#dy }];
  }
}

/**
 * Moves the selection with the pointer; without a movement it is a click.
 * @implements {Gesture}
 */
export class DragGesture {
  #editor;
  #start;
  #click;
  #before;
  /** @type {MoveGesture | null} */
  #move = null;

  /**
   * @param {Editor} editor
   * @param {GesturePoint} point
   * @param {{before: ReadonlySet<string>, click: () => void}} press  the selection before it, and its effect as a click
   */
  constructor(editor, point, { before, click }) {
    this.#editor = editor;
    this.#start = point;
    this.#before = before;
    this.#click = click;
  }

  /** @param {readonly GesturePoint[]} points */
  update(points) {
    const last = points.at(-1);
    if (last === undefined || !this.#editor.rights.value.draw) return;
    const dx = last.x - this.#start.x;
    const dy = last.y - this.#start.y;
    if (this.#move === null) {
      if (Math.hypot(dx, dy) < this.#editor.camera.unitsOf(CLICK_PX)) return;
      this.#move = new MoveGesture(this.#editor);
    }
    this.#move.moveTo(dx, dy);
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
    return this.#move?.previews() ?? [];
  }
}
