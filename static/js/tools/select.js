/**
 * The selection tool: a click selects the nearest shape, a drag moves the selection, and a drag from an empty place
 * selects all shapes that its marquee touches. With Shift both add to or remove from the selection. A cancelled
 * gesture, for example by a second finger, restores the selection.
 */

import { MAX_DRAFT_IDS } from "../editor/gestures.js";
import { isInFrame, shapeAt, shapesTouching } from "./pick.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Tool} Tool */
/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../editor/gestures.js").GesturePoint} GesturePoint */
/** @typedef {import("../editor/gestures.js").FirstPoint} FirstPoint */

/** A press that moves less than this on the screen is a click. */
const CLICK_PX = 3;

/**
 * Moves the selected shapes; also run by the arrow keys.
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

/** @implements {Gesture} */
class DragGesture {
  #editor;
  #start;
  #click;
  #before;
  /** @type {MoveGesture | null} */
  #move = null;

  /**
   * @param {Editor} editor
   * @param {FirstPoint} point
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

/** @implements {Gesture} */
class MarqueeGesture {
  #editor;
  #start;
  #before;
  /** Stays selected in addition to the shapes that the marquee touches. */
  #base;
  #box;

  /** @param {Editor} editor @param {FirstPoint} point */
  constructor(editor, point) {
    this.#editor = editor;
    this.#start = point;
    this.#before = editor.selection.value;
    this.#base = point.shift ? this.#before : new Set();
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

/**
 * Begins a gesture at a press: it selects the nearest stroke; with Shift it adds or removes the stroke. A press inside the
 * frame of the selection drags the whole selection, and selects anew only as a click.
 * @param {Editor} editor
 * @param {FirstPoint} point
 */
function press(editor, point) {
  const { selection, strokes, rights } = editor;
  const before = selection.value;
  const shape = shapeAt(editor, point);
  const hit = strokes.whole(shape === null ? [] : [shape.id]);
  const select = () => selection.select(hit);
  if (point.shift) {
    if (shape === null) return new MarqueeGesture(editor, point);
    const wasIn = selection.has(shape.id);
    if (!wasIn) selection.toggle(hit);
    const click = () => {
      if (wasIn) selection.toggle(hit);
    };
    return new DragGesture(editor, point, { before, click });
  }
  if (rights.value.draw && isInFrame(editor, point)) {
    return new DragGesture(editor, point, { before, click: select });
  }
  if (shape === null) return new MarqueeGesture(editor, point);
  select();
  return new DragGesture(editor, point, { before, click: select });
}

/** @type {Tool} */
export const select = { id: "select", cursor: "default", begin: press };
