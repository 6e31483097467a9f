/**
 * Selecting: a click takes the topmost shape, a drag moves what is selected, a drag from an empty
 * place takes all that its frame touches. With Shift both add to or take from the selection.
 */

import { shapeAt, shapesTouching } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/tool.js").Tool} Tool */
/** @typedef {import("../editor/tool.js").Gesture} Gesture */
/** @typedef {import("../editor/tool.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/tool.js").FirstPoint} FirstPoint */

/** A press that moves less than this on the screen is a click. */
const CLICK_PX = 3;

/** More ids than this would not fit into a draft. */
const MOST_DRAFT_IDS = 1000;

/**
 * Moves the selected shapes; also run by the arrow keys.
 * @implements {Gesture}
 */
export class MoveGesture {
  #editor;
  #ids;
  #named;
  #dx = 0;
  #dy = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#ids = editor.selection.value;
    this.#named = [...this.#ids];
  }

  /** Sets how far the shapes are from where they began. @param {number} dx @param {number} dy */
  moveTo(dx, dy) {
    this.#dx = Math.round(dx);
    this.#dy = Math.round(dy);
    if (this.#ids.size > MOST_DRAFT_IDS) return;
    this.#editor.draft({ move: { ids: this.#named, dx: this.#dx, dy: this.#dy } });
  }

  /** @param {number} dx @param {number} dy */
  moveBy(dx, dy) {
    this.moveTo(this.#dx + dx, this.#dy + dy);
  }

  update() {
    // Moved by `moveTo` alone: the one who runs this knows where it started.
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

/** @implements {Gesture} */
class DragGesture {
  #editor;
  #start;
  #hit;
  #shift;
  #wasSelected;
  /** @type {MoveGesture | null} */
  #move = null;

  /**
   * @param {Editor} editor
   * @param {FirstPoint} point
   * @param {string} hit  the shape that was pressed
   */
  constructor(editor, point, hit) {
    this.#editor = editor;
    this.#start = point;
    this.#hit = hit;
    this.#shift = point.shift;
    this.#wasSelected = editor.selection.has(hit);
    if (this.#wasSelected) return;
    if (point.shift) editor.selection.toggle(hit);
    else editor.selection.select([hit]);
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
    else if (this.#wasSelected && this.#shift) this.#editor.selection.toggle(this.#hit);
    else if (!this.#shift) this.#editor.selection.select([this.#hit]);
  }

  cancel() {
    this.#move?.cancel();
  }

  previews() {
    return this.#move?.previews() ?? [];
  }
}

/** @implements {Gesture} */
class MarqueeGesture {
  #editor;
  #start;
  #before;
  #box;

  /** @param {Editor} editor @param {FirstPoint} point */
  constructor(editor, point) {
    this.#editor = editor;
    this.#start = point;
    this.#before = point.shift ? editor.selection.value : new Set();
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
    this.#editor.selection.select([...this.#before, ...shapesTouching(this.#editor, this.#box)]);
  }

  finish() {
    const least = this.#editor.camera.unitsOf(CLICK_PX);
    const { minX, minY, maxX, maxY } = this.#box;
    if (maxX - minX < least && maxY - minY < least) this.#editor.selection.select(this.#before);
  }

  cancel() {
    this.#editor.selection.select(this.#before);
  }

  /** @returns {import("../model/preview.js").Preview[]} */
  previews() {
    return [{ kind: "marquee", box: this.#box }];
  }
}

/** @type {Tool} */
export const select = {
  id: "select",
  cursor: "default",
  begin(editor, point) {
    const hit = shapeAt(editor, point);
    return hit === null
      ? new MarqueeGesture(editor, point)
      : new DragGesture(editor, point, hit.id);
  },
};
